"""Undo and redo: all versions of the experiment, as values."""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.describe.spec import Experiment

KEPT = 1000  # undo steps


@dataclass(frozen=True, slots=True)
class History:
    """`past` and `future` hold (experiment, label of the change away from it), nearest last."""

    present: Experiment
    past: tuple[tuple[Experiment, str], ...] = ()
    future: tuple[tuple[Experiment, str], ...] = ()
    merge_key: str | None = None  # of the newest change; a drag has one key

    def push(self, experiment: Experiment, label: str, merge_key: str | None = None) -> History:
        """Record a change. Successive changes with the same merge key are one undo step."""
        if experiment == self.present:
            return self
        if self.merges(merge_key):
            return History(experiment, self.past, (), merge_key)
        past = (*self.past, (self.present, label))[-KEPT:]
        return History(experiment, past, (), merge_key)

    def merges(self, merge_key: str | None) -> bool:
        """Whether a change with this key would be merged with the last one."""
        return merge_key is not None and merge_key == self.merge_key and bool(self.past)

    @property
    def undo_label(self) -> str:
        """Label of the change that `undo` would revert; empty if there is none."""
        return self.past[-1][1] if self.past else ""

    @property
    def redo_label(self) -> str:
        """Label of the change that `redo` would restore; empty if there is none."""
        return self.future[-1][1] if self.future else ""

    def undo(self) -> History:
        """The history before the last change; unchanged if there is none."""
        if not self.past:
            return self
        experiment, label = self.past[-1]
        return History(experiment, self.past[:-1], (*self.future, (self.present, label)))

    def redo(self) -> History:
        """The history after the next change; unchanged if there is none."""
        if not self.future:
            return self
        experiment, label = self.future[-1]
        return History(experiment, (*self.past, (self.present, label)), self.future[:-1])
