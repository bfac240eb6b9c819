"""Layout of the network view: type, margins, columns and heights for a size and a theme."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF

from ui.look.theme import Theme, font
from ui.network.shapes import has_room, inputs_width
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.play.geometry import (
    STEPS,
    DecadeRange,
    LanePlace,
    LayerColumns,
    NumberRows,
    lane_places,
    number_rows,
)
from vgsim.words.language import tr
from vgsim.words.numbers import power_of_ten

APART = "    "  # between the parts of a reading
LONGEST = tr(  # for this and the next texts there has to be room
    "✕  Layer 1 receives {part} of the gradient that reaches layer {last}: it explodes. Worse.",
    part="5.5·10⁻¹³",
    last=100,
)
AT_LAST = APART + tr("loss {loss}", loss="2.302")
READING = APART + tr("layer {layer}: gradient {size}", layer=20, size="5.5·10⁻¹³") + AT_LAST
COURSE = APART + APART.join(  # while a network learns
    (
        tr("update {step}", step="88 888"),
        tr("loss {loss}", loss="0.0212"),
        tr("test {result}", result="97 %"),
    )
)
TITLE = "Leaky ReLU, He"  # room for a title in front of the sentence; longer titles are elided
TITLES = 0.26  # fraction of the width that longer titles get at most
MARGIN = (tr("signal"), tr("gradient"), tr("{units} units/line", units="00"))  # left of the columns
SMALL = 0.6  # of the readout's type size: if the sentence would be smaller, it gets two lines
HEADER = 0.32  # maximum fraction of a lane's height for the header
LOW = 0.22  # if the header needs more of a lane's height, title and sentence may share a line
NUMBERS = 0.16  # maximum fraction of a lane's height for numbers in larger type
TWO_ROWS = 0.19  # of a lane's height: if two rows need more, powers of ten in one row are better
LEAST_CELLS = 60  # pixels of height for cells and bars; below this, other parts get smaller
FEWEST = 24  # below this, the numbers are left out
NAMES = 0.16  # maximum fraction of the view's width for the names of the inputs
CLOSE = 0.75  # least distance between lines of names, as a fraction of their height
STRIP = 24  # least height in window pixels of the cells of a layer, if there is room


@dataclass(frozen=True, slots=True)
class LaneHeader:
    """The header of a lane: a title line and `lines` lines of text; 0: all in one line."""

    title: QFont
    sentence: QFont
    lines: int
    height: float
    column: float  # width of the title, if the sentence follows in the same line

    @property
    def size(self) -> int:
        """Pixel size of the sentence's type."""
        return self.sentence.pixelSize()


@dataclass(frozen=True, slots=True)
class NetworkLayout:
    """The layout of the view. Pixels are device pixels unless stated otherwise."""

    theme: Theme
    ratio: float  # device pixels per window pixel
    width: float  # of the view, in window pixels
    scale: DecadeRange
    header: LaneHeader
    label: QFont  # type of axes, notes, names of layers
    number: QFont  # type of the numbers under the columns
    rows: NumberRows | None  # None: no room for numbers
    margin: float  # left of the inputs and the columns, in window pixels
    names: float  # width of the names left of the inputs, in window pixels; 0: none
    inputs: tuple[int, int] | None  # pixel columns of the watched example, if one is shown
    columns: LayerColumns
    places: tuple[LanePlace, ...]

    def y(self, pixel: float) -> float:
        """Convert device pixels to window pixels."""
        return pixel / self.ratio

    @property
    def spacing(self) -> float:
        """Minimum distance between the middles of the signals and of the gradients in any lane."""
        apart = [place for place in self.places if not place.once]
        middles = ((sum(p.gradient) - sum(p.signal)) / 2 for p in apart)
        return self.y(min(middles, default=0.0))

    @property
    def bars(self) -> float:
        """Minimum height of the bars in any lane."""
        return self.y(min((p.bars[1] - p.bars[0] for p in self.places), default=0))

    def longest_number(self) -> str:
        """The longest number that can be written under the columns."""
        deepest = power_of_ten(min(self.scale.low, -10))
        return deepest if self.rows is not None and self.rows.short else f"9·{deepest}"

    def names_fit(self, place: LanePlace, lane: LaneTrace) -> bool:
        """Whether the names of a lane's inputs fit next to their cells."""
        least = CLOSE * line_height(self.label) * len(lane.input_names)
        room = self.y(place.signal[1] - place.signal[0])
        return lane.image_shape is None and lane.inputs.size > 0 and 0 < least <= room

    @property
    def grain(self) -> int:
        """Size in pixels of hairlines and of the points of patterns."""
        return max(1, round(self.ratio * self.theme.line_width / 2))


@lru_cache(maxsize=256)
def text_width(words: str, family: QFont) -> float:
    """Width of a text in window pixels."""
    return QFontMetricsF(family).horizontalAdvance(words)


def line_height(family: QFont) -> float:
    """Height of a line of text in pixels."""
    return QFontMetricsF(family).height()


def small(theme: Theme) -> int:
    """The smallest type: that of labels or, in a theme with very large labels, of controls."""
    return min(theme.font_size, theme.label_size)


def header_plan(theme: Theme, width: float, lane_height: float) -> LaneHeader:
    """Choose the largest type in which title and sentence leave room for the lane."""
    hundred = font(theme, 100, strong=True)
    sentence = text_width(LONGEST, hundred) / 100  # widths per pixel of type size
    one_line = sentence + (text_width(TITLE, hundred) + text_width(COURSE, hundred)) / 100
    room, least, large = max(width - 4.5 * theme.spacing, 1), small(theme), theme.readout_size

    def largest(lines: int, least: int, unit: float, fill: float) -> LaneHeader | None:
        for size in range(min(large, int(room * fill / unit)), least - 1, -1):
            plan = _header(theme, size, lines)
            if plan.height <= HEADER * lane_height:
                return plan
        return None

    under = largest(1, round(0.85 * least), sentence, 1)
    single = largest(0, least, one_line, 1)
    if under is not None and single is not None and under.height > LOW * lane_height:
        return single if single.size >= 0.8 * under.size else under
    if under is not None and under.size >= SMALL * large:
        return under
    return largest(2, least, sentence, 1.85) or under or _header(theme, least, 0)


def with_titles(header: LaneHeader, trace: Trace, width: float) -> LaneHeader:
    """The header with room for the longest title in front of the sentences, if there is some."""
    longest = max(text_width(lane.title, header.title) for lane in trace.lanes)
    return replace(header, column=max(header.column, min(longest, TITLES * width)))


def _header(theme: Theme, size: int, lines: int) -> LaneHeader:
    """A header with a title line and `lines` lines of text; 0: both in one line."""
    title = font(theme, min(theme.title_size, size) if lines else size, strong=True)
    sentence = font(theme, size, strong=True)
    height = line_height(sentence) * max(lines, 1) + theme.spacing * (1 if lines else 0.75)
    column = text_width(TITLE, title)
    return LaneHeader(title, sentence, lines, height + (line_height(title) if lines else 0), column)


def _number_plan(
    theme: Theme, pitch: float, scale: DecadeRange, lane_height: float
) -> tuple[QFont, NumberRows]:
    """Choose type and rows for the numbers under the columns.

    Tries full numbers in the largest type that fits, then powers of ten, then fewer numbers.
    """
    deepest = min(scale.low, -10)
    full, short = f"9·{power_of_ten(deepest)}", power_of_ten(deepest)
    family = font(theme, small(theme))
    widths = text_width(full, family) + 6, text_width(short, family) + 6
    best = number_rows(pitch, *widths)
    if best.rows * line_height(family) > TWO_ROWS * lane_height and widths[1] <= pitch:
        best = NumberRows(1, 1, short=True)
    for size in range(theme.label_size, small(theme), -1):
        larger = font(theme, size)
        rows = number_rows(pitch, text_width(full, larger) + 6, text_width(short, larger) + 6)
        low = rows.rows * line_height(larger) <= NUMBERS * lane_height
        if low and rows.short == best.short and rows.every == best.every:
            return larger, rows
    return family, best


def one_row(pitch: float, scale: DecadeRange, family: QFont) -> NumberRows:
    """Powers of ten in one row, under every layer or, if they do not fit, every few layers."""
    width = text_width(power_of_ten(min(scale.low, -10)), family) + 6
    rows = [NumberRows(1, every, short=True) for every in (*STEPS, 1000)]
    return next((each for each in rows if each.spacing * pitch >= width), rows[-1])


def lane_height_for(theme: Theme, width: float, about: float, strip: float = STRIP) -> float:
    """The height of a lane whose cells are `strip` high, if it is `about` this high anyway.

    All heights are in window pixels.
    """
    line = line_height(font(theme, small(theme)))
    header = header_plan(theme, width, about).height
    rounded = 10  # at most a pixel or two for each part
    return header + line + 4 + 1.5 * theme.spacing + _cells_for(theme, strip) + rounded


def _cells_for(theme: Theme, strip: float) -> float:
    """The height of signals, gradients, bars and the gaps between them; see `lane_places`."""
    return strip * 10 / 3 + 3 * 0.75 * theme.spacing


def _names(trace: Trace, plan: NetworkLayout) -> float:
    """Width of the inputs' names in window pixels; 0 if no lane has room for all its names."""
    widths = [
        text_width(name, plan.label)
        for place, lane in zip(plan.places, trace.lanes, strict=True)
        if plan.inputs is not None and plan.names_fit(place, lane)
        for name in lane.input_names
    ]
    return min(max(widths, default=0.0), NAMES * plan.width)


def layout(
    theme: Theme, trace: Trace, scale: DecadeRange, width: float, height: float, ratio: float
) -> NetworkLayout:
    """Compute the layout of a view of this size, in window pixels."""
    plan = _layout(theme, trace, scale, width, height, ratio, 0.0)
    names = _names(trace, plan)
    return _layout(theme, trace, scale, width, height, ratio, names) if names else plan


def _layout(
    theme: Theme, trace: Trace, scale: DecadeRange, width: float, height: float, ratio: float,
    names: float,
) -> NetworkLayout:  # fmt: skip
    """The layout with this width for the names of the inputs."""
    count = len(trace.lanes)
    label = font(theme, small(theme))
    line = line_height(label)
    lane_height = (height - line) / count
    header = with_titles(header_plan(theme, width, lane_height), trace, width)
    margin = max(text_width(name, label) for name in MARGIN) + 2 * theme.spacing
    layers = max(len(lane.widths) - 1 for lane in trace.lanes)
    shown = min(inputs_width(trace, 0.22 * (lane_height - header.height), theme), 0.1 * width)
    start = margin + (names + theme.spacing / 2 if names else 0.0)
    left = start + (shown + theme.spacing if shown else 0.0)
    device_width = max(round(width * ratio), 1)
    right = max(device_width - round(2.5 * theme.spacing * ratio), 2)
    columns = LayerColumns(min(round(left * ratio), right - 1), right, layers)
    number, rows = _number_plan(theme, columns.pitch / ratio, scale, lane_height)
    numbers = rows.rows * line_height(number) + 4
    track = min(max(0.06 * lane_height, theme.spacing), 3.0 * theme.spacing)
    footer = line + theme.spacing
    free = (height - footer) / count - header.height
    if free - numbers - track < max(LEAST_CELLS, _cells_for(theme, STRIP)):
        track = theme.spacing / 2
        if rows.rows > 1:  # fewer numbers rather than none
            number, rows = label, one_row(columns.pitch / ratio, scale, label)
            numbers = line_height(number) + 2
        if free - numbers - track < FEWEST:
            numbers = 0.0
    if lane_height < LEAST_CELLS:
        footer = 0.0
    arcs = min(max(0.05 * lane_height, theme.spacing), 2.5 * theme.spacing)
    if lane_height < 3 * LEAST_CELLS or not any(lane.skips for lane in trace.lanes):
        arcs = 0.0
    places = lane_places(
        max(round(height * ratio), 1), count, round(header.height * ratio), round(track * ratio),
        round(numbers * ratio), max(1, round(theme.spacing * 0.75 * ratio)),
        round(footer * ratio), round(arcs * ratio),
    )  # fmt: skip
    pairs = zip(places, trace.lanes, strict=True)
    places = tuple(
        once if has_room(lane, columns.pitch, once.signal[1] - once.signal[0], ratio) else place
        for place, lane in pairs
        for once in (place.joined(),)
    )
    edge = round(start * ratio)
    inputs = (edge, edge + max(round(shown * ratio), 1)) if shown else None
    return NetworkLayout(
        theme, ratio, width, scale, header, label, number, rows if numbers else None, margin,
        names, inputs, columns, places,
    )  # fmt: skip
