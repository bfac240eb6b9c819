"""The browser of scenarios: a search field above cards with pictures, in groups."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from ui.look.theme import Theme
from ui.widgets.cards import Card, CardView
from ui.widgets.plain import PlainLabel, set_tooltip
from vgsim.words.language import tr

SHARE = 0.94  # of the window
WIDEST = 130  # label sizes
_TO_CARDS = {
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
    Qt.Key.Key_Return, Qt.Key.Key_Enter,
}  # fmt: skip
_SIDEWAYS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}


class ScenarioBrowser(QDialog):
    """Typing searches, arrows move, Enter opens; Esc empties the search, then closes."""

    picked = Signal(object)  # Card.key; the dialog has closed

    def __init__(self, parent: QWidget, theme: Theme, cards: Sequence[Card]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Scenarios"))
        self._cards = tuple(cards)
        self._searched = [card.words.casefold() for card in cards]
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search in titles and texts"))
        self.search.setAccessibleName(tr("Search in titles and texts"))
        self.search.setClearButtonEnabled(True)
        set_tooltip(
            self.search,
            tr("Finds scenarios that have all these words; Enter opens the selected one"),
        )
        self.view = CardView(theme)
        self.view.setAccessibleName(tr("Scenarios"))
        self.none = PlainLabel(tr("No scenario has all these words."))
        self.none.setProperty("role", "muted")
        self.none.hide()
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.none)
        layout.addWidget(self.view, 1)
        size = parent.size() * SHARE
        self.resize(min(size.width(), WIDEST * theme.label_size), size.height())
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.view.installEventFilter(self)
        self.view.picked.connect(self._pick)
        self.search.setFocus()
        self.view.show_cards(self._cards, self._open)

    @property
    def _open(self) -> object:
        return next((card.key for card in self._cards if card.open), None)

    @Slot(str)
    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        found = [
            card
            for card, searched in zip(self._cards, self._searched, strict=True)
            if all(word in searched for word in words)
        ]
        self.none.setVisible(not found)
        self.view.show_cards(found, None if words else self._open)

    @Slot(object)
    def _pick(self, key: object) -> None:
        self.accept()
        self.picked.emit(key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys reach the field or the cards, wherever the focus is."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return True
        if watched is self.search:
            other = key in _TO_CARDS or (key in _SIDEWAYS and not self.search.text())
            target: QWidget = self.view
        else:
            other = bool(event.text()) and event.text().isprintable()
            target = self.search
        if other:
            if target is self.search:
                self.search.setFocus()
            QApplication.sendEvent(target, event)
        return other
