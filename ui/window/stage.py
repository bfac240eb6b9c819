"""The stage in the middle of the window: networks, curves of activations, both, or the gallery."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from ui.look.theme import Theme
from ui.window.compact_layout import SHARED
from ui.window.side_panels import SidePanels
from ui.window.sizes import Sizes
from vgsim.words.stages import STAGES

NETWORK, CURVES, BOTH, GALLERY = STAGES
LOWEST = 18  # label sizes: a lower stage shows the networks and the curves next to each other
ACROSS = 0.6  # fraction of the width of the networks there, until the divider is moved


class StageArea(QSplitter):
    """Shows networks and curves, one or both, or the gallery alone.

    Both are one above the other or, where that would be too low, next to each other.
    """

    changing = Signal()
    changed = Signal(str)  # what is shown now
    chosen = Signal(str)  # what the user or a scenario has chosen
    resized = Signal()

    def __init__(self, right: SidePanels, sizes: Sizes) -> None:
        """`right`: where the curves are while only the network is shown."""
        super().__init__(Qt.Orientation.Vertical)
        self._right, self._sizes = right, sizes
        self.setChildrenCollapsible(False)
        self.shown = NETWORK
        self.kept = ""  # the user's choice, remembered between starts; empty: none yet
        self._network: QWidget | None = None
        self._curves: tuple[QWidget, str] | None = None  # panel and title
        self._gallery: QWidget | None = None
        self._wanted = False  # whether the user has chosen what is shown
        self._wanted_height = 0  # pixels that the network needs
        self.splitterMoved.connect(self._moved)

    @property
    def part(self) -> float:
        """The fraction of the height that the network has, or at least has until it is moved."""
        if self.shown != BOTH or self._curves is None or self._across:
            return 1.0
        own = self._sizes.of("stage", 2)
        return own[0] / sum(own) if own else SHARED[0]

    @property
    def _across(self) -> bool:
        return self.orientation() == Qt.Orientation.Horizontal

    def fit(self, height: int, theme: Theme) -> None:
        """Arrange networks and curves for a height that does not depend on what is shown."""
        low = height < LOWEST * theme.label_size
        self.setOrientation(Qt.Orientation.Horizontal if low else Qt.Orientation.Vertical)

    @property
    def curves_place(self) -> QRect:
        """The place of the curves, within the stage; empty if they are not shown here."""
        if self._curves is None or self.shown not in (CURVES, BOTH):
            return QRect()
        return self._curves[0].geometry()

    def take_network(self, panel: QWidget) -> None:
        """Take over the panel of the network."""
        self._network = panel
        self.insertWidget(0, panel)
        panel.setVisible(self.shown in (NETWORK, BOTH))

    def take_curves(self, panel: QWidget, title: str) -> None:
        """Take over the panel of the curves: it is here, or among the diagrams."""
        self._curves = panel, title
        self._place_curves()

    def take_gallery(self, panel: QWidget) -> None:
        """Take over the panel of the gallery."""
        self._gallery = panel
        self.addWidget(panel)
        panel.setVisible(self.shown == GALLERY)

    def show_part(self, name: str) -> None:
        """Show the network, the curves, both, or the gallery, as the user has chosen."""
        self.kept = name
        self.show_wanted(name)

    def show_wanted(self, name: str) -> None:
        """Show what a scenario asks for; the user's choice is still remembered."""
        self._wanted = True
        self._show(name)
        self.chosen.emit(name)

    def restore(self, kept: str, wanted: str) -> None:
        """Show what is `wanted` now or was `kept` from the last start; either may be empty."""
        self.kept = kept
        if wanted or kept:
            self.show_wanted(wanted or kept)

    @property
    def state(self) -> tuple[str, bool]:
        """What is shown, and whether the user or a scenario has chosen it."""
        return self.shown, self._wanted

    def bring_back(self, state: tuple[str, bool]) -> None:
        """Show what was shown before a lesson."""
        shown, self._wanted = state
        self._show(shown)
        self.chosen.emit(shown)

    def show_default(self, name: str) -> None:
        """Show this part as long as neither the user nor a scenario has chosen one."""
        if not self.kept and not self._wanted:
            self._show(name)

    def _show(self, name: str) -> None:
        if name == self.shown:
            return
        self.changing.emit()
        self.shown = name
        if self._network is not None:
            self._network.setVisible(name in (NETWORK, BOTH))
        self._place_curves()
        if self._gallery is not None:
            self._gallery.setVisible(name == GALLERY)
        self.changed.emit(name)

    def _place_curves(self) -> None:
        if self._curves is None:
            return
        panel, title = self._curves
        views = self._right.views
        index = views.indexOf(panel)
        here = self.shown in (CURVES, BOTH)
        self._right.curves_here = not here
        if here:
            if index >= 0:
                views.removeTab(index)
            self.insertWidget(1, panel)
            panel.show()
        elif index < 0:
            views.insertTab(0, panel, title)
            views.setCurrentIndex(0)
        self._right.rearrange()
        self.share()

    def share(self, wanted: int | None = None) -> None:
        """Divide the height, about evenly, or the width, unless the user has moved the divider.

        Args:
            wanted: the height in pixels that the network needs; None: as before.
        """
        if wanted is not None:
            self._wanted_height = wanted
        if self.shown != BOTH:
            return
        room = max((self.width() if self._across else self.height()) - self.handleWidth(), 1)
        fair = min(max(self._wanted_height / room, SHARED[0]), SHARED[1])
        own = self._sizes.of(self._name, 2)
        part = own[0] / sum(own) if own else ACROSS if self._across else fair
        first = round(room * part)
        self.setSizes([first, room - first, 0][: self.count()])

    @property
    def _name(self) -> str:
        """The name of the sizes that the user has given to the networks and the curves."""
        return "stage across" if self._across else "stage"

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size() != event.oldSize():
            self.resized.emit()
        self.share()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)  # the networks hide rows instead, and the window can be small

    def _moved(self) -> None:
        self._sizes.note(self._name, self.sizes()[:2])  # the gallery is alone
