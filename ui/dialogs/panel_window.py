"""A panel in its own window, in front of the main window."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.widgets.glossary import open_entry_on_f1


def panel_window(panel: QWidget, title: str, window: QWidget, share: float) -> QDialog:
    """Put a panel into a dialog, not yet shown, that does not block the main window.

    `share`: of the main window's size.
    """
    dialog = QDialog(window)
    dialog.setWindowTitle(title)
    layout = QVBoxLayout(dialog)
    layout.addWidget(panel)
    open_entry_on_f1(dialog)
    dialog.resize(window.size() * share)
    return dialog
