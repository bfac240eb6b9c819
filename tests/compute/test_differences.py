"""Every part and combination by central differences: no other library has to agree with us."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nets import lane, layers

from vgsim.compute.kernels import Engine, twin
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.reference.descent import learned_names
from vgsim.describe.spec import LayerSpec
from vgsim.parts.normalizations import NORMALIZATIONS

STEP = 1e-5
SMOOTH = st.sampled_from(["tanh", "sigmoid", "softplus", "gelu", "silu", "linear", "mish"])
PARTS = st.fixed_dictionaries(
    {
        "activation": SMOOTH,
        "initializer": st.sampled_from(["xavier_normal", "he_normal", "critical", "lsuv"]),
        "normalization": st.sampled_from(tuple(NORMALIZATIONS)),
        "normalization_place": st.sampled_from(["before", "after"]),
        "residual": st.integers(0, 3),
        "residual_place": st.sampled_from(["pre", "post"]),
        "branch_scale": st.sampled_from(["one", "inverse_root", "rezero"]),
        "dropout": st.sampled_from([0.0, 0.25]),
        "sigma_b": st.sampled_from([None, 0.3]),
        "depth": st.integers(1, 6),
        "width": st.integers(4, 9),
        "layers": st.sampled_from([(), (LayerSpec(1, activation="softsign", gain=0.8),)]),
    }
)


def loss_of(run: LaneRun) -> float:
    run.tape.refresh()
    return run.engine.iterate(run.tape, update=False)


@given(
    fields=PARTS,
    end=st.sampled_from([("digits", "softmax"), ("moons", "sigmoid"), ("sine", "linear")]),
    seed=st.integers(0, 99),
)
@settings(max_examples=40, derandomize=True, deadline=None)
def test_every_gradient_is_a_slope(
    kernels: Engine, fields: dict[str, Any], end: tuple[str, str], seed: int
) -> None:
    """A few numbers of every kind in every layer, after three updates of Adam."""
    training = {"optimizer": "adam", "learning_rate": 0.02}
    for engine in (twin(), kernels):
        net = fields | {"output": end[1]}
        run = lane(net, engine, data=end[0], batch=12, seed=seed, training=training)
        run.advance(3)
        run.run_pass()
        tape, rng = run.tape, np.random.default_rng(seed)
        gradients = {
            (name, layer): np.array(getattr(tape, f"grad_{name}")(layer))
            for layer in layers(tape)
            for name in learned_names(tape, layer)
        }
        largest = max(float(np.abs(each).max()) for each in gradients.values())
        for (name, layer), gradient in gradients.items():
            values = getattr(tape, name)(layer)
            place = tuple(int(rng.integers(n)) for n in values.shape)
            kept = float(values[place])
            ends = []
            for sign in (1, -1):
                values[place] = kept + sign * STEP
                ends.append(loss_of(run))
            values[place] = kept
            slope = (ends[0] - ends[1]) / (2 * STEP)
            near = pytest.approx(float(gradient[place]), rel=1e-5, abs=1e-6 * largest + 1e-10)
            assert slope == near, (name, layer, tape.plan.spec)
