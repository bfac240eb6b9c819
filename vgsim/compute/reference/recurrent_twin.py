"""Backpropagation through time in plain NumPy: the reference for the kernels.

The cells are PyTorch's (torch.nn.RNN, LSTM, GRU); full BPTT as in Werbos 1990. Truncation divides
the steps into blocks and stops the gradient at the start of each block.
"""

from __future__ import annotations

import numpy as np

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.types import Array
from vgsim.compute.reference.descent import clip_factors, clipped, stepped
from vgsim.parts.activations import ACTIVATIONS, evaluate
from vgsim.parts.output_layer import loss_and_gradient, predict


def iterate(tape: RecurrentTape, *, update: bool) -> float:
    """Run one pass over the sequences in the tape, keep all gradients and return the loss.

    With `update`, the optimizer then takes one step.
    """
    forward(tape)
    plan = tape.plan
    tape.loss, gradient = loss_and_gradient(
        tape.output_preactivation(), tape.target(), plan.output, plan.loss
    )
    tape.grad_output()[...] = gradient
    _backward(tape)
    norms = (level_norm(tape, level) for level in range(tape.levels + 1))
    tape.clipped[...] = clip_factors(plan.training, norms)
    if update:
        _descend(tape)
    return tape.loss


def forward(tape: RecurrentTape) -> None:
    """Compute the states of all levels and steps, and the outputs, from the inputs in the tape."""
    plan = tape.plan
    steps = {"vanilla": _vanilla, "lstm": _lstm, "gru": _gru}[plan.cell.name]
    for level in range(plan.levels):
        if level:
            tape.inputs(level)[...] = tape.hidden(level - 1)[1:]
        w_h = _flat(tape.recurrent_weight(level))
        z, hidden = tape.preactivation(level), tape.hidden(level)
        z[...] = (tape.inputs(level) @ _flat(tape.input_weight(level)).T).reshape(z.shape)
        z += tape.bias(level)
        for t in range(plan.steps):
            z[t] += (hidden[t] @ w_h.T).reshape(z.shape[1:])
            steps(tape, level, t)
    z = _counted(tape) @ tape.output_weight().T + tape.output_bias()
    tape.output_preactivation()[...] = z
    tape.output()[...] = predict(z, plan.output)


def _flat(weights: Array) -> Array:
    """Reshape weights (gates, H, n) to (gates H, n)."""
    return np.ascontiguousarray(weights).reshape(-1, weights.shape[2])


def _counted(tape: RecurrentTape) -> Array:
    """Return the states whose outputs contribute to the loss, (rows, H)."""
    states = tape.hidden(tape.levels - 1)
    chosen = states[1:] if tape.plan.every else states[-1:]
    return chosen.reshape(-1, tape.plan.hidden)


def _sigmoid(z: Array) -> Array:
    return evaluate(ACTIVATIONS["sigmoid"], z)[0]


def _vanilla(tape: RecurrentTape, level: int, t: int) -> None:
    z = tape.preactivation(level)[t, :, 0]
    slopes = tape.slope(level) if tape.plan.slopes else tape.plan.p
    value, derivative = evaluate(tape.plan.activation, z, alpha=slopes)
    tape.gate(level)[t, :, 0] = derivative
    tape.hidden(level)[t + 1] = value


def _lstm(tape: RecurrentTape, level: int, t: int) -> None:
    z, gate = tape.preactivation(level)[t], tape.gate(level)[t]
    gate[:, 0], gate[:, 1], gate[:, 3] = (_sigmoid(z[:, k]) for k in (0, 1, 3))
    gate[:, 2] = np.tanh(z[:, 2])
    c = gate[:, 1] * tape.cell_state(level)[t] + gate[:, 0] * gate[:, 2]
    tape.cell_state(level)[t + 1] = c
    tape.cell_state_tanh(level)[t + 1] = np.tanh(c)
    tape.hidden(level)[t + 1] = gate[:, 3] * np.tanh(c)


def _gru(tape: RecurrentTape, level: int, t: int) -> None:
    z, gate = tape.preactivation(level)[t], tape.gate(level)[t]
    gate[:, 0], gate[:, 1] = _sigmoid(z[:, 0]), _sigmoid(z[:, 1])
    gate[:, 3] = gate[:, 0] * z[:, 3]
    gate[:, 2] = np.tanh(z[:, 2] + gate[:, 3])
    update_gate = gate[:, 1]
    tape.hidden(level)[t + 1] = (1 - update_gate) * gate[:, 2] + update_gate * tape.hidden(level)[t]


def _backward(tape: RecurrentTape) -> None:
    plan, top = tape.plan, tape.levels - 1
    delta = tape.grad_output()
    tape.output_weight(1)[...] = delta.T @ _counted(tape)
    tape.output_bias(1)[...] = delta.sum(axis=0)
    for level in range(plan.levels):
        tape.grad_hidden(level)[...] = 0
    arriving = (delta @ tape.output_weight()).reshape(-1, tape.batch, plan.hidden)
    tape.grad_hidden(top)[-len(arriving) :] = arriving
    steps = {"vanilla": _vanilla_back, "lstm": _lstm_back, "gru": _gru_back}[plan.cell.name]
    for level in range(top, -1, -1):
        if plan.cell.has_cell_state:
            tape.grad_cell_state(level)[...] = 0
        dh, d = tape.grad_hidden(level), tape.grad_preactivation(level)
        w_h = _flat(tape.recurrent_weight(level))
        for t in range(plan.steps - 1, -1, -1):
            direct = steps(tape, level, t)
            if not plan.cut(t):
                dh[t] += d[t].reshape(tape.batch, -1) @ w_h + direct
        if level:
            w_x = _flat(tape.input_weight(level))
            tape.grad_hidden(level - 1)[1:] += d.reshape(plan.steps, tape.batch, -1) @ w_x
        _weight_gradients(tape, level)


def _vanilla_back(tape: RecurrentTape, level: int, t: int) -> Array | float:
    delta = tape.grad_hidden(level)[t + 1] * tape.gate(level)[t, :, 0]
    tape.grad_preactivation(level)[t, :, 0] = delta
    return 0.0


def _lstm_back(tape: RecurrentTape, level: int, t: int) -> Array | float:
    i, f, g, o = np.moveaxis(tape.gate(level)[t], 1, 0)
    dh, tanh_c = tape.grad_hidden(level)[t + 1], tape.cell_state_tanh(level)[t + 1]
    dc = tape.grad_cell_state(level)[t + 1]
    dc += dh * o * (1 - tanh_c * tanh_c)
    d = tape.grad_preactivation(level)[t]
    d[:, 0] = dc * g * i * (1 - i)
    d[:, 1] = dc * tape.cell_state(level)[t] * f * (1 - f)
    d[:, 2] = dc * i * (1 - g * g)
    d[:, 3] = dh * tanh_c * o * (1 - o)
    if not tape.plan.cut(t):
        tape.grad_cell_state(level)[t] = dc * f
    return 0.0


def _gru_back(tape: RecurrentTape, level: int, t: int) -> Array | float:
    r, update_gate, n, _ = np.moveaxis(tape.gate(level)[t], 1, 0)
    dh, d = tape.grad_hidden(level)[t + 1], tape.grad_preactivation(level)[t]
    candidate = dh * (1 - update_gate) * (1 - n * n)
    d[:, 0] = candidate * tape.preactivation(level)[t, :, 3] * r * (1 - r)
    d[:, 1] = dh * (tape.hidden(level)[t] - n) * update_gate * (1 - update_gate)
    d[:, 2] = candidate
    d[:, 3] = candidate * r
    return np.asarray(dh * update_gate)


def _weight_gradients(tape: RecurrentTape, level: int) -> None:
    d, plan = tape.grad_preactivation(level), tape.plan
    tape.group(level, 1)[...] = 0
    flat = d.reshape(-1, plan.gates, plan.hidden).transpose(1, 2, 0)
    previous = tape.hidden(level)[:-1].reshape(-1, plan.hidden)
    tape.recurrent_weight(level, 1)[...] = flat @ previous
    tape.input_weight(level, 1)[...] = flat @ tape.inputs(level).reshape(-1, plan.inputs(level))
    tape.bias(level, 1)[...] = d.sum(axis=(0, 1))
    for gate, source in plan.cell.missing_weights:
        weight = tape.recurrent_weight if source == "h" else tape.input_weight
        weight(level, 1)[gate] = 0
    if plan.activation.learned:
        z, dh = tape.preactivation(level)[:, :, 0], tape.grad_hidden(level)[1:]
        tape.slope(level, 1)[...] = (np.where(z > 0, 0, z) * dh).sum()


def level_norm(tape: RecurrentTape, level: int) -> float:
    """Return the norm of the gradient of all parameters of a level, or of the output layer."""
    group = tape.group(level, 1).astype(np.float64)
    total = float(np.square(group).sum())
    if level < tape.levels and tape.plan.activation.learned:  # one number, stored for every unit
        slopes = tape.slope(level, 1).astype(np.float64)
        total -= float(np.square(slopes[1:]).sum())
    return float(np.sqrt(total))


def level_step(tape: RecurrentTape, level: int) -> tuple[Array, Array, Array]:
    """Return a level's parameters after the next update, and the optimizer's two new states."""
    gradient = clipped(tape, tape.group(level, 1), level)
    m, v = tape.group(level, 2).copy(), tape.group(level, 3).copy()
    return stepped(tape, tape.group(level), gradient, m, v), m, v


def _descend(tape: RecurrentTape) -> None:
    for level in range(tape.levels + 1):
        for copy, values in zip((0, 2, 3), level_step(tape, level), strict=True):
            tape.group(level, copy)[...] = values
    tape.refresh()
