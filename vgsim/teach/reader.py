"""Reads a lesson file: all faults at once, each with its line and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from vgsim.describe.fields import FIELDS
from vgsim.describe.spec import Experiment
from vgsim.play.frame import Phase
from vgsim.teach.challenge_reader import challenge
from vgsim.teach.condition_reader import ReadingDefaults, condition, conditions, layer_in
from vgsim.teach.lesson import (
    ChallengeTask,
    Claim,
    Kind,
    Lesson,
    Look,
    Scene,
    Show,
    Statement,
    Step,
)
from vgsim.teach.node import Faults, Node
from vgsim.teach.prose import JUDGED, NUMBER
from vgsim.teach.question_reader import question
from vgsim.teach.scenes import UNKNOWN, Scenes
from vgsim.teach.toml_text import lines_of, parsed
from vgsim.words.language import tr
from vgsim.words.scenarios import COMPARED, PANELS
from vgsim.words.stages import STAGES

FORMAT = "vgsim-lesson/1"
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_STEPS, MOST_CLAIMS, MOST_LOOKS, MOST_CONTROLS = 40, 12, 4, 20
LONGEST_TITLE, LONGEST_SENTENCE, LONGEST_TEXT = 100, 400, 2000
CLAIM = re.compile(r"C([1-9][0-9]?)")
MOST_KNOWN = 93  # popular claims
PHASES = tuple(each.name.lower() for each in Phase)
GROUPS = ("data", "network", "training")  # a whole group of controls
# parts of the window that are no panel: the key -> what a lesson calls it
PARTS = {
    "headline": tr("the headline"), "transport": tr("the controls of the playback"),
    "verdict": tr("the verdict on a network"), "curves": tr("the curves"),
    "add": tr("the button that adds a network"), "stage": tr("the middle of the window"),
}  # fmt: skip


def read_lesson(text: str | bytes, name: str = "", folder: Path | None = None) -> Lesson:
    """The lesson in a file.

    Args:
        text: the content of the file.
        name: the file's name without its ending.
        folder: where its own scenarios and tables are.

    Raises:
        SpecError: the faults found, each with its line.
    """
    raw = parsed(text)
    faults = Faults(lines_of(text))
    top = Node(raw, "", faults)
    found = _lesson(top, name, Scenes(folder))
    top.close()
    faults.raise_any()
    assert found is not None  # without one there is a fault
    return found


def _lesson(top: Node, name: str, scenes: Scenes) -> Lesson | None:
    if top.raw.get("format") != FORMAT:
        top.refuse("format", f'"{FORMAT}"')
    top.has("format")
    kind: Kind = top.choice("kind", KINDS, "lesson")  # type: ignore[assignment]
    title, about = top.text("title", LONGEST_TITLE), top.text("about", LONGEST_SENTENCE)
    minutes, level = top.integer("minutes", 1, 60), top.integer("level", 1, 3)
    claims, source = _claim_numbers(top, "claims"), top.text("source", LONGEST_SENTENCE, "")
    start = _start(top, scenes)
    top.faults.unknown_start = start is None
    first = Scene(start or UNKNOWN)
    steps = _steps(top, scenes, first, 0 if kind == "challenge" else 1)
    found = None
    if kind == "challenge":
        found = challenge(top, scenes, first)
    claims = _all(claims, *(step.about for step in steps))
    return Lesson(name, title, about, minutes, level, kind, steps, claims, source, found)


def _start(top: Node, scenes: Scenes) -> Experiment | None:
    node = top.table("start")
    if node is None:
        if "start" not in top.raw:
            top.fault(tr("[start] is missing"), tr("a scenario, or an experiment"))
        return None
    found = scenes.start(node)
    node.close()
    return found


def _steps(top: Node, scenes: Scenes, first: Scene, least: int) -> tuple[Step, ...]:
    found, scene = [], first
    for node in top.tables("step", MOST_STEPS, least):
        step = _step(node, scenes, scene, first)
        node.close()
        found.append(step)
        scene = step.scene if step.task is None else step.task.scene
    return tuple(found)


def _step(node: Node, scenes: Scenes, before: Scene, first: Scene) -> Step:
    title, text = node.prose("title", LONGEST_TITLE), node.prose("text", LONGEST_TEXT)
    scene, _ = scenes.scene(node, before, first)
    formulas = node.formulas("formula", 6)
    show = _show(node, scene)
    task = _task(node, scenes, scene, first)
    reached = scene if task is None else task.scene
    table = node.table("question")
    found = question(table, scenes, reached, first) if table is not None else None
    defaults = ReadingDefaults(found.run if found is not None else reached)
    return Step(
        title, text, scene, formulas, show, _claims(node, defaults), found,
        _statement(node, defaults), task, _claim_numbers(node, "about"),
        node.text("source", LONGEST_SENTENCE, ""),
    )  # fmt: skip


def _task(node: Node, scenes: Scenes, before: Scene, first: Scene) -> ChallengeTask | None:
    each = node.table("task")
    if each is None:
        return None
    say = each.prose("say", LONGEST_SENTENCE)
    scene, _ = scenes.scene(each, before, first)
    each.close()
    if (scene.experiment, scene.updates) == (before.experiment, before.updates):
        each.fault(tr("the task changes nothing"), tr("edits or updates"))
    return ChallengeTask(say, scene)


def _claims(node: Node, defaults: ReadingDefaults) -> tuple[Claim, ...]:
    found = []
    for each in node.tables("claim", MOST_CLAIMS):
        say = each.prose("say", LONGEST_SENTENCE, marks=NUMBER)
        if "when" in each.raw:
            held = conditions(each, "when", defaults)
        else:
            one = condition(each, defaults)
            held = () if one is None else (one,)
        each.close()
        found.append(Claim(say, held))
    return tuple(found)


def _statement(node: Node, defaults: ReadingDefaults) -> Statement | None:
    each = node.table("statement")
    if each is None:
        return None
    text, because = (
        each.prose("said", LONGEST_SENTENCE),
        each.prose("because", LONGEST_TEXT, "", JUDGED),
    )
    helps = conditions(each, "helps", defaults) if "helps" in each.raw else ()
    reason = conditions(each, "reason", defaults) if "reason" in each.raw else ()
    if not (helps or reason):
        each.fault(tr("no condition tests the statement"), tr("helps, reason, or both"))
    each.close()
    return Statement(text, helps, reason, because)


def _show(node: Node, scene: Scene) -> Show:
    each = node.table("show")
    if each is None:
        return Show()
    experiment = scene.experiment
    lane = None
    if each.has("lane"):
        lane = each.integer("lane", 0, len(experiment.lanes) - 1, 0)
    layer = layer_in(each, "layer", experiment, lane or 0, None)
    controls = None
    if each.has("controls"):
        allowed = tr("settings such as network.activation, or {groups}", groups=", ".join(GROUPS))
        controls = each.names("controls", MOST_CONTROLS, allowed, _is_control)
    found = Show(
        each.choice("stage", STAGES) or None, each.choice("panel", PANELS) or None, lane, layer,
        each.choice("measure", COMPARED) or None, each.choice("phase", PHASES) or None, controls,
        tuple(_look(one, experiment) for one in each.tables("look", MOST_LOOKS)),
    )  # fmt: skip
    each.close()
    return found


def _look(node: Node, experiment: Experiment) -> Look:
    """What a ring marks: { panel = … }, { part = … }, { control = … }, { lane = …, layer = … }."""
    panel, part = node.choice("panel", PANELS), node.choice("part", PARTS)
    control = node.text("control", 60, "")
    if control and not _is_control(control):
        node.refuse("control", tr("a setting such as network.activation"))
    lane = node.integer("lane", 0, len(experiment.lanes) - 1, 0) if node.has("lane") else None
    layer = layer_in(node, "layer", experiment, lane or 0, None)
    if layer == "all":
        node.refuse("layer", tr("one layer, last or output"))
    named = [each for each in (panel, part, control) if each]
    if len(named) + (lane is not None or layer is not None) != 1:
        node.fault(
            tr("a ring can mark only one thing"), tr("panel, part, control, or lane and layer")
        )
    node.close()
    if panel:
        return Look("panel", panel)
    if part:
        return Look("part", part)
    if control:
        return Look("control", control)
    return Look("lane" if layer is None else "layer", "", lane, layer)


def _is_control(name: str) -> bool:
    return name in GROUPS or name == "seed" or (name in FIELDS and name.split(".")[0] in GROUPS)


def _claim_numbers(node: Node, name: str) -> tuple[str, ...]:
    allowed = tr("numbers of popular claims, C1 to C{most}", most=MOST_KNOWN)

    def fits(text: str) -> bool:
        number = CLAIM.fullmatch(text)
        return number is not None and int(number[1]) <= MOST_KNOWN

    return node.names(name, MOST_KNOWN, allowed, fits)


def _all(*groups: Iterable[str]) -> tuple[str, ...]:
    names = {name for group in groups for name in group}
    return tuple(sorted(names, key=lambda name: int(name[1:])))
