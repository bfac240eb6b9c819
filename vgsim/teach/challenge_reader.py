"""Reads a challenge: its goal, what may be changed, and the solutions that tests run."""

from __future__ import annotations

from vgsim.describe.fields import FIELDS, field_of
from vgsim.teach.condition_reader import ReadingDefaults, conditions
from vgsim.teach.lesson import Challenge, Scene, Solution
from vgsim.teach.node import Node
from vgsim.teach.scenes import MOST_UPDATES, Scenes
from vgsim.words.language import tr
from vgsim.words.plain import plain

MOST_HINTS, MOST_SOLUTIONS, MOST_ALLOWED = 6, 12, 20
LONGEST = 400


def challenge(top: Node, scenes: Scenes, first: Scene) -> Challenge | None:
    """The challenge of a file; None: it has a fault."""
    before = top.faults.count
    node = top.table("goal")
    if node is None:
        top.fault(tr("[goal] is missing"), tr("say, updates, when, allowed, at_most"))
        return None
    say = node.prose("say", LONGEST)
    scene = Scene(first.experiment, node.integer("updates", 0, MOST_UPDATES, 0))
    goal = conditions(node, "when", ReadingDefaults(scene))
    allowed = node.names("allowed", MOST_ALLOWED, tr("paths of settings"), _is_path)
    if not allowed:
        node.refuse("allowed", tr("paths such as lanes.0.network.activation, or their beginning"))
    at_most = node.integer("at_most", 1, 20)
    hints = node.sentences("hints", MOST_HINTS, LONGEST)
    node.close()
    solutions = []
    for each in top.tables("solution", MOST_SOLUTIONS, 1):
        title, cost = each.text("title", LONGEST), each.prose("cost", LONGEST, "")
        made, edits = scenes.scene(each, scene, first)
        each.close()
        too_many = len(edits) > at_most
        if too_many or not edits:
            each.fault(tr("a solution changes 1 to {most} settings", most=at_most))
        for path, _ in edits:
            if not may_change(path, allowed):
                message = tr("{path} may not be changed", path=plain(path, 60))
                each.fault(message, ", ".join(allowed))
        updates = made.updates or scene.updates
        solutions.append(Solution(title, edits, Scene(made.experiment, updates), cost))
    if top.faults.count > before:
        return None
    return Challenge(say, scene, goal, allowed, at_most, hints, tuple(solutions))


def may_change(path: str, allowed: tuple[str, ...]) -> bool:
    """Whether a setting is one of those allowed, or is below one of them."""
    return any(path == each or path.startswith(f"{each}.") for each in allowed)


def _is_path(name: str) -> bool:
    """Whether this is a setting's path, or the beginning of one."""
    try:
        field_of(name)
    except (KeyError, IndexError):
        parts = [each for each in name.split(".") if each]
        if parts[:1] == ["lanes"]:
            parts = parts[2:] or ["network"]
        return len(parts) == 1 and any(path.startswith(f"{parts[0]}.") for path in FIELDS)
    return True
