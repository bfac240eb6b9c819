"""What the curve of a formula looks like: corners, gaps, bounds, where it is steepest.

All of it is measured on a dense grid of the computed function and refined by bisection.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, isnan

import numpy as np
from numpy.typing import NDArray

from vgsim.formulas.graph import Graph

FloatArray = NDArray[np.float64]
Curve = Callable[[FloatArray], tuple[FloatArray, FloatArray]]  # x -> (f, f′)
REACH = 50.0  # the grid ends at ±REACH; single places beyond show the limits
STEP = 0.01
FAR = (1e2, 1e3, 1e4, 1e6)
NEAR, LARGE = 1e-9, 1e3  # next to a gap, a function beyond ±LARGE at this distance has no bound
MOST_KINKS = 24
HIGH, MOST_POLES = 5.0, 40  # |f| on the grid next to a pole; poles that are looked at
CHECKED = 200  # places where f′ is compared with differences of f


@dataclass(frozen=True, slots=True)
class Gap:
    """An interval in which f or f′ has no finite value."""

    low: float
    high: float
    infinite: bool  # infinite; else undefined (NaN)


@dataclass(frozen=True, slots=True)
class CurveShape:
    """What was measured of a curve."""

    kinks: tuple[float, ...]  # where f′ jumps
    gaps: tuple[Gap, ...]
    steepest: tuple[float, ...]  # candidates for the maximum of |f′|; ±inf: a limit
    lowest: float  # of f on the grid and far outside; −∞ if f still falls there
    highest: float
    flat_left: bool  # f′ goes to 0 on this side
    flat_right: bool


def grid() -> FloatArray:
    """The places where a curve is examined, 0 and all whole numbers among them."""
    count = round(2 * REACH / STEP) + 1
    inner = np.linspace(-REACH, REACH, count)
    far = np.array(FAR)
    return np.concatenate([-far[::-1], inner, far])


def shape(curve: Curve, differences: list[Curve]) -> CurveShape:
    """Examine a curve.

    Args:
        curve: f and f′.
        differences: functions whose sign decides between branches; f′ can only jump at their
            zeros.
    """
    with np.errstate(all="ignore"):  # infinities and NaN are what is looked for
        return _shape(curve, differences)


def _shape(curve: Curve, differences: list[Curve]) -> CurveShape:
    x = grid()
    f, g = curve(x)
    kinks = _kinks(curve, differences, x)
    finite = np.isfinite(f)
    gaps = _gaps(x, f, g)
    gaps += _poles(curve, x, f, gaps)
    low, high = _bounds(curve, f, f[finite], gaps)
    ends = np.abs(g[[0, 1, -2, -1]])
    return CurveShape(
        kinks, gaps, _steepest(curve, x, g, kinks),
        low, high, bool(ends[0] < 1e-3), bool(ends[-1] < 1e-3),
    )  # fmt: skip


def _bounds(
    curve: Curve, f: FloatArray, values: FloatArray, gaps: tuple[Gap, ...]
) -> tuple[float, float]:
    """Infimum and supremum; they are infinite if |f| grows next to a gap, or from ±10⁴ to ±10⁶."""
    if not values.size:
        return inf, -inf
    low, high = float(values.min()), float(values.max())
    for far, farther in ((f[1], f[0]), (f[-2], f[-1])):
        if not np.isfinite(farther):
            continue
        if farther > max(1.2 * far, 1.0):
            high = inf
        if farther < min(1.2 * far, -1.0):
            low = -inf
    edges = [each.low - NEAR for each in gaps] + [each.high + NEAR for each in gaps]
    next_to = curve(np.array([each for each in edges if isfinite(each)]))[0]
    if (next_to > LARGE).any():
        high = inf
    if (next_to < -LARGE).any():
        low = -inf
    return low, high


def differences(graph: Graph, root: int) -> list[int]:
    """The nodes whose sign decides between the branches of a formula."""
    zero, found = graph.number(0), []
    for node in graph.used(root):
        name, inputs, _ = graph.nodes[node]
        if name in ("less", "most", "max", "min"):
            found.append(graph.call("sub", *inputs[:2]))
        elif name in ("abs", "sign"):
            found.append(graph.call("sub", inputs[0], zero))
    return list(dict.fromkeys(found))


def _kinks(curve: Curve, deciding: list[Curve], x: FloatArray) -> tuple[float, ...]:
    found: set[float] = set()
    for each in deciding:
        d = each(x)[0]
        sign = np.sign(d)
        exact = np.flatnonzero(sign == 0)
        crossing = np.flatnonzero(sign[:-1] * sign[1:] < 0)
        if exact.size > MOST_KINKS or crossing.size > MOST_KINKS:
            continue  # equal over whole intervals, or an oscillation
        places = [float(x[at]) for at in exact]
        places += _bisected(each, x[crossing], x[crossing + 1])
        found |= {place for place in places if _jumps(curve, place)}
    return tuple(sorted(found)[:MOST_KINKS])


def _bisected(curve: Curve, low: FloatArray, high: FloatArray) -> list[float]:
    """Where f changes its sign between each of these pairs of places; all are bisected at once."""
    if not low.size:
        return []
    positive, exact = curve(low)[0] > 0, np.full(low.size, np.nan)
    for _ in range(200):
        middle = (low + high) / 2
        going_on = (middle != low) & (middle != high) & np.isnan(exact)
        if not going_on.any():
            break
        here = curve(middle)[0]
        exact[going_on & (here == 0)] = middle[going_on & (here == 0)]
        before = (here > 0) == positive  # the change is behind the middle
        low = np.where(going_on & before, middle, low)
        high = np.where(going_on & ~before, middle, high)
    return [
        _rounded(end) if isnan(zero) else zero
        for end, zero in zip(high.tolist(), exact.tolist(), strict=True)
    ]


def _rounded(place: float) -> float:
    """The place itself, or that with few digits next to it: 1/3, −3."""
    rounded = round(place, 12)
    return rounded if abs(rounded - place) <= 1e-13 * max(1.0, abs(place)) else place


def _jumps(curve: Curve, place: float) -> bool:
    reach = 1e-6 * max(1.0, abs(place))
    f, g = curve(np.array([place - reach, place + reach]))
    size = max(1.0, float(np.abs(g).max()))
    return bool(abs(g[1] - g[0]) > 1e-4 * size or abs(f[1] - f[0]) > 1e-4 * size)


def _gaps(x: FloatArray, f: FloatArray, g: FloatArray) -> tuple[Gap, ...]:
    bad = ~(np.isfinite(f) & np.isfinite(g))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], bad, [False]]).astype(int)))
    found = []
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        undefined = np.isnan(f[first:end]).any() or np.isnan(g[first:end]).any()
        low = -inf if first == 0 else float(x[first])
        high = inf if end == len(x) else float(x[end - 1])
        found.append(Gap(low, high, not undefined))
    return tuple(found)


def _poles(curve: Curve, x: FloatArray, f: FloatArray, known: tuple[Gap, ...]) -> tuple[Gap, ...]:
    """Places between those of the grid where f goes to infinity: its sign jumps, or it peaks."""
    x, f = x[len(FAR) : -len(FAR)], f[len(FAR) : -len(FAR)]
    size = np.where(np.isfinite(f), np.abs(f), 0.0)
    high = np.minimum(size[:-1], size[1:]) > HIGH
    signs = np.flatnonzero(high & (f[:-1] * f[1:] < 0))
    peaks = np.flatnonzero((size[1:-1] > HIGH) & (size[1:-1] > size[:-2]) & (size[1:-1] > size[2:]))
    signs, peaks = signs[:MOST_POLES], peaks[:MOST_POLES]
    found = sorted([*_bisected(curve, x[signs], x[signs + 1]), *_highest(curve, x, peaks)])
    edges = np.array([[place - NEAR, place + NEAR] for place in found]).reshape(-1)
    next_to = np.abs(curve(edges)[0]).reshape(-1, 2)
    kept: list[float] = []
    for place, near in zip(found, next_to, strict=True):
        is_new = not (kept and place - kept[-1] < STEP)
        is_new &= not any(gap.low - STEP < place < gap.high + STEP for gap in known)
        if is_new and (near > LARGE * HIGH).all():
            kept.append(place)
    return tuple(Gap(place, place, True) for place in kept)


def _highest(curve: Curve, x: FloatArray, peaks: NDArray[np.intp]) -> list[float]:
    """Where |f| is largest between x[k] and x[k + 2], for each k of `peaks`."""
    if not peaks.size:
        return []
    low, high, rows = x[peaks], x[peaks + 2], np.arange(peaks.size)
    for _ in range(20):
        places = np.linspace(low, high, 9, axis=1)  # (peaks, 9)
        heights = np.abs(np.nan_to_num(curve(places.ravel())[0])).reshape(places.shape)
        best = np.argmax(heights, axis=1)
        low = places[rows, np.maximum(best - 1, 0)]
        high = places[rows, np.minimum(best + 1, 8)]
    found: list[float] = ((low + high) / 2).tolist()
    return found


def _steepest(
    curve: Curve, x: FloatArray, g: FloatArray, kinks: tuple[float, ...]
) -> tuple[float, ...]:
    """Where |f′| is largest: refined on the grid; next to every kink; at both ends."""
    size = np.where(np.isfinite(g), np.abs(g), -1.0)
    inner = slice(len(FAR), len(x) - len(FAR))
    best = int(np.argmax(size[inner])) + len(FAR)
    low, high = float(x[max(best - 1, 0)]), float(x[min(best + 1, len(x) - 1)])
    for _ in range(40):  # golden section would do with fewer; this is vectorized
        places = np.linspace(low, high, 9)
        heights = np.abs(curve(places)[1])
        at = int(np.argmax(np.where(np.isfinite(heights), heights, -1.0)))
        low, high = float(places[max(at - 1, 0)]), float(places[min(at + 1, 8)])
    next_to = [float(np.nextafter(each, side)) for each in kinks for side in (-inf, inf)]
    candidates = [float(x[best]), (low + high) / 2, *next_to, 0.0]
    for place, end in ((0, -inf), (-1, inf)):
        if size[place] >= size[inner].max() and isfinite(float(curve(np.array([end]))[1][0])):
            candidates.append(end)
    ordered = list(dict.fromkeys(candidates))
    slopes = curve(np.array(ordered))[1]
    known = [place for place, slope in zip(ordered, slopes, strict=True) if isfinite(slope)]
    return tuple(known) or (float(x[best]),)


def disagreement(curve: Curve, kinks: tuple[float, ...]) -> float | None:
    """A place where f′ is not the slope of f, of `CHECKED` places; None: they agree everywhere.

    Differences of f over two distances show how far a difference itself can be trusted.
    """
    with np.errstate(all="ignore"):
        return _disagreement(curve, kinks)


def _disagreement(curve: Curve, kinks: tuple[float, ...]) -> float | None:
    draw = np.random.default_rng(7)
    x = draw.uniform(-6, 6, CHECKED)
    step = 1e-5
    far = np.ones(CHECKED, bool)
    for each in kinks:
        far &= np.abs(x - each) > 4 * step
    g = curve(x)[1]
    wide, narrow = ((curve(x + h)[0] - curve(x - h)[0]) / (2 * h) for h in (step, step / 2))
    doubt = 30 * np.abs(wide - narrow) + 1e-5 * (1 + np.abs(g)) + 1e-9 * np.abs(curve(x)[0])
    wrong = far & np.isfinite(g) & np.isfinite(wide) & (np.abs(narrow - g) > doubt)
    return float(x[np.argmax(wrong)]) if wrong.any() else None
