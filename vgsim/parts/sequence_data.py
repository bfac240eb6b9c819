"""Sequences ready to be learned: generated ones are drawn anew for every update."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

from vgsim.parts.batches import batch_indices
from vgsim.parts.datasets import DATASETS, DataSource
from vgsim.parts.examples import load
from vgsim.parts.losses import Task
from vgsim.parts.sequences import COPIED

FloatArray = NDArray[np.float64]
DRAWN, TESTED = 17, 19  # purposes of random numbers


@dataclass(frozen=True, slots=True, eq=False)
class Sequences:
    """A task over `steps` steps. Targets are (n,), or (n, steps) where every step has one."""

    source: DataSource
    seed: int
    steps: int
    noise: float
    standardize: bool = True

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def task(self) -> Task:
        assert self.source.task is not None
        return self.source.task

    @property
    def classes(self) -> int:
        return self.source.classes

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.source.class_names

    @property
    def features(self) -> int:
        return self.source.features

    @property
    def scored(self) -> slice:
        """The steps whose answers count for the accuracy: those that take a memory."""
        return slice(-COPIED, None) if self.name == "copy_memory" else slice(None)

    @property
    def drawn(self) -> bool:
        """Whether every batch is drawn anew, so that a test says the same as training."""
        return self.source.sequence is not None

    @property
    def image_shape(self) -> tuple[int, int] | None:
        """Of all inputs of an example, when together they are a picture."""
        return (8, 8) if self.source.sequence is None else None

    def batch(self, step: int, size: int) -> tuple[FloatArray, FloatArray]:
        """Inputs (size, steps, features) and targets of the pass of this update."""
        if self.source.sequence is None:
            x, y, _, _ = _digits(self.name, self.standardize)
            chosen = batch_indices(len(y), size, step, self.seed)
            return x[chosen], y[chosen]
        return self._drawn(DRAWN, step, size)

    def test(self, size: int) -> tuple[FloatArray, FloatArray]:
        """Examples that are never learned from."""
        if self.source.sequence is None:
            _, _, x, y = _digits(self.name, self.standardize)
            return x[:size], y[:size]
        return self._drawn(TESTED, 0, size)

    def _drawn(self, purpose: int, step: int, size: int) -> tuple[FloatArray, FloatArray]:
        assert self.source.sequence is not None
        key = purpose, crc32(self.name.encode()), step
        rng = Generator(PCG64(SeedSequence(self.seed, spawn_key=key)))
        return self.source.sequence(rng, size, self.steps, self.noise)


@lru_cache(maxsize=4)
def _digits(name: str, standardize: bool) -> tuple[FloatArray, ...]:
    """Training inputs and digits, those for testing, with the pictures cut into steps."""
    source = DATASETS[name]
    digits = load("digits", seed=0, standardize=standardize)
    shape = (-1, source.steps, source.features)
    return (
        digits.x_train.reshape(shape), digits.y_train, digits.x_test.reshape(shape), digits.y_test,
    )  # fmt: skip


def load_sequences(
    name: str, *, seed: int, length: int | None, noise: float | None, standardize: bool = True
) -> Sequences:
    """The sequences of this name; None: their own number of steps, or noise.

    Raises:
        UnknownName: there are no such data.
        ValueError: the data are no sequences, or cannot be of this length.
    """
    source = DATASETS[name]
    steps = source.steps if length is None else length
    low, high = source.lengths
    if not source.steps or not low <= steps <= high:
        raise ValueError(f"{name} has no sequences of {steps} steps")
    own = source.parameters[0].default if source.parameters else 0.0
    return Sequences(source, seed, steps, own if noise is None else noise, standardize)
