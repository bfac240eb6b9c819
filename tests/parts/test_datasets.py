"""Data sets: sizes, split, balance, standardization, and equal bits from equal seeds."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import find
from vgsim.parts.batches import batch_indices
from vgsim.parts.datasets import DATASETS
from vgsim.parts.examples import Dataset, load
from vgsim.parts.registry import UnknownName
from vgsim.tables.table import TableError

GENERATED = [name for name, source in DATASETS.items() if source.points is not None]
ARRAYS = ("x_train", "y_train", "x_test", "y_test")


@pytest.fixture
def table(tmp_path):
    def write(text: str) -> str:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def _check(data: Dataset) -> None:
    """Check what holds for every data set."""
    assert data.x_train.shape == (len(data.y_train), len(data.feature_names))
    assert data.x_test.shape == (len(data.y_test), len(data.feature_names))
    assert len(data.y_test) > 0
    for name in ARRAYS:
        array = getattr(data, name)
        assert array.dtype == np.float64
        assert np.isfinite(array).all()
        assert not array.flags.writeable
    assert data.classes == len(data.class_names)
    assert (data.task == "regression") == (data.classes == 0)
    if data.classes:
        assert set(data.y_train) == set(range(data.classes))
        assert set(data.y_test) <= set(range(data.classes))
    if data.image_shape:
        assert math.prod(data.image_shape) == len(data.feature_names)


def test_every_data_set_loads(table):
    for name in [name for name in DATASETS if not DATASETS[name].steps]:
        data = load(name, seed=1, path=table("a,b\n1,2\n3,4\n5,7\n"))
        assert data.name == name
        _check(data)
        source = DATASETS[name]
        assert source.task in (None, data.task)
        assert name == "csv" or source.classes == data.classes


def test_the_digits_are_all_there():
    rows = np.load(find("data/digits.npy"))
    assert rows.shape == (1797, 65)
    assert rows[:, :64].max() == 16
    assert np.bincount(rows[:, 64]).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert rows[0, :64].sum() == 294  # the first picture, a zero
    notice = find("data/digits.txt").read_text(encoding="utf-8")
    for word in ("Alpaydin", "Kaynak", "UCI", "CC BY 4.0", "10.24432/C50P49"):
        assert word in notice


def test_the_digits_are_split_once_and_for_all():
    data, other = load("digits", seed=1), load("digits", seed=2)
    assert all(getattr(data, name) is getattr(other, name) for name in ARRAYS)
    assert data.image_shape == (8, 8)
    assert len(data.y_train) + len(data.y_test) == 1797
    assert len(data.y_test) / 1797 == pytest.approx(0.2, abs=0.003)
    for digit in range(10):
        inside = np.sum(data.y_test == digit) / np.sum(
            np.append(data.y_train, data.y_test) == digit
        )
        assert inside == pytest.approx(0.2, abs=0.006)
    pictures = {row.tobytes() for row in data.x_train}
    assert not any(row.tobytes() in pictures for row in data.x_test)


def test_the_digits_stay_pictures():
    """One mean and standard deviation for all: equal ink is the same number in every pixel."""
    data = load("digits", seed=1)
    assert data.x_train.mean() == pytest.approx(0, abs=1e-12)
    assert data.x_train.std() == pytest.approx(1, rel=1e-12)
    levels = np.unique(np.concatenate([data.x_train, data.x_test]))
    assert len(levels) == 17
    assert np.ptp(np.diff(levels)) < 1e-12
    assert data.x_train[:, 0].tolist() == [levels[0]] * len(data.y_train)  # a corner without ink
    assert data.feature_names[8] == "row 2, column 1"


@pytest.mark.parametrize("name", GENERATED)
@pytest.mark.parametrize("examples", [16, 257, 512])
def test_generated_sets_come_from_the_seed(name, examples):
    first = load(name, seed=3, examples=examples)
    _check(first)
    assert len(first.y_train) == examples
    assert len(first.y_test) == examples // 4
    again = _uncached(name, 3, examples)
    other = load(name, seed=4, examples=examples)
    for array in ARRAYS:
        assert getattr(first, array).tobytes() == getattr(again, array).tobytes()
    assert first.x_train.tobytes() != other.x_train.tobytes()
    assert not {row.tobytes() for row in first.x_train} & {row.tobytes() for row in first.x_test}


def _uncached(name: str, seed: int, examples: int) -> Dataset:
    from vgsim.parts import examples as loaded

    loaded._generated.cache_clear()
    return load(name, seed=seed, examples=examples)


@pytest.mark.parametrize("name", GENERATED)
def test_generated_sets_are_balanced_and_standardized(name):
    data = load(name, seed=5, examples=301)
    assert data.x_train.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert data.x_train.std(axis=0) == pytest.approx(1, rel=1e-12)
    for labels in (data.y_train, data.y_test):
        if data.classes:
            counts = np.bincount(labels.astype(int))
            assert np.ptp(counts) <= 1
    assert np.abs(data.x_test.mean(axis=0)).max() < 0.6  # test data share the training's scale


@pytest.mark.parametrize("name", GENERATED)
def test_noise_is_a_setting_with_a_default(name):
    default = DATASETS[name].parameters[0].default
    given = load(name, seed=5, examples=64, noise=default)
    assert given.x_train.tobytes() == load(name, seed=5, examples=64).x_train.tobytes()
    _check(load(name, seed=5, examples=64, noise=0.0))
    _check(load(name, seed=5, examples=64, noise=10.0))


def _raw(name, noise=0.0):
    rng = np.random.default_rng(0)
    points = DATASETS[name].points
    assert points is not None
    return points(rng, 4000, noise)


def test_the_shapes_are_those_promised():
    x, y = _raw("circles")
    assert np.hypot(*x.T) == pytest.approx(np.where(y == 1, 0.5, 1))
    x, y = _raw("moons")
    assert np.hypot(*x[y == 0].T) == pytest.approx(1)
    assert np.hypot(*(x[y == 1] - [1, 0.5]).T) == pytest.approx(1)
    assert x[y == 0, 1].min() >= 0
    assert x[y == 1, 1].max() <= 0.5
    x, y = _raw("xor")
    assert np.array_equal(y == 1, x[:, 0] * x[:, 1] < 0)
    assert len(np.unique(x, axis=0)) == 4
    x, y = _raw("sine")
    assert y == pytest.approx(np.sin(2 * x[:, 0]))
    assert x.min() < -3.1
    assert x.max() > 3.1


def test_spirals_are_one_arm_turned():
    x, y = _raw("spirals")
    radius = np.hypot(*x.T)
    turned = np.arctan2(x[:, 1], x[:, 0]) - math.pi * y - 2.5 * math.pi * radius
    assert np.cos(turned) == pytest.approx(1)
    assert radius.min() > 0.1
    # no straight line does much better than chance
    line = np.linalg.lstsq(np.c_[x, np.ones(len(x))], 2 * y - 1, rcond=None)[0]
    assert np.mean((np.c_[x, np.ones(len(x))] @ line > 0) == y) < 0.75


@pytest.mark.parametrize("name", GENERATED)
def test_noise_has_its_standard_deviation(name):
    clean, blurred = _raw(name), _raw(name, 0.2)
    part = 1 if DATASETS[name].task == "regression" else 0
    difference = blurred[part] - clean[part]
    assert difference.std() == pytest.approx(0.2, rel=0.06)
    assert np.array_equal(clean[1 - part], blurred[1 - part])


def test_a_table_of_whole_targets_is_classes(table):
    rows = "\n".join(f"{i},{i * i},{[3, 2, 1][i % 3]}" for i in range(60))
    data = load("csv", seed=0, path=table("size,square,kind\n" + rows))
    _check(data)
    assert data.task == "classification"
    assert data.class_names == ("1", "2", "3")
    assert data.feature_names == ("size", "square")
    assert len(data.y_test) == 12
    assert np.bincount(data.y_test.astype(int)).tolist() == [4, 4, 4]
    assert data.x_train.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert data.x_train.std(axis=0) == pytest.approx(1)


def test_a_table_of_other_targets_is_regression(table):
    halves = "\n".join(f"{i},{i / 2}" for i in range(30))
    many = "\n".join(f"{i},{i}" for i in range(21))
    prices = "\n".join(f"{i},{100_000 * (i % 9)}" for i in range(90))
    single = "\n".join(f"{i},{-i}" for i in range(4))  # whole, few, but no two alike
    for text in (halves, many, single, prices):
        data = load("csv", seed=0, path=table(text))
        _check(data)
        assert data.task == "regression"
    data = load("csv", seed=0, path=table(halves))
    assert data.y_train.mean() == pytest.approx(0, abs=1e-12)
    assert data.y_train.std() == pytest.approx(1)


def test_a_table_of_enormous_or_constant_columns_stays_finite(table):
    rows = "\n".join(f"{i}e300,5,-{i}e-300,{i % 2}" for i in range(1, 90))
    data = load("csv", seed=0, path=table(rows))
    _check(data)
    assert not data.x_train[:, 1].any()
    assert data.x_train[:, 0].std() == pytest.approx(1)
    assert data.x_train[:, 2].std() == pytest.approx(1)


def test_a_tiny_table_is_both_training_and_test_part(table):
    for text in ("1,0\n2,0\n3,1\n4,1\n", "1,0.5\n2,3\n3,4\n", "1,2\n1,3\n"):
        data = load("csv", seed=0, path=table(text))
        _check(data)
        assert len(data.y_train) == text.count("\n")
        assert np.array_equal(data.x_test, data.x_train)
        assert np.array_equal(data.y_test, data.y_train)


def test_a_table_is_read_again_when_it_changed(table):
    first = load("csv", seed=0, path=table("1,0\n2,1\n3,0\n"))
    second = load("csv", seed=0, path=table("1,0\n2,1\n3,0\n4,1\n"))
    assert len(second.y_train) == len(first.y_train) + 1


def test_a_bad_choice_is_refused(table, tmp_path):
    with pytest.raises(UnknownName):
        load("mnist", seed=0)
    with pytest.raises(TableError, match="no table is chosen"):
        load("csv", seed=0)
    with pytest.raises(TableError, match=r"missing\.csv cannot be read: there is no such file"):
        load("csv", seed=0, path=str(tmp_path / "missing.csv"))
    with pytest.raises(TableError, match="line 2, column 2"):
        load("csv", seed=0, path=table("1,0\n2,x\n3,0\n"))


def test_a_data_set_cannot_be_changed():
    data = load("moons", seed=0)
    with pytest.raises(ValueError, match="read-only"):
        data.x_train[0, 0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.name = "other"


@given(
    n=st.integers(1, 200),
    batch_size=st.integers(1, 250),
    epoch=st.integers(0, 50),
    seed=st.integers(0, 2**53 - 1),
)
def test_an_epoch_uses_no_example_twice(n, batch_size, epoch, seed):
    size = min(n, batch_size)
    per_epoch = n // size
    batches = [batch_indices(n, batch_size, epoch * per_epoch + i, seed) for i in range(per_epoch)]
    assert all(len(each) == size for each in batches)
    used = np.concatenate(batches)
    assert len(np.unique(used)) == len(used) == per_epoch * size
    assert used.min() >= 0
    assert used.max() < n
    if batch_size >= n:
        assert np.array_equal(used, np.arange(n))
    again = [batch_indices(n, batch_size, epoch * per_epoch + i, seed) for i in range(per_epoch)]
    assert all(map(np.array_equal, batches, again))


def test_every_epoch_and_seed_has_its_own_shuffle():
    orders = [
        np.concatenate([batch_indices(40, 10, 4 * epoch + i, seed) for i in range(4)]).tobytes()
        for epoch in range(5)
        for seed in range(5)
    ]
    assert len(set(orders)) == 25


def test_far_steps_cost_no_more_than_near_ones():
    batch = batch_indices(1437, 64, 10**15, 7)
    assert len(batch) == 64
    with pytest.raises(ValueError, match="read-only"):
        batch[0] = 1
