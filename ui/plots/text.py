"""Text that may change every frame and hardly ever disturbs the layout around it."""

from __future__ import annotations

from bisect import bisect_left
from math import ceil

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import THEMES, Theme
from ui.plots.frame import label_font, label_metrics
from ui.widgets.glossary import explain, explained
from ui.widgets.plain import show_tooltip, unbroken

# type in which a text is shown before it is cut: pixels, and a fraction of the type's size
SMALLEST, SMALLER = 13, 0.55
ONE_LINE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
WRAPPED = (ONE_LINE | Qt.TextFlag.TextWordWrap).value
MOST_LINES = 4


class TextLine(QWidget):
    """Plain text in one line or, if no version of it fits, in several.

    It keeps the lines that its longest text needed at this width, so that a text that changes
    with every frame causes a new layout only a few times. Where there is less room than that, the
    type is smaller, and at last the text is elided; screen readers get the whole text.
    """

    def __init__(self, important: bool = False) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._theme: Theme = THEMES["light"]
        self._lines = 1
        self._text = ""
        self._shorter: tuple[str, ...] = ()
        self._help = ""
        self._explained = "", ""
        self._important = important

    @property
    def text(self) -> str:
        """The whole text, even if it is elided."""
        return self._text

    def show_theme(self, theme: Theme) -> None:
        """Fit the height to the type of a theme, and paint in its colors."""
        self._theme = theme
        self._lines = 1
        self._reserve()
        self.updateGeometry()
        self.update()

    def show_text(self, text: str, *shorter: str) -> None:
        """Set the text, and shorter versions for where it does not fit, the longest first."""
        if (text, shorter) != (self._text, self._shorter):
            self._text, self._shorter = text, shorter
            self.setAccessibleName(text)
            self._reserve()
            self.update()

    def show_help(self, text: str, about: str = "") -> None:
        """Set an explanation for the tooltip, and its glossary entry."""
        if (text, about) == self._explained:
            return
        self._explained, self._help = (text, about), explained(text, about)
        explain(self, about, tip=False)

    def event(self, event: QEvent) -> bool:
        """The tooltip: the whole line, which may be elided, and the explanation."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            lines = [text for text in (self._text, self._help) if text]
            show_tooltip(event.globalPos(), "\n".join(lines), self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(0, round(label_metrics(self._theme).height() * (self._lines + 0.3)))

    minimumSizeHint = sizeHint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self._lines = 1
            self._reserve()
            self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._reserve()

    def _reserve(self) -> None:
        """Take the height of as many lines as the text needs, if these are more than before."""
        metrics, height = QFontMetrics(label_font(self._theme)), label_metrics(self._theme).height()
        if not self.isVisible() or self._in_one_line(metrics) is not None:
            return
        room = QRect(0, 0, self.width(), 1 << 20)
        needed = [metrics.boundingRect(room, WRAPPED, text).height() for text in self._wrapped()]
        counts = [ceil(each / height - 0.3) for each in needed]
        lines = next((count for count in counts if count <= MOST_LINES), MOST_LINES)
        if lines > self._lines:
            self._lines = lines
            self.updateGeometry()

    def _wrapped(self) -> tuple[str, ...]:
        """The text and its shorter versions, as they are wrapped."""
        return tuple(unbroken(text) for text in (self._text, *self._shorter))

    def _in_one_line(self, metrics: QFontMetrics) -> str | None:
        """The longest version of the text that fits in one line, if there is one."""
        texts = (self._text, *self._shorter)
        return next((t for t in texts if metrics.horizontalAdvance(t) <= self.width()), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        color = self._theme.text if self._important else self._theme.muted
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.surface))
            painter.setPen(QColor(color))
            family, text, flags = self._fitted()
            painter.setFont(family)
            painter.drawText(self.rect(), flags, text)

    def _fitted(self) -> tuple[QFont, str, int]:
        """The type, the text and how it is drawn: wrapped and then smaller before it is cut.

        Only texts that do not fit are wrapped: a line that just fits may be a fraction of a pixel
        too long.
        """
        family = label_font(self._theme)
        metrics = QFontMetrics(family)
        fits = self._in_one_line(metrics)
        if fits is not None:
            return family, fits, ONE_LINE.value
        small, least = QFont(family), max(SMALLEST, round(SMALLER * family.pixelSize()))
        for size in range(family.pixelSize(), least - 1, -1):
            small.setPixelSize(size)
            for text in self._wrapped():
                needed = QFontMetrics(small).boundingRect(self.rect(), WRAPPED, text)
                if needed.height() <= self.height() and needed.width() <= self.width():
                    return small, text, WRAPPED
        cut = self._cut(self._wrapped()[-1], metrics)
        if cut:
            return family, cut, WRAPPED
        last = (self._text, *self._shorter)[-1]
        cut = metrics.elidedText(last, Qt.TextElideMode.ElideRight, self.width())
        return family, cut, ONE_LINE.value

    def _cut(self, text: str, metrics: QFontMetrics) -> str:
        """As many words as fit into the lines that are there; empty if there is only one line."""
        if self.height() < 2 * metrics.lineSpacing():
            return ""
        words = text.split(" ")

        def begin(count: int) -> str:
            return " ".join(words[:count]) + "…"

        def too_long(count: int) -> bool:
            needed = metrics.boundingRect(self.rect(), WRAPPED, begin(count))
            return needed.height() > self.height() or needed.width() > self.width()

        count = bisect_left(range(1, len(words) + 1), True, key=too_long)
        return begin(count) if count else ""
