"""A button that opens a menu of choices that are rarely changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from ui.widgets.plain import set_tooltip


class MenuButton(QToolButton):
    """Groups of entries; exactly one entry of each group is checked."""

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
        """Add a group of entries (key, text, help); the first is checked."""
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
        """Check an entry without emitting `chosen`."""
        self._entries[name][key].setChecked(True)

    def key(self, name: str) -> object:
        """The key of the checked entry of a group."""
        return next(key for key, action in self._entries[name].items() if action.isChecked())
