"""The watched lane, layer, unit, example and measures, computed with every pass."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ui.session.dispatcher import Dispatcher
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import Watch
from vgsim.describe.about import About


class Viewer(QObject):
    """Keeps the watched lane, layer, unit, example and measures."""

    watch_changed = Signal(object)  # Watch

    def __init__(self, dispatcher: Dispatcher, parent: QObject) -> None:
        super().__init__(parent)
        self._dispatcher = dispatcher
        self._costly: dict[str, frozenset[str]] = {}  # panel -> the costly measures it shows
        self.watch = dispatcher.job.watch

    def select(
        self, lane: int, layer: int, unit: int | None = None, source: int | None = None
    ) -> None:
        """Watch a layer, one of its units, or the unit's weight from unit `source` before it."""
        self._change(replace(self.watch, lane=lane, layer=layer, unit=unit, input=source))

    def set_example(self, example: int | None) -> None:
        """Watch one example of the batch; None: the mean of all."""
        self._change(replace(self.watch, example=example))

    def set_costly(self, viewer: str, names: frozenset[str]) -> None:
        """Set which measures, computed only on request, a panel shows."""
        self._costly[viewer] = names
        self._change(replace(self.watch, costly=frozenset().union(*self._costly.values())))

    def set_level(self, level: int | None) -> None:
        """Set which level of a recurrent network is shown over time; None: no panel shows one."""
        self._change(replace(self.watch, level=level))

    def watch_layer(self, lane: int, layer: int, measure: str) -> None:
        """Watch a layer, and compare a measure of it or, if it is empty, the gradient."""
        self._costly["headline"] = frozenset({measure}) & COSTLY
        costly = frozenset().union(*self._costly.values())
        self._change(
            replace(
                self.watch, lane=lane, layer=layer, unit=None, input=None, measure=measure,
                costly=costly,
            )
        )  # fmt: skip

    def restore(self, watch: Watch) -> None:
        """Watch again what was watched before; the measures are those of the visible panels."""
        self._costly["headline"] = frozenset({watch.measure}) & COSTLY
        costly = frozenset().union(*self._costly.values())
        self._change(replace(watch, costly=costly))

    def begin(self, about: About) -> None:
        """Watch the layer that a newly opened document names, and compare its measure."""
        measure = about.measure or ""
        self._costly["headline"] = frozenset({measure}) & COSTLY
        costly = frozenset().union(*self._costly.values())
        watch = self.watch
        self._change(
            Watch(watch.example, about.layer, costly=costly, level=watch.level, measure=measure)
        )

    def stay_within(self, lanes: int) -> bool:
        """If the watched network was removed, watch the last of `lanes` networks.

        Requests no pass, because one of the remaining networks is already on its way.
        Returns whether the watched network had been removed.
        """
        removed = self.watch.lane >= lanes
        if removed:
            self._watch(replace(self.watch, lane=lanes - 1, unit=None, input=None))
        return removed

    def _change(self, watch: Watch) -> None:
        if watch != self.watch:
            self._watch(watch)
            self._dispatcher.ask_to_see(watch=watch)

    def _watch(self, watch: Watch) -> None:
        self.watch = watch
        self.watch_changed.emit(watch)
