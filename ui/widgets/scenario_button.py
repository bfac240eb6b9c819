"""The header's button with the open scenario's title: opens the browser; arrows step."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui.look.icons import show_icon
from ui.look.theme import PROJECTOR, Theme
from ui.widgets.plain import button_text, set_tooltip
from vgsim.words.language import tr

# "n"s of width that a title gets: always, and at most if there is a note next to it
SHORTEST, LONGEST = 10, 30
ROUNDED = 4  # pixels: widths of texts are rounded


class ScenarioButton(QPushButton):
    """Shows a title as far as it fits in the header."""

    stepped = Signal(int)  # 1 for the next scenario, -1 for the previous one

    def __init__(self) -> None:
        super().__init__()
        self.title = ""  # whole; empty for the user's own experiment
        self._theme: Theme | None = None
        self._shared = False  # whether a note wants room, too
        self.setProperty("role", "scenario")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_title(tr("Scenarios"))  # until one is open

    def show_title(self, title: str, *, shared: bool = False) -> None:
        """Show the title of the open scenario; empty: the user's own experiment.

        `shared`: there is a note next to it, which the room is shared with.
        """
        self.title, self._shared = title, shared
        words = title or tr("Your own experiment")
        self.setAccessibleName(tr("Scenario: {title}", title=words))
        help_text = tr("All scenarios with pictures (Ctrl+B); arrow keys: the next, the previous")
        set_tooltip(self, f"{words}\n{help_text}")
        self.updateGeometry()
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icon in the color of a theme, and fit the title to its type."""
        self._theme = theme
        show_icon(self, "scenarios", theme.text, round(0.6 * theme.control_height))
        self.updateGeometry()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """The size for the whole title, or for as much of it as a note leaves room for."""
        metrics, theme = self.fontMetrics(), self._theme
        wanted = metrics.horizontalAdvance(self._words) + ROUNDED
        if self._shared and theme is not None and theme.name != PROJECTOR.name:
            wanted = min(wanted, LONGEST * metrics.horizontalAdvance("n"))
        return QSize(self._around() + wanted, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = SHORTEST * self.fontMetrics().horizontalAdvance("n")
        return QSize(min(self._around() + least, self.sizeHint().width()), self.sizeHint().height())

    @property
    def _words(self) -> str:
        return self.title or tr("Your own experiment")

    def _around(self) -> int:
        """The width of everything but the title."""
        self.ensurePolished()  # the style sheet decides the size of the type
        metrics = self.fontMetrics()
        text = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        return super().sizeHint().width() - text + metrics.horizontalAdvance(" ")

    def _fit(self) -> None:
        """Write as much of the title as there is room for."""
        if self._theme is None:
            return
        room = self.width() - self._around()
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(f" {button_text(shown)}")  # away from the icon

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
