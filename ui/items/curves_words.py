"""What the activation plot says in words and numbers: tooltips, readings, the layer's sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ui.items.axis import decimal, percent, readable, step_for
from ui.items.curves import Function, threshold
from ui.items.plot_marks import Dots, Mark, Note
from ui.items.plot_readout import Row, Table
from ui.theme import Theme
from vgsim.compute.trace import LaneTrace
from vgsim.parts.activations import Activation

PEAK = 1.6  # radius of the mark on a maximum, in line widths


def about(activation: Activation) -> str:
    """A tooltip: what there is to know about a function."""
    return (
        f"{activation.label}: {activation.formula},  {activation.derivative_formula}\n"
        f"Range {activation.range}. {activation.origin}.\n{activation.teaches}"
    )


def shade_help(function: Function) -> str:
    if function.activation.kind == "rectifier":
        return "Shaded: f′ is exactly 0. A unit here is inactive: no gradient passes through it."
    limit = threshold(function)
    return (
        f"Shaded: saturated, |f′(z)| < {readable(limit, 3)}, a tenth of the greatest slope "
        f"{readable(10 * limit, 3)}. A unit here passes on hardly any gradient."
    )


def layer_words(title: str, trace: LaneTrace) -> str:
    """Where the watched layer stands, in one line."""
    detail = trace.detail
    layer = f"layer {detail.layer}" if detail.layer <= trace.depth else "output layer"
    parts = [f"{title}, {layer}:"]
    measured = trace.measures
    shares = [(detail.below, "below −8"), (detail.above, "above 8")]
    if detail.layer <= trace.depth:
        saturated = float(measured["saturated"][detail.layer - 1])
        inactive = float(measured["inactive"][detail.layer - 1])
        shares = [(saturated, "saturated"), (inactive, "inactive"), *shares]
    if detail.nonfinite > 0:
        shares.append((detail.nonfinite, "not finite"))
    parts += [f"{percent(share)} {what}" for share, what in shares if share > 0 or what[0] in "ba"]
    return f"{parts[0]} {', '.join(parts[1:])}"


def readings(functions: Sequence[Function], z: float, text: str) -> Table:
    """z, f(z) and f'(z) of every function, exactly as the registry computes them."""
    rows = []
    for function in functions:
        value, derivative = function.at_point(z)
        cells = (function.label, readable(value), readable(derivative))
        rows.append(Row(cells, function.color, function.dash))
    return Table((f"z = {text}", "f(z)", "f′(z)"), tuple(rows))


def pointed(value: float, pixel: float) -> tuple[float, str]:
    """The round value within a pixel of the pointer, and how it is written."""
    digits = max(0, -math.floor(math.log10(step_for(max(pixel, 1e-300), 1.0))))
    rounded = round(value, digits)
    return rounded, decimal(rounded, digits)


def peaks(
    functions: Sequence[Function], theme: Theme, right: float
) -> tuple[list[Mark], list[Note]]:
    """The maximum of every f' with its value; one only approached stands at the right border."""
    marks: list[Mark] = []
    notes: list[Note] = []
    for function in functions:
        place, height = function.maximum()
        attained = math.isfinite(place)
        x = place if attained else right
        if attained:
            size = theme.line_width * PEAK
            xs, ys = np.array([place]), np.array([height])
            marks.append(Dots(xs, ys, theme.surface, size * 0.5, size * 0.6, function.color))
        name = "max" if attained else "approaches"
        notes.append(
            Note(x, height, f"{name} {readable(height)}".rstrip("0").rstrip("."), function.color)
        )
    return marks, notes
