"""The curves of the activation plot: functions, their colors, and exact values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ui.look.theme import Theme
from ui.plots.axis import Range
from ui.plots.marks import DASHES, Band, FloatArray, Line, Note
from vgsim.describe.spec import Compared, Lane, NetworkSpec
from vgsim.parts.activations import (
    ACTIVATIONS,
    Activation,
    evaluate,
    maximum,
    saturation_threshold,
    slope,
)
from vgsim.words.numbers import short

JUMP = 1e-3  # a jump of f' larger than this is drawn as a gap
FARTHEST = 12.0  # values beyond ±FARTHEST do not widen a plot's range of y
MARGIN = 0.08  # of a y range, left free above and below the curves


@dataclass(frozen=True, slots=True)
class Function:
    """One curve: an activation with its parameters, the lanes that use it, and its style."""

    activation: Activation
    parameters: tuple[tuple[str, float], ...]
    label: str
    color: str
    dash: tuple[float, ...]
    lanes: tuple[int, ...] = ()  # the lanes that use exactly this function

    @property
    def name(self) -> str:
        """Name of the activation in the registry."""
        return self.activation.name

    def values(self) -> dict[str, float]:
        """Name -> value of each parameter."""
        return dict(self.parameters)

    def slope(self) -> float:
        """The parameter `alpha`, the mean of a random slope, or 0 if there is neither."""
        return slope(self.activation, self.values())

    def at(self, z: FloatArray) -> tuple[FloatArray, FloatArray]:
        """f(z) and f'(z), in the shape of z; a random slope has its mean."""
        return evaluate(self.activation, z, alpha=self.slope())

    def at_point(self, z: float) -> tuple[float, float]:
        """f(z) and f'(z) at a single z."""
        value, derivative = self.at(np.array([z]))
        return float(value[0]), float(derivative[0])

    def maximum(self) -> tuple[float, float]:
        """Position of the largest |f'| (infinite if it is only approached) and f' there.

        Both are infinite if |f'| has no bound.
        """
        return maximum(self.activation, self.values())

    def with_slope(self, alpha: float) -> Function:
        """The same function with a learned slope."""
        return replace(self, parameters=(("alpha", alpha),))


def activation_at(network: NetworkSpec, layer: int) -> Activation:
    """The activation of a hidden layer, which may have its own."""
    own = (each.activation for each in network.layers if each.layer == layer)
    return ACTIVATIONS[next(own, None) or network.activation]


def at_layer(lane: Lane, layer: int) -> Lane:
    """The lane as if every layer had the activation of this layer, which may differ from it."""
    network = lane.network
    for own in network.layers:
        if own.layer == min(layer, network.depth) and own.activation is not None:
            alone = replace(
                network, activation=own.activation, alpha=own.alpha, lower=None, upper=None
            )
            return replace(lane, network=alone)
    return lane


def functions_of(
    lanes: Sequence[Lane], compared: Sequence[Compared], theme: Theme
) -> tuple[Function, ...]:
    """The functions of the lanes in their colors, then those that are only compared."""
    result: list[Function] = []
    for index, lane in enumerate(lanes):
        network = lane.network
        activation = ACTIVATIONS[network.activation]
        values = activation.values(network.alpha, network.lower, network.upper)
        parameters = tuple(values.items())
        twin = next(
            (f for f in result if (f.name, f.parameters) == (network.activation, parameters)), None
        )
        if twin is not None:
            result[result.index(twin)] = replace(twin, lanes=(*twin.lanes, index))
            continue
        label = _label(activation, values, lanes)
        result.append(Function(activation, parameters, label, theme.lanes[index], (), (index,)))
    used = {f.name for f in result}
    colors = [c for c in theme.curves if c not in {f.color for f in result}]
    extra = [each for each in compared if each.activation not in used]
    for index, each in enumerate(extra):
        activation = ACTIVATIONS[each.activation]
        parameters = tuple(activation.values(each.alpha, each.lower, each.upper).items())
        dash = DASHES[1 + index // len(colors) % (len(DASHES) - 1)]
        color = colors[index % len(colors)]
        result.append(Function(activation, parameters, activation.label, color, dash))
    return tuple(result)


def _label(activation: Activation, values: dict[str, float], lanes: Sequence[Lane]) -> str:
    """The name, with its parameters if lanes use the same activation with different ones."""
    same = [lane.network for lane in lanes if lane.network.activation == activation.name]
    if len({(n.alpha, n.lower, n.upper) for n in same}) < 2:
        return activation.label
    numbers = (f"{p.label} = {short(values[p.name], 3)}" for p in activation.parameters)
    return f"{activation.label} ({', '.join(numbers)})"


def sampled(function: Function, interval: Range, count: int) -> tuple[FloatArray, ...]:
    """x, f(x), f'(x), each (n,), at equal distances; f' has a gap where it jumps."""
    x = np.linspace(interval.low, interval.high, max(count, 2))
    kinks = np.array([k for k in function.activation.kinks if interval.contains(k)])
    if kinks.size:
        around = np.concatenate([np.nextafter(kinks, -np.inf), kinks, np.nextafter(kinks, np.inf)])
        x = np.sort(np.append(x[(x[:, None] != around).all(axis=1)], around))
    poles = [gap.low for gap in function.activation.gaps if gap.low == gap.high]
    x = np.sort(np.append(x, [each for each in poles if interval.contains(each)]))
    f, derivative = function.at(x)
    f = np.where(np.isin(x, poles), np.nan, f)  # no line joins both sides of a pole
    derivative = np.where(np.isfinite(f), derivative, np.nan)  # no slope without a value
    for place in np.searchsorted(x, kinks).tolist():
        if 0 < place < x.size - 1 and abs(derivative[place + 1] - derivative[place - 1]) > JUMP:
            derivative[place] = np.nan
    return x, f, derivative


def lines(function: Function, interval: Range, count: int, width: float) -> tuple[Line, Line]:
    """The curves of f and of f' from `count` points of the interval; `width` in pixels."""
    x, f, derivative = sampled(function, interval, count)
    return (
        Line(x, f, function.color, width, function.dash),
        Line(x, derivative, function.color, width, function.dash),
    )


def end_note(function: Function, interval: Range, y: Range) -> Note:
    """The function's name where its curve leaves the plot on the right."""
    x, f, _ = sampled(function, interval, 241)
    inside = np.flatnonzero((f >= y.low) & (f <= y.high))
    last = int(inside[-1]) if inside.size else x.size - 1
    return Note(float(x[last]), float(f[last]), function.label, function.color, far=True)


def fans(function: Function, interval: Range, opacity: float) -> tuple[Band, ...]:
    """The areas of f and f' for a function of random slope; empty for other functions."""
    values = function.values()
    if not function.activation.random or interval.low >= 0:
        return ()
    x = np.array([interval.low, min(0.0, interval.high)])
    low, high = values["lower"], values["upper"]
    flat = np.ones(2)
    return (
        Band(x, high * x, low * x, function.color, opacity),
        Band(x, low * flat, high * flat, function.color, opacity),
    )


def focus(interval: Range) -> Range:
    """The part of the x axis whose values determine the y axis: the middle of a wide view."""
    half = interval.span / 2
    reach = half if half <= 3 else max(3.0, 0.375 * half)
    return Range(interval.center - reach, interval.center + reach)


def y_ranges(functions: Sequence[Function], interval: Range) -> tuple[Range, Range]:
    """Ranges for f and f' that fit the functions in the middle of the view.

    The range of f' always contains 0 and every maximum, so that heights can be compared.
    """
    x = np.linspace(focus(interval).low, focus(interval).high, 241)
    values = [tuple(map(_within_sight, f.at(x))) for f in functions]
    low = min((float(v.min()) for v, _ in values), default=0.0)
    high = max((float(v.max()) for v, _ in values), default=1.0)
    bottom = min((float(d.min()) for _, d in values), default=0.0)
    peaks = [min(abs(f.maximum()[1]), FARTHEST) for f in functions]
    return padded(low, high), padded(min(bottom, 0.0), max(peaks, default=1.0))


def _within_sight(values: FloatArray) -> FloatArray:
    """The values that a range of y has to hold: an own formula may be infinite somewhere."""
    seen = values[np.isfinite(values) & (np.abs(values) <= FARTHEST)]
    return seen if seen.size else np.zeros(1)


def padded(low: float, high: float) -> Range:
    """From `low` to `high` with a margin at both ends, 1.5 times as wide at the top."""
    pad = MARGIN * (high - low) or 0.5
    return Range(low - pad, high + 1.5 * pad)


def threshold(function: Function) -> float:
    """Below this |f'| a unit is saturated; rectifiers never saturate, they are inactive at 0."""
    if function.activation.kind == "rectifier":
        return math.ulp(0.0)
    return saturation_threshold(function.activation, function.values())


def saturated_spans(function: Function, interval: Range) -> tuple[tuple[float, float], ...]:
    """The intervals of the x axis where |f'| is below the threshold, with limits exact to 1e-6."""
    limit = threshold(function)
    x, _, derivative = sampled(function, interval, 1201)
    derivative = np.where(np.isnan(derivative), function.at(x)[1], derivative)
    below = np.abs(derivative) < limit
    spans: list[tuple[float, float]] = []
    start: float | None = None
    for index in range(x.size):
        if below[index] and start is None:
            start = x[0] if index == 0 else _border(function, limit, x[index - 1], x[index])
        elif not below[index] and start is not None:
            spans.append((float(start), _border(function, limit, x[index - 1], x[index])))
            start = None
    if start is not None:
        spans.append((float(start), float(x[-1])))
    return tuple(span for span in spans if span[1] > span[0])


def _border(function: Function, limit: float, low: float, high: float) -> float:
    """Bisect for the point between two samples where |f'| crosses the limit."""
    inside_low = abs(function.at_point(low)[1]) < limit
    while high - low > 1e-6:
        middle = (low + high) / 2
        if (abs(function.at_point(middle)[1]) < limit) == inside_low:
            low = middle
        else:
            high = middle
    return (low + high) / 2
