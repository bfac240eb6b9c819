"""Lists the numbers of a lane that can be varied, and their default ranges."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from vgsim.describe.differing import applies
from vgsim.describe.edit import edit
from vgsim.describe.errors import SpecError
from vgsim.describe.fields import field_of, fields_of
from vgsim.describe.spec import Experiment
from vgsim.parts.activations import ACTIVATIONS
from vgsim.theory.diagram import position
from vgsim.theory.edge import contours
from vgsim.theory.sweep import SIGMAS, SweepAxis
from vgsim.words.language import tr

LARGEST_BIAS = 1.0  # largest σ_b of the default range
LARGEST_END = 1e306  # largest end of a range; leaves room for the margins of a plot
NARROWEST, NARROWEST_SHARE = 1e-300, 1e-12  # smallest width of a range: absolute, relative
WIDEST = 64  # most layers or units of the default range


@lru_cache(maxsize=8)  # tries an edit of each number: 20 ms
def settings(experiment: Experiment, lane: int) -> tuple[str, ...]:
    """The paths of all numbers that have a meaning for this lane."""
    own = experiment.lanes[lane]
    places = {"network": own.network, "training": own.training, "data": own.data}
    found = []
    for group, own_to_lane in places.items():
        part = getattr(own, group) or getattr(experiment, group)
        varied = (each for each in fields_of(group).values() if each.axis and applies(each, part))
        start = f"lanes.{lane}." if own_to_lane else ""
        found += [start + each.path for each in sorted(varied, key=lambda each: each.axis)]
    return tuple(path for path in found if _fits(experiment, path))


def _fits(experiment: Experiment, path: str) -> bool:
    if path.endswith(SIGMAS):
        return experiment.lanes[int(path.split(".")[1])].network.cell == "none"
    field = field_of(path)
    value = field.slider_high if field.logarithmic else field.slider_low
    for each in (value, (field.slider_low + field.slider_high) / 2):
        try:
            edit(experiment, path, int(each) if field.kind == "integer" else float(each))
        except SpecError:
            return False
    return True


def logarithmic(path: str) -> bool:
    """Whether this number is varied on a logarithmic scale."""
    return field_of(path).logarithmic and not path.endswith(SIGMAS)


def reach(experiment: Experiment, lane: int, path: str) -> tuple[float, float]:
    """The default range of a number; it includes the lane's own value."""
    field, at = field_of(path), position(experiment, lane, path)
    low, high = field.slider_low, field.slider_high
    if path.endswith("sigma_w"):
        low, high = 0.1, max(4.0, float(f"{2 * _critical(experiment, lane):.2g}"))
    elif path.endswith("sigma_b"):
        low, high = 0.0, LARGEST_BIAS
    elif path.endswith((".depth", ".width")):
        low, high = 1.0, WIDEST
    if at is not None and at > high:
        high = float(f"{1.25 * at:.2g}")
    if at is not None and at < low and (at > 0 or not logarithmic(path)):
        low = at
    return low, high


def _critical(experiment: Experiment, lane: int) -> float:
    """σ_w at the edge of chaos for the smallest σ_b on it; 0 if there is no edge."""
    network = experiment.lanes[lane].network
    given = ACTIVATIONS[network.activation].values(network.alpha, network.lower, network.upper)
    edge = contours(network.activation, tuple(sorted(given.items())), ())[0]
    known = np.isfinite(edge.sigma_b)
    if not known.any():
        return 0.0
    return float(edge.sigma_w[known][np.argmin(edge.sigma_b[known])])


def axis(path: str, low: float, high: float, count: int) -> SweepAxis:
    """An axis of `count` values from `low` to `high`; fewer if only integers are allowed.

    Raises:
        ValueError: the range is not valid; the message is for the user.
    """
    if not low < high:
        raise ValueError(tr("The lower end of the range must be below the upper end."))
    if max(-low, high) > LARGEST_END:
        raise ValueError(tr("The range must stay within ±{limit}.", limit=f"{LARGEST_END:g}"))
    if high - low < max(NARROWEST, NARROWEST_SHARE * max(-low, high)):
        raise ValueError(tr("The range is too narrow."))
    if field_of(path).kind == "integer":
        first, last = round(low), round(high)
        step = max(1, -(-(last - first) // max(count - 1, 1)))  # equal steps make equal cells
        return SweepAxis(path, tuple(float(each) for each in range(first, last + 1, step)))
    if logarithmic(path):
        if low <= 0:
            raise ValueError(tr("The lower end of a logarithmic range must be above 0."))
        return SweepAxis(path, tuple(np.geomspace(low, high, count).tolist()))
    return SweepAxis(path, tuple(np.linspace(low, high, count).tolist()))
