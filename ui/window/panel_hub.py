"""Who is told what: every value goes to the panels that can be seen, the rest hear it later."""

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
    """Keeps the newest value of each kind."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.panels: list[Panel] = []
        self._moving: list[Panel] = []  # those of them that show the instants of a pass
        self._shown = Shown()  # all but the frame: sixty times a second is too often for a copy
        self._frame: Frame | None = None
        self._waiting: list[Panel | None] = []  # for the pass that was passed on

    def add(self, panel: Panel) -> None:
        """Let a panel hear what there is, and from now on what is new."""
        self.join(panel)
        self._bring_up_to_date(panel)

    @Slot(object)
    def join(self, panel: Panel) -> None:
        """Likewise one that is about to appear, and will hear then what there is."""
        self.panels.append(panel)
        if type(panel).show_frame is not Panel.show_frame:
            self._moving.append(panel)
        panel.appeared.connect(self._bring_up_to_date)

    def tell(self, news: Shown) -> None:
        """Hand new values to every panel that can be seen; the others get them when they can."""
        self._serve(len(self._waiting))
        self._shown = self._shown.updated(news)
        for panel in self.panels:
            if panel.isVisible():
                panel.show_news(news)

    def tell_frame(self, frame: Frame) -> None:
        """Hand the instant on the screen to every panel that can be seen and shows it."""
        if self._waiting:
            self._serve(1)
        self._frame = frame
        for panel in self._moving:
            if panel.isVisible():
                panel.show_frame(frame)

    def pass_on(self, trace: Trace) -> None:
        """The next pass of an animation that goes on: first to those that show its instants.

        The others hear of it one by one, each with another of the frames that follow, or all
        before anything else is told: a frame in which everybody paints comes late.
        """
        self._serve(len(self._waiting))
        self._shown = replace(self._shown, trace=trace)
        self._waiting = [None, *(each for each in self.panels if each not in self._moving)]
        for panel in self._moving:  # nobody else with the frame that follows at once
            if panel.isVisible():
                panel.show_trace(trace)

    def _serve(self, count: int) -> None:
        served, self._waiting = self._waiting[:count], self._waiting[count:]
        for panel in served:
            if panel is not None and panel.isVisible() and self._shown.trace is not None:
                panel.show_trace(self._shown.trace)

    def dress(self, theme: Theme) -> None:
        """Give all panels their looks, the hidden ones too: they take part in the layout."""
        self._shown = replace(self._shown, theme=theme)
        for panel in self.panels:
            panel.show_theme(theme)

    @Slot(object)
    def _bring_up_to_date(self, panel: Panel) -> None:
        panel.show_news(replace(self._shown, frame=self._frame))
