"""A typeset formula, or its plain text if it has no drawing; screen readers get the text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.formulas import TYPE, drawing, formula
from ui.look.theme import THEMES, Theme, font


class Formula(QWidget):
    """One formula, as high as its type; shrinks if it would be wider than the widget."""

    def __init__(self, name: str = "", plain: str = "") -> None:
        """`name`: as in `ui.look.formulas`; `plain`: the same formula as text."""
        super().__init__()
        self._theme: Theme = THEMES["light"]
        self._name, self._plain = name, plain
        self.source = ""  # SVG of a formula that is in no file
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(plain)

    def show_theme(self, theme: Theme) -> None:
        """Draw in the text color and type size of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_formula(self, plain: str, source: str = "") -> None:
        """Show another formula.

        Args:
            plain: the formula as text.
            source: SVG of it, for type of `TYPE` pixels; "": the text is shown.
        """
        self._plain, self.source = plain, source
        self.setAccessibleName(plain)
        self.updateGeometry()
        self.update()

    def _drawn(self) -> QSvgRenderer | None:
        if self.source:
            return drawing(self.source, self._theme.text)
        return formula(self._name, self._theme.text)

    def sizeHint(self) -> QSize:
        drawn = self._drawn()
        if drawn is None:
            return self.fontMetrics().size(0, self._plain)
        return drawn.defaultSize() * self._scale()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _scale(self) -> float:
        # serif type looks smaller
        return 1.1 * max(self._theme.font_size, self._theme.label_size) / TYPE

    def paintEvent(self, event: QPaintEvent) -> None:
        drawn = self._drawn()
        with QPainter(self) as painter:
            if drawn is None:
                painter.setFont(font(self._theme))
                painter.setPen(QColor(self._theme.text))
                text, right = self._plain, Qt.TextElideMode.ElideRight
                text = painter.fontMetrics().elidedText(text, right, self.width())
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
                return
            size = drawn.viewBoxF().size() * self._scale()
            shrunk = min(1.0, self.width() / max(size.width(), 1))
            width, height = size.width() * shrunk, size.height() * shrunk
            drawn.render(painter, QRectF(0, (self.height() - height) / 2, width, height))
