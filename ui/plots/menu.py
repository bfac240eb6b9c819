"""The context menu of a plot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.plots.caption import terms_of
from ui.widgets.glossary import add_question
from ui.widgets.pictures import add_pictures
from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.plots.plot import Plot


def open_menu(plot: Plot, where: QPoint) -> None:
    """Open the menu at a position on the screen; it is deleted when it is closed."""
    menu = QMenu(plot)
    menu.setAccessibleName(tr("Plot: {plot}", plot=plot.accessibleName()))

    def add(text: str, keys: str, act: Callable[[], object]) -> QAction:
        return menu.addAction(f"{text}\t{keys}", act)

    add(tr("View all"), "A", plot.view_all).setEnabled(plot.range_chosen)
    add(tr("Zoom in"), "+", lambda: plot.zoom(1 / 2, 1 / 2))
    add(tr("Zoom out"), "−", lambda: plot.zoom(2.0, 2.0))
    if not plot.is_equal:
        add(tr("Zoom in on the x axis"), "X", lambda: plot.zoom(1 / 2, 1.0))
        add(tr("Zoom out on the x axis"), tr("Shift+X"), lambda: plot.zoom(2.0, 1.0))
        add(tr("Zoom in on the y axis"), "Y", lambda: plot.zoom(1.0, 1 / 2))
        add(tr("Zoom out on the y axis"), tr("Shift+Y"), lambda: plot.zoom(1.0, 2.0))
    add(tr("Zoom to a box"), tr("Shift+drag"), plot.draw_box)
    if plot.actions():
        menu.addSeparator()
        menu.addActions(plot.actions())
    menu.addSeparator()
    add_pictures(menu, plot.copy_picture, plot.save)
    menu.addAction(tr("Save data (CSV) …"), plot.save_data)
    for name in terms_of(plot.still):
        add_question(menu, plot, name)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(where)
