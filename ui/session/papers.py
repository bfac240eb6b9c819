"""Documents that were replaced by others; undo leads back to them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vgsim.describe.about import About
from vgsim.describe.history import History
from vgsim.describe.spec import Experiment

KEPT = 20  # documents


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: its experiment with all versions, and where it came from."""

    history: History
    opened: Experiment
    saved: Experiment
    path: str
    about: About

    @property
    def touched(self) -> bool:
        """Whether there is anything to come back for."""
        return bool(self.history.past)


@dataclass(frozen=True, slots=True)
class Papers:
    """The documents before and after the present one, nearest last."""

    earlier: tuple[Paper, ...] = ()
    later: tuple[Paper, ...] = ()

    def replaced(self, present: Paper) -> Papers:
        """The present document was replaced; an untouched one is not worth coming back to."""
        present = replace(present, history=replace(present.history, future=()))
        earlier = (*self.earlier, present) if present.touched else self.earlier
        return Papers(earlier[-KEPT:])

    def back(self, present: Paper) -> tuple[Paper, Papers]:
        """The document before the present one."""
        return self.earlier[-1], Papers(self.earlier[:-1], (*self.later, present))

    def forth(self, present: Paper) -> tuple[Paper, Papers]:
        """The document after the present one."""
        return self.later[-1], Papers((*self.earlier, present), self.later[:-1])


@dataclass(frozen=True, slots=True)
class Shelf:
    """A document laid aside together with all documents that undo and redo lead to."""

    paper: Paper
    papers: Papers
