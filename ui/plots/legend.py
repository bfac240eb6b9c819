"""A legend whose keys wrap into as many rows as the width requires."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.look.theme import THEMES, Theme
from ui.plots.frame import label_font, label_metrics
from ui.plots.marks import Shape
from ui.plots.painter import paint_shape, stroke
from ui.widgets.glossary import explain
from ui.widgets.plain import button_text


@dataclass(frozen=True, slots=True)
class LegendKey:
    """One entry: the stroke as drawn in the plot, its name, and its help."""

    name: str
    label: str
    color: str
    dash: tuple[float, ...] = ()
    help: str = ""
    shown: bool = True
    shape: Shape | None = None  # of the points on the stroke
    color_only: bool = False  # stands for a color with any stroke; clicking it hides nothing
    about: str = ""  # name of its entry in the glossary


class KeyButton(QAbstractButton):
    """A stroke and a name; a click hides the curve or shows it again."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme = theme
        self._key = LegendKey("", "", theme.text)

    @property
    def key(self) -> LegendKey:
        """The stroke and name that are shown."""
        return self._key

    def show_key(self, key: LegendKey, theme: Theme) -> None:
        """Show another stroke, name and explanation in the colors of a theme."""
        self._key, self._theme = key, theme
        self.setText(button_text(key.label))
        self.setAccessibleName(key.label)
        explain(self, key.about, key.help)
        self.setCheckable(not key.color_only)
        self.setChecked(key.shown and not key.color_only)
        self.update()

    def sizeHint(self) -> QSize:
        metrics, gap = label_metrics(self._theme), self._theme.spacing
        width = self._swatch() + metrics.horizontalAdvance(self._key.label) + 2 * gap
        return QSize(round(width) + 1, round(max(metrics.height() * 1.3, 24)))

    def _swatch(self) -> float:
        return 1.6 * label_metrics(self._theme).height()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, middle = self._theme, self.height() / 2
        gap = theme.spacing / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.underMouse() or self.hasFocus():
                edge = QColor(theme.focus if self.hasFocus() else theme.border)
                painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
                frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
                painter.drawRoundedRect(frame, theme.radius, theme.radius)
            taken_away = not (self.isChecked() or self._key.color_only)
            if taken_away:
                painter.setOpacity(0.45)
            width = theme.line_width * (2.5 if self._key.color_only else 1.0)
            painter.setPen(stroke(QColor(self._key.color), width, self._key.dash))
            end = gap + self._swatch()
            painter.drawLine(QPointF(gap + 2, middle), QPointF(end - 2, middle))
            if self._key.shape is not None:
                center, color = QPointF((gap + end) / 2, middle), QColor(self._key.color)
                paint_shape(painter, self._key.shape, center, 6 * theme.line_width, color)
            font = QFont(label_font(theme))
            if taken_away:
                font.setStrikeOut(True)
            painter.setFont(font)
            painter.setPen(QColor(theme.text))
            area = QRectF(end + gap, 0, self.width() - end, self.height())
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, side, self._key.label)


class Legend(QWidget):
    """Keys, followed by other widgets.

    If the height is limited, the last keys may be missing; `left_out` reports how many.
    """

    toggled = Signal(str, bool)  # name of the key, whether its curve is to be shown
    left_out = Signal(int)  # number of keys without room

    def __init__(self, tail: Sequence[QWidget] = ()) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._theme: Theme = THEMES["light"]
        self._buttons: list[KeyButton] = []
        self._bound = inf
        self._left_out = 0
        self._tail = tuple(tail)
        for widget in self._tail:
            widget.setParent(self)

    @property
    def keys(self) -> tuple[LegendKey, ...]:
        """The keys in order, including those for which there is no room."""
        return tuple(button.key for button in self._buttons)

    def show_theme(self, theme: Theme) -> None:
        """Make the keys again in the colors and type of a theme."""
        self._theme = theme
        self._fill(self.keys)

    def show_keys(self, keys: Iterable[LegendKey]) -> None:
        """Replace the keys; has no effect if they are the same."""
        wanted = tuple(keys)
        if wanted != self.keys:
            self._fill(wanted)

    def _fill(self, keys: tuple[LegendKey, ...]) -> None:
        while len(self._buttons) > len(keys):
            button = self._buttons.pop()
            button.hide()  # now; it is deleted by the event loop later
            button.deleteLater()
        while len(self._buttons) < len(keys):
            button = KeyButton(self, self._theme)
            button.clicked.connect(self._clicked)
            button.show()
            self._buttons.append(button)
        for button, key in zip(self._buttons, keys, strict=True):
            button.show_key(key, self._theme)
        self.arrange()

    def show_bound(self, height: float) -> None:
        """Set the maximum height; one row is always shown."""
        if height != self._bound:
            self._bound = height
            self.arrange()

    def arrange(self) -> None:
        """Place everything; call it when one of the widgets at the end has a new size."""
        self._arrange(self.width(), place=True)
        self.updateGeometry()

    def _clicked(self, checked: bool) -> None:
        button = self.sender()
        if isinstance(button, KeyButton):
            self.toggled.emit(button.key.name, checked)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(width, place=False)

    def sizeHint(self) -> QSize:
        return QSize(24 * self._theme.label_size, self._arrange(self.width(), place=False))

    def minimumSizeHint(self) -> QSize:
        widest = max((w.sizeHint().width() for w in (*self._buttons, *self._tail)), default=0)
        return QSize(widest, self._arrange(max(self.width(), widest), place=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width(), place=True)

    def _arrange(self, width: int, place: bool) -> int:
        """The height of the entries at this width; with `place` they are also moved there."""
        sizes = {widget: widget.sizeHint() for widget in (*self._buttons, *self._tail)}
        tail = [widget for widget in self._tail if not widget.isHidden()]
        for count in range(len(self._buttons), -1, -1):
            rows = _rows([*self._buttons[:count], *tail], sizes, width)
            height = sum(_height(row, sizes) for row in rows)
            if height <= self._bound or len(rows) == 1:
                break
        if place:
            self._put(rows, sizes)
            for index, button in enumerate(self._buttons):
                button.setVisible(index < count)
            self._report_left_out(len(self._buttons) - count)
        return height

    def _put(self, rows: list[list[QWidget]], sizes: dict[QWidget, QSize]) -> None:
        y = 0
        for row in rows:
            x, height = 0, _height(row, sizes)
            for widget in row:
                size = sizes[widget]
                widget.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
                x += size.width()
            y += height

    def _report_left_out(self, left_out: int) -> None:
        if left_out != self._left_out:
            self._left_out = left_out
            self.left_out.emit(left_out)


def _rows(
    widgets: Iterable[QWidget], sizes: dict[QWidget, QSize], width: int
) -> list[list[QWidget]]:
    """One after the other, in a new row when one is full."""
    rows: list[list[QWidget]] = [[]]
    x = 0
    for widget in widgets:
        if x > 0 and x + sizes[widget].width() > width:
            rows.append([])
            x = 0
        rows[-1].append(widget)
        x += sizes[widget].width()
    return rows


def _height(row: Iterable[QWidget], sizes: dict[QWidget, QSize]) -> int:
    return max((sizes[widget].height() for widget in row), default=0)
