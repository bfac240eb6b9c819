"""The fields of the column of settings, and what is typed into them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON
from tests.ui.windows import controls_of, show_all_settings
from ui.panels.controls.panel import ControlsPanel
from ui.shell.application import Application
from ui.widgets.entry_field import EntryField
from ui.widgets.form import Form, LabeledText
from ui.widgets.slider import LabeledSlider


def forms_of(controls: ControlsPanel) -> list[Form]:
    return [
        controls.network, controls.remedies, controls.layer, controls.more, controls.own,
        controls.data, controls.learning,
    ]  # fmt: skip


def fields_of(controls: ControlsPanel) -> Iterator[tuple[str, EntryField]]:
    """Every field of the controls that refuses some text: not the title."""
    for form in forms_of(controls):
        for key, row in form.rows.items():
            if isinstance(row, LabeledSlider | LabeledText) and key != "title":
                yield key, row.field  # data and seed of one network have the keys of the shared


def unfold(controls: ControlsPanel) -> None:
    for section in (
        controls.remedies_section, controls.layer_section, controls.section, controls.own_section,
        controls.learning_section,
    ):  # fmt: skip
        if section.content.isHidden():
            section.button.click()


def field_of(controls: ControlsPanel, key: str) -> EntryField:
    return next(field for each, field in fields_of(controls) if each == key)


def all_controls(app: Application, qtbot: QtBot) -> ControlsPanel:
    """The column of settings of the active window, all sections unfolded."""
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow, timeout=SOON)
    found = controls_of(app)
    show_all_settings(app)
    unfold(found)
    qtbot.waitUntil(lambda: all(field.isVisible() for _, field in fields_of(found)))
    return found


def type_into(qtbot: QtBot, field: EntryField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def enter(qtbot: QtBot, field: EntryField, text: str, key: Qt.Key = Qt.Key.Key_Tab) -> None:
    type_into(qtbot, field, text)
    qtbot.keyClick(field, key)


def state(field: EntryField) -> tuple[str, bool]:
    return field.text(), field.marked
