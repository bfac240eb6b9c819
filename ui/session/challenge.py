"""Checks whether the experiment reaches the goal of a challenge, in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.worker.study import Study
from vgsim.teach.live import attempted
from vgsim.teach.runs import Runs

if TYPE_CHECKING:
    from ui.exchange.progress import Progress
    from ui.session.course import Course
    from ui.session.session import Session
    from vgsim.teach.lesson import Challenge


class ChallengeCheck(QObject):
    """The checks, hints and solutions of the challenge that is open."""

    def __init__(self, session: Session, course: Course) -> None:
        super().__init__(session)
        self._session, self._course = session, course
        self._checking: Challenge | None = None  # the challenge of the newest check
        self._study = Study("challenge", self)
        session.studies.also_close(self._study)
        self._study.progressed.connect(self._checked)
        course.left.connect(self._study.stop)

    @property
    def _challenge(self) -> Challenge | None:
        lesson = self._course.state.lesson
        return lesson.challenge if lesson is not None else None

    def check(self) -> None:
        """Check whether the goal is reached."""
        challenge, experiment = self._challenge, self._session.experiment
        if challenge is not None:
            runs = Runs(self._session.studies.kernels, patient=False)
            self._checking = challenge
            self._course.update(checking=True)
            self._study.begin(lambda stopped: attempted(challenge, experiment, runs, stopped))

    def show_hint(self) -> None:
        """Show one more hint."""
        if self._challenge is not None:
            self._course.update(hints=self._course.state.hints + 1)

    def show_solution(self, index: int) -> None:
        """Show all solutions, and set the experiment to one of them."""
        if self._challenge is not None:
            self._course.update(solved=True, tried=None)
            self._course.show_scene(self._challenge.solutions[index].scene)

    @Slot(object)
    def _checked(self, progress: Progress) -> None:
        if progress.error is not None:
            raise progress.error
        # the last news of a challenge that was left can come when another one is open
        if progress.over and self._checking is not None and self._checking is self._challenge:
            self._course.update(checking=False, tried=progress.picture)
