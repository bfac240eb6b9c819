"""The networks as tabs with their colors; add, copy, remove, link."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QToolButton, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.icons import icon, swatch


class _Bar(QTabBar):
    """Tabs of equal width over the whole bar; long titles are elided, not the first one most."""

    def tabSizeHint(self, index: int) -> QSize:
        height = super().tabSizeHint(index).height()
        return QSize(self.width() // max(self.count(), 1), height)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return QSize(24, super().minimumTabSizeHint(index).height())


class LaneTabs(QWidget):
    """One tab a network."""

    selected = Signal(int)
    add = Signal()
    copy = Signal()
    remove = Signal()
    linked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self.bar = _Bar()
        self.bar.setAccessibleName("Networks")
        self.bar.setExpanding(True)
        self.bar.setDrawBase(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideRight)
        self.bar.setUsesScrollButtons(False)
        self.add_button = _button("Add a network, a copy of the last with the next activation")
        self.copy_button = _button("Copy this network")
        self.remove_button = _button("Remove this network")
        self.link_button = _button("Link: change all networks at once")
        self.link_button.setText("Link")
        self.link_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.link_button.setCheckable(True)
        buttons = QHBoxLayout()
        for button in (self.add_button, self.copy_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.link_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.bar)
        layout.addLayout(buttons)
        self.bar.currentChanged.connect(self.selected)
        self.add_button.clicked.connect(self.add)
        self.copy_button.clicked.connect(self.copy)
        self.remove_button.clicked.connect(self.remove)
        self.link_button.clicked.connect(self._link)

    def show_lanes(self, titles: Sequence[str], current: int, most: int) -> None:
        """Show these networks without saying that another was selected."""
        blocked = self.bar.blockSignals(True)
        while self.bar.count() > len(titles):
            self.bar.removeTab(self.bar.count() - 1)
        while self.bar.count() < len(titles):
            self.bar.addTab("")
        for index, title in enumerate(titles):
            self.bar.setTabText(index, title.replace("&", "&&"))
            self.bar.setTabToolTip(index, title if len(title) <= 120 else title[:119] + "…")
        self.bar.setCurrentIndex(current)
        self.bar.blockSignals(blocked)
        self.add_button.setEnabled(len(titles) < most)
        self.copy_button.setEnabled(len(titles) < most)
        self.remove_button.setEnabled(len(titles) > 1)
        self.link_button.setEnabled(len(titles) > 1)
        self._color()

    def set_linked(self, linked: bool) -> None:
        self.link_button.setChecked(linked)
        self._color()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        size = round(theme.font_size * 0.8)
        self.bar.setIconSize(QSize(size, size))
        self._color()

    def _link(self, linked: bool) -> None:
        self._color()
        self.linked.emit(linked)

    def _color(self) -> None:
        theme = self._theme
        if theme is None:
            return
        ratio = self.devicePixelRatioF()
        for index in range(self.bar.count()):
            self.bar.setTabIcon(index, swatch(theme.lanes[index], theme.font_size, ratio))
        names = ("add", "copy", "remove", "link")
        buttons = (self.add_button, self.copy_button, self.remove_button, self.link_button)
        for name, button in zip(names, buttons, strict=True):
            color = theme.on_accent if button.isChecked() else theme.text
            button.setIcon(icon(name, color, theme.font_size + 4, ratio))
            button.setIconSize(QSize(theme.font_size + 4, theme.font_size + 4))


def _button(help_text: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "flat")
    button.setToolTip(help_text)
    button.setAccessibleName(help_text)
    return button
