"""One function of the gallery: f and, dashed, f′ in one small plot."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.curves.functions import Function, fans, lines
from ui.look.theme import Theme
from ui.plots.axis import Range, Tick, decimal_ticks
from ui.plots.frame import Scale, Words
from ui.plots.marks import DASHES, Line, Mark, Rule
from ui.plots.plot import Plot
from ui.widgets.elided import ElidedLabel
from ui.widgets.plain import set_tooltip
from vgsim.words.language import tr

SEEN, HEIGHT = Range(-4.0, 4.0), Range(-1.8, 3.2)  # of z, and of f and f′
SAMPLES, BAND = 200, 0.25  # BAND: opacity of the slopes that may be drawn
LABELED = 7.0  # height, in text heights, from which a plot has numbers on its axes


def no_ticks(*of: object) -> tuple[Tick, ...]:
    """An axis without numbers."""
    del of
    return ()


class GalleryCard(QWidget):
    """A small plot that can be chosen by a click or by the keyboard."""

    chosen = Signal(str)  # name of the function
    ticked = Signal(str, bool)  # name; whether it is to be compared large

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self._theme: Theme | None = None
        self._label = self._long = ""  # the name, and the name with a number
        self.title = ElidedLabel()
        self.plot = Plot(Words("", "", "activation_function"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.box = QCheckBox()
        head = QHBoxLayout()
        layout.addLayout(head)
        layout.addWidget(self.plot, 1)
        head.addWidget(self.title, 1)
        head.addWidget(self.box)
        self.box.toggled.connect(lambda on: self.ticked.emit(self.name, on))
        self.plot.clicked.connect(self._click)

    def show_function(self, function: Function, fact: str, theme: Theme, chosen: bool) -> None:
        """Draw a function; a chosen one has a thicker curve."""
        self._theme, self._label = theme, function.label
        title = tr("{name} · {fact}", name=function.label, fact=fact) if fact else function.label
        self._long = title
        self.setAccessibleName(title)
        tick = tr("Compare {name} large with other functions", name=function.label)
        self.box.setAccessibleName(tick)
        set_tooltip(self.box, tick)
        self.plot.setAccessibleName(title)
        self.plot.show_theme(theme)
        pen = (theme.outline, 1.0)
        rules: list[Mark] = [Rule(0.0, *pen, vertical=False), Rule(0.0, *pen, vertical=True)]
        value, slope = lines(function, SEEN, SAMPLES, theme.line_width * (2.5 if chosen else 1.5))
        dashed = Line(slope.x, slope.y, theme.text, theme.line_width, DASHES[1])
        self._show_scales()
        self.plot.show_still([*fans(function, SEEN, BAND), *rules, dashed, value])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_scales()

    def _show_scales(self) -> None:
        """Number the axes if there is room."""
        if self._theme is not None:
            room = self.width() - self.box.sizeHint().width()
            long = self.fontMetrics().horizontalAdvance(self._long) > room
            self.title.show_text(self._label if long else self._long)
            labeled = self.height() > LABELED * self._theme.label_size
            ticks = decimal_ticks if labeled else no_ticks
            self.plot.show_scales(
                Scale(SEEN, labelled=labeled), Scale(HEIGHT, ticks, inner=not labeled)
            )

    def _click(self, place: QPointF) -> None:
        del place
        self.chosen.emit(self.name)
