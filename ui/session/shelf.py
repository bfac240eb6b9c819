"""What is laid aside while a lesson is open, and how it is brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.session.document_stack import Shelf
    from ui.session.session import Session
    from vgsim.compute.traces.trace import Watch
    from vgsim.describe.about import About
    from vgsim.describe.goal import Goal
    from vgsim.describe.spec import Experiment
    from vgsim.play.playback import Playback


@dataclass(frozen=True, slots=True)
class Desk:
    """The documents, and what of them was on the screen."""

    shelf: Shelf
    watch: Watch
    playback: Playback
    step: int
    goal: Goal
    results_shown: bool

    def bring_back(self, session: Session) -> None:
        """Restore everything; the networks are trained again up to where they were."""
        session.document.bring_back(self.shelf)
        session.viewer.restore(self.watch)
        if self.step:
            session.dispatcher.go(self.step)
        if self.results_shown:
            session.results.skip()
        session.player.restore(self.playback)


def laid_aside(session: Session, experiment: Experiment, about: About) -> Desk:
    """Lay everything aside, and open another experiment instead."""
    session.learner.run(False)
    watch, playback = session.viewer.watch, session.player.playback
    step, goal = session.player.step, session.learner.goal
    results_shown = session.results.shown
    shelf = session.document.lay_aside(experiment, about)
    return Desk(shelf, watch, playback, step, goal, results_shown)


def cleared(session: Session) -> None:
    """Allow and show again what a lesson had locked and hidden."""
    session.learner.locked = session.player.locked = False
    session.learner.run(False)
    session.results.set_held(False)
