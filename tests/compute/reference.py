"""The same networks written down anew for the autograd package: only forwards."""

from __future__ import annotations

import math
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad
from autograd.extend import defvjp, primitive

from tests.parts.exact import LOSS
from vgsim.compute.arrays.tape import Tape
from vgsim.parts.activations import ACTIVATIONS, Activation, evaluate


@primitive
def erf(x: Any) -> Any:
    return np.vectorize(math.erf, otypes=[float])(x)


defvjp(erf, lambda _, x: lambda g: g * 2 / math.sqrt(math.pi) * np.exp(-np.square(x)))


def s(z: Any) -> Any:
    return 1 / (1 + anp.exp(-z))


def softplus(z: Any) -> Any:
    return anp.log1p(anp.exp(z))


def left(z: Any, p: Any) -> Any:
    return anp.where(z > 0, z, p * z)


def elu(z: Any, p: Any) -> Any:
    return anp.where(z > 0, z, p * (anp.exp(anp.where(z > 0, 0, z)) - 1))


WRITTEN = {
    "linear": lambda z, p: z,
    "sigmoid": lambda z, p: s(z),
    "tanh": lambda z, p: anp.tanh(z),
    "relu": lambda z, p: anp.where(z > 0, z, 0),
    "leaky_relu": left,
    "prelu": left,
    "rrelu": left,
    "elu": elu,
    "relu6": lambda z, p: anp.where(z > 0, anp.where(z < 6, z, 6), 0),
    "silu": lambda z, p: z * s(z),
    "hard_swish": lambda z, p: anp.where(z > -3, anp.where(z < 3, z * (z + 3) / 6, z), 0),
    "selu": lambda z, p: (
        1.0507009873554804934193349852946 * elu(z, 1.6732632423543772848170429916717)
    ),
    "gelu": lambda z, p: z * (1 + erf(z / math.sqrt(2))) / 2,
    "softplus": lambda z, p: softplus(z),
    "softsign": lambda z, p: z / (1 + anp.abs(z)),
    "mish": lambda z, p: z * anp.tanh(softplus(z)),
    "hard_tanh": lambda z, p: anp.where(z > -1, anp.where(z < 1, z, 1), -1),
    "hard_sigmoid": lambda z, p: anp.where(z > -3, anp.where(z < 3, z / 6 + 0.5, 1), 0),
    "lecun_tanh": lambda z, p: 1.7159 * anp.tanh(2 * z / 3),
}


def taken(entry: Activation) -> Any:
    """The program's own function and slope, which `tests/parts` compares with 40 digits.

    For an activation that is not written down here; only one that is may be learned.
    """
    assert not entry.learned
    made = primitive(lambda z, p: evaluate(entry, z, p)[0])
    defvjp(made, lambda _, z, p: lambda g: g * evaluate(entry, z, p)[1], argnums=(0,))
    return made


FORWARD = {name: WRITTEN.get(name) or taken(entry) for name, entry in ACTIVATIONS.items()}


def loss(z: Any, t: Any, output: str, name: str) -> Any:
    """The mean loss of output preactivations, in forms that do not cancel."""
    if name == "cross_entropy":
        own = anp.sum(z * t, axis=1, keepdims=True)
        return anp.mean(anp.log1p(anp.sum((1 - t) * anp.exp(z - own), axis=1)))
    if name == "bce":
        return anp.mean(anp.where(t == 1, softplus(-z), softplus(z)))
    if output == "linear":
        error = z - t
    elif output == "sigmoid":
        error = (1 - t) * s(z) - t * s(-z)
    elif output == "tanh":
        sides = (1 - t) * s(2 * z) - (1 + t) * s(-2 * z)
        error = anp.where(anp.abs(t) == 1, sides, anp.tanh(z) - t)
    else:
        e = anp.exp(z - anp.max(z, axis=1, keepdims=True))
        y = e / anp.sum(e, axis=1, keepdims=True)
        others = anp.sum(y * (1 - t), axis=1, keepdims=True)
        error = anp.where(t == 1, -others * anp.ones(t.shape), y)
    return anp.mean(LOSS[name](error, 0, anp))  # of what is not seen through a logarithm


def parameters(tape: Tape) -> list[Any]:
    """Weights, biases and slopes of every layer, and shifts of z that are 0."""
    found = []
    for layer in range(1, tape.layers + 1):
        learned = tape.plan.activation.learned and layer < tape.layers
        shared = slice(0, 1) if learned and not tape.plan.spec.per_unit else slice(None)
        found.append(
            (
                np.array(tape.weight(layer)),
                np.array(tape.bias(layer)),
                np.array(tape.alpha(layer)[shared]),
                np.zeros(tape.preactivation(layer).shape),
                np.zeros(tape.activation(layer).shape),
            )
        )
    return found


def forward(values: list[Any], tape: Tape) -> Any:
    plan = tape.plan
    a = np.array(tape.activation(0))
    for w, b, p, shift, push in values[:-1]:
        slope = p if plan.layer(1).slopes else plan.layer(1).p
        z = anp.dot(a, w.T) + b + shift
        a = FORWARD[plan.activation.name](z, slope) + push
    w, b, _, shift, _ = values[-1]
    z = anp.dot(a, w.T) + b + shift
    return loss(z, np.array(tape.target()), plan.output, plan.loss)


def gradients(tape: Tape) -> tuple[float, dict[str, Any]]:
    """Loss and every gradient by the names of `nets.numbers`."""
    values = parameters(tape)
    with np.errstate(all="ignore"):
        found = grad(forward)(values, tape)
        value = float(forward(values, tape))
    named = {}
    for layer, (w, b, p, shift, push) in enumerate(found, 1):
        named |= {f"grad_weight {layer}": w, f"grad_bias {layer}": b}
        named[f"grad_preactivation {layer}"] = shift
        if layer < tape.layers:
            named[f"grad_activation {layer}"] = push
            if tape.plan.activation.learned:
                n = len(tape.alpha(layer))
                named[f"grad_alpha {layer}"] = np.broadcast_to(p, (n,))
    return value, named
