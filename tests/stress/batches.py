"""Runs a fuzzer in processes with limited memory; a case that kills or stops one is found, too."""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Any

from tests.stress.case import Failure, Tally
from tests.stress.fuzz import Fuzzer, content_of, run
from tests.stress.scratch import scratch

MEMORY = 3 * 2**30  # bytes of address space a process may take in addition
STUCK = 120.0  # seconds for one case


@dataclass
class Child:
    """One process and the case it is at."""

    process: BaseProcess
    pipe: Connection
    at: Any  # shared: number of the case
    first: int
    seen: tuple[int, float]  # number of the case, and since when


def run_for(
    fuzzer: Fuzzer, seed: int, seconds: float, *, jobs: int = 1, cases: int | None = None
) -> Tally:
    """Run cases 0, 1, 2 … until the time is over or this many have been run."""
    scratch()  # before the first process is forked: they share it
    begun, total = monotonic(), Tally()
    until = begun + seconds
    blocks = _blocks(fuzzer.block, cases)
    children: list[Child] = []
    while True:
        while len(children) < jobs and monotonic() < until:
            indexes = next(blocks, None)
            if indexes is None:
                break
            children.append(_start(fuzzer, seed, indexes, until))
        if not children:
            break
        wait([each.pipe for each in children], timeout=1)
        children = [each for each in children if not _ended(each, fuzzer, seed, total)]
    total.seconds = monotonic() - begun
    return total


def _blocks(size: int, cases: int | None) -> Iterator[range]:
    for first in count(0, size):
        end = first + size if cases is None else min(first + size, cases)
        if first >= end:
            return
        yield range(first, end)


def _start(fuzzer: Fuzzer, seed: int, indexes: range, until: float) -> Child:
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    at = context.Value("q", indexes.start, lock=False)
    process = context.Process(target=_child, args=(fuzzer, seed, indexes, until, at, theirs))
    process.start()
    theirs.close()
    return Child(process, ours, at, indexes.start, (indexes.start, monotonic()))


def _child(
    fuzzer: Fuzzer, seed: int, indexes: range, until: float, at: Any, pipe: Connection
) -> None:
    with open("/proc/self/statm", encoding="ascii") as file:
        limit = int(file.read().split()[0]) * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    gc.freeze()  # a collection of what was there before is no cost of a case

    def began(index: int) -> None:
        at.value = index

    pipe.send(run(fuzzer, seed, indexes, until=until, began=began))


def _ended(child: Child, fuzzer: Fuzzer, seed: int, total: Tally) -> bool:
    """Whether the process has ended; then its results are in the total."""
    if child.pipe.poll():
        try:
            total.add(child.pipe.recv())
        except EOFError:
            child.process.join()
            _lost(child, fuzzer, seed, total, f"the process died, code {child.process.exitcode}")
        child.process.join()
        return True
    now, index = monotonic(), child.at.value
    if index != child.seen[0]:
        child.seen = index, now
    elif now - child.seen[1] > STUCK:
        child.process.kill()
        child.process.join()
        _lost(child, fuzzer, seed, total, f"stuck for more than {STUCK:.0f} s")
        return True
    return False


def _lost(child: Child, fuzzer: Fuzzer, seed: int, total: Tally, what: str) -> None:
    """Blame the case the process was at; the rest of its block is not run."""
    index = child.at.value
    total.cases += index - child.first + 1
    content = content_of(fuzzer, seed, index)
    total.fail(Failure(f"{fuzzer.name}:{seed}:{index}", what, "", content, fuzzer.suffix))
