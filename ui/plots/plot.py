"""A plot that the user can zoom, pan, read and save."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QToolButton

from ui.plots.axis import Range
from ui.plots.canvas import NOTHING, Canvas
from ui.plots.caption import term_at, terms_of
from ui.plots.frame import Scale, Words, equalized, label_metrics
from ui.plots.keys import press, wants
from ui.plots.menu import open_menu
from ui.plots.ranges import Ranges
from ui.plots.sentence import sentence
from ui.plots.table import table
from ui.widgets.formats import CsvRow, FileFormat, csv_formats, file_name
from ui.widgets.glossary import explained
from ui.widgets.pictures import image, picture, picture_format
from ui.widgets.plain import set_tooltip, show_tooltip
from vgsim.words.language import tr


@dataclass(frozen=True, slots=True)
class Provenance:
    """The source of a plot's numbers, and the name that belongs to each color."""

    caption: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


class Plot(Canvas):
    """Values are set with `show_...`; signals report the pointer.

    `show_scales` proposes the ranges. Ranges that the user has zoomed or panned to are kept until
    the user resets them.
    """

    hovered = Signal(object)  # QPointF in values, or None when the pointer has left
    clicked = Signal(QPointF)  # in values
    stepped = Signal()  # to the next curve, by key
    x_range_chosen = Signal(object)  # the Range that the user has chosen; None: the proposed one
    export_requested = Signal(str, object)  # name of a file to save, and the Formats to choose from

    def __init__(self, caption: Words = NOTHING, x_caption: Words = NOTHING) -> None:
        super().__init__(caption, x_caption)
        self._ranges = Ranges()
        self.picks = False  # whether Return goes to the next curve
        self.provenance: Callable[[], Provenance] = Provenance  # called when something is saved
        self.back = QToolButton(self)
        self.back.setText("A")
        self.back.setAccessibleName(tr("View all"))
        self.back.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # there is a key for it
        set_tooltip(self.back, tr("View all (A): you have changed the range"))
        self.back.setStyleSheet("padding: 0; min-width: 0; min-height: 0")  # as small as a label
        self.back.hide()
        self.back.clicked.connect(self.view_all)
        self.rearranged.connect(self._follow)
        self._click = QPointF()  # may still become a double click
        self._click_timer = QTimer(self, singleShot=True)
        self._click_timer.setInterval(QApplication.doubleClickInterval())
        self._click_timer.timeout.connect(self._report_click)
        self.view.clicked.connect(self._take_click)
        self.view.all_wanted.connect(self.view_all)
        self.view.menu_wanted.connect(lambda place: open_menu(self, place.toPoint()))
        self.view.sigRangeChangedManually.connect(self._look)

    # --- ranges

    def show_scales(self, x: Scale, y: Scale, *, equal: bool = False) -> None:
        """Propose ranges; an axis that the user has moved keeps its range.

        `equal`: both axes are lengths; one is extended so that a unit is as long on both.
        """
        self._range(self._ranges.proposed(x, y, equal=equal))

    @property
    def range_chosen(self) -> bool:
        """Whether the user has chosen a range."""
        return self._ranges.chosen

    @property
    def is_equal(self) -> bool:
        """Whether a unit is as long on both axes, so that both zoom together."""
        return self._ranges.equal

    def view_all(self) -> None:
        """Return to the proposed ranges."""
        self._click_timer.stop()
        if self.range_chosen:
            self._range(self._ranges.reset())
            self.x_range_chosen.emit(None)

    def take_x_range(self, x: Range | None) -> None:
        """Use the x range of another plot of the stack; None: the proposed range."""
        self._range(self._ranges.reset() if x is None else replace(self._ranges, own_x=x))

    def zoom(self, across: float, up: float) -> None:
        """Multiply the widths of the x and y range by factors; their middles stay."""
        x, y = self.view.seen()
        self.view.zoom(across, up, x.center, y.center)

    def draw_box(self) -> None:
        """Let the next drag mark the rectangle to zoom to."""
        self.view.boxing = True

    def whole_width(self) -> float:
        """Width of the whole proposed x range in pixels, including what is not visible."""
        return self.place().x.slope * self._ranges.x.range.span

    def _look(self) -> None:
        """Note that the user has moved the view."""
        before = self._ranges
        shown = self.still.x.range, self.still.y.range
        self._range(before.moved(shown, *self.view.seen()))
        if self._ranges != before:
            self.x_range_chosen.emit(self._ranges.own_x)
        else:
            self._show_ranges()  # the view may have moved to where no range is

    def _range(self, ranges: Ranges) -> None:
        if ranges == self._ranges:
            return
        self._ranges = ranges
        self.back.setVisible(ranges.chosen)
        self._show_ranges()

    def _show_ranges(self) -> None:
        ranges = self._ranges
        still = replace(self._still, x=ranges.seen_x, y=ranges.seen_y)
        if ranges.equal:
            still = equalized(still, self.size())
        self.view.show_ranges(ranges, still.x.range, still.y.range)
        self._change(still)

    def _follow(self) -> None:
        """Place the reset button at the end of the caption, and update the description."""
        if self._ranges.equal:
            self._show_ranges()  # its size or its margins may be others
        if self.hasFocus():
            self._describe()
        inner, text = self.place().inner, label_metrics(self.still.theme).height()
        width, height = round(1.6 * text), round(1.25 * text)
        top = max(round(inner.top()) - height, 0)
        self.back.setGeometry(round(inner.right()) - width, top, width, height)

    def _take_click(self, point: QPointF) -> None:
        """Report a click; while there is a range to reset, only if no second click follows."""
        self._click = point
        if self.range_chosen:
            self._click_timer.start()
        else:
            self._report_click()

    def _report_click(self) -> None:
        self.clicked.emit(self._click)

    # --- saving and copying

    def copy_picture(self) -> None:
        """Copy the plot to the clipboard at twice its size, with its source below."""
        with self._without_button():
            QGuiApplication.clipboard().setImage(image(self, 2, self.provenance().caption))

    def save(self, kind: str) -> None:
        """Request to save the plot as one of the KINDS of pictures."""
        with self._without_button():
            content = picture(self, kind, self.provenance().caption)
        self._leave(picture_format(kind, lambda: content))

    def save_data(self) -> None:
        """Request to save the numbers of the plot."""
        self._leave(*csv_formats(self.rows()))

    def rows(self) -> Iterator[CsvRow]:
        """The numbers of the plot as a table, titles first."""
        about = self.provenance()
        return table(self.still, self.live, about.names, about.caption)

    def _leave(self, *formats: FileFormat) -> None:
        self.export_requested.emit(file_name(self.accessibleName() or "plot"), formats)

    @contextmanager
    def _without_button(self) -> Iterator[None]:
        """Hide the reset button while a picture is taken."""
        self.back.hide()
        try:
            yield
        finally:
            self.back.setVisible(self.range_chosen)

    # --- pointer and keys; zooming and panning are pyqtgraph's

    def value_at(self, position: QPointF) -> QPointF:
        """The point in the units of the axes at a position in pixels of the widget."""
        place = self.place()
        return QPointF(place.x.value(position.x()), place.y.value(position.y()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        # nothing is read while the plot is dragged, or from the caption and the color scale
        held = event.buttons() != Qt.MouseButton.NoButton
        above = event.position().y() < self.place().inner.top()
        named = above and self.term_at(event.globalPosition().toPoint())
        next_to = (
            self.still.colors is not None and event.position().x() > self.place().inner.right()
        )
        unread = held or named or next_to
        self.hovered.emit(None if unread else self.value_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def term_at(self, where: QPoint | None) -> str:
        """Name of the glossary entry of the caption, key or axis there; None: the first of them."""
        if where is None:
            return next(iter(terms_of(self.still)), "")
        return term_at(self.still, self.place(), self.size(), QPointF(self.mapFromGlobal(where)))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu by its key; the right button opens it when released without a drag."""
        event.accept()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            open_menu(self, self.mapToGlobal(self.rect().center()))

    def event(self, event: QEvent) -> bool:
        """Keep the keys of a focused plot that are also shortcuts of the window."""
        if isinstance(event, QHelpEvent) and (text := self._tip(event)):
            show_tooltip(event.globalPos(), text, self)
            return True
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and wants(event):
            event.accept()
            return True
        return bool(super().event(event))

    def _tip(self, event: QHelpEvent) -> str:
        tip = event.type() == QEvent.Type.ToolTip
        return explained("", self.term_at(event.globalPos())) if tip else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if wants(event):
            press(self, event)
        else:
            event.ignore()  # left to the window

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._describe()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
        self.hovered.emit(None)

    def _describe(self) -> None:
        self.setAccessibleDescription(sentence(self._still, self.range_chosen))
