"""The picture of the histograms: small multiples, or a ridge over the depth."""

from __future__ import annotations

from math import ceil, log

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.curves.histograms import GRADIENT, HistogramShape, common_range, of_kind, shape, share_near
from ui.look.theme import THEMES, Theme
from ui.plots.frame import label_font, label_metrics
from ui.plots.marks import LANE_DASHES
from ui.widgets.plain import show_tooltip
from vgsim.compute.traces.trace import Trace
from vgsim.words.language import tr
from vgsim.words.numbers import percent, power_of_ten, scientific

LEAST_CELL = 4.2, 2.2  # width and height of a small multiple, in text heights
FORM = 1.5  # width of a small multiple, relative to its height
OVERLAP = 2.6  # height of a ridge, in distances of two layers
FILL = 0.35  # opacity of the selected network's histogram in small multiples
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


class HistogramView(QWidget):
    """Paints one quantity for every layer of all networks; a click selects a layer."""

    picked = Signal(int)  # a layer

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme: Theme = THEMES["light"]
        self._trace: Trace | None = None
        self.kind, self.ridge = GRADIENT, True
        self.places: list[tuple[int, QRectF]] = []  # layers with their places, from the first one

    def show_theme(self, theme: Theme) -> None:
        """Paint in the colors and type of a theme."""
        self._theme = theme
        self.update()

    def show_trace(self, trace: Trace, kind: str, *, ridge: bool) -> None:
        """Show the histograms of one quantity in this pass."""
        self._trace, self.kind, self.ridge = trace, kind, ridge
        self.setAccessibleDescription(self._in_words())
        self.update()

    def minimumSizeHint(self) -> QSize:
        line = round(label_metrics(self._theme).height())
        return QSize(10 * line, 6 * line)

    sizeHint = minimumSizeHint

    # places

    def _arrange(self, layers: int, line: float) -> None:
        room = QRectF(self.rect()).adjusted(0, 0, -0.5 * line, -1.3 * line)
        if self.ridge:
            room.adjust(2.2 * line, 0, 0, 0)
            step = room.height() / (layers + OVERLAP - 1)
            feet = [room.top() + (k + OVERLAP) * step for k in range(layers)]
            self.places = [
                (k + 1, QRectF(room.left(), foot - OVERLAP * step, room.width(), OVERLAP * step))
                for k, foot in enumerate(feet)
            ]
            return
        least = LEAST_CELL[0] * line, LEAST_CELL[1] * line
        most = max(1, min(layers, int(room.width() // least[0])))
        rows = max(1, int(room.height() // least[1]))

        def odd(columns: int) -> float:
            """How far the cells of this many columns are from the wanted form."""
            high = room.height() / min(-(-layers // columns), rows)
            return abs(log(room.width() / columns / max(high, 1.0) / FORM))

        columns = min(range(1, most + 1), key=odd)
        every = -(-layers // (columns * rows))
        shown = list(range(1, layers + 1, every))
        rows = -(-len(shown) // columns)
        wide, high = room.width() / columns, room.height() / rows
        self.places = [
            (layer, QRectF(room.left() + (k % columns) * wide, room.top() + (k // columns) * high,
                           wide - 0.4 * line, high - 0.2 * line))
            for k, layer in enumerate(shown)
        ]  # fmt: skip

    def place_at(self, where: QPointF) -> tuple[int, QRectF] | None:
        """The layer at a point; of overlapping ridges the one whose foot is next below it."""
        inside = [each for each in self.places if each[1].contains(where)]
        return min(inside, key=lambda each: each[1].bottom(), default=None)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, trace = self._theme, self._trace
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.surface))
            painter.setFont(label_font(theme))
            if trace is None:
                return
            lanes = [lane for lane in trace.lanes if of_kind(lane, self.kind) is not None]
            if not lanes:
                painter.setPen(QColor(theme.muted))
                words = tr("A cell has several preactivations, one for each gate.")
                painter.drawText(self.rect(), CENTER | Qt.TextFlag.TextWordWrap, words)
                return
            line = label_metrics(theme).height()
            self._arrange(max(lane.depth for lane in lanes), line)
            low, high = common_range(lanes, self.kind)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for layer, place in self.places:
                self._paint_layer(painter, trace, layer, place, (low, high))
            self._write_axis(painter, low, high, line)

    def _paint_layer(
        self, painter: QPainter, trace: Trace, layer: int, place: QRectF, ends: tuple[float, float]
    ) -> None:
        theme, watched = self._theme, trace.watched
        chosen = layer == min(trace.watch.layer, trace.lanes[watched].depth)
        name = place
        if not self.ridge:
            painter.setPen(QPen(QColor(theme.accent if chosen else theme.border), 1 + chosen))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place)
            low, high = ends
            if low < 0 < high:
                x = place.left() - low / (high - low) * place.width()
                painter.setPen(QColor(theme.grid))
                painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
        order = [k for k in range(len(trace.lanes)) if k != watched]
        for index in (*order, watched) if not self.ridge else (watched, *order):
            lane = trace.lanes[index]
            found = of_kind(lane, self.kind)
            if found is None or layer > lane.depth:
                continue
            outline = shape(found, layer, *ends)
            self._paint_shape(painter, outline, place, index, filled=index == watched)
        painter.setPen(QColor(theme.accent if chosen else theme.muted))
        if self.ridge:
            line = label_metrics(theme).height()
            step = place.height() / OVERLAP
            every = max(1, -int(-line // step))
            if chosen or layer == 1 or layer % every == 0:
                top = max(place.bottom() - line, 0.0)  # in a low view, inside of it
                name = QRectF(0, top, place.left() - 0.4 * line, line)
                painter.drawText(name, RIGHT, str(layer))
        else:
            painter.drawText(name.adjusted(3, 1, 0, 0), Qt.AlignmentFlag.AlignLeft, str(layer))

    def _paint_shape(
        self, painter: QPainter, outline: HistogramShape, place: QRectF, index: int, *, filled: bool
    ) -> None:
        theme = self._theme
        color = QColor(theme.lanes[index])
        foot, tall = place.bottom(), place.height() * (0.98 if self.ridge else 0.8)
        across = (place.left() + outline.x * place.width()).tolist()
        up = (foot - outline.y * tall).tolist()
        polygon = QPolygonF(
            [QPointF(across[0], foot), *map(QPointF, across, up), QPointF(across[-1], foot)]
        )
        if filled:
            fill = QColor(color)
            if self.ridge:  # opaque, so that a ridge hides those behind it
                fill = _mixed(QColor(theme.surface), color)
            else:
                fill.setAlphaF(FILL)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawPolygon(polygon)
        pen = QPen(color, max(1.0, 0.6 * theme.line_width))
        dash = LANE_DASHES[theme.lane_marks[index]]
        if dash:
            pen.setDashPattern(list(dash))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(polygon)

    def _write_axis(self, painter: QPainter, low: float, high: float, line: float) -> None:
        """Write the values at the ends and in the middle, below the histograms."""
        painter.setPen(QColor(self._theme.muted))
        bottom = max(place.bottom() for _, place in self.places)
        first = next(place for _, place in self.places if place.bottom() == bottom)
        for value in ticks(low, high, self.kind, max(2, int(first.width() // (4 * line)))):
            words = power_of_ten(round(value)) if self.kind == GRADIENT else scientific(value, 2)
            x = first.left() + (value - low) / (high - low) * first.width()
            half = label_metrics(self._theme).horizontalAdvance(words) / 2
            left = min(max(x - half, 0.0), self.width() - 2 * half)
            painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + 3))
            painter.drawText(QRectF(left, bottom + 3, 2 * half + 2, line), CENTER, words)

    def _in_words(self) -> str:
        trace = self._trace
        if trace is None:
            return ""
        low, high = common_range(trace.lanes, self.kind)
        ends = power_of_ten(round(low)), power_of_ten(round(high))
        if self.kind != GRADIENT:
            ends = scientific(low, 2), scientific(high, 2)
        return tr("Values from {low} to {high}, at update {step}.", low=ends[0], high=ends[1],
                  step=trace.step)  # fmt: skip

    # the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.place_at(event.position())
        if found is not None and event.button() is Qt.MouseButton.LeftButton:
            self.picked.emit(found[0])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found, trace = self.place_at(event.position()), self._trace
        if found is None or trace is None:
            QToolTip.hideText()
            return
        layer, place = found
        low, high = common_range(trace.lanes, self.kind)
        value = low + (event.position().x() - place.left()) / place.width() * (high - low)
        lines = [tr("layer {layer}", layer=layer)]
        for lane in trace.lanes:
            one = of_kind(lane, self.kind)
            if one is None or layer > lane.depth:
                continue
            near = share_near(one, layer, value)
            if near is not None:
                lines.append(self._read(lane.title, *near))
            if self.kind == GRADIENT and lane.distributions is not None:
                zeros = float(lane.distributions.zeros[layer - 1])
                if zeros:
                    lines.append(tr("{title}: {share} are exactly 0", title=lane.title,
                                    share=percent(zeros)))  # fmt: skip
        show_tooltip(event.globalPosition().toPoint(), "\n".join(lines), self)

    def _read(self, title: str, low: float, high: float, share: float) -> str:
        ends = scientific(low, 3), scientific(high, 3)
        if self.kind == GRADIENT:
            ends = scientific(10.0**low, 2), scientific(10.0**high, 2)
        return tr("{title}: {share} from {low} to {high}", title=title, share=percent(share),
                  low=ends[0], high=ends[1])  # fmt: skip


def ticks(low: float, high: float, kind: str, most: int) -> list[float]:
    """The values that are written below: whole powers of ten, or the ends and 0."""
    if kind != GRADIENT:
        return [low, 0.0, high] if low < 0 < high and most > 2 else [low, high]
    step = max(1, ceil((high - low) / most))
    first, last = ceil(low / step), int(high // step)
    return [float(k * step) for k in range(first, last + 1)]


def _mixed(back: QColor, front: QColor) -> QColor:
    """The color of `front` with the opacity of a filled histogram over `back`."""
    pairs = (
        (back.red(), front.red()), (back.green(), front.green()), (back.blue(), front.blue()),
    )  # fmt: skip
    return QColor(*(round((1 - FILL) * one + FILL * other) for one, other in pairs))
