"""Which examples form the mini-batch of a step? Every epoch shuffles anew."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
BATCHES = 12  # purpose of random numbers; those of the data are 11 and 13


def batch_indices(n: int, batch_size: int, step: int, seed: int) -> IntArray:
    """Which of n examples form the mini-batch of this step, (batch,).

    Without replacement; every epoch shuffles anew from seed and epoch, and an incomplete last
    batch is dropped. The whole set, in order, where the batch holds it all.
    """
    if batch_size >= n:
        return np.arange(n)
    per_epoch = n // batch_size
    epoch, index = divmod(step, per_epoch)
    return _shuffled(n, seed, epoch)[index * batch_size : (index + 1) * batch_size]


@lru_cache(maxsize=8)
def _shuffled(n: int, seed: int, epoch: int) -> IntArray:
    order = Generator(PCG64(SeedSequence(seed, spawn_key=(BATCHES, epoch)))).permutation(n)
    order.setflags(write=False)
    return order
