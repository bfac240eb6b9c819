"""We are wrong: say so once, offer the traceback and the experiment as text, and go on."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from ui.dialogs.text import TextDialog

REPEATS_SHOWN = 20  # faults kept in the text of the one dialog


class CrashReporter(QObject):
    """Takes exceptions nobody caught, from any thread, to one dialog in the window's thread."""

    _reported = Signal(str)

    def __init__(self, experiment_text: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._experiment_text = experiment_text
        self._window: QWidget | None = None
        self._dialog: TextDialog | None = None
        self._faults: list[str] = []
        self._reported.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the hook of this thread, of all others, and of what cannot be raised."""
        sys.excepthook = self.caught
        threading.excepthook = lambda args: self.caught(
            args.exc_type, args.exc_value, args.exc_traceback
        )
        sys.unraisablehook = lambda args: self.caught(
            args.exc_type, args.exc_value, args.exc_traceback
        )
        qInstallMessageHandler(_qt_message)

    def remove(self) -> None:
        """Give the hooks back; before the application goes."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        qInstallMessageHandler(None)

    def set_window(self, window: QWidget) -> None:
        self._window = window

    def caught(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Report an exception; may be called in any thread. Ctrl-C still ends the program."""
        if issubclass(kind, KeyboardInterrupt):
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        if sys.stderr is not None:
            sys.stderr.write(text)
        self._reported.emit(text)

    @Slot(str)
    def _show(self, text: str) -> None:
        self._faults = [*self._faults, text][:REPEATS_SHOWN]
        if self._dialog is not None:
            return
        dialog = TextDialog("A fault in vgsim", _SENTENCE, self._report(), self._window,
                            monospace=True)  # fmt: skip
        quit_button = dialog.buttons.addButton("Quit", QDialogButtonBox.ButtonRole.DestructiveRole)
        quit_button.clicked.connect(self._quit)
        close = dialog.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText("Continue")
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.show()

    def _report(self) -> str:
        from ui.dialogs.about import release  # slow to import, and seldom needed

        try:
            experiment = self._experiment_text()
        except Exception as error:  # the report must come whatever else is broken
            experiment = f"(could not be written: {error!r})"
        return "\n".join((f"vgsim {release()}", "", *self._faults, "Experiment:", experiment))

    def _closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog, self._faults = None, []

    def _quit(self) -> None:
        self._closed()
        if self._window is not None:
            self._window.close()


_SENTENCE = (
    "Something went wrong inside the program. Your experiment is still there. "
    "This text says what happened; it helps to send it along with a report."
)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Qt's own complaints go to the terminal, where there is one."""
    del context
    if kind != QtMsgType.QtDebugMsg and sys.stderr is not None:
        sys.stderr.write(f"Qt: {message}\n")
