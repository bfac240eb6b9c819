"""Files in the window: open, save, save as, and questions about unsaved changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from ui.dialogs import faults
from ui.dialogs.text import TextDialog
from ui.session.document import Document
from ui.widgets.entry_field import finish_typing
from ui.widgets.formats import FileFormat, file_name
from ui.worker.study import Study
from vgsim.files.atomic import atomic_write
from vgsim.files.code_text import code_in
from vgsim.files.places import shown_name
from vgsim.tables.choice import GUESSED
from vgsim.tables.regular import reason
from vgsim.words.language import tr
from vgsim.words.lists import first_few

TABLES = (".csv", ".tsv", ".txt")
MOST_NAMED = 3  # file names in the message about files that were dropped but not opened
AskExport = Callable[[str, Sequence[str], QWidget], tuple[str, str]]
ReplyButton = QMessageBox.StandardButton


class Documents(QObject):
    """Dialogs around `Document.open` and `Document.save`; tests can replace questions."""

    def __init__(self, document: Document, window: QWidget, folder: str, tables: Study) -> None:
        super().__init__(window)
        self._document = document
        self._window = window
        self._tables = tables  # the thread in which tables are read
        self.folder = folder
        self.ask_open: Callable[[str, QWidget], str] = faults.ask_open
        self.ask_save: Callable[[str, QWidget], str] = faults.ask_save
        self.ask_export: AskExport = faults.ask_export
        self.ask_unsaved: Callable[[str, QWidget], ReplyButton] = faults.ask_unsaved
        self.ask_outside: Callable[[Sequence[str], QWidget], bool] = faults.ask_outside
        # leaves a lesson, in which another document is open for a while
        self.before_other: Callable[[], object] = lambda: None
        document.refused.connect(self._refused)
        document.outside.connect(self._outside)
        document.unsaved.connect(self._unsaved)
        document.offered.connect(self._offer)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    @property
    def name(self) -> str:
        """The name of the experiment in the title bar."""
        if self._document.path:
            return Path(self._document.path).name
        return self._document.experiment.title or tr("Untitled")

    def new(self) -> None:
        """Start with one network, after a question about unsaved changes."""
        if self.may_discard():
            self._document.new()

    def open(self) -> None:
        path = self.ask_open(self.folder, self._window)
        if path:
            self.open_path(path)

    def open_path(self, path: str) -> None:
        """Open a file or share code; once it is read, ask about unsaved changes of another file."""
        found = self._document.read(path)
        if found is not None and self.may_discard():
            if not code_in(path):
                self.folder = str(Path(path).parent)
            self._document.take(path, *found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept files dropped anywhere on the window."""
        if event.type() not in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            return False
        assert isinstance(event, QDropEvent)
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.take(paths)
        return bool(paths)

    def take(self, paths: Sequence[str]) -> None:
        """Open the first of these files; a table becomes the data of the current experiment."""
        first, *others = paths
        if first.lower().endswith(TABLES):
            self._document.offer_table(first)
        else:
            self.open_path(first)
        if others:
            left = first_few([shown_name(Path(each)) for each in others], MOST_NAMED)
            text = tr("Only one file can be opened at a time. Not opened: {files}.", files=left)
            self._document.message.emit("note", text)

    def save(self) -> bool:
        if self._document.path:
            return self._document.save(self._document.path)
        return self.save_as()

    def save_as(self) -> bool:
        suggestion = self._document.path or str(
            Path(self.folder, f"{file_name(self.name) or 'experiment'}.vgsim")
        )
        path = self.ask_save(suggestion, self._window)
        if not path:
            return False
        self.folder = str(Path(path).parent)
        return self._document.save(path)

    def export(self, name: str, formats: Sequence[FileFormat]) -> None:
        """Save a table or a picture under a name and in a format that the user chooses."""
        first = Path(self.folder, f"{name or 'vgsim'}{formats[0].suffix}")
        filters = [each.filter for each in formats]
        path, chosen = self.ask_export(str(first), filters, self._window)
        if not path:
            return
        by_filter = next((each for each in formats if each.filter == chosen), formats[0])
        as_named = (each for each in formats if each.suffix == Path(path).suffix.lower())
        fits = by_filter.suffix == Path(path).suffix.lower()
        wanted = by_filter if fits else next(as_named, by_filter)
        try:
            with _busy():
                atomic_write(Path(path), wanted.write())
        except OSError as error:
            why = reason(error)
            self._unsaved(path, f"{why[:1].upper()}{why[1:]}.")
        else:
            self.folder = str(Path(path).parent)
            text = tr("Saved {file}.", file=shown_name(Path(path)))
            self._document.message.emit("note", text)

    def ask_place(self, name: str, kind: str, suffix: str) -> str:
        """Ask where to write a file that takes a while to make; empty if the user cancels.

        Args:
            name: the suggested name, without extension.
            kind: what Qt's file dialog shows, such as "WebP (*.webp)".
            suffix: the extension, which is added if another one was typed.
        """
        first = Path(self.folder, f"{name}{suffix}")
        path, _ = self.ask_export(str(first), [kind], self._window)
        if not path:
            return ""
        self.folder = str(Path(path).parent)
        return path if Path(path).suffix.lower() == suffix else f"{path}{suffix}"

    def may_discard(self) -> bool:
        """Whether the experiment may be closed: unchanged, saved now, or discarded.

        A changed shipped scenario is kept without a question: under Recent, and by undo.
        """
        finish_typing()
        self.before_other()
        if not self._document.modified or not self._document.path:
            return True
        answer = self.ask_unsaved(self.name, self._window)
        if answer == ReplyButton.Save:
            return self.save()
        return answer == ReplyButton.Discard

    @Slot(object)
    def _offer(self, path: str) -> None:
        """Show a preview of a table, which is used if the user agrees."""
        from ui.dialogs.table import TableDialog

        data = self._document.experiment.data
        choices = data.choices if data.path == path else GUESSED
        dialog = TableDialog(path, choices, self._tables, self._document.use_table, self._window)
        dialog.rejected.connect(lambda: self._document.kept.emit(self._document.experiment))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object, tuple)
    def _outside(self, path: str, tables: tuple[str, ...]) -> None:
        if self.ask_outside(tables, self._window):
            self._document.agree(*tables)
            self.open_path(path)

    @Slot(str, str)
    def _refused(self, path: str, text: str) -> None:
        _show(faults.refused_dialog(path, text, self._window))

    @Slot(str, str)
    def _unsaved(self, path: str, text: str) -> None:
        _show(faults.not_saved_dialog(path, text, self._window))


def _show(dialog: TextDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


@contextmanager
def _busy() -> Iterator[None]:
    """Show a waiting pointer: a picture with many pixels takes a second or more."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()
