"""The quantities of a feedforward layer from which its measures are computed."""

from __future__ import annotations

from functools import cached_property
from math import isfinite

import numpy as np

from vgsim.compute.arrays.plan import LayerPlan
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array, FloatArray
from vgsim.compute.reference import jacobian
from vgsim.compute.reference.descent import weight_step
from vgsim.compute.traces.sizes import frobenius, gradient_rms
from vgsim.compute.traces.view import (
    NAN,
    Factors,
    StatePath,
    Value,
    clipped_fraction,
    norm,
    plain_descent,
    rms,
)
from vgsim.parts.activations import supremum


class LayerView:
    """The `View` of layer 1 ... layers of a feedforward network."""

    def __init__(self, tape: Tape, layer: int, example: int = 0) -> None:
        """Create the view.

        Args:
            tape: holds a forward and a backward pass.
            layer: number of the layer.
            example: the example whose Jacobian is computed.
        """
        self.tape, self.layer, self.example = tape, layer, example
        self.output = layer == tape.layers
        self.batch = tape.batch
        self.smallest = tape.plan.smallest_gradient
        self.weights = int(tape.weight(layer).size)

    def _real(self, name: str, row: int) -> FloatArray:
        stored = self.tape.stored(name, self.layer).astype(np.float64, copy=False)
        exponent = int(self.tape.exponents[row, self.layer])
        return np.ldexp(stored, exponent) if exponent else stored

    @cached_property
    def z(self) -> FloatArray:
        return self.tape.preactivation(self.layer).astype(np.float64, copy=False)

    @cached_property
    def a(self) -> FloatArray:
        return self.tape.activation(self.layer).astype(np.float64, copy=False)

    @property
    def finite(self) -> Array:
        return np.isfinite(self.z) & np.isfinite(self.a)

    @cached_property
    def slope(self) -> FloatArray:
        if self.output:
            return np.ones((1, int(self.tape.widths[self.layer])))
        return np.abs(self.tape.derivative(self.layer).astype(np.float64, copy=False))

    @cached_property
    def delta(self) -> FloatArray:
        return self._real("dz", 0)

    @cached_property
    def arriving(self) -> FloatArray:
        return self.delta if self.output else self._real("da", 1)

    @property
    def delta_rms(self) -> float:
        return gradient_rms(self.tape, "dz", self.layer)

    @property
    def arriving_rms(self) -> float:
        return gradient_rms(self.tape, "dz" if self.output else "da", self.layer)

    @property
    def saturated(self) -> float:
        if self.output:
            return 0.0
        own = self.tape.plan.layer(self.layer)
        if own.activation.kind in ("rectifier", "linear"):
            return 0.0
        return float((self.slope < own.threshold).mean())

    @property
    def weight_norm(self) -> float:
        return frobenius(self.tape, Tape.weight, self.layer)

    @property
    def distance(self) -> float:
        """‖W − W₀‖ / ‖W₀‖."""
        start = self.tape.initial_weight(self.layer)
        if start is None:
            return NAN
        moved, whole = norm(self.tape.weight(self.layer) - start), norm(start)
        return moved / whole if whole > 0 else NAN if moved == 0 else float("inf")

    @property
    def learned_slope(self) -> float:
        learned = not self.output and self.tape.plan.layer(self.layer).activation.learned
        return float(self.tape.alpha(self.layer).mean()) if learned else NAN

    @property
    def norm_scale(self) -> float:
        normed = not self.output and self.tape.plan.normalized
        return float(self.tape.gamma(self.layer).mean()) if normed else NAN

    @property
    def norm_shift(self) -> float:
        normed = not self.output and self.tape.plan.normalized
        return float(self.tape.beta(self.layer).mean()) if normed else NAN

    @property
    def weight_gradient_norm(self) -> float:
        return frobenius(self.tape, Tape.grad_weight, self.layer)

    @property
    def bias_gradient_norm(self) -> float:
        return frobenius(self.tape, Tape.grad_bias, self.layer)

    @property
    def update_norm(self) -> float:
        tape = self.tape
        if plain_descent(tape.plan.training) and not tape.plan.format.needs_rounding:
            frozen = tape.plan.layer(self.layer).frozen
            return 0.0 if frozen else tape.learning_rate * self.weight_gradient_norm
        return norm(weight_step(tape, self.layer))

    @property
    def clip_factor(self) -> float:
        training = self.tape.plan.training
        if training.clipping != "value":
            return float(self.tape.clipped[self.layer])
        return clipped_fraction(self.tape.grad_weight(self.layer), training.clip_at)

    @property
    def cosine(self) -> float:
        if not self.tape.previous:
            return NAN
        then, now = frobenius(self.tape, _previous, self.layer), self.weight_gradient_norm
        if not (isfinite(then) and then > 0 and isfinite(now) and now > 0):
            return NAN
        gradient = self.tape.grad_weight(self.layer).astype(np.float64, copy=False)
        return float(np.vdot(_previous(self.tape, self.layer) / then, gradient / now))

    @property
    def skip(self) -> Array | None:
        found = None if self.output else self.tape.grad_skip(self.layer)
        return None if found is None else found.astype(np.float64)

    @property
    def norm_factor(self) -> float:
        return self.factors.normalization

    @cached_property
    def factors(self) -> Factors:
        """Stage by stage in the order of the backward pass (see `vgsim.compute.arrays.layout`)."""
        if self.output:
            return Factors(NAN)
        plan, tape, layer = self.tape.plan, self.tape, self.layer
        joins = plan.layer(layer).source > 0
        above = gradient_rms(tape, "dz", layer + 1)
        arrived, value = self.arriving_rms, gradient_rms(tape, "dh", layer)
        argument, own = gradient_rms(tape, "du", layer), self.delta_rms
        skip, came = self.skip, arrived
        if skip is not None:
            came = size_of(self.arriving - skip)
        scaled, unscaled = arrived, argument  # the gradient that reaches the normalization
        if joins and not plan.post:
            scaled *= abs(float(tape.branch_scale(layer)[0]))
        if plan.spec.dropout:
            thinned = self.arriving * tape.mask(layer)
            scaled *= _ratio(size_of(thinned), arrived)
        if joins and plan.post:
            unscaled *= abs(float(tape.branch_scale(layer)[0]))
        normalization = NAN
        if plan.normalized:
            normalization = _ratio(own, unscaled) if plan.before else _ratio(value, scaled)
        alone = came == 0 and arrived > 0
        return Factors(
            whole=_ratio(own, above),
            weights=NAN if alone else _ratio(came, above),
            skip=NAN if skip is None else _ratio(arrived, above if alone else came),
            scale=_ratio(scaled, arrived) * _ratio(unscaled, argument),
            normalization=normalization,
            activation=_ratio(argument, value),
        )

    @property
    def idle(self) -> float:
        if self.output or self.tape.idle is None:
            return NAN
        return float(self.tape.idle[self.layer - 1])

    @property
    def jacobian_singular_values(self) -> FloatArray | None:
        return jacobian.singular_values(self.tape, self.example)[self.layer - 1]

    @property
    def identical_units(self) -> float:
        tape, layer = self.tape, self.layer
        parts = [tape.weight(layer), tape.bias(layer)[:, None]]
        if not self.output:
            parts.append(tape.weight(layer + 1).T)
        rows = np.hstack(parts).astype(np.float64)
        _, counts = np.unique(rows, axis=0, return_counts=True)
        return float(counts[counts > 1].sum() / len(rows))

    @cached_property
    def next_singular_values(self) -> FloatArray | None:
        if self.output:
            return None
        weight = self.tape.weight(self.layer + 1).astype(np.float64)
        if not np.isfinite(weight).all():
            return None
        return np.asarray(np.linalg.svd(weight, compute_uv=False))

    @property
    def path(self) -> StatePath | None:
        return None

    @property
    def step_weight_gradient(self) -> Value:
        return NAN

    @property
    def bound(self) -> Value:
        return NAN if self.output else _bounds(self.tape)[self.layer - 1]


def _previous(tape: Tape, layer: int) -> Array:
    """Return the weights' gradient of the previous update."""
    return tape.previous[layer - 1]


def size_of(x: Array) -> float:
    """Return the rms of all entries of a matrix."""
    return float(rms(x.astype(np.float64, copy=False)))


def _ratio(after: float, before: float) -> float:
    """Return after / before; 1 if both are 0."""
    if before == 0:
        return 1.0 if after == 0 else float("inf")
    return after / before


def bounded(tape: Tape) -> bool:
    """Whether the gradient passes only through weights and activations."""
    plan = tape.plan
    return not (plan.normalized or plan.joins or plan.spec.dropout)


def _bounds(tape: Tape) -> list[float]:
    """Return an upper bound of each hidden layer's rms of dL/dz, given that of the last one."""
    if "bounds" not in tape.cached:
        found = [rms(tape.grad_preactivation(tape.layers - 1).astype(np.float64))]
        for layer in range(tape.layers - 1, 1, -1):
            weight = tape.weight(layer).astype(np.float64)
            below = tape.plan.layer(layer - 1)
            if not np.isfinite(weight).all():
                found.append(NAN)
                continue
            stretch = float(np.linalg.norm(weight, 2)) * _steepest(tape, layer - 1, below)
            wider = float(np.sqrt(weight.shape[0] / weight.shape[1]))
            with np.errstate(all="ignore"):
                found.append(found[-1] * stretch * wider)
        tape.cached["bounds"] = found[::-1]
    bounds: list[float] = tape.cached["bounds"]
    return bounds


def _steepest(tape: Tape, layer: int, own: LayerPlan) -> float:
    """Return sup |f'|, with the current learned slope."""
    parameters = own.parameters
    if own.activation.learned:
        slopes = np.abs(tape.alpha(layer).astype(np.float64))
        return max(1.0, float(slopes.max()))
    return supremum(own.activation, parameters)
