"""One line under the header for what went wrong or was done; plain text, never in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from ui.theme import Theme
from ui.widgets.icons import icon

GLYPHS = {"bad": ("danger", "✕"), "warn": ("warn", "!"), "note": ("good", "✓")}
LONGEST = 400  # characters
Offers = Sequence[tuple[str, Callable[[], object]]]  # label, what the button does


class Notice(QFrame):
    """Shows the newest message until it is closed or replaced; an empty text hides it."""

    said = Signal(str)  # what is shown now

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.glyph, self.label = QLabel(), QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = QToolButton()
        self.close_button.setProperty("role", "flat")
        self.close_button.setAccessibleName("Close the message")
        self.close_button.setToolTip("Close the message")
        self.close_button.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 4, 2)
        layout.addWidget(self.glyph)
        layout.addWidget(self.label, 1)
        self.offers = QHBoxLayout()
        layout.addLayout(self.offers)
        layout.addWidget(self.close_button)
        self.hide()

    def show_message(self, severity: str, text: str, offers: Offers = ()) -> None:
        """Say one sentence, with buttons for what can be done; severity: bad, warn, note."""
        while (old := self.offers.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.deleteLater()
        for label, act in offers:
            button = QPushButton(label)
            button.clicked.connect(act)
            self.offers.addWidget(button)
        if not text:
            self.hide()
            return
        role, glyph = GLYPHS.get(severity, GLYPHS["note"])
        self.glyph.setText(glyph)
        self.glyph.setProperty("role", role)
        self.glyph.style().unpolish(self.glyph)
        self.glyph.style().polish(self.glyph)
        line = " ".join(text.split("\n"))
        self.label.setText(line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…")
        self.setAccessibleName(line)
        self.show()
        self.said.emit(line)

    def set_theme(self, theme: Theme) -> None:
        size = theme.font_size
        self.close_button.setIcon(icon("remove", theme.muted, size, self.devicePixelRatioF()))
        self.close_button.setIconSize(QSize(size, size))
