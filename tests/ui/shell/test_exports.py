"""The window and its panels leave as pictures: by menu, by context menu and by key."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shared import SharedWindow
from tests.ui.shell.saving import Saving, entry, menu_of, seen
from ui.network.canvas import NetworkCanvas
from ui.panels.controls.panel import ControlsPanel
from ui.panels.network.panel import NetworkPanel
from ui.shell.application import Application

SVG = "{http://www.w3.org/2000/svg}"
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


@pytest.fixture
def saving(app: Application, tmp_path: Path) -> Saving:
    return Saving(app, tmp_path)


def test_the_network_view_leaves_with_its_text_and_its_origin(
    app: Application, saving: Saving
) -> None:
    canvas = seen(app, NetworkCanvas)
    before = canvas.grab().toImage()
    menu = menu_of(canvas)
    entry(menu, "Save picture", "SVG").trigger()
    menu.close()
    assert saving.suggested == "networks_at_update_0.svg"
    root = ElementTree.fromstring(saving.path.read_bytes())
    texts = " ".join(each.text or "" for each in root.iter(f"{SVG}text"))
    for word in ("Sigmoid", "signal", "gradient", "20 out", "Seed", "update 0", "vgsim"):
        assert word in texts
    assert canvas.grab().toImage() == before


def test_a_finer_picture_of_the_network_view_is_no_enlarged_one(
    app: Application, saving: Saving
) -> None:
    canvas = seen(app, NetworkCanvas)
    menu = menu_of(canvas)
    for name, text in (("one.png", "PNG …"), ("four.png", "PNG, 4")):
        saving.name = name
        entry(menu, "Save picture", text).trigger()
    menu.close()
    one, four = (QImage(str(saving.folder / name)) for name in ("one.png", "four.png"))
    assert four.size() == one.size() * 4
    enlarged = one.scaled(four.size())
    same = sum(enlarged.pixel(x, 40) == four.pixel(x, 40) for x in range(four.width()))
    assert same < four.width()
    across = [four.pixel(x, y) for y in range(20, 120) for x in range(0, 400)]
    blocks = [across[k : k + 4] for k in range(0, len(across), 4)]
    assert any(len(set(block)) > 1 for block in blocks)  # within what is one pixel of the other


def test_the_ring_of_the_keyboard_is_in_no_picture(app: Application, qtbot: QtBot) -> None:
    canvas = seen(app, NetworkCanvas)
    app.window.activateWindow()
    pictures = []
    for focused in (False, True):
        if focused:
            canvas.setFocus()
            qtbot.keyClick(canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        else:
            canvas.clearFocus()
            menu = menu_of(canvas)
            entry(menu, "Copy picture").trigger()
            menu.close()
        pictures.append(QGuiApplication.clipboard().image())
    assert pictures[0] == pictures[1]
    assert pictures[0].width() == 2 * canvas.width()


@pytest.mark.parametrize("kind", [NetworkPanel, ControlsPanel])
def test_a_panel_leaves_from_where_it_is_empty(
    app: Application, saving: Saving, kind: type[QWidget]
) -> None:
    panel = seen(app, kind)
    menu = menu_of(panel)
    texts = [each.text() for each in menu.actions() if each.text()]
    assert texts == [
        "Copy picture\tCtrl+C", "Save picture", "Copy picture of the window",
        "Save picture of the window …",
    ]  # fmt: skip
    entry(menu, "Save picture", "PNG …").trigger()
    menu.close()
    image = QImage(str(saving.path))
    assert image.width() == panel.width()
    assert image.height() > panel.height()
    ground = app.window.palette().color(app.window.palette().ColorRole.Window)
    assert image.pixelColor(1, image.height() - 2) == ground  # also behind what has no color


def test_a_key_copies_the_panel_unless_something_in_it_takes_the_key(
    app: Application, qtbot: QtBot
) -> None:
    controls = seen(app, ControlsPanel)
    copy = Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier
    button = controls.findChild(QAbstractButton)
    field = controls.findChild(QLineEdit)
    assert button is not None
    assert field is not None
    qtbot.keyClick(button, *copy)
    assert QGuiApplication.clipboard().image().width() == 2 * controls.width()
    field.selectAll()
    qtbot.keyClick(field, *copy)
    assert QGuiApplication.clipboard().text() == field.text()


def test_what_has_a_menu_of_its_own_keeps_it(app: Application) -> None:
    field = seen(app, ControlsPanel).findChild(QLineEdit)
    assert field is not None
    menu = menu_of(field)
    assert not menu.accessibleName().startswith("Picture")
    menu.close()


def test_keys_save_and_copy_the_window(app: Application, saving: Saving, qtbot: QtBot) -> None:
    window = app.window
    qtbot.keyClick(window, Qt.Key.Key_P, BOTH)
    assert saving.suggested == "sigmoid_against_relu_window.png"
    assert len(set(saving.filters)) == len(saving.filters) == 5
    image = QImage(str(saving.path))
    assert image.width() == window.width()
    assert image.height() > window.height()
    qtbot.keyClick(window, Qt.Key.Key_C, BOTH)
    assert QGuiApplication.clipboard().image().width() == 2 * window.width()
