"""Keys and the menu do on a plot what the pointer does."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.plots.hands import entry, middle, ranges, shown
from tests.ui.plotting import drag
from ui.plots.frame import StrokeKey, Words
from ui.plots.plot import Plot


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    made = Plot(Words("A share", "share"), Words("layer", "layer"))
    shown(qtbot, made)
    return made


@pytest.mark.parametrize(("key", "moved"), [(Qt.Key.Key_X, 0), (Qt.Key.Key_Y, 1)])
def test_a_key_zooms_one_axis(plot: Plot, qtbot: QtBot, key: Qt.Key, moved: int) -> None:
    plot.setFocus()
    home = ranges(plot)
    qtbot.keyClick(plot, key)
    assert ranges(plot)[moved].span == pytest.approx(0.8 * home[moved].span)
    assert ranges(plot)[1 - moved] == home[1 - moved]
    qtbot.keyClick(plot, key, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(plot, key, Qt.KeyboardModifier.ShiftModifier)
    assert ranges(plot)[moved].span == pytest.approx(1.25 * home[moved].span)
    assert ranges(plot)[1 - moved] == home[1 - moved]
    qtbot.keyClick(plot, Qt.Key.Key_A)
    assert ranges(plot) == home


@pytest.mark.parametrize(("axis", "moved"), [("x", 0), ("y", 1)])
def test_the_menu_zooms_one_axis(plot: Plot, axis: str, moved: int) -> None:
    home = ranges(plot)
    entry(plot, f"Zoom in on the {axis} axis").trigger()
    assert ranges(plot)[moved].span == pytest.approx(home[moved].span / 2)
    assert ranges(plot)[1 - moved] == home[1 - moved]
    entry(plot, f"Zoom out on the {axis} axis").trigger()
    assert ranges(plot)[moved].span == pytest.approx(home[moved].span)


def test_the_keys_do_what_the_pointer_does(plot: Plot, qtbot: QtBot) -> None:
    plot.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert ranges(plot)[0].span == pytest.approx(16)
    assert ranges(plot)[1].span == pytest.approx(0.8)
    qtbot.keyClick(plot, Qt.Key.Key_Minus)
    assert ranges(plot)[0].span == pytest.approx(20)
    qtbot.keyClick(plot, Qt.Key.Key_Right, shift)
    qtbot.keyClick(plot, Qt.Key.Key_Up, shift)
    x, y = ranges(plot)
    assert (x.low, y.low) == pytest.approx((2.5, 0.1))
    qtbot.keyClick(plot, Qt.Key.Key_Left, shift)
    qtbot.keyClick(plot, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    x, y = ranges(plot)
    assert (x.low, y.low) == pytest.approx((0.5, 0.0))


def test_a_plot_keeps_no_key_that_it_does_not_need(plot: Plot, qtbot: QtBot) -> None:
    taken: list[int] = []

    class Host(QWidget):
        def keyPressEvent(self, event: Any) -> None:
            taken.append(event.key())

    host = Host()
    qtbot.addWidget(host)
    plot.setParent(host)
    host.show()
    plot.show()
    plot.setFocus()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_R, Qt.Key.Key_A):
        qtbot.keyClick(plot, key)
    assert taken == [Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_R]


def test_the_menu_has_all_that_the_pointer_can_do(plot: Plot) -> None:
    assert not entry(plot, "View all").isEnabled()
    entry(plot, "Zoom in").trigger()
    assert ranges(plot)[0].span == pytest.approx(10)
    entry(plot, "Zoom out").trigger()
    assert ranges(plot)[0].span == pytest.approx(20)
    entry(plot, "Zoom to a box").trigger()
    assert plot.view.boxing


def test_the_menu_key_opens_it_and_a_right_drag_does_not(plot: Plot) -> None:
    before = ranges(plot)
    drag(plot, middle(plot), middle(plot) + QPointF(30, -30), Qt.MouseButton.RightButton)
    assert QApplication.activePopupWidget() is None
    x, y = ranges(plot)
    assert x.span < before[0].span
    assert y.span < before[1].span
    at = plot.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, plot.mapToGlobal(at))
    QApplication.sendEvent(plot, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert "A share" in menu.accessibleName()
    menu.close()


def test_a_plot_says_what_it_shows(plot: Plot, qtbot: QtBot) -> None:
    plot.show_keys([StrokeKey("saturated units", "saturated", ())])
    plot.setFocus()
    assert plot.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert plot.accessibleName() == "A share"
    assert plot.accessibleDescription() == (
        "A share; solid: saturated units. Horizontal axis: layer from 1 to 20. "
        "Vertical axis: share from 0.0 to 1.0."
    )
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert "press A to view all" in plot.accessibleDescription()
