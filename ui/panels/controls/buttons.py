"""The buttons at the end of the controls: run, start again, and show all settings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.exchange.preferences import Preferences
from ui.look.theme import Theme
from ui.widgets.plain import set_tooltip
from ui.widgets.push_button import push_button
from vgsim.words.language import tr

MOST_NAMED = 8  # settings in a tooltip


class Buttons(QWidget):
    """Two columns of buttons. With the basic settings, only Run, New seed and All settings."""

    all_settings = Signal()  # show all settings, or only the basic ones

    def __init__(self) -> None:
        super().__init__()
        self._changed: Sequence[str] = ()
        self._all = False
        self.run = push_button(tr("Run"), "", "primary")
        self.run.setCheckable(True)
        self.rewind = push_button(tr("Rewind"), tr("Go back to the same initial weights (Ctrl+R)"))
        self.new_seed = push_button(
            tr("New seed"), tr("New initial weights, new batches (Ctrl+Shift+R)")
        )
        self.reset = push_button(
            tr("Reset"), tr("Go back to the experiment as it was opened (Alt+R)")
        )
        self.settings = push_button(tr("All settings"), "")
        self.settings.clicked.connect(self.all_settings)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setColumnStretch(0, 1)
        self._layout.setColumnStretch(1, 1)
        self.show_preferences(Preferences())

    def chain(self) -> list[QWidget]:
        """The focusable widgets, in order."""
        return [self.run, self.new_seed, self.rewind, self.reset, self.settings]

    def set_theme(self, theme: Theme) -> None:
        """Set the space between the buttons."""
        self._layout.setSpacing(theme.spacing // 2)

    def show_running(self, running: bool) -> None:
        """Name the button Stop while training runs, otherwise Run."""
        self.run.setChecked(running)
        self.run.setText(tr("Stop") if running else tr("Run"))

    def show_preferences(self, preferences: Preferences) -> None:
        """Show the buttons for basic or all settings, and the keys that work in the tooltips."""
        self._all = preferences.all_settings
        self._arrange()
        single = preferences.single_keys
        help_text = tr("Start or stop training (R)") if single else tr("Start or stop training")
        set_tooltip(self.run, help_text)
        self._show_settings()

    def _arrange(self) -> None:
        """Place the buttons; among all settings, New seed is next to the seed."""
        if self._all:
            places = {self.run: (0, 0, 1, 1), self.rewind: (0, 1, 1, 1),
                      self.reset: (1, 0, 1, 1), self.settings: (1, 1, 1, 1)}  # fmt: skip
        else:
            places = {self.run: (0, 0, 1, 1), self.new_seed: (0, 1, 1, 1),
                      self.settings: (1, 0, 1, 2)}  # fmt: skip
        for button in (self.run, self.new_seed, self.rewind, self.reset, self.settings):
            self._layout.removeWidget(button)
            button.setParent(self)
            if button in places:
                self._layout.addWidget(button, *places[button])
            button.setVisible(button in places)

    def show_changed(self, labels: Sequence[str]) -> None:
        """Show which hidden settings differ from their defaults."""
        self._changed = labels
        self._show_settings()

    def _show_settings(self) -> None:
        count = len(self._changed)
        if self._all:
            text, help_text = tr("Basic settings"), tr("Show only the most important settings")
        elif count:
            text = tr("All settings (%n changed)", "", count)
            named = ", ".join(self._changed[:MOST_NAMED])
            help_text = tr("These differ from their defaults: {settings}", settings=named)
            if count > MOST_NAMED:
                help_text = tr("{sentence} …", sentence=help_text)
        else:
            text, help_text = (
                tr("All settings"),
                tr("All settings not shown here have their defaults"),
            )
        self.settings.setText(text)
        self.settings.setAccessibleName(text)
        set_tooltip(self.settings, tr("{text} (Ctrl+F9)", text=help_text))
