"""Panels that would tell how much gradient arrives wait for the first pass of a scenario."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.windows import brought
from ui.panels.cell import CellPanel
from ui.panels.chain import ChainPanel
from ui.panels.diagnosis.panel import DiagnosisPanel
from ui.panels.gradients.panel import GradientsPanel
from ui.panels.panel import Panel
from ui.shell.application import Application

RECURRENT = "An LSTM is not enough"  # the cell has a panel only then


@pytest.fixture
def app(at_rest: Application) -> Application:
    return at_rest


@pytest.mark.parametrize("kind", [GradientsPanel, DiagnosisPanel, ChainPanel, CellPanel])
def test_a_panel_waits_for_the_backward_pass(
    app: Application, qtbot: QtBot, kind: type[Panel]
) -> None:
    session = app.session
    assert session is not None
    wanted = next(each for each in app.scenarios if each.title.startswith(RECURRENT))
    session.player.set_seconds(600)  # the pass does not arrive by itself
    session.document.load(wanted.experiment, "", wanted.about)
    panel = brought(app, kind, qtbot)
    assert panel.waiting_cover is not None
    qtbot.waitUntil(lambda: not session.results.shown)
    qtbot.waitUntil(panel.waiting_cover.isVisible)
    assert panel.waiting_cover.size() == panel.size()
    assert panel.waiting_cover.text() == kind.waiting
    qtbot.waitUntil(lambda: not session.player.beginning)
    session.player.to_end()
    qtbot.waitUntil(lambda: not panel.waiting_cover.isVisible())
    assert session.results.shown
