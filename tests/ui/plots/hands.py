"""A plot on the screen, and what a person gets hold of there."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.plotting import click
from ui.look.theme import LIGHT
from ui.plots.axis import Range, layer_ticks
from ui.plots.frame import Scale
from ui.plots.marks import Line
from ui.plots.plot import Plot

X = Scale(Range(0.5, 20.5), layer_ticks, of="layer")
Y = Scale(Range(0.0, 1.0), of="share")


def shown(qtbot: QtBot, *plots: Plot) -> None:
    host = QWidget()
    layout = QVBoxLayout(host)
    for plot in plots:
        layout.addWidget(plot, 1)
        plot.show_theme(LIGHT)
        plot.show_scales(X, Y)
        plot.show_live([Line(np.linspace(1, 20, 50), np.linspace(0, 1, 50), "#1371c3", 2.0)])
        plot.destroyed.connect(lambda: host)
    host.resize(500, 260 * len(plots))
    qtbot.addWidget(host)
    host.show()
    QApplication.processEvents()


def middle(plot: Plot) -> QPointF:
    return plot.place().inner.center()


def ranges(plot: Plot) -> tuple[Range, Range]:
    return plot.still.x.range, plot.still.y.range


def entry(plot: Plot, text: str) -> Any:
    """An entry of the menu that the right button opens."""
    click(plot, middle(plot), Qt.MouseButton.RightButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    found = next(action for action in menu.actions() if action.text().startswith(text))
    menu.close()
    return found
