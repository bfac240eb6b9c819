"""A button with its explanation."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from ui.widgets.plain import set_tooltip


def push_button(text: str, help_text: str, role: str = "") -> QPushButton:
    """Make a button.

    Args:
        text: on the button.
        help_text: its tooltip.
        role: of the style sheet; empty: an ordinary button.
    """
    made = QPushButton(text)
    made.setAccessibleName(text)
    set_tooltip(made, help_text)
    if role:
        made.setProperty("role", role)
    return made
