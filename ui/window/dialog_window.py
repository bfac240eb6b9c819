"""Opens the dialogs and the panels that have their own windows."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QMainWindow, QWidget

from ui.dialogs.panel_window import panel_window
from ui.exchange.requests import Requests
from ui.widgets.status import Status
from ui.window.preferred import Preferred


class DialogWindow(QMainWindow):
    """A window that opens dialogs."""

    status: Status
    preferred: Preferred

    def __init__(self) -> None:
        super().__init__()
        self._requests: Requests | None = None
        self._panel_windows: dict[str, QDialog] = {}  # panels in their own windows

    def show_help(self, page: str) -> None:
        """Open the help at one of its pages, or at the list of keyboard shortcuts (`keys`)."""
        from ui.dialogs.help import HelpDialog

        self._open(HelpDialog(self, page, single=self.preferred.now.single_keys))

    def show_glossary(self, name: str = "") -> None:
        from ui.dialogs.glossary import open_glossary

        open_glossary(self, name)

    def take_panel(self, panel: QWidget, name: str, title: str, share: float) -> None:
        """Give a panel a window of its own, which `show_panel_window` shows.

        `share`: of this window's size.
        """
        self._panel_windows[name] = panel_window(panel, title, self, share)

    def show_panel_window(self, name: str) -> None:
        """Open the window of a panel that has its own, or bring it to the front."""
        dialog = self._panel_windows.get(name)
        if dialog is not None:
            dialog.show()
            dialog.raise_()
            dialog.activateWindow()

    def show_limits(self) -> None:
        """Let the user set when learning stops by itself; no effect before `serve`."""
        if self._requests is None:
            return
        from ui.dialogs.limits import LimitsDialog

        self._open(LimitsDialog(self._requests.learner, self))

    def show_about(self) -> None:
        """Show versions, licenses, and the kernels in use."""
        from ui.dialogs.about import about_dialog

        self._open(about_dialog(self, self.status.engine))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
