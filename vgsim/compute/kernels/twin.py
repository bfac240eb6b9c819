"""The NumPy twin of the kernels: draws the first picture, and is the yardstick of their tests."""

from __future__ import annotations

import numpy as np

from vgsim.compute.tape import Tape
from vgsim.parts.activations import evaluate
from vgsim.parts.losses import loss_and_gradient, predict


class Twin:
    """Forward, loss, backward and update in plain NumPy, one layer after the other."""

    name = "numpy"

    def iterate(
        self, tape: Tape, learning_rate: float, *, update: bool, look: bool = False
    ) -> float:
        """One pass over the batch in the tape; every gradient stays there. The loss is returned.

        With `update` the weights then take one step of gradient descent; the gradients left in
        the tape are those of the pass, before the step.
        """
        with np.errstate(all="ignore"):
            _forward(tape)
            _backward(tape)
            if update:
                _update(tape, learning_rate)
        return tape.loss


def _forward(tape: Tape) -> None:
    plan = tape.plan
    for layer in range(1, tape.layers + 1):
        z = tape.preactivation(layer)
        np.matmul(tape.activation(layer - 1), tape.weight(layer).T, out=z)
        z += tape.bias(layer)
        if layer < tape.layers:
            slopes = tape.alpha(layer) if plan.per_unit_slopes else plan.spec.alpha
            value, derivative = evaluate(plan.activation, z, alpha=slopes)
            tape.activation(layer)[...] = value
            tape.derivative(layer)[...] = derivative
    tape.activation(tape.layers)[...] = predict(z, plan.output)


def _backward(tape: Tape) -> None:
    plan = tape.plan
    top = tape.layers
    tape.exponents[...] = 0
    tape.loss, gradient = loss_and_gradient(
        tape.preactivation(top), tape.target(), plan.output, plan.loss
    )
    tape.grad_preactivation(top)[...] = gradient
    for layer in range(top, 0, -1):
        delta = tape.grad_preactivation(layer)
        if layer < top:
            above = tape.grad_preactivation(layer + 1)
            np.matmul(above, tape.weight(layer + 1), out=tape.grad_activation(layer))
            np.multiply(tape.grad_activation(layer), tape.derivative(layer), out=delta)
            if plan.activation.learned:
                _slope_gradient(tape, layer)
        np.matmul(delta.T, tape.activation(layer - 1), out=tape.grad_weight(layer))
        np.sum(delta, axis=0, out=tape.grad_bias(layer))


def _slope_gradient(tape: Tape, layer: int) -> None:
    """dL/dalpha = sum of dL/da z over the batch where z <= 0, per unit or summed over the layer."""
    z = tape.preactivation(layer)
    left = np.where(z > 0, 0, z) * tape.grad_activation(layer)
    summed = left.sum(axis=0)
    tape.grad_alpha(layer)[...] = summed if tape.plan.spec.per_unit else summed.sum()


def _update(tape: Tape, learning_rate: float) -> None:
    rate = tape.plan.dtype(learning_rate)
    for layer in range(1, tape.layers + 1):
        tape.weight(layer)[...] -= rate * tape.grad_weight(layer)
        tape.bias(layer)[...] -= rate * tape.grad_bias(layer)
        if tape.plan.activation.learned and layer < tape.layers:
            tape.alpha(layer)[...] -= rate * tape.grad_alpha(layer)
    tape.refresh()
