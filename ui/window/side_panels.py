"""The column of diagrams: shows one to three parts at a time, as many as are readable."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from ui.look.theme import Theme
from ui.widgets.choice import ChoiceBox, Option
from ui.widgets.plain import set_tooltip
from ui.window.sizes import Sizes
from vgsim.words.language import tr

LEAST = 15  # label heights that a part needs for a legend, two plots and axis labels
WIDTH, LOWEST = 20, 10  # minimum width and height of a part, in label sizes
ROWS = (38, 34, 28)  # percent of the height: the first, the second and the third part
HALVES = (54, 46)


class Slot(QWidget):
    """Holds one part, or several of which a list selects one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.parts: tuple[QWidget, ...] = ()
        self._shown: QWidget | None = None
        self.picker = ChoiceBox(name=name)
        set_tooltip(self.picker, tr("Which diagram is shown"))
        self.picker.chosen.connect(self._pick)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self._column.addWidget(self.picker)
        self.picker.hide()

    def show_theme(self, theme: Theme) -> None:
        """Set the minimum size of the largest diagram, whichever is shown."""
        self.setMinimumSize(WIDTH * theme.label_size, LOWEST * theme.label_size)

    @property
    def shown(self) -> QWidget | None:
        """The part that is shown."""
        return self._shown

    def take(self, parts: tuple[QWidget, ...], shown: QWidget | None) -> None:
        """Take over these parts and show one of them."""
        for part in parts:
            if self._column.indexOf(part) < 0:
                self._column.addWidget(part, 1)
        self.parts = parts
        self.setVisible(bool(parts))
        if parts:
            self.show_part(shown if shown in parts else parts[0])

    def show_part(self, part: QWidget) -> None:
        """Show this part, and hide the others."""
        self._shown = part
        for each in self.parts:
            each.setVisible(each is part)
        self.refresh()

    def refresh(self) -> None:
        """Show a list of all diagrams or, if there is only one part and they fit, its tabs."""
        bars = [part.tabBar() for part in self.parts if isinstance(part, QTabWidget)]
        listed = len(self.parts) > 1 or any(bar.sizeHint().width() > self.width() for bar in bars)
        for part in self.parts:
            if isinstance(part, QTabWidget):
                shown = not listed and part.count() > 1
                if part.tabBar().isHidden() == shown:
                    part.tabBar().setVisible(shown)
        options = [
            Option((k, page), title)
            for k, part in enumerate(self.parts)
            for page, title in enumerate(_pages(part))
        ]
        self.picker.set_options(options if listed else ())
        if listed and self._shown in self.parts:
            self.picker.set_key((self.parts.index(self._shown), _page(self._shown)))
        if self.picker.isHidden() == listed:
            self.picker.setVisible(listed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def _pick(self, key: object) -> None:
        assert isinstance(key, tuple)
        part = self.parts[key[0]]
        if isinstance(part, QTabWidget):
            part.setCurrentIndex(key[1])
        self.show_part(part)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The front pages of both groups of tabs, and the part that each slot shows."""

    tabs: tuple[QWidget | None, ...]
    parts: tuple[QWidget | None, ...]


class SidePanels(QSplitter):
    """The column of diagrams: activation and cell, gradient flow, learning and inspector."""

    arranged = Signal()

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._sizes = sizes
        self.views, self.tabs = QTabWidget(), QTabWidget()
        self.flow: QWidget | None = None
        self._theme: Theme | None = None
        self._cell: tuple[QWidget, str] | None = None
        self._kind = False, False  # whether a network is recurrent, has gates
        self._together = 0  # number of parts shown at once
        self.curves_here = True  # whether the activation's curves are in this column
        self.setChildrenCollapsible(False)
        names = tr("Upper diagram"), tr("Middle diagram"), tr("Lower diagram")
        self.slots = tuple(map(Slot, names))
        for slot in self.slots:
            self.addWidget(slot)
        for widget in (self.tabs, self.tabs.tabBar()):
            widget.setAccessibleName(tr("Learning and inspector"))
        for widget in (self.views, self.views.tabBar()):
            widget.setAccessibleName(tr("Activation and cell"))
        for part in (self.views, self.tabs):
            # the tab bar takes the keyboard focus, if shown
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            part.tabBar().setUsesScrollButtons(False)  # if they do not fit, a list replaces them
            part.tabBar().setElideMode(Qt.TextElideMode.ElideNone)
            part.currentChanged.connect(self._tab_selected)
        self.splitterMoved.connect(self._divided)

    def put(self, place: str, panel: QWidget, title: str) -> None:
        """Add a panel to the views ("views"), the flow ("right"), or else the tabs."""
        if place == "right":
            self.flow = panel
        else:
            (self.views if place == "views" else self.tabs).addTab(panel, title)
        self._arrange(self._together)

    def rearrange(self) -> None:
        """Arrange the parts again after one was added or removed."""
        self._arrange(self._together)

    def take_cell(self, panel: QWidget, title: str) -> None:
        """Take over the cell's panel; it has a tab only while a network is recurrent."""
        self._cell = panel, title
        panel.setParent(self.views)  # without a tab, too, it goes with the window
        panel.hide()
        self.show_kind(*self._kind)

    def show_kind(self, recurrent: bool, gated: bool) -> None:
        """Show the cell's tab only for recurrent networks, in front if the cell has gates."""
        self._kind = recurrent, gated
        if self._cell is None:
            return
        panel, title = self._cell
        index = self.views.indexOf(panel)
        if recurrent and index < 0:
            self.views.addTab(panel, title)
            if gated:
                self.views.setCurrentWidget(panel)
        elif not recurrent and index >= 0:
            self.views.removeTab(index)
        self.refresh()

    def show_theme(self, theme: Theme) -> None:
        """Pass a theme to all slots, and show as many parts as are readable in its type."""
        self._theme = theme
        for slot in self.slots:
            slot.show_theme(theme)
        self._count()

    def arrangement(self) -> Arrangement:
        """Which diagrams are in front."""
        tabs = tuple(part.currentWidget() for part in (self.views, self.tabs))
        return Arrangement(tabs, tuple(slot.shown for slot in self.slots))

    def show_arrangement(self, kept: Arrangement) -> None:
        """Bring the same diagrams to the front again."""
        for part, page in zip((self.views, self.tabs), kept.tabs, strict=True):
            if page is not None and part.indexOf(page) >= 0:
                part.setCurrentWidget(page)
        for slot, shown in zip(self.slots, kept.parts, strict=True):
            if shown in slot.parts and shown is not None:
                slot.show_part(shown)

    def bring(self, title: str) -> None:
        """Show the diagram with this title."""
        for slot in self.slots:
            for part in slot.parts:
                pages = _pages(part)
                if title in pages:
                    if isinstance(part, QTabWidget):
                        part.setCurrentIndex(pages.index(title))
                    slot.show_part(part)

    def refresh(self) -> None:
        for slot in self.slots:
            slot.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._count()

    def _count(self) -> None:
        """Compute how many parts fit into the height, in the type of the theme."""
        if self._theme is None:
            return
        lines = self.height() / (1.21 * self._theme.label_size)
        together = min(max(int(lines / LEAST), 1), 3)
        if together != self._together:
            self._arrange(together)
        else:
            self._share()

    def _arrange(self, together: int) -> None:
        self._together = together
        flow = (self.flow,) if self.flow is not None else ()
        filled: tuple[QWidget, ...] = tuple(p for p in (self.views,) if p.count())
        rest: tuple[QWidget, ...] = tuple(p for p in (self.tabs,) if p.count())
        curves = self.curves_here
        groups: tuple[tuple[QWidget, ...], ...] = {
            0: ((), (), ()),
            1: ((), (*filled, *flow, *rest), ()),
            2: (filled, (*flow, *rest), ()) if curves else (flow, (*rest, *filled), ()),
            3: (filled, flow, rest) if curves else (flow, rest, filled),
        }[together]
        for slot, parts in zip(self.slots, groups, strict=True):
            slot.take(parts, self.flow)
        self._share()
        self.arranged.emit()

    def _share(self) -> None:
        shares = {2: HALVES, 3: ROWS}.get(self._together, (1,))
        shares = self._sizes.of("diagrams", len(shares)) or shares
        heights = iter(self.height() * share // sum(shares) for share in shares)
        self.setSizes([next(heights, 0) if slot.parts else 0 for slot in self.slots])

    def _divided(self) -> None:
        self._sizes.note("diagrams", [size for size in self.sizes() if size > 0])

    def _tab_selected(self) -> None:
        """A tab was selected: make its part visible."""
        part = self.sender()
        for slot in self.slots:
            if part in slot.parts and isinstance(part, QTabWidget):
                if part.isVisible() or not slot.isVisible():
                    slot.refresh()
                else:
                    slot.show_part(part)


def _pages(part: QWidget) -> list[str]:
    """Titles of the diagrams in a part."""
    if isinstance(part, QTabWidget):
        return [part.tabText(index) for index in range(part.count())]
    return [part.accessibleName()]


def _page(part: QWidget) -> int:
    return part.currentIndex() if isinstance(part, QTabWidget) else 0
