"""Values in, pixels out: cells colored by value, packed 0xffRRGGBB, in plain NumPy.

A band of cells is painted by one gather: a map says for every pixel which cell it shows, a table
of colors says how each cell looks at the moment. Values that are no ordinary numbers get a
pattern besides their color.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint32]
IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

ORDINARY, ZERO, UNDERFLOW, INFINITE, NAN = range(5)
KNEE = 0.1  # signals below it are shown nearly linearly, above it logarithmically


def signal_place(values: FloatArray, largest: float) -> FloatArray:
    """Signed values on -1 ... 1: sign(a) log(1 + |a| / knee), scaled so that `largest` is 1."""
    with np.errstate(all="ignore"):
        size = np.log1p(np.abs(values) / KNEE) / np.log1p(largest / KNEE)
        return np.asarray(np.sign(values) * np.minimum(size, 1.0))


def gradient_place(values: FloatArray, low: float, high: float) -> FloatArray:
    """Magnitudes on 0 ... 1: log10 |g| between the decades low and high."""
    with np.errstate(all="ignore"):
        return np.asarray(np.clip((np.log10(np.abs(values)) - low) / (high - low), 0.0, 1.0))


def signal_colors(values: FloatArray, largest: float, table: Pixels) -> Pixels:
    """A diverging table of 256, zero in the middle."""
    place = np.nan_to_num(signal_place(values, largest))
    return table[np.rint(127.5 + 127.5 * place).astype(np.int64)]


def gradient_colors(values: FloatArray, low: float, high: float, table: Pixels) -> Pixels:
    """A sequential table of 256 over decades."""
    place = np.nan_to_num(gradient_place(values, low, high))
    return table[np.rint(255 * place).astype(np.int64)]


def signal_codes(values: FloatArray) -> NDArray[np.uint8]:
    """INFINITE and NAN where they are; a signal of zero is an ordinary value."""
    codes = np.zeros(len(values), np.uint8)
    codes[np.isinf(values)] = INFINITE
    codes[np.isnan(values)] = NAN
    return codes


def gradient_codes(values: FloatArray, smallest_normal: float) -> NDArray[np.uint8]:
    """Also ZERO where a gradient is exactly 0, and UNDERFLOW where it has begun to lose digits."""
    codes = signal_codes(values)
    codes[values == 0] = ZERO
    with np.errstate(all="ignore"):
        codes[(values != 0) & (np.abs(values) < smallest_normal)] = UNDERFLOW
    return codes


@dataclass(frozen=True, slots=True)
class Rows:
    """How the units of every layer share the pixel rows of a band.

    Where a layer has more units than rows, a row shows the unit of the largest magnitude of those
    that fall into it. `starts` are the first units of the cells of all layers in one array;
    `cells` the first cell of every layer.
    """

    starts: IntArray
    cells: IntArray
    most_units: int  # of one cell

    @staticmethod
    def of(widths: tuple[int, ...], rows: int) -> Rows:
        """`widths` of layers 1 ..., `rows` pixel rows."""
        starts, cells, offset, count, most = [], [0], 0, 0, 1
        for width in widths:
            shown = min(width, max(rows, 1))
            edges = (np.arange(shown) * width) // shown
            most = max(most, -(-width // shown))
            starts.append(edges + offset)
            offset += width
            count += shown
            cells.append(count)
        return Rows(np.concatenate(starts), np.array(cells), most)

    def cell_values(self, units: FloatArray) -> FloatArray:
        """Of every cell the value of the largest magnitude; NaN wins over all."""
        if self.most_units == 1:
            return units
        high = np.maximum.reduceat(units, self.starts)
        low = np.minimum.reduceat(units, self.starts)
        with np.errstate(all="ignore"):
            return np.where(np.abs(low) > np.abs(high), low, high)


@dataclass(frozen=True, slots=True, eq=False)
class BandMap:
    """For every pixel of a band the cell it shows, -1 for none, and how much of it (0 ... 256)."""

    cell: NDArray[np.int32]  # (height, width)
    cover: NDArray[np.uint16] | None  # None: cells are whole rectangles


def cell_map(
    rows: Rows, lefts: IntArray, rights: IntArray, height: int, width: int, gap: int
) -> BandMap:
    """Rectangles: layer k fills pixels lefts[k] ... rights[k], its cells share the height."""
    found = np.full((height, width), -1, np.int32)
    y = np.arange(height)
    for k in range(len(lefts)):
        first, count = int(rows.cells[k]), int(rows.cells[k + 1] - rows.cells[k])
        cell = (y * count) // height
        column = (first + cell).astype(np.int32)
        if gap and height // count > 3 * gap:
            edge = (y * count) // height != ((y + gap) * count) // height
            column[edge] = -1
        found[:, lefts[k] : rights[k]] = column[:, None]
    return BandMap(found, None)


def disc_map(rows: Rows, centers: FloatArray, radius: float, height: int, width: int) -> BandMap:
    """Discs: one a unit, evenly spread over the height, with soft edges."""
    found = np.full((height, width), -1, np.int32)
    cover = np.zeros((height, width), np.uint16)
    reach = int(np.ceil(radius)) + 1
    for k, center in enumerate(centers):
        first, count = int(rows.cells[k]), int(rows.cells[k + 1] - rows.cells[k])
        for unit in range(count):
            middle = disc_middle(unit, count, height)
            x0, x1 = max(int(center) - reach, 0), min(int(center) + reach + 1, width)
            y0, y1 = max(int(middle) - reach, 0), min(int(middle) + reach + 1, height)
            y, x = np.mgrid[y0:y1, x0:x1] + 0.5
            share = np.clip(radius + 0.5 - np.hypot(x - center, y - middle), 0, 1)
            inside = share > 0
            found[y0:y1, x0:x1][inside] = first + unit
            cover[y0:y1, x0:x1][inside] = (share[inside] * 256).astype(np.uint16)
    return BandMap(found, cover)


def disc_middle(unit: int, count: int, height: int) -> float:
    """Height of a unit's disc in its band, in pixels from the top."""
    return (unit + 0.5) * height / count


def _blend(under: Pixels, over: Pixels, cover: NDArray[Any]) -> Pixels:
    part = cover.astype(np.uint32)
    keep = 256 - part
    red_blue = ((under & 0xFF00FF) * keep + (over & 0xFF00FF) * part) >> 8 & 0xFF00FF
    green = ((under & 0x00FF00) * keep + (over & 0x00FF00) * part) >> 8 & 0x00FF00
    return np.asarray(0xFF000000 | red_blue | green, np.uint32)


def paint_band(
    target: Pixels,
    ground: Pixels,
    band: BandMap,
    columns: slice,
    colors: Pixels,
    codes: NDArray[np.uint8],
    specials: Pixels,
) -> None:
    """Paint the pixel columns of a band: `target` and `ground` are (height, width) views.

    `colors` and `codes` are per cell, `specials` the colors of the five codes.
    """
    chosen = band.cell[:, columns]
    under = ground[:, columns]
    shown = np.take(np.append(colors, np.uint32(0)), chosen)  # -1 takes the last: nothing
    if codes.any():
        shown = _patterned(shown, np.take(np.append(codes, np.uint8(0)), chosen), specials, columns)
    if band.cover is not None:
        target[:, columns] = _blend(under, shown, band.cover[:, columns])
    else:
        target[:, columns] = np.where(chosen < 0, under, shown)


def _patterned(shown: Pixels, codes: NDArray[np.uint8], specials: Pixels, columns: slice) -> Pixels:
    y, x = np.mgrid[0 : shown.shape[0], columns.start : columns.start + shown.shape[1]]
    for code in (ZERO, UNDERFLOW, INFINITE, NAN):
        mine = codes == code
        if mine.any():
            marked = pattern(code, x, y)
            shown = np.where(mine & marked, specials[code], shown)
            shown = np.where(mine & ~marked, specials[ORDINARY], shown)
    return shown


def pattern(code: int, x: IntArray, y: IntArray) -> NDArray[np.bool_]:
    """Where the pattern of a special value is drawn: each code has its own."""
    if code == ZERO:
        return np.asarray((x + y) % 6 < 1)  # thin stripes
    if code == UNDERFLOW:
        return np.asarray((x % 4 < 2) & (y % 4 < 2))  # dots
    if code == INFINITE:
        return np.asarray((x - y) % 6 < 3)  # broad stripes the other way
    return np.asarray(((x + y) % 8 < 2) | ((x - y) % 8 < 2))  # crosses


def packed(table: tuple[int, ...]) -> Pixels:
    """A theme's table as pixels."""
    return np.array(table, dtype=np.uint32)
