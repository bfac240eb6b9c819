"""The left column: the lesson that is open, above the controls that its step leaves."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.column import ScrollColumn

MOST = 0.45  # of the height: the controls of a step, when there is also a lesson


class Side(QWidget):
    """Holds the column of controls and, while a lesson is open, the lesson's panel."""

    def __init__(self, controls: ScrollColumn) -> None:
        super().__init__()
        self._controls = controls
        self._lesson: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(controls, 1)

    def take(self, lesson: QWidget) -> None:
        """Put the lesson's panel above the controls."""
        self._lesson = lesson
        self._column.insertWidget(0, lesson, 3)

    def release(self) -> None:
        """Release the lesson's panel, which moves to another place."""
        self._lesson = None
        self._column.setStretch(0, 1)

    def show_controls(self, count: int | None) -> None:
        """Make room for the controls.

        Args:
            count: how many rows the step leaves visible; None: all of them.
        """
        content = self._controls.widget()
        lesson = self._lesson is not None and not self._lesson.isHidden()
        self._controls.setVisible(count != 0)
        if not lesson or count is None or content is None:
            self._controls.setMinimumHeight(0)
            self._controls.setMaximumHeight(16_777_215)
            return
        wanted = content.sizeHint().height() + 4
        height = min(wanted, round(MOST * max(self.height(), 300)))
        self._controls.setFixedHeight(height)
