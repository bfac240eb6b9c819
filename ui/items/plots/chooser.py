"""Which curves shall be drawn? A button that opens a list of check boxes and stays open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLabel, QToolButton, QWidget


@dataclass(frozen=True, slots=True)
class Choice:
    """One check box; choices of one group stand together under its name."""

    name: str
    label: str
    help: str = ""
    group: str = ""


class Chooser(QToolButton):
    """Holds the set of chosen names; says when the user changes it."""

    changed = Signal(str, bool)  # name, whether it is chosen now

    def __init__(self, text: str, choices: Sequence[Choice], columns: int = 3) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._popup = QFrame(self, Qt.WindowType.Popup)
        self._popup.setProperty("role", "panel")
        self._popup.setAccessibleName(text)
        self._boxes: dict[str, QCheckBox] = {}
        self._fill(choices, columns)
        self.clicked.connect(self._open)

    def _fill(self, choices: Sequence[Choice], columns: int) -> None:
        grid = QGridLayout(self._popup)
        row = -1
        for group in dict.fromkeys(choice.group for choice in choices):
            row += 1
            if group:
                title = QLabel(group)
                title.setProperty("role", "section")
                grid.addWidget(title, row, 0, 1, columns)
                row += 1
            members = [choice for choice in choices if choice.group == group]
            rows = -(-len(members) // columns)
            for index, choice in enumerate(members):  # down the columns, in the given order
                box = QCheckBox(choice.label)
                box.setToolTip(choice.help)
                box.setObjectName(choice.name)
                box.clicked.connect(self._clicked)
                self._boxes[choice.name] = box
                grid.addWidget(box, row + index % rows, index // rows)
            row += rows - 1

    @property
    def boxes(self) -> dict[str, QCheckBox]:
        return self._boxes

    def chosen(self) -> frozenset[str]:
        return frozenset(name for name, box in self._boxes.items() if box.isChecked())

    def show_chosen(self, names: frozenset[str]) -> None:
        """Check these boxes and no others, without saying so."""
        for name, box in self._boxes.items():
            box.setChecked(name in names)

    def _clicked(self, checked: bool) -> None:
        box = self.sender()
        if isinstance(box, QWidget):
            self.changed.emit(box.objectName(), checked)

    def _open(self) -> None:
        size = self._popup.sizeHint()
        corner = self.mapToGlobal(QPoint(self.width() - size.width(), self.height()))
        area = self.screen().availableGeometry()
        x = max(min(corner.x(), area.right() - size.width()), area.left())
        y = max(min(corner.y(), area.bottom() - size.height()), area.top())
        self._popup.move(x, y)
        self._popup.show()
        next(iter(self._boxes.values())).setFocus()
