"""A row of widgets that wraps."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.flow import Flow


class Box(QWidget):
    def sizeHint(self) -> QSize:
        return QSize(100, 20)


def test_widgets_wrap_and_hidden_ones_take_no_room(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    flow = Flow(page)
    flow.setSpacing(10)
    boxes = [Box() for _ in range(3)]
    for box in boxes:
        flow.addWidget(box)
    page.show()
    for width, height in ((320, 20), (319, 50), (210, 50), (209, 80), (50, 80)):
        assert flow.heightForWidth(width) == height
    flow.setGeometry(QRect(0, 0, 210, 50))
    assert [(box.x(), box.y()) for box in boxes] == [(0, 0), (110, 0), (0, 30)]
    boxes[1].hide()
    flow.setGeometry(QRect(0, 0, 210, 50))
    assert flow.heightForWidth(210) == 20
    assert (boxes[2].x(), boxes[2].y()) == (110, 0)
    assert flow.count() == 3
    assert flow.takeAt(5) is None
