"""A row of widgets that wraps."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.flow import Flow


class Box(QWidget):
    wide = 100

    def sizeHint(self) -> QSize:
        return QSize(self.wide, 20)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def places(boxes: list[Box]) -> list[tuple[int, int]]:
    return [(box.x(), box.y()) for box in boxes]


def test_widgets_wrap_and_hidden_ones_take_no_room(qtbot: QtBot) -> None:
    flow, boxes = Flow(), [Box() for _ in range(3)]
    qtbot.addWidget(flow)
    flow.set_distances(10, QMargins())
    for box in boxes:
        flow.add(box)
    flow.resize(210, 50)
    flow.show()
    for width, height in ((320, 20), (319, 50), (210, 50), (209, 80), (50, 80)):
        assert flow.heightForWidth(width) == height
    assert places(boxes) == [(0, 0), (110, 0), (0, 30)]
    boxes[1].hide()
    assert flow.heightForWidth(210) == 20
    assert places(boxes)[2] == (110, 0)
    boxes[1].show()
    assert places(boxes)[2] == (0, 30)
    flow.set_distances(10, QMargins(5, 3, 5, 0))
    assert flow.heightForWidth(220) == 53
    assert flow.minimumSizeHint() == QSize(110, 23)


def test_a_widget_that_grows_moves_the_next_one(qtbot: QtBot) -> None:
    flow, boxes = Flow(), [Box() for _ in range(2)]
    qtbot.addWidget(flow)
    for box in boxes:
        flow.add(box)
    flow.resize(210, 50)
    flow.show()
    assert places(boxes) == [(0, 0), (100, 0)]
    boxes[0].wide = 150
    boxes[0].updateGeometry()
    qtbot.waitUntil(lambda: places(boxes) == [(0, 0), (0, 20)])
