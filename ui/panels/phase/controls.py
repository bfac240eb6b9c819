"""Controls of the phase diagram: its two settings, their ranges, and the measure shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.look.theme import Theme
from ui.widgets.choice import ChoiceBox, Option
from ui.widgets.number import NumberField
from ui.widgets.plain import PlainLabel, set_tooltip
from ui.widgets.possible import allow
from vgsim.compute.learning.scan import scannable
from vgsim.describe.fields import field_of
from vgsim.describe.spec import Experiment
from vgsim.theory.diagram import MEASURES, SCANNED, TRAINED, Plane
from vgsim.theory.span import axis, reach, settings
from vgsim.theory.sweep import SIGMAS, SweepAxis
from vgsim.words.language import tr

CELLS = (8, 16, 24, 32, 48, 64, 96, 128)
ENDS = {  # fields of the ranges -> their accessible names
    "x from": tr("x from"),
    "x to": tr("x to"),
    "y from": tr("y from"),
    "y to": tr("y to"),
}
FINE, COARSE = 64, 24  # cells per axis: computed all at once, computed one by one


class PhaseControls(QWidget):
    """Provides `plane` and `measure`; the ranges are in a part that can be folded."""

    changed = Signal()  # the plane has changed
    recolored = Signal()  # the measure has changed
    pressed = Signal()  # the button to compute or stop
    table_wanted = Signal()
    picture_wanted = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._experiment: Experiment | None = None
        self._lane = 0
        self._typed = False  # whether the user has typed ranges, which are then kept
        self.across = ChoiceBox((), tr("Horizontal axis"))
        self.up = ChoiceBox((), tr("Vertical axis"))
        self.measure_box = ChoiceBox((), tr("What the color shows"))
        self.compute = QPushButton(tr("Compute"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 100)
        self.bar.setAccessibleName(tr("Cells computed"))
        self.range_button, self.save = QPushButton(tr("Range")), QPushButton(tr("Save"))
        self.range_button.setCheckable(True)
        set_tooltip(self.range_button, tr("Range, number of cells, updates before measuring"))
        menu = QMenu(self.save)
        menu.addAction(tr("Table (CSV) …"), self.table_wanted.emit)
        menu.addAction(tr("Picture (PNG) …"), self.picture_wanted.emit)
        self.save.setMenu(menu)
        self.ends = {name: NumberField() for name in ENDS}
        self.cells = ChoiceBox([Option(n, f"{n} × {n}") for n in CELLS], tr("Number of cells"))
        set_tooltip(
            self.cells, tr("Cells along each axis; fewer where only whole numbers are possible")
        )
        self.updates = NumberField(integer=True)
        set_tooltip(
            self.updates, tr("Updates that the network of each cell makes before it is measured")
        )
        self.updates.set_value(0)
        self._build()
        for box in (self.across, self.up):
            box.chosen.connect(lambda _: self._new_axes())
        self.measure_box.chosen.connect(lambda _: self.recolored.emit())
        self.cells.chosen.connect(lambda _: self.changed.emit())
        self.range_button.toggled.connect(self._folded.setVisible)
        self.compute.clicked.connect(self.pressed)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._head, self._folded = QHBoxLayout(), QWidget()
        layout.addLayout(self._head)
        layout.addWidget(self._folded)
        for box, share in ((self.across, 4), (self.up, 4), (self.measure_box, 5)):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._head.addWidget(box, share)
        self._folded.hide()
        self._grid = QGridLayout(self._folded)
        self._grid.setContentsMargins(0, 0, 0, 0)
        x, x_to, y, y_to = self.ends.values()
        rows: tuple[tuple[tuple[str, QWidget], ...], ...] = (
            ((ENDS["x from"], x), (tr("to"), x_to), (tr("cells"), self.cells)),
            ((ENDS["y from"], y), (tr("to"), y_to), (tr("updates"), self.updates)),
        )
        for row, entries in enumerate(rows):
            for number, (label, field) in enumerate(entries):
                words = PlainLabel(label)
                words.setBuddy(field)
                self._grid.addWidget(words, row, 2 * number)
                self._grid.addWidget(field, row, 2 * number + 1)
        for name, text in ENDS.items():
            self.ends[name].setAccessibleName(text)
        self.updates.setAccessibleName(tr("updates before"))
        for number_field in (*self.ends.values(), self.updates):
            number_field.committed.connect(partial(self._take, number_field))
            number_field.refused.connect(self.refused)

    # --- values

    def show_theme(self, theme: Theme) -> None:
        """Set the space between the controls, and the width of the progress bar."""
        for layout in (self._head, self._grid):
            layout.setSpacing(theme.spacing // 2)
        self.bar.setFixedWidth(5 * theme.font_size)

    def offer(self, experiment: Experiment, lane: int) -> None:
        """Offer the settings of this lane as axes; the current choice is kept if possible."""
        self._experiment, self._lane = experiment, lane
        paths = settings(experiment, lane)
        options = [
            Option(_name(path), field_of(path).label, field_of(path).help, about=path)
            for path in paths
        ]
        names = [str(option.key) for option in options]
        before = self.across.key(), self.up.key()
        for box, first, kept in ((self.across, 0, before[0]), (self.up, 1, before[1])):
            box.set_options(options)
            box.set_key(kept if kept in names else names[first])
        if before != (self.across.key(), self.up.key()):
            self._new_axes()
        elif not self._typed:
            self._show_ends()

    def show_state(self, *, scanned: bool, running: bool, share: float, savable: bool) -> None:
        """Show which actions are possible."""
        names = SCANNED if scanned else TRAINED
        chosen = self.measure_box.key()
        self.measure_box.set_options([Option(name, MEASURES[name], about=name) for name in names])
        self.measure_box.set_key(chosen if chosen in names else names[0])
        self.compute.setText(tr("Stop") if running else tr("Compute"))
        self.compute.setVisible(not scanned)
        self.bar.setVisible(running and not scanned)
        self.bar.setValue(round(100 * share))
        help_text = tr("Save the table of all cells, or the picture")
        allow(self.save, help_text, "" if savable else tr("wait for the first cells"))

    # --- the choice

    def measure(self) -> str:
        """Name of the measure that colors the cells."""
        return str(self.measure_box.key())

    def plane(self) -> Plane | None:
        """The chosen plane; None, after a message, if it is not possible."""
        assert self._experiment is not None
        count = int(str(self.cells.key()))
        x_from, x_to, y_from, y_to = self.ends.values()
        try:
            x = _axis(self._path(self.across), x_from, x_to, count)
            y = _axis(self._path(self.up), y_from, y_to, count)
        except ValueError as error:
            self.refused.emit(str(error))
            return None
        return Plane(self._experiment, self._lane, x, y, int(self.updates.value()))

    def _path(self, box: ChoiceBox) -> str:
        """The path of a chosen setting for the watched lane."""
        assert self._experiment is not None
        paths = settings(self._experiment, self._lane)
        return next(path for path in paths if _name(path) == box.key())

    def _new_axes(self) -> None:
        """Set the ranges and the number of cells for the new axes."""
        assert self._experiment is not None
        if self.across.key() == self.up.key():
            self.up.setCurrentIndex((self.across.currentIndex() + 1) % self.up.count())
        self._typed = False
        for field in self.ends.values():
            field.settle()
        self._show_ends()
        chosen = tuple(str(box.key()).split(".")[-1] for box in (self.across, self.up))
        plain = chosen == SIGMAS and scannable(self._experiment.lanes[self._lane].network)
        self.cells.set_key(FINE if plain else COARSE)
        self.changed.emit()

    def _show_ends(self) -> None:
        ends = [*self._reach(self.across), *self._reach(self.up)]
        for field, value in zip(self.ends.values(), ends, strict=True):
            field.set_value(value)

    def _reach(self, box: ChoiceBox) -> tuple[float, float]:
        assert self._experiment is not None
        return reach(self._experiment, self._lane, self._path(box))

    def _take(self, field: NumberField, value: float) -> None:
        self._typed = self._typed or field is not self.updates
        field.show_value(value)
        self.changed.emit()


def _axis(path: str, low: NumberField, high: NumberField, count: int) -> SweepAxis:
    """The axis between the ends in two fields, which are marked if there is none.

    Raises:
        ValueError: the range is not valid; the message is for the user.
    """
    try:
        found = axis(path, low.value(), high.value(), count)
    except ValueError:
        for field in (low, high):
            if not field.unsettled:
                field.refuse()
        raise
    for field in (low, high):
        if field.text() == field.shown:
            field.settle()
    return found


def _name(path: str) -> str:
    """A path without the lane, such as "network.depth"."""
    return ".".join(path.split(".")[-2:])
