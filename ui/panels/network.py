"""The networks: signals forward, gradients backward, layer by layer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.items.network_canvas import NetworkCanvas
from ui.items.network_legend import NetworkLegend
from ui.panels.panel import Panel
from ui.theme import Theme
from vgsim.compute.trace import Trace
from vgsim.describe.spec import Experiment
from vgsim.play.frame import Frame

MEAN = 0  # of the sample field: batch means


class NetworkPanel(Panel):
    """Network view, its legend, and which sample of the batch is looked at."""

    name = "network"
    title = "Networks"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas, self.legend = NetworkCanvas(), NetworkLegend()
        self.sample = QSpinBox()
        self.sample.setRange(MEAN, 1)
        self.sample.setSpecialValueText("batch mean of sizes")
        self.sample.setPrefix("sample ")
        self.sample.setAccessibleName("Sample of the batch")
        self.sample.setToolTip("One example of the batch, or the mean size over all of them")
        self.sample.setKeyboardTracking(False)
        self.automatic = QCheckBox("automatic scale")
        self.automatic.setToolTip("Fit the gradient's colors to the numbers at hand")
        self.readout = QLabel()
        self.readout.setTextFormat(Qt.TextFormat.PlainText)
        self.readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._layout()
        self.canvas.chosen.connect(self._choose)
        self.canvas.pointed.connect(self.readout.setText)
        self.canvas.scaled.connect(self.legend.set_scale)
        self.automatic.toggled.connect(self.canvas.set_automatic)
        self.sample.valueChanged.connect(self._choose_sample)

    def _layout(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self.sample)
        bar.addWidget(self.automatic)
        bar.addWidget(self.readout, 1)
        self._bar = bar
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.legend)
        column.addWidget(self.canvas, 1)

    def show_theme(self, theme: Theme) -> None:
        self._bar.setContentsMargins(theme.spacing, theme.spacing // 2, theme.spacing, 0)
        self._bar.setSpacing(theme.spacing * 2)
        self.legend.set_theme(theme)
        self.canvas.set_theme(theme)

    def show_experiment(self, experiment: Experiment) -> None:
        """Nothing until its pass is computed."""

    def show_trace(self, trace: Trace) -> None:
        watched = trace.watch.sample
        batch = max(len(trace.labels), 1) if trace.classes else 1
        known = self.sample.blockSignals(True)
        self.sample.setMaximum(max(batch, 1 + (watched or 0)))
        self.sample.setValue(MEAN if watched is None else watched + 1)
        self.sample.setSuffix(self._label(trace, watched))
        self.sample.blockSignals(known)
        self.canvas.set_trace(trace)
        self.legend.set_scale(self.canvas.scale)

    def show_frame(self, frame: Frame) -> None:
        self.canvas.set_frame(frame)

    @staticmethod
    def _label(trace: Trace, sample: int | None) -> str:
        if sample is None or not trace.classes or sample >= len(trace.labels):
            return ""
        return f": a {trace.labels[sample]}" if trace.image_shape else ""

    def _choose(self, lane: int, layer: int, unit: int | None) -> None:
        self.wish.emit("select", (lane, layer, unit))

    def _choose_sample(self, value: int) -> None:
        self.wish.emit("set_sample", (None if value == MEAN else value - 1,))
