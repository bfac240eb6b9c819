"""Selects the examples of each mini-batch; every epoch has its own shuffle."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
BATCHES = 12  # key of this random stream; `examples` uses 11 and 13


def batch_indices(n: int, batch_size: int, step: int, seed: int) -> IntArray:
    """Indices of the examples in the mini-batch of this step, (batch,).

    They are drawn without replacement, in an order that depends only on seed and epoch. An
    incomplete last batch is dropped. A batch of all n examples keeps their order.
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
