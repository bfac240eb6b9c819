"""The way back through learning: what a network was at some steps, in bounded memory."""

from __future__ import annotations

import mmap
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
MOST = 256  # snapshots
BYTES = 96 * 2**20  # of their memory, if nobody says another bound

APART = 2**16  # bytes from which on an array gets pages of its own
_PRIVATE: dict[str, Any] = (
    {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_PRIVATE") else {}
)


def apart(array: Array) -> Array:
    """A copy that goes back to the system as soon as it is let go.

    In the heap, snapshots that are thinned leave holes. Small things that live long fill a part of
    them, the next snapshots do not fit any more, and the heap grows as long as a network learns.
    """
    if array.nbytes < APART:
        return array.copy()
    pages = mmap.mmap(-1, array.nbytes, **_PRIVATE)
    copied = np.frombuffer(pages, array.dtype).reshape(array.shape)
    copied[...] = array
    return copied


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a network is at a step."""

    learned: Array
    states: Array  # of the optimizer; empty where it has none
    statistics: Array  # batch norm's running ones
    since: int = 0  # the step at which the optimizer began to remember
    origin: Array | None = None  # what was learned as learning began, where that is told

    @property
    def bytes(self) -> int:
        return self.learned.nbytes + self.states.nbytes + self.statistics.nbytes


@dataclass(slots=True)
class Snapshots:
    """Those of steps evenly spread, and of some that a person looked at."""

    kept: dict[int, Snapshot] = field(default_factory=dict)
    spacing: int = 64
    memory: int = BYTES

    def due(self, step: int) -> bool:
        """Whether this step is one to be kept."""
        return step % self.spacing == 0 and step not in self.kept

    def keep(self, step: int, shot: Snapshot) -> None:
        """Remember a step.

        When there are too many, the distance between two steps that are kept doubles, and those
        that no longer fit go one by one, the oldest first: so the memory in use stays even.
        """
        self.kept[step] = shot
        most = max(2, min(MOST, self.memory // max(shot.bytes, 1)))
        while len(self.kept) > most:
            stay = (step, max(self.kept))
            spare = [at for at in self.kept if at % self.spacing and at not in stay]
            if spare:
                del self.kept[min(spare)]
            elif self.spacing > max(self.kept):
                return  # the first step, the newest, and one that a person looks at
            else:
                self.spacing *= 2

    def within(self, memory: int) -> None:
        """Keep to another bound from now on."""
        self.memory = memory
        if self.kept:
            last = max(self.kept)
            self.keep(last, self.kept[last])

    def nearest(self, low: int, high: int) -> int | None:
        """The last step that is kept from `low` on up to `high`."""
        return max((at for at in self.kept if low <= at <= high), default=None)

    def up_to(self, step: int) -> Snapshots:
        """Without those of later steps."""
        kept = {at: shot for at, shot in self.kept.items() if at <= step}
        return Snapshots(kept, self.spacing, self.memory)
