"""A button with a pop-up checklist of the curves to draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.look.theme import Theme
from ui.plots.painter import stroke
from ui.widgets.discard import replace_content
from ui.widgets.glossary import explain, open_entry_on_f1
from ui.widgets.plain import PlainLabel

Stroke = tuple[str, tuple[float, ...]]  # color and dash of a curve
MOST_COLUMNS = 6  # of check boxes; more columns are used on low screens


@dataclass(frozen=True, slots=True)
class CurveChoice:
    """One check box; choices of a group are together under its name."""

    name: str
    label: str
    help: str = ""
    group: str = ""
    about: str = ""  # name of its entry in the glossary


class Chooser(QToolButton):
    """Holds the set of chosen names and reports when the user changes it."""

    changed = Signal(str, bool)  # name, whether it is chosen now

    def __init__(
        self,
        text: str,
        choices: Sequence[CurveChoice],
        columns: int = 3,
        next_to: QWidget | None = None,
    ) -> None:
        """Make the button; its list opens next to the widget that it changes, if there is room."""
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._choices, self._columns, self._next_to = tuple(choices), columns, next_to
        self._popup = QFrame(self, Qt.WindowType.Popup)
        self._popup.setProperty("role", "panel")
        self._popup.setAccessibleName(text)
        open_entry_on_f1(self._popup)
        self._boxes: dict[str, QCheckBox] = {}
        self._titles: dict[str, PlainLabel] = {}
        self._strokes: dict[str, Stroke] = {}
        self._make()
        self.clicked.connect(self._open)

    def show_choices(self, choices: Sequence[CurveChoice]) -> None:
        """Replace the list if it differs; what is still in it stays checked."""
        if tuple(choices) == self._choices:
            return
        chosen = self.chosen()
        self._choices = tuple(choices)
        for known in (self._boxes, self._titles, self._strokes):
            known.clear()
        self._make_list()
        replace_content(self._scroll, self._list)
        self.show_chosen(chosen)

    def _make(self) -> None:
        self._make_list()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self._list)
        self._scroll.setWidgetResizable(True)
        layout = QVBoxLayout(self._popup)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._scroll)

    def _make_list(self) -> None:
        self._list = QWidget()
        self._grid = QGridLayout(self._list)
        for choice in self._choices:
            if choice.group and choice.group not in self._titles:
                title = PlainLabel(choice.group)
                title.setProperty("role", "section")
                self._titles[choice.group] = title
            box = QCheckBox(choice.label)
            explain(box, choice.about, choice.help)
            box.setObjectName(choice.name)
            box.clicked.connect(self._clicked)
            self._boxes[choice.name] = box
        self._fill(self._columns)

    def _fill(self, columns: int) -> None:
        """Fill the columns from top to bottom in the given order, each group under its name."""
        row = -1
        for group in dict.fromkeys(choice.group for choice in self._choices):
            row += 1
            if group:
                self._grid.addWidget(self._titles[group], row, 0, 1, columns)
                row += 1
            members = [choice.name for choice in self._choices if choice.group == group]
            rows = -(-len(members) // columns)
            for index, name in enumerate(members):
                self._grid.addWidget(self._boxes[name], row + index % rows, index // rows)
            row += rows - 1

    @property
    def boxes(self) -> dict[str, QCheckBox]:
        """Name of a curve -> its box in the list."""
        return self._boxes

    def chosen(self) -> frozenset[str]:
        """The names of the curves whose boxes are checked."""
        return frozenset(name for name, box in self._boxes.items() if box.isChecked())

    def show_chosen(self, names: frozenset[str]) -> None:
        """Check these boxes and no others, without emitting a signal."""
        for name, box in self._boxes.items():
            box.setChecked(name in names)

    def show_strokes(self, strokes: Mapping[str, Stroke], theme: Theme) -> None:
        """Show the strokes of the drawn curves next to their names; other names keep the space."""
        size = QSize(round(1.6 * theme.label_size), theme.label_size)
        for name, box in self._boxes.items():
            look = strokes.get(name)
            if look != self._strokes.get(name) or box.iconSize() != size or box.icon().isNull():
                box.setIconSize(size)
                box.setIcon(_picture(look, size, theme.line_width, self.devicePixelRatioF()))
        self._strokes = dict(strokes)

    def _clicked(self, checked: bool) -> None:
        box = self.sender()
        if isinstance(box, QWidget):
            self.changed.emit(box.objectName(), checked)

    def _open(self) -> None:
        area = self.screen().availableGeometry()
        self._popup.resize(self._fitted(area))
        self._popup.move(self._corner(area))
        self._popup.show()
        next(iter(self._boxes.values())).setFocus()

    def _fitted(self, area: QRect) -> QSize:
        """Use more columns on a low screen, as long as the changed widget stays visible.

        A list that is still higher than the screen is scrolled.
        """
        self._popup.ensurePolished()
        around = self._popup.sizeHint() - self._scroll.sizeHint()
        edges = 2 * (self._scroll.frameWidth() + 1)
        around += QSize(edges, edges)
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        best = QSize()
        for columns in range(self._columns, MOST_COLUMNS + 1):
            self._fill(columns)
            size = self._list.sizeHint() + around
            low = size.height() <= area.height()
            if not low:
                size += QSize(bar, 0)
            if best.isValid() and size.width() > max(self._sides(area)):
                self._fill(columns - 1)
                break
            best = size
            if low:
                break
        return best.boundedTo(area.size())

    def _sides(self, area: QRect) -> tuple[int, int]:
        """The free width to the left and to the right of the changed widget."""
        if self._next_to is None:
            return area.width(), area.width()
        left = self._next_to.mapToGlobal(QPoint(0, 0)).x()
        return left - area.left(), area.right() + 1 - left - self._next_to.width()

    def _corner(self, area: QRect) -> QPoint:
        """Below the button, on that side of the changed widget where there is room."""
        size, button = self._popup.size(), self.mapToGlobal(QPoint(0, 0))
        x = button.x() + self.width() - size.width()
        if self._next_to is not None:
            left, right = self._sides(area)
            if size.width() <= left:
                x = area.left() + left - size.width()
            elif size.width() <= right:
                x = area.right() + 1 - right
        y = button.y() + self.height()
        return QPoint(
            max(min(x, area.right() + 1 - size.width()), area.left()),
            max(min(y, area.bottom() + 1 - size.height()), area.top()),
        )


def _picture(look: Stroke | None, size: QSize, width: float, ratio: float) -> QIcon:
    """Draws a piece of a curve, or nothing."""
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    if look is None:
        return QIcon(pixmap)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(stroke(QColor(look[0]), width, look[1]))
        middle = size.height() / 2
        painter.drawLine(QPointF(2, middle), QPointF(size.width() - 2, middle))
    return QIcon(pixmap)
