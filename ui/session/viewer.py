"""What a person looks at, which is computed with every pass."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ui.session.dispatcher import Dispatcher
from vgsim.compute.traces.trace import Watch


class Viewer(QObject):
    """Keeps the watched lane, layer, unit, sample and measures."""

    watch_changed = Signal(object)  # Watch

    def __init__(self, dispatcher: Dispatcher, parent: QObject) -> None:
        super().__init__(parent)
        self._dispatcher = dispatcher
        self._costly: dict[str, frozenset[str]] = {}  # panel -> what it looks at
        self.watch = dispatcher.job.watch

    def select(
        self, lane: int, layer: int, unit: int | None = None, source: int | None = None
    ) -> None:
        """Look at a layer, at a unit of it, at the unit's weight from one of the layer before."""
        self._look(replace(self.watch, lane=lane, layer=layer, unit=unit, input=source))

    def set_sample(self, sample: int | None) -> None:
        """Look at one example of the batch; None: at the mean of all."""
        self._look(replace(self.watch, sample=sample))

    def set_costly(self, viewer: str, names: frozenset[str]) -> None:
        """Which measures a panel looks at that are not computed unasked."""
        self._costly[viewer] = names
        self._look(replace(self.watch, costly=frozenset().union(*self._costly.values())))

    def set_level(self, level: int | None) -> None:
        """Which level of a recurrent network is shown over time; None: nobody looks."""
        self._look(replace(self.watch, level=level))

    def begin(self) -> None:
        """Look at the beginning of another document."""
        watch = self.watch
        self._look(Watch(sample=watch.sample, costly=watch.costly, level=watch.level))

    def stay_within(self, lanes: int) -> bool:
        """Look at the last of so many networks if the watched one is gone; whether it is.

        A pass is not asked for: that of the networks that are left is on its way.
        """
        gone = self.watch.lane >= lanes
        if gone:
            self._watch(replace(self.watch, lane=lanes - 1, unit=None, input=None))
        return gone

    def _look(self, watch: Watch) -> None:
        if watch != self.watch:
            self._watch(watch)
            self._dispatcher.ask_to_see(watch=watch)

    def _watch(self, watch: Watch) -> None:
        self.watch = watch
        self.watch_changed.emit(watch)
