"""Theory beside measured passes where a normalization has nothing, or little, to divide by."""

from __future__ import annotations

import math
import warnings
from itertools import product

import numpy as np
import pytest

from vgsim.compute.kernels import twin
from vgsim.compute.learning.training import Trainer
from vgsim.describe.spec import Experiment, Lane, NetworkSpec
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.theory.judge import Judge
from vgsim.theory.meanfield import BlockStructure, LayerDistribution, propagate

LAYER = 4  # of 6
NORMS = [name for name, norm in NORMALIZATIONS.items() if norm.over]
MEASURES = ("preactivation_std", "activation_mean", "activation_std", "gradient_preactivation")
NOTHING = 1e-90  # theory averages over a Gaussian that is never narrower
SCATTER = 2.0  # factor by which one draw of 128 units may differ from the mean over draws


def compared(**network: object) -> dict[str, tuple[float, float]]:
    """Measured and expected values of one layer; warnings are errors."""
    spec = NetworkSpec(depth=6, width=128, initializer="he_normal", **network)  # type: ignore[arg-type]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trace = Trainer(Experiment(lanes=(Lane("", spec),)), engine=twin(), judge=Judge()).trace()
    (lane,) = trace.lanes
    assert lane.judgement is not None
    expected = lane.judgement.expected
    assert not expected.reason
    return {
        name: (float(lane.measures[name][LAYER - 1]), float(expected.measures[name][LAYER - 1]))
        for name in MEASURES
    }


@pytest.mark.parametrize(
    ("norm", "place", "activation", "gain"),
    list(product(NORMS, ("before", "after"), ("relu", "tanh", "sigmoid"), (0.0, 1e-3, 1.0))),
)
def test_small_signals_are_what_is_left_of_them_beside_epsilon(
    norm: str, place: str, activation: str, gain: float
) -> None:
    """0.001: the signal's variance is near ε; 0: there is no signal at all."""
    found = compared(
        activation=activation, gain=gain, normalization=norm, normalization_place=place
    )
    if gain == 0 and activation != "sigmoid":
        assert {measured for measured, _ in found.values()} == {0}
    for name, (measured, expected) in found.items():
        if abs(measured) < 1e-12:
            assert abs(expected) < NOTHING or name == "activation_mean", name
        if name == "activation_mean":  # may be 0 by symmetry
            scale = abs(found["activation_std"][0])
            assert abs(measured - expected) <= 0.15 * scale + 0.05 * abs(measured) + NOTHING
        else:
            assert measured <= SCATTER * expected + 1e-12, name
            assert expected <= SCATTER * measured + NOTHING, name


@pytest.mark.parametrize("bias", [-0.7, 0.7, 3.0])
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_rms_norm_keeps_the_mean_of_a_bias(activation: str, bias: float) -> None:
    found = compared(activation=activation, normalization="rms", bias=bias)
    for name in ("activation_mean", "activation_std", "preactivation_std"):
        measured, expected = found[name]
        assert measured == pytest.approx(expected, rel=0.15, abs=0.02), name


SURROUNDINGS = [
    BlockStructure(norm, after, epsilon, kept, scale)
    for norm, after, epsilon in [
        ("none", False, 0.0),
        *product(NORMS, (False, True), (0.0, 1e-5)),
    ]
    for kept, scale in ((1.0, None), (0.5, None), (1.0, 1.0), (1.0, 0.25))
]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_size_of_weights_biases_or_inputs_is_an_error(name: str) -> None:
    """What is expected may be 0, infinite or unknown, but is never an exception or negative."""
    parameters = tuple(sorted(ACTIVATIONS[name].values().items()))
    sizes = 0.0, 5e-324, 1e-160, 1e300
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for around in SURROUNDINGS:
            for weights, biases, power in product(sizes, (0.0, 1e200), (0.0, 1e-320, 1e300)):
                layer = LayerDistribution(name, parameters, weights, biases, 0.0, 4, 4)
                found = propagate([layer] * 3, power, around)
                assert not np.any(found.power < 0)
                assert not np.any(found.variance < 0)
                if weights == biases == 0 and around.branch_scale is None:
                    assert found.variance.tolist() == [0, 0, 0]


@pytest.mark.parametrize("epsilon", [1e-5, 2.0**-23, 2.0**-52])
def test_epsilon_counts_where_the_signal_is_as_small(epsilon: float) -> None:
    """A linear layer's variance q becomes q / (q + ε): by hand."""
    for q in (0.0, epsilon / 100, epsilon, 100 * epsilon, 1.0):
        layer = LayerDistribution("linear", (), q, 0.0, 0.0, 1, 1)
        for norm, after in product(("layer", "rms"), (False, True)):
            found = propagate([layer], 1.0, BlockStructure(norm, after, epsilon))
            assert found.power[0] == pytest.approx(q / (q + epsilon), rel=1e-9, abs=1e-90)
            assert math.sqrt(found.variance[0]) == pytest.approx(math.sqrt(q))
