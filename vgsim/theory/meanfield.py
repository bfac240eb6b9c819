"""Mean-field theory of signals and gradients in wide networks with random weights.

Sources: Poole et al. 2016 for the variance of z, Schoenholz et al. 2017 for the gradient and the
depth scales, Yang and Schoenholz 2017 for skip connections, Yang et al. 2019 for batch norm, and
Hanin and Nica 2018 for the spread at finite width.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, inf, isfinite, log, log10, nan, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.theory.gauss import Moments, hermite_powers, moments

FloatArray = NDArray[np.float64]
ParameterPairs = tuple[tuple[str, float], ...]
FixedPointStatus = Literal["found", "zero", "diverges"]
LARGEST = 1e12  # a larger variance counts as divergent
SMALLEST = 1e-13  # a smaller variance counts as 0


@dataclass(frozen=True, slots=True)
class LayerDistribution:
    """The distribution of a hidden layer's weights and biases, and its activation."""

    activation: str
    parameters: ParameterPairs
    weight_variance: float  # variance of one weight
    bias_variance: float
    bias: float  # mean of the biases
    fan_in: int
    fan_out: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Normalization, dropout and skip connections, the same in every layer."""

    normalization: str = "none"
    after: bool = False  # whether the normalization comes after f
    epsilon: float = 0.0  # is added to the mean square that the normalization divides by
    kept: float = 1.0  # fraction of activations that dropout keeps
    branch_scale: float | None = None  # α of a skip over every layer but the first; None: no skips


@dataclass(frozen=True, slots=True, eq=False)
class Propagation:
    """Expected values for layers 1 ... L; gradients are relative to layer L."""

    variance: FloatArray  # (L,) variance of z over units and draws of the weights
    mean: FloatArray  # (L,) mean of the layer's output
    power: FloatArray  # (L,) mean square of the layer's output
    factor: FloatArray  # (L,) χ: mean square of ∂L/∂z at layer l over that at l + 1; last: NaN
    log_gradient: FloatArray  # (L,) log10 of the rms of ∂L/∂z
    spread: FloatArray  # (L,) std. deviation of log_gradient over draws, at finite width
    shift: FloatArray  # (L,) correction of log_gradient: mean of log10 minus log10 of the mean


def propagate(
    layers: Sequence[LayerDistribution],
    power: float,
    around: Surroundings | None = None,
    mean_power: float = 0.0,
) -> Propagation:
    """Propagate the variance forward through the layers and the gradient backward.

    Args:
        layers: the hidden layers, from the first on.
        power: mean square of the inputs.
        around: what surrounds the activations; None: nothing.
        mean_power: mean over the inputs of their squared mean over the examples, which batch norm
            subtracts.
    """
    around = around or Surroundings()
    states = [_State(0.0, power, mean_power, 0.0, 1.0, _NOTHING)]
    for index, layer in enumerate(layers):
        states.append(_forward(layer, states[-1], around, first=index == 0))
    hidden = states[1:]
    count = len(layers)
    log_square = [0.0] * count  # log of the mean square of dL/dz
    factor = [nan] * count
    arriving = 0.0  # log of the mean square of dL/da; skips accumulate it
    beta = [0.0] * count
    skipped = around.branch_scale is not None
    alpha = around.branch_scale or 1.0
    for index in range(count - 1, -1, -1):
        state = hidden[index]
        through = state.found.slope_square * state.scale / around.kept
        if index < count - 1:
            above, layer = hidden[index + 1], layers[index + 1]
            widening = layer.weight_variance * layer.fan_out
            if skipped:
                square = above.found.slope_square * above.scale / around.kept
                arriving += _log(1 + alpha * alpha * square * widening)
            else:
                arriving = log_square[index + 1] + _log(widening)
        own = alpha * alpha if skipped and index else 1.0
        log_square[index] = arriving + _log(own * through)
        if index < count - 1:
            factor[index] = _exp(log_square[index] - log_square[index + 1])
            squared = state.found.slope_square * state.found.slope_square
            ratio = state.found.slope_fourth / squared if 0 < squared < inf else nan
            beta[index] = beta[index + 1] + (3 * ratio - 1) / layers[index].fan_out
    relative = np.array([each - log_square[-1] for each in log_square])
    sums = np.array(beta)
    banded = around == Surroundings()
    spread = np.sqrt(sums) / (2 * log(10)) if banded else np.full(count, nan)
    shift = -sums / (4 * log(10)) if banded else np.zeros(count)
    return Propagation(
        np.array([state.variance for state in hidden]),
        np.array([state.mean for state in hidden]),
        np.array([state.power for state in hidden]),
        np.array(factor), relative / (2 * log(10)), spread, shift,
    )  # fmt: skip


_NOTHING = Moments(0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _State:
    """Mean and mean square of a layer's output, and the variance of its z."""

    mean: float
    power: float
    mean_power: float  # mean over units of the squared mean over examples
    variance: float
    scale: float  # the normalization's factor on a squared gradient
    found: Moments


def _forward(
    layer: LayerDistribution, below: _State, around: Surroundings, *, first: bool
) -> _State:
    spread = layer.weight_variance * layer.fan_in
    variance = spread * below.power + layer.bias_variance
    norm, scale, mean = NORMALIZATIONS[around.normalization], 1.0, layer.bias
    if norm.over and not around.after:
        divided = spread * (below.power - below.mean_power) if norm.in_batches else variance
        if norm.centers:
            mean = 0.0
        scale = _inverse(divided + mean * mean + around.epsilon)
        left = divided * scale if 0 < scale < inf else float(divided > 0)
        found = moments(
            layer.activation, layer.parameters, left, mean * sqrt(scale) if mean else 0.0
        )
    else:
        found = moments(layer.activation, layer.parameters, variance, mean)
    value, square = found.value, found.square
    if norm.over and around.after:
        divided = max(square - value * value, 0.0) if norm.centers else square
        scale = _inverse(divided + around.epsilon)
        square = divided * scale if 0 < scale < inf else float(divided > 0)
        value = 0.0 if norm.centers or not value else value * sqrt(scale)
    square /= around.kept
    alike = value * value
    if around.branch_scale is not None and not first:
        alpha = around.branch_scale
        square = below.power + 2 * alpha * below.mean * value + alpha * alpha * square
        value = below.mean + alpha * value
        alike = value * value
    return _State(value, square, alike, variance, scale, found)


def _inverse(x: float) -> float:
    return 1 / x if x > 0 else inf


def _log(x: float) -> float:
    return log(x) if 0 < x < inf else -inf if x == 0 else inf


def _exp(x: float) -> float:
    return exp(x) if x < 700 else inf if x == x else nan


@dataclass(frozen=True, slots=True)
class DeepLimit:
    """The fixed point that a deep network of equal layers approaches."""

    variance: float  # q*, infinite if it diverges
    status: FixedPointStatus
    factor: float  # χ₁ at q*: below 1 gradients vanish, above 1 they explode
    variance_scale: float  # ξ_q: layers over which the distance from q* shrinks by e
    correlation: float  # c*: correlation that two inputs approach; 1 in the ordered phase
    correlation_scale: float  # ξ_c: layers over which the distance from c* shrinks by e

    @property
    def decades(self) -> float:
        """Change of the gradient's log10 norm from layer l + 1 to l."""
        return log10(self.factor) / 2 if 0 < self.factor < inf else inf


@lru_cache(maxsize=4096)
def deep_limit(
    activation: str, parameters: ParameterPairs, sigma_w2: float, sigma_b2: float
) -> DeepLimit:
    """The fixed point q* = σ_w² V(q*) + σ_b² and its properties (Schoenholz et al. 2017)."""

    def at(q: float) -> Moments:
        return moments(activation, parameters, q)

    q, status = _fixed_point(at, sigma_w2, sigma_b2)
    bounded = min(max(q, SMALLEST), LARGEST)
    here = at(bounded)
    factor = sigma_w2 * here.slope_square
    if q == 0:
        factor = sigma_w2 * at(0.0).slope_square
    turning = sigma_w2 * here.turning / (2 * bounded)
    alike, slope = 1.0, factor
    if factor > 1 and status == "found":
        alike, slope = _correlation_limit(activation, parameters, q, sigma_w2, sigma_b2)
    return DeepLimit(q, status, factor, _scale(turning), alike, _scale(slope))


def _correlation_limit(
    activation: str, parameters: ParameterPairs, q: float, sigma_w2: float, sigma_b2: float
) -> tuple[float, float]:
    """The stable fixed point c* < 1 of the correlation map, and the map's slope there.

    The map is a power series with coefficients >= 0, C(1) = 1 and C'(1) > 1, so c* is unique.
    """
    powers = sigma_w2 / q * hermite_powers(activation, parameters, q)
    powers[0] += sigma_b2 / q
    degrees = np.arange(powers.size)

    def lifted(c: float) -> float:
        return float(powers @ c**degrees) - c

    low, high = 0.0, 1.0 - 1e-9
    if lifted(low) <= 0:
        high = 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if lifted(middle) > 0 else (low, middle)
    c = (low + high) / 2
    return c, float((degrees[1:] * powers[1:]) @ c ** degrees[:-1])


def _scale(slope: float) -> float:
    """Layers over which a perturbation changes by e, if each multiplies it by `slope`."""
    size = abs(log(slope)) if slope > 0 else inf
    return 1 / size if size > 0 else inf


def _fixed_point(
    at: Callable[[float], Moments], sigma_w2: float, sigma_b2: float
) -> tuple[float, FixedPointStatus]:
    """The fixed point reached from q = 1: the nearest root of σ_w² V(q) + σ_b² - q on its side."""

    def above(q: float) -> float:
        return sigma_w2 * at(q).square + sigma_b2 - q

    if not isfinite(start := above(1.0)):
        return inf, "diverges"
    if abs(start) <= 1e-14:
        return 1.0, "found"
    stride = 2.0 if start > 0 else 0.5
    near, far = 1.0, stride
    while (above(far) > 0) == (start > 0):
        near, far = far, far * stride
        if far > LARGEST:
            return inf, "diverges"
        if far < SMALLEST:
            return (0.0, "zero") if sigma_b2 == 0 else (sigma_b2, "found")
    for _ in range(80):
        middle = sqrt(near * far)
        if (above(middle) > 0) == (start > 0):
            near = middle
        else:
            far = middle
        if abs(far - near) <= 1e-15 * near:
            break
    return far, "found"
