"""The curve of a typed function above its derivative, and what was measured of them."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite, isinf

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.curves.functions import Function, lines, saturated_spans, y_ranges
from ui.curves.typed_marks import corners, gap_marks, slope_marks
from ui.look.theme import THEMES, Theme
from ui.panels.typeset import TypesetFormula
from ui.plots.axis import Range
from ui.plots.frame import Scale, Words
from ui.plots.marks import Mark, Rule, Span
from ui.plots.plot import Plot
from ui.plots.stack import stack
from ui.widgets.plain import PlainLabel
from vgsim.formulas.curve import Gap
from vgsim.formulas.formula import formula
from vgsim.parts.activations import Activation
from vgsim.parts.own import definition_of
from vgsim.words.language import tr
from vgsim.words.numbers import short

SEEN = Range(-6.0, 6.0)  # of x
SAMPLES = 600
FADED = 0.35  # opacity of the last good curve while the formula has a fault


class FunctionCurves(QWidget):
    """f above f′, and below them the derivative as a formula, corners, gaps and the range."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = THEMES["light"]
        self._function: Function | None = None
        self._faulty = False
        self.values = Plot(Words(tr("f(x)"), "f(x)", "activation_function"))
        self.slopes = Plot(
            Words(tr("its exact derivative f′(x)"), "f′(x)", "slope"),
            Words(tr("x: the preactivation z of a unit"), "x", "preactivation"),
        )
        stack(self.values, self.slopes)
        self.value, self.slope, self.facts = TypesetFormula(), TypesetFormula(), PlainLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.values, 1)
        layout.addWidget(self.slopes, 1)
        self.facts.setWordWrap(True)
        for line in (self.value, self.slope, self.facts):
            layout.addWidget(line)
        self.facts.setProperty("role", "muted")

    def show_theme(self, theme: Theme) -> None:
        """Draw in a theme."""
        self._theme = theme
        for each in (self.values, self.slopes, self.value, self.slope):
            each.show_theme(theme)
        self._draw()

    def show_function(self, function: Function) -> None:
        """Draw a function."""
        if function != self._function:
            self._function = function
            self._draw()

    def show_fault(self, faulty: bool) -> None:
        """Draw the last good curve paler while what is typed has a fault."""
        if faulty != self._faulty:
            self._faulty = faulty
            self._draw()

    def uses(self, name: str) -> bool:
        """Whether the formula that is drawn has this parameter."""
        if self._function is None:
            return False
        return name in formula(definition_of(self._function.name).formula).parameters

    def _draw(self) -> None:
        function, theme = self._function, self._theme
        if function is None:
            return
        pen = (theme.outline, 1.0)
        axes: list[Mark] = [Rule(0.0, *pen, vertical=False), Rule(0.0, *pen, vertical=True)]
        shaded = saturated_spans(function, SEEN)
        spans: list[Mark] = [Span(low, high, theme.muted, 0.12) for low, high in shaded]
        curves = lines(function, SEEN, SAMPLES, 2 * theme.line_width)
        ranges = y_ranges((function,), SEEN)
        marks = corners(function, SEEN, theme), slope_marks(function, SEEN, theme)
        plots = self.values, self.slopes
        for plot, y, curve, own in zip(plots, ranges, curves, marks, strict=True):
            plot.show_scales(Scale(SEEN, labelled=plot is self.slopes), Scale(y))
            faded = replace(curve, opacity=FADED if self._faulty else 1.0)
            gaps = gap_marks(function, SEEN, y, theme)
            plot.show_still([*spans, *gaps, *axes, faded, *own])
        entry = function.activation
        self.value.show_tex(entry.formula, entry.tex[0])
        self.slope.show_tex(entry.derivative_formula, entry.tex[1])
        self.facts.setText(f"{_steepest(function)} {facts(entry)}")


def _steepest(function: Function) -> str:
    place, height = function.maximum()
    if isinf(height):
        return tr("The slope has no bound.")
    if abs(place) > 20:
        return tr("The slope is largest far from 0.")
    return tr("The slope is {slope} at its steepest, at x = {place}.", slope=short(height, 4),
              place=short(place, 3))  # fmt: skip


def facts(entry: Activation) -> str:
    """Range, corners and places without a value, in sentences."""
    sentences = [tr("Range {range}.", range=entry.range)]
    if entry.kinks:
        places = ", ".join(short(each, 4) for each in entry.kinks[:6])
        sentences.append(tr("Corners (dots) at x = {places}.", places=places))
    return " ".join((*sentences, *(_gap_words(gap) for gap in entry.gaps[:3])))


def _gap_words(gap: Gap) -> str:
    where = {"low": _number(gap.low), "high": _number(gap.high)}
    if gap.low == gap.high:
        if gap.infinite:
            return tr("At x = {low} (dashed) its value or slope is infinite.", **where)
        return tr("At x = {low} (dashed) its value or slope is undefined.", **where)
    if gap.infinite:
        return tr("From x = {low} to {high} (hatched) its value or slope is infinite.", **where)
    return tr("From x = {low} to {high} (hatched) its value or slope is undefined.", **where)


def _number(value: float) -> str:
    if isfinite(value):
        return short(value, 3)
    return "∞" if value > 0 else "−∞"
