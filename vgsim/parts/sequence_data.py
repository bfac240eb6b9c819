"""Loads data sets of sequences. Generated ones draw new examples for every update."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from numpy.random import PCG64, Generator, SeedSequence

from vgsim.parts.batches import batch_indices
from vgsim.parts.datasets import DATASETS, DataSource
from vgsim.parts.examples import load
from vgsim.parts.losses import Task
from vgsim.parts.sequences import COPIED, FloatArray

DRAWN, TESTED = 17, 19  # keys of random streams


@dataclass(frozen=True, slots=True, eq=False)
class Sequences:
    """A task on sequences. Targets are (n,), or (n, steps) if every step has its own."""

    source: DataSource
    seed: int
    steps: int
    noise: float
    standardize: bool = True

    @property
    def name(self) -> str:
        """The name of the task in the catalogue."""
        return self.source.name

    @property
    def task(self) -> Task:
        """Whether classes or numbers are predicted."""
        assert self.source.task is not None
        return self.source.task

    @property
    def classes(self) -> int:
        """Number of classes; 0 for regression."""
        return self.source.classes

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the classes, in their order."""
        return self.source.class_names or tuple(str(each) for each in range(self.classes))

    @property
    def features(self) -> int:
        """Number of inputs at every step."""
        return self.source.features

    @property
    def scored(self) -> slice:
        """The steps that count for the accuracy: those that need memory."""
        return slice(-COPIED, None) if self.name == "copy_memory" else slice(None)

    @property
    def drawn(self) -> bool:
        """Whether every batch is newly drawn; then training and test error are the same."""
        return self.source.sequence is not None

    @property
    def image_shape(self) -> tuple[int, int] | None:
        """Rows and columns if the inputs of an example form a picture, else None."""
        return (8, 8) if self.source.sequence is None else None

    def epoch(self, size: int) -> int:
        """Updates per epoch with batches of this size; 0: every update draws new examples."""
        if self.drawn:
            return 0
        _, y, _, _ = _digits(self.name, self.standardize)
        return max(len(y) // size, 1)

    def batch(self, step: int, size: int) -> tuple[FloatArray, FloatArray]:
        """Inputs (size, steps, features) and targets of the mini-batch of update `step`."""
        if self.source.sequence is None:
            x, y, _, _ = _digits(self.name, self.standardize)
            chosen = batch_indices(len(y), size, step, self.seed)
            return x[chosen], y[chosen]
        return self._drawn(DRAWN, step, size)

    def test(self, size: int) -> tuple[FloatArray, FloatArray]:
        """Inputs and targets that are never used for training, shapes as for `batch`."""
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
    """Inputs and targets of the training part, then of the test part; pictures cut into steps."""
    source = DATASETS[name]
    digits = load("digits", seed=0, standardize=standardize)
    shape = (-1, source.steps, source.features)
    return (
        digits.x_train.reshape(shape), digits.y_train, digits.x_test.reshape(shape), digits.y_test,
    )  # fmt: skip


def load_sequences(
    name: str, *, seed: int, length: int | None, noise: float | None, standardize: bool = True
) -> Sequences:
    """Load the sequences with this name; `length` or `noise` None: the entry's default.

    Raises:
        UnknownName: there is no such data set.
        ValueError: the data are not sequences, or cannot have this length.
    """
    source = DATASETS[name]
    steps = source.steps if length is None else length
    low, high = source.lengths
    if not source.steps or not low <= steps <= high:
        raise ValueError(f"{name} has no sequences of {steps} steps")
    own = source.parameters[0].default if source.parameters else 0.0
    return Sequences(source, seed, steps, own if noise is None else noise, standardize)
