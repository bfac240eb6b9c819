"""What can be done with a plot, for the right button and the menu key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from ui.plots.paper import terms_of
from ui.widgets.glossary import add_question
from ui.widgets.pictures import add_pictures

if TYPE_CHECKING:
    from ui.plots.plot import Plot


def open_menu(plot: Plot, where: QPoint) -> None:
    """Open it at a place of the screen; it goes when it is closed."""
    menu = QMenu(plot)
    menu.setAccessibleName(f"Plot: {plot.accessibleName()}")
    menu.addAction("View all\tA", plot.view_all).setEnabled(plot.own)
    menu.addAction("Zoom in\t+", lambda: plot.zoom(1 / 2))
    menu.addAction("Zoom out\t−", lambda: plot.zoom(2.0))
    menu.addAction("Zoom to a box\tShift+drag", plot.draw_box)
    if plot.actions():
        menu.addSeparator()
        menu.addActions(plot.actions())
    menu.addSeparator()
    add_pictures(menu, plot.copy_picture, plot.save)
    menu.addAction("Save data (CSV) …", plot.save_data)
    for name in terms_of(plot.still):
        add_question(menu, plot, name)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(where)
