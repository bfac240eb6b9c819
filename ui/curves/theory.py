"""Predictions of theory next to measured values: dashed lines, and a band for finite width."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ui.curves.layers import LayerSeries
from ui.plots.frame import StrokeKey
from ui.plots.marks import Band, Mark
from vgsim.compute.traces.trace import LaneTrace
from vgsim.words.language import tr
from vgsim.words.numbers import ratio

DASH = (1.5, 2.5)
BAND = 0.13  # opacity
KEY = StrokeKey(tr("theory, initial weights"), tr("theory"), DASH, "mean_field")
TIP = tr(
    "Prediction of mean-field theory for the initial weights, with the standard deviation over "
    "networks of this width"
)
HELP = tr(
    "Mean-field theory of wide networks with random weights (Poole et al. 2016; Schoenholz et al. "
    "2017), starting at the gradient measured at the last hidden layer. The band shows one "
    "standard deviation over networks of this width (Hanin and Nica 2018). The theory holds for "
    "initial weights, not for trained ones."
)


def predicts(lanes: Sequence[LaneTrace], name: str) -> bool:
    """Whether theory predicts this measure for one of the lanes."""
    return any(name in lane.judged.expected.measures for lane in lanes)


def theory_series(
    lanes: Sequence[LaneTrace], name: str, colors: Sequence[str]
) -> list[LayerSeries]:
    """Dashed lines for every lane for which theory predicts this measure."""
    found = []
    for index, lane in enumerate(lanes):
        values = lane.judged.expected.measures.get(name)
        if values is not None and np.isfinite(values).any():
            found.append(LayerSeries(index, values, colors[index], DASH, None, True))
    return found


def theory_bands(lanes: Sequence[LaneTrace], colors: Sequence[str]) -> list[Mark]:
    """One standard deviation of the log10 gradient on both sides of its line."""
    found: list[Mark] = []
    for index, lane in enumerate(lanes):
        line, spread = lane.judged.expected.log_gradient, lane.judged.expected.spread
        if line.size and np.isfinite(line).all() and np.isfinite(spread).all():
            x = np.arange(1.0, line.size + 1.0)
            found.append(Band(x, line - spread, line + spread, colors[index], BAND))
    return found


def theory_words(lanes: Sequence[LaneTrace]) -> tuple[str, str]:
    """The first hidden layer's gradient relative to the last one's, as theory expects it.

    Returns:
        A line with titles and reasons; the numbers alone, in the order of the legend.
    """
    whole = (tr("{network}: {ratio}", network=lane.title, ratio=_expected(lane)) for lane in lanes)
    short = (_expected(lane, reason=False) for lane in lanes)
    return (
        tr("Theory. {networks}", networks="; ".join(whole)),
        tr("Theory: {ratios}", ratios="; ".join(short)),
    )


def _expected(lane: LaneTrace, *, reason: bool = True) -> str:
    """The expected ratio of one network ± one standard deviation, or why there is none."""
    expected = lane.judged.expected
    if expected.reason or not np.isfinite(expected.decades):
        why = expected.reason or tr("theory does not apply here")
        return tr("– ({reason})", reason=why) if reason else "–"
    spread = float(expected.spread[0])
    if np.isnan(spread):
        return ratio(expected.decades)
    low, high = ratio(expected.decades - spread), ratio(expected.decades + spread)
    return tr("{low} … {high}", low=low, high=high)
