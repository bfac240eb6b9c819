"""Undo and redo: within a document, and back to documents that were replaced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ui.session.document_stack import DocumentStack, SavedDocuments, StoredDocument
from ui.settings import MOST_TABLES
from vgsim.describe.about import About
from vgsim.describe.edit_lane import with_new_identities
from vgsim.describe.history import History
from vgsim.describe.spec import Experiment
from vgsim.words.language import tr


class Undoable(QObject):
    """Holds an experiment with its history, and the documents that were open before it."""

    changed = Signal(object)  # Experiment: a new one is to be computed
    loaded = Signal()  # another document was loaded; `changed` has already been emitted
    history_changed = Signal()
    message = Signal(str, str)  # severity ("bad", "note", "" to clear), one sentence

    def __init__(self, experiment: Experiment, about: About, parent: QObject) -> None:
        super().__init__(parent)
        self.opened = self.saved = with_new_identities(experiment)
        self.history = History(self.opened)
        self.path = ""
        self.about = about
        self.agreed: tuple[str, ...] = ()  # tables the user allowed to be read, in any folder
        self.aside = False  # a lesson is open, whose experiments are not the user's work
        self._documents = DocumentStack()

    @property
    def experiment(self) -> Experiment:
        """The experiment with all changes that were not undone."""
        return self.history.present

    @property
    def modified(self) -> bool:
        """Whether the experiment differs from what was opened or saved last."""
        return self.experiment != self.saved

    @property
    def undo_label(self) -> str:
        """Label of the change that `undo` would revert; empty if there is none."""
        replaced = tr("open another experiment") if self._documents.earlier else ""
        return self.history.undo_label or replaced

    @property
    def redo_label(self) -> str:
        """Label of the change that `redo` would restore; empty if there is none."""
        replaced = tr("open another experiment") if self._documents.later else ""
        return self.history.redo_label or replaced

    def undo(self) -> None:
        """Revert the last change; before the first one, reopen the document that was replaced."""
        if not self.history.past and self._documents.earlier:
            self._exchange(*self._documents.back(self._stored()))
        else:
            self._adopt(self.history.undo())

    def redo(self) -> None:
        """Restore what was undone last: a change or, after the last one, the next document."""
        if not self.history.future and self._documents.later:
            self._exchange(*self._documents.forth(self._stored()))
        else:
            self._adopt(self.history.redo())

    def reset(self) -> None:
        """Return to the experiment as it was opened; can be undone."""
        self._push(self.opened, tr("reset"))

    def back_to(self, good: Experiment) -> None:
        """Revert to the last experiment that could be computed."""
        if good != self.experiment:
            undone = self.history.undo()
            if undone.present == good:
                self._adopt(undone)
            else:
                self._push(good, tr("undo a change"))

    def agree(self, *tables: str) -> None:
        """Allow these tables to be read for any file; the newest come first."""
        known = (*(str(Path(each)) for each in tables), *self.agreed)
        self.agreed = tuple(dict.fromkeys(known))[:MOST_TABLES]

    def load(
        self, experiment: Experiment, path: str = "", about: About | None = None, *,
        keep: bool = False,
    ) -> None:  # fmt: skip
        """Replace the document with another experiment, and allow its tables.

        Undo leads back to the document that was replaced, if it was changed or `keep` is set.
        """
        data = (experiment.data, *(lane.data for lane in experiment.lanes))
        self.agree(*(each.path for each in data if each is not None and each.path))
        opened = with_new_identities(experiment)
        stored = StoredDocument(History(opened), opened, opened, path, about or About())
        self._exchange(stored, self._documents.replaced(self._stored(), keep=keep))

    def set_documents_aside(self, experiment: Experiment, about: About) -> SavedDocuments:
        """Replace everything with another experiment; `restore_documents` restores it."""
        saved, self.aside = SavedDocuments(self._stored(), self._documents), True
        opened = with_new_identities(experiment)
        self._exchange(StoredDocument(History(opened), opened, opened, "", about), DocumentStack())
        return saved

    def restore_documents(self, saved: SavedDocuments) -> None:
        """Restore what was set aside, with everything that can be undone and redone."""
        self.aside = False
        self._exchange(saved.document, saved.others)

    def keep_reachable(self, saved: SavedDocuments) -> None:
        """Let undo lead back to what was set aside, instead of to the present documents."""
        self._documents, self.aside = saved.others.replaced(saved.document), False
        self.history_changed.emit()

    def _push(self, experiment: Experiment, label: str, merge_key: str | None = None) -> None:
        """Adopt a change."""
        self._documents = replace(self._documents, later=())
        self._adopt(self.history.push(experiment, label, merge_key))

    def _stored(self) -> StoredDocument:
        """The current document, to store."""
        return StoredDocument(self.history, self.opened, self.saved, self.path, self.about)

    def _exchange(self, stored: StoredDocument, documents: DocumentStack) -> None:
        """Replace this document by another one."""
        self._documents = documents
        self.opened, self.saved = stored.opened, stored.saved
        self.path, self.about = stored.path, stored.about
        self._adopt(stored.history)
        self.loaded.emit()

    def _adopt(self, history: History) -> None:
        if history is not self.history:
            self.history = history
            self.message.emit("", "")
            self.changed.emit(self.experiment)
            self.history_changed.emit()
