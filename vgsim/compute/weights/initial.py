"""Initial weights, biases and slopes of a feedforward network, drawn from its seed.

Every layer has its own stream of random numbers. So networks with the same seed share the draws
of layers of equal shape, and a deeper network starts with the layers of a shallower one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.array_cache import ArrayCache
from vgsim.compute.arrays.plan import Plan
from vgsim.compute.arrays.random import BIASES, SLOPES, WEIGHTS, stream
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.reference.twin import forward_layer
from vgsim.describe.spec import WeightEdit
from vgsim.parts.initializers import INITIALIZERS

TOLERANCE, MOST_TRIES = 0.01, 10  # for the data-driven scaling of a layer
ALIKE = 1e-6  # std(z) / max |z| below which a layer cannot tell the examples apart
_cache = ArrayCache(32 * 2**20)  # dragging the depth needs the same layers again and again


def set_initial(tape: Tape) -> None:
    """Set all parameters to their initial values and the optimizer's states to 0.

    Data-driven initializers use the batch in the tape.
    """
    plan = tape.plan
    tape.states[...] = 0
    data_driven = any(INITIALIZERS[each.initializer].unit_variance for each in plan.layers)
    with np.errstate(over="ignore", invalid="ignore"):
        for layer in range(1, tape.layers + 1):
            own = plan.layer(layer)
            weights = tape.weight(layer)
            weights[...] = plan.format.rounded(_drawn(plan, layer))
            tape.bias(layer)[...] = plan.format.rounded(_biases(plan, layer, *weights.shape))
            tape.alpha(layer)[...] = plan.format.rounded(np.full(1, own.p))
            tape.gamma(layer)[...] = 1
            tape.beta(layer)[...] = 0
            tape.branch_scale(layer)[...] = plan.branch_scale
            if plan.normalized:
                mean, variance = tape.running(layer)
                mean[...], variance[...] = 0, 1
            if INITIALIZERS[own.initializer].unit_variance:
                _scale_to_unit_variance(tape, layer)
            elif data_driven:
                forward_layer(tape, layer)
    tape.refresh()


def _scale_to_unit_variance(tape: Tape, layer: int) -> None:
    """Rescale a layer's weights until the standard deviation of its z equals the gain."""
    plan = tape.plan
    gain = plan.layer(layer).gain
    for _ in range(MOST_TRIES):
        forward_layer(tape, layer)
        z = tape.preactivation(layer).astype(np.float64)
        deviation, size = float(z.std()), float(np.abs(z).max())
        if not np.isfinite(deviation) or deviation <= ALIKE * size:  # all examples give the same z
            return
        if gain == 0 or abs(deviation / gain - 1) < TOLERANCE:
            return
        tape.weight(layer)[...] = plan.format.rounded(
            tape.weight(layer) * plan.dtype(gain / deviation)
        )
    forward_layer(tape, layer)


def _drawn(plan: Plan, layer: int) -> NDArray[np.float64]:
    own, spec = plan.layer(layer), plan.spec
    entry = INITIALIZERS[own.initializer]
    scale = None
    if entry.parameters:
        scale = getattr(spec, entry.parameters[0].name)
    key = (
        own.initializer, plan.seed, layer, plan.widths[layer], plan.widths[layer - 1], own.gain,
        scale,
    )  # fmt: skip
    drawn = _cache.get(key, lambda: _weights(*key))
    return drawn + spec.offset if spec.offset else drawn


def _weights(
    name: str, seed: int, layer: int, fan_out: int, fan_in: int, gain: float, scale: float | None
) -> NDArray[np.float64]:
    drawn = INITIALIZERS[name].draw(stream(seed, WEIGHTS, layer), fan_out, fan_in, gain, scale)
    drawn.setflags(write=False)
    return drawn


def _biases(plan: Plan, layer: int, fan_out: int, fan_in: int) -> NDArray[np.float64]:
    """Return the biases: all equal, normal with standard deviation sigma_b, or by initializer."""
    spec, own = plan.spec, plan.layer(layer)
    rng = stream(plan.seed, BIASES, layer)
    if spec.sigma_b is not None:
        return (spec.bias or 0.0) + spec.sigma_b * rng.standard_normal(fan_out)
    if spec.bias is not None:
        return np.full(fan_out, spec.bias)
    return INITIALIZERS[own.initializer].bias(rng, fan_out, fan_in, own.gain, spec.scale)


def draw_slopes(tape: Tape, step: int) -> None:
    """Draw the slope of every unit (RReLU) for the pass of `step`."""
    plan = tape.plan
    rng = stream(plan.seed, SLOPES, step)
    for layer in range(1, tape.layers):
        own, slopes = plan.layer(layer), tape.alpha(layer)
        if own.activation.random:
            drawn = rng.uniform(own.parameters["lower"], own.parameters["upper"], len(slopes))
            slopes[...] = plan.format.rounded(drawn)


def apply_edit(tape: Tape, edit: WeightEdit) -> None:
    """Set one weight or bias; an edit of one that does not exist (any more) is ignored."""
    if not (1 <= edit.layer <= tape.layers and edit.unit < tape.widths[edit.layer]):
        return
    rounded = tape.plan.format.rounded
    with np.errstate(over="ignore"):
        if edit.input is None:
            tape.bias(edit.layer)[edit.unit] = rounded(np.array(edit.value))
        elif edit.input < tape.widths[edit.layer - 1]:
            tape.weight(edit.layer)[edit.unit, edit.input] = rounded(np.array(edit.value))
