"""Passes with gradients and losses to choose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from vgsim.compute.learning.training import simulate
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec


def trace(data: str = "digits", **fields: Any) -> LaneTrace:
    made = Experiment(data=DataSpec(data, 32), lanes=(Lane("", NetworkSpec(**fields)),))
    return simulate(made).lanes[0]


BASE = trace(depth=4, width=3)


def constructed(gradient: list[float], ratio: float = 1e-3, weight: float = 1.0) -> LaneTrace:
    """A network with these gradients, hidden layers first, the output layer last."""
    count = len(gradient)
    measures = dict(BASE.measures) | {
        "update_ratio": np.full(count, ratio),
        "gradient_weight": np.full(count, weight),
        "weight_norm": np.ones(count),
    }
    evidence = replace(
        BASE.evidence, gradient=np.array(gradient), arriving=np.array(gradient),
        weight_gradient=np.full(count, weight),
        dead=np.zeros(count), underflowed=np.zeros(count),
    )  # fmt: skip
    widths = (64, *(3,) * (count - 1), 10)
    return replace(BASE, measures=measures, widths=widths, evidence=evidence)


def coasting(lane: LaneTrace) -> LaneTrace:
    """The same pass with momentum, which moves weights without a gradient."""
    return replace(lane, training=replace(lane.training, optimizer="momentum"))


def after(lane: LaneTrace, *losses: float, step: int = 400) -> LaneTrace:
    """The same pass after this number of updates, with these losses in the evaluations up to it."""
    evaluated = np.linspace(0, step, len(losses) + 1).astype(int)[1:]
    history = replace(
        lane.evidence.history, step=step, evaluated=evaluated, train_loss=np.array(losses),
        test_loss=np.array(losses),
    )  # fmt: skip
    return replace(lane, evidence=replace(lane.evidence, history=history))
