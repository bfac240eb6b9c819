"""Who is told what: every value goes to the panels that can be seen, the rest hear it later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from ui.look.theme import Theme
from ui.panels.panel import Panel

if TYPE_CHECKING:
    from vgsim.compute.traces.trace import Trace

ORDER = (  # in which a panel that appears hears what there is
    "show_theme", "show_past", "show_watch", "show_experiment", "show_trace", "show_live",
    "show_playback", "show_running", "show_filming", "show_goal", "show_linked", "show_rate",
    "show_diagram", "show_comparison", "show_spread", "show_suggestions", "show_frame",
)  # fmt: skip


class PanelHub(QObject):
    """Keeps the newest value of each kind."""

    wish = Signal(str, tuple)  # from any panel

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.panels: list[Panel] = []
        self._newest: dict[str, object] = {}  # "show_trace" -> the newest value for it
        self._waiting: list[Panel | None] = []  # for the pass that was passed on

    def add(self, panel: Panel) -> None:
        """Let a panel hear and speak."""
        self.join(panel)
        self._bring_up_to_date(panel)

    @Slot(object)
    def join(self, panel: Panel) -> None:
        """Likewise one that is about to appear, and will hear then what there is."""
        self.panels.append(panel)
        panel.wish.connect(self.wish)
        panel.appeared.connect(self._bring_up_to_date)

    def tell(self, method: str, value: object) -> None:
        """Hand a new value to every panel that can be seen; the others get it when they can."""
        self._serve(1 if method == "show_frame" else len(self._waiting))
        self._newest[method] = value
        for panel in self.panels:
            if panel.isVisible():
                getattr(panel, method)(value)

    def pass_on(self, trace: Trace) -> None:
        """The next pass of an animation that goes on: first to those that show its instants.

        The others hear of it one by one, each with another of the frames that follow, or all
        before anything else is told: a frame in which everybody paints comes late.
        """
        self._serve(len(self._waiting))
        self._newest["show_trace"] = trace
        self._waiting.append(None)  # nobody with the frame that follows at once
        for panel in self.panels:
            if type(panel).show_frame is Panel.show_frame:
                self._waiting.append(panel)
            elif panel.isVisible():
                panel.show_trace(trace)

    def _serve(self, count: int) -> None:
        served, self._waiting = self._waiting[:count], self._waiting[count:]
        for panel in served:
            if panel is not None and panel.isVisible():
                panel.show_trace(self._newest["show_trace"])  # type: ignore[arg-type]

    def dress(self, theme: Theme) -> None:
        """Give all panels their looks, the hidden ones too: they take part in the layout."""
        self._newest["show_theme"] = theme
        for panel in self.panels:
            panel.show_theme(theme)

    @Slot(object)
    def _bring_up_to_date(self, panel: Panel) -> None:
        for method in ORDER:
            if method in self._newest:
                getattr(panel, method)(self._newest[method])
