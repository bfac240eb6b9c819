"""A text that was refused stays in its field, marked, until it is corrected; nothing else does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON
from tests.ui.shared import SharedWindow, session_of
from tests.ui.window.fields import all_controls, enter, field_of, fields_of, state, type_into
from ui.panels.controls.panel import ControlsPanel
from ui.shell.application import Application

CONTROL = Qt.KeyboardModifier.ControlModifier
REFUSED = ("inf", "1.5.2", "--1")  # by every field of a number


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    """The window on the first scenario, at rest; no refused text is left."""
    return shared.on_first_scenario()


@pytest.fixture
def controls(app: Application, qtbot: QtBot) -> ControlsPanel:
    return all_controls(app, qtbot)


@pytest.mark.parametrize("text", REFUSED)
def test_every_field_keeps_what_it_refused_until_it_is_taken_back(
    app: Application, controls: ControlsPanel, qtbot: QtBot, text: str
) -> None:
    """Whatever else happens: another setting, undo, redo, training, a folded section."""
    session = session_of(app)
    before = session.experiment
    fields = list(fields_of(controls))
    values = [field.text() for _, field in fields]
    assert len(fields) > 15
    for key, field in fields:
        enter(qtbot, field, text)
        assert state(field) == (text, True), key
        assert not field.hasFocus()
    assert session.experiment == before

    def all_marked() -> bool:
        return {state(field) for _, field in fields} == {(text, True)}

    session.document.edit("lanes.0.title", "Another title")
    assert all_marked()
    app.window.rest()
    qtbot.keyClick(app.window, Qt.Key.Key_Z, CONTROL)
    assert session.experiment == before
    assert all_marked()
    qtbot.keyClick(app.window, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert session.experiment != before
    assert all_marked()
    session.learner.step_update(3)
    qtbot.waitUntil(lambda: session.player.step == 3, timeout=SOON)
    for _ in range(2):
        controls.section.button.click()
    assert all_marked()
    for (key, field), value in zip(fields, values, strict=True):
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert state(field) == (value, False), key


def test_what_the_experiment_refuses_is_kept_like_what_is_no_number(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    session = session_of(app)
    before = session.experiment
    for key, text in (
        ("network.depth", "0"), ("network.gain", "1e308"), ("training.learning_rate", "-1"),
        ("network.widths", "8, 999999999"), ("data.batch_size", "0"),
    ):  # fmt: skip
        field = field_of(controls, key)
        enter(qtbot, field, text)
        assert session.experiment == before, key
        assert state(field) == (text, True), key
        assert app.window.notice.isVisible()
        session.document.edit("seed", session.experiment.seed + 1)
        assert state(field) == (text, True), key
        session.document.undo()
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert not field.marked


def test_a_corrected_text_is_taken_and_no_longer_marked(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    session, field = session_of(app), field_of(controls, "network.gain")
    enter(qtbot, field, "inf")
    field.setFocus()
    qtbot.keyClicks(field, "2")
    assert state(field) == ("2", False)
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert state(field) == ("2", False)
    assert session.experiment.lanes[0].network.gain == 2


def test_the_value_in_use_typed_again_is_a_correction(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    session, field = session_of(app), field_of(controls, "network.gain")
    value, before = field.text(), session.experiment
    enter(qtbot, field, "inf")
    enter(qtbot, field, f"{value}.0" if "." not in value else f"{value}0")
    assert state(field) == (value, False)
    assert session.experiment == before


def test_a_value_that_changes_elsewhere_takes_the_place_of_a_refused_text(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    session, field = session_of(app), field_of(controls, "network.depth")
    enter(qtbot, field, "30")
    for change, value in (
        (lambda: session.document.edit("lanes.0.network.depth", 12), "12"),
        (session.document.undo, "30"),
        (session.document.undo, "20"),
        (session.document.redo, "30"),
        (session.document.reset, "20"),
    ):
        enter(qtbot, field, "nan")
        assert field.marked
        change()
        assert state(field) == (value, False)


def test_another_network_shows_its_own_values(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    """Both networks have the same depth: the value does not tell them apart."""
    session, field = session_of(app), field_of(controls, "network.depth")
    assert len({lane.network.depth for lane in session.experiment.lanes}) == 1
    shared = field_of(controls, "training.learning_rate")
    enter(qtbot, shared, "inf")
    for choose in (
        lambda: controls.tabs.bar.tabs[1].click(),
        lambda: session.viewer.select(0, 1),
        lambda: session.viewer.select(1, 1),
        lambda: session.document.remove_lane(1),
    ):
        enter(qtbot, field, "nan")
        assert field.marked
        choose()
        assert state(field) == ("20", False)
        assert state(shared) == ("inf", True)  # belongs to all networks


def test_another_layer_shows_its_own_values(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    session, field = session_of(app), field_of(controls, "layer.width")
    value = field.text()
    for layer in (2, 5):
        enter(qtbot, field, "nan")
        assert field.marked
        session.viewer.select(0, layer)
        assert state(field) == (value, False)


def test_another_document_shows_its_own_values(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    session = session_of(app)
    for key in ("network.depth", "training.learning_rate", "data.batch_size"):
        enter(qtbot, field_of(controls, key), "inf")
    session.document.load(session.experiment)
    assert not [key for key, field in fields_of(controls) if field.marked]


def test_a_refused_text_that_has_become_possible_is_taken_with_enter(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    session, field = session_of(app), field_of(controls, "data.batch_size")
    session.document.edit("lanes.0.network.normalization", "batch")
    enter(qtbot, field, "1", Qt.Key.Key_Return)
    assert state(field) == ("1", True)
    session.document.edit("lanes.0.network.normalization", "none")
    assert state(field) == ("1", True)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert state(field) == ("1", False)
    own = session.experiment.lanes[0].data  # the first field of this name is the network's own
    assert own is not None
    assert own.batch_size == 1


def test_keys_correct_a_refused_text_and_start_nothing(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    session, field = session_of(app), field_of(controls, "network.depth")
    session.document.edit("seed", 77)
    enter(qtbot, field, "1x", Qt.Key.Key_Return)
    assert state(field) == ("1x", True)
    qtbot.keyClick(field, Qt.Key.Key_R)
    assert not session.learner.running
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)  # what was typed
    assert session.experiment.seed == 77
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert state(field) == ("20", False)
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)  # nothing is typed: the change
    assert session.experiment.seed != 77


def test_no_undo_and_redo_of_typing_makes_a_refused_text_look_taken(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    session, field = session_of(app), field_of(controls, "network.gain")
    before = session.experiment
    enter(qtbot, field, "inf", Qt.Key.Key_Return)
    for act in (field.undo, field.redo):  # as in the field's menu
        act()
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert state(field) == ("inf", True)
    assert session.experiment == before


@pytest.mark.parametrize("fields", ["number", "text"])
def test_escape_takes_back_what_is_typed_before_it_ends_a_presentation(
    app: Application, controls: ControlsPanel, qtbot: QtBot, fields: str
) -> None:
    field = field_of(controls, "network.gain" if fields == "number" else "network.widths")
    value = field.text()
    for text in ("0.7", "abc"):
        type_into(qtbot, field, text)
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert state(field) == (value, False)
