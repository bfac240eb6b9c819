"""Reports errors in the program: one dialog with the traceback and the experiment as text."""

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
from vgsim.words.language import tr

MOST_FAULTS = 20  # different errors; later ones are not reported


class CrashReporter(QObject):
    """Reports uncaught exceptions of all threads in one dialog, shown in the window's thread."""

    _reported = Signal(str)

    def __init__(self, experiment_text: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._experiment_text = experiment_text
        self._window: QWidget | None = None
        self._dialog: TextDialog | None = None
        self._seen: dict[str, int] = {}  # traceback -> how often; each error is reported once
        self._reported.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Set the exception hooks of all threads, and that of unraisable exceptions."""
        sys.excepthook = self.caught
        threading.excepthook = lambda args: self.caught(
            args.exc_type, args.exc_value, args.exc_traceback
        )
        sys.unraisablehook = lambda args: self.caught(
            args.exc_type, args.exc_value, args.exc_traceback
        )
        qInstallMessageHandler(_qt_message)

    def remove(self) -> None:
        """Restore the hooks; call it before the application is destroyed."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        qInstallMessageHandler(None)

    def set_window(self, window: QWidget) -> None:
        """Set the window over which the dialog opens."""
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
        if text in self._seen:  # such as an error in every frame
            self._seen[text] += 1
            return
        if len(self._seen) < MOST_FAULTS:
            self._seen[text] = 1
            if sys.stderr is not None:
                sys.stderr.write(text)
            self._reported.emit(text)

    @Slot(str)
    def _show(self, text: str) -> None:
        if self._dialog is not None:
            return  # errors that occur in the meantime are in the next report and in the terminal
        dialog = TextDialog(tr("An error in vgsim"), _SENTENCE, self._report(), self._window,
                            monospace=True)  # fmt: skip
        quit_button = dialog.buttons.addButton(
            tr("Quit"), QDialogButtonBox.ButtonRole.DestructiveRole
        )
        quit_button.clicked.connect(self._quit)
        close = dialog.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(tr("Continue"))
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.show()

    def _report(self) -> str:
        from ui.dialogs.about import release  # slow to import, and rarely needed

        try:
            experiment = self._experiment_text()
        except Exception as error:  # the report must come even if something else is broken
            experiment = f"(could not be written: {error!r})"
        faults = [f"{text}(happened {count} times)\n" for text, count in self._seen.items()]
        return "\n".join((f"vgsim {release()}", "", *faults, "Experiment:", experiment))

    def _closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

    def _quit(self) -> None:
        self._closed()
        if self._window is not None:
            self._window.close()


_SENTENCE = tr(
    "Something went wrong inside the program. Your experiment is still there. "
    "The text below describes the error; please include it in a report."
)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Write Qt's own messages to the terminal, if there is one."""
    del context
    if kind != QtMsgType.QtDebugMsg and sys.stderr is not None:
        sys.stderr.write(f"Qt: {message}\n")
