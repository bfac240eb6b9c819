"""What was typed for one network, unit or weight does not reach another one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from windows import there

from tests.ui.conftest import SOON
from tests.ui.plotting import shown, trace_of
from tests.ui.recorder import Recorder
from tests.ui.session.desks import NETWORKS, made
from tests.ui.shared import session_of
from ui.panels.controls.panel import ControlsPanel
from ui.panels.inspector.panel import InspectorPanel
from ui.shell.application import Application


def typed(field: QLineEdit, text: str, qtbot: QtBot) -> None:
    """What is in the field is not taken over yet."""
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=SOON)
    field.selectAll()
    qtbot.keyClicks(field, text)


@pytest.mark.parametrize("lane", [0, 1])
def test_what_was_typed_for_a_removed_network_is_not_anothers(
    app: Application, qtbot: QtBot, lane: int
) -> None:
    session = session_of(app)
    pair = NETWORKS[0], replace(NETWORKS[1], depth=NETWORKS[0].depth)
    session.document.load(made(*pair))
    session.viewer.select(lane, 1)
    controls = there(app, ControlsPanel, qtbot)
    app.window.activateWindow()
    row = controls.network.rows["network.depth"]
    field = next(each for each in row.findChildren(QLineEdit) if each.isVisible())
    typed(field, "17", qtbot)
    session.document.remove_lane(session.viewer.watch.lane)
    left = session.experiment
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.experiment == left
    assert [each.network for each in left.lanes] == [pair[1 - lane]]


def test_what_was_typed_for_all_networks_stays_when_one_is_removed(
    app: Application, qtbot: QtBot
) -> None:
    session = session_of(app)
    session.document.load(made(*NETWORKS[:2]))
    session.viewer.select(1, 1)
    controls = there(app, ControlsPanel, qtbot)
    app.window.activateWindow()
    row = controls.data.rows["training.learning_rate"]
    field = next(each for each in row.findChildren(QLineEdit) if each.isVisible())
    typed(field, "0.25", qtbot)
    session.document.remove_lane(session.viewer.watch.lane)
    assert session.experiment.training.learning_rate == 0.25
    assert session.dispatcher.job.experiment == session.experiment
    assert controls._experiment == session.experiment


def test_a_weight_typed_for_one_unit_is_not_anothers(qtbot: QtBot) -> None:
    panel = InspectorPanel(Recorder())
    jobs = shown(qtbot, panel, trace_of(lane=0, layer=2, unit=3))
    typed(panel.weight_field, "7.5", qtbot)
    panel.show_trace(trace_of(lane=1, layer=2, unit=3))
    qtbot.keyClick(panel.weight_field, Qt.Key.Key_Return)
    assert "edit_weight" not in [name for name, _ in jobs]
