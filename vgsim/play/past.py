"""What did a layer's measures look like in the passes that were seen so far?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.trace import FloatArray, Trace
from vgsim.describe.spec import Experiment

MOST = 512  # passes that are kept; when there are more, every second goes

Measures = tuple[Mapping[str, FloatArray], ...]  # of every lane


@dataclass(frozen=True, slots=True)
class Seen:
    """One measure over the updates, of one layer or of all."""

    steps: NDArray[np.int64]  # (n,) rising
    values: FloatArray  # (n,) or (n, layers)


class Past:
    """Measures of the passes of one course of learning, thinned to a bounded number."""

    def __init__(self) -> None:
        self._networks: Experiment | None = None
        self._kept: dict[int, Measures] = {}

    def add(self, trace: Trace) -> None:
        """Remember a pass. Another experiment begins anew; an earlier step forgets the later."""
        networks = _networks(trace.experiment)
        if networks != self._networks:
            self._networks, self._kept = networks, {}
        later = [step for step in self._kept if step >= trace.step]
        for step in later:
            del self._kept[step]
        self._kept[trace.step] = tuple(lane.measures for lane in trace.lanes)
        while len(self._kept) > MOST:
            steps = sorted(self._kept)
            for step in steps[1:-1:2]:
                del self._kept[step]

    def of(self, lane: int, name: str, layer: int) -> Seen:
        """A measure of layer 1 ... of a lane; passes in which it was not computed are left out."""
        steps, values = [], []
        for step in sorted(self._kept):
            row = self._kept[step][lane].get(name)
            if row is not None and layer <= row.size:
                steps.append(step)
                values.append(float(row[layer - 1]))
        return Seen(np.array(steps, np.int64), np.array(values))

    def layers(self, lane: int, name: str) -> Seen:
        """A measure of all layers of a lane; passes in which it was not computed are left out."""
        steps = [step for step in sorted(self._kept) if name in self._kept[step][lane]]
        if not steps:
            return Seen(np.empty(0, np.int64), np.empty((0, 0)))
        rows = [self._kept[step][lane][name] for step in steps]
        return Seen(np.array(steps, np.int64), np.array(rows))


def _networks(experiment: Experiment) -> Experiment:
    """What a course belongs to: all but titles and the learning rate."""
    lanes = tuple(replace(lane, title="") for lane in experiment.lanes)
    training = replace(experiment.training, learning_rate=0.0)
    return replace(experiment, title="", lanes=lanes, training=training)
