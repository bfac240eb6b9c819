"""Networks that learn side by side, each in a thread: none waits unless it is far ahead."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from threading import Condition

from vgsim.compute.learning.line import Line
from vgsim.describe.spec import MAX_LANES


class Pace:
    """How far each of some lines may learn; asked by their threads."""

    def __init__(
        self, lines: Sequence[Line], updates: int, going_on: Callable[[], bool], last: int
    ) -> None:
        self._updates, self._going_on, self._last = updates, going_on, last
        self._goals = {line: line.run.step for line in lines}
        self._there = dict(self._goals)
        self._end: int | None = None  # where all stop, once that is known
        self._failed = False
        self._changed = Condition()

    def follow(self, line: Line) -> None:
        """Learn as long as all go on, and then to where the furthest is."""
        try:
            while ahead := self._next(line):
                line.advance(ahead)
        except BaseException:
            with self._changed:
                self._failed = True
                self._changed.notify_all()
            raise

    def _next(self, line: Line) -> int:
        """By how many updates this line, which is where it was to be, is to go on; 0: no more."""
        with self._changed:
            here = self._there[line] = self._goals[line]
            self._changed.notify_all()
            while not self._failed:
                if self._end is None and not self._going_on():
                    self._end = max(self._goals.values())
                    self._changed.notify_all()
                most = min(min(self._there.values()) + 2 * self._updates, self._last)
                goal = min(here + self._updates, most) if self._end is None else self._end
                if goal > here or here in (self._end, self._last):
                    self._goals[line] = goal
                    return goal - here
                self._changed.wait()
            return 0


def learn_abreast(
    lines: Sequence[Line], updates: int, going_on: Callable[[], bool], last: int
) -> None:
    """Slices of so many updates as long as `going_on` says so, up to update `last`.

    In the end all are at the same update. On the way one may be a slice ahead of the slowest, so
    that whoever needs a processor for a moment holds up one network and not all of them.
    """
    pace = Pace(lines, updates, going_on, last)
    learning = [pool().submit(pace.follow, line) for line in lines]
    wait(learning)
    for each in learning:
        each.result()


@cache
def pool() -> ThreadPoolExecutor:
    """Threads shared by all trainers: making some for every slice takes as long."""
    return ThreadPoolExecutor(2 * MAX_LANES, "vgsim lane")


if hasattr(os, "register_at_fork"):  # a forked process has none of these threads
    os.register_at_fork(after_in_child=pool.cache_clear)
