"""Two votes of a class by show of hands: counted with the keys 1 to 6, hidden until revealed."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from ui.exchange.lessons import LessonRequests, LessonState, Vote
from ui.look.theme import Theme, font
from ui.panels.lesson.text import plain_of
from ui.widgets.discard import discard
from ui.widgets.plain import PlainLabel, set_tooltip
from ui.widgets.prose import Prose
from vgsim.words.language import tr

FEW, MANY = 0.3, 0.7  # fractions of right answers between which a class should discuss
VOTES = 2


class VoteView(QWidget):
    """Opens a vote, counts, and shows both votes side by side. Nothing of it is stored."""

    def __init__(self, lessons: LessonRequests) -> None:
        super().__init__()
        self._lessons = lessons
        self._theme: Theme | None = None
        self._counts: list[QWidget] = []
        self.open = QPushButton(tr("Vote by show of hands"))
        set_tooltip(self.open, tr("Count the hands for each answer with the keys 1 to 6"))
        self.close_ = QPushButton(tr("Close the vote"))
        set_tooltip(self.close_, tr("End the vote and show its numbers"))
        self.back = QPushButton(tr("Undo the last hand"))
        set_tooltip(self.back, tr("Remove the hand that was counted last"))
        self.open.clicked.connect(self._open_vote)
        self.close_.clicked.connect(lambda: lessons.close_vote())
        self.back.clicked.connect(self._take_back)
        self._hands: list[int] = []  # the options of the hands that were counted, in order
        self.hint = Prose("muted")
        self.buttons = self.open, self.close_, self.back  # placed in the row of the question
        self._grid = QGridLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        column.addWidget(self.hint)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        for each in self._counts:
            each.setFont(font(theme, theme.label_size))
        self._grid.setHorizontalSpacing(2 * theme.spacing)
        self.hint.show_theme(theme)

    def count(self, option: int) -> None:
        """Count a hand, because a key was pressed."""
        self._hands.append(option)
        self._lessons.count_hand(option, 1)

    def _open_vote(self) -> None:
        self._hands.clear()
        self._lessons.open_vote()

    def _take_back(self) -> None:
        if self._hands:
            self._lessons.count_hand(self._hands.pop(), -1)

    def show_state(self, state: LessonState, *, voted: bool, flat: bool = False) -> None:
        """Show the votes so far.

        Args:
            state: of the lesson.
            voted: whether hands can be raised for the answers of this question.
            flat: each vote is one row, where there is more width than height.
        """
        self.setVisible(voted)
        vote = state.vote
        answered = state.stage in ("running", "answered")
        closed = len(vote.counts) - vote.open
        self.open.setVisible(voted and not vote.open and closed < VOTES and not answered)
        self.open.setText(
            tr("Vote by show of hands") if closed == 0 else tr("Vote again after the discussion")
        )
        self.close_.setVisible(vote.open)
        self.back.setVisible(vote.open)
        self._show_counts(vote, flat=flat)
        self.hint.show_text(plain_of(vote_words(state)))
        self.hint.setVisible(bool(vote_words(state)))

    def _show_counts(self, vote: Vote, *, flat: bool) -> None:
        discard(self._grid, self._counts)
        self._counts = []
        shown = vote.counts[: len(vote.counts) - vote.open]
        if not shown:
            return
        heads = (tr("First vote"), tr("Second vote"))
        last = max(map(len, shown)) if flat else len(shown)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        self._grid.setColumnStretch(last + 1, 1)
        for column, counts in enumerate(shown, 1):
            self._put(heads[column - 1], 0, column, flat=flat)
            total = max(sum(counts), 1)
            for row, count in enumerate(counts, 1):
                if column == 1:
                    self._put(tr("{number}.", number=row), row, 0, flat=flat)
                share = f"{100 * count / total:.0f}"
                words = tr("{count} ({share} %)", count=count, share=share)
                self._put(words, row, column, flat=flat)

    def _put(self, text: str, row: int, column: int, *, flat: bool) -> None:
        label = PlainLabel(text)
        if self._theme is not None:
            label.setFont(font(self._theme, self._theme.label_size))
        if flat:
            row, column = column, row
        self._grid.addWidget(label, row, column)
        self._counts.append(label)


def vote_words(state: LessonState) -> str:
    """What to do now: count, or what the newest vote suggests."""
    vote, question = state.vote, state.question
    if question is None or not vote.counts:
        return ""
    counts = vote.counts[-1]
    if vote.open:
        counted = tr("%n hand(s) counted.", "", sum(counts))
        how = tr("Hands up for each answer. The keys 1 to {last} count.", last=len(counts))
        return f"{how} {counted}"
    key = state.measured.key if state.measured is not None else None
    if key is None or sum(counts) == 0:
        return ""
    right = sum(counts[each] for each in key.right) / sum(counts)
    if question.kind == "choices":  # each person may have raised a hand several times
        return _of_several(right)
    if right < FEW:
        return tr("Fewer than 30 % are right: explain it again before you go on.")
    if right <= MANY:
        return tr("Between 30 % and 70 % are right: let neighbors discuss, then vote again.")
    return tr("More than 70 % are right: go on with the run.")


def _of_several(right: float) -> str:
    if right < FEW:
        return tr(
            "Fewer than 30 % of the hands are for right answers: explain it again before you go on."
        )
    if right <= MANY:
        return tr(
            "Between 30 % and 70 % of the hands are for right answers: let neighbors discuss, then "
            "vote again."
        )
    return tr("More than 70 % of the hands are for right answers: go on with the run.")
