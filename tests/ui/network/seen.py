"""Networks of the tests and how they are shown, for the tests of the network view."""

from __future__ import annotations

from functools import cache
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.recorder import Recorder
from ui.look.theme import LIGHT, Theme
from ui.network.scene import LaneScene
from ui.panels.network.panel import NetworkPanel
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.play.frame import Frame
from vgsim.play.timeline import Timeline, frame_at
from vgsim.theory.judge import Judge

BATCH = DataSpec(batch_size=8)
SIGMOID = NetworkSpec(depth=20, width=20, activation="sigmoid")
RELU = NetworkSpec(depth=20, width=20, activation="relu", initializer="he_normal")


@cache
def trace_of(*networks: NetworkSpec, data: DataSpec = BATCH, watch: Watch = Watch()) -> Trace:  # noqa: B008
    lanes = tuple(Lane(f"Net {index}", spec) for index, spec in enumerate(networks))
    return Trainer(Experiment(lanes=lanes, data=data), watch, judge=Judge()).trace()


def pair(**watch: Any) -> Trace:
    return trace_of(SIGMOID, RELU, watch=Watch(**watch))


def end(trace: Trace) -> Any:
    timeline = Timeline(max(len(lane.widths) - 1 for lane in trace.lanes))
    return frame_at(timeline, timeline.length)


def shown(
    qtbot: QtBot, trace: Trace, size: tuple[int, int] = (900, 700), theme: Theme = LIGHT,
    frame: Frame | None = None,
) -> NetworkPanel:  # fmt: skip
    """The panel at the end of a pass, or at another instant of the first one."""
    panel = NetworkPanel(Recorder())
    qtbot.addWidget(panel)
    panel.show_theme(theme)
    panel.resize(*size)
    panel.show()
    panel.show_trace(trace)
    panel.show_frame(frame or end(trace))
    QApplication.processEvents()
    return panel


def scenes(panel: NetworkPanel) -> list[LaneScene]:
    return panel.canvas._scenes


def cell_middle(scene: LaneScene, band: tuple[int, int], layer: int, unit: int) -> tuple[int, int]:
    left, right = scene.box(layer)
    top, bottom = scene.unit_rows(band, layer, unit)
    return (top + bottom) // 2, (left + right) // 2
