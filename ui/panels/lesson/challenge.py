"""A challenge: its goal, what may be changed, the check by running, hints, and solutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.exchange.lessons import LessonRequests, LessonState
from ui.look.theme import Theme
from ui.panels.lesson.claims import Sentence
from ui.panels.lesson.text import plain_of, runs_of
from ui.widgets.discard import discard
from ui.widgets.plain import button_text, set_tooltip
from ui.widgets.prose import Prose
from vgsim.describe.fields import field_of
from vgsim.words.language import tr

if TYPE_CHECKING:
    from vgsim.teach.lesson import Challenge
    from vgsim.teach.live import Attempt

CHECK = tr("Run the networks and see whether the goal is reached")


class ChallengeView(QWidget):
    """Shows the challenge of a lesson; the experiment is changed with the usual controls."""

    def __init__(self, lessons: LessonRequests) -> None:
        super().__init__()
        self._lessons = lessons
        self._theme: Theme | None = None
        self._shown: object = None
        self._away = False  # whether the check had the keyboard focus before it was disabled
        self._made: list[QWidget] = []
        self.solutions: list[QPushButton] = []
        self.goal, self.allowed, self.status = Prose(), Prose("muted"), Prose()
        self.check = QPushButton(tr("Check"))
        self.check.setProperty("role", "primary")
        set_tooltip(self.check, CHECK)
        self.hint = QPushButton(tr("Hint"))
        set_tooltip(self.hint, tr("Show one more hint"))
        self.show_solutions = QPushButton(tr("Solutions"))
        set_tooltip(self.show_solutions, tr("Show other ways to reach the goal and what they cost"))
        self.check.clicked.connect(lambda: lessons.check_goal())
        self.hint.clicked.connect(lambda: lessons.show_hint())
        self.show_solutions.clicked.connect(lambda: lessons.show_solution(0))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.goal, self.allowed):
            self._column.addWidget(widget)
        row = QHBoxLayout()
        self._column.addLayout(row)
        for button in (self.check, self.hint, self.show_solutions):
            row.addWidget(button)
        row.addStretch(1)
        self._column.addWidget(self.status)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setSpacing(theme.spacing)
        for part in (self.goal, self.allowed, self.status):
            part.show_theme(theme)
        for widget in self._made:
            if isinstance(widget, Prose | Sentence):
                widget.show_theme(theme)

    def show_state(self, state: LessonState) -> None:
        """Show the challenge if it is this state's step."""
        challenge = state.lesson.challenge if state.lesson is not None else None
        self.setVisible(state.in_challenge)
        if challenge is None or not state.in_challenge:
            return
        drawn = state.measured is not None and state.measured.drawn
        now = challenge, drawn, state.tried, state.checking, state.hints, state.solved
        if now == self._shown:
            return
        self._shown = now
        goal = tr("The goal: {goal}", goal=challenge.say)
        self.goal.show_text(runs_of(goal, drawn=drawn))
        self.allowed.show_text(plain_of(allowed_words(challenge)))
        reached = state.tried is not None and state.tried.reached
        self._allow_check(not state.checking)
        set_tooltip(self.check, tr("The networks are being run") if state.checking else CHECK)
        self.hint.setVisible(state.hints < len(challenge.hints) and not reached)
        self.show_solutions.setVisible((reached or state.hints > 0) and not state.solved)
        self.status.show_text(plain_of(_status(state.tried, checking=state.checking)))
        discard(self._column, self._made)
        self._made, self.solutions = [], []
        if state.tried is not None:
            self._made += [Sentence(each.text, each.true) for each in state.tried.numbers]
        for hint in challenge.hints[: state.hints]:
            self._prose(tr("Hint: {hint}", hint=hint), drawn=drawn)
        if state.solved:
            self._show_solutions(challenge, drawn=drawn)
        for widget in self._made:
            self._column.addWidget(widget)
        if self._theme is not None:
            self.show_theme(self._theme)

    def _allow_check(self, allowed: bool) -> None:
        """Enable or disable the check. It keeps the keyboard focus, unless the user moves that."""
        focused = self.check.hasFocus()
        self.check.setEnabled(allowed)
        there = QApplication.focusWidget()
        if focused and not allowed and there is not None:
            there.clearFocus()  # Qt chose the next button, such as the one that leaves the lesson
        elif allowed and self._away and there is None:
            self.check.setFocus()
        self._away = (focused or self._away) and not allowed

    def _show_solutions(self, challenge: Challenge, *, drawn: bool) -> None:
        for index, solution in enumerate(challenge.solutions):
            button = QPushButton(button_text(solution.title))
            set_tooltip(button, tr("Set the experiment to this solution"))
            button.clicked.connect(self._showing(index))
            self.solutions.append(button)
            self._made.append(button)
            if solution.cost:
                self._prose(tr("What it costs: {cost}", cost=solution.cost), drawn=drawn)

    @property
    def newest(self) -> QWidget:
        """What was added last: the first of the solutions, a hint, or the result."""
        if self.solutions:
            return self.solutions[0]
        return self._made[-1] if self._made else self.status

    def _showing(self, index: int) -> object:
        return lambda: self._lessons.show_solution(index)

    def _prose(self, text: str, *, drawn: bool) -> None:
        prose = Prose()
        prose.show_text(runs_of(text, drawn=drawn))
        self._made.append(prose)


def allowed_words(challenge: Challenge) -> str:
    """What may be changed, in the words of the controls."""
    names = ", ".join(dict.fromkeys(map(_label, challenge.allowed)))
    return tr(
        "You may change at most %n of these settings: {settings}. The goal has to be reached "
        "after {updates} updates.",
        "", challenge.at_most, settings=names, updates=challenge.scene.updates,
    )  # fmt: skip


def _label(path: str) -> str:
    """The label of a setting; of a whole group its name."""
    try:
        return field_of(path).label
    except (KeyError, IndexError):
        groups = {
            "network": tr("all settings of the network"), "data": tr("all settings of the data"),
            "training": tr("all settings of training"),
        }  # fmt: skip
        return groups.get(path.rpartition(".")[2], tr("all settings of the network"))


def _status(tried: Attempt | None, *, checking: bool) -> str:
    if checking:
        return tr("The networks are running …")
    if tried is None:
        return ""
    if tried.fault:
        return tried.fault
    if tried.reached:
        return tr("✓ Reached, with %n changed setting(s).", "", len(tried.changes))
    return tr("✕ Not reached yet.")
