"""Where does what lie in the network view? Places from numbers; no pixels are touched."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

STEPS_LOW = (-16, -32, -64, -128, -256, -330)  # decades: the scale grows in clear steps
STEPS_HIGH = (2, 8, 32, 128, 310)


@dataclass(frozen=True, slots=True)
class Scale:
    """Decades shown, from low to high; `automatic` fits the numbers at hand."""

    low: int = STEPS_LOW[0]
    high: int = STEPS_HIGH[0]
    automatic: bool = False

    @staticmethod
    def absolute(smallest: float, largest: float) -> Scale:
        """The first steps that hold all of log10 smallest ... largest."""
        low = next((step for step in STEPS_LOW if step <= smallest), STEPS_LOW[-1])
        high = next((step for step in STEPS_HIGH if step >= largest), STEPS_HIGH[-1])
        return Scale(low, high)

    @staticmethod
    def fitted(smallest: float, largest: float) -> Scale:
        """Whole decades around the numbers at hand, two at least."""
        low = floor(smallest)
        return Scale(low, max(floor(largest) + 1, low + 2), automatic=True)

    def ticks(self, most: int) -> tuple[int, ...]:
        """Whole decades to write at an axis, at most so many."""
        span = self.high - self.low
        step = next(
            (each for each in (1, 2, 4, 5, 8, 10, 16, 20, 32, 40, 50, 64, 80, 100, 160, 320)
             if span / each <= max(most - 1, 1)),
            span,
        )  # fmt: skip
        first = -(-self.low // step) * step
        return tuple(range(first, self.high + 1, step))


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of `layers` layers between left and right; layer 1 is the first."""

    left: int
    right: int
    layers: int

    @property
    def pitch(self) -> float:
        return (self.right - self.left) / max(self.layers, 1)

    def span(self, layer: int) -> tuple[int, int]:
        """First pixel of a layer's column, and first of the next."""
        start = self.left + (layer - 1) * self.pitch
        return round(start), round(start + self.pitch)

    def cells(self, layer: int) -> tuple[int, int]:
        """The part of the column that shows cells: a gap is left where there is room."""
        first, last = self.span(layer)
        gap = 0 if self.pitch < 4 else 1 if self.pitch < 12 else max(2, round(self.pitch * 0.12))
        return first + gap // 2, max(last - (gap - gap // 2), first + 1)

    def center(self, layer: int) -> float:
        first, last = self.cells(layer)
        return (first + last) / 2

    def layer_at(self, x: float) -> int | None:
        """The layer whose column this is."""
        if not self.left <= x < self.right or self.layers < 1:
            return None
        return min(int((x - self.left) / self.pitch) + 1, self.layers)


@dataclass(frozen=True, slots=True)
class LanePlace:
    """Heights of one lane's parts, in device pixels from the top of the view."""

    top: int
    header: int  # end of the title and the sentence
    signal: tuple[int, int]
    gradient: tuple[int, int]
    bars: tuple[int, int]
    numbers: int  # end of the numbers under the bars
    bottom: int


def lane_places(
    height: int, lanes: int, header: int, numbers: int, gap: int, footer: int
) -> tuple[LanePlace, ...]:
    """Lanes of equal height, stacked; the layers' names take the last `footer` pixels."""
    places = []
    room = max(height - footer, lanes)
    for lane in range(lanes):
        top, bottom = room * lane // lanes, room * (lane + 1) // lanes
        start = min(top + header, bottom)
        free = max(bottom - gap - numbers - start - 2 * gap, 3)
        cells = max(free * 3 // 8, 1)
        signal = (start, start + cells)
        gradient = (signal[1] + gap, signal[1] + gap + cells)
        bars = (gradient[1] + gap, max(bottom - gap - numbers, gradient[1] + gap + 1))
        places.append(LanePlace(top, start, signal, gradient, bars, bars[1] + numbers, bottom))
    return tuple(places)


def unit_at(y: float, top: int, bottom: int, units: int) -> int | None:
    """Which of a layer's units lies at this height of its band."""
    if not top <= y < bottom or units < 1:
        return None
    return min(int((y - top) / (bottom - top) * units), units - 1)
