"""Where does what lie in the network view?"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vgsim.play.geometry import (
    STEPS_HIGH,
    STEPS_LOW,
    DecadeRange,
    LayerColumns,
    NumberRows,
    cell_rows,
    lane_places,
    number_rows,
    thinning,
    unit_at,
)

decades = st.floats(-330, 308)


@given(decades, decades)
def test_absolute_scale_holds_the_data_in_steps(one: float, other: float) -> None:
    low, high = sorted((one, other))
    scale = DecadeRange.absolute(low, high)
    assert scale.low <= low
    assert scale.high >= high
    assert scale.low in STEPS_LOW
    assert scale.high in STEPS_HIGH
    assert not scale.automatic


def test_the_default_pair_keeps_the_default_scale() -> None:
    assert DecadeRange.absolute(-13.7, -0.5) == DecadeRange() == DecadeRange(-16, 2)


@given(decades, decades)
def test_fitted_scale_is_tight(one: float, other: float) -> None:
    low, high = sorted((one, other))
    scale = DecadeRange.fitted(low, high)
    assert scale.low <= low < scale.low + 1
    assert scale.high > high
    assert scale.high - max(high, scale.low + 1) <= 1
    assert scale.automatic


def test_a_scale_that_has_grown_stays_but_an_automatic_one_is_free() -> None:
    wide, narrow = DecadeRange(-64, 8), DecadeRange(-16, 2)
    assert narrow.united(wide) == wide.united(narrow) == wide
    assert DecadeRange.fitted(-3, -1).united(wide) == DecadeRange.fitted(-3, -1)


@given(st.sampled_from(STEPS_LOW), st.sampled_from(STEPS_HIGH), st.integers(2, 40))
def test_ticks_are_few_even_and_inside(low: int, high: int, most: int) -> None:
    scale = DecadeRange(low, high)
    ticks = scale.ticks(most)
    assert 1 <= len(ticks) <= most
    assert all(low <= tick <= high for tick in ticks)
    assert len({b - a for a, b in pairwise(ticks)}) <= 1


def test_ticks_begin_at_the_floor_where_they_can() -> None:
    assert DecadeRange().ticks(6) == (-16, -12, -8, -4, 0)
    assert DecadeRange().ticks(2) == (-16, 0)


columns = st.builds(
    lambda left, width, layers: LayerColumns(left, left + width, layers),
    st.integers(0, 300), st.integers(1, 4000), st.integers(1, 201),
)  # fmt: skip


@given(columns)
def test_columns_fill_the_room_without_overlap(place: LayerColumns) -> None:
    spans = [place.span(layer) for layer in range(1, place.layers + 1)]
    assert spans[0][0] == place.left
    assert spans[-1][1] == place.right
    assert all(a[1] == b[0] for a, b in pairwise(spans))
    for layer, (first, last) in enumerate(spans, 1):
        left, right = place.cells(layer)
        assert first <= left < right
        assert right <= max(last, left + 1)


@given(columns, st.data())
def test_layer_under_a_pixel_is_the_one_drawn_there(
    place: LayerColumns, data: st.DataObject
) -> None:
    x = data.draw(st.integers(place.left, place.right - 1))
    layer = place.layer_at(x)
    assert layer is not None
    first, last = place.span(layer)
    assert first <= x < last
    assert place.layer_at(place.left - 1) is None
    assert place.layer_at(place.right) is None


@given(columns)
def test_lanes_of_any_depth_share_their_columns(place: LayerColumns) -> None:
    """A place between columns lies between their middles."""
    for layer in range(1, place.layers):
        between = place.center(layer + 0.5)
        assert place.center(layer) <= between <= place.center(layer + 1) + 1


sizes = st.integers(0, 300)


@given(st.integers(0, 3000), st.integers(1, 4), sizes, sizes, sizes, sizes, sizes, sizes)
def test_parts_of_lanes_follow_each_other(
    height: int,
    lanes: int,
    header: int,
    track: int,
    numbers: int,
    gap: int,
    footer: int,
    skips: int,
) -> None:
    places = lane_places(height, lanes, header, track, numbers, gap, footer, skips)
    assert len(places) == lanes
    assert places[0].top == 0
    assert places[-1].bottom == max(height - footer, 0)
    for place in places:
        edges = [
            place.top,
            place.header,
            *place.skips,
            *place.signal,
            *place.track,
            *place.gradient,
        ]
        edges += [*place.bars, *place.numbers, place.bottom]
        assert edges == sorted(edges)
    assert all(a.bottom == b.top for a, b in pairwise(places))


def test_lanes_are_alike_and_cells_of_both_bands_of_one_height() -> None:
    for place in lane_places(1000, 4, 40, 10, 30, 6, 20):
        signal, gradient = place.signal, place.gradient
        assert signal[1] - signal[0] == gradient[1] - gradient[0] > 0
        assert place.bars[1] - place.bars[0] >= signal[1] - signal[0]
        assert place.numbers[1] - place.numbers[0] == 30


@given(st.floats(0.5, 400), st.floats(20, 120), st.integers(1, 201))
def test_numbers_never_touch(pitch: float, full: float, layers: int) -> None:
    short = full * 0.7
    rows = number_rows(pitch, full, short)
    width = short if rows.short else full
    for row in range(rows.rows):
        shown = [k for k in range(1, layers + 1) if rows.row(k) == row]
        for one, other in pairwise(shown):
            assert (other - one) * pitch >= width
    assert rows.row(1) == 0


def test_numbers_of_all_layers_where_there_is_room() -> None:
    assert number_rows(60, 55, 40) == NumberRows(1, 1, False)
    assert number_rows(30, 55, 40) == NumberRows(2, 1, False)
    assert number_rows(25, 55, 40) == NumberRows(2, 1, True)
    assert number_rows(5, 55, 40) == NumberRows(2, 5, True)
    assert thinning(4.4, 20) == 5


@given(st.integers(1, 300), st.integers(1, 300))
def test_cells_share_the_rows_and_are_found_again(count: int, height: int) -> None:
    rows = [cell_rows(cell, count, height) for cell in range(count)]
    assert rows[0][0] == 0
    assert rows[-1][1] == height
    assert all(a[1] == b[0] for a, b in pairwise(rows))
    for cell, (first, last) in enumerate(rows):
        for y in range(first, last):
            assert unit_at(y + 7.5, 7, 7 + height, count) == cell


@pytest.mark.parametrize("y", [-1.0, 9.9, 30.0, 1e9])
def test_no_unit_outside_the_band(y: float) -> None:
    assert unit_at(y, 10, 30, 5) is None
