"""Lessons in the window: opens and leaves them, keeps the progress, and shows the contents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.exchange.lessons import LessonState, Vote
from ui.exchange.shown import Shown
from ui.shell.votes import closed, counted, opened
from ui.widgets.plain import set_tooltip
from ui.window.announcer import announce
from vgsim.words.language import tr

if TYPE_CHECKING:  # lessons are imported when the first one is wanted
    from ui.session.challenge import ChallengeCheck
    from ui.session.course import Course
    from ui.session.session import Session
    from ui.shell.documents import Documents
    from ui.window.mainwindow import MainWindow
    from vgsim.teach.keys import Answer
    from vgsim.teach.progress import LessonProgress

NONE = LessonState()


class Lessons(QObject):
    """Implements `ui.exchange.lessons.LessonRequests`."""

    def __init__(
        self,
        session: Session,
        documents: Documents,
        window: MainWindow,
        show_title: Callable[[str], object],
    ) -> None:
        """`show_title` shows the title of the lesson that is open, or that none is."""
        super().__init__(window)
        self._session, self._window, self._show_title = session, window, show_title
        self._course: Course | None = None
        self._challenge: ChallengeCheck | None = None
        self._progress: LessonProgress | None = None
        self._answered = False  # whether the answer of the step has been announced
        self._announced: tuple[str | None, int] = (None, -1)  # the step that was announced
        documents.before_other = self.leave
        self._allow_leaving()

    @property
    def course(self) -> Course:
        """What leads through lessons; made for the first one."""
        if self._course is None:
            from ui.session.challenge import ChallengeCheck
            from ui.session.course import Course

            self._course = Course(self._session)
            self._challenge = ChallengeCheck(self._session, self._course)
            place = self._window.lesson
            self._course.entered.connect(place.remember)
            self._course.left.connect(place.restore)
            self._course.changed.connect(self._follow)
        return self._course

    @property
    def state(self) -> LessonState:
        """The lesson that is open."""
        return self._course.state if self._course is not None else NONE

    # opening and leaving

    @property
    def open(self) -> bool:
        return self.state.lesson is not None

    @property
    def progress(self) -> LessonProgress:
        """What was seen of all lessons; read from the disk when it is first needed."""
        if self._progress is None:
            from vgsim.teach.places import progress_path
            from vgsim.teach.progress import load_progress

            self._progress, complaint = load_progress(progress_path())
            if complaint:
                self._session.document.message.emit("note", complaint)
        return self._progress

    def open_named(self, name: str) -> None:
        """Open a lesson by its name, or say that there is none."""
        from vgsim.teach.library import bundled, path_of
        from vgsim.teach.places import lessons_folder

        path = path_of(name, lessons_folder())
        if path is None:
            known = ", ".join(each.stem for each in bundled())
            text = tr("There is no lesson {name}. There are: {names}.", name=name, names=known)
            self._session.document.message.emit("bad", text)
            return
        self.open_path(path)

    def open_path(self, path: Path, index: int | None = None) -> None:
        """Open a lesson's file where it was left, or at a step; a file with faults is not opened.

        Args:
            path: the file.
            index: the step from 0; None: where it was left.
        """
        from vgsim.describe.errors import SpecError
        from vgsim.files.scenario import ScenarioError
        from vgsim.teach.library import open_lesson

        try:
            lesson = open_lesson(path)
        except (ScenarioError, SpecError) as error:
            from ui.dialogs.faults import refused_dialog

            dialog = refused_dialog(str(path), str(error), self._window)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()
            return
        seen = self.progress.of(lesson.name)
        if index is None:
            index = 0 if seen.done or seen.last >= len(lesson.steps) else seen.last
        self.course.begin(lesson, index)
        self._window.rest()

    def browse(self) -> None:
        from ui.dialogs.lessons import LessonContents
        from vgsim.teach.library import entries
        from vgsim.teach.places import lessons_folder

        folder = lessons_folder()
        dialog = LessonContents(self._window, entries(folder), self.progress, folder)
        dialog.picked.connect(self.open_path)
        dialog.cleared.connect(self._clear)
        dialog.wanted.connect(self.new_from_here)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def page(self, direction: int) -> None:
        if not self.open:
            self._session.player.step_phase(direction)
        else:
            self.course.go(self.state.index + direction)

    def finish(self) -> None:
        lesson, state = self.state.lesson, self.state
        if lesson is not None:
            self._note(lesson.name, state.index, done=lesson.challenge is None)
            self.leave()
            self.browse()

    def leave(self) -> None:
        if self.open:
            self.course.leave()
            self._window.rest()

    def new_from_here(self) -> None:
        from ui.shell.lesson_files import write_lesson

        severity, sentence = write_lesson(self._session, self._window.stage.shown)
        self._session.document.message.emit(severity, sentence)

    # the step

    def show_again(self) -> None:
        self.course.show_again()

    def predict(self, answer: Answer) -> None:
        self.course.predict(answer)

    def choose(self, item: int) -> None:
        if self.state.stage == "ask":
            self.course.update(chosen=item)

    def change_mind(self) -> None:
        self.course.change_mind()

    def skip(self) -> None:
        self.course.skip()

    def start_run(self) -> None:
        self.course.start_run()

    def show_answer(self) -> None:
        self.course.show_answer()

    def show_attempt(self, option: int) -> None:
        self.course.show_attempt(option)

    def open_vote(self) -> None:
        question = self.state.question
        if question is not None:
            self._vote(opened(self.state.vote, len(question.options or question.items)))

    def count_hand(self, option: int, by: int) -> None:
        self._vote(counted(self.state.vote, option, by))

    def close_vote(self) -> None:
        self._vote(closed(self.state.vote))

    def _vote(self, vote: Vote) -> None:
        if self.open:
            self.course.update(vote=vote)

    def check_goal(self) -> None:
        if self._challenge is not None:
            self._challenge.check()

    def show_hint(self) -> None:
        if self._challenge is not None:
            self._challenge.show_hint()

    def show_solution(self, index: int) -> None:
        if self._challenge is not None:
            self._challenge.show_solution(index)

    def point(self, index: int) -> None:
        self._window.lesson.rings.point(index)

    # what follows

    def _allow_leaving(self) -> None:
        action = self._window.actions_by_id["leave_lesson"]
        action.setEnabled(self.open)
        set_tooltip(action, action.statusTip() if self.open else tr("No lesson is open"))

    @Slot(object)
    def _follow(self, state: LessonState) -> None:
        """Show the state in the window, say the new step aloud, and note the progress."""
        self._window.hub.show_news(Shown(lesson=state))
        self._show_title(state.lesson.title if state.lesson is not None else "")
        self._window.lesson.show(state)
        self._allow_leaving()
        self._announce_answer(state)
        now = (state.lesson.name if state.lesson is not None else None), state.index
        if state.lesson is None or now == self._announced:
            self._announced = now
            self._note_solved(state)
            return
        self._announced = now
        self._note(state.lesson.name, state.index)
        step = state.step
        from vgsim.teach.prose import plain_text

        title = plain_text(step.title) if step is not None else state.lesson.title
        self._window.lesson.rings.follow()
        announce(self._window, f"{title}. {self._window.lesson.rings.words()}")

    def _announce_answer(self, state: LessonState) -> None:
        """Say aloud what the run gave, once."""
        key = state.measured.key if state.measured is not None else None
        known = state.stage == "answered" and key is not None
        if known and not self._answered and state.question is not None and key is not None:
            from ui.panels.lesson.result import right_words

            words = right_words(state.question, key)
            announce(self._window, tr("The run shows: {answer}", answer=words))
        self._answered = known

    def _note_solved(self, state: LessonState) -> None:
        lesson, tried = state.lesson, state.tried
        reached = tried is not None and tried.reached
        if lesson is not None and reached and not self.progress.of(lesson.name).done:
            self._note(lesson.name, state.index, done=True)

    def _note(self, name: str, step: int, *, done: bool = False) -> None:
        from vgsim.teach.places import progress_path
        from vgsim.teach.progress import save_progress

        self._progress = self.progress.at(name, step, done=done)
        save_progress(progress_path(), self._progress)

    @Slot()
    def _clear(self) -> None:
        from vgsim.teach.places import progress_path
        from vgsim.teach.progress import LessonProgress, clear_progress

        self._progress = LessonProgress()
        clear_progress(progress_path())
