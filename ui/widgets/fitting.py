"""A button that shows the longest of its texts that fits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton

from ui.widgets.plain import button_text


class FittingButton(QPushButton):
    """A button whose width never depends on its text, which is elided if necessary."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ("",)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_texts(self, texts: Sequence[str]) -> None:
        """Show the first of these texts that fits or, if none does, the last one elided."""
        self._texts = tuple(texts)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        contents = QStyle.SubElement.SE_PushButtonContents
        room = self.style().subElementRect(contents, option, self).width()
        metrics = QFontMetrics(self.font())
        texts = [each for each in self._texts if metrics.horizontalAdvance(each) <= room]
        last = metrics.elidedText(self._texts[-1], Qt.TextElideMode.ElideRight, room)
        self.setText(button_text(texts[0] if texts else last))
