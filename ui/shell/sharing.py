"""Copies, shows and opens share codes, and saves reports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from ui.widgets.formats import FileFormat, file_name
from vgsim.files.code_text import PREFIX, is_code
from vgsim.files.share import NoCodeError, share_code
from vgsim.words.language import tr
from vgsim.words.numbers import grouped

if TYPE_CHECKING:
    from ui.session.session import Session
    from ui.shell.documents import Documents
    from ui.window.mainwindow import MainWindow


class Sharing(QObject):
    """Implements `SharingRequests`."""

    def __init__(self, session: Session, documents: Documents, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._document = session, session.document
        self._documents, self._window = documents, window

    def copy_code(self) -> None:
        code = self._code()
        if code:
            QGuiApplication.clipboard().setText(code)
            text = tr(
                "The share code is on the clipboard ({count} characters). Paste it into a mail or "
                "a chat; your notes are not in it.",
                count=grouped(len(code)),
            )
            self._document.message.emit("note", text)

    def paste_code(self) -> None:
        text = QGuiApplication.clipboard().text()
        if is_code(text):
            self._documents.open_path(text)
        else:
            text = tr(
                "No text on the clipboard begins with {start}, as every share code does.",
                start=PREFIX,
            )
            self._document.message.emit("note", text)

    def show_code(self) -> None:
        from ui.dialogs.share_code import ShareCodeDialog

        code = self._code()
        if code:
            dialog = ShareCodeDialog(code, self._documents.name, self._window)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def save_report(self) -> None:
        from ui.shell.report_pdf import report_pdf
        from vgsim.report.changes import versions_before
        from vgsim.report.html import html
        from vgsim.report.make import report_of

        trace, document = self._session.player.trace, self._document
        if trace is None:
            document.message.emit("note", tr("The report can be saved after the first pass."))
            return
        notes = document.experiment.notes  # the pass may be older
        shown = replace(trace, experiment=replace(trace.experiment, notes=notes))
        versions = versions_before(trace.experiment, document.history)
        report = report_of(shown, document.about, versions)
        formats = [
            FileFormat(tr("Report, PDF"), ".pdf", lambda: report_pdf(report)),
            FileFormat(tr("Report, HTML"), ".html", lambda: html(report).encode()),
        ]
        self._documents.export(f"{file_name(self._documents.name)}_report", formats)

    def _code(self) -> str:
        """The share code of the experiment; empty, and a message, if it has none."""
        try:
            return share_code(self._document.experiment, self._document.about)
        except NoCodeError as error:
            self._document.message.emit("warn", str(error))
            return ""
