"""The panel of the lesson that is open: one step at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QListWidget, QVBoxLayout, QWidget

from ui.exchange.lessons import LessonState
from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.lesson.challenge import ChallengeView
from ui.panels.lesson.claims import Claims, statement_text
from ui.panels.lesson.footer import Footer
from ui.panels.lesson.question import QuestionView
from ui.panels.lesson.sketch import Sketch
from ui.panels.lesson.text import formula_of, place_words, plain_of, runs_of
from ui.panels.panel import Panel
from ui.widgets.column import ScrollRows
from ui.widgets.discard import discard
from ui.widgets.plain import PlainLabel
from ui.widgets.prose import Prose
from vgsim.words.language import tr

if TYPE_CHECKING:
    from vgsim.compute.traces.trace import Watch
    from vgsim.describe.spec import Experiment

News = Callable[[], QWidget | None]
PLACED = 200  # milliseconds in which new sentences get their places
ABOVE = 0.6  # of what is visible: a result farther down is scrolled to
UNBOUNDED = 1 << 20  # pixels
HIGHEST, ASKING = 0.52, 0.68  # of the window's height, above the stage; while a question is open


class ScrollText(ScrollRows):
    """A scroll area that knows the lines of prose and of lists."""

    def lines_of(self, widget: QWidget) -> list[tuple[int, int]]:
        if isinstance(widget, Prose):
            return widget.rows()
        listed = widget.parentWidget()
        if isinstance(listed, QListWidget):  # `widget` is the part that shows the items
            boxes = (listed.visualItemRect(listed.item(row)) for row in range(listed.count()))
            return [(box.top(), box.bottom() + 1) for box in boxes]
        return [] if isinstance(widget, Sketch) else super().lines_of(widget)


class LessonPanel(Panel):
    """Title, text, formulas, question, measured claims; below them the buttons of the way.

    Above the stage only the title and the question are shown, until the whole text is wanted.
    """

    name = "lesson"
    title = tr("Lesson")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self.state = LessonState()
        self._theme: Theme | None = None
        self._brief = self._whole = False
        self._pinned = False  # whether the buttons of the question are apart from it
        self._formulas: list[Prose] = []
        self._shown: object = None
        self._appeared: News | None = None  # what a click has just made appear
        self._placed = QTimer(self, singleShot=True, interval=PLACED)
        self._placed.timeout.connect(self._forget_news)
        self.place, self.heading = PlainLabel(), Prose("title")
        self.place.setProperty("role", "muted")
        self.place.setWordWrap(True)
        self.text, self.statement, self.source = Prose(), Prose(), Prose("muted")
        self.task = Prose()
        self.question = QuestionView(requests)
        self.claims, self.challenge = Claims(), ChallengeView(requests.lessons)
        self.footer = Footer(requests.lessons)
        self.footer.whole.clicked.connect(self._toggle_whole)
        self.question.hint.clicked.connect(lambda: self._reveal_later(lambda: self.question.status))
        self._page = QWidget()
        self._page.installEventFilter(self)
        self._column = QVBoxLayout(self._page)
        for widget in (
            self.place, self.heading, self.text, self.statement, self.task, self.question,
            self.challenge, self.claims, self.source,
        ):  # fmt: skip
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self._scroll = ScrollText()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self._page)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addWidget(self._scroll, 1)
        self._buttons = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._outer.addLayout(self._buttons)
        self._buttons.addWidget(self.footer)

    # values

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        side = theme.spacing
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(side)
        for part in (
            self.heading, self.text, self.statement, self.task, self.source, self.question,
            self.claims, self.challenge, self.footer,
        ):  # fmt: skip
            part.show_theme(theme)
        for formula in self._formulas:
            formula.show_theme(theme)
        self._fit()

    def show_watch(self, watch: Watch) -> None:
        self.question.show_watch(watch)

    def show_experiment(self, experiment: Experiment) -> None:
        self.question.experiment = experiment

    def show_lesson(self, state: LessonState) -> None:
        before, self.state = self.state, state
        if state.lesson is None:
            return
        waiting = self.question.result.isHidden()
        self._show_text(state)
        self._show_task(state)
        self.question.show_state(state)
        self.challenge.show_state(state)
        self.footer.show_state(state)
        if (before.lesson, before.index) != (state.lesson, state.index):
            self._scroll.verticalScrollBar().setValue(0)
        self._fit()
        if before.lesson is state.lesson and before.index == state.index:
            self._reveal_later(self._news(before, waiting=waiting))

    def _news(self, before: LessonState, *, waiting: bool) -> News | None:
        """What a click has just made appear; `waiting`: the result was not there before."""
        state, question, challenge = self.state, self.question, self.challenge
        if waiting and not question.result.isHidden():
            return lambda: question.result.verdict
        if before.vote.open != state.vote.open:
            return lambda: question.vote
        if state.tried is not None and state.tried is not before.tried:
            return lambda: challenge.status
        new = state.hints > before.hints or state.solved != before.solved
        return (lambda: challenge.newest) if new else None

    def _reveal_later(self, news: News | None) -> None:
        """Scroll to what has appeared, as soon as it has its place."""
        if news is not None:
            self._appeared = news
            self._placed.start()
            QTimer.singleShot(0, self, self._fit_to_layout)

    def _forget_news(self) -> None:
        self._appeared = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit again when new sentences have their heights."""
        if watched is self._page and event.type() is QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self._fit_to_layout)
        return False

    def _fit_to_layout(self) -> None:
        self._fit()
        news = self._appeared() if self._appeared is not None else None
        if news is not None and self._page.isAncestorOf(news):
            self._reveal(news)

    def _reveal(self, news: QWidget) -> None:
        """Scroll to what has appeared, if it is not visible."""
        bar = self._scroll.verticalScrollBar()
        top, high = news.mapTo(self._page, QPoint()).y(), self._scroll.viewport().height()
        if top + news.height() > bar.value() + high * ABOVE or top < bar.value():
            bar.setValue(round(top - high * (1 - ABOVE)))

    def set_brief(self, brief: bool) -> None:
        """Show one large sentence above the stage, or the whole step in a column."""
        if brief != self._brief:
            self._brief = brief
            self.heading.set_role("readout" if brief else "title")
            self._fit()

    def count_hand(self, option: int) -> None:
        """Count a hand of the open vote, because its key was pressed."""
        self.question.vote.count(option)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._brief or event.size().width() != event.oldSize().width():
            self._fit()

    # the step

    def _show_text(self, state: LessonState) -> None:
        lesson, step = state.lesson, state.step
        assert lesson is not None
        drawn = state.measured is not None and state.measured.drawn
        now = lesson, state.index, drawn
        if now == self._shown:
            return
        self._shown = now
        where = place_words(state.index, state.count, lesson.minutes)
        self.place.setText(tr("{lesson} · {place}", lesson=lesson.title, place=where))
        discard(self._column, self._formulas)
        self._formulas = []
        if step is None:
            self.heading.show_text(runs_of(lesson.title, drawn=drawn))
            self.text.show_text(runs_of(lesson.about, drawn=drawn))
            self.statement.show_text(())
            self.source.show_text(plain_of(lesson.source))
            return
        self.heading.show_text(runs_of(step.title, drawn=drawn))
        self.text.show_text(runs_of(step.text, drawn=drawn))
        self.statement.show_text(runs_of(statement_text(step.statement), drawn=drawn))
        source = tr("Source: {source}", source=step.source) if step.source else ""
        self.source.show_text(plain_of(source))
        for tex in step.formulas:
            formula = Prose()
            formula.show_text(formula_of(tex, drawn=drawn))
            self._formulas.append(formula)
            self._column.insertWidget(self._column.indexOf(self.statement), formula)
        if self._theme is not None:
            self.show_theme(self._theme)

    def _show_task(self, state: LessonState) -> None:
        """Show what the learner has to do, or that it is done."""
        task = state.step.task if state.step is not None else None
        self.task.setVisible(task is not None)
        if task is None:
            return
        drawn = state.measured is not None and state.measured.drawn
        if state.done:
            text = tr("✓ Done: {task}", task=task.say)
        else:
            text = tr("Your turn: {task}", task=task.say)
        self.task.show_text(runs_of(text, drawn=drawn))
        self.task.set_role("good" if state.done else "title")

    def _toggle_whole(self) -> None:
        self._whole = not self._whole
        self._fit()

    def _fit(self) -> None:
        """Show as much as there is room for, and take no more height than that above the stage."""
        whole = self._whole or not self._brief
        for widget in (self.text, self.source, *self._formulas):
            widget.setVisible(whole and bool(widget.text()))
        self.statement.setVisible(bool(self.statement.text()))
        self.place.setVisible(whole)
        if self.question.brief == whole:
            self.question.brief = not whole
            self.question.show_state(self.state)
        if self.state.lesson is not None:
            self.claims.show_state(self.state, brief=not whole)
        self.footer.show_large(self._brief, whole=self._whole)
        width = max(self.width(), 200)
        self.question.arrange(width - 2 * self._column.contentsMargins().left())
        height = self._column.heightForWidth(width)
        needed = max(height, self._column.minimumSize().height()) + self._fit_buttons(width)
        if not self._brief:
            self.setMinimumHeight(0)
            self.setMaximumHeight(16_777_215)
            self._pin(self.state.stage in ("ask", "ready", "running") and needed > self.height())
            return
        self._pin(True)
        asking = self.state.stage in ("ask", "ready")
        most = round((ASKING if asking else HIGHEST) * self.window().height())
        self.setFixedHeight(min(needed, most))

    def _fit_buttons(self, width: int) -> int:
        """Place the buttons below what scrolls, in one row if they fit; returns their height."""
        foot, bar, way = self.footer.sizeHint().height(), self.question.bar, QBoxLayout.Direction
        if not self._pinned or bar.isHidden():
            self.footer.setMinimumWidth(0)
            self._buttons.setDirection(way.TopToBottom)
            return foot
        left = width - self.footer.row_width
        row = left > 0 and bar.heightForWidth(left) <= bar.heightForWidth(UNBOUNDED)
        # one that was narrower before would ask for no more than it has, and stay in several rows
        self.footer.setMinimumWidth(self.footer.row_width if row else 0)
        self._buttons.setDirection(way.LeftToRight if row else way.TopToBottom)
        return max(foot, bar.heightForWidth(left)) if row else foot + bar.heightForWidth(width)

    def _pin(self, pinned: bool) -> None:
        """Show the buttons of the question below what scrolls, or within it."""
        if pinned == self._pinned:
            return
        self._pinned = pinned
        if pinned:
            self._buttons.insertWidget(0, self.question.give_bar(), 1)
        else:
            self._buttons.removeWidget(self.question.bar)
            self.question.take_bar()
