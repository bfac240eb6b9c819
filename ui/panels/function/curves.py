"""The curve of a typed function above its derivative, and what was measured of them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.curves.functions import Function, lines, saturated_spans, y_ranges
from ui.look.theme import THEMES, Theme
from ui.plots.axis import Range
from ui.plots.frame import Scale, Words
from ui.plots.marks import Mark, Rule, Span
from ui.plots.plot import Plot
from ui.plots.stack import stack
from ui.widgets.plain import PlainLabel
from vgsim.formulas.formula import formula
from vgsim.parts.activations import Activation
from vgsim.parts.own import definition_of
from vgsim.words.language import tr
from vgsim.words.numbers import short

SEEN = Range(-6.0, 6.0)  # of x
SAMPLES = 600
STEEPEST = 1e6  # a slope beyond this one is one without a bound
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
        self.formulas, self.facts = PlainLabel(), PlainLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.values, 1)
        layout.addWidget(self.slopes, 1)
        for label in (self.formulas, self.facts):
            label.setWordWrap(True)
            layout.addWidget(label)
        self.facts.setProperty("role", "muted")

    def show_theme(self, theme: Theme) -> None:
        """Draw in a theme."""
        self._theme = theme
        for plot in (self.values, self.slopes):
            plot.show_theme(theme)
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
        rules: list[Mark] = [Rule(0.0, *pen, vertical=False), Rule(0.0, *pen, vertical=True)]
        rules += [Rule(kink, theme.muted, 1.0, vertical=True) for kink in function.activation.kinks]
        spans: list[Mark] = [
            Span(low, high, theme.muted, 0.12) for low, high in saturated_spans(function, SEEN)
        ]
        curves = lines(function, SEEN, SAMPLES, 2 * theme.line_width)
        ranges = y_ranges((function,), SEEN)
        for plot, y, curve in zip((self.values, self.slopes), ranges, curves, strict=True):
            plot.show_scales(Scale(SEEN, labelled=plot is self.slopes), Scale(y))
            faded = replace(curve, opacity=FADED if self._faulty else 1.0)
            plot.show_still([*spans, *rules, faded])
        entry = function.activation
        typed = definition_of(entry.name)
        slope = formula(typed.formula).slope or tr("a long formula")
        self.formulas.setText(f"f′(x) = {slope}")
        self.facts.setText(f"{_steepest(function)} {facts(entry)}")


def _steepest(function: Function) -> str:
    place, height = function.maximum()
    if not abs(height) < STEEPEST:
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
        sentences.append(tr("Corners at x = {places}.", places=places))
    for gap in entry.gaps[:3]:
        where = {"low": short(gap.low, 3), "high": short(gap.high, 3)}
        if gap.low == gap.high:
            sentences.append(tr("No finite value or slope at x = {low}.", **where))
        else:
            sentences.append(tr("No finite value or slope from x = {low} to {high}.", **where))
    return " ".join(sentences)
