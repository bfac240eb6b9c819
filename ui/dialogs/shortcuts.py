"""All keys, from the one table of actions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.exchange.actions import MENUS, in_menu, key_text
from ui.widgets.plain import PlainLabel

# what the focused diagram does with keys, see `ui.plots.keys`
IN_DIAGRAMS = (
    ("Left  or  Right", "Read", "Move the hair line"),
    ("Return", "Click", "As the pointer does on the hair line"),
    ("+  or  -", "Zoom", "Look closer, or from further away"),
    ("Shift+Arrow  or  Alt+Arrow", "Move", "Look further to this side"),
    ("A  or  Home  or  0", "View all", "Back to the range that shows everything"),
    ("Menu", "Menu", "What else can be done with a diagram"),
)


class ShortcutsDialog(QDialog):
    """Key, action and what it does, menu by menu."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        page = QWidget()
        grid = QGridLayout(page)
        grid.setColumnStretch(2, 1)
        grid.setHorizontalSpacing(24)
        for menu in MENUS:
            entries = [entry for entry in in_menu(menu) if entry.keys]
            if not entries:
                continue
            _add(grid, (menu, "", ""), "section")
            for entry in entries:
                keys = "  or  ".join(key_text(key) for key in entry.keys)
                _add(grid, (keys, entry.text, entry.help), "")
        _add(grid, ("In a diagram (Tab leads to it)", "", ""), "section")
        for texts in IN_DIAGRAMS:
            _add(grid, texts, "")
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName("Keys")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(scroll, 1)
        layout.addWidget(buttons)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        room = parent.size() * 0.85 if parent else QSize(800, 600)
        hint = page.sizeHint()
        self.resize(min(hint.width() + 80, room.width()), min(hint.height() + 100, room.height()))


def _add(grid: QGridLayout, texts: tuple[str, str, str], role: str) -> None:
    row = grid.rowCount()
    for column, text in enumerate(texts):
        if text:
            label = PlainLabel(text)
            if role:
                label.setProperty("role", role)
            label.setWordWrap(column == 2)
            grid.addWidget(label, row, column)
