"""One line of text that may change every frame without disturbing the layout around it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import THEMES, Theme
from ui.plots.frame import label_font, label_metrics
from ui.widgets.glossary import explain, explained
from ui.widgets.plain import show_tooltip

# type in which a text is shown before it is cut: pixels, and a fraction of the type's size
SMALLEST, SMALLER = 13, 0.55
ONE_LINE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
WRAPPED = (ONE_LINE | Qt.TextFlag.TextWordWrap).value


class TextLine(QWidget):
    """Plain text, elided at its end if need be; screen readers get the whole text."""

    def __init__(self, important: bool = False) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._theme: Theme = THEMES["light"]
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
        self.updateGeometry()
        self.update()

    def show_text(self, text: str, *shorter: str) -> None:
        """Set the text, and shorter versions for where it does not fit, the longest first."""
        if (text, shorter) != (self._text, self._shorter):
            self._text, self._shorter = text, shorter
            self.setAccessibleName(text)
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
        return QSize(0, round(label_metrics(self._theme).height() * 1.3))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        color = self._theme.text if self._important else self._theme.muted
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.surface))
            painter.setPen(QColor(color))
            family, text, flags = self._fitted()
            painter.setFont(family)
            painter.drawText(self.rect(), flags, text)

    def _fitted(self) -> tuple[QFont, str, int]:
        """The type, the text and how it is drawn: in lines of smaller type before it is cut.

        Only those are wrapped: a line that just fits may be a fraction of a pixel too long.
        """
        family = label_font(self._theme)
        metrics, texts = QFontMetrics(family), (self._text, *self._shorter)
        for text in texts:
            if metrics.horizontalAdvance(text) <= self.width():
                return family, text, ONE_LINE.value
        small, least = QFont(family), max(SMALLEST, round(SMALLER * family.pixelSize()))
        for size in range(family.pixelSize() - 1, least - 1, -1):
            small.setPixelSize(size)
            needed = QFontMetrics(small).boundingRect(self.rect(), WRAPPED, self._text)
            if needed.height() <= self.height() and needed.width() <= self.width():
                return small, self._text, WRAPPED
        cut = metrics.elidedText(texts[-1], Qt.TextElideMode.ElideRight, self.width())
        return family, cut, ONE_LINE.value
