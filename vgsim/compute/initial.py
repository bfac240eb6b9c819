"""Where does a network begin? Weights, biases and slopes from the seed, layer by layer.

Every layer has a stream of random numbers of its own: twins of one seed share all draws whose
shapes agree, and a deeper network begins with the layers of the shallower one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

from vgsim.compute.plan import Plan
from vgsim.compute.tape import Tape
from vgsim.describe.spec import WeightEdit
from vgsim.parts.initializers import INITIALIZERS

WEIGHTS, BIASES, SLOPES = 1, 2, 3  # purposes of random numbers


def stream(seed: int, *key: int) -> Generator:
    """The random numbers of this seed and purpose."""
    return Generator(PCG64(SeedSequence(seed, spawn_key=key)))


def set_initial(tape: Tape) -> None:
    """Write the weights, biases and slopes with which learning begins."""
    plan = tape.plan
    with np.errstate(over="ignore"):
        for layer in range(1, tape.layers + 1):
            shape = plan.widths[layer], plan.widths[layer - 1]
            spec = plan.spec
            tape.weight(layer)[...] = _weights(
                spec.initializer, plan.seed, layer, *shape, spec.gain, spec.scale
            )
            tape.bias(layer)[...] = _biases(plan, layer, *shape)
            tape.alpha(layer)[...] = plan.p
    tape.refresh()


@lru_cache(maxsize=512)
def _weights(
    name: str, seed: int, layer: int, fan_out: int, fan_in: int, gain: float, scale: float | None
) -> NDArray[np.float64]:
    """Remembered, because a dragged depth asks for the same layers again and again."""
    drawn = INITIALIZERS[name].draw(stream(seed, WEIGHTS, layer), fan_out, fan_in, gain, scale)
    drawn.setflags(write=False)
    return drawn


def _biases(plan: Plan, layer: int, fan_out: int, fan_in: int) -> NDArray[np.float64]:
    spec = plan.spec
    if spec.bias is not None:
        return np.full(fan_out, spec.bias)
    rng = stream(plan.seed, BIASES, layer)
    return INITIALIZERS[spec.initializer].bias(rng, fan_out, fan_in, spec.gain, spec.scale)


def draw_slopes(tape: Tape, step: int) -> None:
    """Draw the slope of every unit for the pass of this step (RReLU)."""
    plan = tape.plan
    rng = stream(plan.seed, SLOPES, step)
    for layer in range(1, tape.layers):
        slopes = tape.alpha(layer)
        slopes[...] = rng.uniform(plan.parameters["lower"], plan.parameters["upper"], len(slopes))


def apply_edit(tape: Tape, edit: WeightEdit) -> None:
    """Set one weight or bias; one that does not exist (any more) is passed over."""
    if not (1 <= edit.layer <= tape.layers and edit.unit < tape.widths[edit.layer]):
        return
    with np.errstate(over="ignore"):
        if edit.input is None:
            tape.bias(edit.layer)[edit.unit] = edit.value
        elif edit.input < tape.widths[edit.layer - 1]:
            tape.weight(edit.layer)[edit.unit, edit.input] = edit.value
