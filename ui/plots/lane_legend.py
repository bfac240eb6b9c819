"""A legend of networks whose layout does not depend on their titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import floor

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics

from ui.look.theme import Theme
from ui.plots.frame import label_font, label_metrics
from ui.plots.legend import Legend, LegendKey
from ui.plots.marks import LANE_SHAPES
from ui.widgets.elided import elided_apart

LEAST, MOST = 7.0, 13.0  # text heights: the width of a key


def lane_keys(titles: Iterable[str], theme: Theme) -> Iterator[LegendKey]:
    """A key for each network, in its color and with its shape; its name is the network's number."""
    shapes = (LANE_SHAPES[mark] for mark in theme.lane_marks)
    for index, (title, color, shape) in enumerate(zip(titles, theme.lanes, shapes, strict=False)):
        yield LegendKey(str(index), title, color, shape=shape, color_only=True)


class LaneLegend(Legend):
    """Keys of equal width; a title that does not fit is elided, and its tooltip is the whole title.

    Titles name what distinguishes networks, so they may change while a slider is moved.
    """

    _whole: tuple[LegendKey, ...] = ()

    def show_keys(self, keys: Iterable[LegendKey]) -> None:
        """Show these keys, each in the same width."""
        self._whole = tuple(keys)
        self._retitle()

    def _retitle(self) -> None:
        """Show the titles, elided if needed; only a new number of networks changes the layout."""
        shown = self._elided()
        if len(shown) != len(self._buttons):
            self._fill(shown)
            return
        for button, key, whole in zip(self._buttons, shown, self._whole, strict=True):
            if button.key != key or button.accessibleName() != whole.label:
                button.show_key(key, self._theme)
                button.setAccessibleName(whole.label)

    def _elided(self) -> tuple[LegendKey, ...]:
        width = self._cells(self.width())[0]
        room = width - 1.6 * label_metrics(self._theme).height() - 2 * self._theme.spacing
        metrics = QFontMetrics(label_font(self._theme))
        labels = elided_apart([key.label for key in self._whole], metrics, floor(room))
        return tuple(
            replace(key, label=label, help=key.help or key.label)
            for key, label in zip(self._whole, labels, strict=True)
        )

    def _cells(self, width: int) -> tuple[int, int, bool]:
        """Width of a key, keys per row, and whether the other widgets are in the same row."""
        text, count = label_metrics(self._theme).height(), max(len(self._whole), 1)
        tail = sum(each.sizeHint().width() for each in self._tail if not each.isHidden())
        side_by_side = (width - tail) // count
        if side_by_side >= LEAST * text:
            return min(side_by_side, round(MOST * text)), count, True
        rows = next((n for n in range(1, count) if width // -(-count // n) >= LEAST * text), count)
        in_row = -(-count // rows)
        return min(width // in_row, round(MOST * text)), in_row, False

    def minimumSizeHint(self) -> QSize:
        widest = max((each.sizeHint().width() for each in self._tail), default=0)
        return QSize(widest, self._arrange(max(self.width(), widest), place=False))

    def _arrange(self, width: int, place: bool) -> int:
        cell, in_row, side_by_side = self._cells(width)
        height = max((button.sizeHint().height() for button in self._buttons), default=0)
        tail = [each for each in self._tail if not each.isHidden()]
        rows = -(-len(self._buttons) // in_row)
        first = max(
            [height, *(each.sizeHint().height() for each in tail)] if side_by_side else [height]
        )
        for index, button in enumerate(self._buttons if place else ()):
            row, column = divmod(index, in_row)
            y = row * height + (first - height) // 2
            button.setGeometry(QRect(column * cell, y, cell, height))
        x, y = (len(self._buttons) * cell, 0) if side_by_side else (0, rows * height)
        line = first if side_by_side else 0
        for each in tail:
            size = each.sizeHint()
            if not side_by_side and x > 0 and x + size.width() > width:
                x, y, line = 0, y + line, 0
            line = max(line, size.height())
            if place:
                each.setGeometry(QRect(x, y + (line - size.height()) // 2, *size.toTuple()))
            x += size.width()
        if place:
            self._retitle()
        return y + line if tail else rows * height
