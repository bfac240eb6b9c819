"""A panel in a window of its own, over the main one."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

SHARE = 0.72  # of the main window


def apart(panel: QWidget, title: str, window: QWidget) -> QDialog:
    """Hidden; the window behind stays usable while it is open."""
    dialog = QDialog(window)
    dialog.setWindowTitle(title)
    layout = QVBoxLayout(dialog)
    layout.addWidget(panel)
    dialog.resize(window.size() * SHARE)
    return dialog
