"""One line of text that may change every frame without disturbing the layout around it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import THEMES, Theme
from ui.plots.frame import label_font, label_metrics
from ui.widgets.glossary import explain, explained
from ui.widgets.plain import show_tooltip


class TextLine(QWidget):
    """Plain text, elided at its end; screen readers get the whole text."""

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
        return self._text

    def show_theme(self, theme: Theme) -> None:
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
        metrics = label_metrics(self._theme)
        color = self._theme.text if self._important else self._theme.muted
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.surface))
            painter.setFont(label_font(self._theme))
            painter.setPen(QColor(color))
            texts = (self._text, *self._shorter)
            fitting = (each for each in texts if metrics.horizontalAdvance(each) <= self.width())
            text = next(fitting, texts[-1])
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width())
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(self.rect()), side, text)
