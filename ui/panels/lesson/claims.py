"""The claims of a step with the numbers that were measured, and a statement judged in two parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.exchange.lessons import LessonState
from ui.look.theme import Theme
from ui.panels.lesson.text import runs_of
from ui.widgets.discard import discard
from ui.widgets.plain import PlainLabel
from ui.widgets.prose import Prose
from vgsim.words.language import tr

if TYPE_CHECKING:
    from vgsim.teach.lesson import Statement
    from vgsim.teach.live import Judged, Measurement


class Sentence(QWidget):
    """A measured sentence with a sign that says whether the run makes it true."""

    def __init__(self, text: str, true: bool | None, *, bare: bool = False) -> None:
        """`true` None: not known yet; `bare`: without a sign."""
        super().__init__()
        signs = {True: ("✓", "good"), False: ("✕", "warn"), None: ("…", "muted")}
        sign, role = signs[true]
        self.sign, self.prose = PlainLabel(sign), Prose()
        self.sign.setProperty("role", role)
        self.sign.setAccessibleName(
            {True: tr("measured"), False: tr("not true of this run"), None: tr("being measured")}[
                true
            ]
        )
        self.prose.show_text(runs_of(text, drawn=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.prose, 1)
        self.sign.setVisible(not bare)

    def show_theme(self, theme: Theme) -> None:
        self.prose.show_theme(theme)
        self.sign.setFont(self.prose.family())


class Claims(QWidget):
    """All claims of a step; those of a question only after its run."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self._shown: object = None
        self.heading = PlainLabel(tr("Measured in this run"))
        self.heading.setProperty("role", "section")
        self.sentences: list[Sentence] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.heading)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setSpacing(theme.spacing // 2)
        for each in self.sentences:
            each.show_theme(theme)

    def show_state(self, state: LessonState, *, brief: bool = False) -> None:
        """Show what is known of the step's claims; `brief`: only how a statement was judged."""
        step, measured = state.step, state.measured
        if step is None or state.early or not (step.statement or (step.claims and not brief)):
            self.hide()
            return
        self.show()
        self.heading.setVisible(not brief)
        known = measured if measured is not None and measured.complete else None
        own = tr("Measured in the lesson's own run")
        self.heading.setText(own if state.changed else tr("Measured in this run"))
        now = step, known, brief
        if now == self._shown:
            return
        self._shown = now
        discard(self._column, self.sentences)
        judged = known.judged if known is not None else None
        self.sentences = _statement(step.statement, judged, brief=brief)
        if not brief:
            claims = known.claims if known is not None else None
            self.sentences = [*_claims(len(step.claims), claims), *self.sentences]
        for each in self.sentences:
            self._column.addWidget(each)
        if self._theme is not None:
            self.show_theme(self._theme)


def _claims(count: int, claims: tuple[Measurement, ...] | None) -> list[Sentence]:
    if claims is None:
        return [Sentence(tr("The networks are being measured."), None)] if count else []
    return [Sentence(each.text, each.true) for each in claims]


def _statement(
    statement: Statement | None, judged: Judged | None, *, brief: bool
) -> list[Sentence]:
    """The two judgements of a statement and, unless it is brief, what follows from them."""
    if statement is None:
        return []
    if judged is None:
        return [Sentence(tr("The statement is being tested."), None)]
    found = []
    if judged.helps is not None:
        text = tr("It helps here.") if judged.helps else tr("It does not help here.")
        found.append(Sentence(text, judged.helps))
    if judged.reason is not None:
        text = tr("The reason is true.") if judged.reason else tr("The reason is not true.")
        found.append(Sentence(text, judged.reason))
    if judged.because and not brief:
        found.append(Sentence(judged.because, None, bare=True))
    return found


def statement_text(statement: Statement | None) -> str:
    """What people say, as a quotation."""
    return tr("People say: “{statement}”", statement=statement.text) if statement else ""
