"""Tasks that need a memory, each exactly as its authors define it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from vgsim.parts.datasets import DATASETS
from vgsim.parts.examples import load
from vgsim.parts.sequence_data import Sequences, load_sequences

TASKS = [name for name, source in DATASETS.items() if source.steps]


def sequences(name: str, length: int | None = None, noise: float | None = None) -> Sequences:
    return load_sequences(name, seed=3, length=length, noise=noise)


@pytest.mark.parametrize("name", TASKS)
def test_a_batch_has_its_shape_and_is_always_the_same(name):
    made = sequences(name)
    x, y = made.batch(5, 40)
    assert x.shape == (40, made.steps, made.features)
    assert y.shape == ((40, made.steps) if made.source.every_step else (40,))
    again_x, again_y = sequences(name).batch(5, 40)
    assert np.array_equal(x, again_x)
    assert np.array_equal(y, again_y)
    assert not np.array_equal(x, made.batch(6, 40)[0])
    if made.classes:
        assert set(np.unique(y)) <= set(range(made.classes))


@pytest.mark.parametrize("name", TASKS)
def test_what_is_tested_is_never_learned(name):
    made = sequences(name, noise=0.1 if DATASETS[name].parameters else None)
    tested = {each.tobytes() for each in made.test(100)[0]}
    learned = {each.tobytes() for step in range(5) for each in made.batch(step, 60)[0]}
    assert not tested & learned


@pytest.mark.parametrize("name", [n for n in TASKS if DATASETS[n].sequence])
def test_generated_sequences_take_their_lengths(name):
    low, high = DATASETS[name].lengths
    assert high == 500
    for steps in (low, high):
        assert sequences(name, steps).batch(0, 3)[0].shape[1] == steps
    for steps in (low - 1, high + 1):
        with pytest.raises(ValueError, match="steps"):
            sequences(name, steps)


def test_the_latch_shows_its_bit_once():
    x, y = sequences("latch", 100, 0.3).batch(0, 512)
    assert np.array_equal(x[:, 0, 0], 2 * y - 1)
    assert y.mean() == 0.5
    assert x[:, 1:].std() == pytest.approx(0.3, rel=0.02)
    assert abs(np.corrcoef(x[:, 1:, 0].mean(axis=1), y)[0, 1]) < 0.15


def test_the_adding_problem_marks_one_number_in_each_half():
    x, y = sequences("adding", 51).batch(0, 2000)
    values, marks = x[..., 0], x[..., 1]
    assert values.min() >= 0
    assert values.max() < 1
    assert (marks[:, :25].sum(axis=1) == 1).all()
    assert (marks[:, 25:].sum(axis=1) == 1).all()
    assert np.allclose((values * marks).sum(axis=1), y)
    assert np.square(y - 1).mean() == pytest.approx(1 / 6, rel=0.06)
    assert set(np.argmax(marks[:, :25], axis=1)) == set(range(25))


def test_copy_memory_repeats_the_first_ten():
    x, y = sequences("copy_memory", 60).batch(0, 200)
    shown = x.argmax(axis=2)
    assert (x.sum(axis=2) == 1).all()
    assert set(np.unique(shown[:, :10])) == set(range(1, 9))
    assert (shown[:, 10:49] == 0).all()
    assert (shown[:, 49] == 9).all()
    assert (shown[:, 50:] == 0).all()
    assert (y[:, :50] == 0).all()
    assert np.array_equal(y[:, 50:], shown[:, :10])
    assert DATASETS["copy_memory"].features == 10
    assert DATASETS["copy_memory"].classes == 9


def test_guessing_the_symbols_has_the_published_loss():
    """10 ln 8 / (T + 20): 0.1733 at T = 100."""
    steps = 120
    _, y = sequences("copy_memory", steps).batch(0, 50)
    likely = np.where(y == 0, 1.0, 1 / 8)
    assert -np.log(likely).mean() == pytest.approx(10 * math.log(8) / steps)
    assert 10 * math.log(8) / steps == pytest.approx(0.1733, abs=1e-4)


def test_temporal_order_has_two_signals_where_they_belong():
    x, y = sequences("temporal_order", 100).batch(0, 2000)
    shown = x.argmax(axis=2)
    assert ((shown < 2).sum(axis=1) == 2).all()
    places = np.argwhere(shown < 2)[:, 1].reshape(-1, 2)
    assert places[:, 0].min() == 10
    assert places[:, 0].max() == 19
    assert places[:, 1].min() == 50
    assert places[:, 1].max() == 59
    names = DATASETS["temporal_order"].class_names
    rows = np.arange(len(shown))
    first, second = shown[rows, places[:, 0]], shown[rows, places[:, 1]]
    spelled = ["AB"[a] + "AB"[b] for a, b in zip(first, second, strict=True)]
    assert [names[int(each)] for each in y] == spelled
    assert set(spelled) == {"AA", "AB", "BA", "BB"}


def test_the_target_of_the_sine_is_the_next_value_without_noise():
    x, y = sequences("sine_ahead", 60, 0.0).batch(0, 30)
    assert np.array_equal(x[:, 1:, 0], y[:, :-1])
    noisy, same = sequences("sine_ahead", 60, 0.2).batch(0, 30)
    assert np.array_equal(same, y)
    assert (noisy - x).std() == pytest.approx(0.2, rel=0.05)


def test_digits_are_read_row_by_row_and_pixel_by_pixel():
    whole = load("digits", seed=0)
    rows, pixels = sequences("digits_rows"), sequences("digits_pixels")
    assert np.array_equal(rows.test(50)[0].reshape(50, 64), whole.x_test[:50])
    assert np.array_equal(pixels.test(50)[0].reshape(50, 64), whole.x_test[:50])
    assert np.array_equal(rows.test(50)[1], whole.y_test[:50])
    assert (rows.steps, rows.features, pixels.steps, pixels.features) == (8, 8, 64, 1)


def test_sequences_have_a_loader_of_their_own():
    with pytest.raises(ValueError, match="sequence"):
        load("latch", seed=0)
    with pytest.raises(ValueError, match="no sequences"):
        load_sequences("moons", seed=0, length=None, noise=None)


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_an_epoch_has_every_sequence_once(size: int) -> None:
    data = load_sequences("digits_rows", seed=3, length=None, noise=None)
    known = load("digits", seed=0, standardize=True).x_train
    count = data.epoch(size)
    seen = np.concatenate([data.batch(step, size)[0] for step in range(count)])
    used = min(size, len(known)) * count  # an incomplete last batch is dropped
    assert len(known) - min(size, len(known)) < used <= len(known)
    assert len(seen) == used
    kinds = {each.tobytes() for each in seen}
    assert len(kinds) > 0.99 * used  # hardly any two pictures are alike


@pytest.mark.parametrize("name", ["latch", "adding"])
def test_sequences_that_are_always_new_have_no_epochs(name: str) -> None:
    assert load_sequences(name, seed=3, length=None, noise=None).epoch(10) == 0
