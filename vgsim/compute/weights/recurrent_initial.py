"""Initial weights, biases and slopes of a recurrent network.

Every gate of every level has its own stream of random numbers.
"""

from __future__ import annotations

import numpy as np

from vgsim.compute.arrays.random import BIASES, RECURRENT, SLOPES, WEIGHTS, stream
from vgsim.compute.arrays.recurrent_plan import RecurrentPlan
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.types import FloatArray
from vgsim.parts.cells import RECURRENCES
from vgsim.parts.initializers import INITIALIZERS


def set_initial(tape: RecurrentTape) -> None:
    """Set all parameters to their initial values and the optimizer's states to 0."""
    plan, spec = tape.plan, tape.plan.spec
    tape.learned[...] = 0
    tape.states[...] = 0
    recurrence = RECURRENCES[spec.recurrence]
    hidden = plan.hidden
    with np.errstate(over="ignore", invalid="ignore"):
        for level in range(plan.levels):
            for gate in range(plan.gates):
                rng = stream(plan.seed, RECURRENT, level, gate)
                if (gate, "h") not in plan.cell.missing_weights:
                    drawn = spec.spectral_radius * recurrence.draw(rng, hidden)
                    tape.recurrent_weight(level)[gate] = _around(spec.offset, drawn)
                if (gate, "x") not in plan.cell.missing_weights:
                    drawn = _input_weights(plan, level, gate)
                    tape.input_weight(level)[gate] = _around(spec.offset, drawn)
                tape.bias(level)[gate] = _biases(plan, level, gate)
            tape.slope(level)[...] = plan.p
        top, outputs = plan.levels, plan.outputs
        entry = INITIALIZERS[spec.initializer]
        scale = _scale(plan)
        rng = stream(plan.seed, WEIGHTS, top)
        drawn = entry.draw(rng, outputs, hidden, spec.gain, scale)
        tape.output_weight()[...] = _around(spec.offset, drawn)
        rng = stream(plan.seed, BIASES, top)
        if spec.sigma_b is not None:
            drawn = (spec.bias or 0.0) + spec.sigma_b * rng.standard_normal(outputs)
        elif spec.bias is not None:
            drawn = np.full(outputs, spec.bias)
        else:
            drawn = entry.bias(rng, outputs, hidden, spec.gain, scale)
        tape.output_bias()[...] = drawn
    tape.refresh()


def _around(offset: float, drawn: FloatArray) -> FloatArray:
    """Return the drawn weights shifted by the offset."""
    return drawn + offset if offset else drawn


def _scale(plan: RecurrentPlan) -> float | None:
    parameters = INITIALIZERS[plan.spec.initializer].parameters
    return getattr(plan.spec, parameters[0].name) if parameters else None


def _input_weights(plan: RecurrentPlan, level: int, gate: int) -> FloatArray:
    """Draw input weights; PyTorch's default scales them by the hidden units, not by the fan-in."""
    rng = stream(plan.seed, WEIGHTS, level, gate)
    spec, shape = plan.spec, (plan.hidden, plan.inputs(level))
    if spec.initializer == "pytorch_default":
        return np.asarray(spec.gain * rng.uniform(-1, 1, shape) / np.sqrt(plan.hidden))
    return INITIALIZERS[spec.initializer].draw(rng, *shape, spec.gain, _scale(plan))


def _biases(plan: RecurrentPlan, level: int, gate: int) -> FloatArray:
    """Return the biases of a gate: all equal, normal, or by initializer.

    The gate that keeps the state may have its own value, `forget_bias`.
    """
    rng = stream(plan.seed, BIASES, level, gate)
    spec, hidden = plan.spec, plan.hidden
    if gate == plan.cell.keep_gate and spec.forget_bias is not None:
        return np.full(hidden, spec.forget_bias)
    if spec.sigma_b is not None:
        return (spec.bias or 0.0) + spec.sigma_b * rng.standard_normal(hidden)
    if spec.bias is not None:
        return np.full(hidden, spec.bias)
    if spec.initializer == "pytorch_default":  # b_ih + b_hh; blind gates have only one
        both = rng.uniform(-1, 1, (2, hidden)) / np.sqrt(hidden)
        alone = any(blind == gate for blind, _ in plan.cell.missing_weights)
        return np.asarray(both[0] if alone else both.sum(axis=0))
    entry = INITIALIZERS[spec.initializer]
    return entry.bias(rng, hidden, plan.inputs(level), spec.gain, _scale(plan))


def draw_slopes(tape: RecurrentTape, step: int) -> None:
    """Draw each unit's slope (RReLU) for the pass of update `step`, the same at all time steps."""
    plan = tape.plan
    rng = stream(plan.seed, SLOPES, step)
    for level in range(plan.levels):
        low, high = plan.parameters["lower"], plan.parameters["upper"]
        tape.slope(level)[...] = rng.uniform(low, high, plan.hidden)
