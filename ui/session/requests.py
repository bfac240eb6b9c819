"""Carries out the panels' requests, only if the network is still the one that was shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from ui.session.session import Session
from vgsim.advice.changes import Changes, parts_of
from vgsim.describe.spec import Experiment, Lane, NetworkSpec, WeightEdit
from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.exchange.exports import PictureRequests
    from ui.exchange.lessons import LessonRequests
    from ui.exchange.requests import FileRequests, ScenarioRequests
    from ui.exchange.window import WindowRequests
    from vgsim.compute.traces.evidence import Break
    from vgsim.theory.diagram import Plane

GONE = tr("That network was removed from the window; nothing was changed.")
CHANGED = tr("That network has been changed since then; nothing was applied.")
P = ParamSpec("P")


class Stale(Exception):
    """The network of a request was removed or has changed since it was shown."""


def _unless_stale(
    request: Callable[Concatenate[SessionRequests, P], None],
) -> Callable[Concatenate[SessionRequests, P], None]:
    """Decorator: carry out a request, or show a message if it came too late."""

    @wraps(request)
    def fulfill(self: SessionRequests, /, *arguments: P.args, **named: P.kwargs) -> None:
        try:
            request(self, *arguments, **named)
        except Stale as stale:
            self.document.message.emit("note", str(stale))

    return fulfill


class SessionRequests:
    """Implements `ui.exchange.requests.Requests`, where each method is described.

    Each method first finds the present index of the network it names.
    """

    def __init__(
        self,
        session: Session,
        files: FileRequests,
        window: WindowRequests,
        pictures: PictureRequests,
        scenarios: ScenarioRequests,
        lessons: LessonRequests,
    ) -> None:
        self.document, self.learner = session.document, session.learner
        self.player, self.viewer, self.studies = session.player, session.viewer, session.studies
        self.files, self.window, self.pictures = files, window, pictures
        self.scenarios, self.lessons = scenarios, lessons

    @_unless_stale
    def select(
        self, lane: Lane, layer: int, unit: int | None = None, source: int | None = None
    ) -> None:
        self.viewer.select(self._place(lane), layer, unit, source)

    @_unless_stale
    def edit_lane(self, lane: Lane, name: str, value: Any, merge_key: str | None = None) -> None:
        self.document.edit(f"lanes.{self._place(lane)}.{name}", value, merge_key)

    @_unless_stale
    def edit_layer(
        self, lane: Lane, layer: int, name: str, value: Any, merge_key: str | None = None
    ) -> None:
        self.document.edit_layer(self._place(lane), layer, name, value, merge_key)

    @_unless_stale
    def edit_weight(
        self, lane: Lane, layer: int, unit: int, source: int | None, value: float
    ) -> None:
        """Weights edited since then may differ; everything else must be as it was shown."""
        place = self._place(lane)
        present = self.document.experiment.lanes[place].network
        if replace(present, edits=lane.network.edits) != lane.network:
            raise Stale(CHANGED)
        edit = WeightEdit(self.player.step, layer, unit, source, value)
        self.document.edit_weight(place, edit)

    @_unless_stale
    def take_remedy(self, lane: Lane, shown: Experiment, changes: Changes, label: str) -> None:
        self.document.take_remedy(self._as_shown(lane, shown), changes, label)

    @_unless_stale
    def add_remedy(self, lane: Lane, shown: Experiment, changes: Changes, label: str) -> None:
        self.document.add_remedy(self._as_shown(lane, shown), changes, label)

    @_unless_stale
    def branch(self, lane: Lane) -> None:
        place, count = self._unchanged(lane), len(self.document.experiment.lanes)
        self.learner.branch(place)
        if len(self.document.experiment.lanes) > count:
            self.viewer.select(count, self.viewer.watch.layer)

    @_unless_stale
    def add_network(self, lane: Lane, network: NetworkSpec) -> None:
        self.document.add_network(self._place(lane), network)

    @_unless_stale
    def copy_lane(self, lane: Lane) -> None:
        self.document.copy_lane(self._place(lane))

    @_unless_stale
    def remove_lane(self, lane: Lane) -> None:
        self.document.remove_lane(self._place(lane))

    @_unless_stale
    def move(self, plane: Plane, x: float, y: float, merge_key: str | None = None) -> None:
        here = plane.of(self._place(plane.experiment.lanes[plane.lane]))
        self.document.move(here, x, y, merge_key)

    @_unless_stale
    def go_to(self, step: int, shown: Experiment) -> None:
        self._same_document(shown)
        self.learner.go_to(step)

    @_unless_stale
    def replay(self, broken: Break, shown: Experiment) -> None:
        self._place(shown.lanes[broken.lane])
        self.learner.replay(broken)

    @_unless_stale
    def continue_slower(self, broken: Break, shown: Experiment) -> None:
        place = self._place(shown.lanes[broken.lane])
        self.learner.continue_slower(replace(broken, lane=place))

    def copy_selected(self) -> None:
        self.document.copy_lane(self.viewer.watch.lane)

    def remove_selected(self) -> None:
        self.document.remove_lane(self.viewer.watch.lane)

    def reset(self) -> None:
        self.document.reset()
        self.learner.rewind()
        self.player.restart()

    def _place(self, lane: Lane) -> int:
        """The present index of the network.

        Raises:
            Stale: it has been removed, or another document was opened.
        """
        for place, each in enumerate(self.document.experiment.lanes):
            if each.identity is lane.identity:
                return place
        raise Stale(GONE)

    def _unchanged(self, lane: Lane) -> int:
        place = self._place(lane)
        if self.document.experiment.lanes[place].network != lane.network:
            raise Stale(CHANGED)
        return place

    def _as_shown(self, lane: Lane, shown: Experiment) -> int:
        place = self._place(lane)
        index = next(k for k, each in enumerate(shown.lanes) if each.identity is lane.identity)
        if parts_of(self.document.experiment, place) != parts_of(shown, index):
            raise Stale(CHANGED)
        return place

    def _same_document(self, shown: Experiment) -> None:
        if not self.document.experiment.shares_network_with(shown):
            raise Stale(GONE)
