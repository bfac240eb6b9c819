"""The chain rule taken apart: in every layer the parts multiply to what is measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nets import layers, passed

from vgsim.compute.kernels import Engine
from vgsim.compute.traces.measures import measure
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.normalizations import NORMALIZATIONS

PARTS = ("factor_weights", "factor_skip", "factor_scale", "norm_factor", "factor_activation")


def rms(x: Any) -> float:
    return float(np.sqrt(np.mean(np.square(np.asarray(x, np.float64)))))


def product(found: Any, layer: int) -> float:
    """Of the parts there are."""
    values = [float(found[name][layer - 1]) for name in PARTS]
    return float(np.prod([value for value in values if value == value]))


@given(
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    normalization=st.sampled_from(tuple(NORMALIZATIONS)),
    place=st.sampled_from(["before", "after"]),
    residual=st.integers(0, 3),
    residual_place=st.sampled_from(["pre", "post"]),
    branch_scale=st.sampled_from(["one", "inverse_root"]),
    dropout=st.sampled_from([0.0, 0.3]),
    depth=st.integers(1, 9),
    width=st.integers(1, 12),
)
def test_the_parts_multiply_to_the_whole(**fields: Any) -> None:
    fields["normalization_place"] = fields.pop("place")
    tape = passed({"initializer": "he_normal", **fields}, data="digits")
    found = measure(tape)
    for layer in range(1, tape.layers):
        above, own = tape.grad_preactivation(layer + 1), tape.grad_preactivation(layer)
        if rms(above) < 1e-150 or rms(own) < 1e-150:
            continue
        whole = rms(own) / rms(above)
        assert found["gradient_factor"][layer - 1] == pytest.approx(whole, rel=1e-9)
        assert product(found, layer) == pytest.approx(whole, rel=1e-9)


def test_the_way_multiplies_to_the_ratio_of_its_ends(engine: Engine) -> None:
    tape = passed({"activation": "sigmoid", "depth": 30, "width": 8}, engine, data="digits")
    found = measure(tape)
    gradient = found["gradient_preactivation"]
    way = float(np.prod(found["gradient_factor"][:29]))
    assert way == pytest.approx(gradient[0] / gradient[29], rel=1e-9)


def test_each_part_is_what_it_says(engine: Engine) -> None:
    tape = passed({"activation": "tanh", "depth": 6, "width": 7}, engine, data="digits")
    found = measure(tape)
    for layer in layers(tape)[:-1]:
        delta = tape.grad_preactivation(layer + 1)
        back = delta @ tape.weight(layer + 1)
        weights, slopes = found["factor_weights"], found["factor_activation"]
        assert weights[layer - 1] == pytest.approx(rms(back) / rms(delta), rel=1e-9)
        bent = rms(back * tape.derivative(layer)) / rms(back)
        assert slopes[layer - 1] == pytest.approx(bent, rel=1e-9)
        assert np.isnan(found["factor_skip"][layer - 1])
        assert np.isnan(found["norm_factor"][layer - 1])
        assert found["factor_scale"][layer - 1] == 1
        assert found["slope_rms"][layer - 1] == pytest.approx(rms(tape.derivative(layer)), rel=1e-9)


def test_a_chain_of_single_units_is_a_product_of_numbers() -> None:
    tape = passed({"activation": "sigmoid", "depth": 8, "width": 1}, data="moons", batch=2)
    found = measure(tape)
    for layer in range(1, 8):
        weight = abs(float(tape.weight(layer + 1)[0, 0]))
        assert found["factor_weights"][layer - 1] == pytest.approx(weight, rel=1e-9)
        assert found["factor_activation"][layer - 1] <= 0.25


def test_a_skip_adds_its_own_part() -> None:
    fields = {"residual": 1, "branch_scale": "inverse_root", "depth": 6, "width": 9}
    found = measure(passed({"activation": "sigmoid", **fields}, data="digits"))
    assert (found["factor_skip"][:5] > 1).all()
    assert found["factor_scale"][1:6] == pytest.approx(5**-0.5)
    assert np.isnan(found["factor_skip"][5])
