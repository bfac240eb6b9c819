"""Cost oracle: CPU time and memory of reading a file, compared with a plain file of that size.

A limit alone does not find a reader that needs a thousand times the size of its input as long as
the inputs are small; a comparison does.
"""

from __future__ import annotations

import resource
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

from tests.stress.case import Wrong

FACTOR = 8  # times the plain file's cost per byte that any file may need
LEAST_SECONDS = 0.05  # below this, time is noise
LEAST_BYTES = 4 * 2**20  # below this, memory is noise
_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes, of ru_maxrss
Read = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading one file took."""

    seconds: float  # of CPU
    memory: float  # bytes by which the process grew


@dataclass(frozen=True, slots=True)
class Budget:
    """The cost of a byte of a plain file."""

    seconds: float
    memory: float

    def check(self, cost: Cost, size: int) -> None:
        """Refuse a cost that no plain file of this size has.

        Raises:
            Wrong: time or memory is above the limit.
        """
        if cost.seconds > LEAST_SECONDS + FACTOR * self.seconds * size:
            plain = self.seconds * size
            raise Wrong(f"slow: more than {FACTOR} times a plain file's time",
                        f"{size} bytes took {cost.seconds:.3f} s, plain {plain:.3f} s")  # fmt: skip
        if cost.memory > LEAST_BYTES + FACTOR * self.memory * size:
            plain = self.memory * size / 2**20
            grown = cost.memory / 2**20
            raise Wrong(f"large: more than {FACTOR} times a plain file's memory",
                        f"{size} bytes took {grown:.1f} MiB, plain {plain:.1f} MiB")  # fmt: skip


def calibrate(read: Read, plain: bytes) -> Budget:
    """Measure the cost of a byte of a plain file, on this machine and now."""
    read(plain)
    seconds = min(_timed(read, plain) for _ in range(3))
    return Budget(seconds / len(plain), exact_memory(read, plain) / len(plain))


def _timed(read: Read, content: bytes) -> float:
    begun = process_time()
    read(content)
    return process_time() - begun


def measured(read: Read, content: bytes) -> tuple[str, Cost]:
    """Read once; the outcome and what it cost.

    Memory is how far the process grew beyond its largest size so far: nothing else is cheap
    enough for every case.
    """
    before, begun = _peak(), process_time()
    outcome = read(content)
    return outcome, Cost(process_time() - begun, _peak() - before)


def exact_memory(read: Read, content: bytes) -> float:
    """The largest number of bytes that Python held while it read this."""
    tracemalloc.start()
    try:
        read(content)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def least_seconds(read: Read, content: bytes) -> float:
    """The CPU time without what other processes and the garbage collector add."""
    return min(_timed(read, content) for _ in range(3))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
