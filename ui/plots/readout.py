"""A small table of exact numbers next to the pointer, over the plots of a panel."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.look.theme import THEMES, Theme
from ui.plots.frame import label_font, label_metrics
from ui.plots.painter import stroke

SWATCH = 1.8  # text heights: length of the stroke that stands for a curve


@dataclass(frozen=True, slots=True)
class ReadoutRow:
    """One line of the table; color None: no swatch."""

    cells: tuple[str, ...]
    color: str | None = None
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadoutTable:
    """A heading over each column and the rows; the first column is left-aligned."""

    head: tuple[str, ...] = ()
    rows: tuple[ReadoutRow, ...] = ()


class Readout(QWidget):
    """Shows a table; all mouse events go to the widgets below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._panel = parent
        self._theme: Theme = THEMES["light"]
        self._table = ReadoutTable()
        self._widths: tuple[float, ...] = ()

    @property
    def table(self) -> ReadoutTable:
        """The table that was shown last."""
        return self._table

    def line_height(self) -> float:
        """Height of a row in pixels."""
        return label_metrics(self._theme).height()

    def show_theme(self, theme: Theme) -> None:
        """Paint the table in the colors and type of a theme."""
        self._theme = theme
        self.update()

    def show_table(self, table: ReadoutTable, pointer: QPoint, area: QRect) -> None:
        """Show the table inside `area`, on that side of the pointer (panel's pixels) where it fits.

        A table that is too high is shown next to the panel, over other parts of the window, so that
        both the whole table and the plots are visible.
        """
        self._table = table
        size = self._measured()
        high = size.height() > area.height()
        parent = self._panel.window() if high else self._panel
        if self.parentWidget() is not parent:
            self.setParent(parent)
        if high:
            self.setGeometry(_next_to(self._panel, area, pointer.y(), size))
            self._appear()
            return
        gap = 2 * self._theme.spacing
        x = pointer.x() + gap
        if x + size.width() > area.right():
            x = pointer.x() - gap - size.width()
        x = max(min(x, area.right() - size.width()), area.left())
        y = max(min(pointer.y() - size.height() // 2, area.bottom() - size.height()), area.top())
        self.setGeometry(QRect(QPoint(x, y), size))
        self._appear()

    def _appear(self) -> None:
        self.show()
        self.raise_()
        self.update()

    def _metrics(self) -> QFontMetricsF:
        return label_metrics(self._theme)

    def _measured(self) -> QSize:
        metrics, gap = self._metrics(), self._gap()
        lines = [self._table.head, *(row.cells for row in self._table.rows)]
        count = max(len(line) for line in lines)
        self._widths = tuple(
            max(metrics.horizontalAdvance(line[k]) for line in lines if k < len(line))
            for k in range(count)
        )
        width = sum(self._widths) + gap * (count + 1) + self._swatch()
        height = len(lines) * metrics.height() + gap
        return QSize(round(width) + 1, round(height) + 1)

    def _gap(self) -> float:
        return max(float(self._theme.spacing), 0.6 * self.line_height())

    def _swatch(self) -> float:
        colored = any(row.color for row in self._table.rows)
        return SWATCH * self._metrics().height() + self._gap() / 2 if colored else 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, gap = self._theme, self._gap()
        row_height = self._metrics().height()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.outline), 1))
            painter.setBrush(QColor(theme.raised))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, theme.radius, theme.radius)
            painter.setFont(label_font(theme))
            y = gap / 2
            painter.setPen(QColor(theme.muted))
            self._paint_cells(painter, self._table.head, y, row_height)
            for row in self._table.rows:
                y += row_height
                if row.color is not None:
                    middle, end = y + row_height / 2, gap + SWATCH * row_height
                    painter.setPen(stroke(QColor(row.color), theme.line_width, row.dash))
                    painter.drawLine(QPointF(gap, middle), QPointF(end, middle))
                painter.setPen(QColor(theme.text))
                self._paint_cells(painter, row.cells, y, row_height)

    def _paint_cells(
        self, painter: QPainter, cells: tuple[str, ...], y: float, height: float
    ) -> None:
        x = self._gap() + self._swatch()
        for k, text in enumerate(cells):
            side = Qt.AlignmentFlag.AlignLeft if k == 0 else Qt.AlignmentFlag.AlignRight
            area = QRectF(x, y, self._widths[k], height)
            painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, text)
            x += self._widths[k] + self._gap()


def _next_to(panel: QWidget, area: QRect, pointer: int, size: QSize) -> QRect:
    """The rectangle next to the panel, where there is room, at the pointer's height."""
    window = panel.window()
    corner, room = panel.mapTo(window, area.topLeft()), window.rect()
    left, right = corner.x() - size.width(), corner.x() + area.width()
    x = left if left >= 0 else min(right, room.width() - size.width())
    middle = panel.mapTo(window, QPoint(0, pointer)).y()
    y = min(middle - size.height() // 2, room.height() - size.height())
    return QRect(QPoint(max(x, 0), max(y, 0)), size)
