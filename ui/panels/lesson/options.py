"""Answers to choose from: one or several options, each with its text and, later, its mark."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui.look.theme import Theme
from ui.panels.lesson.text import Paragraphs
from ui.widgets.prose import Prose, TextRun
from vgsim.words.language import tr


class OptionRow(QWidget):
    """A button, its number, and its text; a click on the text presses the button."""

    def __init__(self, number: int, text: Paragraphs, *, several: bool) -> None:
        super().__init__()
        self.button: QAbstractButton = QCheckBox() if several else QRadioButton()
        self.prose = Prose()
        self._text = text
        self._number = number
        self._show("")
        self.button.setAccessibleName(self.prose.text())
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        top = Qt.AlignmentFlag.AlignTop
        self._layout.addWidget(self.button, 0, top)
        self._layout.addWidget(self.prose, 1, Qt.AlignmentFlag.AlignVCenter)

    def show_theme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.spacing // 2)
        self.prose.show_theme(theme)

    def show_right(self, right: bool) -> None:
        """Mark the option as right or wrong, with a sign and a word."""
        self._show("✓" if right else "✕")
        self.prose.set_role("good" if right else "")
        self.button.setAccessibleDescription(tr("right") if right else tr("wrong"))

    def show_number(self, shown: bool) -> None:
        """Show the key that counts a hand for this option, or only the text."""
        self._show(tr("{number}.", number=self._number) if shown else "")

    def _show(self, sign: str) -> None:
        """Show the text after a number or a sign."""
        first, *others = self._text or ((),)
        self.prose.show_text(((TextRun(f"{sign} "), *first), *others) if sign else self._text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.button.isEnabled() and event.button() is Qt.MouseButton.LeftButton:
            self.button.click()


class Options(QWidget):
    """All options of a question, in the order of the file."""

    answered = Signal()  # something has been chosen, or no longer

    def __init__(self, texts: Sequence[Paragraphs], *, several: bool) -> None:
        super().__init__()
        self._several = several
        self.rows = [OptionRow(n, text, several=several) for n, text in enumerate(texts, 1)]
        self._group = QButtonGroup(self)
        self._group.setExclusive(not several)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for row in self.rows:
            self._group.addButton(row.button)
            row.button.clicked.connect(self.answered)
            layout.addWidget(row)

    def show_theme(self, theme: Theme) -> None:
        for row in self.rows:
            row.show_theme(theme)

    def answer(self) -> int | frozenset[int] | None:
        """What has been chosen; None: nothing."""
        chosen = [n for n, row in enumerate(self.rows) if row.button.isChecked()]
        if not chosen:
            return None
        return frozenset(chosen) if self._several else chosen[0]

    def show_answer(self, answer: object) -> None:
        """Choose what was chosen before."""
        chosen = answer if isinstance(answer, frozenset) else {answer}
        for number, row in enumerate(self.rows):
            row.button.setChecked(number in chosen)

    def set_open(self, open_: bool) -> None:
        """Allow another choice, or no longer."""
        for row in self.rows:
            row.button.setEnabled(open_)

    def show_numbers(self, shown: bool) -> None:
        """Show the keys that count hands, while there is a vote."""
        for row in self.rows:
            row.show_number(shown)

    def show_right(self, right: frozenset[int]) -> None:
        """Mark which options are right."""
        for number, row in enumerate(self.rows):
            row.show_right(number in right)
