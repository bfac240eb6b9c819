"""Panels of plots fed with real traces, and a pointer to move over them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.look.theme import LIGHT
from ui.panels.panel import Panel
from ui.plots.plot import Plot
from ui.widgets.menu import MenuButton
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


def picked(button: MenuButton, name: str, key: object) -> None:
    """Choose an entry of a button's menu."""
    button._entries[name][key].trigger()


def clicked(qtbot: Any, view: TableView, title: str) -> None:
    """Click on the title of a column."""
    titles = [column.title for column in view.table.content.columns]
    header, number = view.horizontalHeader(), titles.index(title)
    left = header.sectionViewportPosition(number)
    place = QPoint(left + header.sectionSize(number) // 2, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


def point_at(plot: Plot, x: float, y: float, press: bool = False) -> None:
    """Move the pointer to a place given in values; on demand click there."""
    place = plot.place().point(x, y)
    send(plot, QEvent.Type.MouseMove, place)
    if press:
        click(plot, place)


def send(
    plot: Plot,
    kind: QEvent.Type,
    place: QPointF,
    button: Any = NONE,
    buttons: Any = NONE,
    keys: Any = NO_KEY,
) -> None:
    """One event of the pointer at a place given in the plot's pixels."""
    where = QPointF(plot.mapToGlobal(place))
    QApplication.sendEvent(plot.viewport(), QMouseEvent(kind, place, where, button, buttons, keys))


def click(plot: Plot, place: QPointF, button: Any = LEFT) -> None:
    send(plot, QEvent.Type.MouseButtonPress, place, button, button)
    send(plot, QEvent.Type.MouseButtonRelease, place, button)


def double_click(plot: Plot, place: QPointF) -> None:
    click(plot, place)
    send(plot, QEvent.Type.MouseButtonDblClick, place, LEFT, LEFT)
    send(plot, QEvent.Type.MouseButtonRelease, place, LEFT)


def drag(plot: Plot, start: QPointF, end: QPointF, button: Any = LEFT, keys: Any = NO_KEY) -> None:
    """Press at one place, move in five steps, let go at the other one."""
    send(plot, QEvent.Type.MouseMove, start)
    send(plot, QEvent.Type.MouseButtonPress, start, button, button, keys)
    for step in range(1, 6):
        place = start + (end - start) * (step / 5)
        send(plot, QEvent.Type.MouseMove, place, NONE, button, keys)
    send(plot, QEvent.Type.MouseButtonRelease, end, button, NONE, keys)


def wheel(plot: Plot, place: QPointF, notches: int) -> None:
    event = QWheelEvent(
        place, QPointF(plot.mapToGlobal(place)), QPoint(), QPoint(0, 120 * notches), NONE, NO_KEY,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(plot.viewport(), event)
