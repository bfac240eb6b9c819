"""A placeholder for the columns while they are built: outlines without values."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from ui.look.theme import Theme
from ui.window.columns import Columns
from ui.window.stage import BOTH, CURVES, NETWORK, StageArea
from vgsim.play.geometry import LayerColumns as Layers
from vgsim.play.geometry import lane_places
from vgsim.words.language import tr

LANES, LAYERS = 2, 21  # of the first scenario
ROWS = 9  # of the controls, at the first start
FAINT = 0.5  # opacity of the bars
UPPER = 0.55  # of the height of a shared stage: the networks


class Skeleton(QWidget):
    """Covers all columns, then only the diagrams and the curves, which are built last."""

    def __init__(self, page: QWidget, columns: Columns, stage: StageArea, theme: Theme) -> None:
        """Cover the columns of a page; `stage` says what its middle will show."""
        super().__init__(page)
        self._columns, self._stage, self._theme = columns, stage, theme
        self._last = False  # only the diagrams are covered
        self.setAccessibleName(tr("The window is being built"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        columns.installEventFilter(self)

    def show_theme(self, theme: Theme) -> None:
        """Paint the outlines in the colors of a theme."""
        self._theme = theme
        self.update()

    def cover_diagrams(self) -> None:
        """Uncover the first picture."""
        self._last = True
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self.setGeometry(self._columns.geometry())
        if self._last:
            region = QRegion(self._curves())
            if not self._column(2).isHidden():
                region += self._area(2)
            self.setVisible(self.isVisible() and not region.isEmpty())
            self.setMask(region)
        self.raise_()

    def _curves(self) -> QRect:
        """The place of the curves on the stage; empty if they are not shown there."""
        place = self._stage.curves_place
        return place.translated(self._stage.mapTo(self._columns, QPoint()))

    def _column(self, index: int) -> QWidget:
        column = self._columns.widget(index)
        assert column is not None
        return column

    def _area(self, index: int) -> QRect:
        """The place of a column, also of one that has no height because it is empty."""
        left, width = self._column(index).x(), self._columns.sizes()[index]
        return QRect(left, 0, width, self._columns.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        line = QColor(theme.border)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.window))
            painter.setPen(line)
            painters = (self._controls, self._center, self._diagrams)
            for index, paint in enumerate(painters):
                column = self._column(index)
                if column.isHidden() or (self._last and index < 2):
                    continue
                paint(painter, self._area(index))
            if self._last:
                self._plots(painter, self._curves(), 2, side_by_side=True)

    def _bar(self, painter: QPainter, left: float, top: float, width: float, height: float) -> None:
        """A bar in the place of a text or a control."""
        color = QColor(self._theme.border)
        color.setAlphaF(FAINT)
        painter.fillRect(QRectF(left, top, width, height), color)

    def _controls(self, painter: QPainter, area: QRect) -> None:
        theme = self._theme
        side, row = 2 * theme.spacing, theme.control_height + theme.spacing
        top = area.top() + theme.spacing
        for _ in range(ROWS):
            text = theme.font_size
            self._bar(painter, side, top + (row - text) / 2, 0.22 * area.width(), text)
            field = QRectF(0.4 * area.width(), top, 0.6 * area.width() - side, theme.control_height)
            painter.drawRoundedRect(field, theme.radius, theme.radius)
            top += row

    def _center(self, painter: QPainter, area: QRect) -> None:
        theme = self._theme
        row = theme.control_height + theme.spacing
        head, foot = 3 * row, 3 * row
        self._bar(
            painter, area.left() + theme.spacing, area.top() + theme.spacing, 0.45 * area.width(),
            theme.title_size,
        )  # fmt: skip
        middle = area.adjusted(0, head, 0, -foot)
        painter.fillRect(middle, QColor(theme.surface))
        networks, curves = QRect(middle), QRect(middle)
        if self._stage.shown == BOTH:
            networks.setHeight(round(middle.height() * UPPER))
            curves.setTop(networks.bottom())
        if self._stage.shown in (NETWORK, BOTH):
            self._networks(painter, networks)
        if self._stage.shown in (BOTH, CURVES):
            self._plots(painter, curves, 2, side_by_side=self._stage.shown == BOTH)
        for index in range(2):
            top = area.bottom() - foot + (index + 0.7) * row
            self._bar(
                painter, area.left() + theme.spacing, top, area.width() - 2 * theme.spacing, 3
            )

    def _networks(self, painter: QPainter, area: QRect) -> None:
        """The cells and axes of the networks' lanes."""
        theme = self._theme
        header = 2 * theme.title_size + 2 * theme.spacing
        places = lane_places(
            area.height(), LANES, header, 2 * theme.spacing, theme.label_size + 4, theme.spacing,
            theme.label_size + theme.spacing,
        )  # fmt: skip
        left = area.left() + 7 * theme.label_size
        columns = Layers(left, area.right() - 2 * theme.spacing, LAYERS)
        for place in places:
            for index, share in enumerate((0.15, 0.5)):
                top = area.top() + place.top + theme.spacing + index * (theme.title_size + 4)
                start = area.left() + 2 * theme.spacing
                self._bar(painter, start, top, share * area.width(), theme.title_size)
            for band in (place.signal, place.gradient):
                for layer in range(1, LAYERS + 1):
                    first, last = columns.cells(layer)
                    high = band[1] - band[0] - 1
                    painter.drawRect(first, area.top() + band[0], last - first - 1, high)
            painter.drawLine(
                left, area.top() + place.bars[1], columns.right, area.top() + place.bars[1]
            )

    def _diagrams(self, painter: QPainter, area: QRect) -> None:
        self._plots(painter, area, 3)

    def _plots(
        self, painter: QPainter, area: QRect, count: int, *, side_by_side: bool = False
    ) -> None:
        """Empty plots, below each other or side by side."""
        for index in range(count):
            share = QRect(area)
            if side_by_side:
                share.setWidth(area.width() // count)
                share.translate(area.width() * index // count, 0)
            else:
                share.setHeight(area.height() // count)
                share.translate(0, area.height() * index // count)
            self._plot(painter, share)

    def _plot(self, painter: QPainter, area: QRect) -> None:
        theme = self._theme
        side, row = 2 * theme.spacing, theme.control_height + theme.spacing
        title = 0.3 * area.width(), theme.label_size
        self._bar(painter, area.left() + side, area.top() + theme.spacing, *title)
        frame = area.adjusted(3 * side, row, -side, -side)
        painter.fillRect(frame, QColor(theme.surface))
        painter.drawRect(frame)
