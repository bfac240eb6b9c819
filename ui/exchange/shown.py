"""The values shown by panels, as one object."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a trace imports NumPy, for which the first paint does not wait
    from ui.exchange.lessons import LessonState
    from ui.exchange.preferences import Preferences
    from ui.exchange.progress import Progress
    from ui.look.theme import Theme
    from vgsim.compute.traces.trace import Trace, Watch
    from vgsim.describe.goal import Goal
    from vgsim.describe.spec import Experiment
    from vgsim.play.frame import Frame
    from vgsim.play.past import Past
    from vgsim.play.playback import Playback


@dataclass(frozen=True)
class Shown:
    """The newest value of everything a panel can show, or only the values that have changed.

    None: not known yet, or not changed. Panels receive the values in the order of these fields;
    `ui.panels.panel.Panel` describes each of them.
    """

    theme: Theme | None = None
    preferences: Preferences | None = None
    past: Past | None = None
    watch: Watch | None = None
    experiment: Experiment | None = None
    lesson: LessonState | None = None
    results_shown: bool | None = None
    trace: Trace | None = None
    live: Trace | None = None
    playback: Playback | None = None
    running: bool | None = None
    replaying: bool | None = None
    goal: Goal | None = None
    linked: bool | None = None
    rate: float | None = None
    diagram: Progress | None = None
    comparison: Progress | None = None
    spread: Progress | None = None
    suggestions: Progress | None = None
    advice: Progress | None = None
    frame: Frame | None = None

    def updated(self, changes: Shown) -> Shown:
        """A copy in which the values that `changes` has replace the old ones."""
        return replace(
            self, **{name: value for name, value in vars(changes).items() if value is not None}
        )
