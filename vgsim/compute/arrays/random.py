"""Random numbers, identical in the NumPy engine and the kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

# purposes of random numbers; each has its own streams
WEIGHTS, BIASES, SLOPES, DROPOUT, RECURRENT = 1, 2, 3, 4, 5
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def stream(seed: int, *key: int) -> Generator:
    """Return the generator for this seed and key; the key begins with a purpose (see above)."""
    return Generator(PCG64(SeedSequence(seed, spawn_key=key)))


def pass_key(seed: int, step: int) -> np.uint64:
    """Return the hash key of the dropout masks of one pass."""
    return np.uint64(SeedSequence(seed, spawn_key=(DROPOUT, step)).generate_state(1, np.uint64)[0])


def dropped(key: np.uint64, layer: int, shape: tuple[int, int], probability: float) -> NDArray[Any]:
    """Return which activations of a layer dropout removes: a bool array of `shape`, (batch, n).

    Each entry is the splitmix64 hash (Steele, Lea and Flood 2014) of its index, so that any entry
    can be computed alone. `probability` is the dropout probability.
    """
    with np.errstate(over="ignore"):
        start = _hash_bits(np.asarray(key + np.uint64(layer)))
        counter = np.arange(shape[0] * shape[1], dtype=np.uint64).reshape(shape)
        drawn = _hash_bits(start + counter * _GOLDEN) >> np.uint64(32)
    return np.asarray(drawn < np.uint64(probability * 2.0**32))


def _hash_bits(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(x ^ (x >> np.uint64(31)))
