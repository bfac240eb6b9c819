"""A typeset formula, or its plain text if it has no drawing; screen readers get the text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.formulas import TYPE, formula
from ui.look.theme import THEMES, Theme, font


class Formula(QWidget):
    """One formula, as high as its type; shrinks if it would be wider than the widget."""

    def __init__(self, name: str = "", plain: str = "") -> None:
        """`name`: as in `ui.look.formulas`; `plain`: the same formula as text."""
        super().__init__()
        self._theme: Theme = THEMES["light"]
        self._name, self._plain = name, plain
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(plain)

    def show_theme(self, theme: Theme) -> None:
        """Draw in the text color and type size of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        drawn = formula(self._name, self._theme.text)
        if drawn is None:
            return self.fontMetrics().size(0, self._plain)
        return drawn.defaultSize() * self._scale()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _scale(self) -> float:
        # serif type looks smaller
        return 1.1 * max(self._theme.font_size, self._theme.label_size) / TYPE

    def paintEvent(self, event: QPaintEvent) -> None:
        drawn = formula(self._name, self._theme.text)
        with QPainter(self) as painter:
            if drawn is None:
                painter.setFont(font(self._theme))
                painter.setPen(QColor(self._theme.text))
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self._plain)
                return
            size = drawn.viewBoxF().size() * self._scale()
            shrunk = min(1.0, self.width() / max(size.width(), 1))
            width, height = size.width() * shrunk, size.height() * shrunk
            drawn.render(painter, QRectF(0, (self.height() - height) / 2, width, height))
