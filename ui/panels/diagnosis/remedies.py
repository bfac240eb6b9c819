"""The list of suggestions for the watched network, with their effect and the search's progress."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QToolButton, QWidget

from ui.look.theme import Theme
from ui.plots.text import TextLine
from ui.widgets.fitting import FittingButton
from ui.widgets.plain import set_tooltip
from ui.widgets.possible import allow
from vgsim.advice.suggestion import MOST, Suggestions
from vgsim.advice.words import details, sentence, shortened, summary
from vgsim.words.language import tr

TRY = tr("Train this network with the remedy from the start (undo: Ctrl+Z)")
COPY = tr("Add a copy of this network, with the remedy, below it")
FULL = tr("at most four networks are possible: remove one first")
STOPPED = tr("Stopped.")


class Remedies(QWidget):
    """A line about the search, and a row for each suggestion: apply it, or apply it to a copy."""

    taken = Signal(int)  # index of the suggestion to apply
    copied = Signal(int)  # index of the suggestion to apply to a copy
    switched = Signal()  # stop the search, or continue it

    def __init__(self) -> None:
        super().__init__()
        self.status = TextLine()
        self.switch = QPushButton(tr("Stop"))
        self.switch.clicked.connect(self.switched)
        self.buttons = [FittingButton() for _ in range(MOST)]
        self.copies = [QToolButton() for _ in range(MOST)]
        line, self._rows = QHBoxLayout(), QGridLayout(self)
        self._rows.addLayout(line, 0, 0, 1, 2)
        line.addWidget(self.status, 1)
        line.addWidget(self.switch)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setColumnStretch(0, 1)
        for number, (button, copy) in enumerate(zip(self.buttons, self.copies, strict=True)):
            copy.setText("+")
            button.clicked.connect(partial(self.taken.emit, number))
            copy.clicked.connect(partial(self.copied.emit, number))
            self._rows.addWidget(button, number + 1, 0)
            self._rows.addWidget(copy, number + 1, 1)
        self._most, self._offered = MOST, 0  # rows that fit, and suggestions that there are
        self.show_news(None, searching=False, room=True)

    def show_theme(self, theme: Theme) -> None:
        """Set the space between the rows, and the type of the line about the search."""
        self._rows.setSpacing(theme.spacing // 2)
        self.status.show_theme(theme)

    def show_room(self, height: int) -> None:
        """Show as many of the best suggestions as fit into a height, at least one."""
        row = self.buttons[0].sizeHint().height() + self._rows.spacing()
        self._most = max((height - row) // max(row, 1), 1)
        self._show_rows()

    def _show_rows(self) -> None:
        for number, (button, copy) in enumerate(zip(self.buttons, self.copies, strict=True)):
            shown = number < min(self._offered, self._most)
            for each in (button, copy):
                if each.isHidden() == shown:
                    each.setVisible(shown)

    def show_news(self, news: Suggestions | None, *, searching: bool, room: bool) -> None:
        """Show the state of the search.

        Args:
            news: its newest result; None: there is none.
            searching: whether it is running.
            room: whether another network can be added.
        """
        text = summary(news) if news is not None else ""
        stopped = news is not None and not news.over and not searching
        self.status.show_text(f"{text} {STOPPED}" if stopped else text)
        self.switch.setText(tr("Stop") if searching else tr("Continue"))
        self.switch.setVisible(searching or stopped)
        self.status.setVisible(bool(text))
        offers = news.offers if news is not None else ()
        self._offered = len(offers)
        self._show_rows()
        for number, (button, copy) in enumerate(zip(self.buttons, self.copies, strict=True)):
            if number < len(offers):
                offer = offers[number]
                button.show_texts((sentence(offer), shortened(offer)))
                button.setAccessibleName(tr("Try {remedy}", remedy=offer.label))
                set_tooltip(button, f"{sentence(offer)}.\n{details(offer)}\n{TRY}")
                copy.setAccessibleName(tr("Try {remedy} on a copy", remedy=offer.label))
                allow(copy, COPY, "" if room else FULL)
        self.setVisible(bool(text or offers or searching))
