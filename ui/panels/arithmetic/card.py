"""The card at a unit: its arithmetic, where the user looks. It can be moved and closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from ui.look.icons import show_icon
from ui.look.theme import THEMES, Theme
from ui.plots.frame import label_metrics, metrics_of
from ui.widgets.plain import PlainLabel, set_tooltip
from vgsim.words.language import tr

LONGEST = 56  # digits: the width of a line of arithmetic
STEPS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}


class CardText(NamedTuple):
    """Everything that is written on the card."""

    title: str
    moment: str  # network, example and update
    forward: Sequence[str]
    backward: Sequence[str]
    weight: Sequence[str]  # empty if no weight is chosen


class UnitCard(QFrame):
    """A frame in front of the networks; the mouse or the arrow keys move it, Esc closes it."""

    moved = Signal(QPoint)  # by how much the user wants to move it
    left = Signal()  # the user closes it
    enlarged = Signal()  # the user wants to see the same in the inspector

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("unit_card")
        self.setProperty("role", "card")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self._theme: Theme = THEMES["light"]
        self.dense = False
        self._grip: QPointF | None = None  # where the mouse holds it, on the screen
        self.title, self.moment = PlainLabel(), PlainLabel()
        self.title.setProperty("role", "title")
        self.moment.setProperty("role", "muted")
        self.inspect = QPushButton(tr("Inspector"))
        set_tooltip(self.inspect, tr("Show all weights of this unit in the inspector"))
        self.inspect.setProperty("role", "flat")
        self.close_button = QToolButton()
        self.close_button.setProperty("role", "flat")
        self.close_button.setAccessibleName(tr("Close the card"))
        set_tooltip(self.close_button, tr("Close the card (Esc)"))
        for button in (self.inspect, self.close_button):
            button.setCursor(Qt.CursorShape.ArrowCursor)
        self.parts = [(PlainLabel(), PlainLabel()) for _ in range(3)]
        self._build()
        self.inspect.clicked.connect(self.enlarged)
        self.close_button.clicked.connect(self.left)
        self.hide()

    def _build(self) -> None:
        head, self._column = QHBoxLayout(), QVBoxLayout(self)
        self._column.addLayout(head)
        head.addWidget(self.title, 1)
        head.addWidget(self.inspect)
        head.addWidget(self.close_button)
        self._column.addWidget(self.moment)
        names = tr("Forward →"), tr("← Backward"), tr("The chosen weight")
        for (name, lines), words in zip(self.parts, names, strict=True):
            name.setText(words)
            name.setProperty("role", "section")
            lines.setProperty("role", "label")
            name.setContentsMargins(0, 4, 0, 0)
            self._column.addWidget(name)
            self._column.addWidget(lines)
        for label in (self.title, self.moment, *(each for pair in self.parts for each in pair)):
            # the mouse holds the card wherever there is no button
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    # values

    def show_theme(self, theme: Theme) -> None:
        """Take over colors, type and distances."""
        self._theme = theme
        gap = theme.spacing
        self._column.setContentsMargins(gap + gap // 2, gap // 2, gap // 2, gap)
        self._column.setSpacing(1)
        show_icon(self.close_button, "remove", theme.muted, theme.font_size)

    def fits(self, text: str) -> bool:
        """Whether a line is short enough for the card."""
        theme = self._theme
        metrics = (
            metrics_of(theme.font_family, theme.font_size) if self.dense else label_metrics(theme)
        )
        return metrics.horizontalAdvance(text) <= LONGEST * metrics.horizontalAdvance("0")

    def set_dense(self, dense: bool) -> None:
        """Use smaller type, because there is little room; its text has to be shown again."""
        if dense != self.dense:
            self.dense = dense
            self.setProperty("dense", dense)
            for widget in (self, *self.findChildren(PlainLabel)):
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    def show_text(self, text: CardText) -> None:
        """Write the card; it keeps its place and gets the size that it needs."""
        self.title.setText(text.title)
        self.moment.setText(text.moment)
        blocks = (text.forward, text.backward, text.weight)
        for (name, lines), block in zip(self.parts, blocks, strict=True):
            lines.setText("\n".join(block))
            name.setVisible(bool(block))
            lines.setVisible(bool(block))
        self.parts[-1][0].setVisible(bool(text.weight) and not self.dense)
        self.setAccessibleName(tr("Arithmetic of {unit}", unit=text.title))
        self.setAccessibleDescription("\n".join((text.moment, *(t for b in blocks for t in b))))
        self.adjustSize()

    # the user

    def event(self, event: QEvent) -> bool:
        """Esc and, while the card itself has the focus, the arrow keys are no shortcuts."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (event.key() == Qt.Key.Key_Escape or (self.hasFocus() and event.key() in STEPS))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif self.hasFocus() and event.key() in STEPS:
            self.moved.emit(STEPS[Qt.Key(event.key())] * (2 * self._theme.spacing))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grip = event.globalPosition()
        event.accept()  # not a click on the network behind it

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            here = event.globalPosition()
            self.moved.emit((here - self._grip).toPoint())
            self._grip = here
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        event.accept()
