"""What panels ask for: done to the very network that their picture showed, or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ui.session.session import Session
from vgsim.advice.changes import Changes, parts_of
from vgsim.describe.spec import Experiment, Lane, NetworkSpec

if TYPE_CHECKING:
    from vgsim.compute.traces.evidence import Break
    from vgsim.theory.diagram import Plane

GONE = "That network is no longer in the window; nothing was changed."
CHANGED = "That network has changed since then; nothing was changed."


class Stale(Exception):
    """The request was made for a network that is no longer there as it was shown."""


class Requests:
    """Requests that name a network do so by the `Lane` that was shown, not by its place.

    A picture may be older than the document: networks may have been removed, added or replaced
    since it was computed. Each method finds the present place of the network it names.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def fulfill(self, name: str, arguments: tuple[Any, ...]) -> None:
        """Call a method of this class, or of the session; tell the user if it came too late."""
        target = self if hasattr(self, name) else self._session
        try:
            getattr(target, name)(*arguments)
        except Stale as stale:
            self._session.message.emit("note", str(stale))

    def select(
        self, lane: Lane, layer: int, unit: int | None = None, source: int | None = None
    ) -> None:
        self._session.select(self._place(lane), layer, unit, source)

    def edit_lane(self, lane: Lane, name: str, value: Any, merge_key: str | None = None) -> None:
        """Change a setting of one network: "network.depth"."""
        self._session.edit(f"lanes.{self._place(lane)}.{name}", value, merge_key)

    def edit_layer(
        self, lane: Lane, layer: int, name: str, value: Any, merge_key: str | None = None
    ) -> None:
        self._session.edit_layer(self._place(lane), layer, name, value, merge_key)

    def edit_weight(
        self, lane: Lane, layer: int, unit: int, source: int | None, value: float
    ) -> None:
        """Other weights may have been typed since then; the rest must be as it was shown."""
        place = self._place(lane)
        present = self._session.experiment.lanes[place].network
        if replace(present, edits=lane.network.edits) != lane.network:
            raise Stale(CHANGED)
        self._session.edit_weight(place, layer, unit, source, value)

    def take_remedy(self, lane: Lane, shown: Experiment, changes: Changes, label: str) -> None:
        """Take a suggestion that was made for the network, its data and training as shown."""
        self._session.take_remedy(self._as_shown(lane, shown), changes, label)

    def add_remedy(self, lane: Lane, shown: Experiment, changes: Changes, label: str) -> None:
        """Try such a suggestion on a copy of the network."""
        self._session.add_remedy(self._as_shown(lane, shown), changes, label)

    def branch(self, lane: Lane) -> None:
        self._session.branch(self._unchanged(lane))

    def add_network(self, lane: Lane, network: NetworkSpec) -> None:
        self._session.add_network(self._place(lane), network)

    def copy_lane(self, lane: Lane) -> None:
        self._session.copy_lane(self._place(lane))

    def remove_lane(self, lane: Lane) -> None:
        self._session.remove_lane(self._place(lane))

    def move(self, plane: Plane, x: float, y: float, merge_key: str | None = None) -> None:
        here = plane.of(self._place(plane.experiment.lanes[plane.lane]))
        self._session.move(here, x, y, merge_key)

    def go_to(self, step: int, shown: Experiment) -> None:
        """Be at an update of the networks that were shown."""
        self._same_document(shown)
        self._session.go_to(step)

    def replay(self, broken: Break, shown: Experiment) -> None:
        self._place(shown.lanes[broken.lane])
        self._session.replay(broken)

    def go_on_slower(self, broken: Break, shown: Experiment) -> None:
        place = self._place(shown.lanes[broken.lane])
        self._session.go_on_slower(replace(broken, lane=place))

    def _place(self, lane: Lane) -> int:
        """Where the network is now.

        Raises:
            Stale: it has been removed, or another document was opened.
        """
        for place, each in enumerate(self._session.experiment.lanes):
            if each.identity is lane.identity:
                return place
        raise Stale(GONE)

    def _unchanged(self, lane: Lane) -> int:
        place = self._place(lane)
        if self._session.experiment.lanes[place].network != lane.network:
            raise Stale(CHANGED)
        return place

    def _as_shown(self, lane: Lane, shown: Experiment) -> int:
        place = self._place(lane)
        index = next(k for k, each in enumerate(shown.lanes) if each.identity is lane.identity)
        if parts_of(self._session.experiment, place) != parts_of(shown, index):
            raise Stale(CHANGED)
        return place

    def _same_document(self, shown: Experiment) -> None:
        present = {id(lane.identity) for lane in self._session.experiment.lanes}
        if not any(id(lane.identity) in present for lane in shown.lanes):
            raise Stale(GONE)
