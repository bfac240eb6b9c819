"""The note of the open scenario: two lines, and a card with the whole text on a click."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QTextLayout
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout

from ui.look.icons import drawn
from ui.look.theme import Theme, font
from ui.widgets.elided import in_lines
from ui.widgets.plain import PlainLabel, set_tooltip
from vgsim.words.language import tr

SMALLER = 0.85  # of the label size: the smallest type in which the note is shown
FEWEST = 12  # label sizes of width; with less, there is only the icon
CARD = 34  # label sizes: width of the card


class ScenarioNote(QAbstractButton):
    """Shows as much of a text as fits into two lines; pressed, all of it in a card below."""

    def __init__(self) -> None:
        super().__init__()
        self._text = self._source = ""
        self._theme: Theme | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.card = QFrame(self, Qt.WindowType.Popup)
        self.card.setProperty("role", "notice")
        self.label, self.source = PlainLabel(), PlainLabel()
        self.source.setProperty("role", "muted")
        self._column = QVBoxLayout(self.card)
        for label in (self.label, self.source):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._column.addWidget(label)
        self.clicked.connect(self.show_card)

    def text(self) -> str:
        return self._text

    def show_text(self, text: str, source: str = "") -> None:
        """Show a text; its source is only on the card."""
        if (text, source) == (self._text, self._source):
            return
        self._text, self._source = text, source
        self.setAccessibleName(tr("About this scenario"))
        self.setAccessibleDescription(" ".join((text, source)).strip())
        set_tooltip(self, in_lines(" ".join((text, source)).strip()))
        self.label.setText(text)
        self.source.setText(source)
        self.source.setVisible(bool(source))
        self.setEnabled(bool(text or source))
        self._keep_icon()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Fit text and card to the type and spacing of a theme."""
        self._theme = theme
        self._column.setContentsMargins(*[2 * theme.spacing] * 4)
        self.label.setFont(font(theme, theme.label_size))
        self._keep_icon()
        self.updateGeometry()
        self.update()

    def _keep_icon(self) -> None:
        """Keep room for the icon, if there is a text."""
        there = bool(self._text or self._source)
        self.setVisible(there)
        if self._theme is not None:
            self.setMinimumWidth(self._theme.control_height if there else 0)

    def sizeHint(self) -> QSize:
        side = self._theme.control_height if self._theme is not None else 30
        return QSize(side, side)

    minimumSizeHint = sizeHint

    def show_card(self) -> None:
        """Open the card with the whole text below this note; a click elsewhere or Esc closes it."""
        if self._theme is None:
            return
        window = self.window()
        width = min(CARD * self._theme.label_size, window.width() - 4 * self._theme.spacing)
        inner = width - 4 * self._theme.spacing - 2 * self.card.frameWidth() - 4
        for label in (self.label, self.source):
            label.setFixedSize(inner, label.heightForWidth(inner))
        self.card.setFixedWidth(width)
        self.card.adjustSize()
        at = self.mapTo(window, QPoint(0, self.height()))
        at.setX(max(min(at.x(), window.width() - width - self._theme.spacing), 0))
        self.card.move(window.mapToGlobal(at))
        self.card.show()

    # painting

    def whole(self) -> bool:
        """Whether the whole text is visible without the card."""
        return self._fitting(self._room(False)) is not None

    def _room(self, icon: bool) -> QRect:
        assert self._theme is not None
        side = self._icon_size() + self._theme.spacing if icon else 0
        return self.rect().adjusted(2, 0, -2 - side, 0)

    def _icon_size(self) -> int:
        assert self._theme is not None
        return round(0.6 * self._theme.control_height)

    def _fonts(self) -> list[QFont]:
        assert self._theme is not None
        size = self._theme.label_size
        return [font(self._theme, each) for each in range(size, round(size * SMALLER) - 1, -1)]

    def _fitting(self, room: QRect) -> QFont | None:
        """The largest type in which the text fits into one or two lines."""
        for family in self._fonts():
            metrics = QFontMetrics(family)
            lines = _lines(self._text, family, room.width())
            if len(lines) * metrics.height() <= room.height() and len(lines) <= 2:
                return family
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if theme is None or not self._text:
            return
        with QPainter(self) as painter:
            if self.hasFocus():
                painter.setPen(QPen(QColor(theme.focus), 2))
                painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
            room = self._room(False)
            family = self._fitting(room)
            if family is None:
                room = self._room(True)
                self._draw_icon(painter, theme, room)
                family = self._fonts()[-1]
            if room.width() >= FEWEST * theme.label_size:
                self._write(painter, room, family, theme)

    def _draw_icon(self, painter: QPainter, theme: Theme, room: QRect) -> None:
        size = self._icon_size()
        left = max(self.width() - size - 2, 0)
        if room.width() < FEWEST * theme.label_size:
            left = (min(self.width(), theme.control_height) - size) // 2
        picture = drawn("info", theme.accent, size, self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - size) // 2, picture)

    def _write(self, painter: QPainter, room: QRect, family: QFont, theme: Theme) -> None:
        metrics = QFontMetrics(family)
        lines = _lines(self._text, family, room.width())
        most = max(min(2, room.height() // metrics.height()), 1)
        shown = lines[:most]
        if len(lines) > most:
            rest = " ".join(lines[most - 1 :])
            shown[-1] = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(family)
        painter.setPen(QColor(theme.muted))
        top = room.top() + (room.height() - len(shown) * metrics.height()) // 2
        for number, line in enumerate(shown):
            y = top + number * metrics.height()
            box = QRect(room.left(), y, room.width(), metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)


def _lines(text: str, family: QFont, width: int) -> list[str]:
    """The text broken at words into lines of this width."""
    layout, found = QTextLayout(text, family), []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        start = line.textStart()
        found.append(text[start : start + line.textLength()].strip())
    layout.endLayout()
    return found
