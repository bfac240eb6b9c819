"""Panels that would tell how much gradient arrives wait for the first pass of a scenario."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.windows import brought
from ui.panels.cell import CellPanel
from ui.panels.chain import ChainPanel
from ui.panels.diagnosis.panel import DiagnosisPanel
from ui.panels.gradients.panel import GradientsPanel
from ui.panels.panel import Panel
from ui.shell.application import Application

KINDS = GradientsPanel, DiagnosisPanel, ChainPanel, CellPanel
RECURRENT = "An LSTM is not enough"  # the cell has a panel only then


def test_panels_wait_for_the_backward_pass(app: Application, qtbot: QtBot) -> None:
    session = app.session
    assert session is not None
    wanted = next(each for each in app.scenarios if each.title.startswith(RECURRENT))
    session.player.set_seconds(600)  # the pass does not arrive by itself
    session.document.load(wanted.experiment, "", wanted.about)
    qtbot.waitUntil(lambda: not session.results.shown)
    for kind in KINDS:
        assert_waiting(brought(app, kind, qtbot), qtbot)
    qtbot.waitUntil(lambda: not session.player.beginning)
    session.player.to_end()
    for kind in reversed(KINDS):  # the one on the screen, and those that have waited behind others
        assert_open(brought(app, kind, qtbot), qtbot)
    assert session.results.shown
    for kind in KINDS:  # and each on the screen
        panel = brought(app, kind, qtbot)
        session.results.begin()
        assert_waiting(panel, qtbot)
        session.results.skip()
        assert_open(panel, qtbot)


def assert_waiting(panel: Panel, qtbot: QtBot) -> None:
    cover = panel.waiting_cover
    assert cover is not None
    qtbot.waitUntil(cover.isVisible)
    assert cover.size() == panel.size()
    assert cover.text() == panel.waiting


def assert_open(panel: Panel, qtbot: QtBot) -> None:
    cover = panel.waiting_cover
    assert cover is not None
    qtbot.waitUntil(lambda: not cover.isVisible())
