"""One plot: a panel says what it shows, a person what of it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QToolButton

from ui.plots.axis import Range
from ui.plots.canvas import NOTHING, Canvas
from ui.plots.frame import Scale, Words, label_metrics
from ui.plots.keys import press, wants
from ui.plots.menu import open_menu
from ui.plots.ranges import Ranges
from ui.plots.sentence import sentence
from ui.plots.table import table
from ui.widgets.formats import Format, csv_formats, file_name
from ui.widgets.pictures import image, picture, picture_format
from ui.widgets.plain import set_tooltip
from vgsim.words.language import tr


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a plot's numbers are from, and whose curves have which color."""

    caption: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


class Plot(Canvas):
    """Values go in by `show_...`; the pointer comes out as signals.

    `show_scales` proposes what is looked at. A person who zooms or pans disposes of it, until all
    is wanted again.
    """

    hovered = Signal(object)  # QPointF in values, or None when the pointer has left
    clicked = Signal(QPointF)  # in values
    looked = Signal(object)  # the Range of x a person has chosen, or None: the proposed one
    leaves = Signal(str, object)  # a file's name and its Formats, to be saved as one of them

    def __init__(self, caption: Words = NOTHING, x_caption: Words = NOTHING) -> None:
        super().__init__(caption, x_caption)
        self._ranges = Ranges()
        self.provenance: Callable[[], Provenance] = Provenance  # asked when something leaves
        self.back = QToolButton(self)
        self.back.setText("A")
        self.back.setAccessibleName(tr("View all"))
        self.back.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the key does it
        set_tooltip(self.back, tr("View all (A): you have changed the range"))
        self.back.setStyleSheet("padding: 0; min-width: 0; min-height: 0")  # as small as a label
        self.back.hide()
        self.back.clicked.connect(self.view_all)
        self.rearranged.connect(self._follow)
        self.view.clicked.connect(self.clicked)
        self.view.all_wanted.connect(self.view_all)
        self.view.menu_wanted.connect(lambda place: open_menu(self, place.toPoint()))
        self.view.sigRangeChangedManually.connect(self._look)

    # --- what is looked at

    def show_scales(self, x: Scale, y: Scale) -> None:
        """Propose what is looked at; an axis that a person has moved stays where it is."""
        self._range(self._ranges.proposed(x, y))

    @property
    def own(self) -> bool:
        """Whether a person has chosen what is looked at."""
        return self._ranges.own

    def view_all(self) -> None:
        """Back to the proposed ranges."""
        if self.own:
            self._range(self._ranges.home())
            self.looked.emit(None)

    def look_at(self, x: Range | None) -> None:
        """A person has moved the x axis of another plot of the same stack; None: all is wanted."""
        self._range(self._ranges.home() if x is None else replace(self._ranges, own_x=x))

    def zoom(self, factor: float) -> None:
        """Multiply the width of both ranges by a factor, about their middle."""
        x, y = self.view.seen()
        self.view.zoom(factor, x.center, y.center)

    def draw_box(self) -> None:
        """What the next drag marks is zoomed to."""
        self.view.boxing = True

    def whole_width(self) -> float:
        """How many pixels the proposed range of x takes, most of them perhaps out of sight."""
        return self.place().x.slope * self._ranges.x.range.span

    def _look(self) -> None:
        """A person has moved the view."""
        before = self._ranges
        self._range(before.moved(*self.view.seen()))
        if self._ranges != before:
            self.looked.emit(self._ranges.own_x)

    def _range(self, ranges: Ranges) -> None:
        if ranges == self._ranges:
            return
        self._ranges = ranges
        self.view.show_ranges(ranges)
        self.back.setVisible(ranges.own)
        self._change(replace(self._still, x=ranges.seen_x, y=ranges.seen_y))

    def _follow(self) -> None:
        """The way back lies at the end of the caption; what is said of the plot holds again."""
        if self.hasFocus():
            self._describe()
        inner, text = self.place().inner, label_metrics(self.still.theme).height()
        width, height = round(1.6 * text), round(1.25 * text)
        top = max(round(inner.top()) - height, 0)
        self.back.setGeometry(round(inner.right()) - width, top, width, height)

    # --- what is taken away

    def copy_picture(self) -> None:
        with self._pose():
            QGuiApplication.clipboard().setImage(image(self, 2, self.provenance().caption))

    def save(self, kind: str) -> None:
        """Have it saved as one of the KINDS of pictures."""
        with self._pose():
            content = picture(self, kind, self.provenance().caption)
        self._leave(picture_format(kind, lambda: content))

    def save_data(self) -> None:
        """Have its numbers saved."""
        about = self.provenance()
        self._leave(*csv_formats(table(self.still, self.live, about.names, about.caption)))

    def _leave(self, *formats: Format) -> None:
        self.leaves.emit(file_name(self.accessibleName() or "plot"), formats)

    @contextmanager
    def _pose(self) -> Iterator[None]:
        """Without what only helps the person in front of it."""
        self.back.hide()
        try:
            yield
        finally:
            self.back.setVisible(self.own)

    # --- pointer and keys; zooming and panning are pyqtgraph's

    def value_at(self, position: QPointF) -> QPointF:
        place = self.place()
        return QPointF(place.x.value(position.x()), place.y.value(position.y()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        held = (
            event.buttons() != Qt.MouseButton.NoButton
        )  # a hand that moves the plot reads nothing
        self.hovered.emit(None if held else self.value_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By key; the right button opens it when it is let go without a drag."""
        event.accept()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            open_menu(self, self.mapToGlobal(self.rect().center()))

    def event(self, event: QEvent) -> bool:
        """Focused by Tab, the plot keeps the keys that the window's shortcuts also want."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and wants(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if wants(event):
            press(self, event)
        else:
            event.ignore()  # the window's

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._describe()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
        self.hovered.emit(None)

    def _describe(self) -> None:
        self.setAccessibleDescription(sentence(self._still, self.own))
