"""The network panel: signals forward and gradients backward, layer by layer."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
)

from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.network.canvas import NetworkCanvas
from ui.network.dimmer import Dimmer
from ui.network.legend import NetworkLegend
from ui.network.marks import marked
from ui.panels.panel import Panel
from ui.widgets.pending import Pending
from ui.widgets.plain import set_tooltip
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment
from vgsim.play.frame import Frame
from vgsim.play.playback import Playback
from vgsim.words.language import tr

MEAN = 0  # value of the example field that stands for the batch mean


class NetworkPanel(Panel):
    """The network view, its legend, and the choice of an example of the batch."""

    name = "network"
    title = tr("Networks")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self.canvas, self.legend = NetworkCanvas(), NetworkLegend()
        self.pending, self.dimmer = Pending(self.canvas), Dimmer(self.canvas)
        self._wanted: Experiment | None = None
        self._trace: Trace | None = None
        self.example = QSpinBox()
        self.example.setRange(MEAN, 1)
        self.example.setSpecialValueText(tr("Average of the batch"))
        self.example.setPrefix(tr("Example "))
        self.example.setWrapping(True)
        self.example.setAccessibleName(tr("Example of the batch"))
        set_tooltip(
            self.example,
            tr(
                "Show one example of the batch, with signs, or the mean of the magnitudes of "
                "all examples"
            ),
        )
        self.example.setKeyboardTracking(False)
        self.automatic = QCheckBox(tr("Fit colors to this pass"))
        set_tooltip(
            self.automatic,
            tr(
                "Fit the gradient's colors to this pass; otherwise a color means the same "
                "number in every pass"
            ),
        )
        self._explained: tuple[Experiment | None, frozenset[str]] = None, frozenset()
        self._controls = QHBoxLayout()
        self._controls.addWidget(self.example)
        self._controls.addWidget(self.automatic)
        self._controls.addStretch(1)
        self._head = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._compact = False
        self.more = QToolButton()
        self.more.setText("…")
        self.more.setAccessibleName(tr("Example and colors"))
        set_tooltip(self.more, tr("Which example of the batch is shown, and what colors mean"))
        self.more.hide()
        self._popup = QFrame(self.more, Qt.WindowType.Popup)
        self._popup.setProperty("role", "panel")
        self._popup.setAccessibleName(tr("Example and colors"))
        self._popup_layout = QVBoxLayout(self._popup)
        self.more.clicked.connect(self._open)
        self._head.addLayout(self._controls)
        self._head.addWidget(self.more)
        self._head.addWidget(self.legend, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.canvas, 1)
        self.canvas.chosen.connect(self._choose)
        self.canvas.scaled.connect(self.legend.set_scale)
        self.automatic.toggled.connect(self.canvas.set_automatic)
        self.example.valueChanged.connect(self._choose_example)

    def show_theme(self, theme: Theme) -> None:
        side = theme.spacing
        self._controls.setContentsMargins(side, side // 2, side, 0)
        self._controls.setSpacing(side * 2)
        self.example.lineEdit().setTextMargins(side, 0, 0, 0)
        self.legend.set_theme(theme)
        self.canvas.set_theme(theme)
        self._arrange_head()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_head()

    def _arrange_head(self) -> None:
        """Place the legend next to the controls if there is room, otherwise below them."""
        one_row = self._compact or self._fits_in_one_row()
        direction = (
            QBoxLayout.Direction.LeftToRight if one_row else QBoxLayout.Direction.TopToBottom
        )
        if self._head.direction() != direction:
            self._head.setDirection(direction)
        self._name_choice()

    def _name_choice(self) -> None:
        """Name the example that is shown on the button, if the legend leaves room."""
        metrics, mean = self.more.fontMetrics(), self.example.specialValueText()
        words = max((f"{self.example.text()} …", f"{mean} …"), key=metrics.horizontalAdvance)
        room = self.width() - self.legend.least_width() - 4 * self._controls.spacing()
        roomy = metrics.horizontalAdvance(words) <= room
        self.more.setText(f"{self.example.text()} …" if roomy else "…")

    def _fits_in_one_row(self) -> bool:
        controls = self.example.minimumSizeHint().width() + self.automatic.sizeHint().width()
        controls += 2 * self._controls.spacing() + self._controls.contentsMargins().left()
        return controls + self.legend.least_width() <= self.width()

    def head_height(self, compact: bool) -> int:
        """Height of the bar above the networks, with its controls behind a button or visible."""
        width, row = self.width(), self.example.sizeHint().height()
        if compact:
            return max(self.legend.heightForWidth(width - self.more.sizeHint().width()), row)
        if self._fits_in_one_row():
            return max(self.legend.heightForWidth(round(self.legend.least_width())), row)
        return self.legend.heightForWidth(width) + row

    def set_bare(self, bare: bool) -> None:
        """Hide the legend and the button of the controls, where the height is for the networks."""
        self.legend.setVisible(not bare)
        self.more.setVisible(self._compact and not bare)

    def set_compact(self, compact: bool) -> None:
        """Move the controls behind a button, or back."""
        if compact == self._compact:
            return
        self._compact = compact
        self.more.setVisible(compact)
        for index, widget in enumerate((self.example, self.automatic)):
            if compact:
                self._popup_layout.addWidget(widget)
            else:
                self._controls.insertWidget(index, widget)
            widget.show()
        self._arrange_head()

    def _open(self) -> None:
        self._popup.adjustSize()
        self._popup.move(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        self._popup.show()
        self.example.setFocus()

    def show_experiment(self, experiment: Experiment) -> None:
        self._wanted = experiment
        shown = self._explained[0]
        pending = shown is not None and shown != experiment
        self.pending.set_pending(pending)
        self.dimmer.set_pending(pending, other=shown is None or not shown.akin(experiment))

    def show_results(self, shown: bool) -> None:
        self.canvas.show_results(shown)

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
        self._name_choice()
        self._explain(trace)
        self.legend.set_signed(watched is not None)
        self.canvas.set_trace(trace)
        self.legend.set_scale(self.canvas.scale)

    def _explain(self, trace: Trace) -> None:
        """Keep marks in the legend while the experiment is the same, to avoid flicker."""
        experiment, before = self._explained
        kinds = {kind for lane in trace.lanes for kind, layers in marked(lane).items() if layers}
        marks = frozenset(kinds | before if experiment == trace.experiment else kinds)
        self._explained = trace.experiment, marks
        self.legend.set_marks(marks)
        self.legend.set_axis(trace.axis)
        if marks != before:
            self._arrange_head()

    def show_live(self, trace: Trace) -> None:
        self.canvas.set_live(trace)

    def show_frame(self, frame: Frame) -> None:
        self.canvas.set_frame(frame)

    def _choose(self, lane: int, layer: int, unit: int | None, source: int | None) -> None:
        if self._trace is not None:
            self.requests.select(self._trace.experiment.lanes[lane], layer, unit, source)

    def _choose_example(self, value: int) -> None:
        self.requests.viewer.set_example(None if value == MEAN else value - 1)


def _label(trace: Trace, example: int | None) -> str:
    """The watched example's label in the watched lane: a digit or a class."""
    lane = trace.lanes[trace.watched]
    if example is None or example >= len(lane.labels):
        return ""
    name = lane.class_of(example)
    return tr(" (a {digit})", digit=name) if lane.image_shape else tr(" (class {name})", name=name)
