"""Panels of plots fed with real traces, and a pointer to move over them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.look.theme import LIGHT
from ui.panels.panel import Panel
from ui.plots.plot import Plot
from ui.widgets.table_view import TableView
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.play.past import Past
from vgsim.theory.judge import Judge

BATCH = DataSpec(batch_size=16)
SIGMOID = NetworkSpec(depth=6, width=8, activation="sigmoid")
RELU = NetworkSpec(depth=4, width=8, activation="relu", initializer="he_normal")


def experiment(*networks: NetworkSpec, **given: Any) -> Experiment:
    lanes = tuple(Lane(f"Net {index}", network) for index, network in enumerate(networks))
    return Experiment(lanes=lanes, data=given.pop("data", BATCH), **given)


TWO = experiment(SIGMOID, RELU)


def trace_of(asked: Experiment = TWO, updates: int = 0, **watch: Any) -> Trace:
    trainer = Trainer(asked, judge=Judge())
    trainer.advance(updates)
    return trainer.trace(Watch(**watch))


def with_measure(trace: Trace, lane: int, name: str, values: list[float]) -> Trace:
    """The same trace, one measure of one lane replaced."""
    old = trace.lanes[lane]
    changed = replace(old, measures={**old.measures, name: np.array(values)})
    lanes = (*trace.lanes[:lane], changed, *trace.lanes[lane + 1 :])
    return replace(trace, lanes=lanes)


def shown(qtbot: Any, panel: Panel, trace: Trace | None = None, size: Any = (640, 560)) -> Any:
    """The panel on the screen, told of a trace as the window tells it; what it asks for."""
    host = QWidget()  # without a layout: the window takes no size hints from the panel
    panel.setParent(host)
    panel.destroyed.connect(lambda: host)  # the host lives as long as the panel is used
    qtbot.addWidget(host)
    host.resize(*size)
    panel.resize(*size)
    panel.show_theme(LIGHT)
    panel.show()
    host.show()
    if trace is not None:
        past = Past()
        past.add(trace)
        panel.show_past(past)
        panel.show_experiment(trace.experiment)
        panel.show_trace(trace)
        panel.show_live(trace)
    QApplication.processEvents()
    return panel.requests.asked


def clicked(qtbot: Any, view: TableView, title: str) -> None:
    """Click on the title of a column."""
    titles = [column.title for column in view.table.content.columns]
    header, number = view.horizontalHeader(), titles.index(title)
    left = header.sectionViewportPosition(number)
    place = QPoint(left + header.sectionSize(number) // 2, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def point_at(plot: Plot, x: float, y: float, press: bool = False) -> None:
    """Move the pointer to a place given in values; on demand click there."""
    place = plot.place().point(x, y)
    none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    steps = [(QEvent.Type.MouseMove, none, none)]
    if press:
        steps += [(QEvent.Type.MouseButtonPress, left, left)]
        steps += [(QEvent.Type.MouseButtonRelease, left, none)]
    for kind, button, buttons in steps:
        where = QPointF(plot.mapToGlobal(place))
        event = QMouseEvent(kind, place, where, button, buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(plot, event)
