"""The networks as tabs with their colors; buttons to add, copy, remove and link them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.look.icons import show_icon
from ui.look.theme import Theme
from ui.widgets.discard import discard
from ui.widgets.elided import elided_apart
from ui.widgets.plain import button_text, set_tooltip
from ui.widgets.possible import allow, is_possible
from vgsim.words.language import tr


class _Tab(QToolButton):
    """A network's color and title, elided if necessary."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self._titles: tuple[str, ...] = ("",)
        self._number = 0
        self.setProperty("role", "lane")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_title(self, titles: Sequence[str], number: int) -> None:
        """Show one of these titles, as far as there is room, so that it differs from the others."""
        self.title = title = titles[number]
        self._titles, self._number = tuple(titles), number
        self.setAccessibleName(title)
        set_tooltip(self, title if len(title) <= 120 else title[:119] + "…")
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        family = QFont(self.font())
        family.setWeight(QFont.Weight.DemiBold)  # of the chosen one
        metrics = QFontMetrics(family)
        room = self.width() - self.iconSize().width() - metrics.height()
        shown = elided_apart(self._titles, metrics, room)[self._number]
        self.setText(button_text(shown))


class LaneBar(QWidget):
    """Tabs of equal width, a few per row, so that their titles are readable."""

    chosen = Signal(int)

    def __init__(self, per_row: int = 2) -> None:
        super().__init__()
        self.tabs: list[_Tab] = []
        self._per_row = per_row
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)

    def show_titles(self, titles: Sequence[str], current: int) -> None:
        """Show a tab for every title; that with the number `current` is chosen."""
        if len(titles) != len(self.tabs):
            self._fill(len(titles))
        for number, tab in enumerate(self.tabs):
            tab.show_title(titles, number)
        self.tabs[current].setChecked(True)

    def _fill(self, count: int) -> None:
        discard(self._grid, self.tabs[count:])
        del self.tabs[count:]
        while len(self.tabs) < count:
            tab, number = _Tab(), len(self.tabs)
            tab.clicked.connect(lambda _=False, number=number: self.chosen.emit(number))
            self._grid.addWidget(tab, *divmod(number, self._per_row))
            self.tabs.append(tab)


class LaneTabs(QWidget):
    """One tab per network."""

    selected = Signal(int)
    add = Signal()
    copy = Signal()
    remove = Signal()
    linked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self.bar = LaneBar()
        self.bar.setAccessibleName(tr("Networks"))
        self.add_button = _button(tr("Add a copy of the last network with the next activation"))
        self.copy_button = _button(tr("Duplicate this network"))
        self.remove_button = _button(tr("Remove this network"))
        self.link_button = _button(tr("Link: a change applies to all networks"))
        self.link_button.setText(tr("Link"))
        self.link_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.link_button.setCheckable(True)
        layout, buttons = QVBoxLayout(self), QHBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.bar)
        layout.addLayout(buttons)
        for button in (self.add_button, self.copy_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.link_button)
        self.bar.chosen.connect(self.selected)
        self.add_button.clicked.connect(self.add)
        self.copy_button.clicked.connect(self.copy)
        self.remove_button.clicked.connect(self.remove)
        self.link_button.clicked.connect(self._link)

    def show_lanes(self, titles: Sequence[str], current: int, most: int) -> None:
        """Show these networks without emitting `selected`."""
        self.bar.show_titles(titles, current)
        full = tr("at most {most} networks are possible: remove one first", most=most)
        single = tr("there is only one network")
        for button in (self.add_button, self.copy_button):
            allow(button, button.accessibleName(), full if len(titles) >= most else "")
        for button in (self.remove_button, self.link_button):
            allow(button, button.accessibleName(), single if len(titles) < 2 else "")
        self._color()

    def show_buttons(self, shown: bool) -> None:
        """Show or hide the buttons that add, copy, remove and link networks."""
        for button in (self.add_button, self.copy_button, self.remove_button, self.link_button):
            button.setVisible(shown)

    def chain(self) -> list[QWidget]:
        """The focusable widgets, in order."""
        buttons = self.add_button, self.copy_button, self.remove_button, self.link_button
        return [*self.bar.tabs, *buttons]

    def set_linked(self, linked: bool) -> None:
        """Show whether the networks are linked."""
        self.link_button.setChecked(linked)
        self._color()

    def set_theme(self, theme: Theme) -> None:
        """Paint the spots of the tabs and the icons in the colors of a theme."""
        self._theme = theme
        self._color()

    def _link(self, linked: bool) -> None:
        self._color()
        self.linked.emit(linked)

    def _color(self) -> None:
        theme = self._theme
        if theme is None:
            return
        side = round(theme.font_size * 0.8)
        for tab, color in zip(self.bar.tabs, theme.lanes, strict=False):
            show_icon(tab, "spot", color, side)
        names = ("add", "copy", "remove", "link")
        buttons = (self.add_button, self.copy_button, self.remove_button, self.link_button)
        for name, button in zip(names, buttons, strict=True):
            color = theme.text if is_possible(button) else theme.muted
            color = theme.on_accent if button.isChecked() else color
            show_icon(button, name, color, theme.font_size + 4)


def _button(help_text: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "flat")
    set_tooltip(button, help_text)
    button.setAccessibleName(help_text)
    return button
