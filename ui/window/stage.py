"""The stage in the middle of the window: the network, the curves of the activations, or both."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from ui.window.side_panels import SidePanels
from vgsim.words.stages import STAGES

NETWORK, CURVES, BOTH = STAGES


class Stage(QSplitter):
    """Shows one or both of its two panels, one above the other."""

    changed = Signal(str)  # what is shown now

    def __init__(self, right: SidePanels) -> None:
        """`right`: where the curves are while only the network is shown."""
        super().__init__(Qt.Orientation.Vertical)
        self._right = right
        self.setChildrenCollapsible(False)
        self.shown = NETWORK
        self._network: QWidget | None = None
        self._curves: tuple[QWidget, str] | None = None  # panel and title
        self._divided = False  # whether the user has moved the divider
        self.splitterMoved.connect(self._moved)

    @property
    def part(self) -> float:
        """The fraction of the height that the network has."""
        if self.shown != BOTH or self._curves is None:
            return 1.0
        return self.sizes()[0] / max(sum(self.sizes()), 1) if self._divided else 0.5

    def take_network(self, panel: QWidget) -> None:
        """Take over the panel of the network."""
        self._network = panel
        self.insertWidget(0, panel)
        panel.setVisible(self.shown != CURVES)

    def take_curves(self, panel: QWidget, title: str) -> None:
        """Take over the panel of the curves: it is here, or among the diagrams."""
        self._curves = panel, title
        self._place_curves()

    def show_part(self, name: str) -> None:
        """Show the network, the curves, or both."""
        if name == self.shown:
            return
        self.shown = name
        if self._network is not None:
            self._network.setVisible(name != CURVES)
        self._place_curves()
        self.changed.emit(name)

    def _place_curves(self) -> None:
        if self._curves is None:
            return
        panel, title = self._curves
        views = self._right.views
        index = views.indexOf(panel)
        if self.shown == NETWORK:
            views.insertTab(0, panel, title)
            views.setCurrentIndex(0)
        else:
            if index >= 0:
                views.removeTab(index)
            self.addWidget(panel)
            panel.show()
        self._right.rearrange()
        self.share()

    def share(self) -> None:
        """Divide the height evenly, unless the user has moved the divider."""
        if self.count() == 2 and not self._divided:
            half = self.height() // 2
            self.setSizes([half, self.height() - half])

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)  # the networks hide rows instead, and the window can be small

    def _moved(self) -> None:
        self._divided = True
