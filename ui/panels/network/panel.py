"""The network panel: signals forward and gradients backward, layer by layer."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout

from ui.exchange.lessons import LessonState
from ui.exchange.requests import Requests
from ui.look.theme import PROJECTOR, Theme
from ui.network.canvas import NetworkCanvas
from ui.network.dimmer import Dimmer
from ui.network.few import FEW, few, in_their_colors, only
from ui.network.marks import KEY, marked
from ui.network.reading import NetworkPlace
from ui.network.shapes import narrow
from ui.panels.arithmetic.pinned import PinnedCard
from ui.panels.network.choice import NetworkChoice
from ui.panels.network.head import MEAN, NetworkHead
from ui.panels.panel import Panel
from ui.widgets.pending import Pending
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment
from vgsim.play.frame import Frame
from vgsim.play.playback import Playback
from vgsim.words.language import tr


class NetworkPanel(Panel):
    """The network view, its legend, and the choice of an example of the batch."""

    name = "network"
    title = tr("Networks")
    counted = Signal()  # another number of networks is shown

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self.canvas = NetworkCanvas()
        self.pending, self.dimmer = Pending(self.canvas), Dimmer(self.canvas)
        self.pinned = PinnedCard(self.canvas)
        self._wanted: Experiment | None = None
        self._trace: Trace | None = None
        self._theme: Theme | None = None
        self.choice = NetworkChoice()
        self.choice.hide()
        self._lanes: tuple[int, ...] = ()  # the networks that are shown
        self._looked: tuple[int, ...] = ()  # those that a lesson's step is about
        self._asking = False  # whether a lesson asks something: a click may be the answer
        self.head = NetworkHead()
        self.legend, self.more = self.head.legend, self.head.more
        self.example, self.automatic = self.head.example, self.head.automatic
        self._explained: tuple[Experiment | None, frozenset[str]] = None, frozenset()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.choice)
        column.addWidget(self.canvas, 1)
        self.choice.chosen.connect(self._choose_lane)
        self.choice.all_wanted.connect(self._choose_lanes)
        self.canvas.chosen.connect(self._click)
        self.pinned.unit_wanted.connect(self._choose)
        self.pinned.enlarged.connect(lambda: requests.window.show_diagram(tr("Inspector")))
        self.canvas.scaled.connect(self.legend.set_scale)
        self.automatic.toggled.connect(self.canvas.set_automatic)
        self.example.valueChanged.connect(self._choose_example)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.head.show_theme(theme)
        self._show_lanes(again=False)
        self.pinned.show_theme(theme)

    def head_height(self, *, compact: bool) -> int:
        """Height above the networks, with the controls behind a button or visible, in pixels."""
        return self.bare_height + self.head.height_for(self.width(), compact=compact)

    @property
    def bare_height(self) -> int:
        """Height above the networks without controls and legend, in pixels."""
        return 0 if self.choice.isHidden() else self.choice.sizeHint().height()

    def show_experiment(self, experiment: Experiment) -> None:
        self._wanted = experiment
        shown = self._explained[0]
        pending = shown is not None and shown != experiment
        self.pending.set_pending(pending)
        self.dimmer.set_pending(
            pending, other=shown is None or not shown.shares_network_with(experiment)
        )

    def show_lesson(self, state: LessonState) -> None:
        self._asking = state.asking
        self.canvas.set_predicting(state.asking)
        self._looked = state.lanes
        self._choose_lanes()

    def show_results(self, shown: bool) -> None:
        self.canvas.show_results(shown)
        self.pinned.show_results(shown)

    def show_playback(self, playback: Playback) -> None:
        self.canvas.set_leaving(pale=playback.slow)

    def show_trace(self, trace: Trace) -> None:
        self._trace = trace
        pending = self._wanted not in (None, trace.experiment)
        self.pending.set_pending(pending)
        self.dimmer.set_pending(pending)
        watched = trace.watch.example
        batch = max(lane.batch for lane in trace.lanes)
        with QSignalBlocker(self.example):
            self.example.setMaximum(max(batch, 1, 1 + (watched or 0)))
            self.example.setValue(MEAN if watched is None else watched + 1)
            self.example.setSuffix(_label(trace, watched))
        self.head.name_choice()
        self._explain(trace)
        self.legend.set_signed(watched is not None)
        self._show_lanes(again=True)
        self.pinned.show_trace(trace)
        self.legend.set_scale(self.canvas.scale)

    # which networks are shown

    def count_of(self, count: int) -> int:
        """How many of `count` networks are shown: a projector has room for two."""
        return min(count, FEW) if self._wants_few else count

    def place_of(self, lane: int) -> int | None:
        """The place of a network in the picture, counted from 0; None: it is not shown."""
        return self._lanes.index(lane) if lane in self._lanes else None

    @property
    def _projected(self) -> bool:
        return self._theme is not None and self._theme.name == PROJECTOR.name

    @property
    def _wants_few(self) -> bool:
        return self._projected and not self.choice.all.isChecked()

    def _choose_lanes(self) -> None:
        """Show what the user or a lesson wants to see of the current pass."""
        before = len(self._lanes)
        self._show_lanes(again=False)
        if len(self._lanes) != before:
            self.counted.emit()

    def _show_lanes(self, *, again: bool) -> None:
        """Give the picture the networks that are shown; `again`: even if these are the same."""
        trace, theme = self._trace, self._theme
        if theme is None:
            return
        if trace is None:
            self.canvas.set_theme(theme)
            return
        before, count = self._lanes, len(trace.lanes)
        self._lanes = tuple(range(count))
        if self._wants_few:
            self._lanes = few(count, trace.watched, self._looked)
        crowded = self._projected and count > FEW
        if crowded:
            titles = [lane.title for lane in trace.lanes]
            self.choice.show_networks(titles, trace.watched, self._lanes, theme)
        self.choice.setVisible(crowded)
        self.canvas.set_theme(in_their_colors(theme, self._lanes))
        if again or self._lanes != before:
            self.canvas.set_trace(only(trace, self._lanes))

    def _choose_lane(self, lane: int) -> None:
        if self._trace is not None:
            self._choose(NetworkPlace(lane, self._trace.watch.layer))

    def _explain(self, trace: Trace) -> None:
        """Keep marks in the legend while the experiment is the same, to avoid flicker."""
        experiment, before = self._explained
        kinds = {kind for lane in trace.lanes for kind, layers in marked(lane).items() if layers}
        if any(narrow(lane) for lane in trace.lanes):
            kinds |= {*KEY}
        marks = frozenset(kinds | before if experiment == trace.experiment else kinds)
        self._explained = trace.experiment, marks
        self.legend.set_marks(marks)
        self.legend.set_axis(trace.axis)
        if marks != before:
            self.head.arrange()

    def show_frame(self, frame: Frame) -> None:
        self.canvas.set_frame(frame)

    def _click(self, lane: int, layer: int, unit: int | None, source: int | None) -> None:
        """Select what was clicked; of a unit or a weight, show the arithmetic there."""
        self._choose(NetworkPlace(self._lanes[lane], layer, unit, source))
        self.pinned.wanted = unit is not None and not self._asking

    def _choose(self, place: NetworkPlace) -> None:
        if self._trace is not None:
            lane = self._trace.experiment.lanes[place.lane]
            self.requests.select(lane, place.layer, place.unit, place.source)

    def _choose_example(self, value: int) -> None:
        self.requests.viewer.set_example(None if value == MEAN else value - 1)


def _label(trace: Trace, example: int | None) -> str:
    """The watched example's label in the watched lane: a digit or a class."""
    lane = trace.lanes[trace.watched]
    if example is None or example >= len(lane.labels):
        return ""
    name = lane.class_of(example)
    return tr(" (a {digit})", digit=name) if lane.image_shape else tr(" (class {name})", name=name)
