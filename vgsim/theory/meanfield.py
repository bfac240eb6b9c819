"""How do signals and gradients travel through a wide network of random weights?

Mean-field theory: Poole et al. 2016 for the variance of z, Schoenholz et al. 2017 for the gradient
and the depth scales, Yang and Schoenholz 2017 for skips, Yang et al. 2019 for batch norm; the band
of a finite width follows Hanin and Nica 2018.
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
Parameters = tuple[tuple[str, float], ...]
Status = Literal["found", "zero", "diverges"]
LARGEST = 1e12  # a variance beyond it diverges
SMALLEST = 1e-13  # one below it has died


@dataclass(frozen=True, slots=True)
class LayerLaw:
    """What theory has to know of a hidden layer before its weights are drawn."""

    activation: str
    parameters: Parameters
    weight_variance: float  # of one weight
    bias_variance: float
    bias: float  # mean of the biases
    fan_in: int
    fan_out: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the activations, the same in every layer."""

    normalization: str = "none"
    after: bool = False  # the normalization comes after f
    kept: float = 1.0  # share of activations that dropout leaves
    branch_scale: float | None = None  # α of a skip over every layer but the first; None: no skips


@dataclass(frozen=True, slots=True, eq=False)
class Propagation:
    """What is to be expected, layer 1 ... L; gradients relative to those of layer L."""

    variance: FloatArray  # (L,) of z over units and draws of the weights
    mean: FloatArray  # (L,) of the layer's output
    power: FloatArray  # (L,) E a² of the layer's output
    factor: FloatArray  # (L,) χ: mean square of ∂L/∂z at layer l by that at l + 1; the last: NaN
    log_gradient: FloatArray  # (L,) log10 of the rms of ∂L/∂z
    spread: FloatArray  # (L,) deviation of that over draws of a finite width, in decades
    shift: (
        FloatArray  # (L,) by how much the mean of the logarithm lies off the logarithm of the mean
    )


def propagate(
    layers: Sequence[LayerLaw],
    power: float,
    around: Surroundings | None = None,
    mean_power: float = 0.0,
) -> Propagation:
    """From inputs of mean square `power` forward, and from layer L back.

    `mean_power`: mean over the inputs of the square of their mean over the examples, which batch
    norm takes away.
    """
    around = around or Surroundings()
    states = [_State(0.0, power, mean_power, 0.0, 1.0, _NOTHING)]
    for index, law in enumerate(layers):
        states.append(_forward(law, states[-1], around, first=index == 0))
    hidden = states[1:]
    count = len(layers)
    log_square = [0.0] * count  # of the mean square of dL/dz
    factor = [nan] * count
    arriving = 0.0  # log of the mean square of dL/da at the layer above, where skips carry it
    beta = [0.0] * count
    skipped = around.branch_scale is not None
    alpha = around.branch_scale or 1.0
    for index in range(count - 1, -1, -1):
        state = hidden[index]
        through = state.found.slope_square * state.scale / around.kept
        if index < count - 1:
            above, law = hidden[index + 1], layers[index + 1]
            widening = law.weight_variance * law.fan_out
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
    """Of a layer's output: its mean and power; of its z the variance."""

    mean: float
    power: float
    mean_power: float  # mean over units of the square of the mean over examples
    variance: float
    scale: float  # factor of a squared gradient where it passes the normalization
    found: Moments


def _forward(law: LayerLaw, below: _State, around: Surroundings, *, first: bool) -> _State:
    spread = law.weight_variance * law.fan_in
    variance = spread * below.power + law.bias_variance
    norm, scale, mean = NORMALIZATIONS[around.normalization], 1.0, law.bias
    if norm.over and not around.after:
        divided = spread * (below.power - below.mean_power) if norm.in_batches else variance
        if not norm.centers:
            divided += mean * mean
        scale = 1 / divided if divided > 0 else inf
        found = moments(law.activation, law.parameters, 1.0)
    else:
        found = moments(law.activation, law.parameters, variance, mean)
    value, square = found.value, found.square
    if norm.over and around.after:
        spare = square - value * value if norm.centers else square
        scale = 1 / spare if spare > 0 else inf
        value, square = (0.0, 1.0) if norm.centers else (value / sqrt(square), 1.0)
    square /= around.kept
    alike = value * value
    if around.branch_scale is not None and not first:
        alpha = around.branch_scale
        square = below.power + 2 * alpha * below.mean * value + alpha * alpha * square
        value = below.mean + alpha * value
        alike = value * value
    return _State(value, square, alike, variance, scale, found)


def _log(x: float) -> float:
    return log(x) if 0 < x < inf else -inf if x == 0 else inf


def _exp(x: float) -> float:
    return exp(x) if x < 700 else inf if x == x else nan


@dataclass(frozen=True, slots=True)
class Phase:
    """Where a network of equal layers comes to rest."""

    variance: float  # q*, infinite where it diverges
    status: Status
    factor: float  # χ₁ at q*: below 1 gradients vanish, above 1 they explode
    variance_scale: float  # ξ_q in layers: how soon q* is reached
    correlation: float  # c*: what two inputs come to have in common; 1 in the ordered phase
    correlation_scale: float  # ξ_c in layers: how soon, and so how far inputs can be told apart

    @property
    def decades(self) -> float:
        """Log10 of the gradient norm's change from layer l + 1 to l."""
        return log10(self.factor) / 2 if 0 < self.factor < inf else inf


@lru_cache(maxsize=4096)
def rest(activation: str, parameters: Parameters, sigma_w2: float, sigma_b2: float) -> Phase:
    """The fixed point q* = σ_w² V(q*) + σ_b² and what follows from it (Schoenholz et al. 2017)."""

    def at(q: float) -> Moments:
        return moments(activation, parameters, q)

    q, status = _fixed_point(at, sigma_w2, sigma_b2)
    seen = min(max(q, SMALLEST), LARGEST)
    here = at(seen)
    factor = sigma_w2 * here.slope_square
    if q == 0:
        factor = sigma_w2 * at(0.0).slope_square
    turning = sigma_w2 * here.turning / (2 * seen)
    alike, slope = 1.0, factor
    if factor > 1 and status == "found":
        alike, slope = _apart(activation, parameters, q, sigma_w2, sigma_b2)
    return Phase(q, status, factor, _scale(turning), alike, _scale(slope))


def _apart(
    activation: str, parameters: Parameters, q: float, sigma_w2: float, sigma_b2: float
) -> tuple[float, float]:
    """The stable fixed point c* < 1 of two inputs' correlation, and the map's slope there.

    The map is a power series with coefficients >= 0, C(1) = 1 and C'(1) > 1, so there is just one.
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
    """Layers over which a perturbation of this slope shrinks by e; infinite at 1."""
    size = abs(log(slope)) if slope > 0 else inf
    return 1 / size if size > 0 else inf


def _fixed_point(
    at: Callable[[float], Moments], sigma_w2: float, sigma_b2: float
) -> tuple[float, Status]:
    """Where repeated layers lead from q = 1: the next root of σ_w² V(q) + σ_b² - q on that side."""

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
