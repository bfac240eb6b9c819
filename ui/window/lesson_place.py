"""Shows the lesson in the window: its panel, and what a step brings to the front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout

from ui.window.ring import Rings
from vgsim.words.scenarios import PANELS

if TYPE_CHECKING:
    from ui.exchange.lessons import LessonState
    from ui.window.mainwindow import MainWindow
    from ui.window.placeholder import PanelPlaceholder
    from ui.window.side_panels import Arrangement
    from vgsim.teach.lesson import Step

MANY = 2  # networks that a low window can show above the curves


@dataclass(frozen=True, slots=True)
class Kept:
    """What was visible before the lesson."""

    stage: tuple[str, bool]
    panels: Arrangement
    columns: tuple[bool, bool]


class LessonPlace(QObject):
    """The lesson is in the left column or, in large type and presentations, above the stage."""

    def __init__(self, window: MainWindow, center: QVBoxLayout) -> None:
        super().__init__(window)
        self._window, self._center = window, center
        self._panel: PanelPlaceholder | None = None
        self._above = False  # whether the panel is above the stage
        self._kept: Kept | None = None
        self._state: LessonState | None = None
        self._step: tuple[object, ...] = ()  # the step whose panels were brought to the front
        self._columns = (False, False)  # those that the step shows in large type
        self.rings = Rings(window)

    @property
    def open(self) -> bool:
        """Whether a lesson is open."""
        return self._state is not None and self._state.lesson is not None

    @property
    def step(self) -> tuple[str, int] | None:
        """The name of the lesson and the step that is open, from 0; None: there is none."""
        lesson = self._state.lesson if self._state is not None else None
        if self._state is None or lesson is None or self._state.step is None:
            return None
        return lesson.name, self._state.index

    @property
    def taken(self) -> int:
        """The height that is not left for the stage, in pixels."""
        return self._panel.height() if self._panel is not None and self._above else 0

    def take(self, panel: PanelPlaceholder) -> None:
        """Take over the lesson's panel, which is hidden until a lesson is opened."""
        self._panel = panel
        panel.hide()
        self._window.side.take(panel)

    def build(self) -> None:
        """Build the panel before a lesson needs it."""
        if self._panel is not None:
            self._panel.build()

    def remember(self) -> None:
        """Keep what is visible now, because a lesson begins."""
        window = self._window
        self._kept = Kept(window.stage.state, window.right.arrangement(), window.columns.shown)

    def restore(self) -> None:
        """Show what was visible before the lesson."""
        kept, self._kept, self._step = self._kept, None, ()
        if kept is not None:
            self._window.stage.bring_back(kept.stage)
            self._window.right.show_arrangement(kept.panels)
            self._window.show_columns(*kept.columns)

    def show(self, state: LessonState) -> None:
        """Show a step of a lesson, or that no lesson is open."""
        self._state = state
        self.arrange()
        step = state.step
        if (state.lesson, state.index) != self._step and state.lesson is not None:
            self._step = state.lesson, state.index
            if step is not None:
                self._bring(self._stage_of(step), step.show.panel)
            elif self._window.large:
                self._show_columns()
        elif self.open and self._window.large and self._wanted_columns() != self._columns:
            self._show_columns()
        self.rings.show_looks(step.show.look if step is not None else ())

    def arrange(self) -> None:
        """Put the panel where it belongs in this theme and size."""
        panel, window = self._panel, self._window
        if panel is None:
            return
        window.columns.show_lesson(self.open)
        above = self.open and (window.large or window.side.isHidden())
        if above != self._above:
            self._above = above
            if above:
                window.side.release()
                self._center.insertWidget(0, panel)
            else:
                self._center.removeWidget(panel)
                window.side.take(panel)
        if panel.isHidden() == self.open:
            panel.setVisible(self.open)
        inner = panel.panel
        if self.open and inner is not None:
            from ui.panels.lesson.panel import LessonPanel

            if isinstance(inner, LessonPanel):
                inner.set_brief(above)
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # when the controls have their rows

    def _fit(self) -> None:
        self._window.side.show_controls(self._rows())

    def _rows(self) -> int | None:
        """How many rows of controls the step leaves; None: all of them.

        In a low window the question has their room while it is open, unless one is marked.
        """
        state = self._state
        if state is None:
            return None
        looks = state.step.show.look if state.step is not None else ()
        marked = any(look.kind == "control" for look in looks)
        if state.asking and not marked and not self._window.compact.high:
            return 0
        return None if state.controls is None else len(state.controls)

    def _stage_of(self, step: Step) -> str | None:
        """The stage that the step asks for; one picture where two of them would be too low."""
        window, show = self._window, step.show
        many = len(step.scene.experiment.lanes) > MANY and not window.compact.high
        marked = any(look.name in ("activation", "curves") for look in show.look)
        if show.stage == "both" and (window.large or (many and not marked)):
            return "network"
        return show.stage

    def _bring(self, stage: str | None, panel: str | None) -> None:
        """Bring to the front what the step shows."""
        window = self._window
        if stage is not None:
            window.stage.show_wanted(stage)
        if window.large:
            self._show_columns()
        elif panel is not None:
            window.show_columns(window.columns.controls, True)
        if panel is not None:
            window.right.bring(PANELS[panel])

    def _show_columns(self) -> None:
        self._columns = self._wanted_columns()
        self._window.show_columns(*self._columns)

    def _wanted_columns(self) -> tuple[bool, bool]:
        """In large type: the controls and the panel are visible if the step marks them.

        A challenge needs the controls.

        The curves of learning are empty before the run that a question waits for.
        """
        state, step = self._state, self._state.step if self._state is not None else None
        if state is None or step is None:
            return state is not None and state.in_challenge, False
        looks, panel = step.show.look, step.show.panel
        controls = any(each.kind == "control" or each.name == "add" for each in looks)
        looked_at = any(each.kind == "panel" and each.name == panel for each in looks)
        return controls, looked_at and not (panel == "learning" and state.asking)

    def count_hand(self, option: int, *, only_ask: bool) -> bool:
        """Count a hand of the open vote. Returns whether there is such a vote and option."""
        from ui.panels.lesson.panel import LessonPanel

        vote = self._state.vote if self._state is not None else None
        if vote is None or not vote.open or option >= len(vote.counts[-1]):
            return False
        panel = self._panel.panel if self._panel is not None else None
        if not only_ask and isinstance(panel, LessonPanel):
            panel.count_hand(option)
        return True
