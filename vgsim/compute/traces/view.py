"""A place of a pass as its measures need it: each array is converted once, when asked for.

A place is a layer, the steps of a recurrent network all at once, or its answers. Signals are
(batch, n), of steps (steps, batch, n): whatever is reduced is reduced over the last two axes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
FloatArray = NDArray[np.float64]
Value = float | FloatArray  # of a layer; of every step
AXES = (-2, -1)
NAN = float("nan")
SAFE = 1e-100, 1e100  # magnitudes whose squares neither underflow nor overflow


def rms(x: Array) -> Value:
    """Root mean square over the last two axes, safe from overflow and underflow of squares."""
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
    """Frobenius norm of an array of any shape, safe from overflow and underflow of squares."""
    return float(rms(x.reshape(1, -1).astype(np.float64)) * np.sqrt(x.size))


def skew(x: FloatArray) -> Value:
    """Mean of ((x - mean) / std)^3; NaN where all are alike."""
    apart = x - x.mean(axis=AXES, keepdims=True)
    peak = np.abs(apart).max(axis=AXES, keepdims=True)
    apart /= np.maximum(peak, 1e-300)  # its size does not matter, its cube might
    squares = apart * apart
    variance = squares.mean(axis=AXES)
    third = np.einsum("...ij,...ij->...", squares, apart) / (x.shape[-1] * x.shape[-2])
    return np.asarray(np.where(variance > 0, third / variance**1.5, NAN))[()]


def rank(x: FloatArray) -> Value:
    """Exp of the entropy of the singular values, taken as shares of their sum."""
    finite = np.asarray(np.isfinite(x).all(axis=AXES, keepdims=True))
    values = np.linalg.svd(np.where(finite, x, 0), compute_uv=False)
    total = values.sum(axis=-1, keepdims=True)
    shares = np.where(total > 0, values / np.where(total > 0, total, 1), 0)
    logs = np.log(np.where(shares > 0, shares, 1))
    found = np.where(total[..., 0] > 0, np.exp(-(shares * logs).sum(axis=-1)), 0.0)
    return np.asarray(np.where(finite[..., 0, 0], found, NAN))[()]


class View(Protocol):
    """What measures may ask of a place. Gradients are of the mean loss, in float64."""

    @property
    def output(self) -> bool:
        """Whether it is the output layer, which has no activation of the catalogue."""
        ...

    @property
    def batch(self) -> int: ...
    @property
    def z(self) -> FloatArray: ...
    @property
    def a(self) -> FloatArray:
        """What the next place receives."""
        ...

    @property
    def finite(self) -> Array:
        """Of every unit whether its z and its a are numbers."""
        ...

    @property
    def slope(self) -> FloatArray:
        """|f'(u)|; of the output layer, which no saturation concerns, ones."""
        ...

    @property
    def delta(self) -> FloatArray:
        """dL/dz."""
        ...

    @property
    def arriving(self) -> FloatArray:
        """dL/da; of the output layer dL/dz, by which its gradient enters."""
        ...

    @property
    def delta_rms(self) -> Value: ...
    @property
    def arriving_rms(self) -> Value: ...
    @property
    def saturated(self) -> Value:
        """Share of |f'| below the threshold of its function."""
        ...

    @property
    def smallest(self) -> float:
        """Gradients of the mean loss below it have begun to lose digits."""
        ...

    @property
    def weight_norm(self) -> float: ...
    @property
    def distance(self) -> float: ...
    @property
    def learned_slope(self) -> float: ...
    @property
    def norm_scale(self) -> float: ...
    @property
    def norm_shift(self) -> float: ...
    @property
    def weight_gradient_norm(self) -> float: ...
    @property
    def weights(self) -> int:
        """How many there are."""
        ...

    @property
    def bias_gradient_norm(self) -> float: ...
    @property
    def update_norm(self) -> float:
        """Of the change of the weights in the update that this pass leads to."""
        ...

    @property
    def clip_factor(self) -> float:
        """Size of the weights' gradient after clipping, by the size before."""
        ...

    @property
    def cosine(self) -> float:
        """Between this pass's gradient of the weights and that of the update before, or NaN."""
        ...

    @property
    def skip(self) -> Array | None:
        """The part of dL/da that came along a skip, if one starts here."""
        ...

    @property
    def norm_factor(self) -> float: ...
    @property
    def idle(self) -> float:
        """Share of units that let no gradient through in the last window, or NaN."""
        ...

    @property
    def stretches(self) -> FloatArray | None:
        """Singular values of da/dx of the watched example, largest first."""
        ...

    @property
    def factors(self) -> Factors:
        """Of the gradient from the next layer's z to this one's; NaN where there is no next."""
        ...

    @property
    def alike(self) -> float:
        """Fraction of units with the same weights, in and out, and the same bias as another."""
        ...

    @property
    def weights_ahead(self) -> FloatArray | None:
        """Singular values of the next layer's weights, largest first."""
        ...

    @property
    def path(self) -> CarriedPath | None:
        """What is special about a gate that keeps the state, if there is one."""
        ...

    @property
    def step_weight_gradient(self) -> Value:
        """Norm of the part of the weights' gradient that a step gives, or NaN."""
        ...

    @property
    def bound(self) -> Value:
        """Upper bound of the rms of dL/dh by the largest singular value and sup|f'|, or NaN."""
        ...


@dataclass(frozen=True, slots=True)
class Factors:
    """By how much the rms of the gradient changes in a layer; the parts multiply to the whole.

    Where nothing comes through the branch and all of it along the skip, the weights have no factor.
    """

    whole: float
    weights: float = NAN
    skip: float = NAN
    scale: float = NAN
    normalization: float = NAN
    activation: float = NAN


@dataclass(frozen=True, slots=True)
class CarriedPath:
    """The gradient along the state that a gate keeps; of the mean loss, (steps, batch, n) each."""

    gate: FloatArray  # 1: all is kept
    whole: FloatArray  # dL/dc (of a cell without c: dL/dh), by all ways
    alone: FloatArray  # the part that has only been multiplied by the gate


def clipped_share(gradient: Array, clip_at: float) -> float:
    """How much is left of a gradient's norm when its entries are cut at ±clip_at."""
    gradient = gradient.astype(np.float64)
    if not np.abs(gradient).max() > clip_at:
        return 1.0
    return norm(np.clip(gradient, -clip_at, clip_at)) / norm(gradient)
