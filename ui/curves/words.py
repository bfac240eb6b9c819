"""Texts of the activation plot: tooltips, readings, and a sentence about the watched layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ui.curves.functions import Function, activation_at, threshold
from ui.look.theme import Theme
from ui.plots.axis import step_for
from ui.plots.marks import Dots, Mark, Note
from ui.plots.readout import ReadoutRow, ReadoutTable
from vgsim.compute.traces.trace import LaneTrace, LayerDetail
from vgsim.parts.activations import Activation
from vgsim.parts.cells import CELLS
from vgsim.words.language import tr
from vgsim.words.numbers import decimal, percent, scientific, short

FEW = 4  # up to this many functions, the plot labels all maxima of f′
PEAK = 1.6  # radius of the mark on a maximum, in line widths


def about(activation: Activation) -> str:
    """A tooltip that describes an activation function."""
    return tr(
        "{name}: {formula},  {derivative}\nRange {range}. {origin}.\n{sentence}",
        name=activation.label, formula=activation.formula,
        derivative=activation.derivative_formula, range=activation.range,
        origin=activation.origin, sentence=activation.teaches,
    )  # fmt: skip


def shade_help(function: Function) -> str:
    """What the shaded part of the plot means for this function."""
    if function.activation.kind == "rectifier":
        return tr(
            "Shaded: f′ is exactly 0. A unit here is inactive: no gradient passes through it."
        )
    limit = threshold(function)
    return tr(
        "Shaded: saturated, |f′(z)| < {limit}, a tenth of the greatest slope {greatest}. A unit "
        "here lets hardly any gradient through.",
        limit=scientific(limit, 3), greatest=scientific(10 * limit, 3),
    )  # fmt: skip


def is_clipped(detail: LayerDetail) -> bool:
    """Whether some of the layer's values are outside the histogram, infinite or NaN."""
    return detail.below + detail.above + detail.nonfinite > 0


def layer_words(title: str, trace: LaneTrace) -> str:
    """The distribution of the watched layer's values, in one line."""
    detail = trace.detail
    hidden = detail.layer <= trace.depth
    fractions = {
        name: float(trace.measures[name][detail.layer - 1]) if hidden else 0.0
        for name in ("saturated", "inactive")
        if name in trace.measures
    }
    fractions |= {"below": detail.below, "above": detail.above, "nonfinite": detail.nonfinite}
    parts = [_fraction(name, value) for name, value in fractions.items() if value > 0]
    if not is_clipped(detail):
        parts.append(tr("all z within ±8"))
    if hidden and detail.slopes.size:
        parts.append(_slopes(trace))
    return tr(
        "{network}, {layer}: {fractions}",
        network=_with_candidate(title, trace), layer=_layer(trace), fractions=", ".join(parts),
    )  # fmt: skip


def _fraction(name: str, value: float) -> str:
    """The fraction of the layer's values that are saturated, outside the histogram, and so on."""
    share = percent(value)
    texts = {
        "saturated": tr("{fraction} saturated", fraction=share),
        "inactive": tr("{fraction} inactive", fraction=share),
        "below": tr("{fraction} below −8", fraction=share),
        "above": tr("{fraction} above 8", fraction=share),
        "nonfinite": tr("{fraction} NaN or infinite", fraction=share),
    }
    return texts[name]


def _slopes(trace: LaneTrace) -> str:
    """The slopes α of the layer's units: learned, or drawn for this pass."""
    low, high = (scientific(float(end(trace.detail.slopes)), 2) for end in (np.min, np.max))
    if low == high:
        return tr("α = {slope}", slope=low)
    if activation_at(trace.network, trace.detail.layer).random:
        return tr("α drawn for this pass: {low} to {high}", low=low, high=high)
    return tr("α learned by its units: {low} to {high}", low=low, high=high)


def _with_candidate(title: str, trace: LaneTrace) -> str:
    """The network's title; in a gated cell, z is the preactivation of the candidate."""
    if trace.recurrent and not CELLS[trace.network.cell].any_activation:
        return tr("{network}, candidate", network=title)
    return title


def _layer(trace: LaneTrace) -> str:
    """The watched layer, or step of a recurrent network."""
    if trace.detail.layer > trace.depth:
        return tr("output")
    if trace.axis == "step":
        return tr("step {number}", number=trace.detail.layer)
    return tr("layer {number}", number=trace.detail.layer)


def readings(functions: Sequence[Function], z: float, text: str) -> ReadoutTable:
    """A table of z, f(z) and f′(z) for every function, with exact values.

    If there are many functions, also the largest f′, because the plot may have no room for it.
    """
    rows = []
    many = len(functions) > FEW
    for function in functions:
        value, derivative = function.at_point(z)
        cells = (function.label, scientific(value, 4), scientific(derivative, 4))
        greatest = (peak_words(function.maximum()[1]),) if many else ()
        rows.append(ReadoutRow((*cells, *greatest), function.color, function.dash))
    head = (f"z = {text}", "f(z)", "f′(z)", *(("max f′",) if many else ()))
    return ReadoutTable(head, tuple(rows))


def names(functions: Sequence[Function], text: str) -> ReadoutTable:
    """A table with z and the names of the functions, without their values."""
    rows = (ReadoutRow((function.label,), function.color, function.dash) for function in functions)
    return ReadoutTable((f"z = {text}",), tuple(rows))


def pointed(value: float, pixel: float) -> tuple[float, str]:
    """The roundest value within a pixel of the pointer, and its text."""
    digits = max(0, -math.floor(math.log10(step_for(max(pixel, 1e-300), 1.0))))
    rounded = round(value, digits)
    return rounded, decimal(rounded, digits)


def peaks(
    functions: Sequence[Function], theme: Theme, right: float
) -> tuple[list[Mark], list[Note]]:
    """The maximum of every f′ that has one; a height that several functions share is labeled once.

    If there are many functions, those of lanes are labeled first; the others only where their label
    covers no curve. A supremum that is only approached has no mark; its label is at the right
    border.
    """
    marks: list[Mark] = []
    notes: dict[str, Note] = {}
    many = len(functions) > FEW
    for function in functions:  # those of lanes come first
        place, height = function.maximum()
        if math.isinf(height):
            continue  # no bound
        attained = math.isfinite(place)
        if attained:
            size = theme.line_width * PEAK
            at = (np.array([place]), np.array([height]))
            marks.append(Dots(*at, theme.surface, size * 0.5, size * 0.6, function.color))
        shown = peak_words(height)
        text = (
            tr("max {height}", height=shown)
            if attained
            else tr("approaches {height}", height=shown)
        )
        if text in notes:
            notes[text] = replace(notes[text], color=theme.text)
        else:
            x, yields = place if attained else right, many and not function.lanes
            notes[text] = Note(x, height, text, function.color, far=True, yields=yields)
    return marks, list(notes.values())


def peak_words(height: float) -> str:
    """The largest slope as text, with the precision of its label; ∞ if there is no bound."""
    return short(float(short(height, 4))) if math.isfinite(height) else "∞"
