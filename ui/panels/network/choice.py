"""The row that chooses which networks are shown, where not all of them have room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ui.look.icons import show_icon
from ui.look.theme import Theme
from ui.widgets.lane_tabs import LaneBar
from ui.widgets.plain import set_tooltip
from vgsim.describe.spec.experiment import MAX_LANES
from vgsim.words.language import tr


class NetworkChoice(QWidget):
    """All networks as tabs, and a button that shows all of them."""

    chosen = Signal(int)
    all_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.bar, self.all = LaneBar(MAX_LANES), QToolButton()
        self.bar.setAccessibleName(tr("Choose the network that is shown"))
        self.all.setText(tr("All"))
        self.all.setAccessibleName(tr("Show all networks"))
        set_tooltip(
            self.all,
            tr("Show all networks, or only the selected one and one to compare with it"),
        )
        self.all.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.bar, 1)
        row.addWidget(self.all)
        self.bar.chosen.connect(self.chosen)
        self.all.toggled.connect(self.all_wanted)

    def tab(self, lane: int) -> QWidget | None:
        """The tab of a network, if there is one."""
        return self.bar.tabs[lane] if lane < len(self.bar.tabs) else None

    def show_networks(
        self, titles: Sequence[str], current: int, shown: Sequence[int], theme: Theme
    ) -> None:
        """Show the titles; networks that are not `shown` have spots without color."""
        self.bar.show_titles(titles, current)
        self.all.setMinimumSize(theme.target, theme.target)
        for number, tab in enumerate(self.bar.tabs):
            tab.setMinimumHeight(theme.target)
            color = theme.lanes[number] if number in shown else theme.border
            show_icon(tab, "spot", color, round(theme.font_size * 0.8))
