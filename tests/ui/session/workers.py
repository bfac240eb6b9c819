"""A trainer that computes nothing, and what a worker with it answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Slot

from ui.worker.compute_loop import JobResult
from ui.worker.job import Job
from ui.worker.worker import Failure, Worker
from vgsim.compute.traces.evidence import Break
from vgsim.compute.traces.trace import Watch
from vgsim.describe.edit import edit
from vgsim.describe.goal import Goal
from vgsim.describe.spec import Experiment


class Fake:
    """A trainer that takes its time and remembers what it was asked."""

    made: list[Experiment]
    nonfinite_at: int | None = None
    shared = 0
    arrivals: tuple[int | None, ...] = (None,)

    def __init__(self, experiment: Experiment, cost: float = 0.0) -> None:
        self.experiment, self.cost, self.step = experiment, cost, 0
        self.rate = experiment.training.learning_rate

    def learn(self, updates: int, keep_going: Callable[[], bool], last: int) -> None:
        while self.step < last and keep_going():
            time.sleep(1e-4 * updates)
            self.step = min(self.step + updates, last)

    def trace(self, watch: Watch | None = None) -> Any:
        time.sleep(self.cost)
        return self.experiment, self.step, watch

    def trace_later(self, watch: Watch | None = None) -> Callable[[], Any]:
        step = self.step
        return lambda: (time.sleep(self.cost), (self.experiment, step, watch))[1]

    def goto(self, step: int, keep_going: Callable[[], bool] = lambda: True) -> bool:
        while self.step < step and keep_going():
            time.sleep(self.cost)
            self.step += 1
        self.step = min(self.step, step)
        return self.step == step

    def set_goal(self, goal: Goal) -> None:
        self.goal = goal

    def keep_within(self, memory: int) -> None:
        self.memory = memory

    def find_break(self) -> Break | None:
        return None

    def set_learning_rate(self, learning_rate: float) -> None:
        self.rate = learning_rate
        self.experiment = replace(
            self.experiment,
            training=replace(self.experiment.training, learning_rate=learning_rate),
        )


class Collector(QObject):
    """Lives in the window's thread and gathers outcomes there."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self.worker = worker
        self.outcomes: list[JobResult | Failure] = []
        self.threads: set[str] = set()
        worker.arrived.connect(self.collect, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def collect(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.outcomes += self.worker.collect()


Make = Callable[..., tuple[Worker, Collector]]


def job(depth: int = 20, **given: Any) -> Job:
    experiment = edit(Experiment(), "lanes.0.network.depth", depth)
    return Job(experiment, Watch(), **given)
