"""The browser of scenarios: a search field above cards with pictures, in groups."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.look.theme import Theme
from ui.widgets.cards import Card, CardView
from ui.widgets.plain import PlainLabel
from ui.widgets.search import SearchField
from vgsim.words.language import tr

SHARE = 0.94  # of the window
WIDEST = 130  # label sizes


class ScenarioBrowser(QDialog):
    """Typing searches, arrows move, Enter opens; Esc empties the search, then closes."""

    picked = Signal(object)  # Card.key; the dialog has closed

    def __init__(self, parent: QWidget, theme: Theme, cards: Sequence[Card]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Scenarios"))
        self._cards = tuple(cards)
        self.search = SearchField(
            tr("Search in titles and texts"),
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
        self.search.serve(self, self.view)
        self.view.picked.connect(self._pick)
        self.search.setFocus()
        self.view.show_cards(self._cards, self._open)

    @property
    def _open(self) -> object:
        return next((card.key for card in self._cards if card.open), None)

    @Slot(str)
    def _filter(self, text: str) -> None:
        found = [card for card in self._cards if self.search.finds(card.words)]
        self.none.setVisible(not found)
        self.view.show_cards(found, None if text.strip() else self._open)

    @Slot(object)
    def _pick(self, key: object) -> None:
        self.accept()
        self.picked.emit(key)
