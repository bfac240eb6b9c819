"""A text that was refused stays in its field, marked, until it is corrected; nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON
from tests.ui.windows import brought
from ui.dialogs.limits import LimitsDialog
from ui.panels.controls.panel import ControlsPanel
from ui.panels.inspector.panel import InspectorPanel
from ui.panels.phase.panel import PhasePanel
from ui.session.session import Session
from ui.shell.application import Application
from ui.widgets.entry_field import EntryField
from ui.widgets.form import Form, LabeledText
from ui.widgets.number import NumberField
from ui.widgets.slider import LabeledSlider

CONTROL = Qt.KeyboardModifier.ControlModifier
# A text that is no number, one that no setting takes, and one that is no whole number.
REFUSED = ("inf", "-1e300", "1.5.2")


def session_of(app: Application) -> Session:
    assert app.session is not None
    return app.session


def controls_of(app: Application) -> ControlsPanel:
    return next(panel for panel in app.window.hub.panels if isinstance(panel, ControlsPanel))


def forms_of(controls: ControlsPanel) -> list[Form]:
    return [
        controls.network, controls.cures, controls.layer, controls.more, controls.own,
        controls.data, controls.learning,
    ]  # fmt: skip


def fields_of(controls: ControlsPanel) -> Iterator[tuple[str, EntryField]]:
    """Every field of the controls that refuses some text: not the titles."""
    for form in forms_of(controls):
        for key, row in form.rows.items():
            if isinstance(row, LabeledSlider | LabeledText) and key != "title":
                yield key, row.field


def unfold(controls: ControlsPanel) -> None:
    for section in (
        controls.cures_section, controls.layer_section, controls.section, controls.own_section,
        controls.learning_section,
    ):  # fmt: skip
        if section.content.isHidden():
            section.button.click()


def field_of(controls: ControlsPanel, key: str) -> EntryField:
    return next(field for each, field in fields_of(controls) if each == key)


@pytest.fixture
def controls(app: Application, qtbot: QtBot) -> ControlsPanel:
    """The column of settings of an active window, all sections open."""
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow, timeout=SOON)
    found = controls_of(app)
    unfold(found)
    qtbot.waitUntil(lambda: field_of(found, "training.clip_norm").isVisible()
                    if "training.clip_norm" in found.learning.rows else True)  # fmt: skip
    return found


def enter(qtbot: QtBot, field: EntryField, text: str, key: Qt.Key = Qt.Key.Key_Tab) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, key)


def state(field: EntryField) -> tuple[str, bool]:
    return field.text(), field.marked


@pytest.mark.parametrize("text", REFUSED)
def test_every_field_keeps_what_it_refused_until_it_is_taken_back(
    app: Application, controls: ControlsPanel, qtbot: QtBot, text: str
) -> None:
    """Whatever else happens: other settings, undo, redo, training."""
    session = session_of(app)
    before = session.experiment
    fields = dict(fields_of(controls))
    values = {key: field.text() for key, field in fields.items()}
    assert len(fields) > 15
    for key, field in fields.items():
        if key != "data.path":
            enter(qtbot, field, text)
            assert state(field) == (text, True), key
    assert session.experiment == before

    def all_marked() -> bool:
        return {state(field) for field in fields.values()} == {(text, True)}

    choice = controls.network.rows["network.bias"] if "network.bias" in controls.network.rows else None
    del choice
    session.document.edit("lanes.0.title", "Another title")
    assert all_marked()
    app.window.setFocus()
    qtbot.keyClick(app.window, Qt.Key.Key_Z, CONTROL)
    assert session.experiment == before
    assert all_marked()
    qtbot.keyClick(app.window, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert session.experiment != before
    assert all_marked()
    session.learner.step_update(3)
    qtbot.waitUntil(lambda: session.player.step == 3, timeout=SOON)
    assert all_marked()
    for key, field in fields.items():
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert state(field) == (values[key], False), key
