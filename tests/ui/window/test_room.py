"""The window at the sizes it is made for: all that is shown is whole, the networks come first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.long import longer
from tests.ui.conftest import Start
from tests.ui.windows import there
from ui.network.layout import line_height, text_width
from ui.panels import PANELS
from ui.panels.gradients.panel import GradientsPanel
from ui.panels.network.panel import NetworkPanel
from ui.panels.predictions.panel import PredictionsPanel
from ui.plots.text import TextLine
from ui.shell.application import Application
from ui.widgets.lane_tabs import LaneTabs
from vgsim.words.numbers import power_of_ten

SIZES = [(1280, 702), (1920, 1040), (3840, 2120)]
SOON = 20_000
DIAGRAMS = tuple(  # of feedforward networks
    entry.get().title
    for entry in PANELS
    if entry.place in ("views", "right", "tabs") and entry.get().name != "cell"
)
ALL, FEW = len(DIAGRAMS), 4


def settle(qtbot: QtBot) -> None:
    for _ in range(3):
        QApplication.processEvents()
    qtbot.wait(30)


def squeezed(app: Application) -> list[str]:
    """Panels that stand there with less room than they need, or beyond the window's edge."""
    found, window = [], app.window
    for panel in window.hub.panels:
        if not panel.isVisible() or not window.isAncestorOf(panel):
            continue
        least = panel.minimumSizeHint()
        if panel.name != "controls" and (
            panel.width() < least.width() or panel.height() < least.height()
        ):
            found.append(f"{panel.name}: {panel.size()} of {least}")
        place = panel.mapTo(window, panel.rect().topRight())
        if place.x() >= window.width():
            found.append(f"{panel.name} ends at {place.x()}")
    return found


def network(app: Application) -> NetworkPanel:
    return next(p for p in app.window.hub.panels if isinstance(p, NetworkPanel))


def numbers_are_whole(app: Application) -> bool:
    """A number under every layer or under one in so many; each has the width it needs."""
    canvas = network(app).canvas
    for words in canvas._words:
        plan, boxes, numbers = words.plan, words.scene.pictures.boxes, words.numbers()
        if plan.rows is None or boxes[0] is None:
            return False
        longest = power_of_ten(-16) if plan.rows.short else f"9·{power_of_ten(-16)}"
        taken: list[tuple[int, int, int, int]] = []
        for box, number in zip(boxes, numbers, strict=True):
            if box is None:
                continue
            wide = text_width(max(number, longest, key=len), plan.number)
            assert plan.y(box[2] - box[0]) >= wide
            assert plan.y(box[3] - box[1]) >= 0.9 * line_height(plan.number)
            assert all(box[1] != other[1] or box[0] >= other[2] - 1 for other in taken)
            taken.append(box)
    return True


@pytest.mark.parametrize(
    ("theme", "diagrams"),
    [("light", (ALL, 0, 1)), ("projector", (ALL, FEW, 0)),
     pytest.param("light", (0, ALL, FEW), marks=pytest.mark.long),
     pytest.param("projector", (0, ALL, FEW), marks=pytest.mark.long)],
)  # fmt: skip
def test_diagrams_are_whole_and_the_networks_keep_their_numbers(
    start: Start, qtbot: QtBot, theme: str, diagrams: tuple[int, ...]
) -> None:
    """`diagrams`: how many at each of `SIZES`."""
    app = start(SIZES[0], theme=theme)
    window = app.window
    if not window.right.isVisible():
        window.toggle_details()
    for size, count in zip(SIZES, diagrams, strict=True):
        if not count:
            continue
        window.resize(*size)
        for title in DIAGRAMS[:count]:
            window.right.bring(title)
            settle(qtbot)
            assert squeezed(app) == [], (size, title)
        assert numbers_are_whole(app), size
        for lane in network(app).canvas._words:
            assert lane.plan.spacing >= 0.8 * line_height(lane.plan.label), size  # bands are named


@pytest.mark.parametrize("theme", ["projector", *longer(["light", "dark"])])
def test_no_line_of_a_diagram_is_cut(start: Start, qtbot: QtBot, theme: str) -> None:
    app = start((1280, 720), theme=theme)
    assert app.session is not None
    if not app.window.right.isVisible():
        app.window.toggle_details()
    app.session.player.to_end()
    for title in DIAGRAMS:
        app.window.right.bring(title)
        settle(qtbot)
        lines = [line for line in app.window.right.findChildren(TextLine) if line.isVisible()]
        for line in lines:
            qtbot.waitUntil(
                lambda line=line: line.text.endswith("…") or not line._fitted()[1].endswith("…")
            )


def test_large_type_has_one_diagram_and_one_column(start: Start, qtbot: QtBot) -> None:
    app = start((1920, 1040), projector=True)
    window = app.window
    settle(qtbot)
    assert window.columns.shown == (False, False)
    qtbot.keyClick(window, Qt.Key.Key_F10)
    settle(qtbot)
    assert window.columns.shown == (False, True)
    flow = there(app, GradientsPanel, qtbot)
    assert [slot.isVisible() for slot in window.right.slots].count(True) == 1
    assert flow.height() > window.height() * 0.7
    picker = next(slot.picker for slot in window.right.slots if slot.isVisible())
    shown = {picker.itemText(k) for k in range(picker.count())}
    assert shown == set(DIAGRAMS) - {"Activation"}  # which is on the stage
    picker.setCurrentIndex(picker.findText("Learning"))
    picker.activated.emit(picker.currentIndex())
    assert not flow.isVisible()
    assert window.tabs.currentWidget().isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert window.columns.shown == (True, False)
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert app.session is not None
    assert app.window.looks.theme.name == "light"
    assert window.columns.shown == (True, True)


def test_no_width_outlives_the_type_it_was_made_for(start: Start, qtbot: QtBot) -> None:
    app = start((1280, 702))
    settle(qtbot)
    before = app.window.columns.sizes()
    for _ in range(2):
        qtbot.keyClick(app.window, Qt.Key.Key_F8)
        settle(qtbot)
    assert app.window.columns.sizes() == before


def test_messages_lie_over_the_window_and_good_ones_leave(start: Start, qtbot: QtBot) -> None:
    app = start((1280, 702))
    window, notice = app.window, app.window.notice
    notice.hide()
    settle(qtbot)
    before = network(app).canvas.geometry(), window.columns.geometry()
    said: list[str] = []
    notice.text_shown.connect(said.append)
    notice.show_message("note", "Saved.")
    settle(qtbot)
    assert (network(app).canvas.geometry(), window.columns.geometry()) == before
    assert notice.isVisible()
    assert said == ["Saved."]
    networks = window.center.mapTo(window, QPoint()).y()
    assert notice.mapTo(window, QPoint(0, notice.height())).y() <= networks + 8  # beside them
    notice.timer.timeout.emit()
    assert not notice.isVisible()
    notice.show_message("bad", "It could not be opened. " * 12)
    settle(qtbot)
    assert not notice.timer.isActive()
    assert notice.height() >= notice.label.heightForWidth(notice.label.width())
    assert (network(app).canvas.geometry(), window.columns.geometry()) == before
    notice.close_button.click()
    assert not notice.isVisible()


def test_a_message_can_be_read_and_answered_at_every_size(app: Application, qtbot: QtBot) -> None:
    for size in ((640, 480), (800, 600), (1024, 740), (1280, 702), (1920, 1040)):
        app.window.resize(*size)
        app.window.notice.hide()
        settle(qtbot)
        _read_and_answer(app, qtbot)


def _read_and_answer(app: Application, qtbot: QtBot) -> None:
    window, notice = app.window, app.window.notice
    long = "Normal weights, gain 2: at update 17 the gradient of layer 4 became NaN or infinite. "
    answers = (
        ("Replay ten updates", lambda: None),
        ("Continue at a tenth of the rate", lambda: None),
    )
    notice.show_message("note", "Opened a file.")
    settle(qtbot)
    for offers in (answers, answers[:1], answers):  # also in the place of one that is shown
        notice.show_message("bad", f"{long}Learning stopped there.", offers)
        settle(qtbot)
        assert len(notice.buttons) == len(offers)
        for part in (*notice.buttons, notice.close_button, notice.label):
            assert notice.rect().contains(part.geometry())
            assert part.width() >= part.minimumSizeHint().width()
        assert notice.label.height() >= notice.label.heightForWidth(notice.label.width())
        assert window.rect().contains(QRect(notice.mapTo(window, QPoint()), notice.size()))
        assert notice.height() < window.height() / 3


def test_nothing_moves_while_a_slider_is_dragged(start: Start, qtbot: QtBot) -> None:
    app = start((1920, 1040))
    session = app.session
    assert session is not None
    session.player.pause()
    app.window.notice.hide()

    def places() -> dict[str, object]:
        return {
            f"{type(each).__name__} {id(each)}": (
                each.mapTo(app.window, each.rect().topLeft()),
                each.size(),
            )
            for each in app.window.findChildren(QWidget)
            if each.isVisible() and app.window.isAncestorOf(each)
        }

    qtbot.waitUntil(lambda: not app.window.status.kernels.text())  # it says that it compiles
    qtbot.waitUntil(there(app, PredictionsPanel, qtbot).plot.isVisible)  # evaluated later
    settle(qtbot)
    session.document.edit("lanes.0.network.gain", 1.0, "drag")
    settle(qtbot)
    before = places()
    for gain in (1.01, 1.9, 2.71):
        session.document.edit("lanes.0.network.gain", gain, "drag")
        qtbot.waitUntil(
            lambda gain=gain: session.player.trace.experiment.lanes[0].network.gain == gain,
            timeout=SOON,
        )
        settle(qtbot)
        assert {k: v for k, v in places().items() if before.get(k) != v} == {}


def test_what_learns_keeps_update_loss_and_test_in_its_heading(start: Start, qtbot: QtBot) -> None:
    app = start((1920, 1040), projector=True)
    session = app.session
    assert session is not None
    session.player.pause()
    session.learner.step_update(1)
    qtbot.waitUntil(lambda: session.player.trace.step == 1, timeout=SOON)
    canvas = network(app).canvas
    for go in (session.player.to_start, session.player.to_end):
        go()
        settle(qtbot)
        for words, text in zip(canvas._words, canvas._readings, strict=True):
            shown = text
            family, width = words.plan.header.title, words.reading_box().width()
            while text_width(shown, family) > width:
                shown = shown.partition("    ")[2]
            assert shown.startswith(("update 1", "layer 1: gradient"))
            assert "update 1    loss " in shown


def test_four_networks_are_told_apart(start: Start, qtbot: QtBot) -> None:
    app = start((1920, 1040))
    session = app.session
    assert session is not None
    for _ in range(2):
        session.document.add_lane()
    qtbot.waitUntil(lambda: len(session.player.trace.lanes) == 4, timeout=SOON)
    settle(qtbot)
    tabs = app.window.findChild(LaneTabs)
    assert tabs is not None
    for tab in tabs.bar.tabs:
        assert len(tab.text()) >= min(len(tab.title), 12)
    tabs.bar.tabs[2].click()
    qtbot.waitUntil(lambda: session.player.trace.watch.lane == 2, timeout=SOON)
