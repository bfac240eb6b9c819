"""Removes widgets for good, but never while an event is being handled.

A text that is typed is committed when its field loses the keyboard focus. What is shown then may
replace the very widget that is getting the focus; if that were deleted at once, Qt would use it
afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def discard(layout: QLayout, widgets: Iterable[QWidget]) -> None:
    """Remove widgets from the screen at once, and delete them when the event loop is reached."""
    for widget in widgets:
        layout.removeWidget(widget)
        widget.hide()
        widget.deleteLater()


def replace_content(area: QScrollArea, content: QWidget) -> None:
    """Show another widget in a scroll area, whose `setWidget` alone would delete the old one."""
    old = area.takeWidget()
    if old is not None:
        old.hide()
        old.setParent(area)  # Python, left as its owner, would delete it with the last reference
        old.deleteLater()
    area.setWidget(content)
