"""The way to a distant update: it can be left for a newer job, and is gone to its end later."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON
from tests.ui.session.workers import Fake, Make, job
from ui.worker.compute_loop import JobResult
from ui.worker.job import Job
from vgsim.compute.traces.trace import Watch
from vgsim.describe.edit import edit
from vgsim.describe.goal import Goal
from vgsim.describe.spec import Experiment


@pytest.mark.parametrize("other", [False, True])
def test_the_way_to_an_update_ends_when_something_else_is_asked_for(
    make: Make, qtbot: QtBot, other: bool
) -> None:
    """Of a large network, the update can be minutes away."""
    under_way = threading.Event()

    class Slow(Fake):
        def goto(self, step: int, keep_going: Callable[[], bool] = lambda: True) -> bool:
            if step == 7:
                return super().goto(step)
            under_way.set()
            while keep_going():
                time.sleep(1e-3)
            return False

    worker, collector = make(lambda experiment, watch, before: Slow(experiment))
    worker.ask(job(20, move=1, step=10**9))
    assert under_way.wait(60)
    worker.ask(job(4 if other else 20, move=2, step=7, show=1))
    qtbot.waitUntil(lambda: bool(collector.outcomes), timeout=SOON)
    (found,) = collector.outcomes
    assert isinstance(found, JobResult)
    assert (found.job.show, found.trace[1]) == (1, 7)
    under_way.clear()
    worker.ask(job(4 if other else 20, move=3, step=10**9))
    assert under_way.wait(60)  # and when the window is closed; the fixture checks it


class Waiting(Fake):
    """Waits on the way to an update, if it may stop there, until something else is asked for."""

    def __init__(self, experiment: Experiment, way: Way) -> None:
        super().__init__(experiment)
        self.way, self.rate_from = way, 0

    def goto(self, step: int, keep_going: Callable[[], bool] = lambda: True) -> bool:
        self.way.begun.set()
        if step > self.step:
            assert self.way.asked.wait(60)
        return super().goto(step, keep_going)

    def set_learning_rate(self, learning_rate: float) -> None:
        super().set_learning_rate(learning_rate)
        self.rate_from = self.step


class Way:
    """When trainers begin to go to an update, and that a newer job was asked for."""

    def __init__(self) -> None:
        self.begun, self.asked = threading.Event(), threading.Event()
        self.made: list[Waiting] = []

    def make(self, experiment: Experiment, watch: Watch, before: Any) -> Waiting:
        self.made.append(Waiting(experiment, self))
        return self.made[-1]


def changed(job: Job, **values: Any) -> Job:
    """The job with other values in its experiment."""
    experiment = job.experiment
    for path, value in values.items():
        experiment = edit(experiment, path.replace("__", "."), value)
    return replace(job, experiment=experiment)


GOAL = Goal(loss=0.5)
FIRST = job(20, move=1, step=40, show=1)
TITLED = changed(FIRST, lanes__0__title="Mine")
NEXT: dict[str, tuple[Job, list[Job]]] = {  # what is on the way to update 40, what comes meanwhile
    "a move, the same again": (FIRST, [FIRST]),
    "a move, another title": (FIRST, [TITLED]),
    "a change, the same again": (TITLED, [TITLED]),
    "a change, another title": (TITLED, [changed(FIRST, lanes__0__title="Yours")]),
    "a change, better kernels": (TITLED, [replace(TITLED, engine=1)]),
    "a change, another rate": (TITLED, [changed(TITLED, training__learning_rate=0.5)]),
    "a change, a goal": (TITLED, [replace(TITLED, goal=GOAL)]),
    "a change with a goal": (replace(TITLED, goal=GOAL), [replace(TITLED, goal=GOAL)]),
    "a change, a lesson and back": (TITLED, [replace(job(3, move=1), lesson=True), TITLED]),
}  # fmt: skip


@pytest.mark.parametrize("way", NEXT)
def test_an_update_is_reached_although_something_else_was_asked_for_on_the_way(
    make: Make, qtbot: QtBot, way: str
) -> None:
    under_way, later = NEXT[way]
    road = Way()
    worker, collector = make(road.make)

    def answered(asked: Job) -> JobResult:
        qtbot.waitUntil(
            lambda: bool(collector.outcomes) and collector.outcomes[-1].job == asked, timeout=SOON
        )
        found = collector.outcomes[-1]
        assert isinstance(found, JobResult)
        return found

    if under_way is not FIRST:
        road.asked.set()
        worker.ask(FIRST)
        assert answered(FIRST).trace[1] == 40
        road.asked.clear()
        road.begun.clear()
    seen = len(collector.outcomes)
    worker.ask(under_way)
    assert road.begun.wait(60)
    for each in later:
        worker.ask(replace(each, show=each.show + 1))
        road.asked.set()
        found = answered(replace(each, show=each.show + 1))
    assert found.trace[1] == 40
    assert len(collector.outcomes) == seen + len(later)  # the way itself was not shown
    last = next(each for each in road.made[::-1] if each.experiment == found.job.experiment)
    assert last.goal == found.job.goal
    assert last.rate_from == (40 if "rate" in way else 0)
