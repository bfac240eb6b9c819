"""Sends jobs to the worker and receives their results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from ui.worker.compute_loop import JobResult, Maker
from ui.worker.job import Job
from ui.worker.worker import Failure, Worker
from vgsim.compute.traces.trace import Watch
from vgsim.describe.spec import Experiment


class Dispatcher(QObject):
    """Keeps the newest job; a change replaces only the fields it names."""

    arrived = Signal(object, bool)  # Result; whether it should be shown at once
    failed = Signal(object)  # Failure

    def __init__(
        self,
        experiment: Experiment,
        watch: Watch,
        trainer: Maker,
        parent: QObject,
        keep: Callable[[Any], object] = lambda _: None,
    ) -> None:
        super().__init__(parent)
        self.job = Job(experiment, watch)
        self._shown = -1  # Job.show of the newest result
        self._engine = 0  # Job.engine of the newest result
        self._last_move = 0  # Job.move of the newest result
        self._worker = Worker(trainer, keep)
        self._worker.arrived.connect(self._collect, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Start the thread that computes, with the current job."""
        self._worker.start()
        self._worker.ask(self.job)

    def stop(self) -> bool:
        """Let the current pass end and ignore its result. Returns whether the thread has ended."""
        self.blockSignals(True)
        return self._worker.stop()

    def ask(self, **changes: Any) -> None:
        """Change the job. A pass that is being played is finished before the result is shown."""
        self.job = replace(self.job, **changes)
        self._worker.ask(self.job)

    def ask_to_see(self, **changes: Any) -> None:
        """Change the job, and show the result at once."""
        self.ask(show=self.job.show + 1, **changes)

    def set_lesson(self, lesson: bool) -> None:
        """Mark the next experiment as that of a lesson, or as the user's own again.

        It is sent together with that experiment: the networks that are laid aside are the ones
        computed before it.
        """
        self.job = replace(self.job, lesson=lesson)

    def go(self, step: int) -> None:
        """Go to this update."""
        self.ask_to_see(move=self.job.move + 1, step=step)

    @property
    def settled(self) -> bool:
        """Whether the newest requested result has arrived."""
        return self._shown == self.job.show

    @property
    def recomputed(self) -> bool:
        """Whether the newest result was computed after the newest kernels were ready."""
        return self._engine == self.job.engine

    def step_after(self, shown: int) -> int:
        """The update the networks are being moved to or, if they are not, the one shown."""
        return self.job.step if self.job.move != self._last_move else shown

    @Slot()
    def _collect(self) -> None:
        for outcome in self._worker.collect():
            if isinstance(outcome, Failure):
                self.failed.emit(outcome)
            else:
                self._take(outcome)

    def _take(self, outcome: JobResult) -> None:
        stopped = outcome.broken is not None or outcome.ended
        at_once = outcome.job.show > self._shown or stopped
        if stopped:
            self.ask(running=False)  # a job may have been sent before this result arrived
        self._shown, self._last_move = outcome.job.show, outcome.job.move
        self._engine = outcome.job.engine
        self.arrived.emit(outcome, at_once)
