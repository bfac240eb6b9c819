"""The card at a unit: opened where the user looks, with the numbers of the inspector."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from pytestqt.qtbot import QtBot

from tests.ui.network.test_links import _canvas, _inspector
from ui.network.canvas import NetworkCanvas
from ui.panels.arithmetic.card import UnitCard
from ui.panels.arithmetic.pinned import place_near
from ui.panels.arithmetic.words import WAITING
from ui.panels.network.panel import NetworkPanel
from ui.shell.application import Application
from vgsim.words.numbers import scientific

SOON = 20_000


@pytest.fixture
def app(at_rest: Application) -> Application:
    return at_rest


def _panel(app: Application) -> NetworkPanel:
    assert app.window is not None
    found = app.window.findChild(NetworkPanel)
    assert found is not None
    return found


def _click_unit(app: Application, qtbot: QtBot, layer: int, unit: int) -> UnitCard:
    """Click a unit of the first network; its card."""
    canvas, session = _canvas(app), app.session
    assert session is not None
    area = canvas.layer_area(0, layer)
    trace = session.player.trace
    assert trace is not None
    scene = canvas._scenes[0]
    top, bottom = scene.unit_rows(scene.place.signal, layer, unit)
    middle = QPoint(area.center().x(), round((top + bottom) / 2 / canvas.ratio))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.waitUntil(lambda: _panel(app).pinned.shown, timeout=SOON)
    return _panel(app).pinned.card


def _texts(card: UnitCard) -> str:
    return "\n".join(lines.text() for _, lines in card.parts)


def test_a_click_shows_the_arithmetic_of_the_inspector(app: Application, qtbot: QtBot) -> None:
    assert app.session is not None
    inspector = _inspector(app, qtbot)
    app.session.results.skip()
    card = _click_unit(app, qtbot, 3, 4)
    trace = app.session.player.trace
    assert trace is not None
    unit = trace.lanes[0].unit
    assert unit is not None
    text = _texts(card)
    for value in (unit.preactivation, unit.activation, unit.gradient_activation,
                  unit.derivative, unit.gradient_preactivation):  # fmt: skip
        assert scientific(value, 3) in text
    assert card.title.text() == f"Layer 3, unit {unit.unit + 1}"
    assert f"update {trace.step}" in card.moment.text()
    first = inspector.sentences.text().splitlines()[0]
    assert first == f"z = Σ w·a + b = {scientific(unit.preactivation, 3)}"
    assert first in text
    second = _click_unit(app, qtbot, 3, unit.unit)  # selects the layer again
    qtbot.waitUntil(second.isHidden, timeout=SOON)


def test_it_covers_no_headline_and_stays_in_the_view(app: Application, qtbot: QtBot) -> None:
    card = _click_unit(app, qtbot, 2, 0)
    canvas = _canvas(app)
    assert canvas.rect().contains(card.geometry())
    assert not card.geometry().intersects(canvas.header_area(0))
    assert not card.geometry().intersects(canvas.watched_area())


def test_it_follows_its_unit_and_the_newest_numbers(app: Application, qtbot: QtBot) -> None:
    card = _click_unit(app, qtbot, 2, 0)
    assert app.session is not None
    before = card.moment.text()
    app.session.learner.step_update(1)
    qtbot.waitUntil(lambda: card.moment.text() != before, timeout=SOON)
    assert "update 1" in card.moment.text()
    assert card.isVisible()


def test_the_mouse_and_the_arrow_keys_move_it(app: Application, qtbot: QtBot) -> None:
    card = _click_unit(app, qtbot, 2, 0)
    place = card.pos()
    qtbot.mousePress(card, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    qtbot.mouseMove(card, QPoint(0, 60))
    qtbot.mouseRelease(card, Qt.MouseButton.LeftButton)
    dragged = card.pos()
    assert dragged != place
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Left)
    assert card.x() < dragged.x()
    assert card.y() == dragged.y()


def test_the_keyboard_opens_and_closes_it(app: Application, qtbot: QtBot) -> None:
    canvas: NetworkCanvas = _canvas(app)
    pinned = _panel(app).pinned
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Return)  # no unit is selected: the first one
    qtbot.waitUntil(lambda: pinned.shown, timeout=SOON)
    assert pinned.card.title.text().endswith("unit 1")
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: pinned.card.title.text().endswith("unit 2"), timeout=SOON)
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert pinned.card.isAncestorOf(canvas.window().focusWidget()) or pinned.card.hasFocus()
    qtbot.keyClick(pinned.card, Qt.Key.Key_Escape)
    assert not pinned.shown
    qtbot.keyClick(canvas, Qt.Key.Key_Return)  # of the selected unit
    assert pinned.shown
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not pinned.shown


def test_the_gradient_is_not_given_away(app: Application, qtbot: QtBot) -> None:
    assert app.session is not None
    app.session.results.skip()
    card = _click_unit(app, qtbot, 3, 1)
    inspector = _inspector(app, qtbot)
    assert "∂L/∂a" in _texts(card)
    app.session.results.begin()
    for text in (_texts(card), inspector.sentences.text()):
        assert "δ" not in text
        assert "∂L/∂a" not in text
        assert "z = Σ w·a + b" in text
        assert WAITING in text
    assert {row[4] for row in inspector.sheet.texts()} == {"…"}


def test_the_inspector_is_one_click_away(app: Application, qtbot: QtBot) -> None:
    card = _click_unit(app, qtbot, 3, 1)
    qtbot.mouseClick(card.inspect, Qt.MouseButton.LeftButton)
    assert app.window is not None
    assert app.window.tabs.tabText(app.window.tabs.currentIndex()) == "Inspector"


@pytest.mark.parametrize("x", [60, 400, 860])
def test_the_place_is_beside_the_unit_between_the_headlines(x: int) -> None:
    room, unit = QRect(0, 0, 900, 600), QRect(x, 80, 20, 20)
    heads = [QRect(0, 0, 900, 40), QRect(0, 300, 900, 40)]
    place = place_near(unit, QSize(380, 220), room, heads)
    assert room.contains(place)
    assert not any(place.intersects(each) for each in [*heads, unit])
