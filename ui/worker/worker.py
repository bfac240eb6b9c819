"""The thread that computes: it finishes each step, then takes the newest job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Lock, Thread
from typing import Any

from PySide6.QtCore import QObject, Signal

from ui.worker.compute_loop import ComputeLoop, JobResult, Maker
from ui.worker.job import Job
from ui.worker.priority import lower_priority

PATIENCE = 5.0  # seconds to wait for the current pass when the window closes


@dataclass(frozen=True, slots=True)
class Failure:
    """The job could not be carried out."""

    error: Exception
    job: Job | None


class Mailbox:
    """Holds at most one job: the newest."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._job: Job | None = None
        self._closed = False

    def put(self, job: Job) -> None:
        """Leave a job; it replaces one that was not taken."""
        with self._condition:
            self._job = job
            self._condition.notify()

    def close(self) -> None:
        """Tell the reader that no more jobs come."""
        with self._condition:
            self._closed = True
            self._condition.notify()

    def filled(self) -> bool:
        """Whether a job is waiting or the mailbox is closed."""
        return self._job is not None or self._closed

    def take(self, *, wait: bool) -> tuple[Job | None, bool]:
        """Returns the newest job, or None, and whether the mailbox is closed.

        Args:
            wait: block until there is a job or the mailbox is closed.
        """
        with self._condition:
            while wait and self._job is None and not self._closed:
                self._condition.wait()
            job, self._job = self._job, None
            return job, self._closed


class Worker(QObject):
    """Takes jobs and returns results; its thread runs from `start` to `stop`.

    `arrived` means that `collect` has something new. It is emitted in the worker's thread, and at
    most once until `collect` is called, so that a slow window is not flooded: connect it to a slot.
    """

    arrived = Signal()

    def __init__(self, trainer: Maker, keep: Callable[[Any], object] = lambda _: None) -> None:
        """`keep` saves a trainer's run to disk."""
        super().__init__()
        self._keep = keep
        self._make_trainer = trainer
        self._mailbox = Mailbox()
        self._lock = Lock()
        self._outcomes: list[JobResult | Failure] = []  # not collected yet
        self._thread = Thread(target=self._work, name="vgsim compute", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def ask(self, job: Job) -> None:
        """Send a job; it replaces one that is still waiting."""
        self._mailbox.put(job)

    def collect(self) -> list[JobResult | Failure]:
        """The outcomes since the last call: every failure, and the newest result after each."""
        with self._lock:
            outcomes, self._outcomes = self._outcomes, []
            return outcomes

    def stop(self) -> bool:
        """Stop after the current pass. Returns whether the thread has ended."""
        self._mailbox.close()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)
        return not self._thread.is_alive()

    # everything below runs in the worker's thread

    def _work(self) -> None:
        lower_priority()
        run = ComputeLoop(self._make_trainer, self._keep)
        while True:
            job, closed = self._mailbox.take(wait=not run.learning)
            if closed:
                run.keep()
                return
            try:
                if job is not None:
                    if run.fulfill(job, self._mailbox.filled):
                        self._publish(run.result())
                else:
                    run.learn(self._mailbox.filled)
                    if run.keeping_due():
                        run.keep()
                    ended = run.broke() or run.arrived() or run.arrives_now()
                    found = run.result() if ended else run.finished_trace()
                    if found is not None:
                        self._publish(found)
                    elif not self._outcomes:
                        run.begin_trace()
            # every error is passed to the window, which words the message
            except Exception as error:
                run.halt()
                self._publish(Failure(error, run.job))

    def _publish(self, outcome: JobResult | Failure) -> None:
        with self._lock:
            waiting = bool(self._outcomes)
            last = self._outcomes[-1] if waiting else None
            if isinstance(last, JobResult) and isinstance(outcome, JobResult):
                self._outcomes[-1] = outcome.after(last)
            else:  # a failure is never replaced: the window has to tell it
                self._outcomes.append(outcome)
        if not waiting:
            self.arrived.emit()
