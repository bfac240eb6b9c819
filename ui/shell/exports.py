"""Saves pictures and numbers under a name the user chooses, with their source."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ui.widgets.formats import CsvRow, csv_formats, file_name, with_source
from ui.widgets.glossary import add_question, entry_within
from ui.widgets.pictures import KINDS, add_pictures, image, picture, picture_format
from ui.window.mainwindow import MainWindow
from vgsim.version import VERSION
from vgsim.words.language import tr

if TYPE_CHECKING:  # plots import pyqtgraph, for which the first picture does not wait
    from ui.plots.plot import Provenance
    from ui.session.session import Session
    from ui.shell.documents import Documents
    from ui.shell.torch_export import TorchExport

FINE = 2  # pixels of a copied picture for one of the window's


class Exports(QObject):
    """Implements `PictureRequests`, and connects every panel, table and plot once it is built."""

    def __init__(self, session: Session, documents: Documents, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._documents, self._window = session, documents, window
        self._torch: TorchExport | None = None  # made for the first export

    @Slot()
    def join_panels(self) -> None:
        """Connect the existing panels, and those that will be built."""
        for panel in self._window.hub.panels:
            self.join(panel)
        for later in self._window.waiting:
            later.built.connect(self.join_diagrams)

    def join(self, panel: QWidget) -> None:
        """Give a panel and its network view a menu, and connect its tables."""
        from ui.network.canvas import NetworkCanvas
        from ui.widgets.table_view import TableView

        for each in (panel, *panel.findChildren(NetworkCanvas)):
            each.installEventFilter(self)
        for table in panel.findChildren(TableView):
            table.export_requested.connect(self._save_table)

    @Slot(object)
    def join_diagrams(self, panel: QWidget) -> None:
        """Connect the plots of a panel that was just built, and those that it adds later."""
        from ui.panels.panel import Panel

        self.join(panel)
        self._join_plots(panel)
        if isinstance(panel, Panel):
            panel.export_requested.connect(self._documents.export)
            panel.extended.connect(self._join_plots)

    @Slot(object)
    def _join_plots(self, part: QWidget) -> None:
        from ui.plots.plot import Plot

        for plot in part.findChildren(Plot):
            plot.provenance = self._provenance
            plot.export_requested.connect(self._documents.export)

    # --- the whole window

    def copy_window(self) -> None:
        self._copy(self._window)

    def save_window(self) -> None:
        """The picture shows the window as it is after the dialog has closed."""

        def write(kind: str) -> bytes:
            return picture(self._window, kind, self._caption())

        formats = [picture_format(kind, partial(write, kind)) for kind in KINDS]
        self._documents.export(f"{file_name(self._documents.name)}_window", formats)

    def make_film(self) -> None:
        from ui.shell.films import open_film_dialog

        open_film_dialog(self._session, self._documents, self._window)

    def export_torch(self) -> None:
        from ui.shell.torch_export import TorchExport

        if self._torch is None:
            self._torch = TorchExport(self._session, self._documents, self._window)
        self._torch.ask()

    # --- a part of it

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the menu of a part where no widget in it has a menu of its own."""
        if not isinstance(watched, QWidget):
            return False
        if isinstance(event, QContextMenuEvent):
            self._open_menu(watched, event)
        elif isinstance(event, QKeyEvent) and _copies(event):
            self._copy(watched)
        else:
            return False
        event.accept()
        return True

    def _open_menu(self, part: QWidget, event: QContextMenuEvent) -> None:
        """Open the menu of a part; it is deleted when it is closed."""
        menu = QMenu(part)
        menu.setAccessibleName(tr("Picture: {part}", part=part.accessibleName()))
        add_pictures(menu, partial(self._copy, part), partial(self._save, part))
        menu.addSeparator()
        for name in ("copy_window", "save_window"):
            menu.addAction(self._window.actions_by_id[name])
        entry = entry_within(part, event.globalPos())
        if entry is not None:
            add_question(menu, part, entry.id)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def _copy(self, part: QWidget) -> None:
        QGuiApplication.clipboard().setImage(image(part, FINE, self._caption()))

    def _save(self, part: QWidget, kind: str) -> None:
        content = picture(part, kind, self._caption())
        name = file_name(part.accessibleName())
        self._documents.export(name, [picture_format(kind, lambda: content)])

    @Slot(str, object)
    def _save_table(self, name: str, rows: Iterable[CsvRow]) -> None:
        self._documents.export(file_name(name), csv_formats(with_source(rows, self._caption())))

    # --- provenance

    def _caption(self) -> str:
        from vgsim.describe.caption import caption

        trace = self._session.player.trace
        made = f"vgsim {VERSION}"
        return f"{caption(trace.experiment, trace.step)}. {made}" if trace is not None else made

    def _provenance(self) -> Provenance:
        from ui.plots.plot import Provenance

        trace = self._session.player.trace
        lanes = zip(self._window.looks.theme.lanes, trace.lanes if trace else (), strict=False)
        return Provenance(self._caption(), {color: lane.title for color, lane in lanes})


def _copies(event: QKeyEvent) -> bool:
    pressed = event.type() == QEvent.Type.KeyPress
    return pressed and event.matches(QKeySequence.StandardKey.Copy)
