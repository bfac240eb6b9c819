"""The stage in the middle of the window: the network, the curves of the activations, or both."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from vgsim.describe.about import STAGES

NETWORK, CURVES, BOTH = STAGES


class Stage(QSplitter):
    """Shows one or both of its two panels, one above the other."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setChildrenCollapsible(False)
        self.shown = NETWORK
        self._network: QWidget | None = None
        self._curves: QWidget | None = None
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

    def take_curves(self, panel: QWidget) -> None:
        """Take over the panel of the curves, which is elsewhere while only the network is shown."""
        self._curves = panel
        self.addWidget(panel)
        panel.show()
        self.share()

    def release_curves(self) -> QWidget | None:
        """Give the panel of the curves away."""
        panel, self._curves = self._curves, None
        return panel

    def show_part(self, name: str) -> None:
        """Show the network, the curves, or both."""
        self.shown = name
        if self._network is not None:
            self._network.setVisible(name != CURVES)
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
