"""Aligns plots below each other: they share their left margin and their x range.

`ViewBox.setXLink` cannot be used: it aligns views by pixels, so ranges differ in the last digits,
and it moves the linked view before the moved one has emitted its signal.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ui.plots.axis import Range
from ui.plots.frame import needed_left
from ui.plots.plot import Plot


def stack(*plots: Plot) -> None:
    """Align these plots from now on; a change of one may change the margin of all."""
    for plot in plots:
        others = tuple(each for each in plots if each is not plot)
        plot.rearranged.connect(partial(_settle, plots))
        plot.x_range_chosen.connect(partial(_look, others))
    _settle(plots)


def _look(others: Sequence[Plot], x: Range | None) -> None:
    for plot in others:
        plot.take_x_range(x)


def _settle(plots: Sequence[Plot]) -> None:
    there = [plot for plot in plots if not plot.isHidden()]
    left = max((needed_left(plot.still, plot.size()) for plot in there), default=0.0)
    for plot in there:
        plot.show_left(left)
