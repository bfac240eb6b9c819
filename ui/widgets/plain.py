"""Sets texts of labels, tooltips and buttons so that they are never interpreted as markup.

Titles, notes, file names and column names may come from strangers. Qt takes text that looks like
HTML for rich text, which may load pictures, and takes `&` for a mnemonic.
"""

from __future__ import annotations

from html import escape
from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import QLabel, QToolTip, QWidget


class PlainLabel(QLabel):
    """A label that shows its text without interpreting it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class _Explained(Protocol):
    """A widget, an action, or an item of a table or list."""

    def setToolTip(self, text: str, /) -> None: ...


def set_tooltip(target: _Explained, text: str) -> None:
    """Set the tooltip of a widget, an action or an item."""
    target.setToolTip(tooltip_text(text))


def show_tooltip(at: QPoint, text: str, widget: QWidget) -> None:
    """Show a tooltip now, at a position on the screen."""
    QToolTip.showText(at, tooltip_text(text), widget)


def tooltip_text(text: str) -> str:
    """The string for which Qt shows this text; Qt itself decides whether a tooltip is rich text."""
    if not QtText.mightBeRichText(text):
        return text
    lines = escape(text).replace("\n", "<br>")
    return f"<span style='white-space: pre-wrap'>{lines}</span>"


def button_text(text: str) -> str:
    """Escape `&` in the text of a button, menu entry or tab, where it would mark a key."""
    return text.replace("&", "&&")


def unbroken(text: str) -> str:
    """The text without a break of lines between a number and its percent sign."""
    return text.replace(" %", "\u00a0%")
