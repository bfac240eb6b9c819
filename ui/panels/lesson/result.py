"""What was right after the run, why, and the counter-example of a wrong answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.exchange.lessons import LessonRequests, LessonState
from ui.look.theme import Theme
from ui.panels.lesson.text import runs_of
from ui.widgets.discard import discard
from ui.widgets.plain import set_tooltip
from ui.widgets.prose import Prose
from vgsim.teach.keys import is_right
from vgsim.teach.prose import plain_text
from vgsim.teach.sentences import answer_text, explanation_text
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

if TYPE_CHECKING:
    from vgsim.teach.keys import AnswerKey
    from vgsim.teach.lesson import Question


class AnswerFeedback(QWidget):
    """The verdict, the answers of the chosen options, and the explanation."""

    def __init__(self, lessons: LessonRequests) -> None:
        super().__init__()
        self._lessons = lessons
        self._theme: Theme | None = None
        self.verdict = Prose("good")
        self.explanation = Prose()
        self.tries: list[QPushButton] = []
        self._made: list[QWidget] = []
        self._shown: tuple[object, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.verdict)
        self._column.addWidget(self.explanation)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setSpacing(theme.spacing)
        for part in (self.verdict, self.explanation, *self._made):
            if isinstance(part, Prose):
                part.show_theme(theme)

    def show_state(self, state: LessonState) -> None:
        """Show the result of an answered question whose key is known."""
        question, measured = state.question, state.measured
        if question is None or measured is None or measured.key is None:
            return
        now = question, measured.key, state.answer, state.attempt
        if now == self._shown:
            return
        self._shown = now
        self._judge(question, measured.key, state)
        discard(self._column, self._made)
        self._made, self.tries = [], []
        self._answers(question, measured.key, state)
        for place, widget in enumerate(self._made, 1):
            self._column.insertWidget(place, widget)
        self.explanation.show_text(
            runs_of(explanation_text(question, measured.key.values), drawn=True)
        )
        if self._theme is not None:
            self.show_theme(self._theme)

    def _judge(self, question: Question, key: AnswerKey, state: LessonState) -> None:
        listed = question.kind == "choices" and len(key.right) > 1  # below, each with its numbers
        if state.answer is None and listed:
            text, role = tr("The run shows:"), "good"
        elif state.answer is None:
            text, role = tr("The run shows: {answer}", answer=right_words(question, key)), "good"
        elif is_right(question, key, state.answer):
            text, role = tr("✓ Your prediction was right."), "good"
        elif listed:
            text, role = tr("✕ The result is different. The run shows:"), "title"
        else:
            right = right_words(question, key)
            text, role = (
                tr("✕ The result is different. The run shows: {answer}", answer=right),
                "title",
            )
        self.verdict.show_text(runs_of(text, drawn=True))
        self.verdict.set_role(role)

    def _answers(self, question: Question, key: AnswerKey, state: LessonState) -> None:
        """The own answer of each option that was chosen, or that is right."""
        if not question.options:
            return
        answer = state.answer
        chosen = answer if isinstance(answer, frozenset) else frozenset({answer} - {None})
        several = question.kind == "choices" and len(chosen | key.right) > 1
        for number, option in enumerate(question.options):
            picked, right = number in chosen, number in key.right
            if not (picked or right):
                continue
            answer_words = answer_text(option, key.values[number])
            sign = "✓" if right else "✕"
            if several:
                option_words = option.text.strip().removesuffix(".")
                text = tr(
                    "{sign} {option}: {answer}", sign=sign, option=option_words, answer=answer_words
                )
            else:
                text = f"{sign} {answer_words}"
            if picked and not right and option.misconception:
                idea = tr("The idea behind it: “{idea}”", idea=option.misconception)
                text = f"{text}\n\n{idea}"
            prose = Prose()
            prose.show_text(runs_of(text, drawn=True))
            self._made.append(prose)
            if picked and not right and option.attempt is not None:
                self._made.append(self._try(number, shown=state.attempt == number))

    def _try(self, number: int, *, shown: bool) -> QPushButton:
        text = tr("Show me once more") if shown else tr("Show me")
        button = QPushButton(text)
        button.setAccessibleName(tr("Show me why answer {number} is wrong", number=number + 1))
        set_tooltip(button, tr("Run an experiment in which this idea fails"))
        button.clicked.connect(lambda: self._lessons.show_attempt(number))
        self.tries.append(button)
        return button


def right_words(question: Question, key: AnswerKey) -> str:
    """What the run says is right, in words."""
    if question.kind in ("choice", "choices"):
        texts = (plain_text(question.options[each].text) for each in sorted(key.right))
        return "; ".join(each.removesuffix(".") for each in texts)
    if question.kind == "curve":
        return "; ".join(plain_text(question.items[each].text) for each in sorted(key.right))
    if question.kind == "order":
        return " < ".join(plain_text(question.items[each].text) for each in key.order)
    if question.kind == "layer":
        found = sorted(key.right)
        return tr("layer {layer}", layer=found[0]) if found else tr("no layer")
    if question.kind == "sketch":
        return tr("{slope} powers of ten from layer to layer", slope=f"{key.slope:.2f}")
    value = scientific(key.values[0], 3)
    return f"{value} {question.unit}" if question.unit else value
