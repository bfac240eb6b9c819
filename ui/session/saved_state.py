"""Saves the state of the session while a lesson is open, and restores it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.session.document_stack import SavedDocuments
    from ui.session.session import Session
    from vgsim.compute.traces.trace import Watch
    from vgsim.describe.about import About
    from vgsim.describe.goal import Goal
    from vgsim.describe.spec import Experiment
    from vgsim.play.playback import Playback


@dataclass(frozen=True, slots=True)
class SavedState:
    """The documents, and what was shown of them."""

    documents: SavedDocuments
    watch: Watch
    playback: Playback
    step: int
    goal: Goal
    results_shown: bool

    def restore(self, session: Session) -> None:
        """Restore everything; the networks are those that were set aside, as they had learned."""
        session.dispatcher.set_lesson(False)
        session.document.restore_documents(self.documents)
        session.viewer.restore(self.watch)
        if self.step:
            session.dispatcher.go(self.step)
        if self.results_shown:
            session.results.skip()
        session.player.restore(self.playback)


def save_state(session: Session, experiment: Experiment, about: About) -> SavedState:
    """Save everything, and open another experiment instead."""
    session.learner.run(False)
    watch, playback = session.viewer.watch, session.player.playback
    step, goal = session.player.step, session.learner.goal
    results_shown = session.results.shown
    session.dispatcher.set_lesson(True)
    documents = session.document.set_documents_aside(experiment, about)
    return SavedState(documents, watch, playback, step, goal, results_shown)


def unlock(session: Session) -> None:
    """Unlock and show what a lesson locked and hid."""
    session.learner.locked = session.player.locked = False
    session.learner.run(False)
    session.results.set_held(False)
