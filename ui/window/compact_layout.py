"""Hides secondary rows when the window is low, so that the networks stay readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.look.theme import Theme, font
from ui.widgets.status import Status
from ui.window.foot import Foot

if TYPE_CHECKING:
    from ui.window.stage import StageArea

# lines of text per network; below these, five things are hidden, in this order: the status bar,
# the controls over the networks (behind a button), the coach, the line of the verdicts, the legend
ROOMY, LOW, COACHED, LEAST, BARE = 12.5, 11.0, 10.0, 9.0, 6.5
SHARED = 0.5, 0.65  # least and largest fraction of a shared stage for the networks


class CompactLayout:
    """Decides from size hints that do not depend on what is hidden, so it never flickers."""

    def __init__(self, foot: Foot, status: Status, stage: StageArea) -> None:
        self._foot, self._status, self._stage = foot, status, stage
        self.panels: dict[str, QWidget] = {}  # the verdicts and the networks, by name
        self.lanes = 2
        self.high = True  # whether there is height for the networks and the curves
        self.coach = True  # whether the user wants the coach
        self.lesson = False  # whether one is open: it says what to do with a single network
        self.wanted = 0  # height in pixels at which their cells are high enough

    def apply(self, theme: Theme, height: int, *, status: bool = True) -> None:
        """Divide a height in pixels; `status`: whether the status bar may be shown at all."""
        if not {"network", "verdicts", "coach", "transport"} <= set(self.panels):
            return
        # imports NumPy: not before the first paint
        from ui.network.layout import lane_height_for, line_height, small
        from ui.panels.network.panel import NetworkPanel

        network, verdicts = self.panels["network"], self.panels["verdicts"]
        coach = self.panels["coach"]
        assert isinstance(network, NetworkPanel)
        line = line_height(font(theme, small(theme)))
        free, lanes = height - self._foot.height_below(), network.count_of(self.lanes)
        self._stage.fit(free, theme)
        part = self._stage.part
        gallery = self._stage.shown == "gallery"  # which has no pass to speak of

        def lines(*taken: int) -> float:  # the head of the networks first
            shared = sum(taken[1:])  # by the networks and what is below them on the stage
            return (((free - shared) * part - taken[0]) / line - 1) / lanes

        compared = not gallery and not (self.lesson and self.lanes == 1)
        verdict_line = verdicts.sizeHint().height() if compared else 0
        foot = self._status.sizeHint().height()
        hint = coach.sizeHint().height() if self.coach else 0
        open_, compact = network.head_height(compact=False), network.head_height(compact=True)
        roomy = lines(open_, verdict_line, hint, foot) >= ROOMY
        _show(self._status, status and (roomy or self._status.busy))
        # large type leaves no room for a legend on a shared stage
        bare = (self._foot.folds and part < 1) or lines(min(compact, open_)) < BARE
        close = bare or (compact < open_ and lines(open_, verdict_line, hint) < LOW)
        network.head.set_compact(close)
        head = network.bare_height if bare else compact if close else open_
        wanted = self.coach and not gallery
        above = wanted and lines(head, verdict_line, hint) >= COACHED
        self._place_coach(coach, wanted=wanted, above=above)
        borrowed = bare and self._foot.folds
        network.head.set_bare(bare, borrowed=borrowed)
        if borrowed:
            self._foot.take_in(network.head.more)
        _show(self.panels["transport"], not gallery)
        # where there is no legend, only the networks get lower, and they keep their least height
        kept = BARE - 1 if bare and part < 1 else LEAST
        _show(verdicts, compared and lines(head, verdict_line) >= kept)
        lane = lane_height_for(theme, network.width(), free * SHARED[0] / lanes)
        below = line + 2 * theme.spacing  # the names of the layers, and the divider of the stage
        self.wanted = round(head + below + lanes * lane)

    def _place_coach(self, coach: QWidget, *, wanted: bool, above: bool) -> None:
        """Show a wanted coach above the stage, or else on a foot that folds."""
        borrowed = wanted and not above and self._foot.folds
        if borrowed:
            self._foot.take_in(coach, stretch=1)
        elif self._foot.isAncestorOf(coach):
            middle = self._stage.parentWidget()
            column = middle.layout() if middle is not None else None
            assert isinstance(column, QVBoxLayout)
            column.insertWidget(column.indexOf(self._stage), coach)
        _show(coach, borrowed or above)


def _show(widget: QWidget, shown: bool) -> None:
    if widget.isHidden() == shown:
        widget.setVisible(shown)
