"""The common part of panels with plots: theme, legend of the lanes, clicks in the legend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QVBoxLayout

from ui.exchange.requests import Requests
from ui.look.theme import THEMES, Theme
from ui.panels.panel import Panel
from ui.plots.frame import lay_out
from ui.plots.lane_legend import LaneLegend, lane_keys
from ui.plots.legend import Legend

if TYPE_CHECKING:  # a trace imports NumPy, for which the first paint does not wait
    from vgsim.compute.traces.trace import Trace
    from vgsim.describe.spec import Lane


class Themed(Protocol):
    """A part of a panel with its own `show_theme`."""

    def show_theme(self, theme: Theme, /) -> None:
        """Take the colors, type and spacing from a theme."""


class PlotPanel(Panel):
    """Base class: a subclass sets `_parts`, fills `_layout`, and draws everything in `_draw`."""

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._theme: Theme = THEMES["light"]
        self._trace: Trace | None = None
        self._named: tuple[Lane, ...] = ()  # whose keys the legend shows
        self._parts: tuple[Themed, ...] = ()
        self._layout = QVBoxLayout(self)

    def show_theme(self, theme: Theme) -> None:
        self._pass_theme(theme)
        self._draw()

    def _pass_theme(self, theme: Theme) -> None:
        """Pass the theme to all parts, without drawing."""
        self._theme = theme
        lay_out(self, self._layout, theme)
        for part in self._parts:
            part.show_theme(theme)

    def _draw(self) -> None:
        """Draw all plots with the current values."""

    def _show_lanes(self, legend: Legend | LaneLegend) -> None:
        """Show the lanes and their colors in a legend, with their indices as names."""
        lanes = self._trace.lanes if self._trace is not None else ()
        self._named = self._trace.experiment.lanes if self._trace is not None else ()
        legend.show_keys(lane_keys((lane.title for lane in lanes), self._theme))

    def _pick_lane(self, name: str) -> None:
        """Select the lane whose key has this name, at the current layer."""
        trace, lane = self._trace, self._named[int(name)]
        if trace is None:
            return
        shown = zip(trace.experiment.lanes, trace.lanes, strict=True)
        depths = [found.depth for each, found in shown if each.identity is lane.identity]
        self.requests.select(lane, min([trace.watch.layer, *(depth + 1 for depth in depths)]), None)
