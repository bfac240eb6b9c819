"""Passes that were seen are bounded in number and memory, and no extreme of them is lost."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vgsim.compute.traces.measures import MEASURES
from vgsim.play import passes
from vgsim.play.passes import MARKS, MOST, Passes, recorded_pass

VALUES = st.sampled_from((0.0, 1.0, -1.0, 2.0, 0.5, 3.0, nan, inf, -inf))
ROWS = st.lists(st.tuples(VALUES, VALUES, VALUES, VALUES), min_size=1, max_size=300)


def finite(values: list[float]) -> list[float]:
    return [value for value in values if np.isfinite(value)]


def ends(values: list[float]) -> tuple[float, float] | None:
    """The least and the greatest finite value."""
    known = finite(values)
    return (min(known), max(known)) if known else None


def filled(rows: list[tuple[float, ...]], marks: list[int], step: int = 3) -> Passes:
    found = Passes()
    for place, row in enumerate(rows):
        now = [mark for mark in marks if mark <= place * step]
        found.add(place * step, recorded_pass({"one": np.array(row), "two": -np.array(row)}), now)
    return found


@settings(deadline=None)
@given(ROWS, st.lists(st.integers(0, 900), max_size=8, unique=True).map(sorted))
def test_extremes_and_changes_stay(rows: list[tuple[float, ...]], marks: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "MOST", 40)  # more than must stay here: 2 + 8 + 2 times 7
        found = filled(rows, marks)
    assert len(found.kept) <= 40
    steps = sorted(found.kept)
    assert (steps[0], steps[-1]) == (0, 3 * (len(rows) - 1))
    kept = [tuple(row) for _, row in found.rows("one")]
    for of in (lambda row: row[0], lambda row: row[-2]):  # the first and the last hidden layer
        assert ends([of(row) for row in kept]) == ends([of(row) for row in rows])
    assert ends([v for row in kept for v in row]) == ends([v for row in rows for v in row])
    lost = [place for place, row in enumerate(rows) if len(finite(list(row))) < 4]
    assert not lost or 3 * lost[0] in found.kept
    for mark in marks:
        if mark <= 3 * (len(rows) - 1):
            assert -(-mark // 3) * 3 in found.kept


def test_what_must_stay_always_fits() -> None:
    assert 7 * len(MEASURES) + MARKS + 2 <= MOST


def test_passes_of_large_networks_are_fewer() -> None:
    found = Passes()
    for step in range(600):
        values = np.full((20, 2000), step, dtype=np.float64)
        found.add(step, recorded_pass({f"measure {k}": row for k, row in enumerate(values)}), [])
    assert sum(each.values.nbytes for each in found.kept.values()) <= passes.BYTES
    assert len({id(each.names) for each in found.kept.values()}) == 1


def test_networks_of_other_depths_and_measures_that_come_later() -> None:
    found = Passes()
    for step in range(1500):
        depth = 3 if step < 500 else 6
        measures = {"always": np.full(depth, float(step % 77))}
        if step > 1000:
            measures["costly"] = np.full(depth, float(-step))
        found.add(step, recorded_pass(measures), [500])
    assert len(found.kept) <= MOST
    assert {0, 76, 500, 1499} <= set(found.kept)
    assert min(row.min() for _, row in found.rows("costly")) == -1499
    assert {row.size for _, row in found.rows("always")} == {3, 6}


def test_what_is_kept_is_no_view_of_something_larger() -> None:
    large = np.zeros((1000, 1000))
    found = Passes()
    found.add(0, recorded_pass({"a": large[0, :3], "b": large[1, :3]}), [])
    kept = found.kept[0].values
    assert kept.base is None or kept.base.nbytes == kept.nbytes
