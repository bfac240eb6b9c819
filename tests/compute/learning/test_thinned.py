"""Curves of learning are thinned, and no extreme of them is lost."""

from __future__ import annotations

from math import inf, isfinite, isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nets import experiment

from tests.long import longer
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.record import recall, record
from vgsim.compute.learning.recorder import POINTS, Recorder
from vgsim.compute.learning.seeds import _ranges
from vgsim.compute.learning.thinned import BLOCK, Thinned
from vgsim.compute.learning.training import Trainer
from vgsim.compute.reference.evaluation import Scores

FEW = 8  # evenly spread points
VALUES = st.sampled_from((0.0, 1.0, 2.0, -1.0, 0.5, nan, inf, -inf))
LOSSES = st.lists(VALUES, min_size=1, max_size=400)
CUTS = st.lists(st.integers(1, 40), min_size=1, max_size=20)


def to_keep(values: list[float]) -> list[int]:
    """The steps that must be kept, found one by one."""
    stride = 1
    while len(range(0, len(values), stride)) >= FEW:
        stride *= 2
    kept = {*range(0, len(values), stride), len(values) - 1}
    for start in range(0, len(values), BLOCK * stride):
        block = range(start, min(start + BLOCK * stride, len(values)))
        finite = [step for step in block if isfinite(values[step])]
        if finite:
            kept.add(min(finite, key=lambda step: (values[step], step)))
            kept.add(min(finite, key=lambda step: (-values[step], step)))
        for lost in (isnan, lambda value: value == inf, lambda value: value == -inf):
            kept |= set([step for step in block if lost(values[step])][:1])
    return sorted(kept)


def rows_of(values: list[float], first: int = 0) -> np.ndarray:
    steps = np.arange(first, first + len(values), dtype=np.float64)
    return np.column_stack([steps, np.array(values)])


def filled(values: list[float], slices: list[int], *, looked_at: bool) -> Thinned:
    found, at = Thinned(2, (1,), FEW), 0
    while at < len(values):
        for size in slices:
            part = values[at : at + size]
            if part:
                found.add(rows_of(part, at))
            at += size
            if looked_at:
                found.rows()
    return found


@given(LOSSES, CUTS, st.booleans())
def test_extremes_stay_however_the_updates_come(
    values: list[float], slices: list[int], looked_at: bool
) -> None:
    rows = filled(values, slices, looked_at=looked_at).rows()
    assert rows[:, 0].tolist() == to_keep(values)
    np.testing.assert_array_equal(rows[:, 1], np.array(values)[to_keep(values)])
    assert len(rows) <= FEW + 5 * (FEW / BLOCK + 1)


@given(LOSSES, CUTS, st.integers(0, 400), LOSSES)
def test_what_follows_a_cut_is_thinned_with_what_was_left(
    values: list[float], slices: list[int], step: int, others: list[float]
) -> None:
    found = filled(values, slices, looked_at=False)
    left = [row for row in found.rows().tolist() if row[0] < step]
    found.cut(step)
    np.testing.assert_array_equal(found.rows(), np.array(left).reshape(-1, 2))
    found.add(rows_of(others, found.newest + 1))
    known = np.concatenate([np.array(left).reshape(-1, 2), rows_of(others, found.newest + 1)])
    finite = known[np.isfinite(known[:, 1]), 1]
    kept = found.rows()[:, 1]
    if finite.size:
        assert kept[np.isfinite(kept)].min() == finite.min() if len(others) else True
    assert found.newest == int(found.rows()[-1, 0])


def test_a_single_spike_is_seen_in_a_long_run() -> None:
    recorder, losses = Recorder(), [0.5] * 100_000
    losses[12_345], losses[54_321], losses[77_777] = 9.0, 0.01, nan
    recorder.add(0, losses)
    curves = recorder.curves()
    assert len(curves.steps) < 2 * POINTS
    assert {12_345, 54_321, 77_777} <= set(curves.steps.tolist())
    assert (np.nanmax(curves.loss), np.nanmin(curves.loss)) == (9.0, 0.01)


def test_evaluations_are_bounded_and_keep_their_extremes() -> None:
    recorder, best, made = Recorder(), 1_237_500, 0
    for step in range(0, 10_000_000, 2500):
        recorder.add(step, [0.5])
        score = 0.9 if step == best else 0.1
        recorder.add_evaluation(step, Scores(0.5, score, 1.0, 1.0))
        made += 1
    curves = recorder.curves()
    assert len(curves.evaluated) < made / 4
    assert curves.evaluated[np.argmax(curves.test_accuracy)] == best
    assert curves.evaluated[-1] == 9_997_500
    assert recorder.accuracy(best) == 0.9


def test_a_short_run_is_kept_whole() -> None:
    recorder, losses = Recorder(), np.linspace(1, 0, POINTS - 1).tolist()
    recorder.add(0, losses)
    assert recorder.curves().loss.tolist() == losses
    assert recorder.curves().stride == 1


def test_a_way_that_is_taken_back_does_not_coarsen_the_next_one() -> None:
    recorder = Recorder()
    recorder.add(0, [0.5] * 50_000)
    recorder.cut(0)
    recorder.add(0, [0.4] * 100)
    assert recorder.curves().steps.tolist() == list(range(100))


def test_what_is_known_already_stays() -> None:
    recorder = Recorder()
    recorder.add(0, [1.0, 2.0, 3.0], 0.5)
    recorder.add(1, [9.0, 9.0, 4.0], 0.25)
    curves = recorder.curves()
    assert curves.loss.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert curves.seconds.tolist() == [0.5, 1.0, 1.5, 1.75]


TINY = {"activation": "relu", "depth": 1, "width": 2}


@pytest.fixture(scope="module")
def whole(kernels: Engine) -> Trainer:
    """2,500 updates in one go."""
    made = Trainer(experiment(TINY, batch=4), engine=kernels)
    made.advance(2500)
    return made


@settings(max_examples=10, deadline=None)
@given(slices=st.lists(st.integers(1, 700), min_size=1, max_size=8))
def test_a_long_run_is_the_same_however_it_is_cut(
    whole: Trainer, kernels: Engine, slices: list[int]
) -> None:
    parts = Trainer(experiment(TINY, batch=4), engine=kernels)
    while parts.step < 2500:
        for size in slices:
            parts.advance(min(size, 2500 - parts.step))
            parts.curves()
    for name in ("steps", "loss", "evaluated", "test_accuracy"):
        one, two = (getattr(each.curves()[0], name) for each in (whole, parts))
        assert one.tobytes() == two.tobytes()


def test_a_record_of_an_earlier_version_is_continued() -> None:
    """There the newest loss was apart, and only losses of every so many updates were kept."""
    steps = np.arange(0, 5000, 4.0)
    old = {
        "losses": np.column_stack([steps, np.sqrt(steps), steps / 100]),
        "newest": np.array([[4999.0, 7.0, 50.0]]),
        "evaluations": np.array([[0.0, 0.1, 0.2, 0.0], [4750.0, 0.3, 0.4, 47.5]]),
        "stride": np.array(4),
    }
    recorder = Recorder()
    recorder.recall(old)
    curves = recorder.curves()
    assert curves.steps.tolist() == [*range(0, 5000, 4), 4999]
    assert (curves.loss[-1], curves.seconds[-1], curves.test_accuracy[-1]) == (7.0, 50.0, 0.4)
    recorder.add(5000, [3.0], 1.0)
    assert recorder.curves().seconds[-1] == 51.0


@pytest.mark.parametrize(
    "rows",
    [
        [[3.0, 1.0, 0.0], [2.0, 1.0, 0.0]],
        [[-5.0, 1.0, 0.0]],
        [[nan, 1.0, 0.0]],
        [[1.0, 1.0]],
        [["one", "two", "three"]],
    ],
)
def test_what_is_no_record_is_refused(rows: list[list[float]]) -> None:
    found = Recorder().record() | {"losses": np.array(rows), "newest": np.empty((0, 3))}
    with pytest.raises(ValueError):  # noqa: PT011 - numpy's words or ours
        Recorder().recall(found)


@pytest.mark.parametrize("engine", ["numba", *longer(["numpy"])], indirect=True)
def test_a_long_run_is_recalled_as_it_was(engine: Engine) -> None:
    first = Trainer(experiment(TINY, batch=4), engine=engine)
    first.advance(3000)
    second = Trainer(experiment(TINY, batch=4), engine=engine)
    recall(second, record(first))
    for trainer in (first, second):
        trainer.advance(1500)
    for name in ("steps", "loss", "evaluated", "test_accuracy"):
        one, two = (getattr(each.curves()[0], name) for each in (first, second))
        assert one.tobytes() == two.tobytes()


def test_runs_that_kept_other_extremes_are_compared_where_all_are_known() -> None:
    one, two = np.array([0, 3, 4, 8]), np.array([0, 4, 6, 8])
    found = _ranges([(one, np.array([1.0, 9, 2, 3])), (two, np.array([5.0, 6, 0, 7]))], inf)
    assert found.steps.tolist() == [0, 4, 8]
    assert (found.low.tolist(), found.high.tolist()) == ([1, 2, 3], [5, 6, 7])
