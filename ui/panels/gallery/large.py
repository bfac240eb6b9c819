"""Several functions of the gallery in two large plots: f above f′."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.curves.functions import Function, fans, functions_of, lines, y_ranges
from ui.look.theme import Theme
from ui.plots.axis import Range
from ui.plots.frame import Scale, Words
from ui.plots.legend import Legend, LegendKey
from ui.plots.marks import DASHES, Mark, Rule
from ui.plots.plot import Plot
from ui.plots.stack import stack
from vgsim.describe.spec import Compared
from vgsim.words.language import tr

SEEN = Range(-4.0, 4.0)  # of z
SAMPLES, BAND = 600, 0.2


class LargeComparison(QWidget):
    """Draws functions on the same axes; a click in the legend hides one."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self._functions: tuple[Function, ...] = ()
        self._hidden: set[str] = set()
        self.legend = Legend()
        self.values = Plot(Words("f(z)", "f(z)", "activation_function"))
        self.slopes = Plot(Words("f′(z)", "f′(z)", "slope"), Words("z", "z", "preactivation"))
        stack(self.values, self.slopes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.legend)
        layout.addWidget(self.values, 1)
        layout.addWidget(self.slopes, 1)
        self.legend.toggled.connect(self._toggle)

    def show_functions(self, names: Iterable[str], theme: Theme) -> None:
        """Draw the functions of these names."""
        self._theme = theme
        self.legend.show_theme(theme)
        for plot in (self.values, self.slopes):
            plot.show_theme(theme)
        functions = functions_of((), [Compared(name) for name in names], theme)
        self._functions = tuple(
            replace(each, dash=DASHES[place // len(theme.curves) % len(DASHES)])
            for place, each in enumerate(functions)
        )
        self._draw()

    def _toggle(self, name: str, shown: bool) -> None:
        (self._hidden.discard if shown else self._hidden.add)(name)
        self._draw()

    def _draw(self) -> None:
        theme, functions = self._theme, self._functions
        if theme is None:
            return
        self.legend.show_keys(
            LegendKey(each.name, each.label, each.color, each.dash,
                      tr("Click to hide or show {name}", name=each.label),
                      each.name not in self._hidden)
            for each in functions
        )  # fmt: skip
        shown = [each for each in functions if each.name not in self._hidden]
        axes: list[Mark] = [
            Rule(0.0, theme.outline, 1.0, vertical=vertical) for vertical in (False, True)
        ]
        marks: tuple[list[Mark], list[Mark]] = ([*axes], [*axes])
        for each in shown:
            for own, band in zip(marks, fans(each, SEEN, BAND), strict=False):
                own.append(band)
            for own, line in zip(marks, lines(each, SEEN, SAMPLES, theme.line_width), strict=True):
                own.append(line)
        ranges = y_ranges(shown or functions, SEEN)
        for plot, own, y in zip((self.values, self.slopes), marks, ranges, strict=True):
            plot.show_scales(Scale(SEEN, labelled=plot is self.slopes), Scale(y))
            plot.show_still(own)
