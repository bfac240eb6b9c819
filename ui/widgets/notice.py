"""What went wrong or was done, said over the networks: nothing moves, and what is good leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
)

from ui.theme import Theme
from ui.widgets.icons import icon

GLYPHS = {"bad": ("danger", "✕"), "warn": ("warn", "!"), "note": ("good", "✓")}
LONGEST = 400  # characters
STAYS = 6_000  # milliseconds of a message that needs no answer
OFFERED = 60_000  # of one that offers something; what went wrong stays until it is closed
Offers = Sequence[tuple[str, Callable[[], object]]]  # label, what the button does


class Notice(QFrame):
    """Shows the newest message until it is closed or replaced; an empty text hides it.

    It lies over what stands below it and takes no room of its own.
    """

    said = Signal(str)  # what is shown now

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self._area = QRect()
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._leave)
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
        self.timer.stop()
        if severity not in ("bad", "warn"):
            self.timer.start(OFFERED if offers else STAYS)
        self._lie()
        self.show()
        self.raise_()
        self.said.emit(line)

    def lie_over(self, area: QRect) -> None:
        """At the upper edge of this part of the parent."""
        if area != self._area:
            self._area = area
            self._lie()

    def _lie(self) -> None:
        """As wide as the area, which may be too narrow for a sentence, and as high as it needs."""
        parent, layout, area = self.parentWidget(), self.layout(), self._area
        if parent is None or layout is None:
            return
        layout.activate()
        width = min(max(area.width(), 32 * self.label.fontMetrics().height()), parent.width())
        left = max(min(area.center().x() - width // 2, parent.width() - width), 0)
        height = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        self.setGeometry(left, area.top(), width, height)

    def _leave(self) -> None:
        """Not while somebody is about to press its button."""
        inside = self.isAncestorOf(QApplication.focusWidget() or self) or self.underMouse()
        if inside:
            self.timer.start(STAYS)
        else:
            self.hide()

    def set_theme(self, theme: Theme) -> None:
        size = theme.font_size
        self.close_button.setIcon(icon("remove", theme.muted, size, self.devicePixelRatioF()))
        self.close_button.setIconSize(QSize(size, size))
        self._lie()
