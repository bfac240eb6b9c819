"""The history of all measures over the passes seen so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.traces.trace import FloatArray, Trace
from vgsim.describe.spec import Experiment, Lane, Rates
from vgsim.play.passes import Passes, RecordedPass, recorded_pass


@dataclass(frozen=True, slots=True)
class MeasureSeries:
    """One measure over the updates, for one layer or for all."""

    steps: NDArray[np.int64]  # (n,) rising
    values: FloatArray  # (n,) or (n, layers)


@dataclass(slots=True)
class _Lane:
    """The passes of one network and its learning rates."""

    kind: Experiment  # the network alone, with its data and training
    rates: Rates = ()
    passes: Passes = field(default_factory=Passes)

    def add(self, step: int, seen: RecordedPass, rates: Rates) -> None:
        """Add a pass; drop passes from where its learning rates differ from the earlier ones."""
        stale = min((at for at, _ in set(self.rates) ^ set(rates)), default=None)
        if self.rates and stale is not None:
            self.passes = self.passes.before(stale)
        self.rates = rates
        self.passes.add(step, seen, [at for at, _ in rates[1:]])


class Past:
    """The measures of every network's passes, thinned to a bounded number.

    Going back in time drops nothing. Training on from there with another learning rate drops the
    old passes from that point on.
    """

    def __init__(self) -> None:
        self._lanes: list[_Lane] = []

    def add(self, trace: Trace) -> None:
        """Add a pass of every network; changed networks start with an empty history."""
        lanes: list[_Lane] = []
        for index, (lane, curves) in enumerate(zip(trace.lanes, trace.curves, strict=True)):
            found = self._find(trace.experiment, index, lanes)
            found.add(trace.step, recorded_pass(lane.measures), curves.rates)
            lanes.append(found)
        self._lanes = lanes

    def _find(self, experiment: Experiment, index: int, taken: list[_Lane]) -> _Lane:
        """The history of this network, or of the network it was in its previous stage."""
        kind = _alone(experiment, experiment.lanes[index])
        free = [each for each in self._lanes if all(each is not other for other in taken)]
        found = next((each for each in free if each.kind == kind), None)
        if found is not None:
            return found
        lane = experiment.lanes[index]
        if lane.before:
            *earlier, last = lane.before
            was = replace(lane, network=last.network, training=last.training, before=tuple(earlier))
            origin = _alone(experiment, was)
            for each in self._lanes:
                if each.kind == origin:
                    return _Lane(kind, each.rates, each.passes.before(last.until))
        return _Lane(kind)

    def of(self, lane: int, name: str, layer: int) -> MeasureSeries:
        """A measure of one layer (from 1) over all passes in which it was computed."""
        rows = [row for row in self._rows(lane, name) if layer <= row[1].size]
        values = np.array([row[layer - 1] for _, row in rows])
        return MeasureSeries(np.array([step for step, _ in rows], np.int64), values)

    def layers(self, lane: int, name: str) -> MeasureSeries:
        """A measure of all layers over the passes in which it was computed."""
        rows = self._rows(lane, name)
        # if the depth changed on the way, only passes with the present depth
        rows = [row for row in rows if row[1].size == rows[-1][1].size]
        if not rows:
            return MeasureSeries(np.empty(0, np.int64), np.empty((0, 0)))
        steps = np.array([step for step, _ in rows], np.int64)
        return MeasureSeries(steps, np.array([row for _, row in rows]))

    def _rows(self, lane: int, name: str) -> list[tuple[int, FloatArray]]:
        """The steps at which a measure was computed, with its value for every layer."""
        return self._lanes[lane].passes.rows(name) if lane < len(self._lanes) else []


def _alone(experiment: Experiment, lane: Lane) -> Experiment:
    """The key of a training history: one network, without its title and learning rates."""
    training = replace(lane.training or experiment.training, learning_rate=0.0)
    seed = experiment.seed if lane.seed is None else lane.seed
    before = tuple(
        replace(stage, training=replace(stage.training, learning_rate=0.0)) for stage in lane.before
    )
    own = replace(lane, title="", seed=None, data=None, training=None, before=before)
    return replace(
        experiment, title="", notes="", seed=seed, training=training, lanes=(own,),
        data=lane.data or experiment.data,
    )  # fmt: skip
