"""All activation functions on one page: sorted, filtered, chosen to be compared or used."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.curves.functions import Function
from ui.exchange.requests import Requests
from ui.look.theme import THEMES, Theme
from ui.panels.gallery.card import GalleryCard
from ui.panels.gallery.details import FunctionDetails
from ui.panels.gallery.large import LargeComparison
from ui.panels.gallery.orders import ORDERS
from ui.panels.gallery.page import gallery_pdf, gallery_svg
from ui.panels.gallery.words import searched
from ui.panels.panel import Panel
from ui.widgets.choice import LabeledChoice, Option
from ui.widgets.column import ScrollColumn
from ui.widgets.discard import discard, replace_content
from ui.widgets.formats import FileFormat
from ui.widgets.plain import PlainLabel, set_tooltip
from ui.widgets.possible import allow
from ui.widgets.push_button import push_button
from vgsim.compute.traces.trace import Trace
from vgsim.describe.edit import with_activation
from vgsim.describe.spec import MAX_LANES, Experiment
from vgsim.describe.title import titled
from vgsim.parts.activations import ACTIVATIONS
from vgsim.theory.kinship import kinship
from vgsim.theory.profile import Profile, profile
from vgsim.words.language import tr

DETAILS = 19.0  # width of the right side, in text heights
SHAPE = 1.6  # wanted width of a card divided by its height
USE = tr("Use it in the selected network")
ADD = tr("Add a copy of the selected network with this function")
COMPARE = tr("Draw it with the networks' functions, on the stage Curves")
LARGE = tr("Draw the ticked functions on the same axes, f above f′")
PAGE = tr("All functions that are shown, on one page (A3, also legible on A4): PDF or SVG")


class GalleryPanel(Panel):
    """A click on a function shows its formulas and numbers; buttons use or compare it."""

    name = "gallery"
    title = tr("Gallery of activations")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._theme: Theme = THEMES["light"]
        self._experiment: Experiment | None = None
        self._lane, self._chosen = 0, "sigmoid"
        self._order = ORDERS[0]
        self._slopes: tuple[float, ...] = ()  # that PReLU has learned in the selected network
        self._ticked: list[str] = []  # functions to compare large, in the order of the ticks
        self.cards: dict[str, GalleryCard] = {}
        self.order = LabeledChoice(
            tr("Sort by"), [Option(each.name, each.label, each.help) for each in ORDERS],
            tr("The order of the functions, and the number on each card"),
        )  # fmt: skip
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Find a name, a year or a word"))
        self.filter.setAccessibleName(tr("Find a name, a year or a word"))
        self.filter.setClearButtonEnabled(True)
        set_tooltip(self.filter, tr("Shows the functions that have all these words"))
        self.none = PlainLabel(tr("No function has all these words."))
        self.use, self.compare = push_button("", USE, "primary"), push_button("", COMPARE)
        self.add = push_button(tr("Add as a network"), ADD)
        self.large, self.big = push_button("", LARGE), LargeComparison()
        self.large.setCheckable(True)
        self.save = push_button(tr("Save as a page …"), PAGE)
        self.details = ScrollColumn()
        self._build()

    def _build(self) -> None:
        self._layout = QHBoxLayout(self)
        left, top, self._all = QVBoxLayout(), QHBoxLayout(), QWidget()
        self._grid = QGridLayout(self._all)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(left, 1)
        left.addLayout(top)
        left.addWidget(self.none)
        left.addWidget(self._all, 1)
        left.addWidget(self.big, 1)
        top.addWidget(self.order)
        top.addWidget(self.filter, 1)
        top.addWidget(self.large)
        top.addWidget(self.save)
        self._side = QWidget()
        self._layout.addWidget(self._side)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(PlainLabel(tr("solid: f(z), dashed: f′(z), z from −4 to 4")))
        side.addWidget(self.details, 1)
        for button in (self.use, self.add, self.compare):
            side.addWidget(button)
        self.none.hide()
        self.big.hide()
        self.large.toggled.connect(self._arrange)
        self.save.clicked.connect(self._save)
        self.order.chosen.connect(self._sort)
        self.filter.textChanged.connect(self._arrange)
        self.use.clicked.connect(self._use)
        self.add.clicked.connect(self._add)
        self.compare.clicked.connect(self._compare)

    # --- values

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._layout.setSpacing(2 * theme.spacing)
        self._grid.setSpacing(theme.spacing)
        self._side.setFixedWidth(round(DETAILS * theme.font_size))
        self._draw()

    def show_experiment(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._lane = min(self._lane, len(experiment.lanes) - 1)
        if self._chosen not in self._names():
            self._chosen = "sigmoid"
        self._draw()

    def show_trace(self, trace: Trace) -> None:
        if self._experiment is not None and trace.watch.lane != self._lane:
            self._lane = min(trace.watch.lane, len(self._experiment.lanes) - 1)
            self._show_state()
        slopes = _learned(trace, min(trace.watch.lane, len(trace.lanes) - 1))
        if slopes != self._slopes:
            self._slopes = slopes
            if self._chosen == "prelu":
                self._show_details()

    def _names(self) -> list[str]:
        own = self._experiment.activations if self._experiment is not None else ()
        return [*ACTIVATIONS, *(each.key for each in own)]

    def _draw(self) -> None:
        """Draw all cards, new ones included."""
        names = self._names()
        gone = [card for name, card in self.cards.items() if name not in names]
        discard(self._grid, gone)
        for card in gone:
            del self.cards[card.name]
        self._ticked = [name for name in self._ticked if name in names]
        if not self._ticked:
            self.large.setChecked(False)
        for place, name in enumerate(names):
            if name not in self.cards:
                card = self.cards[name] = GalleryCard(name, self._all)
                card.chosen.connect(self.choose)
                card.ticked.connect(self._tick)
                self.extended.emit(card)
            entry = ACTIVATIONS[name]
            color = self._theme.curves[place % len(self._theme.curves)]
            function = Function(entry, tuple(entry.values().items()), entry.label, color, ())
            says = self._order.says(profile(name))
            self.cards[name].show_function(function, says, self._theme, name == self._chosen)
        self._arrange()
        self._show_details()

    def found(self) -> list[str]:
        """The names that the filter leaves of the cards that are drawn, in the chosen order.

        A function that has just come to the experiment may have no card yet: the panel is also
        resized between the change and the drawing.
        """
        words = self.filter.text().casefold().split()
        left = [name for name in self.cards if all(word in searched(name) for word in words)]
        return sorted(left, key=lambda name: self._order.key(profile(name)))

    @Slot()
    def _arrange(self) -> None:
        """Place the cards, or the large plots of the ticked ones."""
        names, large = self.found(), self.large.isChecked() and bool(self._ticked)
        columns = _columns(len(names), self.width() - self._side.width(), self.height())
        for place, name in enumerate(names):
            self._grid.addWidget(self.cards[name], place // columns, place % columns)
        for name, card in self.cards.items():
            card.setVisible(name in names)
        for k in range(max(self._grid.columnCount(), columns)):
            self._grid.setColumnStretch(k, int(k < columns))
        for k in range(max(self._grid.rowCount(), 1)):
            self._grid.setRowStretch(k, int(k * columns < len(names)))
        self.none.setVisible(not names and not large)
        allow(self.save, PAGE, "" if names else tr("No function is shown"))
        self._all.setVisible(not large)
        if large:
            self.big.show_functions(self._ticked, self._theme)
        self.big.setVisible(large)
        self._show_ticked()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _show_details(self) -> None:
        it = profile(self._chosen)
        slopes = self._slopes if self._chosen == "prelu" else ()
        found = FunctionDetails(it, kinship(self._chosen, slopes), self._theme)
        replace_content(self.details, found)
        self._show_state()

    def _show_ticked(self) -> None:
        count = len(self._ticked)
        text = tr("Compare large ({count})", count=count) if count else tr("Compare large")
        self.large.setText(tr("Back to all") if self.large.isChecked() else text)
        allow(self.large, LARGE, "" if count else tr("Tick some functions first"))

    def _show_state(self) -> None:
        experiment = self._experiment
        wait = "" if experiment is not None else tr("The program is still starting")
        title = titled(experiment, self._lane) if experiment is not None else ""
        self.use.setText(tr("Use in {network}", network=title))
        shown = experiment is not None and self._compared(experiment)
        self.compare.setText(tr("No longer compare") if shown else tr("Compare"))
        allow(self.use, USE, wait)
        allow(self.compare, COMPARE, wait)
        full = experiment is not None and len(experiment.lanes) >= MAX_LANES
        most = tr("At most {most} networks are possible: remove one first", most=MAX_LANES)
        allow(self.add, ADD, wait or (most if full else ""))

    def _compared(self, experiment: Experiment) -> bool:
        return any(each.activation == self._chosen for each in experiment.compared)

    # --- requests

    @Slot(str)
    def choose(self, name: str) -> None:
        """Show the formulas and numbers of a function."""
        if name != self._chosen:
            self._chosen = name
            self._draw()

    @Slot(str, bool)
    def _tick(self, name: str, ticked: bool) -> None:
        if name in self._ticked:
            self._ticked.remove(name)
        if ticked:
            self._ticked.append(name)
        if not self._ticked:
            self.large.setChecked(False)
        self._arrange()

    def _sort(self, name: object) -> None:
        self._order = next(each for each in ORDERS if each.name == name)
        self._draw()

    @Slot()
    def _save(self) -> None:
        """The page has what is shown, in this order."""
        shown: list[Profile] = [profile(name) for name in self.found()]
        formats = (
            FileFormat(tr("PDF, one page"), ".pdf", lambda: gallery_pdf(shown)),
            FileFormat(tr("SVG, one page"), ".svg", lambda: gallery_svg(shown)),
        )
        self.export_requested.emit("activation_functions", formats)

    @Slot()
    def _use(self) -> None:
        assert self._experiment is not None
        lane = self._experiment.lanes[self._lane]
        self.requests.edit_lane(lane, "network.activation", self._chosen)

    @Slot()
    def _add(self) -> None:
        assert self._experiment is not None
        lane = self._experiment.lanes[self._lane]
        self.requests.add_network(lane, with_activation(lane.network, self._chosen))

    @Slot()
    def _compare(self) -> None:
        assert self._experiment is not None
        shown = not self._compared(self._experiment)
        self.requests.document.compare_activation(self._chosen, shown)


def _learned(trace: Trace, lane: int) -> tuple[float, ...]:
    """The mean slope of each layer of a network with PReLU; empty without."""
    shown = trace.lanes[lane]
    slopes = shown.measures.get("learned_slope")
    if slopes is None or shown.recurrent:
        return ()
    return tuple(float(each) for each in slopes[: shown.depth] if each == each)


def _columns(count: int, width: int, height: int) -> int:
    """The number of columns with which the cards come closest to their wanted shape."""

    def unlike(columns: int) -> float:
        rows = -(-count // columns)
        shape = (width / columns) / max(height / max(rows, 1), 1.0)
        return max(shape / SHAPE, SHAPE / max(shape, 1e-6))

    return min(range(1, max(count, 1) + 1), key=unlike)
