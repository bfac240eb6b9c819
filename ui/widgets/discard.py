"""Removes widgets from a layout for good."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QLayout, QWidget


def discard(layout: QLayout, widgets: Iterable[QWidget]) -> None:
    """Remove widgets from the screen at once, and delete them when the event loop is reached."""
    for widget in widgets:
        layout.removeWidget(widget)
        widget.hide()
        widget.deleteLater()
