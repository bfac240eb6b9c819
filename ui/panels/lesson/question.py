"""A question: the prediction, the run that it unlocks, and what was right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.exchange.lessons import LessonState
from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.lesson.fields import LayerAnswer, NumberAnswer
from ui.panels.lesson.options import Options
from ui.panels.lesson.order import Order
from ui.panels.lesson.result import AnswerFeedback
from ui.panels.lesson.sketch import Sketch
from ui.panels.lesson.text import plain_of, runs_of
from ui.panels.lesson.vote import VoteView
from ui.widgets.discard import discard
from ui.widgets.flow import Flow
from ui.widgets.plain import set_tooltip
from ui.widgets.prose import Prose
from ui.widgets.push_button import push_button
from vgsim.teach.prose import plain_text
from vgsim.teach.quantities import QUANTITIES
from vgsim.words.language import tr

if TYPE_CHECKING:
    from vgsim.compute.traces.trace import Watch
    from vgsim.describe.spec import Experiment
    from vgsim.teach.lesson import Question

AnswerField = Options | Order | Sketch | NumberAnswer | LayerAnswer
NOW = tr("Do not wait for the end of the run")
VOTED = ("choice", "choices", "curve")  # kinds whose options hands are raised for


class QuestionView(QWidget):
    """Asks the question of one step, in the state that the lesson is in."""

    def __init__(self, requests: Requests) -> None:
        super().__init__()
        self._requests = requests
        self._question: Question | None = None
        self._drawn: tuple[object, bool] | None = None
        self._state = LessonState()
        self._theme: Theme | None = None
        self.field: AnswerField | None = None
        self.brief = False  # show only the result when there is one, for a projector
        self._watch: Watch | None = None
        self.experiment: Experiment | None = None  # on the screen
        lessons = requests.lessons
        self.ask, self.status = Prose(), Prose("muted")
        self.predict = push_button(tr("This is my prediction"), "", "primary")
        self.run = push_button(tr("Run"), tr("Let the networks show what happens"), "primary")
        self.skip = push_button(tr("Skip"), tr("For teachers: run without a prediction"))
        self.again = push_button(tr("Change it"), tr("Choose another answer before the run"))
        self.now = push_button(tr("Show the answer now"), NOW)
        self.hint = push_button(tr("Hint"), tr("Show a hint"))
        self._hinted = False  # whether the hint is shown
        self.hint.clicked.connect(self._show_hint)
        self.predict.clicked.connect(self._predict)
        self.run.clicked.connect(lambda: lessons.start_run())
        self.skip.clicked.connect(lambda: lessons.skip())
        self.again.clicked.connect(lambda: lessons.change_mind())
        self.now.clicked.connect(lambda: lessons.show_answer())
        self.vote, self.result = VoteView(lessons), AnswerFeedback(lessons)
        self.bar = Flow()  # the buttons, which are to be reached without scrolling
        self._apart = False  # whether they are shown apart from the question
        self._buttons = (
            self.predict, self.run, self.again, self.hint, self.skip, self.now, *self.vote.buttons,
        )  # fmt: skip
        for button in self._buttons:
            self.bar.add(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.ask)
        self._column.addWidget(self.status)
        self._column.addWidget(self.bar)
        self._column.addWidget(self.vote)
        self._column.addWidget(self.result)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setSpacing(theme.spacing)
        self._fit_bar()
        for part in (self.ask, self.status, self.vote, self.result):
            part.show_theme(theme)
        if self.field is not None:
            self.field.show_theme(theme)

    def give_bar(self) -> QWidget:
        """Give the buttons away: they are shown where nothing scrolls."""
        self._column.removeWidget(self.bar)
        self._apart = True
        self._fit_bar()
        return self.bar

    def take_bar(self) -> None:
        """Show the buttons below the answers again."""
        self._column.insertWidget(self._column.indexOf(self.status) + 1, self.bar)
        self._apart = False
        self._fit_bar()

    def _fit_bar(self) -> None:
        spacing = self._theme.spacing if self._theme is not None else 0
        side = spacing if self._apart else 0
        self.bar.set_distances(spacing // 2, QMargins(side, side // 2, side, 0))

    def arrange(self, width: int) -> None:
        """Arrange the answers for a width: above the stage, short ones in pairs."""
        if isinstance(self.field, Options):
            self.field.show_width(width, pairs=self.brief)

    def show_watch(self, watch: Watch) -> None:
        """Take over the layer, or the network, that was clicked in the picture."""
        before, self._watch = self._watch, watch
        if before is None or self._state.stage != "ask" or _spot(before) == _spot(watch):
            return
        if isinstance(self.field, LayerAnswer):
            self.field.show_clicked(watch.layer)
        elif self._question is not None and self._question.kind == "curve":
            self._choose_lane(self._question, watch.lane)

    def _choose_lane(self, question: Question, lane: int) -> None:
        """Pick the item that is about this network."""
        about = [QUANTITIES[each.reading.quantity].where != "function" for each in question.items]
        for number, item in enumerate(question.items):
            if about[number] and item.reading.lane == lane:
                self._requests.lessons.choose(number)

    def show_state(self, state: LessonState) -> None:
        """Show the question of this state's step."""
        self._state = state
        question = state.question
        self.setVisible(question is not None)
        self.bar.setVisible(question is not None)
        if question is None:
            self._question = None
            return
        drawn = state.measured is not None and state.measured.drawn
        if (question, drawn) != self._drawn or question is not self._question:
            kept = self.field.answer() if question is self._question and self.field else None
            self._hinted = self._hinted and question is self._question
            self._question, self._drawn = question, (question, drawn)
            self._make(question, drawn=drawn)
            if kept is not None and self.field is not None:
                self.field.show_answer(kept)
        assert self.field is not None
        stage = state.stage
        focused = next((each for each in self._buttons if each.hasFocus()), None)
        if stage != "ask":
            self.field.show_answer(state.answer)
        elif question.kind == "curve":
            self.field.show_answer(state.chosen)
        self.field.set_open(stage == "ask")
        shown = not (self.brief and stage == "answered")
        self.ask.setVisible(shown)
        self.field.setVisible(shown)
        for button, shown in (
            (self.predict, stage == "ask"), (self.skip, stage == "ask"),
            (self.run, stage == "ready"), (self.again, stage == "ready"),
            (self.now, stage == "running"),
            (self.hint, stage == "ask" and bool(question.hint) and not self._hinted),
        ):  # fmt: skip
            button.setVisible(shown)
        self._ready()
        known = state.measured is not None and state.measured.key is not None
        self.now.setEnabled(known)
        set_tooltip(self.now, NOW if known else tr("The run has not shown an answer yet"))
        self._show_status(state)
        self.vote.show_state(state, voted=question.kind in VOTED, flat=self.brief)
        if isinstance(self.field, Options) and stage != "answered":
            self.field.show_numbers(bool(state.vote.counts))
        self._show_result(state)
        if focused is not None and (focused.isHidden() or not focused.isEnabled()):
            self._move_focus()

    def _move_focus(self) -> None:
        """Move the keyboard focus from a button that is gone to the one that comes next.

        Qt would choose the next widget that is left, such as the one that leads back a step.
        """
        following = self.vote.close_, self.run, self.now, self.vote.open, self.predict
        for button in following:
            if not button.isHidden() and button.isEnabled():
                button.setFocus()
                return
        focus = QApplication.focusWidget()
        if focus is not None:
            focus.clearFocus()

    def _show_status(self, state: LessonState) -> None:
        """Show the hint if it is wanted, otherwise the next thing to do."""
        hint = state.question.hint if state.question is not None else ""
        if self._hinted and state.stage == "ask":
            text = runs_of(tr("Hint: {hint}", hint=hint), drawn=True)
        elif self.brief and state.stage == "ask":
            text = ()
        else:
            text = plain_of(_status(state))
        self.status.show_text(text)
        self.status.setVisible(bool(text))

    def _show_hint(self) -> None:
        self._hinted = True
        self.show_state(self._state)

    def _show_result(self, state: LessonState) -> None:
        key = state.measured.key if state.measured is not None else None
        shown = state.stage == "answered" and key is not None
        self.result.setVisible(shown)
        if not shown or key is None:
            return
        self.result.show_state(state)
        if isinstance(self.field, Options):
            self.field.show_right(key.right)
        elif isinstance(self.field, Sketch):
            self.field.show_measured(key.values)

    def _make(self, question: Question, *, drawn: bool) -> None:
        """Make the field for this kind of answer."""
        if self.field is not None:
            discard(self._column, [self.field])
        self.ask.show_text(runs_of(question.ask, drawn=drawn))
        self.field = self._field(question, drawn=drawn)
        self.field.answered.connect(self._ready)
        if question.kind == "curve":
            self.field.answered.connect(self._choose)
        self._column.insertWidget(1, self.field)
        if self._theme is not None:
            self.field.show_theme(self._theme)

    def _field(self, question: Question, *, drawn: bool) -> AnswerField:
        refuse = self._requests.document.refuse
        if question.kind in ("choice", "choices"):
            texts = [runs_of(each.text, drawn=drawn) for each in question.options]
            return Options(texts, several=question.kind == "choices")
        if question.kind == "curve":
            texts = [runs_of(each.text, drawn=drawn) for each in question.items]
            return Options(texts, several=False)
        if question.kind == "order":
            return Order([plain_text(each.text) for each in question.items])
        if question.kind == "number":
            return NumberAnswer(question.unit, refuse)
        assert question.reading is not None
        network = question.reading.experiment.lanes[question.reading.lane].network
        if question.kind == "sketch":
            return Sketch(network.depth)
        return LayerAnswer(network.depth, self._select)

    def _select(self, layer: int) -> None:
        """Mark a layer in the picture."""
        reading = self._question.reading if self._question is not None else None
        if self.experiment is not None and reading is not None:
            lane = min(reading.lane, len(self.experiment.lanes) - 1)
            self._requests.select(self.experiment.lanes[lane], layer)

    def _ready(self) -> None:
        """Allow the prediction as soon as there is an answer."""
        ready = self.field is not None and self.field.answer() is not None
        self.predict.setEnabled(ready)
        now = tr("Keep this answer as your prediction; then you can start the run")
        set_tooltip(self.predict, now if ready else tr("Choose an answer first"))

    def _choose(self) -> None:
        """Show in the picture which curve was picked in the list."""
        answer = self.field.answer() if self.field is not None else None
        if isinstance(answer, int):
            self._requests.lessons.choose(answer)

    def _predict(self) -> None:
        answer = self.field.answer() if self.field is not None else None
        if answer is not None:
            self._requests.lessons.predict(answer)


def _spot(watch: Watch) -> tuple[object, ...]:
    return watch.lane, watch.layer, watch.unit


def _status(state: LessonState) -> str:
    """The next thing to do, or what to wait for."""
    if state.stage == "ask" and state.question is not None and state.question.kind == "curve":
        if state.curves:
            return tr("Click a curve in the picture, or choose it here.")
        return tr("Click a network in the picture, or choose it here.")
    if state.stage == "ask":
        return tr("Predict before the run: a prediction makes you notice more.")
    if state.stage == "ready":
        skipped = state.answer is None
        return tr("Skipped.") if skipped else tr("Your prediction is noted. Now start the run.")
    if state.stage == "running":
        return tr("It is running …")
    known = state.measured is not None and state.measured.key is not None
    return "" if known or state.stage != "answered" else tr("The answer is being computed …")
