"""The interface between a pass and its measures; arrays are converted once, when first used.

A view covers a layer, all steps of a recurrent network together, or its output layer. Signals are
(batch, n), or (steps, batch, n) for steps; reductions are over the last two axes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from vgsim.compute.arrays.types import Array, FloatArray
from vgsim.describe.spec import TrainingSpec

Value = float | FloatArray  # for a layer; for all steps
AXES = (-2, -1)
NAN = float("nan")
SAFE = 1e-100, 1e100  # squares of magnitudes in between neither underflow nor overflow


def rms(x: Array) -> Value:
    """Return the root mean square over the last two axes; squares cannot overflow or underflow."""
    peak = np.maximum(x.max(axis=AXES, keepdims=True), -x.min(axis=AXES, keepdims=True))
    count = x.shape[-1] * x.shape[-2]
    if ((peak > SAFE[0]) & (peak < SAFE[1])).all():
        return np.asarray(np.sqrt(np.einsum("...ij,...ij->...", x, x) / count))[()]
    usable = np.isfinite(peak) & (peak > 0)
    scaled = x / np.where(usable, peak, 1)
    found = np.sqrt(np.einsum("...ij,...ij->...", scaled, scaled) / count)
    peak = peak[..., 0, 0]
    return np.asarray(np.where(usable[..., 0, 0], peak * found, peak))[()]


def norm(x: Array) -> float:
    """Return the Frobenius norm of an array of any shape; squares cannot overflow or underflow."""
    return float(rms(x.reshape(1, -1).astype(np.float64, copy=False)) * np.sqrt(x.size))


def skew(x: FloatArray) -> Value:
    """Return the mean of ((x - mean) / std)^3; NaN if all entries are equal."""
    centered = x - x.mean(axis=AXES, keepdims=True)
    peak = np.abs(centered).max(axis=AXES, keepdims=True)
    centered /= np.maximum(peak, 1e-300)  # cubes could overflow; skew is scale-free
    squares = centered * centered
    variance = squares.mean(axis=AXES)
    third = np.einsum("...ij,...ij->...", squares, centered) / (x.shape[-1] * x.shape[-2])
    return np.asarray(np.where(variance > 0, third / variance**1.5, NAN))[()]


def rank(x: FloatArray) -> Value:
    """Return exp of the entropy of the singular values, normalized to sum to 1."""
    finite = np.asarray(np.isfinite(x).all(axis=AXES, keepdims=True))
    values = np.linalg.svd(np.where(finite, x, 0), compute_uv=False)
    total = values.sum(axis=-1, keepdims=True)
    weights = np.where(total > 0, values / np.where(total > 0, total, 1), 0)
    logs = np.log(np.where(weights > 0, weights, 1))
    found = np.where(total[..., 0] > 0, np.exp(-(weights * logs).sum(axis=-1)), 0.0)
    return np.asarray(np.where(finite[..., 0, 0], found, NAN))[()]


class Signals(Protocol):
    """What measures of signals use: of one layer, or several at once, in float64.

    Gradients are of the mean loss.
    """

    @property
    def z(self) -> FloatArray:
        """(batch, units): preactivations, before a normalization."""
        ...

    @property
    def a(self) -> FloatArray:
        """The signal that the next layer receives."""
        ...

    @property
    def finite(self) -> Array:
        """For every unit, whether its z and its a are finite."""
        ...

    @property
    def slope(self) -> FloatArray:
        """|f'(u)|; ones for the output layer, for which saturation is not measured."""
        ...

    @property
    def saturated(self) -> Value:
        """Fraction of |f'| below the activation's threshold of saturation."""
        ...

    @property
    def delta(self) -> FloatArray:
        """dL/dz."""
        ...

    @property
    def smallest(self) -> float:
        """Gradients of the mean loss smaller than this are subnormal and lose digits."""
        ...


class View(Signals, Protocol):
    """The quantities that measures can use. Gradients are of the mean loss, in float64."""

    @property
    def output(self) -> bool:
        """Whether it is the output layer, which has an output function instead of an activation."""
        ...

    @property
    def batch(self) -> int:
        """Number of examples."""
        ...

    @property
    def arriving(self) -> FloatArray:
        """dL/da; for the output layer dL/dz, where the backward pass starts."""
        ...

    @property
    def delta_rms(self) -> Value:
        """Root mean square of dL/dz over batch and units."""
        ...

    @property
    def arriving_rms(self) -> Value:
        """Root mean square of `arriving` over batch and units."""
        ...

    @property
    def weight_norm(self) -> float:
        """Frobenius norm of the weights."""
        ...

    @property
    def distance(self) -> float:
        """‖W − W₀‖ / ‖W₀‖ with the initial weights W₀; NaN if they are not known."""
        ...

    @property
    def learned_slope(self) -> float:
        """The learned slope α of PReLU, or NaN."""
        ...

    @property
    def norm_scale(self) -> float:
        """Mean of the normalization's learned scales γ, or NaN."""
        ...

    @property
    def norm_shift(self) -> float:
        """Mean of the normalization's learned shifts β, or NaN."""
        ...

    @property
    def weight_gradient_norm(self) -> float:
        """Frobenius norm of dL/dW."""
        ...

    @property
    def weights(self) -> int:
        """The number of weights."""
        ...

    @property
    def bias_gradient_norm(self) -> float:
        """Norm of dL/db."""
        ...

    @property
    def update_norm(self) -> float:
        """Norm of the change of the weights in the update that follows this pass."""
        ...

    @property
    def clip_factor(self) -> float:
        """Norm of the weights' gradient after clipping, divided by the norm before."""
        ...

    @property
    def cosine(self) -> float:
        """Cosine between the weights' gradients of this pass and of the previous update, or NaN."""
        ...

    @property
    def skip(self) -> Array | None:
        """The part of dL/da that came along a skip, if one starts here."""
        ...

    @property
    def norm_factor(self) -> float:
        """The factor by which the normalization's backward pass changes the gradient, or NaN."""
        ...

    @property
    def idle(self) -> float:
        """Fraction of units that passed no gradient for any recent training example, or NaN."""
        ...

    @property
    def jacobian_singular_values(self) -> FloatArray | None:
        """Singular values of da/dx of the watched example, largest first."""
        ...

    @property
    def factors(self) -> Factors:
        """Factors of the gradient from the next layer's z to this one's; NaN if there is none."""
        ...

    @property
    def identical_units(self) -> float:
        """Fraction of units with the same weights, in and out, and the same bias as another."""
        ...

    @property
    def next_singular_values(self) -> FloatArray | None:
        """Singular values of the next layer's weights, largest first."""
        ...

    @property
    def path(self) -> StatePath | None:
        """The gradient along the state that a gate keeps; None if there is no such gate."""
        ...

    @property
    def step_weight_gradient(self) -> Value:
        """Norm of each step's part of the weights' gradient, or NaN."""
        ...

    @property
    def bound(self) -> Value:
        """Upper bound of the gradient's rms from largest singular values and sup|f'|, or NaN."""
        ...


@dataclass(frozen=True, slots=True)
class Factors:
    """Factors by which a layer changes the rms of the gradient; their product is `whole`.

    If the whole gradient arrives along the skip and nothing through the branch, `weights` is NaN.
    """

    whole: float
    weights: float = NAN
    skip: float = NAN
    scale: float = NAN
    normalization: float = NAN
    activation: float = NAN


@dataclass(frozen=True, slots=True)
class StatePath:
    """The gradient along the state that a gate keeps; of the mean loss, (steps, batch, n) each."""

    gate: FloatArray  # 1 keeps the whole state
    whole: FloatArray  # dL/dc, or dL/dh in a cell without c, summed over all paths
    alone: FloatArray  # the part that was multiplied only by the gate


def plain_descent(training: TrainingSpec) -> bool:
    """Whether an update is just the learning rate times the gradient."""
    return training.optimizer == "sgd" and training.clipping == "none" and not training.weight_decay


def read_only(array: Array) -> FloatArray:
    """Return a read-only float64 copy."""
    copy = np.array(array, dtype=np.float64)
    copy.setflags(write=False)
    return copy


def clipped_fraction(gradient: Array, clip_at: float) -> float:
    """Return the fraction of a gradient's norm that remains after clipping entries to ±clip_at."""
    gradient = gradient.astype(np.float64)
    if not np.abs(gradient).max() > clip_at:
        return 1.0
    return norm(np.clip(gradient, -clip_at, clip_at)) / norm(gradient)
