"""What is there to learn? Data sets with a fixed split; the generated ones come from the seed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

from resources import find
from vgsim.parts.losses import Task
from vgsim.parts.registry import Parameter, Registry

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Points = tuple[FloatArray, FloatArray]  # inputs (n, features), targets (n,)

DATA, BATCHES = 11, 12  # purposes of random numbers, so that no two share a stream
TEST_EVERY = 5  # one example in five is kept for testing
MOST_CLASSES = 20  # of a csv target that holds whole numbers


@dataclass(frozen=True, slots=True)
class Dataset:
    """Standardized inputs and raw targets; arrays are read-only."""

    name: str
    task: Task
    x_train: FloatArray  # (n, features)
    y_train: FloatArray  # (n,) class numbers or values
    x_test: FloatArray
    y_test: FloatArray
    classes: int  # 0 for regression
    feature_names: tuple[str, ...]
    image_shape: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class DataSource:
    """An entry of the menu of data."""

    name: str
    label: str
    task: Task | None  # None: the file says
    teaches: str
    points: Callable[[Generator, int, float], Points] | None = None  # generated: rng, n, noise
    parameters: tuple[Parameter, ...] = ()
    classes: int = 2


def _moons(rng: Generator, n: int, noise: float) -> Points:
    y = np.arange(n) % 2
    angle = rng.uniform(0, math.pi, n)
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    x[y == 1] = [1.0, 0.5] - x[y == 1]
    return x + noise * rng.standard_normal((n, 2)), y.astype(float)


def _spirals(rng: Generator, n: int, noise: float) -> Points:
    y = np.arange(n) % 2
    turn = np.sqrt(rng.uniform(0.02, 1, n))
    angle = 3 * math.pi * turn + math.pi * y
    x = np.stack([turn * np.cos(angle), turn * np.sin(angle)], axis=1)
    return x + noise * rng.standard_normal((n, 2)), y.astype(float)


def _circles(rng: Generator, n: int, noise: float) -> Points:
    y = np.arange(n) % 2
    angle = rng.uniform(0, 2 * math.pi, n)
    radius = np.where(y == 1, 0.5, 1.0)
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return x + noise * rng.standard_normal((n, 2)), y.astype(float)


def _xor(rng: Generator, n: int, noise: float) -> Points:
    corner = np.arange(n) % 4
    x = np.stack([2.0 * (corner % 2) - 1, 2.0 * (corner // 2) - 1], axis=1)
    y = (corner % 2) ^ (corner // 2)
    return x + noise * rng.standard_normal((n, 2)), y.astype(float)


def _sine(rng: Generator, n: int, noise: float) -> Points:
    x = rng.uniform(-math.pi, math.pi, (n, 1))
    return x, np.sin(2 * x[:, 0]) + noise * rng.standard_normal(n)


def _noise(default: float) -> tuple[Parameter, ...]:
    return (
        Parameter("noise", "noise", default, 0.0, 10.0, 0.0, 1.0, "Deviation of the noise added"),
    )


DATASETS = Registry(
    DataSource(
        "digits", "Handwritten digits", "classification",
        "1,797 real digits of 8 × 8 pixels, ten classes.", classes=10,
    ),
    DataSource(
        "moons", "Two moons", "classification",
        "Two half circles that interlock: a curved boundary.", _moons, _noise(0.1),
    ),
    DataSource(
        "spirals", "Two spirals", "classification",
        "Two arms wound into each other: hard without depth.", _spirals, _noise(0.02),
    ),
    DataSource(
        "circles", "Circles", "classification",
        "One class inside the other: no straight line divides them.", _circles, _noise(0.05),
    ),
    DataSource(
        "xor", "XOR", "classification",
        "Four clouds, opposite corners alike: the classic a single layer cannot learn.",
        _xor, _noise(0.3),
    ),
    DataSource(
        "sine", "Noisy sine", "regression", "A curve to follow: regression.", _sine, _noise(0.1),
        classes=0,
    ),
    DataSource(
        "csv", "Your own table (CSV)", None,
        "Numeric columns, the last one is the target.", classes=0,
    ),
)  # fmt: skip


def load(
    name: str,
    *,
    seed: int,
    examples: int = 512,
    noise: float | None = None,
    path: str | None = None,
) -> Dataset:
    """The data set of this name; `examples` counts the training part of a generated one.

    Raises:
        UnknownName: no such data set.
        OSError, TableError: the user's table cannot be read.
    """
    source = DATASETS[name]
    if source.points is not None:
        level = source.parameters[0].default if noise is None else noise
        return _generated(name, seed, examples, level)
    if name == "digits":
        return _digits()
    table = Path(path or "")
    return _table(str(table), table.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _digits() -> Dataset:
    """Every fifth example of each digit is for testing.

    One mean and one deviation for all pixels, so that a picture stays a picture.
    """
    rows = np.load(find("data/digits.npy"))
    pixels, digit = rows[:, :-1].astype(float), rows[:, -1].astype(float)
    rank = np.zeros(len(digit), dtype=np.int64)
    for each in range(10):
        mine = digit == each
        rank[mine] = np.arange(mine.sum())
    test = rank % TEST_EVERY == TEST_EVERY - 1
    mean, deviation = pixels[~test].mean(), pixels[~test].std()
    x = (pixels - mean) / deviation
    names = tuple(f"pixel {row}, {column}" for row in range(8) for column in range(8))
    return _frozen(
        Dataset(
            "digits", "classification", x[~test], digit[~test], x[test], digit[test], 10, names,
            (8, 8),
        )
    )  # fmt: skip


@lru_cache(maxsize=16)
def _generated(name: str, seed: int, examples: int, noise: float) -> Dataset:
    source = DATASETS[name]
    assert source.points is not None
    assert source.task is not None
    key = tuple(DATASETS).index(name)
    rng = Generator(PCG64(SeedSequence(seed, spawn_key=(DATA, key))))
    x_train, y_train = source.points(rng, examples, noise)
    x_test, y_test = source.points(rng, max(examples // 4, 2), noise)
    names = ("x", "y")[: x_train.shape[1]]
    return _standardized(
        Dataset(name, source.task, x_train, y_train, x_test, y_test, source.classes, names)
    )


@lru_cache(maxsize=4)
def _table(path: str, changed: int) -> Dataset:
    from vgsim.parts.tables import read_table

    table = read_table(Path(path))
    x, y = table.values[:, :-1], table.values[:, -1]
    found = np.unique(y)
    counted = (
        len(found) <= MOST_CLASSES and len(found) > 1 and bool(np.all(found == np.round(found)))
    )
    test = np.arange(len(y)) % TEST_EVERY == TEST_EVERY - 1
    if not test.any():
        test[-1] = True
    if counted:
        y = np.searchsorted(found, y).astype(float)
    data = Dataset(
        "csv", "classification" if counted else "regression",
        x[~test], y[~test], x[test], y[test], len(found) if counted else 0, table.columns[:-1],
    )  # fmt: skip
    return _standardized(data, targets=not counted)


def _standardized(data: Dataset, *, targets: bool = False) -> Dataset:
    """Inputs (and values to predict, if asked) with mean 0 and deviation 1 over the training part.

    A constant column becomes zeros.
    """
    x_train, x_test = _scaled(data.x_train, data.x_test)
    y_train, y_test = data.y_train, data.y_test
    if targets:
        y_train, y_test = (part[:, 0] for part in _scaled(y_train[:, None], y_test[:, None]))
    return _frozen(
        Dataset(
            data.name, data.task, x_train, y_train, x_test, y_test, data.classes,
            data.feature_names, data.image_shape,
        )
    )  # fmt: skip


def _scaled(train: FloatArray, test: FloatArray) -> tuple[FloatArray, FloatArray]:
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation = np.where(deviation > 1e-12 * (1 + np.abs(mean)), deviation, np.inf)
    return (train - mean) / deviation, (test - mean) / deviation


def _frozen(data: Dataset) -> Dataset:
    for array in (data.x_train, data.y_train, data.x_test, data.y_test):
        array.setflags(write=False)
    return data


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
