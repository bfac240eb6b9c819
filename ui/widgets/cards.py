"""A list of cards in groups, each with a picture, a title and its full text, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.look.theme import Theme
from ui.widgets.card_paint import CardPaint

Index = QModelIndex | QPersistentModelIndex
_CARD = Qt.ItemDataRole.UserRole
_SIZE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Card:
    """What one card shows."""

    key: object
    title: str
    text: str
    facts: tuple[str, ...]  # lines in secondary type
    group: str
    picture: Path | None = None  # None: a drawn placeholder
    open: bool = False  # whether its scenario is open

    @property
    def words(self) -> str:
        """All its texts."""
        return "\n".join((self.title, self.text, *self.facts))


class CardView(QListView):
    """Cards in groups with titles; arrows move between them, Enter or a click chooses."""

    picked = Signal(object)  # Card.key

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._paint = CardPaint(theme)
        self._cards: tuple[Card, ...] = ()
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self._paint, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(theme.control_height)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.clicked.connect(self._pick)

    @property
    def card(self) -> Card | None:
        """The card that Enter would choose."""
        index = self.currentIndex()
        return index.data(_CARD) if index.isValid() else None

    def show_cards(self, cards: Sequence[Card], wanted: object = None) -> None:
        """Show these cards and go to the one with this key; without it, to the first one."""
        self._cards = tuple(cards)
        self._model.clear()
        for group, some in groupby(self._cards, lambda card: card.group):
            heading = QStandardItem(group)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            self._model.appendRow(heading)
            for card in some:
                item = QStandardItem(card.title)
                item.setEditable(False)
                item.setData(card, _CARD)
                item.setData(card.words, Qt.ItemDataRole.AccessibleTextRole)
                self._model.appendRow(item)
        self._arrange()
        rows = self._rows()
        chosen = next((row for row in rows if self._card(row).key == wanted), None)
        row = chosen if chosen is not None else next(iter(rows), None)
        if row is not None:
            self.go_to(row)

    def go_to(self, row: int) -> None:
        """Make the card in this row of the model the current one."""
        index = self._model.index(row, 0)
        self.setCurrentIndex(index)
        heading = self._model.index(row - 1, 0)
        if row == 1:  # with its heading
            self.scrollTo(heading, QListView.ScrollHint.PositionAtTop)
        self.scrollTo(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        """Give all cards of a row the height that the tallest one needs."""
        room = self.viewport().width() - 1
        columns = self._paint.columns(room)
        width = room // columns
        row: list[int] = []
        for index in range(self._model.rowCount()):
            if self._heading(index):
                self._level(row, width)
                row = []
                self._model.item(index).setData(self._paint.heading_size(room), _SIZE)
                continue
            row.append(index)
            if len(row) == columns:
                self._level(row, width)
                row = []
        self._level(row, width)

    def _level(self, rows: Sequence[int], width: int) -> None:
        if not rows:
            return
        height = max(self._paint.height(self._card(row), width) for row in rows)
        for row in rows:
            self._model.item(row).setData(QSize(width, height), _SIZE)

    def _heading(self, row: int) -> bool:
        return self._model.item(row).data(_CARD) is None

    def _card(self, row: int) -> Card:
        found = self._model.item(row).data(_CARD)
        assert isinstance(found, Card)
        return found

    def _rows(self) -> list[int]:
        """The rows of the model that hold cards."""
        return [row for row in range(self._model.rowCount()) if not self._heading(row)]

    def moveCursor(
        self, action: QListView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Go to a neighbor on the screen; headings are passed over."""
        rows, here, kind = self._rows(), self.currentIndex().row(), QListView.CursorAction
        if not rows:
            return QModelIndex()
        place = rows.index(here) if here in rows else 0
        if action in (kind.MoveLeft, kind.MovePrevious):
            place -= 1
        elif action in (kind.MoveRight, kind.MoveNext):
            place += 1
        elif action == kind.MoveHome:
            place = 0
        elif action == kind.MoveEnd:
            place = len(rows) - 1
        else:
            up = action in (kind.MoveUp, kind.MovePageUp)
            page = self.viewport().height() if action in (kind.MovePageUp, kind.MovePageDown) else 0
            return self._model.index(self._beyond(rows, rows[place], up, page), 0)
        return self._model.index(rows[min(max(place, 0), len(rows) - 1)], 0)

    def _beyond(self, rows: Sequence[int], here: int, up: bool, page: int) -> int:
        """The card above or below, in the nearest row at least `page` pixels away or the last."""
        at = self._area(here).center()
        sign = -1 if up else 1
        ahead = [
            (row, sign * (self._area(row).center().y() - at.y()), self._area(row).center().x())
            for row in rows
        ]
        ahead = [each for each in ahead if each[1] > 0]
        if not ahead:
            return here
        far = [each for each in ahead if each[1] >= page] or [
            each for each in ahead if each[1] == max(other[1] for other in ahead)
        ]
        nearest = min(each[1] for each in far)
        return min(
            (each for each in far if each[1] == nearest), key=lambda each: abs(each[2] - at.x())
        )[0]

    def _area(self, row: int) -> QRect:
        return self.visualRect(self._model.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _pick(self, index: QModelIndex) -> None:
        card = index.data(_CARD) if index.isValid() else None
        if card is not None:
            self.picked.emit(card.key)


class _Delegate(QStyledItemDelegate):
    """Paints headings and cards."""

    def __init__(self, paint: CardPaint, parent: QWidget) -> None:
        super().__init__(parent)
        self._paint = paint

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        found = index.data(_SIZE)
        return found if isinstance(found, QSize) else QSize(1, 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        card = index.data(_CARD)
        if card is None:
            self._paint.heading(painter, rect, str(index.data(Qt.ItemDataRole.DisplayRole)))
            return
        state = option.state
        flags = type(state)
        current = bool(state & flags.State_Selected)
        self._paint.card(painter, rect, card, current, bool(state & flags.State_MouseOver))
