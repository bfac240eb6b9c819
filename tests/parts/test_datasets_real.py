"""Real tables that ship, inputs as they were measured, and wrong labels."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pytest

from resources import find
from vgsim.compute.learning.training import Trainer
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.parts.datasets import DATASETS
from vgsim.parts.examples import load
from vgsim.tables.table import read_table

ARRAYS = ("x_train", "y_train", "x_test", "y_test")
SHIPPED = {  # rows, columns, counts of classes, first row with its target
    "iris": (150, 4, [50, 50, 50], [5.1, 3.5, 1.4, 0.2, 0]),
    "wine": (
        178, 13, [59, 71, 48],
        [14.23, 1.71, 2.43, 15.6, 127, 2.8, 3.06, 0.28, 2.29, 5.64, 1.04, 3.92, 1065, 0],
    ),
    "breast_cancer": (
        569, 30, [212, 357],
        [17.99, 10.38, 122.8, 1001, 0.1184, 0.2776, 0.3001, 0.1471, 0.2419, 0.07871, 1.095, 0.9053,
         8.589, 153.4, 0.006399, 0.04904, 0.05373, 0.01587, 0.03003, 0.006193, 25.38, 17.33, 184.6,
         2019, 0.1622, 0.6656, 0.7119, 0.2654, 0.4601, 0.1189, 0],
    ),
    "diabetes": (442, 10, [], [59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87, 151]),
}  # fmt: skip
NUMBERS = {  # of all numbers of the table, as little-endian float64, row by row
    "iris": "6e592aace77bce22",
    "wine": "b6ff7c6847be41ee",
    "breast_cancer": "54cbf95e148c6eed",
    "diabetes": "839c546b0b4ac02c",
}
GENERATED = [name for name, source in DATASETS.items() if source.points is not None]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_is_the_published_one(name):
    rows, columns, counts, first = SHIPPED[name]
    values = read_table(find(f"data/{name}.csv")).values
    assert values.shape == (rows, columns + 1)
    assert values[0].tolist() == first
    assert sha256(values.astype("<f8").tobytes()).hexdigest()[:16] == NUMBERS[name]
    if counts:
        assert np.bincount(values[:, -1].astype(int)).tolist() == counts
    else:
        assert (values[:, -1].min(), values[:, -1].max()) == (25, 346)
    notice = find(f"data/{name}.txt").read_text(encoding="utf-8")
    assert "Source:" in notice
    assert "License:" in notice
    assert ("CC BY 4.0" in notice) == (name != "diabetes")


@pytest.mark.parametrize("name", SHIPPED)
def test_names_of_columns_and_classes(name):
    data = load(name, seed=1)
    assert len(set(data.feature_names)) == DATASETS[name].features == data.x_train.shape[1]
    assert data.class_names == DATASETS[name].class_names
    assert len(data.class_names) == data.classes == DATASETS[name].classes
    assert data.task == DATASETS[name].task


@pytest.mark.parametrize("name", SHIPPED)
def test_every_fifth_of_a_class_is_for_testing_whatever_the_seed(name):
    data, other = load(name, seed=1), load(name, seed=2)
    assert all(getattr(data, each) is getattr(other, each) for each in ARRAYS)
    values = read_table(find(f"data/{name}.csv")).values
    kinds = values[:, -1] if data.classes else np.zeros(len(values))
    count: dict[float, int] = {}
    tested = []
    for kind in kinds:
        count[kind] = count.get(kind, 0) + 1
        tested.append(count[kind] % 5 == 0)
    raw = load(name, seed=3, standardize=False)
    assert np.array_equal(raw.x_test, values[tested, :-1])
    assert np.array_equal(raw.x_train, values[~np.array(tested), :-1])
    assert len(data.y_train) == DATASETS[name].training
    if data.classes:
        assert np.array_equal(data.y_test, values[tested, -1])


@pytest.mark.parametrize("name", SHIPPED)
def test_standardization_is_by_the_training_part(name):
    data, raw = load(name, seed=1), load(name, seed=1, standardize=False)
    assert np.abs(data.x_train.mean(axis=0)).max() < 1e-12
    assert data.x_train.std(axis=0) == pytest.approx(1, rel=1e-12)
    mean, std = raw.x_train.mean(axis=0), raw.x_train.std(axis=0)
    for part in ("x_train", "x_test"):
        expected = (getattr(raw, part) - mean) / std
        assert getattr(data, part) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    for part in ("y_train", "y_test"):  # a switch of the inputs only
        assert np.array_equal(getattr(data, part), getattr(raw, part))


def test_the_target_of_diabetes_is_standardized_by_the_training_part():
    data = load("diabetes", seed=1)
    target = read_table(find("data/diabetes.csv")).values[:, -1]
    tested = np.arange(1, 443) % 5 == 0
    mean, std = target[~tested].mean(), target[~tested].std()
    assert data.y_train == pytest.approx((target[~tested] - mean) / std, rel=1e-9)
    assert data.y_test == pytest.approx((target[tested] - mean) / std, rel=1e-9)


def test_digits_as_they_were_measured():
    """Off: the file's whole numbers. On, the default: one mean and standard deviation for all."""
    raw, data = load("digits", seed=1, standardize=False), load("digits", seed=1)
    assert (raw.x_train.min(), raw.x_train.max()) == (0, 16)
    assert np.array_equal(raw.x_train, np.round(raw.x_train))
    assert raw.x_train[0].sum() == 294  # the first picture, a zero
    expected = (raw.x_train - raw.x_train.mean()) / raw.x_train.std()
    assert data.x_train.tobytes() == expected.tobytes()


@pytest.mark.parametrize("name", GENERATED)
def test_points_as_they_were_drawn(name):
    """The switch changes nothing about what is drawn, only its scale."""
    raw, data = load(name, seed=5, standardize=False), load(name, seed=5)
    expected = (raw.x_train - raw.x_train.mean(axis=0)) / raw.x_train.std(axis=0)
    assert data.x_train == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert np.array_equal(data.y_train, raw.y_train)


def test_a_table_of_ones_own_as_it_is(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("\n".join(f"{i},{i * i},{i / 2}" for i in range(10)))
    raw = load("csv", seed=0, path=str(path), standardize=False)
    assert raw.x_test.tolist() == [[4, 16], [9, 81]]
    assert raw.y_train.std() == pytest.approx(1)


NOISY = ["digits", "iris", "breast_cancer", "moons", "sine", "diabetes"]


@pytest.mark.parametrize("name", NOISY)
def test_as_many_labels_are_wrong_as_requested(name):
    clean, some = load(name, seed=5), load(name, seed=5, label_noise=0.2)
    wrong = some.y_train != clean.y_train
    count = round(0.2 * len(wrong))
    if clean.classes:
        assert wrong.sum() == count
        assert set(some.y_train) <= set(range(clean.classes))
    else:  # they change places in pairs, and two of a pair may be alike
        assert count - 3 <= wrong.sum() <= count
        assert sorted(some.y_train) == sorted(clean.y_train)
    for each in ("x_train", "x_test", "y_test"):
        assert np.array_equal(getattr(some, each), getattr(clean, each))
    assert not some.y_train.flags.writeable


@pytest.mark.parametrize("name", NOISY)
def test_more_noise_keeps_what_was_wrong(name):
    clean = load(name, seed=5)
    before = clean
    for fraction in (0.01, 0.2, 0.21, 0.5, 1.0):
        after = load(name, seed=5, label_noise=fraction)
        wrong = before.y_train != clean.y_train
        assert np.array_equal(after.y_train[wrong], before.y_train[wrong])
        before = after
    if clean.classes:
        assert (before.y_train != clean.y_train).all()


@pytest.mark.parametrize("name", NOISY)
def test_wrong_labels_come_from_the_seed(name):
    def wrong(seed: int) -> list[bool]:
        clean = load(name, seed=seed)
        return (load(name, seed=seed, label_noise=0.3).y_train != clean.y_train).tolist()

    assert wrong(5) == wrong(5)
    assert wrong(5) != wrong(6)


def test_no_noise_is_the_very_same_data():
    for name in NOISY:
        assert load(name, seed=5, label_noise=0.0) is load(name, seed=5)


def test_a_wrong_class_is_any_other_one():
    """Each of the nine others about equally often."""
    clean, noisy = load("digits", seed=5), load("digits", seed=5, label_noise=1.0)
    steps = (noisy.y_train - clean.y_train).astype(int) % 10
    counts = np.bincount(steps, minlength=10)
    assert counts[0] == 0
    expected = len(steps) / 9
    assert (np.abs(counts[1:] - expected) < 4 * np.sqrt(expected)).all()


@pytest.mark.parametrize(
    ("name", "output", "loss"),
    [
        *((name, None, None) for name in SHIPPED),
        ("breast_cancer", "sigmoid", "bce"),
        ("breast_cancer", "softmax", "cross_entropy"),
        ("iris", "sigmoid", "bce"),
    ],
)
@pytest.mark.parametrize("label_noise", [0.0, 0.2])
def test_networks_learn_them(name, output, loss, label_noise):
    network = NetworkSpec(
        depth=2, width=8, activation="tanh", initializer="xavier_normal", output=output, loss=loss
    )
    experiment = Experiment(
        data=DataSpec(name, 500, label_noise=label_noise),  # all that there are
        training=TrainingSpec(learning_rate=0.05),
        lanes=(Lane("", network),),
    )
    trainer = Trainer(experiment, engine=None)
    start = trainer.trace().lanes[0].loss
    trainer.advance(50)
    assert 0 < trainer.trace().lanes[0].loss < start


def test_data_reach_the_network_as_requested():
    data = DataSpec("wine", 16, standardize=False, label_noise=0.5)
    run = Trainer(Experiment(data=data, lanes=(Lane("", NetworkSpec(depth=1, width=4)),))).lanes[0]
    expected = load("wine", seed=7, standardize=False, label_noise=0.5)
    assert np.array_equal(run.plan.data.x_train, expected.x_train)
    assert np.array_equal(run.plan.data.y_train, expected.y_train)
