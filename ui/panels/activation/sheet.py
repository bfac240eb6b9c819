"""The functions next to the curves: name, typeset formulas, and what their slope means."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.curves.functions import Function
from ui.curves.words import about, peak_words
from ui.look.theme import THEMES, Theme
from ui.panels.typeset import formulas_of
from ui.plots.frame import set_background
from ui.plots.legend import KeyButton, LegendKey
from ui.widgets.column import ScrollColumn
from ui.widgets.discard import discard
from ui.widgets.plain import PlainLabel
from vgsim.words.language import tr
from vgsim.words.numbers import short


def slope_words(function: Function) -> str:
    """The largest slope of a function, in one sentence."""
    place, height = function.maximum()
    if not isfinite(height):
        return tr("f′ has no bound.")
    largest = peak_words(height)
    if not isfinite(place):
        return tr("f′ stays below {largest} and approaches it.", largest=largest)
    if not all(abs(function.at_point(place + side)[1]) < height for side in (-0.5, 0.5)):
        return tr("f′ is at most {largest}.", largest=largest)  # on a whole stretch
    return tr("f′ is at most {largest}, at z = {z}.", largest=largest, z=short(place, 3))


class FunctionCard(QWidget):
    """One function."""

    def __init__(self, function: Function, theme: Theme, shown: bool) -> None:
        super().__init__()
        activation = function.activation
        self.button = KeyButton(self, theme)
        self.formulas = formulas_of(activation)
        self.words = PlainLabel(f"{slope_words(function)} {activation.teaches}")
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 3 * theme.spacing // 4)
        layout.setSpacing(theme.spacing // 4)
        layout.addWidget(self.button)
        for widget in (*self.formulas, self.words):
            layout.addWidget(widget)
            widget.setVisible(shown)
        for each in self.formulas:
            each.show_theme(theme)
        key = LegendKey(activation.name, function.label, function.color, function.dash,
                  about(activation), shown)  # fmt: skip
        self.button.show_key(key, theme)


class Sheet(ScrollColumn):
    """All functions, one card each; a click on a name hides its curve or shows it again."""

    toggled = Signal(str, bool)  # name of the function, whether its curve is to be shown

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = THEMES["light"]
        self._known: tuple[tuple[Function, bool], ...] = ()
        self.cards: dict[str, FunctionCard] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._page = QWidget()
        self._layout = QVBoxLayout(self._page)
        self._layout.setSpacing(0)
        self._layout.addStretch(1)
        self.setWidget(self._page)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a theme."""
        self._theme = theme
        set_background(self._page, theme)
        self._layout.setContentsMargins(theme.spacing, 0, theme.spacing, 0)
        self._fill()

    def show_functions(self, functions: Sequence[Function], shown: Sequence[Function]) -> None:
        """Show a card for every function; those not in `shown` have only their name."""
        known = tuple((each, each in shown) for each in functions)
        if known != self._known:
            self._known = known
            self._fill()

    def _fill(self) -> None:
        discard(self._layout, self.cards.values())
        self.cards = {}
        for place, (function, shown) in enumerate(self._known):
            card = FunctionCard(function, self._theme, shown)
            card.button.clicked.connect(self._toggle)
            self._layout.insertWidget(place, card)
            self.cards[function.name] = card

    def _toggle(self, checked: bool) -> None:
        button = self.sender()
        if isinstance(button, KeyButton):
            self.toggled.emit(button.key.name, checked)
