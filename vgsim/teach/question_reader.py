"""Reads the question of a step. Nothing in a file says which answer is right."""

from __future__ import annotations

from typing import get_args

from vgsim.teach.condition_reader import ReadingDefaults, conditions, reading
from vgsim.teach.lesson import (
    MOST_OPTIONS,
    AnswerOption,
    Item,
    Question,
    QuestionKind,
    Reading,
    Scene,
    Which,
)
from vgsim.teach.node import Node
from vgsim.teach.prose import NUMBER
from vgsim.teach.quantities import QUANTITIES
from vgsim.teach.scenes import Scenes
from vgsim.words.language import tr

KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
WHICH: tuple[Which, ...] = get_args(Which)
LONGEST = 600  # characters of a question, an option or an answer


def question(node: Node, scenes: Scenes, before: Scene, first: Scene) -> Question | None:
    """The question in a table; None: it has a fault.

    Args:
        node: the table.
        scenes: makes the experiments.
        before: what the step shows, which Run changes.
        first: the lesson's start.
    """
    faults = node.faults.count
    kind: QuestionKind = node.choice("kind", KINDS, None)  # type: ignore[assignment]
    ask, explain = node.prose("ask", LONGEST), node.prose("explain", 2 * LONGEST, "", NUMBER)
    hint = node.prose("hint", LONGEST, "")
    run = before
    if (table := node.table("run")) is not None:
        run, _ = scenes.scene(table, before, first)
        table.close()
    if faults != node.faults.count and kind not in KINDS:
        return None
    made = Question(kind, ask, run, explain, hint)
    if kind in ("choice", "choices"):
        made = Question(kind, ask, run, explain, hint, options=_options(node, scenes, run, first))
    elif kind in ("curve", "order"):
        made = _of_items(node, made)
    else:
        made = _of_reading(node, made)
    node.close()
    return made if faults == node.faults.count else None


def _options(node: Node, scenes: Scenes, run: Scene, first: Scene) -> tuple[AnswerOption, ...]:
    """The options; what they say is right when it is true of what Run shows."""
    found = []
    for each in node.tables("option", MOST_OPTIONS, 2):
        attempt = None
        text = each.prose("text", LONGEST)
        right = conditions(each, "right_when", ReadingDefaults(run))
        answer = each.prose("answer", LONGEST, marks=NUMBER)
        misconception = each.prose("misconception", LONGEST, "")
        if (table := each.table("try")) is not None:
            attempt, _ = scenes.scene(table, run, first)
            table.close()
        each.close()
        found.append(AnswerOption(text, right, answer, misconception, attempt))
    return tuple(found)


def _of_items(node: Node, made: Question) -> Question:
    """A question about several readings: which one, or in which order from small to large."""
    which = _which(node, ("smallest", "largest")) if made.kind == "curve" else "smallest"
    quantity = _numeric(node)
    at = node.number("at", -1e6, 1e6) or 0.0
    layer = 1
    if node.has("layer"):
        own = node.raw["layer"]
        if own == "last" or (type(own) is int and own >= 1):
            layer = own
        else:
            node.refuse("layer", tr("a whole number from 1, or last"))
    items = []
    for each in node.tables("item", MOST_OPTIONS, 2):
        text = each.prose("text", LONGEST)
        found = reading(each, ReadingDefaults(made.run, quantity, layer, at))
        each.close()
        if found is not None:
            items.append(Item(text, found))
    return Question(
        made.kind, made.ask, made.run, made.explain, made.hint, items=tuple(items), which=which
    )


def _of_reading(node: Node, made: Question) -> Question:
    """A question about one quantity: a number, a layer, or its course over the layers."""
    over_layers = made.kind in ("layer", "sketch")
    _numeric(node)
    found: Reading | None = reading(
        node, ReadingDefaults(made.run, layer="all" if over_layers else 1)
    )
    tolerance, factor = node.number("tolerance", 0), node.number("factor", 1)
    which: Which = "smallest"
    bound, unit = None, ""
    if found is not None and (found.layer == "all") != over_layers:
        node.refuse("layer", tr("all for layer and sketch, one layer for number"))
    if over_layers and found is not None and QUANTITIES[found.quantity].where != "layer":
        node.refuse("quantity", tr("a quantity of a layer"))
    if made.kind == "layer":
        which = _which(node, WHICH)
        bound = node.number("bound")
        if (bound is None) == which.startswith("first"):
            node.refuse("bound", tr("a number with first_under and first_over, else none"))
    if made.kind == "number":
        unit = node.text("unit", 20, "")
    if made.kind == "sketch" and (tolerance is None or factor is not None):
        node.refuse("tolerance", tr("powers of ten per layer by which a sketch may differ"))
    if made.kind == "number" and (tolerance is None) == (factor is None):
        node.refuse("tolerance", tr("either tolerance (±) or factor (×, ÷)"))
    return Question(
        made.kind, made.ask, made.run, made.explain, made.hint, reading=found, which=which,
        bound=bound, tolerance=tolerance, factor=factor, unit=unit,
    )  # fmt: skip


def _which(node: Node, allowed: tuple[Which, ...]) -> Which:
    return node.choice("which", allowed, None)  # type: ignore[return-value]


def _numeric(node: Node) -> str:
    """The name of a quantity with numbers for values; "": a fault, or none is given."""
    name = node.choice("quantity", list(QUANTITIES))
    if name and not QUANTITIES[name].numeric:
        node.refuse("quantity", tr("a quantity that is a number"))
        return ""
    return name
