"""Networks that learn side by side, each in a thread: none waits unless it is far ahead."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import cache

from vgsim.compute.line import Line
from vgsim.describe.spec import MAX_LANES


def learn_abreast(
    lines: Sequence[Line], updates: int, going_on: Callable[[], bool], last: int
) -> None:
    """Slices of so many updates as long as `going_on` says so, up to update `last`.

    In the end all are at the same update. On the way one may be a slice ahead of the slowest, so
    that whoever needs a processor for a moment holds up one network and not all of them.
    """
    there = dict.fromkeys(lines, lines[0].run.step)
    busy: dict[Future[None], tuple[Line, int]] = {}
    going = True
    try:
        while True:
            going = going and going_on()
            goals = dict(busy.values())
            front = max(*there.values(), *goals.values(), 0)
            most = min(min(there.values()) + 2 * updates, last)
            for line, step in there.items():
                end = min(step + updates, most) if going else front
                if line not in goals and end > step:
                    busy[_pool().submit(line.advance, end - step)] = line, end
            if not busy:
                return
            for done in wait(busy, return_when=FIRST_COMPLETED).done:
                line, end = busy.pop(done)
                done.result()
                there[line] = end
    finally:
        wait(busy)


@cache
def _pool() -> ThreadPoolExecutor:
    """Threads for lanes, shared by all trainers: making some for every slice takes as long."""
    return ThreadPoolExecutor(2 * MAX_LANES, "vgsim lane")


if hasattr(os, "register_at_fork"):  # a forked process has none of these threads
    os.register_at_fork(after_in_child=_pool.cache_clear)
