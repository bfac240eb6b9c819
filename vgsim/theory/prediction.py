"""Predicts a lane's gradients and signals from theory, or says why that is not possible."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vgsim.compute.traces.judgement import Expectation
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.spec import NetworkSpec
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.parts.precision import FORMATS
from vgsim.theory.meanfield import (
    BlockStructure,
    FloatArray,
    LayerDistribution,
    Propagation,
    propagate,
)
from vgsim.words.language import tr

LEAST_BATCH = 32  # from here on batch norm's factor is within 0.35 decades of theory
LEAST_INPUTS = 8  # from here on it is within 0.6 decades; with 2 inputs it is off by up to 3


@dataclass(frozen=True, slots=True)
class Prediction:
    """The prediction for the initial weights, or the reason why there is none."""

    reason: str = ""
    expected: Propagation | None = None

    @property
    def decades(self) -> float | None:
        """Expected decades from the last hidden layer to the first; None without a prediction."""
        found = self.expected
        return None if found is None else float(found.log_gradient[0] + found.shift[0])

    def gradient(self, lane: LaneTrace) -> FloatArray:
        """Log10 of the rms of ∂L_example/∂z, (L,), scaled to match the last hidden layer."""
        assert self.expected is not None
        measured = float(lane.measures["gradient_preactivation"][lane.depth - 1])
        with np.errstate(all="ignore"):
            start = np.log10(measured)
            return np.asarray(start + self.expected.log_gradient + self.expected.shift)


def predicted(lane: LaneTrace) -> Prediction:
    """The prediction for one lane."""
    if lane.recurrent:
        return Prediction(tr("not for recurrent networks: they have an upper bound only"))
    spec = lane.network
    reason = _limits(spec, lane.widths[0], lane.batch)
    if reason:
        return Prediction(reason)
    return _predicted(spec, lane.widths, lane.input_power, lane.input_mean_power)


def expectation(lane: LaneTrace) -> Expectation:
    """The prediction in the form of the measures of a pass, to compare with them."""
    found = predicted(lane)
    expected, decades = found.expected, found.decades
    if expected is None or decades is None:
        return Expectation(found.reason)
    with np.errstate(all="ignore"):
        log_gradient = found.gradient(lane)
        measures = {
            "gradient_preactivation": np.asarray(10.0**log_gradient),
            "preactivation_std": np.sqrt(expected.variance),
            "activation_mean": expected.mean,
            "activation_std": np.sqrt(np.maximum(expected.power - np.square(expected.mean), 0)),
        }
    return Expectation("", measures, log_gradient, expected.spread, decades)


def expected_ratio(lane: LaneTrace) -> float | None:
    """Expected decades from the last hidden layer to the first; None without a prediction."""
    return predicted(lane).decades


def inner_layer_distribution(network: NetworkSpec) -> LayerDistribution | None:
    """Distribution of the weights between hidden layers; None if they are not drawn around 0."""
    hidden = network.widths or (network.width,) * network.depth
    return _layer_distribution(network, (hidden[0], *hidden), min(2, len(hidden)))


@lru_cache(maxsize=256)
def _predicted(
    spec: NetworkSpec, widths: tuple[int, ...], power: float, mean_power: float
) -> Prediction:
    reason = _why_none(spec)
    if reason:
        return Prediction(reason)
    layers = [_layer_distribution(spec, widths, layer) for layer in range(1, len(widths) - 1)]
    if any(each is None for each in layers):
        return Prediction(tr("its weights are not drawn at random around 0"))
    return Prediction(
        "",
        propagate([each for each in layers if each], power, _around(spec, len(layers)), mean_power),
    )


def _why_none(spec: NetworkSpec) -> str:
    """Why theory makes no prediction for this network; empty if it does."""
    if INITIALIZERS[spec.initializer].unit_variance:
        return tr("its weights are scaled by the data")
    norm = NORMALIZATIONS[spec.normalization]
    if norm.in_batches and not norm.centers:
        return tr("theory needs a normalization that subtracts the batch's mean")
    if spec.residual > 1:
        return tr("theory needs a skip around every layer")
    if spec.residual and spec.residual_place == "post":
        return tr("theory needs skips added after f")
    if spec.residual and spec.branch_scale == "rezero":
        return tr("closed branches (α = 0) pass no gradient")
    if spec.residual and spec.branch_scale == "one" and spec.normalization == "none":
        names = {spec.activation, *(each.activation for each in spec.layers if each.activation)}
        if any(ACTIVATIONS[name].kind in ("rectifier", "smooth") for name in names):
            return tr("the mean grows along unscaled skips")
    return ""


def _limits(spec: NetworkSpec, inputs: int, batch: int) -> str:
    """Why batch norm's factor, derived for large batches and wide inputs, does not hold."""
    if not NORMALIZATIONS[spec.normalization].in_batches:
        return ""
    if batch < LEAST_BATCH:
        return tr("batch norm needs a batch of {least} or more", least=LEAST_BATCH)
    if inputs < LEAST_INPUTS:
        return tr("batch norm needs {least} or more inputs", least=LEAST_INPUTS)
    return ""


def _around(spec: NetworkSpec, depth: int) -> BlockStructure:
    alpha, norm = None, NORMALIZATIONS[spec.normalization]
    if spec.residual:
        alpha = 1.0 if spec.branch_scale == "one" else 1 / max(depth - 1, 1) ** 0.5
    return BlockStructure(
        normalization=spec.normalization,
        epsilon=norm.epsilon_in(FORMATS[spec.dtype].carrier) if norm.over else 0.0,
        after=spec.normalization != "none" and spec.normalization_place == "after",
        kept=1 - spec.dropout,
        branch_scale=alpha,
    )


def _layer_distribution(
    spec: NetworkSpec, widths: tuple[int, ...], layer: int
) -> LayerDistribution | None:
    """Distribution of one hidden layer's weights, from its own settings and the network's."""
    own = next((each for each in spec.layers if each.layer == layer), None)
    fan_in, fan_out = widths[layer - 1], widths[layer]
    initializer, gain = INITIALIZERS[spec.initializer], spec.gain
    if own is not None and own.initializer is not None:
        initializer = INITIALIZERS[own.initializer]
    scale = getattr(spec, initializer.parameters[0].name) if initializer.parameters else None
    if own is not None and own.gain is not None:
        gain = own.gain
    variance = initializer.variance(fan_out, fan_in, gain, scale)
    if variance is None or spec.offset:  # theory assumes weights with mean 0
        return None
    bias_variance, bias = initializer.bias_variance(fan_in, gain), 0.0
    if spec.bias is not None:
        bias_variance, bias = 0.0, spec.bias
    if spec.sigma_b is not None:
        bias_variance = spec.sigma_b * spec.sigma_b
    name, alpha = spec.activation, spec.alpha
    if own is not None:
        if own.activation not in (None, name):
            name, alpha = own.activation or name, None
        alpha = alpha if own.alpha is None else own.alpha
    values = ACTIVATIONS[name].values(alpha, spec.lower, spec.upper)
    parameters = tuple(sorted(values.items()))
    return LayerDistribution(name, parameters, variance, bias_variance, bias, fan_in, fan_out)
