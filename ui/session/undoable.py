"""Undo and redo: within a document, and back to documents that were replaced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ui.session.papers import Paper, Papers, Shelf
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
    message = Signal(str, str)  # severity, one sentence

    def __init__(self, experiment: Experiment, about: About, parent: QObject) -> None:
        super().__init__(parent)
        self.opened = self.saved = with_new_identities(experiment)
        self.history = History(self.opened)
        self.path = ""
        self.about = about
        self.agreed: tuple[str, ...] = ()  # tables the user allowed to be read, in any folder
        self._papers = Papers()

    @property
    def experiment(self) -> Experiment:
        return self.history.present

    @property
    def modified(self) -> bool:
        return self.experiment != self.saved

    @property
    def undo_label(self) -> str:
        """What `undo` would take back; empty if there is nothing."""
        replaced = tr("open another experiment") if self._papers.earlier else ""
        return self.history.undo_label or replaced

    @property
    def redo_label(self) -> str:
        """What `redo` would do again; empty if there is nothing."""
        replaced = tr("open another experiment") if self._papers.later else ""
        return self.history.redo_label or replaced

    def undo(self) -> None:
        if not self.history.past and self._papers.earlier:
            self._exchange(*self._papers.back(self._paper()))
        else:
            self._adopt(self.history.undo())

    def redo(self) -> None:
        if not self.history.future and self._papers.later:
            self._exchange(*self._papers.forth(self._paper()))
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
        """Allow these tables to be read, whichever file names them; the newest come first."""
        known = (*(str(Path(each)) for each in tables), *self.agreed)
        self.agreed = tuple(dict.fromkeys(known))[:MOST_TABLES]

    def load(self, experiment: Experiment, path: str = "", about: About | None = None) -> None:
        """Replace the document with another experiment, and allow its tables.

        Undo leads back to the document that was replaced, if it was changed.
        """
        data = (experiment.data, *(lane.data for lane in experiment.lanes))
        self.agree(*(each.path for each in data if each is not None and each.path))
        opened = with_new_identities(experiment)
        paper = Paper(History(opened), opened, opened, path, about or About())
        self._exchange(paper, self._papers.replaced(self._paper()))

    def lay_aside(self, experiment: Experiment, about: About) -> Shelf:
        """Replace everything with another experiment; `bring_back` restores it."""
        shelf = Shelf(self._paper(), self._papers)
        opened = with_new_identities(experiment)
        self._exchange(Paper(History(opened), opened, opened, "", about), Papers())
        return shelf

    def bring_back(self, shelf: Shelf) -> None:
        """Restore what was laid aside, with everything that can be undone and redone."""
        self._exchange(shelf.paper, shelf.papers)

    def keep_reachable(self, shelf: Shelf) -> None:
        """Let undo lead back to what was laid aside, instead of to the present documents."""
        self._papers = shelf.papers.replaced(shelf.paper)
        self.history_changed.emit()

    def _push(self, experiment: Experiment, label: str, merge_key: str | None = None) -> None:
        """Adopt a change."""
        self._papers = replace(self._papers, later=())
        self._adopt(self.history.push(experiment, label, merge_key))

    def _paper(self) -> Paper:
        """The document as it is now."""
        return Paper(self.history, self.opened, self.saved, self.path, self.about)

    def _exchange(self, paper: Paper, papers: Papers) -> None:
        """Put another document in place of this one."""
        self._papers = papers
        self.opened, self.saved = paper.opened, paper.saved
        self.path, self.about = paper.path, paper.about
        self._adopt(paper.history)
        self.loaded.emit()

    def _adopt(self, history: History) -> None:
        if history is not self.history:
            self.history = history
            self.message.emit("", "")
            self.changed.emit(self.experiment)
            self.history_changed.emit()
