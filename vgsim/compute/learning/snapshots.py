"""Snapshots of a network at some steps, in bounded memory, for going back in training."""

from __future__ import annotations

import mmap
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vgsim.compute.arrays.types import Array

MOST = 256  # maximum number of snapshots
BYTES = 96 * 2**20  # default limit of their memory

PAGED = 2**16  # bytes from which an array gets its own memory pages
_PRIVATE: dict[str, Any] = (
    {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_PRIVATE") else {}
)


def paged_copy(array: Array) -> Array:
    """Return a copy whose memory goes back to the system as soon as it is freed.

    On the heap, deleted snapshots would leave holes. Small, long-lived objects would fill parts of
    these, later snapshots would no longer fit, and the heap would grow throughout training.
    """
    if array.nbytes < PAGED:
        return array.copy()
    pages = mmap.mmap(-1, array.nbytes, **_PRIVATE)
    copied = np.frombuffer(pages, array.dtype).reshape(array.shape)
    copied[...] = array
    return copied


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of a network at a step."""

    learned: Array  # all parameters
    states: Array  # of the optimizer; empty if it has none
    statistics: Array  # batch norm's running mean and variance
    since: int = 0  # the step at which the optimizer's state began
    origin: Array | None = None  # parameters before the first update; None: the network's own

    @property
    def bytes(self) -> int:
        return self.learned.nbytes + self.states.nbytes + self.statistics.nbytes


@dataclass(slots=True)
class Snapshots:
    """Snapshots of evenly spaced steps, and of some that the user has viewed."""

    kept: dict[int, Snapshot] = field(default_factory=dict)
    spacing: int = 64
    memory: int = BYTES

    def due(self, step: int) -> bool:
        """Whether a snapshot of this step should be taken."""
        return step % self.spacing == 0 and step not in self.kept

    def keep(self, step: int, shot: Snapshot) -> None:
        """Keep the snapshot of a step.

        If there are too many, the spacing doubles, and snapshots off the new spacing are deleted
        one by one, oldest first, so that the memory in use stays constant.
        """
        self.kept[step] = shot
        most = max(2, min(MOST, self.memory // max(shot.bytes, 1)))
        while len(self.kept) > most:
            stay = (step, max(self.kept))
            spare = [at for at in self.kept if at % self.spacing and at not in stay]
            if spare:
                del self.kept[min(spare)]
            elif self.spacing > max(self.kept):
                return  # at most step 0, the newest and the viewed one are left
            else:
                self.spacing *= 2

    def within(self, memory: int) -> None:
        """Set a new limit of memory, in bytes."""
        self.memory = memory
        if self.kept:
            last = max(self.kept)
            self.keep(last, self.kept[last])

    def nearest(self, low: int, high: int) -> int | None:
        """Return the last step in low ... high with a snapshot; None: there is none."""
        return max((at for at in self.kept if low <= at <= high), default=None)

    def up_to(self, step: int) -> Snapshots:
        """Return the snapshots up to a step."""
        kept = {at: shot for at, shot in self.kept.items() if at <= step}
        return Snapshots(kept, self.spacing, self.memory)
