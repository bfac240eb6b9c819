"""The stage: what keys 1 to 4 and a scenario show in the middle of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.shared import SharedWindow
from ui.panels.activation.panel import ActivationPanel
from ui.panels.gallery.panel import GalleryPanel
from ui.panels.lesson.panel import LessonPanel
from ui.panels.network.panel import NetworkPanel
from ui.panels.transport import TransportPanel
from ui.plots.plot import Plot
from ui.settings import load_settings, settings_path
from ui.shell.application import Application
from ui.window import foot
from vgsim.describe.about import About
from vgsim.parts.activations import ACTIVATIONS
from vgsim.teach.library import open_lesson, path_of


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


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


def test_the_gallery_has_the_whole_width(app: Application, qtbot: QtBot) -> None:
    window, gallery = app.window, app.window.stage
    before = window.columns.shown
    window.rest()
    qtbot.keyClick(window, Qt.Key.Key_4)
    panel = window.findChild(GalleryPanel)
    assert panel is not None
    qtbot.waitUntil(panel.isVisible)
    assert on_the_stage(app) == (False, False)
    assert window.columns.shown == (False, False)
    qtbot.waitUntil(lambda: len(panel.cards) == len(ACTIVATIONS))
    assert gallery.width() == window.columns.width()
    qtbot.keyClick(window, Qt.Key.Key_1)
    assert not panel.isVisible()
    assert window.columns.shown == before


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


def test_a_scenario_chooses_the_stage_and_keeps_it_when_saved(app: Application) -> None:
    session = app.session
    assert session is not None
    for stage in ("curves", "gallery", "network", "both"):
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


def test_a_high_window_shows_both_until_somebody_chooses(app: Application, qtbot: QtBot) -> None:
    window = app.window
    assert on_the_stage(app) == (True, False)
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: all(on_the_stage(app)))
    _, curves = panels(app)
    assert min(curves.values.height(), curves.slopes.height()) >= 180
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: on_the_stage(app) == (True, False))
    qtbot.keyClick(window, Qt.Key.Key_1)
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: window.height() == 1080)
    assert on_the_stage(app) == (True, False)


def test_networks_that_need_the_height_get_the_stage(app: Application, qtbot: QtBot) -> None:
    app.window.resize(1920, 1080)
    assert app.session is not None
    document, before = app.session.document, app.session.experiment
    first = before.lanes[0]
    for lanes, width in ((2, 5), (4, 64)):
        document.load(before)
        qtbot.waitUntil(lambda: all(on_the_stage(app)))
        lane = replace(first, network=replace(first.network, width=width))
        document.load(replace(before, lanes=(lane,) * lanes))
        assert on_the_stage(app) == (True, False), width


def test_the_command_line_chooses_the_stage(start: Callable[..., Application]) -> None:
    app = start(stage="both")
    assert app.window.stage.shown == "both"
    assert all(on_the_stage(app))


def test_only_the_choice_of_the_user_is_remembered(start: Callable[..., Application]) -> None:
    path = settings_path()
    for size, given in (((1920, 1080), {}), ((1280, 800), {"stage": "curves"})):
        app = start(size, **given)
        app.window.close()
        assert load_settings(path)[0].stage == ""
    app = start((1920, 1080))
    app.window.stage.show_part("network")
    app.window.close()
    assert start((1920, 1080)).window.stage.shown == "network"


def test_on_the_projector_strips_and_bars_stay_high(
    start: Callable[..., Application], qtbot: QtBot
) -> None:
    app = start((1280, 720), projector=True)
    network, _ = panels(app)

    def high(width: int, height: int) -> None:
        assert (app.window.width(), app.window.height()) == (width, height)
        assert network.canvas._words
        plan = network.canvas._words[0].plan
        assert plan.width == network.canvas.width()
        least = 24 * max(height / 1080, 1)
        heights = [
            plan.y(band[1] - band[0])
            for place in plan.places
            for band in (place.signal, place.gradient, place.bars)
        ]
        assert min(heights) >= least, (heights, network.canvas.size(), app.window.size())

    for size in ((1280, 720), (1024, 768), (1920, 1080), (3840, 2160)):
        app.window.resize(*size)
        qtbot.waitUntil(lambda: high(*size))  # noqa: B023
        assert all(on_the_stage(app)), size


def test_on_the_projector_the_controls_of_the_pass_fold(
    start: Callable[..., Application], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foot, "REST", 0.5)  # seconds
    app = start((1920, 1080), projector=True)
    window = app.window
    transport = window.findChild(TransportPanel)
    assert transport is not None
    assert not transport.isVisible()
    for _ in range(3):  # the type of the headline has just been set
        QApplication.processEvents()
    before = window.stage.size()
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert transport.isVisible()
    assert window.foot.geometry().bottom() == window.center.height() - 1
    assert window.stage.size() == before  # the pictures keep their size
    qtbot.waitUntil(lambda: not transport.isVisible())
    window.looks.choose("light")
    qtbot.waitUntil(transport.isVisible)
    assert window.stage.height() < before.height()


def test_below_a_question_on_the_projector_both_are_next_to_each_other(
    start: Callable[..., Application], qtbot: QtBot
) -> None:
    sizes = (1280, 720), (1920, 1080)
    app = start(sizes[0], projector=True)
    window, lessons = app.window, app.lessons
    assert lessons is not None
    path = path_of("08_dying_relu")
    assert path is not None
    steps = open_lesson(path).steps
    asking = next(k for k, s in enumerate(steps) if s.question and s.show.stage == "both")
    lessons.open_path(path, asking)
    window.rest()
    qtbot.keyClick(window, Qt.Key.Key_3)
    lessons.open_vote()
    network, curves = panels(app)
    stage = window.stage

    def high() -> bool:
        label = curves._theme.label_size
        plots = [plot for plot in curves.findChildren(Plot) if plot.isVisible()]
        return (
            all(each.height() >= 0.95 * stage.height() >= 9 * label for each in (network, curves))
            and bool(plots)
            and all(plot.height() >= 3 * label for plot in plots)
        )

    lesson = window.findChild(LessonPanel)
    assert lesson is not None

    def in_one_row() -> bool:
        tops = [
            button.mapTo(window, QPoint()).y() + button.height() / 2
            for button in (lesson.footer.next, lesson.footer.back, lesson.question.vote.close_)
        ]
        return max(tops) - min(tops) < lesson.footer.next.height() / 2

    for size in sizes:
        window.resize(*size)
        qtbot.waitUntil(lambda: high() and in_one_row())
    lessons.leave()
    qtbot.waitUntil(lambda: stage.orientation() == Qt.Orientation.Vertical)
