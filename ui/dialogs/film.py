"""Dialog in which a film is chosen, and followed while it is made."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.text import plain_label
from ui.film.formats import FilmFormat, format_of
from ui.widgets.choice import ChoiceBox, Option
from ui.widgets.number import NumberField
from ui.widgets.plain import PlainLabel, set_tooltip
from vgsim.play.film import LEARNING, LESSON, PASS, FilmOrder, FilmPace, seconds_left
from vgsim.words.language import tr
from vgsim.words.numbers import grouped

SIZES = (3840, 2160), (1920, 1080), (1280, 720)
MOST_UPDATES = 10_000_000
WIDE = 30  # in lines of text
MEGABYTE = 1e6


class FilmDialog(QDialog):
    """Emits `wanted` with a `FilmOrder`. The window can be used while the film is made."""

    wanted = Signal(object)  # FilmOrder
    canceled = Signal()

    def __init__(
        self, order: FilmOrder, kinds: Sequence[FilmFormat], step: tuple[str, int] | None,
        parent: QWidget,
    ) -> None:  # fmt: skip
        """Show a first order.

        Args:
            order: what is chosen first.
            kinds: the kinds of files that can be written.
            step: the lesson and the step that is open, from 0.
            parent: the window.
        """
        super().__init__(parent)
        self.setWindowTitle(tr("Film"))
        self._begun: float | None = None  # when the film that is being made was started
        self._first_update = order.first  # of the pass on the screen
        subjects = [
            Option(PASS, tr("One pass, at update {step}", step=grouped(order.first))),
            Option(LEARNING, tr("A run of learning")),
        ]
        if step is not None:
            subjects.append(Option(LESSON, tr("Step {number} of the lesson", number=step[1] + 1)))
        self.what = ChoiceBox(subjects, tr("What is shown"))
        self.first, self.last = NumberField(integer=True), NumberField(integer=True)
        self.kind = ChoiceBox(
            [Option(each.suffix, each.name) for each in kinds], tr("Kind of file")
        )
        sizes = [Option(each, tr("{width} × {height}", width=each[0], height=each[1]))
                 for each in SIZES]  # fmt: skip
        self.size_box = ChoiceBox(sizes, tr("Size of the picture"))
        looks = (("light", tr("Light")), ("dark", tr("Dark")), ("projector", tr("Projector")))
        self.theme = ChoiceBox([Option(*each) for each in looks], tr("Look"))
        self.seconds, self.rate = NumberField(), NumberField(integer=True)
        self.diagrams = QCheckBox(tr("With the diagrams next to the networks"))
        self.fault = plain_label("", "bad")
        self.estimate = plain_label("", "muted")
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("Progress of the film"))
        self.make = QPushButton(tr("Make the film …"))
        self.stop = QPushButton(tr("Cancel the film"))
        self._build()
        self._show(order)
        self._follow()

    def _build(self) -> None:
        layout, self.form = QVBoxLayout(self), QFormLayout()
        layout.addLayout(self.form)
        for text, field in (
            (tr("Show"), self.what), (tr("First update"), self.first),
            (tr("Last update"), self.last), (tr("Kind of file"), self.kind),
            (tr("Size"), self.size_box), (tr("Look"), self.theme),
            (tr("Seconds"), self.seconds), (tr("Frames a second"), self.rate),
        ):  # fmt: skip
            field.setAccessibleName(text)
            self.form.addRow(PlainLabel(text), field)
        self.form.addRow(self.diagrams)
        layout.addWidget(self.fault)
        layout.addWidget(self.estimate)
        layout.addWidget(self.bar)
        buttons = QDialogButtonBox()
        buttons.addButton(self.make, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.stop, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Close)
        layout.addWidget(buttons)
        set_tooltip(self.make, tr("Choose a name, then draw the film frame by frame"))
        self.setMinimumWidth(WIDE * self.fontMetrics().height())
        self.fault.hide()
        self.bar.hide()
        self.stop.hide()
        self.make.setDefault(True)
        self.make.clicked.connect(self._want)
        self.stop.clicked.connect(self._cancel)
        buttons.rejected.connect(self.reject)
        for box in (self.what, self.kind, self.size_box, self.theme):
            box.chosen.connect(self._follow)
        for field in self._numbers():
            field.committed.connect(field.show_value)
            field.committed.connect(self._follow)
            field.refused.connect(self._refuse)
            field.unmarked.connect(self.fault.hide)

    def _numbers(self) -> tuple[NumberField, ...]:
        return self.first, self.last, self.seconds, self.rate

    def _show(self, order: FilmOrder) -> None:
        self.what.set_key(order.what)
        self.kind.set_key(order.suffix)
        self.size_box.set_key(order.size)
        self.theme.set_key(order.theme)
        self.first.set_value(0)
        self.last.set_value(order.last)
        self.seconds.set_value(order.pace.seconds)
        self.rate.set_value(order.pace.rate)
        self.diagrams.setChecked(order.diagrams)

    def order(self) -> FilmOrder:
        """The film that is chosen.

        Raises:
            ValueError: a number is out of bounds; the text is a sentence.
        """
        what, learning = str(self.what.key()), self.what.key() == LEARNING
        first = int(self.first.value()) if learning else self._first_update
        last = int(self.last.value())
        if learning and not (0 <= first <= MOST_UPDATES and 0 <= last <= MOST_UPDATES):
            raise ValueError(
                tr("An update is a number from 0 to {most}.", most=grouped(MOST_UPDATES))
            )
        if learning and last <= first:
            raise ValueError(tr("The last update has to come after the first one."))
        size = self.size_box.key()
        assert isinstance(size, tuple)
        pace = FilmPace(self.seconds.value(), int(self.rate.value()))
        format_of(str(self.kind.key())).check(pace)
        return FilmOrder(
            what, first, last, str(self.kind.key()), size, str(self.theme.key()),
            self.diagrams.isChecked(), pace,
        )  # fmt: skip

    # choosing

    def _follow(self) -> None:
        """Show the rows that matter, and how large the file will be."""
        for field in (self.first, self.last):
            self.form.setRowVisible(field, self.what.key() == LEARNING)
        self.fault.hide()
        try:
            order = self.order()
        except ValueError as error:
            self._refuse(str(error))
            self.estimate.setText("")
            return
        size = f"{order.estimate / MEGABYTE:.1f}"
        frames = tr("%n frame(s)", "", order.pace.count)
        self.estimate.setText(
            tr("{frames}; the file will have about {size} MB.", frames=frames, size=size)
        )

    def _want(self) -> None:
        for field in self._numbers():
            if not field.isHidden():
                field.commit()  # Enter starts the film before the field loses the focus
        if any(field.marked for field in self._numbers() if not field.isHidden()):
            return
        try:
            order = self.order()
        except ValueError as error:
            self._refuse(str(error))
            return
        self.wanted.emit(order)

    def _refuse(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.show()

    # making

    def _cancel(self) -> None:
        self.stop.setEnabled(False)
        self.estimate.setText(tr("The film is being canceled."))
        self.canceled.emit()

    def show_start(self) -> None:
        """A film is being made."""
        self._begun = monotonic()
        self.bar.setRange(0, 0)
        self.estimate.setText(tr("The networks are being computed."))
        self._show_making(True)

    def show_progress(self, done: int, count: int, size: float) -> None:
        """Show how far the film is."""
        if self._begun is None or not self.stop.isEnabled():
            return
        self.bar.setRange(0, count)
        self.bar.setValue(done)
        left = seconds_left(done, count, monotonic() - self._begun) or 0.0
        self.estimate.setText(
            tr(
                "Frame {done} of {count}; about {left} seconds left. The file will have about "
                "{size} MB.",
                done=done, count=count, left=f"{left:.0f}",
                size=f"{size * count / done / MEGABYTE:.1f}",
            )
        )  # fmt: skip

    def show_end(self, written: bool, text: str) -> None:
        """The film is written, or not: show what was text about it."""
        self._begun = None
        self._show_making(False)
        if written:
            self.estimate.setText(text)
        else:
            self._follow()
            self._refuse(text)

    def _show_making(self, making: bool) -> None:
        self.bar.setVisible(making)
        self.stop.setVisible(making)
        self.stop.setEnabled(True)
        self.make.setVisible(not making)
        self.fault.hide()
        for field in (self.what, self.kind, self.size_box, self.theme, self.diagrams,
                      *self._numbers()):  # fmt: skip
            field.setEnabled(not making)
