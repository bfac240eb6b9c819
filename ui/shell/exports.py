"""Saves pictures and numbers of diagrams under a name the user chooses, with their source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from vgsim.describe.caption import caption
from vgsim.version import VERSION

if TYPE_CHECKING:  # plots import pyqtgraph, for which the first picture does not wait
    from ui.plots.plot import Provenance
    from ui.session.session import Session
    from ui.shell.documents import Documents


class Exports(QObject):
    """Connects every plot, when its panel is built, to the dialog that saves files."""

    def __init__(self, session: Session, documents: Documents) -> None:
        super().__init__(documents)
        self._session, self._documents = session, documents

    @Slot(object)
    def join(self, panel: QWidget) -> None:
        """Connect the plots of a panel that has just been built."""
        from ui.plots.plot import Plot

        for plot in panel.findChildren(Plot):
            plot.provenance = self._provenance
            plot.leaves.connect(self._documents.export)

    def _provenance(self) -> Provenance:
        from ui.plots.plot import Provenance

        trace = self._session.player.trace
        if trace is None:
            return Provenance(f"vgsim {VERSION}")
        said = f"{caption(trace.experiment, trace.step)}. vgsim {VERSION}"
        lanes = zip(self._session.theme.lanes, trace.lanes, strict=False)
        return Provenance(said, {color: lane.title for color, lane in lanes})
