"""Texts of the activation plot: tooltips, readings, and a sentence about the watched layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ui.curves.functions import Function, threshold
from ui.look.theme import Theme
from ui.plots.axis import step_for
from ui.plots.marks import Dots, Mark, Note
from ui.plots.readout import Row, Table
from vgsim.compute.traces.trace import LaneTrace, LayerDetail
from vgsim.parts.activations import Activation
from vgsim.parts.cells import CELLS
from vgsim.words.numbers import decimal, percent, scientific, short

FEW = 4  # up to this many functions, the plot labels all maxima of f′
PEAK = 1.6  # radius of the mark on a maximum, in line widths


def about(activation: Activation) -> str:
    """A tooltip that describes an activation function."""
    return (
        f"{activation.label}: {activation.formula},  {activation.derivative_formula}\n"
        f"Range {activation.range}. {activation.origin}.\n{activation.teaches}"
    )


def shade_help(function: Function) -> str:
    if function.activation.kind == "rectifier":
        return "Shaded: f′ is exactly 0. A unit here is inactive: no gradient passes through it."
    limit = threshold(function)
    return (
        f"Shaded: saturated, |f′(z)| < {scientific(limit, 3)}, a tenth of the greatest slope "
        f"{scientific(10 * limit, 3)}. A unit here lets hardly any gradient through."
    )


def lies_beyond(detail: LayerDetail) -> bool:
    """Whether some of the layer's values are outside the histogram, infinite or NaN."""
    return detail.below + detail.above + detail.nonfinite > 0


def layer_words(title: str, trace: LaneTrace) -> str:
    """The distribution of the watched layer's values, in one line."""
    detail = trace.detail
    if trace.recurrent and not CELLS[trace.network.cell].chooses:
        title += ", candidate"
    layer = f"{trace.axis} {detail.layer}" if detail.layer <= trace.depth else "output"
    shares = [(detail.below, "below −8"), (detail.above, "above 8")]
    if detail.layer <= trace.depth:
        index = detail.layer - 1
        inner = [name for name in ("saturated", "inactive") if name in trace.measures]
        shares = [(float(trace.measures[name][index]), name) for name in inner] + shares
    shares.append((detail.nonfinite, "NaN or infinite"))
    told = [f"{percent(share)} {what}" for share, what in shares if share > 0]
    if not lies_beyond(detail):
        told.append("all z within ±8")
    return f"{title}, {layer}: {', '.join(told)}"


def readings(functions: Sequence[Function], z: float, text: str) -> Table:
    """A table of z, f(z) and f′(z) for every function, with exact values.

    If there are many functions, also the largest f′, because the plot may have no room for it.
    """
    rows = []
    many = len(functions) > FEW
    for function in functions:
        value, derivative = function.at_point(z)
        cells = (function.label, scientific(value, 4), scientific(derivative, 4))
        greatest = (peak_words(function.maximum()[1]),) if many else ()
        rows.append(Row((*cells, *greatest), function.color, function.dash))
    head = (f"z = {text}", "f(z)", "f′(z)", *(("max f′",) if many else ()))
    return Table(head, tuple(rows))


def pointed(value: float, pixel: float) -> tuple[float, str]:
    """The roundest value within a pixel of the pointer, and its text."""
    digits = max(0, -math.floor(math.log10(step_for(max(pixel, 1e-300), 1.0))))
    rounded = round(value, digits)
    return rounded, decimal(rounded, digits)


def peaks(
    functions: Sequence[Function], theme: Theme, right: float
) -> tuple[list[Mark], list[Note]]:
    """The maximum of every f′; a height that several functions share is labeled once.

    If there are many functions, those of lanes are labeled first; the others only where their label
    covers no curve. A supremum that is only approached has no mark; its label is at the right
    border.
    """
    marks: list[Mark] = []
    told: dict[str, Note] = {}
    many = len(functions) > FEW
    for function in functions:  # those of lanes come first
        place, height = function.maximum()
        attained = math.isfinite(place)
        if attained:
            size = theme.line_width * PEAK
            at = (np.array([place]), np.array([height]))
            marks.append(Dots(*at, theme.surface, size * 0.5, size * 0.6, function.color))
        text = f"{'max' if attained else 'approaches'} {peak_words(height)}"
        if text in told:
            told[text] = replace(told[text], color=theme.text)
        else:
            x, yields = place if attained else right, many and not function.lanes
            told[text] = Note(x, height, text, function.color, far=True, yields=yields)
    return marks, list(told.values())


def peak_words(height: float) -> str:
    """The largest slope as text, with the precision of its label."""
    return short(float(short(height, 4)))
