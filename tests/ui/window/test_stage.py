"""The stage: what keys 1, 2, 3 and a scenario show in the middle of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.panels.activation.panel import ActivationPanel
from ui.panels.network import NetworkPanel
from ui.plots.plot import Plot
from ui.shell.application import Application
from vgsim.describe.about import About


def panels(app: Application) -> tuple[NetworkPanel, ActivationPanel]:
    network = app.window.findChild(NetworkPanel)
    curves = app.window.findChild(ActivationPanel)
    assert network is not None
    assert curves is not None
    return network, curves


def on_the_stage(app: Application) -> tuple[bool, bool]:
    """Whether the network and the curves are visible on the stage."""
    return tuple(  # type: ignore[return-value]
        each.isVisible() and app.window.stage.isAncestorOf(each) for each in panels(app)
    )


def test_keys_show_the_network_the_curves_or_both(app: Application, qtbot: QtBot) -> None:
    app.window.rest()
    for key, seen in (
        (Qt.Key.Key_2, (False, True)),
        (Qt.Key.Key_3, (True, True)),
        (Qt.Key.Key_1, (True, False)),
        (Qt.Key.Key_3, (True, True)),
    ):
        qtbot.keyClick(app.window, key)
        assert on_the_stage(app) == seen
    assert app.window.header.stage.key == "both"


def test_the_curves_are_among_the_diagrams_while_only_the_network_is_shown(
    app: Application, qtbot: QtBot
) -> None:
    views = app.window.views
    titles = lambda: [views.tabText(k) for k in range(views.count())]  # noqa: E731
    before = titles()
    qtbot.mouseClick(app.window.header.stage.buttons["curves"], Qt.MouseButton.LeftButton)
    assert titles() == before[1:]
    qtbot.mouseClick(app.window.header.stage.buttons["network"], Qt.MouseButton.LeftButton)
    assert titles() == before


@pytest.mark.parametrize("stage", ["network", "curves", "both"])
def test_a_scenario_chooses_the_stage_and_keeps_it_when_saved(app: Application, stage: str) -> None:
    session = app.session
    assert session is not None
    about = About(note="A note.", stage=stage)
    session.document.load(session.experiment, "", about)
    assert app.window.stage.shown == stage
    assert session.document.about == replace(about, stage=stage)
    assert not session.document.modified


def test_a_scenario_without_a_stage_leaves_it(app: Application) -> None:
    session = app.session
    assert session is not None
    app.window.stage.show_part("both")
    session.document.load(session.experiment, "", About())
    assert app.window.stage.shown == "both"


def test_the_command_line_chooses_the_stage(start: Callable[..., Application]) -> None:
    app = start(stage="both")
    assert app.window.stage.shown == "both"
    assert all(on_the_stage(app))


def test_compared_functions_are_undone_and_learning_goes_on(app: Application, qtbot: QtBot) -> None:
    session, (_, curves) = app.session, panels(app)
    assert session is not None
    session.learner.step_update(1)
    qtbot.waitUntil(lambda: session.player.step == 1)
    curves.chooser.boxes["elu"].click()
    qtbot.waitUntil(lambda: session.player.newest.experiment == session.experiment)
    assert session.player.step == 1
    assert "elu" in curves.chooser.chosen()
    session.document.undo()
    assert "elu" not in curves.chooser.chosen()


def test_small_plots_that_come_later_can_be_saved_too(app: Application, qtbot: QtBot) -> None:
    _, curves = panels(app)
    app.window.resize(1920, 1080)
    app.window.stage.show_part("curves")
    qtbot.waitUntil(curves.layouts.isVisible)
    qtbot.mouseClick(curves.layouts.buttons["single"], Qt.MouseButton.LeftButton)
    plots = curves.multiples.findChildren(Plot)
    assert len(plots) == 4
    assert all("vgsim" in plot.provenance().caption for plot in plots)
