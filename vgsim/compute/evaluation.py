"""What does the network answer? A forward pass in evaluation: no dropout, running statistics."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.tape import Tape
from vgsim.parts.activations import evaluate
from vgsim.parts.losses import predict

Array = NDArray[Any]


def predictions(tape: Tape, x: Array) -> Array:
    """The outputs, (n, outputs), of inputs (n, features), with the weights in the tape.

    Drawn slopes have their mean, dropout is off, batch norm uses its running statistics.
    """
    plan, rounded = tape.plan, tape.plan.format.rounded
    with np.errstate(all="ignore"):
        signals = [np.asarray(rounded(x))]
        for layer in range(1, tape.layers):
            signals.append(_layer(tape, layer, signals))
        z = rounded(signals[-1] @ tape.weight(tape.layers).T + tape.bias(tape.layers))
        return predict(z, plan.output)


def _layer(tape: Tape, layer: int, signals: list[Array]) -> Array:
    plan, rounded = tape.plan, tape.plan.format.rounded
    own = plan.layer(layer)
    factor = tape.branch_scale(layer)[0]
    u = rounded(signals[-1] @ tape.weight(layer).T + tape.bias(layer))
    if plan.before:
        u = _normalized(tape, layer, u)
    if own.source and plan.post:
        u = rounded(signals[own.source] + factor * u)
    slopes = tape.alpha(layer) if own.activation.learned else own.p
    out = rounded(evaluate(own.activation, u, alpha=slopes)[0])
    if plan.after:
        out = _normalized(tape, layer, out)
    if own.source and not plan.post:
        out = rounded(signals[own.source] + factor * out)
    return out


def _normalized(tape: Tape, layer: int, x: Array) -> Array:
    plan = tape.plan
    epsilon = plan.dtype(plan.epsilon)
    if plan.spec.normalization == "batch":
        mean, variance = tape.running(layer)
    else:
        mean = x.mean(axis=1, keepdims=True)
        if plan.spec.normalization == "rms":
            mean = np.zeros_like(mean)
        variance = np.square(x - mean).mean(axis=1, keepdims=True)
    normal = (x - mean) / np.sqrt(variance + epsilon)
    return plan.format.rounded(tape.gamma(layer) * normal + tape.beta(layer))
