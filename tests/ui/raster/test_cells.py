"""Values in, colors out; a cell shows the largest of its units."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ui.look.theme import THEMES
from ui.raster.cells import (
    INFINITE,
    NAN,
    ORDINARY,
    UNDERFLOW,
    ZERO,
    UnitRows,
    gradient_codes,
    gradient_colors,
    packed,
    pattern,
    signal_codes,
    signal_colors,
    signal_place,
)

TABLE = np.arange(256, dtype=np.uint32)
anything = st.floats(width=64)


# colors


def test_zero_is_the_middle_and_signs_are_symmetric() -> None:
    values = np.array([0.0, -0.0, 1e-9, -1e-9, 10.0, -10.0, 1e300, -np.inf, np.inf, np.nan])
    colors = signal_colors(values, 10.0, TABLE)
    assert colors[0] == colors[1] == colors[9] == 128
    assert set(colors[2:4]) <= {127, 128}
    assert list(colors[4:9]) == [255, 0, 255, 0, 255]


@given(arrays(np.float64, 40, elements=st.floats(-1e6, 1e6)))
def test_signal_colors_rise_with_the_signal(values: Any) -> None:
    colors = signal_colors(np.sort(values), 10.0, TABLE).astype(int)
    assert (np.diff(colors) >= 0).all()
    np.testing.assert_allclose(signal_place(-values, 10.0), -signal_place(values, 10.0))


@given(st.floats(-320, 300), st.integers(-330, -1), st.integers(1, 310))
def test_gradient_color_is_the_decade(exponent: float, low: int, high: int) -> None:
    color = int(gradient_colors(np.array([-(10.0**exponent)]), low, high, TABLE)[0])
    share = min(max((exponent - low) / (high - low), 0), 1)
    assert abs(color - 255 * share) <= 0.51


def test_special_values_have_codes() -> None:
    tiny = float(np.finfo(np.float32).tiny)
    values = np.array([1.0, 0.0, -0.0, tiny / 2, -tiny / 2, tiny, np.inf, -np.inf, np.nan])
    assert list(gradient_codes(values, tiny)) == [
        ORDINARY, ZERO, ZERO, UNDERFLOW, UNDERFLOW, ORDINARY, INFINITE, INFINITE, NAN,
    ]  # fmt: skip
    assert list(signal_codes(values)) == [0, 0, 0, 0, 0, 0, INFINITE, INFINITE, NAN]


def test_each_special_value_has_a_color_and_a_pattern_of_its_own() -> None:
    y, x = np.mgrid[0:24, 0:24]
    patterns = {pattern(code, x, y).tobytes() for code in (ZERO, UNDERFLOW, INFINITE, NAN)}
    assert len(patterns) == 4
    for theme in THEMES.values():
        assert len({theme.surface, theme.zero, theme.underflow, theme.infinite, theme.nan}) == 5
        middle = packed(theme.forward_map)[127:129]
        assert middle[0] == middle[1]


# units and cells


@given(
    st.lists(st.integers(1, 70), min_size=1, max_size=6), st.integers(0, 40), st.data()
)  # fmt: skip
def test_a_cell_shows_the_largest_of_its_units(
    widths: list[int], height: int, data: st.DataObject
) -> None:
    units = data.draw(arrays(np.float64, sum(widths), elements=anything))
    rows = UnitRows.of(tuple(widths), height)
    values, offset = rows.cell_values(units), 0
    for layer, width in enumerate(widths, 1):
        own = units[offset : offset + width]
        count, first = int(rows.counts[layer - 1]), int(rows.firsts[layer - 1])
        assert count == min(width, max(height, 1))
        for row in range(count):
            part = own[row * width // count : (row + 1) * width // count]
            assert 1 <= len(part) <= rows.most_units
            seen = values[first + row]
            if np.isnan(part).any():
                assert np.isnan(seen)
            else:
                assert abs(seen) == np.abs(part).max()
                assert seen in part
            unit = rows.shown_unit(own, layer, row, width)
            assert own[unit] in part or np.isnan(own[unit])
            assert np.isnan(seen) or abs(own[unit]) == abs(seen)
        offset += width
