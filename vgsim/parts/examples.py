"""Examples ready to be learned, with a fixed split; the generated ones come from the seed."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

from resources import find
from vgsim.parts.datasets import DATASETS
from vgsim.parts.losses import Task
from vgsim.parts.points import FloatArray
from vgsim.parts.tables import TableError, read_table, unreadable

DATA, LABELS = 11, 13  # purposes of random numbers, so that no two share a stream
TEST_EVERY = 5  # one example in five is kept for testing
MOST_CLASSES = 20  # of a csv target that holds whole numbers


@dataclass(frozen=True, slots=True)
class Dataset:
    """Inputs standardized by the training part, or as measured; all arrays are read-only."""

    name: str
    task: Task
    x_train: FloatArray  # (n, features)
    y_train: FloatArray  # (n,) class numbers or values
    x_test: FloatArray
    y_test: FloatArray
    classes: int  # 0 for regression
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    image_shape: tuple[int, int] | None = None


def load(
    name: str,
    *,
    seed: int,
    examples: int = 512,
    noise: float | None = None,
    path: str | None = None,
    standardize: bool = True,
    standardize_target: bool = True,
    label_noise: float = 0.0,
) -> Dataset:
    """The data set of this name; `examples` counts the training part of a generated one.

    `standardize` False leaves the inputs as they were measured, `standardize_target` False the
    values that a table asks to predict. `label_noise` is the share (0 to 1) of wrong training
    labels.

    Raises:
        UnknownName: no such data set.
        TableError: the user's table cannot be read.
        ValueError: the data are sequences.
    """
    source = DATASETS[name]
    if source.steps:
        raise ValueError(f"{name} is a sequence: see vgsim.parts.sequence_data")
    if source.points is not None:
        level = source.parameters[0].default if noise is None else noise
        made = _generated(name, seed, examples, level, standardize)
    elif name == "digits":
        made = _digits(standardize)
    elif name != "csv":
        made = _shipped(name, standardize, standardize_target)
    elif not path:
        raise TableError("no table is chosen")
    else:
        status = _status(Path(path))
        made = _table(path, status.st_mtime_ns, status.st_size, standardize, standardize_target)
    return _mislabeled(made, label_noise, seed) if label_noise else made


def _status(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise unreadable(path, error) from error


def _mislabeled(data: Dataset, share: float, seed: int) -> Dataset:
    """With this share of training labels wrong: any other class, or another example's value.

    More noise keeps the labels that were wrong already. Values change places in pairs, so that
    later pairs leave earlier ones alone; of an odd number the last one stays.
    """
    rng = Generator(PCG64(SeedSequence(seed, spawn_key=(LABELS,))))
    order = rng.permutation(len(data.y_train))
    steps = rng.integers(1, max(data.classes, 2), len(order))
    chosen = order[: round(share * len(order))]
    y = data.y_train.copy()
    if data.classes:
        y[chosen] = (y[chosen] + steps[: len(chosen)]) % data.classes
    else:
        pairs = chosen[: len(chosen) // 2 * 2].reshape(-1, 2)
        y[pairs] = y[pairs[:, ::-1]]
    return _frozen(replace(data, y_train=y))


@lru_cache(maxsize=2)
def _digits(standardize: bool) -> Dataset:
    """One mean and one deviation for all pixels, so that a picture stays a picture."""
    rows = np.load(find("data/digits.npy"))
    pixels, digit = rows[:, :-1].astype(float), rows[:, -1].astype(float)
    test = _tested(digit)
    x = (pixels - pixels[~test].mean()) / pixels[~test].std() if standardize else pixels
    names = tuple(f"row {row}, column {column}" for row in range(1, 9) for column in range(1, 9))
    return _frozen(
        Dataset(
            "digits", "classification", x[~test], digit[~test], x[test], digit[test], 10, names,
            tuple("0123456789"), (8, 8),
        )
    )  # fmt: skip


@lru_cache(maxsize=16)
def _generated(name: str, seed: int, examples: int, noise: float, standardize: bool) -> Dataset:
    source = DATASETS[name]
    assert source.points is not None
    assert source.task is not None
    key = DATA, crc32(name.encode())  # the same numbers wherever the entry stands
    rng = Generator(PCG64(SeedSequence(seed, spawn_key=key)))
    x_train, y_train = source.points(rng, examples, noise)
    x_test, y_test = source.points(rng, max(examples // 4, 4), noise)
    if standardize:
        x_train, x_test = _standardized(x_train, x_test)
    features = ("x", "y")[: x_train.shape[1]]
    names = tuple(str(each) for each in range(source.classes))
    return _frozen(
        Dataset(
            name, source.task, x_train, y_train, x_test, y_test, source.classes, features, names
        )
    )


@lru_cache(maxsize=8)
def _shipped(name: str, standardize: bool, standardize_target: bool) -> Dataset:
    source = DATASETS[name]
    assert source.task is not None
    table = read_table(find(f"data/{name}.csv"))
    x, y = table.values[:, :-1], table.values[:, -1]
    test = _tested(y if source.classes else np.zeros(len(y)))
    y_train, y_test = y[~test], y[test]
    if not source.classes and standardize_target:
        y_train, y_test = _standardized(y_train, y_test)
    x_train, x_test = _standardized(x[~test], x[test]) if standardize else (x[~test], x[test])
    return _frozen(
        Dataset(
            name, source.task, x_train, y_train, x_test, y_test, source.classes,
            table.columns[:-1], source.class_names,
        )
    )  # fmt: skip


@lru_cache(maxsize=4)
def _table(
    path: str, changed: int, size: int, standardize: bool, standardize_target: bool
) -> Dataset:
    """A table's last column is the target; `changed` and `size` tell versions of a file apart."""
    table = read_table(Path(path))
    x, y = table.values[:, :-1], table.values[:, -1]
    found = np.unique(y)
    whole = bool(np.all(found == np.round(found)))
    classified = whole and 1 < len(found) <= min(MOST_CLASSES, len(y) - 1)  # some class repeats
    test = _tested(y if classified else np.zeros(len(y)))
    x_train, x_test = _standardized(x[~test], x[test]) if standardize else (x[~test], x[test])
    names: tuple[str, ...] = ()
    if classified:
        names = tuple(f"{each:.0f}" for each in found)
        y = np.searchsorted(found, y).astype(float)
    y_train, y_test = y[~test], y[test]
    if not classified and standardize_target:
        y_train, y_test = _standardized(y_train, y_test)
    return _frozen(
        Dataset(
            "csv", "classification" if classified else "regression",
            x_train, y_train, x_test, y_test, len(names), table.columns[:-1], names,
        )
    )  # fmt: skip


def _tested(classes: FloatArray) -> NDArray[np.bool_]:
    """Which examples are for testing: every fifth of each class, or else one of the commonest."""
    test = np.zeros(len(classes), dtype=bool)
    kinds = sorted(set(classes.tolist()))  # np.unique would load numpy.ma during the start
    members = [np.flatnonzero(classes == each) for each in kinds]
    for places in members:
        test[places[TEST_EVERY - 1 :: TEST_EVERY]] = True
    if not test.any():
        test[max(members, key=len)[-1]] = True
    return test


def _standardized(train: FloatArray, test: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Both with the training part's mean 0 and deviation 1 in every column; a constant gives 0.

    Columns are first divided by their largest number, so that none is too large to square.
    """
    unit = np.abs(train).max(axis=0)
    unit = np.where(unit > 0, unit, 1.0)
    mean, deviation = (train / unit).mean(axis=0), (train / unit).std(axis=0)
    deviation = np.where(deviation > 1e-12, deviation, np.inf)
    with np.errstate(all="ignore"):
        return (train / unit - mean) / deviation, (test / unit - mean) / deviation


def _frozen(data: Dataset) -> Dataset:
    for array in (data.x_train, data.y_train, data.x_test, data.y_test):
        array.setflags(write=False)
    return data
