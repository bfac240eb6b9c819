"""A network's predictions as marks of a plot and as pictures."""

from __future__ import annotations

import numpy as np

from ui.look.theme import Theme, argb
from ui.plots.axis import Range, Tick, step_for
from ui.plots.frame import Ticks
from ui.plots.marks import Colors, Dots, Field, FloatArray, Line, Mark
from ui.plots.pictures import Picture
from vgsim.compute.traces.predictions import Predictions
from vgsim.words.numbers import percent
from vgsim.words.plain import plain

SHADES = 24  # shades of a class's color, from undecided to certain
PALE = 0.55  # strength of a class's color, weaker than that of its examples
LONGEST_CLASS = 10  # characters of a class's name on an axis
DOT = 1.1  # radius of an example, in line widths


def plane_extent(known: Predictions) -> tuple[Range, Range]:
    """The x and y range of a decision plane."""
    half = (known.x[1] - known.x[0]) / 2
    side = (known.y[1] - known.y[0]) / 2 if len(known.y) > 1 else 0.5
    return (
        Range(float(known.x[0] - half), float(known.x[-1] + half)),
        Range(float(known.y[0] - side), float(known.y[-1] + side)),
    )


def class_color(theme: Theme, number: int) -> str:
    return theme.curves[number % len(theme.curves)]


def _mixed(color: str, paper: str, share: float) -> int:
    pairs = ((argb(color) >> k & 255, argb(paper) >> k & 255) for k in (16, 8, 0))
    packed = 0xFF
    for strong, weak in pairs:
        packed = packed << 8 | round(share * strong + (1 - share) * weak)
    return packed


def answer_field(known: Predictions, output: str, theme: Theme) -> Field:
    """The predicted class at every point, paler if less certain; for regression the value."""
    x, y = plane_extent(known)
    if not known.confusion.size:
        return _signed(known.answers[:, :, 0], x, y, theme)
    said = known.answers
    if said.shape[2] == 1:
        share = (said[:, :, 0] + 1) / 2 if output == "tanh" else said[:, :, 0]
        said = np.stack([1 - share, share], axis=2)
    classes = said.shape[2]
    named, sure = said.argmax(axis=2), said.max(axis=2)
    with np.errstate(all="ignore"):
        shade = (sure - 1 / classes) / (1 - 1 / classes) * (SHADES - 1)
    values = named * SHADES + np.clip(np.round(shade), 0, SHADES - 1)
    table = tuple(
        _mixed(class_color(theme, number), theme.surface, PALE * step / (SHADES - 1))
        for number in range(classes)
        for step in range(SHADES)
    )
    colors = Colors(table, 0.0, len(table) - 1.0, argb(theme.zero), argb(theme.nan))
    values = np.where(np.isfinite(sure), values, np.nan)
    return Field(values, x.low, x.high, y.low, y.high, colors, smooth=True)


def unit_field(known: Predictions, theme: Theme) -> Field | None:
    """The output of the watched unit at every point, or None if no unit is watched."""
    return _signed(known.unit, *plane_extent(known), theme) if known.unit.size else None


def _signed(values: FloatArray, x: Range, y: Range, theme: Theme) -> Field:
    return Field(values, x.low, x.high, y.low, y.high, signed_colors(values, theme), smooth=True)


def signed_colors(values: FloatArray, theme: Theme) -> Colors:
    """A symmetric color map for signed values: blue below zero, red above."""
    finite = np.abs(values[np.isfinite(values)])
    most = max(float(finite.max()), 1e-30) if finite.size else 1.0
    return Colors(theme.forward_map, -most, most, argb(theme.zero), argb(theme.nan))


def ends(colors: Colors, text: object) -> tuple[Tick, ...]:
    """Ticks at both ends and in the middle of a color map; `text` writes a value."""
    assert callable(text)
    middle = (colors.low + colors.high) / 2
    return tuple(Tick(each, str(text(each))) for each in (colors.low, middle, colors.high))


def examples(known: Predictions, theme: Theme) -> list[Mark]:
    """The training examples in the colors of their classes."""
    if known.points.shape[1] < 2:
        return []
    marks: list[Mark] = []
    classes = known.truth if known.confusion.size else np.zeros(len(known.truth))
    for number in np.unique(classes):
        chosen = known.points[classes == number]
        color = class_color(theme, int(number)) if known.confusion.size else theme.text
        size = DOT * theme.line_width
        marks.append(Dots(chosen[:, 0], chosen[:, 1], color, size, 0.5 * size, theme.surface))
    return marks


def curve_marks(known: Predictions, color: str, theme: Theme) -> tuple[list[Mark], Range, Range]:
    """A curve through the examples it was fitted to, or a class's probability over one input."""
    values = known.answers[0]
    size = DOT * theme.line_width
    if known.confusion.size:
        said = values[:, -1]
        marks: list[Mark] = [Line(known.x, said, color, theme.line_width)]
        return marks, plane_extent(known)[0], Range(-0.05, 1.05)
    said = values[:, 0]
    marks = [
        Dots(known.points[:, 0], known.truth, theme.muted, size),
        Line(known.x, said, color, 1.4 * theme.line_width),
    ]
    finite = np.concatenate([known.truth, said[np.isfinite(said)]])
    air = 0.06 * max(float(np.ptp(finite)), 1e-9)
    return (
        marks,
        plane_extent(known)[0],
        Range(float(finite.min()) - air, float(finite.max()) + air),
    )


def confusion_field(known: Predictions, theme: Theme) -> tuple[Field, tuple[Tick, ...]]:
    """The fraction of every true class (upward) that is predicted as each class (to the right)."""
    count = len(known.confusion)
    with np.errstate(all="ignore"):
        share = known.confusion / known.confusion.sum(axis=1, keepdims=True)
    colors = Colors(theme.gradient_map, 0.0, 1.0, argb(theme.zero), argb(theme.nan))
    field = Field(share, -0.5, count - 0.5, -0.5, count - 0.5, colors)
    return field, ends(colors, percent)


def pair_marks(known: Predictions, color: str, theme: Theme) -> tuple[list[Mark], Range]:
    """Predictions over true values, and the line where they are equal."""
    finite = known.pairs[np.isfinite(known.pairs).all(axis=1)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    air = 0.05 * max(high - low, 1e-9)
    both = Range(low - air, high + air)
    ends_ = np.array([both.low, both.high])
    size = DOT * theme.line_width
    marks: list[Mark] = [
        Line(ends_, ends_, theme.outline, 1.0),
        Dots(known.pairs[:, 0], known.pairs[:, 1], color, size, 0.5 * size, theme.surface),
    ]
    return marks, both


def filter_pictures(known: Predictions) -> list[Picture]:
    """The weights of the first layer's units as pictures."""
    return [Picture(each, str(number)) for number, each in enumerate(known.filters, 1)]


def mistake_pictures(known: Predictions) -> list[Picture]:
    """The wrong predictions with the highest confidence."""
    names = known.class_names
    return [
        Picture(
            each.picture,
            f"{names[each.truth]} → {names[each.predicted]}, {percent(each.probability)}",
        )
        for each in known.mistakes
    ]


def class_ticks(names: tuple[str, ...]) -> Ticks:
    """Ticks with the names of the classes, as many as fit."""

    def ticks(interval: Range, count: float) -> tuple[Tick, ...]:
        step = round(step_for(interval.span, count, least=1.0))
        return tuple(
            Tick(float(number), plain(name, LONGEST_CLASS))
            for number, name in enumerate(names)
            if number % step == 0
        )

    return ticks


def square(count: int) -> Range:
    """The axis range for this many classes."""
    return Range(-0.5, count - 0.5)


def picture_colors(pictures: list[Picture], theme: Theme) -> Colors:
    """A color map from paper to ink, from the smallest to the largest value of all pictures."""
    values = np.concatenate([each.values.ravel() for each in pictures]) if pictures else np.zeros(1)
    low, high = float(values.min()), float(values.max())
    shades = tuple(_mixed(theme.text, theme.surface, step / 255) for step in range(256))
    return Colors(shades, low, max(high, low + 1e-9), argb(theme.zero), argb(theme.nan))
