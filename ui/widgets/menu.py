"""A button that opens a menu of switches and choices, for what is changed now and then."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from ui.widgets.plain import set_tooltip


class MenuButton(QToolButton):
    """Groups of entries; in each exactly one is chosen."""

    chosen = Signal(str, object)  # group, key

    def __init__(self, text: str, help_text: str) -> None:
        super().__init__()
        self.setText(text)
        set_tooltip(self, help_text)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._entries: dict[str, dict[object, QAction]] = {}
        self._list = QMenu(self)
        self._list.setToolTipsVisible(True)
        self.setMenu(self._list)

    def add_group(
        self, name: str, caption: str, entries: Sequence[tuple[object, str, str]]
    ) -> None:
        """Entries are (key, text, help); the first is chosen."""
        self._list.addSection(caption)
        group = QActionGroup(self)
        self._entries[name] = {}
        for key, text, help_text in entries:
            action = self._list.addAction(text)
            set_tooltip(action, help_text)
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, key=key: self.chosen.emit(name, key))
            self._entries[name][key] = action
        self.choose(name, entries[0][0])

    def choose(self, name: str, key: object) -> None:
        """Show an entry as chosen without saying that it was."""
        self._entries[name][key].setChecked(True)

    def key(self, name: str) -> object:
        """What is chosen in a group."""
        return next(key for key, action in self._entries[name].items() if action.isChecked())

    def pick(self, name: str, key: object) -> None:
        """Choose an entry as a person would."""
        self._entries[name][key].trigger()
