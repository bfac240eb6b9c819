"""Messages in front of the window's content: errors stay, others disappear after a while."""

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
from ui.widgets.discard import discard
from ui.widgets.plain import PlainLabel, set_tooltip
from vgsim.words.language import tr

GLYPHS = {"bad": ("danger", "✕"), "warn": ("warn", "!"), "note": ("good", "✓")}
LONGEST = 400  # characters
STAYS = 6_000  # milliseconds that a message without buttons is shown
SENTENCE = 18  # minimum width of the text next to buttons, in text heights
# milliseconds, if there are buttons; errors and warnings stay until they are closed
OFFERED = 60_000
Offers = Sequence[tuple[str, Callable[[], object]]]  # label, what the button does


class Notice(QFrame):
    """Shows the newest message until it is closed or replaced; an empty text hides it.

    It is placed in front of other widgets and takes no room in the layout.
    """

    text_shown = Signal(str)  # the text that is shown now

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self._areas: tuple[QRect, ...] = ()
        self.buttons: list[QPushButton] = []  # what the message offers
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._leave)
        self.glyph, self.label = PlainLabel(), PlainLabel()
        self.label.setWordWrap(True)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = QToolButton()
        self.close_button.setProperty("role", "flat")
        self.close_button.setAccessibleName(tr("Close the message"))
        set_tooltip(self.close_button, tr("Close the message"))
        self.close_button.clicked.connect(self.hide)
        layout, self._offers = QHBoxLayout(self), QHBoxLayout()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        layout.setContentsMargins(12, 2, 4, 2)
        layout.addWidget(self.glyph)
        layout.addLayout(self._body, 1)
        layout.addWidget(self.close_button)
        self._body.addWidget(self.label, 1)
        self._body.addLayout(self._offers)
        self._body.setAlignment(self._offers, Qt.AlignmentFlag.AlignRight)
        self.hide()

    def show_message(self, severity: str, text: str, offers: Offers = ()) -> None:
        """Show a sentence, with buttons for possible actions.

        Args:
            severity: "bad", "warn" or "note".
            text: the sentence; empty hides the notice.
            offers: label and action of each button.
        """
        discard(self._offers, self.buttons)
        self.buttons = [QPushButton(label) for label, _ in offers]
        for button, (_, act) in zip(self.buttons, offers, strict=True):
            button.clicked.connect(act)
            self._offers.addWidget(button)
            button.show()  # hidden widgets count for nothing when the message is measured
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
        self._place()
        self.show()
        self.raise_()
        self.text_shown.emit(line)

    def place_over(self, *areas: QRect) -> None:
        """Place the message at the top of the first of these areas in which it fits.

        In the last area every message fits: there it is as high as it needs, and at least 32 text
        heights wide. Areas are in the parent's coordinates.
        """
        if areas != self._areas:
            self._areas = areas
            self._place()

    def _place(self) -> None:
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
        """The minimum width, and the height at `width`; puts buttons below a narrow text."""
        layout = self.layout()
        assert layout is not None
        room = width - self._offers.sizeHint().width()
        side_by_side = not self.buttons or room >= SENTENCE * self.label.fontMetrics().height()
        direction = QBoxLayout.Direction
        self._body.setDirection(direction.LeftToRight if side_by_side else direction.TopToBottom)
        layout.invalidate()
        layout.activate()
        least = layout.totalMinimumSize()
        return least.width(), max(layout.totalHeightForWidth(width), least.height())

    def _leave(self) -> None:
        """Hide the message, unless the user is about to press one of its buttons."""
        inside = self.isAncestorOf(QApplication.focusWidget() or self) or self.underMouse()
        if inside:
            self.timer.start(STAYS)
        else:
            self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw the button that closes in the color of a theme, and place the message again."""
        show_icon(self.close_button, "remove", theme.muted, theme.font_size)
        self._place()
