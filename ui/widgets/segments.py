"""A row of buttons of which exactly one is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from ui.widgets.plain import button_text, set_tooltip


class Segments(QWidget):
    """Chooses one of a few names; `chosen` is emitted only for the user's choices."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str, str]]) -> None:
        """`name`: for screen readers; `choices`: key, label and tooltip of every button."""
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        for key, label, help_text in choices:
            button = QToolButton()
            button.setText(button_text(label))
            button.setProperty("role", "flat")
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {label}")
            set_tooltip(button, help_text)
            button.clicked.connect(self._choosing(key))
            self._group.addButton(button)
            self._layout.addWidget(button)
            self._buttons[key] = button

    @property
    def buttons(self) -> Mapping[str, QToolButton]:
        """The buttons by key."""
        return self._buttons

    @property
    def key(self) -> str:
        """Which one is chosen; empty if none has been yet."""
        return next((key for key, each in self._buttons.items() if each.isChecked()), "")

    def show_key(self, key: str) -> None:
        """Show which one is chosen, without emitting `chosen`."""
        self._buttons[key].setChecked(True)

    def _choosing(self, key: str) -> Callable[[], None]:
        def clicked() -> None:
            self.chosen.emit(key)

        return clicked
