"""A list of texts and table rows that is painted, not built: it may change with every pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from ui.look.theme import THEMES, Theme
from ui.panels.inspector.words import Line
from ui.plots.frame import label_font, label_metrics
from ui.plots.painter import tinted

ROW = 1.35  # of the text height
BAR = 0.22  # opacity of the bar behind a contribution
BAR_COLUMN = 3
ELIDE = Qt.TextElideMode.ElideRight


class Sheet(QAbstractScrollArea):
    """Rows of equal height; those that show a weight can be picked."""

    picked = Signal(int)  # Line.weight

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Numbers")
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme: Theme = THEMES["light"]
        self._lines: Sequence[Line] = ()
        self._firsts: tuple[str, ...] = ()
        self._chosen: int | None = None
        self._shown_row: int | None = None  # stays in view when the height changes
        self._first = 0.0  # width that the first column of the table needs
        self._needs: dict[int, list[float]] = {}  # of tables by their columns: what the others need

    @property
    def lines(self) -> Sequence[Line]:
        return self._lines

    def show_theme(self, theme: Theme) -> None:
        self._theme, self._needs = theme, {}
        self._fit()

    def show_lines(self, lines: Sequence[Line], firsts: Iterable[str], chosen: int | None) -> None:
        """Rows, the visible ones of which are asked for; `firsts` fit into the first column."""
        firsts = tuple(firsts)
        changed = len(lines) != len(self._lines) or firsts != self._firsts
        self._lines, self._firsts, self._chosen = lines, firsts, chosen
        if changed:
            self._needs = {}
            self._fit()
        self._measure()
        self.viewport().update()

    def show_row(self, row: int | None) -> None:
        """Scroll until a row is in view; None: no row has to be."""
        self._shown_row = row
        if row is not None:
            self._scroll_to(row)

    def needed_height(self) -> int:
        """Of all rows, with room for a scroll bar under them where they are too wide."""
        bar = self.horizontalScrollBar()
        low = bar.sizeHint().height() if bar.maximum() > 0 else 0
        return round(len(self._lines) * self._row_height()) + 2 + low

    def fits(self, text: str) -> bool:
        """Whether a text has room behind the "= " of its line."""
        metrics = label_metrics(self._theme)
        room = self.viewport().width() - self._theme.spacing
        return metrics.horizontalAdvance(f"   = {text}") <= room

    def _gap(self) -> float:
        """Between two columns: two numbers must not be read as one."""
        return max(float(self._theme.spacing), 0.5 * label_metrics(self._theme).height())

    def _row_height(self) -> float:
        return ROW * label_metrics(self._theme).height()

    def _fit(self) -> None:
        advance = label_metrics(self._theme).horizontalAdvance
        widest = max((advance(text) for text in self._firsts), default=0.0)
        self._first = widest + self._gap()
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(round(len(self._lines) * self._row_height()) - page, 0))
        bar.setPageStep(page)
        bar.setSingleStep(round(self._row_height()))
        self._measure()
        self.viewport().update()

    def _measure(self) -> None:
        """Widen columns for what can be seen: a number that is cut is another number."""
        gap, advance = self._gap(), label_metrics(self._theme).horizontalAdvance
        for index in self._visible():
            line = self._lines[index]
            count = len(line.cells)
            if count > 1:
                needs = self._needs.setdefault(count, [0.0] * (count - 1))
                for k, text in enumerate(line.cells[1:]):
                    needs[k] = max(needs[k], advance(text) + gap)
        most = max((self._first + sum(needs) + gap for needs in self._needs.values()), default=0)
        bar, room = self.horizontalScrollBar(), self.viewport().width()
        bar.setRange(0, max(round(most) - room, 0))
        bar.setPageStep(room)
        bar.setSingleStep(round(self._row_height()))

    def _visible(self) -> range:
        """The rows in view."""
        top, height = self.verticalScrollBar().value(), self._row_height()
        last = int((top + self.viewport().height()) / height) + 1
        return range(int(top / height), min(last, len(self._lines)))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._measure()
        super().scrollContentsBy(dx, dy)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        if self._shown_row is not None:
            self._scroll_to(self._shown_row)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, height = self._theme, self._row_height()
        top, left = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        width = self.viewport().width() + self.horizontalScrollBar().maximum()
        with QPainter(self.viewport()) as painter:
            painter.fillRect(self.viewport().rect(), QColor(theme.surface))
            painter.setFont(label_font(theme))
            for index in self._visible():
                area = QRectF(-left, index * height - top, width, height)
                self._paint_line(painter, self._lines[index], area)

    def _paint_line(self, painter: QPainter, line: Line, area: QRectF) -> None:
        theme = self._theme
        if line.weight is not None and line.weight == self._chosen:
            painter.fillRect(area, tinted(theme.accent, 0.18))
        columns = self._columns(len(line.cells), area)
        if line.share > 0:
            cell = columns[BAR_COLUMN]
            width = line.share * cell.width()
            bar = QRectF(cell.right() - width, cell.top() + 1, width, cell.height() - 2)
            painter.fillRect(bar, tinted(theme.accent, BAR))
        painter.setPen(QColor(theme.muted if line.head else theme.text))
        for position, (text, cell) in enumerate(zip(line.cells, columns, strict=True)):
            side = Qt.AlignmentFlag.AlignRight if position else Qt.AlignmentFlag.AlignLeft
            if not position and len(columns) > 1 and self._first > cell.width():
                text = label_metrics(theme).elidedText(text, ELIDE, cell.width())
            painter.drawText(cell, side | Qt.AlignmentFlag.AlignVCenter, text)
        if len(line.curve) > 1:
            _paint_curve(painter, line.curve, columns[-1], QColor(theme.accent))
        if line.head:
            painter.setPen(QColor(theme.border))
            painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _columns(self, count: int, area: QRectF) -> list[QRectF]:
        """A text alone gets the whole row; a table's columns what they need, and share the rest."""
        gap = self._gap()
        whole = area.adjusted(0, 0, -gap, 0)
        if count == 1:
            return [whole]
        needs = self._needs.get(count, [0.0] * (count - 1))
        first = min(self._first, max(whole.width() / 2, whole.width() - sum(needs)))
        width = (whole.width() - first) / (count - 1)
        if max(needs) <= width:
            widths = [width] * (count - 1)
        else:
            spare = (whole.width() - first - sum(needs)) / (count - 1)
            widths = [need + spare for need in needs]
        cells, x = [QRectF(whole.left(), area.top(), first, area.height())], whole.left() + first
        for width in widths:
            cells.append(QRectF(x, area.top(), width - gap / 2, area.height()))
            x += width
        return cells

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = int((event.position().y() + self.verticalScrollBar().value()) / self._row_height())
        if 0 <= index < len(self._lines):
            self._pick(self._lines[index].weight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go through the weights."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        weights = [line.weight for line in self._lines if line.weight is not None]
        if step is None or not weights:
            super().keyPressEvent(event)
            return
        here = weights.index(self._chosen) if self._chosen in weights else -step
        chosen = weights[min(max(here + step, 0), len(weights) - 1)]
        self._pick(chosen)
        row = next(k for k, line in enumerate(self._lines) if line.weight == chosen)
        self._scroll_to(row)

    def _scroll_to(self, row: int) -> None:
        bar, height = self.verticalScrollBar(), self._row_height()
        above, below = round(row * height), round((row + 1) * height) - self.viewport().height()
        bar.setValue(min(max(bar.value(), below), above))

    def _pick(self, weight: int | None) -> None:
        if weight is not None:
            self._chosen = weight
            self.picked.emit(weight)
            self.viewport().update()


def _paint_curve(
    painter: QPainter, heights: tuple[float, ...], cell: QRectF, color: QColor
) -> None:
    inner = cell.adjusted(cell.width() * 0.15, 2, 0, -2)
    step = inner.width() / (len(heights) - 1)
    points = [
        QPointF(inner.left() + k * step, inner.bottom() - height * inner.height())
        for k, height in enumerate(heights)
    ]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.4))
    painter.drawPolyline(QPolygonF(points))
    painter.restore()
