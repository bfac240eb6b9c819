"""Loads data sets, split into a training and a test part; generated ones depend on the seed."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence

from resources import find
from vgsim.parts.datasets import DATASETS
from vgsim.parts.losses import Task
from vgsim.parts.points import FloatArray
from vgsim.tables.choice import GUESSED, Choices
from vgsim.tables.examples import input_names, input_values
from vgsim.tables.interpretation import Interpretation, interpret, test_mask
from vgsim.tables.summary import description
from vgsim.tables.table import read_table, unreadable
from vgsim.tables.text import TableError
from vgsim.words.language import tr
from vgsim.words.plain import plain

DATA, LABELS = 11, 13  # keys of random streams, one for each purpose


@dataclass(frozen=True, slots=True)
class Dataset:
    """Training and test examples; all arrays are read-only."""

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
    description: tuple[str, ...] = ()  # lines on how the user's table was read
    interpretation: Interpretation | None = None  # of the user's table


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
    choices: Choices = GUESSED,
) -> Dataset:
    """Load the data set with this name.

    Args:
        name: an entry of `DATASETS`.
        seed: for generated examples and wrong labels.
        examples: size of the training part of a generated set.
        noise: of a generated set; None: its default.
        path: of the user's table.
        standardize: whether inputs get mean 0 and standard deviation 1 over the training part.
        standardize_target: the same for the numeric target of a table.
        label_noise: fraction (0 to 1) of wrong training labels.
        choices: how the user's table is used.

    Raises:
        UnknownName: there is no such data set.
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
        raise TableError(tr("no table is chosen"))
    else:
        status = _status(Path(path))
        made = _table(
            path, status.st_mtime_ns, status.st_size, standardize, standardize_target, choices
        )
    return _mislabeled(made, label_noise, seed) if label_noise else made


def _status(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise unreadable(path, error) from error


def _mislabeled(data: Dataset, fraction: float, seed: int) -> Dataset:
    """The data with this fraction of training labels wrong.

    A wrong label is a random other class; values are swapped between pairs of examples, and an odd
    one keeps its value. The labels wrong at a lower fraction are also wrong at a higher one.
    """
    rng = Generator(PCG64(SeedSequence(seed, spawn_key=(LABELS,))))
    order = rng.permutation(len(data.y_train))
    steps = rng.integers(1, max(data.classes, 2), len(order))
    chosen = order[: round(fraction * len(order))]
    y = data.y_train.copy()
    if data.classes:
        y[chosen] = (y[chosen] + steps[: len(chosen)]) % data.classes
    else:
        pairs = chosen[: len(chosen) // 2 * 2].reshape(-1, 2)
        y[pairs] = y[pairs[:, ::-1]]
    return _frozen(replace(data, y_train=y))


@lru_cache(maxsize=2)
def _digits(standardize: bool) -> Dataset:
    """The digits. All pixels have the same mean and standard deviation, to keep the pictures."""
    rows = np.load(find("data/digits.npy"))
    pixels, digit = rows[:, :-1].astype(float), rows[:, -1].astype(float)
    test = test_mask(digit)
    x = (pixels - pixels[~test].mean()) / pixels[~test].std() if standardize else pixels
    names = tuple(
        tr("row {row}, column {column}", row=row, column=column)
        for row in range(1, 9)
        for column in range(1, 9)
    )
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
    key = DATA, crc32(name.encode())  # does not depend on the order of the entries
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
    test = test_mask(y if source.classes else np.zeros(len(y)))
    y_train, y_test = y[~test], y[test]
    if not source.classes and standardize_target:
        y_train, y_test = _standardized(y_train, y_test)
    x_train, x_test = _standardized(x[~test], x[test]) if standardize else (x[~test], x[test])
    return _frozen(
        Dataset(
            name, source.task, x_train, y_train, x_test, y_test, source.classes,
            tuple(each.name for each in table.columns[:-1]), source.class_names,
        )
    )  # fmt: skip


@lru_cache(maxsize=4)
def _table(
    path: str,
    changed: int,
    size: int,
    standardize: bool,
    standardize_target: bool,
    choices: Choices,
) -> Dataset:
    """The user's table; `changed` and `size` make the cache notice a changed file.

    If there are too few rows for a test part, the training part is used for testing.
    """
    table = read_table(Path(path))
    try:
        found = interpret(table, choices)
    except TableError as error:
        raise error.within(Path(path).name) from None
    x, y, train = input_values(found), found.y, ~found.test
    test = found.test if found.test_rows else train
    y_train, y_test = y[train], y[test]
    if not found.classes and standardize_target:
        y_train, y_test = _standardized(y_train, y_test)
    x_train, x_test = _standardized(x[train], x[test]) if standardize else (x[train], x[test])
    return _frozen(
        Dataset(
            "csv", found.task, x_train, y_train, x_test, y_test, len(found.classes),
            input_names(found), found.classes,
            description=description(plain(Path(path).name, 60), found), interpretation=found,
        )
    )  # fmt: skip


def _standardized(train: FloatArray, test: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Both parts, standardized per column by the training part; constant columns become 0.

    Columns are first divided by their largest magnitude, so that squares cannot overflow.
    """
    unit = np.abs(train).max(axis=0)
    unit = np.where(unit > 0, unit, 1.0)
    mean, std = (train / unit).mean(axis=0), (train / unit).std(axis=0)
    std = np.where(std > 1e-12, std, np.inf)
    with np.errstate(all="ignore"):
        return (train / unit - mean) / std, (test / unit - mean) / std


def _frozen(data: Dataset) -> Dataset:
    for array in (data.x_train, data.y_train, data.x_test, data.y_test):
        array.setflags(write=False)
    return data
