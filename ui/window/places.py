"""Puts panels in their places in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from ui.window.placeholder import PanelPlaceholder

if TYPE_CHECKING:
    from ui.panels import PanelEntry
    from ui.panels.panel import Panel
    from ui.window.mainwindow import MainWindow


def put_panel(
    window: MainWindow, center: QVBoxLayout, entry: PanelEntry, panel: Panel | PanelPlaceholder
) -> None:
    """Put a panel, or its placeholder, where its entry says.

    Args:
        window: the window.
        center: the layout of its middle, which holds the stage.
        entry: the panel's entry, with its place.
        panel: the panel.
    """
    place = entry.place
    if place == "window":
        window.take_panel(panel, panel.name, panel.title, entry.share)
    elif place == "stage":
        window.stage.take_gallery(panel)
    elif place == "left":
        window.left.setWidget(panel)
    elif place == "lesson":
        assert isinstance(panel, PanelPlaceholder)
        window.lesson.take(panel)
    elif place == "center":
        if panel.name == "network":
            from ui.panels.network.panel import NetworkPanel  # imports NumPy

            assert isinstance(panel, NetworkPanel)
            panel.counted.connect(window.save_height)
            window.stage.take_network(panel)
            window.stage.show()
        elif window.stage.count() == 0:  # panels are added from top to bottom
            center.insertWidget(center.indexOf(window.stage), panel)
        else:
            window.foot.add(panel)
        window.compact.panels[panel.name] = panel
    elif panel.name == "activation":
        window.stage.take_curves(panel, panel.title)
    elif panel.name == "cell":
        window.right.take_cell(panel, panel.title)
    else:
        window.right.put(place, panel, panel.title)
