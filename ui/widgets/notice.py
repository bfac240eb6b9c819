"""What went wrong or was done, said over what there is: nothing moves, and what is good leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
)

from ui.look.icons import show_icon
from ui.look.theme import Theme
from ui.widgets.plain import PlainLabel, set_tooltip

GLYPHS = {"bad": ("danger", "✕"), "warn": ("warn", "!"), "note": ("good", "✓")}
LONGEST = 400  # characters
STAYS = 6_000  # milliseconds of a message that needs no answer
SENTENCE = 18  # text heights of width that a sentence has at least beside buttons
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
        self._areas: tuple[QRect, ...] = ()
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._leave)
        self.glyph, self.label = PlainLabel(), PlainLabel()
        self.label.setWordWrap(True)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = QToolButton()
        self.close_button.setProperty("role", "flat")
        self.close_button.setAccessibleName("Close the message")
        set_tooltip(self.close_button, "Close the message")
        self.close_button.clicked.connect(self.hide)
        self.offers = QHBoxLayout()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addWidget(self.label, 1)
        self._body.addLayout(self.offers)
        self._body.setAlignment(self.offers, Qt.AlignmentFlag.AlignRight)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 4, 2)
        layout.addWidget(self.glyph)
        layout.addLayout(self._body, 1)
        layout.addWidget(self.close_button)
        self.hide()

    def show_message(self, severity: str, text: str, offers: Offers = ()) -> None:
        """Say one sentence, with buttons for what can be done; severity: bad, warn, note."""
        while (old := self.offers.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for label, act in offers:
            button = QPushButton(label)
            button.clicked.connect(act)
            self.offers.addWidget(button)
            button.show()  # what is hidden takes no room when the message is measured
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

    def lie_over(self, *areas: QRect) -> None:
        """At the upper edge of the first of these parts of the parent that holds all of it.

        The last one holds every message: there it is as high as it needs, and wide enough for a
        sentence.
        """
        if areas != self._areas:
            self._areas = areas
            self._lie()

    def _lie(self) -> None:
        parent = self.parentWidget()
        if parent is None or not self._areas:
            return
        *better, last = self._areas
        for area in better:
            least, height = self._needed(area.width())
            if least <= area.width() and height <= area.height():
                self.setGeometry(area)
                return
        width = min(max(last.width(), 32 * self.label.fontMetrics().height()), parent.width())
        width = min(max(width, self._needed(width)[0]), parent.width())
        left = max(min(last.center().x() - width // 2, parent.width() - width), 0)
        self.setGeometry(left, last.top(), width, self._needed(width)[1])

    def _needed(self, width: int) -> tuple[int, int]:
        """The least width, and the height at this one; buttons stand below a narrow sentence."""
        layout = self.layout()
        assert layout is not None
        room = width - self.offers.sizeHint().width()
        beside = not self.offers.count() or room >= SENTENCE * self.label.fontMetrics().height()
        direction = QBoxLayout.Direction
        self._body.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        layout.invalidate()
        layout.activate()
        least = layout.totalMinimumSize()
        return least.width(), max(layout.totalHeightForWidth(width), least.height())

    def _leave(self) -> None:
        """Not while somebody is about to press its button."""
        inside = self.isAncestorOf(QApplication.focusWidget() or self) or self.underMouse()
        if inside:
            self.timer.start(STAYS)
        else:
            self.hide()

    def set_theme(self, theme: Theme) -> None:
        show_icon(self.close_button, "remove", theme.muted, theme.font_size)
        self._lie()
