"""What the worker trains with, and what it lays aside while a lesson is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ui.worker.job import Job

if TYPE_CHECKING:
    from vgsim.compute.traces.evidence import Break
    from vgsim.compute.traces.trace import Trace, Watch
    from vgsim.describe.goal import Goal


class Training(Protocol):
    """The part of `vgsim.compute.learning.training.Trainer` that the worker uses."""

    @property
    def step(self) -> int:
        """The number of updates made."""

    def learn(self, updates: int, keep_going: Callable[[], bool], last: int) -> object:
        """Train in slices of `updates` while `keep_going()` is true, at most up to `last`."""

    def trace(self, watch: Watch | None = None) -> Trace:
        """The trace of the current pass; None: of what was watched before."""

    def trace_later(self, watch: Watch | None = None) -> Callable[[], Trace]:
        """Run the current pass; the result computes its trace in any thread."""

    def goto(self, step: int, keep_going: Callable[[], bool] = ...) -> bool:
        """Go to an update, forward or back. Returns False if `keep_going()` was false before."""

    def set_learning_rate(self, learning_rate: float) -> object:
        """Train at another rate from this update on."""

    def set_goal(self, goal: Goal) -> object:
        """Set the goal that every network is watched for from now on."""

    def keep_within(self, memory: int) -> object:
        """Limit the memory of all snapshots to this many bytes."""

    @property
    def shared(self) -> int:
        """Up to this update, the networks are those of the trainer before."""

    @property
    def arrivals(self) -> tuple[int | None, ...]:
        """The update at which each network first met the goal; None: not yet."""

    @property
    def nonfinite_at(self) -> int | None:
        """The first update with a loss that was NaN or infinite; None: there is none."""

    def find_break(self) -> Break | None:
        """Go to the pass with the first NaN or infinity; None: there is none."""


@dataclass(frozen=True, slots=True)
class Aside:
    """The user's networks while a lesson shows others."""

    job: Job  # the last one before the lesson
    trainer: Training | None
    target: int | None  # the update that it is on the way to
    break_ignored: bool
