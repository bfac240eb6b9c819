"""Passes new values to the visible panels; hidden panels get them when they appear."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.exchange.shown import Shown
from ui.look.theme import Theme
from ui.panels.panel import Panel

if TYPE_CHECKING:
    from vgsim.compute.traces.trace import Trace
    from vgsim.play.frame import Frame


class PanelHub(QObject):
    """Keeps the newest value of each kind and the panels that receive it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.panels: list[Panel] = []
        self._moving: list[Panel] = []  # those panels that show the instants of a pass
        # without the frame, which changes 60 times a second: too often for a copy
        self._shown = Shown()
        self._frame: Frame | None = None
        self._theme: Theme | None = None  # with the lanes' colors in their first order
        self._marks: tuple[int, ...] = ()  # of the lanes of the newest pass
        # panels that have not yet received the newest pass; None: one frame without any
        self._waiting: list[Panel | None] = []

    def add(self, panel: Panel) -> None:
        """Add a panel that is already visible, and give it the current values."""
        self.join(panel)
        self._bring_up_to_date(panel)

    @Slot(object)
    def join(self, panel: Panel) -> None:
        """Add a panel that is about to appear; it gets the current values when it does."""
        self.panels.append(panel)
        if type(panel).show_frame is not Panel.show_frame:
            self._moving.append(panel)
        panel.appeared.connect(self._bring_up_to_date)

    def show_news(self, news: Shown) -> None:
        """Send new values to all visible panels."""
        if news.trace is not None:
            self._show_marks(news.trace.experiment.marks)
        self._serve(len(self._waiting))
        self._shown = self._shown.updated(news)
        for panel in self.panels:
            if panel.isVisible():
                panel.show_news(news)

    def show_frame(self, frame: Frame) -> None:
        """Send the instant on the screen to all visible panels that show it."""
        if self._waiting:
            self._serve(1)
        self._frame = frame
        for panel in self._moving:
            if panel.isVisible():
                panel.show_frame(frame)

    def pass_on(self, trace: Trace) -> None:
        """Distribute the next pass while the animation continues.

        Panels that show its instants get it at once. The others get it one by one, each with one of
        the following frames, because a frame in which all panels paint comes late. If another value
        is passed on before that, they get the pass first.
        """
        self._serve(len(self._waiting))
        self._show_marks(trace.experiment.marks)
        self._shown = replace(self._shown, trace=trace)
        self._waiting = [None, *(each for each in self.panels if each not in self._moving)]
        for panel in self._moving:  # no other panel paints together with the next frame
            if panel.isVisible():
                panel.show_trace(trace)

    def _serve(self, count: int) -> None:
        served, self._waiting = self._waiting[:count], self._waiting[count:]
        for panel in served:
            if panel is not None and panel.isVisible() and self._shown.trace is not None:
                panel.show_trace(self._shown.trace)

    def show_theme(self, theme: Theme) -> None:
        """Give all panels the theme, also hidden ones: they take part in the layout."""
        self._theme = theme
        theme = theme.for_lanes(self._marks)
        self._shown = replace(self._shown, theme=theme)
        for panel in self.panels:
            panel.show_theme(theme)

    def _show_marks(self, marks: tuple[int, ...]) -> None:
        """A network keeps its color and marker when others come and go."""
        self._marks, shown = marks, self._shown.theme
        if self._theme is None or shown is None:
            return
        if self._theme.for_lanes(marks).lane_marks != shown.lane_marks:
            self.show_theme(self._theme)

    @Slot(object)
    def _bring_up_to_date(self, panel: Panel) -> None:
        panel.show_news(replace(self._shown, frame=self._frame))
