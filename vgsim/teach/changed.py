"""Finds which settings a learner has changed: for challenges and tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from vgsim.describe.edit import edit
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment
from vgsim.teach.lesson import ChallengeTask

_LANES = "lanes"  # means networks that were added or removed
_GROUPS = ("network", "data", "training")


def task_done(task: ChallengeTask, experiment: Experiment, updates: int) -> bool:
    """Whether the experiment is that of a task, and trained long enough; titles may differ."""
    return updates >= task.scene.updates and not changed_paths(task.scene.experiment, experiment)


def changed_paths(before: Experiment, after: Experiment) -> tuple[str, ...]:
    """The fewest settings whose change leads from one experiment to another; titles do not count.

    A setting that follows from another one does not count: a new optimizer also brings a new
    learning rate.
    """
    if len(before.lanes) != len(after.lanes):
        return (_LANES,)
    found: list[str] = []
    left = dict(_differences(before, after))
    while left:
        tried = [(path, _edited(before, path, value)) for path, value in left.items()]
        reduced = [
            (len(rest), path, made, rest)
            for path, made in tried if made is not None
            for rest in [dict(_differences(made, after))] if len(rest) < len(left)
        ]  # fmt: skip
        if not reduced:  # it cannot be reached by edits, such as a single weight
            return (*found, *left)
        _, path, before, left = min(reduced, key=lambda each: each[0])
        found.append(path)
    return tuple(found)


def _edited(experiment: Experiment, path: str, value: Any) -> Experiment | None:
    try:
        return edit(experiment, path, value)
    except (SpecError, KeyError):
        return None


def _differences(before: Experiment, after: Experiment) -> Iterator[tuple[str, Any]]:
    """Path and new value of every setting that differs."""
    if before.seed != after.seed:
        yield "seed", after.seed
    for group in ("data", "training"):
        yield from _parts(getattr(before, group), getattr(after, group), group)
    for place, (old, new) in enumerate(zip(before.lanes, after.lanes, strict=True)):
        if old.seed != new.seed:
            yield f"lanes.{place}.seed", new.seed
        for group in _GROUPS:
            first = getattr(old, group) or getattr(before, group)
            second = getattr(new, group) or getattr(after, group)
            own = group == "network" or getattr(old, group) or getattr(new, group)
            if own:
                yield from _parts(first, second, f"lanes.{place}.{group}")


def _parts(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any]]:
    for each in fields(before):
        value = getattr(after, each.name)
        if each.compare and getattr(before, each.name) != value:
            yield f"{path}.{each.name}", value
