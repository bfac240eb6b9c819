"""Plots below each other share one left margin, so that equal x lie under each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ui.plots.frame import needed_left
from ui.plots.plot import Plot


def stack(*plots: Plot) -> None:
    """From now on; every change of one of them may move the margin of all."""
    for plot in plots:
        plot.rearranged.connect(partial(_settle, plots))
    _settle(plots)


def _settle(plots: Sequence[Plot]) -> None:
    there = [plot for plot in plots if not plot.isHidden()]
    left = max((needed_left(plot.still, plot.size()) for plot in there), default=0.0)
    for plot in there:
        plot.show_left(left)
