"""A stack of documents that were replaced by others, so that undo can return to them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vgsim.describe.about import About
from vgsim.describe.history import History
from vgsim.describe.spec import Experiment

KEPT = 20  # documents


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document: its experiment with the undo history, and its file."""

    history: History
    opened: Experiment
    saved: Experiment
    path: str
    about: About

    @property
    def touched(self) -> bool:
        """Whether it was changed, so that returning to it is useful."""
        return bool(self.history.past)


@dataclass(frozen=True, slots=True)
class DocumentStack:
    """The documents opened before and after the current one, nearest last."""

    earlier: tuple[StoredDocument, ...] = ()
    later: tuple[StoredDocument, ...] = ()

    def replaced(self, present: StoredDocument, *, keep: bool = False) -> DocumentStack:
        """The stack after the current document was replaced.

        That is kept only if it was changed, or if `keep` is set.
        """
        present = replace(present, history=replace(present.history, future=()))
        earlier = (*self.earlier, present) if keep or present.touched else self.earlier
        return DocumentStack(earlier[-KEPT:])

    def back(self, present: StoredDocument) -> tuple[StoredDocument, DocumentStack]:
        """The previous document, and the stack after returning to it."""
        return self.earlier[-1], DocumentStack(self.earlier[:-1], (*self.later, present))

    def forth(self, present: StoredDocument) -> tuple[StoredDocument, DocumentStack]:
        """The next document, and the stack after going to it."""
        return self.later[-1], DocumentStack((*self.earlier, present), self.later[:-1])


@dataclass(frozen=True, slots=True)
class SavedDocuments:
    """A document that was set aside, together with all documents that undo and redo lead to."""

    document: StoredDocument
    others: DocumentStack
