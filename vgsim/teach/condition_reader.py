"""Reads readings and conditions of a lesson: which quantity, where, and what is true of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from vgsim.describe.recurrent_faults import steps_of
from vgsim.describe.spec import Experiment, Lane
from vgsim.parts.activations import ACTIVATIONS
from vgsim.teach.lesson import Condition, Layer, Reading, Scene
from vgsim.teach.node import Node
from vgsim.teach.quantities import QUANTITIES, Quantity
from vgsim.teach.scenes import MOST_UPDATES, edited, edits_in
from vgsim.words.language import tr

MOST_CONDITIONS = 4  # that hold together
BOUNDS = ("under", "over", "about", "is")


@dataclass(frozen=True, slots=True)
class ReadingDefaults:
    """The values of a reading's keys that are not in the file."""

    scene: Scene
    quantity: str = ""
    layer: Layer = 1
    at: float = 0.0


def conditions(node: Node, name: str, defaults: ReadingDefaults) -> tuple[Condition, ...]:
    """The conditions under a key: one table, or a list whose conditions all hold."""
    found = []
    for each in node.tables(name, MOST_CONDITIONS, 1):
        found.append(condition(each, defaults))
        each.close()
    return tuple(one for one in found if one is not None)


def condition(node: Node, defaults: ReadingDefaults) -> Condition | None:
    """The condition in a table, which may have other keys; None: it has a fault."""
    before = node.faults.count
    read = reading(node, defaults)
    than = None
    if (other := node.table("than")) is not None:
        than = _compared(other, defaults, read)
    under, over, about = (node.number(each) for each in BOUNDS[:3])
    tolerance, factor = node.number("tolerance", 0), node.number("factor", 1)
    words = _words(node)
    if node.faults.count > before or read is None:
        return None
    entry = QUANTITIES[read.quantity]
    numbers = any(each is not None for each in (under, over, about))
    if entry.numeric and (words or not numbers):
        node.fault(tr("{name} is a number", name=entry.name), tr("under, over or about"))
    elif not entry.numeric and (numbers or not words or than):
        node.fault(tr("{name} is not a number", name=entry.name), _words_allowed(entry))
    elif not entry.numeric and not all(_fits(entry, each) for each in words):
        node.refuse("is", _words_allowed(entry))
    elif (about is None) != (tolerance is None and factor is None):
        node.fault(
            tr("the key about needs tolerance or factor"), tr("tolerance (±) or factor (×, ÷)")
        )
    elif under is not None and over is not None and over >= under:
        node.fault(tr("no number is over {over} and under {under}", over=over, under=under))
    return Condition(read, than, under, over, about, tolerance, factor, words)


def _compared(node: Node, defaults: ReadingDefaults, first: Reading | None) -> Reading | None:
    """What a reading is divided by; missing keys are those of the first reading."""
    if first is None:  # it has a fault, which would only be repeated
        return None
    scene = replace(defaults.scene, experiment=first.experiment, updates=first.updates)
    found = reading(node, ReadingDefaults(scene, first.quantity, first.layer, first.at), first.lane)
    node.close()
    return found


def reading(node: Node, defaults: ReadingDefaults, lane: int = 0) -> Reading | None:
    """The reading in a table, of this lane unless the table names another; None: a fault."""
    before = node.faults.count
    quantity = node.choice("quantity", list(QUANTITIES), defaults.quantity or None)
    base = defaults.scene.experiment
    made = edited(node, base, edits_in(node)) or base
    updates = node.integer("updates", 0, MOST_UPDATES, defaults.scene.updates)
    lane = node.integer("lane", 0, len(made.lanes) - 1, min(lane, len(made.lanes) - 1))
    layer = layer_in(node, "layer", made, lane, defaults.layer)
    at = node.number("at", -1e6, 1e6)
    own = {each.name: each.key for each in made.activations}
    function = node.choice("function", [*ACTIVATIONS, *own])
    if node.faults.count > before:
        return None
    given = {"layer": "layer" in node.raw, "at": at is not None, "function": bool(function)}
    where = QUANTITIES[quantity].where
    for key, used in given.items():
        if used and where != {"layer": "layer"}.get(key, "function"):
            message = tr("{name} has no {key}", name=quantity, key=key)
            node.refuse(key, tr("no such key"), message)
    return Reading(
        quantity,
        made,
        updates,
        lane,
        layer,
        defaults.at if at is None else at,
        own.get(function, function),
    )


def layer_in(
    node: Node, name: str, experiment: Experiment, lane: int, default: Layer | None
) -> Any:
    """A layer or time step from 1, "last", "output", or "all"."""
    own = experiment.lanes[min(lane, len(experiment.lanes) - 1)]
    deepest = depth_of(experiment, own)
    value = node.raw.get(name)
    if not node.has(name):
        return default
    if value in ("last", "output", "all") or (type(value) is int and 1 <= value <= deepest):
        return value
    node.refuse(name, tr("1 to {deepest}, last, output or all", deepest=deepest))
    return default


def depth_of(experiment: Experiment, lane: Lane) -> int:
    """The number of hidden layers, or of time steps, of a network."""
    if lane.network.cell == "none":
        return lane.network.depth
    return steps_of(lane.data or experiment.data)


def _words(node: Node) -> tuple[Any, ...]:
    if not node.has("is"):
        return ()
    value = node.raw["is"]
    listed = value if isinstance(value, list) else [value]
    if listed and len(listed) <= 12 and all(isinstance(each, str | bool) for each in listed):
        return tuple(listed)
    node.refuse("is", tr("a word, a list of words, true or false"))
    return ()


def _fits(entry: Quantity, word: object) -> bool:
    return isinstance(word, bool) if entry.truth else word in entry.words


def _words_allowed(entry: Quantity) -> str:
    if entry.truth:
        return tr("is = true or false")
    return tr("is = one of {names}", names=", ".join(entry.words))
