"""The header's button with the open scenario's title: opens the browser; arrows step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from ui.look.icons import show_icon
from ui.look.theme import Theme
from ui.widgets.plain import button_text, set_tooltip
from vgsim.words.language import tr

# "n"s of width: longer titles end in an ellipsis, on projectors first
NARROW, SHORTEST, LONGEST = 10, 18, 30


class ScenarioButton(QPushButton):
    """Shows a title as far as it fits."""

    stepped = Signal(int)  # 1 for the next scenario, -1 for the previous one

    def __init__(self) -> None:
        super().__init__()
        self.title = ""  # whole; empty for the user's own experiment
        self._theme: Theme | None = None
        self._narrow = False
        self.setProperty("role", "scenario")
        self.show_title(tr("Scenarios"))  # until one is open

    def show_title(self, title: str) -> None:
        """Show the title of the open scenario; empty: the user's own experiment."""
        self.title = title
        words = title or tr("Your own experiment")
        self.setAccessibleName(tr("Scenario: {title}", title=words))
        help_text = tr("All scenarios with pictures (Ctrl+B); arrow keys: the next, the previous")
        set_tooltip(self, f"{words}\n{help_text}")
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icon in the color of a theme, and fit the title to its type."""
        self._theme = theme
        show_icon(self, "scenarios", theme.text, round(0.6 * theme.control_height))
        self._fit()

    def show_narrow(self, narrow: bool) -> None:
        """Show less of a long title."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._fit()

    def _fit(self) -> None:
        if self._theme is None:
            return
        self.ensurePolished()  # the style sheet decides the size of the type
        metrics = self.fontMetrics()
        words, unit = self.title or tr("Your own experiment"), metrics.horizontalAdvance("n")
        long = SHORTEST if self._theme.name == "projector" else LONGEST
        most = (NARROW if self._narrow else long) * unit
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, most)
        self.setText(f" {button_text(shown)}")  # away from the icon
        self.setFixedWidth(self.sizeHint().width() + self._theme.spacing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
