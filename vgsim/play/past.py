"""What did a layer's measures look like in the passes that were seen so far?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.traces.trace import FloatArray, Trace
from vgsim.describe.spec import Experiment, Lane, Rates
from vgsim.play.passes import Passes, SeenPass, seen_pass


@dataclass(frozen=True, slots=True)
class Seen:
    """One measure over the updates, of one layer or of all."""

    steps: NDArray[np.int64]  # (n,) rising
    values: FloatArray  # (n,) or (n, layers)


@dataclass(slots=True)
class _Lane:
    """What was seen of one network; `rates` are those it learned at."""

    kind: Experiment  # the network alone, with its data and training
    rates: Rates = ()
    passes: Passes = field(default_factory=Passes)

    def add(self, step: int, seen: SeenPass, rates: Rates) -> None:
        """Remember a pass; what is on another way than learning now goes is forgotten."""
        stale = min((at for at, _ in set(self.rates) ^ set(rates)), default=None)
        if self.rates and stale is not None:
            self.passes = self.passes.before(stale)
        self.rates = rates
        self.passes.add(step, seen, [at for at, _ in rates[1:]])


class Past:
    """Measures of the passes of every network, thinned to a bounded number.

    Going back forgets nothing, as learning does not; another way of learning forgets what was
    seen of the old one from there on.
    """

    def __init__(self) -> None:
        self._lanes: list[_Lane] = []

    def add(self, trace: Trace) -> None:
        """Remember a pass. Other networks begin anew."""
        lanes: list[_Lane] = []
        for index, (lane, curves) in enumerate(zip(trace.lanes, trace.curves, strict=True)):
            found = self._find(trace.experiment, index, lanes)
            found.add(trace.step, seen_pass(lane.measures), curves.rates)
            lanes.append(found)
        self._lanes = lanes

    def _find(self, experiment: Experiment, index: int, taken: list[_Lane]) -> _Lane:
        """What is known of this network; of a new one, what it was before it became this one."""
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

    def of(self, lane: int, name: str, layer: int) -> Seen:
        """A measure of layer 1 ... of a lane; passes in which it was not computed are left out."""
        rows = [row for row in self._rows(lane, name) if layer <= row[1].size]
        values = np.array([row[layer - 1] for _, row in rows])
        return Seen(np.array([step for step, _ in rows], np.int64), values)

    def layers(self, lane: int, name: str) -> Seen:
        """A measure of all layers of a lane; passes in which it was not computed are left out."""
        rows = self._rows(lane, name)
        # of a network that became another one, the layers it has now
        rows = [row for row in rows if row[1].size == rows[-1][1].size]
        if not rows:
            return Seen(np.empty(0, np.int64), np.empty((0, 0)))
        steps = np.array([step for step, _ in rows], np.int64)
        return Seen(steps, np.array([row for _, row in rows]))

    def _rows(self, lane: int, name: str) -> list[tuple[int, FloatArray]]:
        """Steps at which a measure was computed, and what it was in every layer."""
        return self._lanes[lane].passes.rows(name) if lane < len(self._lanes) else []


def _alone(experiment: Experiment, lane: Lane) -> Experiment:
    """What a course of learning belongs to: one network, without its title and its rate."""
    training = replace(lane.training or experiment.training, learning_rate=0.0)
    seed = experiment.seed if lane.seed is None else lane.seed
    before = tuple(
        replace(stage, training=replace(stage.training, learning_rate=0.0)) for stage in lane.before
    )
    own = replace(lane, title="", seed=None, data=None, training=None, before=before)
    return replace(
        experiment, title="", seed=seed, training=training, lanes=(own,),
        data=lane.data or experiment.data,
    )  # fmt: skip
