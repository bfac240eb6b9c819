"""Things to put in order, from the smallest to the largest: dragged, or moved by two buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.look.theme import Theme
from ui.widgets.plain import PlainLabel, set_tooltip
from vgsim.words.language import tr

NEXT, BELOW = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
WIDE = 32  # width in type sizes from which the buttons are next to the list


class Order(QWidget):
    """A list whose rows can be moved; every order is an answer."""

    answered = Signal()

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Put in order: the smallest first"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setWordWrap(True)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for place, text in enumerate(texts):
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, place)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.up, self.down = QPushButton(tr("Up")), QPushButton(tr("Down"))
        set_tooltip(self.up, tr("Move the selected item towards the smallest"))
        set_tooltip(self.down, tr("Move the selected item towards the largest"))
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        first = PlainLabel(tr("The smallest first:"))
        first.setProperty("role", "label")
        column.addWidget(first)
        self._row, self._buttons = (QBoxLayout(BELOW) for _ in range(2))
        column.addLayout(self._row)
        self._row.addWidget(self.list, 1)
        self._row.addLayout(self._buttons)
        self._buttons.addWidget(self.up)
        self._buttons.addWidget(self.down)
        self._buttons.addStretch(1)
        self._wide = 0
        self._arrange()

    def show_theme(self, theme: Theme) -> None:
        line = theme.control_height
        self.list.setFixedHeight(line * self.list.count() + 6)
        self._wide = WIDE * theme.font_size
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the buttons next to the list if there is room, otherwise below it, in a row."""
        wide = self.width() >= self._wide
        self._row.setDirection(NEXT if wide else BELOW)
        self._buttons.setDirection(BELOW if wide else NEXT)

    def _move(self, by: int) -> None:
        here = self.list.currentRow()
        there = here + by
        if here >= 0 and 0 <= there < self.list.count():
            self.list.insertItem(there, self.list.takeItem(here))
            self.list.setCurrentRow(there)

    def answer(self) -> tuple[int, ...]:
        """The places in the file, in the order of the list."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in items)

    def show_answer(self, answer: object) -> None:
        """Show this order."""
        if isinstance(answer, tuple):
            items = {each.data(Qt.ItemDataRole.UserRole): each for each in self._taken()}
            for place in answer:
                self.list.addItem(items[place])

    def _taken(self) -> list[QListWidgetItem]:
        return [self.list.takeItem(0) for _ in range(self.list.count())]

    def set_open(self, open_: bool) -> None:
        """Allow another order, or no longer."""
        for widget in (self.list, self.up, self.down):
            widget.setEnabled(open_)
