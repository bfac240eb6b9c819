"""Layout of the legend: parts side by side, in two lines or stacked, depending on the width."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from ui.look.theme import Theme, font
from ui.network.layout import line_height, small, text_width


@dataclass(frozen=True, slots=True)
class Places:
    """Positions of the legend's parts for one width."""

    signal: QRectF
    gradient: QRectF
    swatches: tuple[QRectF, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Parts:
    """Minimum sizes of the legend's parts, in pixels."""

    line: float  # height of a line
    gap: float  # between parts
    pad: float  # at the edges
    least: tuple[float, float]  # widths of the two scales with their titles
    names: tuple[float, ...]  # widths of the swatches with their names
    pairs: tuple[float, ...]  # widths of columns of two swatches

    @property
    def least_width(self) -> float:
        """The width at which all parts fit side by side in two lines."""
        gaps = (len(self.pairs) + 1) * self.gap
        return sum(self.least) + sum(self.pairs) + gaps + 2 * self.pad


def label_font(theme: Theme) -> QFont:
    """The font of the names next to scales and swatches."""
    return font(theme, small(theme))


def parts_of(theme: Theme, titles: tuple[str, str], names: tuple[str, ...]) -> Parts:
    """Measure the parts: `titles` of the two scales, `names` of the swatches."""
    label, pad = label_font(theme), theme.spacing
    line = line_height(label)
    widths = [text_width(words, label) + line + 0.5 * pad for words in names]
    pairs = [max(widths[k : k + 2]) for k in range(0, len(widths), 2)]
    signal, gradient = (text_width(title, label) + pad for title in titles)
    least = signal + 5 * line, gradient + 7 * line
    return Parts(line, 2.5 * pad, pad, least, tuple(widths), tuple(pairs))


def places_for(parts: Parts, width: float) -> Places:
    """Place the parts side by side, or the swatches below the scales, or all stacked."""
    line, gap, pad, least = parts.line, parts.gap, parts.pad, parts.least
    scale, top = 2 * line, parts.pad * 0.5  # color strip and tick labels
    free = width - 2 * pad
    strips, under = free - gap, top + scale + pad * 0.25
    if width >= parts.least_width:
        between = (len(parts.pairs) - 1) * gap
        strips -= sum(parts.pairs) + between + gap
        left = pad + free - sum(parts.pairs) - between
        swatches, height = _two_rows(left, top, line, parts, gap), under
    elif strips >= sum(least):
        swatches, height = _flow(pad, under, line, parts.names, gap, free)
    else:
        swatches, height = _flow(pad, under + scale, line, parts.names, gap, free)
        one = QRectF(pad, top, free, scale)
        return Places(one, one.translated(0, scale), swatches, height)
    share = strips * least[0] / sum(least)
    signal = QRectF(pad, top, share, scale)
    gradient = QRectF(signal.right() + gap, top, strips - share, scale)
    return Places(signal, gradient, swatches, height)


def _two_rows(left: float, top: float, line: float, parts: Parts, gap: float) -> tuple[QRectF, ...]:
    """Place the swatches in columns of two."""
    boxes = []
    for k in range(len(parts.names)):
        column, row = divmod(k, 2)
        x = left + sum(parts.pairs[:column]) + column * gap
        boxes.append(QRectF(x, top + row * line, parts.pairs[column], line))
    return tuple(boxes)


def _flow(
    left: float, top: float, line: float, names: tuple[float, ...], gap: float, free: float
) -> tuple[tuple[QRectF, ...], float]:
    """Place the swatches one after the other, in as many rows as necessary."""
    x, y, boxes = 0.0, top, []
    for name in names:
        if x > 0 and x + name > free:
            x, y = 0.0, y + line
        boxes.append(QRectF(left + x, y, name, line))
        x += name + gap
    return tuple(boxes), y + line + gap * 0.1
