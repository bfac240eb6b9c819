"""Maps values to colors (packed 0xffRRGGBB), and special values to codes.

Several units may share a cell if a layer has more units than there are rows of pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint32]
Codes = NDArray[np.uint8]
IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

ORDINARY, ZERO, UNDERFLOW, INFINITE, NAN = range(5)
KNEE = 0.1  # signals below it are shown almost linearly, above it logarithmically


def packed(table: tuple[int, ...]) -> Pixels:
    """Convert a theme's color map to pixels."""
    return np.array(table, dtype=np.uint32)


def signal_place(values: FloatArray, largest: float) -> FloatArray:
    """Map signed values to -1 ... 1: sign(a) log(1 + |a| / KNEE), scaled so that `largest` is 1."""
    with np.errstate(all="ignore"):
        size = np.log1p(np.abs(values) / KNEE) / np.log1p(largest / KNEE)
        return np.asarray(np.sign(values) * np.minimum(size, 1.0))


def gradient_place(values: FloatArray, low: float, high: float) -> FloatArray:
    """Map magnitudes to 0 ... 1: log10 |g| between the exponents `low` and `high`."""
    with np.errstate(all="ignore"):
        return np.asarray(np.clip((np.log10(np.abs(values)) - low) / (high - low), 0.0, 1.0))


@lru_cache(1024)  # called in every frame with the same few values
def place_of_signal(size: float, largest: float) -> float:
    """`signal_place` of one magnitude, 0 ... 1; NaN gives 0."""
    return float(np.nan_to_num(signal_place(np.array(abs(size)), largest)))


@lru_cache(1024)
def place_of_gradient(size: float, low: float, high: float) -> float:
    """`gradient_place` of one magnitude, 0 ... 1; NaN gives 0."""
    return float(np.nan_to_num(gradient_place(np.array(abs(size)), low, high)))


def signal_colors(values: FloatArray, largest: float, table: Pixels) -> Pixels:
    """Colors of signed values from a diverging map of 256 colors with zero in the middle."""
    place = np.nan_to_num(signal_place(values, largest))
    return table[np.rint(127.5 + 127.5 * place).astype(np.int64)]


def gradient_colors(
    values: FloatArray, low: float, high: float, table: Pixels, negative: Pixels | None = None
) -> Pixels:
    """Colors of magnitudes on a logarithmic scale, from sequential maps of 256 colors.

    Args:
        values: (n,) gradients, or their magnitudes.
        low: the exponent at the maps' lower end.
        high: the exponent at their upper end.
        table: the map; of positive values only, if there is another for negative ones.
        negative: the map of negative values.
    """
    places = np.rint(255 * np.nan_to_num(gradient_place(values, low, high))).astype(np.int64)
    return (
        table[places] if negative is None else np.where(values < 0, negative[places], table[places])
    )


def signal_codes(values: FloatArray) -> Codes:
    """Codes of signals: INFINITE and NAN; zero is an ordinary value."""
    codes = np.zeros(len(values), np.uint8)
    codes[np.isinf(values)] = INFINITE
    codes[np.isnan(values)] = NAN
    return codes


def gradient_codes(values: FloatArray, smallest_normal: float) -> Codes:
    """Codes of gradients: also ZERO if exactly 0, and UNDERFLOW if below the normal numbers."""
    codes = signal_codes(values)
    codes[values == 0] = ZERO
    with np.errstate(all="ignore"):
        codes[(values != 0) & (np.abs(values) < smallest_normal)] = UNDERFLOW
    return codes


def pattern(code: int, x: IntArray, y: IntArray) -> NDArray[np.bool_]:
    """Where the pattern of a special value is drawn; each code has its own pattern."""
    if code == ZERO:
        return np.asarray((x + y) % 6 < 1)  # thin stripes
    if code == UNDERFLOW:
        return np.asarray((x % 4 < 2) & (y % 4 < 2))  # dots
    if code == INFINITE:
        return np.asarray((x - y) % 6 < 3)  # broad stripes in the other direction
    return np.asarray(((x + y) % 8 < 2) | ((x - y) % 8 < 2))  # crosses


@dataclass(frozen=True, slots=True, eq=False)
class UnitRows:
    """How the units of every layer share the pixel rows of a band.

    If a layer has more units than rows, a row shows the unit with the largest magnitude among those
    that share it, so that a large gradient or a NaN is never averaged away.
    """

    starts: IntArray  # (cells,) first unit of every cell, layer by layer
    firsts: IntArray  # (layers,) first cell of every layer
    counts: IntArray  # (layers,) cells of every layer
    most_units: int  # in one cell

    @staticmethod
    def of(widths: tuple[int, ...], rows: int) -> UnitRows:
        """Distribute layers 1, 2, ... of these widths over this many pixel rows."""
        counts = [min(width, max(rows, 1)) for width in widths]
        offsets = np.cumsum([0, *widths[:-1]])
        starts = [
            offset + (np.arange(count) * width) // count
            for offset, width, count in zip(offsets, widths, counts, strict=True)
        ]
        most = max(-(-width // count) for width, count in zip(widths, counts, strict=True))
        firsts = np.cumsum([0, *counts[:-1]])
        return UnitRows(np.concatenate(starts), firsts, np.array(counts), most)

    def cell_values(self, units: FloatArray) -> FloatArray:
        """The value of largest magnitude in every cell; NaN takes precedence."""
        if self.most_units == 1:
            return units
        high = np.maximum.reduceat(units, self.starts)
        low = np.minimum.reduceat(units, self.starts)
        with np.errstate(all="ignore"):
            return np.where(np.abs(low) > np.abs(high), low, high)

    def shown_unit(self, units: FloatArray, layer: int, row: int, width: int) -> int:
        """The index of the unit, among a layer's `units` (width,), that cell `row` shows."""
        count = int(self.counts[layer - 1])
        start, end = row * width // count, (row + 1) * width // count
        here = np.abs(units[start:end])
        return start + int(np.argmax(np.where(np.isnan(here), np.inf, here)))
