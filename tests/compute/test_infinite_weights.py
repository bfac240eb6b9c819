"""Weights beyond the number format: both engines make the same infinities and NaN of them."""

from __future__ import annotations

import numpy as np
import pytest

from vgsim.compute.kernels import Engine
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, WeightEdit

HUGE = 1e300


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("value", [HUGE, -HUGE])
@pytest.mark.parametrize("unit", [0, 1])
def test_an_output_weight_beyond_the_format(
    engine: Engine, dtype: str, value: float, unit: int
) -> None:
    edit = WeightEdit(step=0, layer=3, unit=unit, input=None, value=value)
    network = NetworkSpec(depth=2, width=8, activation="relu", dtype=dtype, edits=(edit,))
    made = Experiment(data=DataSpec("circles", 32), lanes=(Lane("", network),))
    (lane,) = Trainer(made, engine=engine).trace(Watch()).lanes
    certain = dtype == "float64" or value < 0  # e^z of the other output is 0, and its loss |z|
    assert lane.loss > 1e299 if certain else np.isnan(lane.loss)
