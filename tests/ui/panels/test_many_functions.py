"""The activation panel with many functions: their names, their list and their table have room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication

from tests.ui.comparing import asking_panel
from tests.ui.plotting import point_at, shown, trace_of
from ui.look.theme import LIGHT, font
from ui.panels.activation.panel import ActivationPanel
from ui.plots.legend import KeyButton
from vgsim.parts.activations import ACTIVATIONS, maximum


def test_the_derivatives_axis_holds_every_maximum(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = asking_panel()
    shown(qtbot, panel, trace_of())
    for name in ACTIVATIONS:
        if not panel.chooser.boxes[name].isChecked():
            panel.chooser.boxes[name].click()
    interval = panel.slopes.still.y.range
    for name, entry in ACTIVATIONS.items():
        assert interval.contains(maximum(entry, entry.values())[1]), name


def choose_all(panel: ActivationPanel) -> None:
    for box in panel.chooser.boxes.values():
        if not box.isChecked():
            box.click()
    for _ in range(5):
        QApplication.processEvents()


@pytest.mark.parametrize("size", [(384, 240), (384, 420), (600, 300)])
def test_many_functions_leave_the_plots_their_height(qtbot, size) -> None:  # type: ignore[no-untyped-def]
    """The names that have no room are in the list of functions, with their strokes."""
    panel = asking_panel()
    shown(qtbot, panel, trace_of(), size)
    choose_all(panel)
    assert panel.legend.height() <= max(0.25 * size[1], panel.chooser.height() + 1)
    assert panel.values.height() + panel.slopes.height() >= 0.6 * size[1]
    there = [b.text() for b in panel.legend.findChildren(KeyButton) if b.isVisible()]
    assert there[:2] == ["Sigmoid", "ReLU"]
    lacking = len(ACTIVATIONS) - len(there)
    assert panel.chooser.text() == "Functions …" + f" (+{lacking})" * (lacking > 0)
    for box in panel.chooser.boxes.values():
        if box.objectName() not in ("sigmoid", "relu"):
            box.click()
    QApplication.processEvents()
    assert panel.chooser.text() == "Functions …"


def test_a_long_table_is_read_whole_and_beside_the_plots(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = asking_panel()
    shown(qtbot, panel, trace_of(), (384, 240))
    host = panel.window()
    host.resize(1200, 700)
    panel.move(800, 60)
    choose_all(panel)
    point_at(panel.slopes, 1.0, 0.1)
    readout = panel.hover.readout
    assert readout.isVisible()
    assert readout.height() >= len(ACTIVATIONS) * readout.line_height()
    area = QRect(readout.mapTo(host, QPoint(0, 0)), readout.size())
    assert host.rect().contains(area)
    for plot in (panel.values, panel.slopes):
        assert not area.intersects(QRect(plot.mapTo(host, QPoint(0, 0)), plot.size()))
    greatest = {row.cells[0]: row.cells[3] for row in readout.table.rows}
    assert (greatest["Sigmoid"], greatest["Tanh"]) == ("0.25", "1")
    panel.slopes.hovered.emit(None)
    assert readout.isHidden()
    for box in panel.chooser.boxes.values():
        if box.objectName() not in ("sigmoid", "relu"):
            box.click()
    point_at(panel.slopes, 1.0, 0.1)
    assert readout.parentWidget() is panel


def test_the_list_of_functions_opens_beside_the_plots_and_fits_the_screen(qtbot) -> None:  # type: ignore[no-untyped-def]
    QApplication.setFont(font(LIGHT))  # a window that another test has shown leaves its own
    panel = asking_panel()
    shown(qtbot, panel, trace_of(), (320, 240))
    screen = panel.screen().availableGeometry()
    panel.window().move(screen.right() - 330, 40)
    QApplication.processEvents()
    panel.chooser.click()
    popup = QApplication.activePopupWidget() or panel.chooser._popup
    assert screen.contains(popup.geometry())
    plots = QRect(panel.mapToGlobal(QPoint(0, 0)), panel.size())
    assert popup.geometry().intersected(plots).width() <= 4  # of a window's frame
    popup.hide()
