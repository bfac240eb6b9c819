"""Trains several networks in parallel, one thread each; a network waits only if it is far ahead."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from threading import Condition
from time import perf_counter

from vgsim.compute.learning.staged_run import StagedRun
from vgsim.describe.spec import MAX_LANES

ROUND = 0.05  # seconds of updates between two questions whether to keep going
GRACE = 0.1  # seconds without such a question: who drags a slider sees what is that near


class Pace:
    """Coordinates the threads of some lanes: decides how far each may train."""

    def __init__(
        self,
        staged_runs: Sequence[StagedRun],
        updates: int,
        keep_going: Callable[[], bool],
        last: int,
    ) -> None:
        self._updates, self._keep_going, self._last = updates, keep_going, last
        self._goals = {staged: staged.run.step for staged in staged_runs}
        self._reached = dict(self._goals)
        self._end: int | None = None  # the update at which all stop; None: not known yet
        self._failed = False
        self._changed = Condition()

    def follow(self, staged: StagedRun) -> None:
        """Train a lane as long as all continue, then up to the update of the furthest lane."""
        try:
            while ahead := self._next(staged):
                staged.advance(ahead)
        except BaseException:
            with self._changed:
                self._failed = True
                self._changed.notify_all()
            raise

    def _next(self, staged: StagedRun) -> int:
        """Note that a lane has reached its goal; return its next number of updates, 0 at the end.

        This waits while the lane is too far ahead of the slowest one.
        """
        with self._changed:
            here = self._reached[staged] = self._goals[staged]
            self._changed.notify_all()
            while not self._failed:
                if self._end is None and not self._keep_going():
                    self._end = max(self._goals.values())
                    self._changed.notify_all()
                most = min(min(self._reached.values()) + 2 * self._updates, self._last)
                goal = min(here + self._updates, most) if self._end is None else self._end
                if goal > here or here in (self._end, self._last):
                    self._goals[staged] = goal
                    return goal - here
                self._changed.wait()
            return 0


def learn_in_parallel(
    staged_runs: Sequence[StagedRun], updates: int, keep_going: Callable[[], bool], last: int
) -> None:
    """Train in slices of `updates` updates while `keep_going()` is true, at most up to `last`.

    At the end all lanes are at the same update. Meanwhile one may be a slice ahead of the slowest,
    so that a thread that loses its processor for a moment delays only its own network.
    """
    pace = Pace(staged_runs, updates, keep_going, last)
    learning = [pool().submit(pace.follow, staged) for staged in staged_runs]
    wait(learning)
    for each in learning:
        each.result()


def go_together(
    staged_runs: Sequence[StagedRun], step: int, keep_going: Callable[[], bool]
) -> bool:
    """Take all lanes to a step, forwards or backwards, from the nearest results at hand.

    Args:
        staged_runs: the lanes.
        step: the number of updates; below 0 means 0.
        keep_going: asked between updates, new or repeated, once `GRACE` seconds have passed. If
            it is false, all lanes stop at the same earlier step.

    Returns:
        Whether the step was reached.
    """
    step = max(step, 0)
    here, updates = min(staged.at_hand(step) for staged in staged_runs), 1
    begun = started = perf_counter()
    while True:
        for staged in staged_runs:
            staged.goto(here)
        if here >= step:
            return True
        now = perf_counter()
        if now - begun >= GRACE and not keep_going():
            return False
        if now - started < ROUND:
            updates *= 2
        here, started = min(here + updates, step), now


@cache
def pool() -> ThreadPoolExecutor:
    """Return the threads shared by all trainers; starting new ones takes as long as a slice."""
    return ThreadPoolExecutor(2 * MAX_LANES, "vgsim lane")


if hasattr(os, "register_at_fork"):  # a forked process has none of these threads
    os.register_at_fork(after_in_child=pool.cache_clear)
