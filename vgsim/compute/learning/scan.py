"""Scans a plain network over many scales of weights and biases, computed as rows of one product.

All networks share their random draws. At σ_w, σ_b the weights are those of the initializer
"critical" with these values, so a scan gives exactly what the lane itself would measure.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import numpy as np

from vgsim.compute.arrays.plan import plan
from vgsim.compute.arrays.types import FloatArray
from vgsim.compute.kernels import Engine, twin
from vgsim.compute.learning.lane import LaneRun
from vgsim.describe.spec import Experiment, NetworkSpec

LABOR = 4e9  # multiplications that a scan may cost; it uses fewer examples to stay below
PART = 256  # minimum of networks per thread


def placed(network: NetworkSpec, sigma_w: float, sigma_b: float) -> NetworkSpec:
    """Return the network with weights N(0, σ_w²/fan_in) and biases N(0, σ_b²)."""
    return replace(
        network, initializer="critical", sigma_w=sigma_w, sigma_b=sigma_b, gain=1.0, bias=None,
        scale=None,
    )  # fmt: skip


def scannable(network: NetworkSpec) -> bool:
    """Whether the network can be scanned: only plain feedforward networks can."""
    return not (
        network.cell != "none"
        or network.normalization != "none"
        or network.residual or network.dropout or network.edits
        or network.dtype not in ("float64", "float32")
        or any(each.initializer or each.gain is not None for each in network.layers)
    )  # fmt: skip


class Scan:
    """Scans one lane before its first update; its network must be `scannable`."""

    def __init__(self, experiment: Experiment, lane: int, engine: Engine, cells: int) -> None:
        lanes = list(experiment.lanes)
        lanes[lane] = replace(lanes[lane], network=placed(lanes[lane].network, 1.0, 1.0))
        made = plan(replace(experiment, lanes=tuple(lanes)), lane)
        run = LaneRun(made, twin())
        run.run_pass()
        self.tape, self._engine = run.tape, engine
        labor = 2 * cells * sum(a * b for a, b in pairwise(made.widths[1:]))
        self.batch = made.batch
        self.examples = int(min(max(LABOR // max(labor, 1), 1), made.batch))

    def run(
        self, weights: FloatArray, biases: FloatArray, threads: int | None = None
    ) -> FloatArray:
        """Return (4, n), see `Engine.scan`; use this many threads, or all cores."""
        workers = min(threads or os.cpu_count() or 1, -(-len(weights) // PART))
        if workers < 2:
            return self._engine.scan(self.tape, self.examples, weights, biases)
        cuts = np.linspace(0, len(weights), workers + 1).astype(int)
        with ThreadPoolExecutor(workers) as pool:
            parts = pool.map(
                lambda k: self._engine.scan(
                    self.tape, self.examples, weights[cuts[k] : cuts[k + 1]],
                    biases[cuts[k] : cuts[k + 1]],
                ),
                range(workers),
            )  # fmt: skip
            return np.concatenate(list(parts), axis=1)
