"""Pins the card to its unit: it follows the unit and does not cover the headlines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.look.theme import Theme
from ui.network.canvas import NetworkCanvas
from ui.network.reading import NetworkPlace
from ui.panels.arithmetic.card import CardText, UnitCard
from ui.panels.arithmetic.words import arithmetic, moment_name, unit_name, weight_lines
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.words.language import tr

OPENS = Qt.Key.Key_Return, Qt.Key.Key_Enter
KEYS = (*OPENS, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down)
MOST = 4  # networks
WIDEST = 0.62  # of the canvas: a wider card has smaller type


class PinnedCard(QObject):
    """Shows the card of the watched unit while the user wants it."""

    enlarged = Signal()  # the user wants to see the same in the inspector
    unit_wanted = Signal(object)  # NetworkPlace: the user wants to see the card of another unit

    def __init__(self, canvas: NetworkCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._card: UnitCard | None = None  # made when it is wanted for the first time
        self._theme: Theme | None = None
        self._trace: Trace | None = None
        self._results_shown = True
        self.wanted = False
        self._away: QPoint | None = None  # from the unit to the card, where the user moved it
        canvas.installEventFilter(self)

    @property
    def card(self) -> UnitCard:
        """The card; it may be hidden."""
        if self._card is None:
            self._card = card = UnitCard(self._canvas)
            order = (self._canvas, card, card.inspect, card.close_button)
            for one, following in pairwise(order):
                QWidget.setTabOrder(one, following)
            self._card.moved.connect(self._move)
            self._card.left.connect(self.close)
            self._card.enlarged.connect(self.enlarged)
            if self._theme is not None:
                self._card.show_theme(self._theme)
        return self._card

    @property
    def shown(self) -> bool:
        """Whether the card is on the screen."""
        return self._card is not None and not self._card.isHidden()

    # values

    def show_theme(self, theme: Theme) -> None:
        """Take over colors and type."""
        self._theme = theme
        if self._card is not None:
            self._card.show_theme(theme)
            self._draw()

    def show_results(self, shown: bool) -> None:
        """Show the backward part, or say that it comes later."""
        self._results_shown = shown
        self._draw()

    def show_trace(self, trace: Trace) -> None:
        """Show the numbers of another pass, and follow the watched unit."""
        old, self._trace = self._trace, trace
        if old is None or NetworkPlace.watched(old)[:3] != NetworkPlace.watched(trace)[:3]:
            self._away = None  # another unit: next to it
        self._draw()

    # the user

    def open(self) -> None:
        """Show the card of the unit that is watched now, or as soon as its numbers arrive."""
        self.wanted = True
        self._draw()

    def close(self) -> None:
        """Hide the card until it is wanted again."""
        self.wanted = False
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)  # the card may have had it
        self._draw()

    def _move(self, by: QPoint) -> None:
        unit = self._canvas.watched_area().center()
        wanted = QRect(self.card.pos() + by, self.card.size())
        self._away = self._within(wanted).topLeft() - unit
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer for the canvas: Enter opens the card, Esc closes it, ↑ and ↓ change the unit."""
        if event.type() == QEvent.Type.Resize and self.shown:
            self._place()
        if not isinstance(event, QKeyEvent) or event.key() not in KEYS:
            return False
        if event.key() not in OPENS and not self.shown:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            self._press(event.key())
        return event.isAccepted()

    def _press(self, key: int) -> None:
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in OPENS:
            self.open()
            self._choose(0)
        else:
            self._choose(1 if key == Qt.Key.Key_Down else -1)

    def _choose(self, by: int) -> None:
        """Ask for the unit above or below the watched one; for the first if there is none."""
        trace = self._trace
        if trace is None or (by == 0 and trace.watch.unit is not None):
            return
        lane = trace.lanes[trace.watched]
        layer = min(trace.watch.layer, lane.depth + 1)
        unit = 0 if trace.watch.unit is None else trace.watch.unit + by
        if 0 <= unit < lane.widths[layer]:
            self.unit_wanted.emit(NetworkPlace(trace.watched, layer, unit))

    # drawing

    def _draw(self) -> None:
        trace = self._trace
        lane = trace.lanes[trace.watched] if trace is not None else None
        if not self.wanted or lane is None or (lane.unit is None and lane.cell_unit is None):
            if self._card is not None:
                self._card.hide()
            self._canvas.show_tie(None)
            return
        assert trace is not None
        room = self._canvas.height() - self._canvas.header_area(trace.watched).height()
        for dense in (False, True):
            self.card.set_dense(dense)
            self.card.show_text(self._text(trace, lane))
            if self.card.height() <= room and self.card.width() <= WIDEST * self._canvas.width():
                break
        self._place()
        if self.card.isHidden():
            self.card.show()
            self.card.raise_()

    def _text(self, trace: Trace, lane: LaneTrace) -> CardText:
        fits, source = self.card.fits, trace.watch.input
        lines = arithmetic(lane, fits, results_shown=self._results_shown)
        assert lines is not None
        forward, backward = lines
        weight: tuple[str, ...] = ()
        if lane.unit is not None and source is not None and source < lane.unit.weights.size:
            found = weight_lines(lane.unit, source, fits)
            weight = found if self._results_shown else found[:1]
            backward = (
                backward[:-1] if self._results_shown else backward
            )  # the weight's says it, too
        moment = tr("{network}, {moment}", network=lane.title, moment=moment_name(trace))
        title = unit_name(lane, min(trace.watch.layer, lane.depth + 1))
        return CardText(title[:1].upper() + title[1:], moment, forward, backward, weight)

    def _place(self) -> None:
        unit, size = self._canvas.watched_area(), self.card.size()
        if self._away is not None:
            place = self._within(QRect(unit.center() + self._away, size))
        else:
            heads = [
                area for k in range(MOST) if not (area := self._canvas.header_area(k)).isEmpty()
            ]
            place = self._within(place_near(unit, size, self._canvas.rect(), heads))
        self.card.move(place.topLeft())
        self._canvas.show_tie(place)

    def _within(self, wanted: QRect) -> QRect:
        """The same rectangle, moved so that it is inside of the canvas as far as it fits."""
        room = self._canvas.rect()
        wanted.moveRight(min(wanted.right(), room.right()))
        wanted.moveBottom(min(wanted.bottom(), room.bottom()))
        wanted.moveLeft(max(wanted.left(), room.left()))
        wanted.moveTop(max(wanted.top(), room.top()))
        return wanted


def place_near(unit: QRect, size: QSize, room: QRect, keep: Sequence[QRect]) -> QRect:
    """The place for a card of this size next to a unit.

    It is inside of the room, covers neither the unit nor, if possible, what has to be kept free,
    and is as close to the unit's height as that allows.
    """
    gap = max(unit.width(), 16)
    lefts = (unit.right() + gap, unit.left() - gap - size.width())
    edges = [unit.center().y() - size.height() // 2, room.top(), room.bottom() - size.height()]
    for each in keep:  # an empty one is not on the screen
        edges += [each.bottom() + 1, each.top() - size.height()]
    most = room.bottom() - size.height() + 1

    def cost(place: QRect) -> tuple[int, int, int]:
        covered = sum(_area(place.intersected(each)) for each in keep)
        apart = abs(place.center().y() - unit.center().y())
        return _area(place.intersected(unit)) + _outside(place, room), covered, apart

    places = (
        QRect(QPoint(left, max(min(top, most), room.top())), size)
        for left in lefts
        for top in edges
    )
    return min(places, key=cost)


def _area(one: QRect) -> int:
    return 0 if one.isEmpty() else one.width() * one.height()


def _outside(place: QRect, room: QRect) -> int:
    return _area(place) - _area(place.intersected(room))
