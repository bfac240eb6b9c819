"""A network's predictions as marks of a plot and as pictures."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ui.look.theme import Theme, argb
from ui.plots.axis import Range, Tick, step_for
from ui.plots.frame import Ticks
from ui.plots.marks import Colors, Dots, FloatArray, HeatMap, Line, Mark, Note
from ui.plots.pictures import Picture
from vgsim.compute.traces.predictions import Predictions
from vgsim.words.numbers import percent
from vgsim.words.plain import plain

SHADES = 24  # shades of a class's color, from undecided to certain
PALE = 0.55  # strength of a class's color, weaker than that of its examples
LONGEST_CLASS = 10  # characters of a class's name on an axis
MASK = 0xFFFFFF  # the color of a packed pixel, without its opacity
MIDDLE = 0.18  # relative luminance that contrasts equally with black and with white
LARGEST = 1e300  # beyond it the width of a range may overflow
DOT = 1.1  # radius of an example, in line widths


def plane_extent(predictions: Predictions) -> tuple[Range, Range]:
    """The x and y range of a decision plane."""
    half = (predictions.x[1] - predictions.x[0]) / 2
    side = (predictions.y[1] - predictions.y[0]) / 2 if len(predictions.y) > 1 else 0.5
    return (
        Range(float(predictions.x[0] - half), float(predictions.x[-1] + half)),
        Range(float(predictions.y[0] - side), float(predictions.y[-1] + side)),
    )


def class_color(theme: Theme, number: int) -> str:
    """The color, "#rrggbb", of a class by its number from 0; colors repeat if there are many."""
    return theme.curves[number % len(theme.curves)]


def _mixed(color: str, paper: str, share: float) -> int:
    pairs = ((argb(color) >> k & 255, argb(paper) >> k & 255) for k in (16, 8, 0))
    packed = 0xFF
    for strong, weak in pairs:
        packed = packed << 8 | round(share * strong + (1 - share) * weak)
    return packed


def output_field(predictions: Predictions, output: str, theme: Theme) -> HeatMap:
    """The predicted class at every point, paler if less certain; for regression the value."""
    x, y = plane_extent(predictions)
    if not predictions.confusion.size:
        return _signed(predictions.outputs[:, :, 0], x, y, theme)
    outputs = predictions.outputs
    if outputs.shape[2] == 1:
        share = (outputs[:, :, 0] + 1) / 2 if output == "tanh" else outputs[:, :, 0]
        outputs = np.stack([1 - share, share], axis=2)
    classes = outputs.shape[2]
    named, sure = outputs.argmax(axis=2), outputs.max(axis=2)
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
    return HeatMap(values, x.low, x.high, y.low, y.high, colors, smooth=True)


def unit_field(predictions: Predictions, theme: Theme) -> HeatMap | None:
    """The output of the watched unit at every point, or None if no unit is watched."""
    return (
        _signed(predictions.unit, *plane_extent(predictions), theme)
        if predictions.unit.size
        else None
    )


def _signed(values: FloatArray, x: Range, y: Range, theme: Theme) -> HeatMap:
    return HeatMap(values, x.low, x.high, y.low, y.high, signed_colors(values, theme), smooth=True)


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


def examples(predictions: Predictions, theme: Theme) -> list[Mark]:
    """The training examples in the colors of their classes."""
    if predictions.points.shape[1] < 2:
        return []
    marks: list[Mark] = []
    classes = predictions.truth if predictions.confusion.size else np.zeros(len(predictions.truth))
    for number in np.unique(classes):
        chosen = predictions.points[classes == number]
        color = class_color(theme, int(number)) if predictions.confusion.size else theme.text
        size = DOT * theme.line_width
        marks.append(Dots(chosen[:, 0], chosen[:, 1], color, size, 0.5 * size, theme.surface))
    return marks


def curve_marks(
    predictions: Predictions, color: str, theme: Theme
) -> tuple[list[Mark], Range, Range]:
    """A curve through the examples it was fitted to, or a class's probability over one input."""
    values = predictions.outputs[0]
    size = DOT * theme.line_width
    if predictions.confusion.size:
        outputs = values[:, -1]
        marks: list[Mark] = [Line(predictions.x, outputs, color, theme.line_width)]
        return marks, plane_extent(predictions)[0], Range(-0.05, 1.05)
    outputs = values[:, 0]
    marks = [
        Dots(predictions.points[:, 0], predictions.truth, theme.muted, size),
        Line(predictions.x, outputs, color, 1.4 * theme.line_width),
    ]
    finite = np.concatenate([predictions.truth, outputs[np.isfinite(outputs)]])
    margin = 0.06 * max(float(np.ptp(finite)), 1e-9)
    return (
        marks,
        plane_extent(predictions)[0],
        Range(float(finite.min()) - margin, float(finite.max()) + margin),
    )


def confusion_field(predictions: Predictions, theme: Theme) -> tuple[HeatMap, tuple[Tick, ...]]:
    """The fraction of every true class (upward) that is predicted as each class (to the right)."""
    count = len(predictions.confusion)
    with np.errstate(all="ignore"):
        share = predictions.confusion / predictions.confusion.sum(axis=1, keepdims=True)
    colors = Colors(theme.gradient_map, 0.0, 1.0, argb(theme.zero), argb(theme.nan))
    field = HeatMap(share, -0.5, count - 0.5, -0.5, count - 0.5, colors)
    return field, ends(colors, percent)


def count_notes(predictions: Predictions, field: HeatMap, theme: Theme) -> list[Note]:
    """How often each class was predicted as each other, in cells that are large enough."""
    pixels, inks = field.pixels, sorted((theme.text, theme.surface), key=_brightness)
    return [
        Note(column, row, str(int(times)), inks[_brightness(f"#{pixels[row, column] & MASK:06x}")
             < MIDDLE], cell=1.0)
        for (row, column), times in np.ndenumerate(predictions.confusion)
        if times
    ]  # fmt: skip


def _brightness(color: str) -> float:
    """The relative luminance of "#rrggbb", about: 0 (black) to 1 (white)."""
    packed = argb(color)
    parts = (((packed >> shift & 255) / 255) ** 2.2 for shift in (16, 8, 0))
    return float(sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), parts, strict=True)))


def pair_marks(predictions: Predictions, color: str, theme: Theme) -> tuple[list[Mark], Range]:
    """Predictions over true values, and the line where they are equal."""
    seen = predictions.pairs[(np.abs(predictions.pairs) < LARGEST).all(axis=1)]  # not NaN
    low, high = (float(seen.min()), float(seen.max())) if seen.size else (0.0, 1.0)
    margin = 0.05 * max(high - low, 1e-9)
    both = Range(low - margin, high + margin)
    ends_ = np.array([both.low, both.high])
    size = DOT * theme.line_width
    marks: list[Mark] = [
        Line(ends_, ends_, theme.outline, 1.0),
        Dots(
            predictions.pairs[:, 0], predictions.pairs[:, 1], color, size, 0.5 * size, theme.surface
        ),
    ]
    return marks, both


def filter_pictures(predictions: Predictions) -> list[Picture]:
    """The weights of the first layer's units as pictures."""
    return [Picture(each, str(number)) for number, each in enumerate(predictions.filters, 1)]


def mistake_pictures(predictions: Predictions) -> list[Picture]:
    """The wrong predictions with the highest confidence."""
    names = predictions.class_names
    return [
        Picture(
            each.picture,
            f"{names[each.truth]} → {names[each.predicted]}, {percent(each.probability)}",
        )
        for each in predictions.mistakes
    ]


@lru_cache(maxsize=8)  # the same function for the same names: the plot is not laid out again
def class_ticks(names: tuple[str, ...]) -> Ticks:
    """Ticks with the names of the classes, as many as fit."""

    def ticks(interval: Range, count: float) -> tuple[Tick, ...]:
        step = round(step_for(interval.span, count, least=1.0))
        return tuple(
            Tick(float(number), plain(name, LONGEST_CLASS))
            for number, name in enumerate(names)
            if number % step == 0 and interval.contains(number)
        )

    return ticks


@lru_cache(maxsize=8)
def every_class(names: tuple[str, ...]) -> Ticks:
    """A tick with its name at every class, for an axis that leaves out those without room."""

    def ticks(interval: Range, count: float) -> tuple[Tick, ...]:
        return tuple(
            Tick(float(number), plain(name, LONGEST_CLASS))
            for number, name in enumerate(names)
            if interval.contains(number)
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
