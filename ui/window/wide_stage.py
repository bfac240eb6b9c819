"""Gives the gallery the whole width of the window, and the columns their places afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.window.stage import GALLERY

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow


class WideStage(QObject):
    """Hides both columns while the gallery is on the stage; their keys still show them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._kept: tuple[bool, bool] | None = None  # the columns that were visible before
        window.stage.changed.connect(self._follow)

    @Slot(str)
    def _follow(self, shown: str) -> None:
        columns = self._window.columns
        if shown == GALLERY:
            self._kept = columns.shown
            self._window.show_columns(False, False)
        elif self._kept is not None:
            if not any(columns.shown):  # the user has not shown one meanwhile
                self._window.show_columns(*self._kept)
            self._kept = None
