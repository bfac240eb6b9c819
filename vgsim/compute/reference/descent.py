"""The update in NumPy: gradient clipping and the optimizers, as PyTorch defines them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array
from vgsim.describe.spec import TrainingSpec
from vgsim.parts.elementary import numpy_form
from vgsim.parts.optimizers import OPTIMIZERS

NAMES = ("weight", "bias", "alpha", "gamma", "beta", "branch_scale")


def learned_names(tape: Tape, layer: int) -> Iterator[str]:
    """Yield the names of a layer's parameters; the tape has a view for each."""
    plan, hidden = tape.plan, layer < tape.layers
    yield "weight"
    yield "bias"
    if hidden and plan.layer(layer).activation.learned:
        yield "alpha"
    if hidden and plan.normalized:
        yield "gamma"
        if plan.normalization.shifts:
            yield "beta"
    if plan.learned_branches and plan.layer(layer).source:
        yield "branch_scale"


def layer_norm(tape: Tape, layer: int) -> float:
    """Return the norm of the gradient of all parameters of a layer."""
    total = 0.0
    for name in learned_names(tape, layer):
        gradient = getattr(tape, f"grad_{name}")(layer).astype(np.float64)
        if name == "alpha" and not tape.plan.spec.per_unit:
            gradient = gradient[:1]  # one parameter, stored once for every unit
        total += float(np.square(gradient).sum())
    return float(np.sqrt(total))


def clip_factors(
    training: TrainingSpec, norms: Iterable[float], frozen: Sequence[bool] = ()
) -> Array:
    """Return the factors that clipping by norm applies to the gradients, (n,), or () for all.

    Args:
        training: how the network is trained.
        norms: of the gradient of each layer or level; computed only if clipping needs them.
        frozen: which layers do not count for the norm of the whole gradient; empty: none.
    """
    if training.clipping not in ("layer_norm", "global_norm"):
        return np.ones(())
    found = np.array(list(norms))
    if training.clipping == "global_norm":
        moving = found[~np.array(frozen)] if frozen else found
        found[...] = np.sqrt(np.square(moving).sum())
    return np.asarray(np.minimum(1.0, training.clip_at / (found + 1e-6)))


def weight_step(tape: Tape, layer: int) -> Array:
    """Return the change of a layer's weights in the update after this pass, (fan_out, fan_in).

    In narrow formats, small changes are lost when the new weights are rounded.
    """
    plan, weight = tape.plan, tape.weight(layer)
    if plan.layer(layer).frozen:
        return np.zeros(weight.shape)
    gradient = clipped(tape, tape.grad_weight(layer), layer)
    states = (state.copy() for state in tape.states_of("weight", layer))
    return np.asarray(plan.format.rounded(stepped(tape, weight, gradient, *states)) - weight)


def clipped(tape: Tape | RecurrentTape, gradient: Array, group: int) -> Array:
    """Return the gradient of a parameter of a layer or level after clipping."""
    training = tape.plan.training
    gradient = gradient * tape.plan.dtype(tape.clipped[group])
    if training.clipping == "value":
        return np.clip(gradient, -training.clip_at, training.clip_at)
    return gradient


def descend(tape: Tape, *, update: bool) -> None:
    """Update all parameters at the tape's learning rate; without `update` only compute clipping.

    With a loss scale, the update is skipped if a norm is NaN or infinite.
    """
    plan = tape.plan
    inner = range(1, tape.layers + 1)
    frozen = [plan.layer(layer).frozen for layer in inner]
    norms = (layer_norm(tape, layer) for layer in inner)
    tape.clipped[1:] = clip_factors(plan.training, norms, frozen)
    if not update or (
        plan.spec.loss_scale and not np.isfinite([layer_norm(tape, k) for k in inner]).all()
    ):
        return
    for layer in inner:
        if plan.layer(layer).frozen:
            continue
        for name in learned_names(tape, layer):
            gradient = getattr(tape, f"grad_{name}")(layer)
            values = getattr(tape, name)(layer)
            gradient = clipped(tape, gradient, layer)
            values[...] = plan.format.rounded(
                stepped(tape, values, gradient, *tape.states_of(name, layer))
            )
    tape.refresh()


def stepped(tape: Tape | RecurrentTape, w: Array, g: Array, *states: Array) -> Array:
    """Return parameters w with gradients g after one step of the optimizer; changes the states.

    Gradients, states and results below the smallest normal number become 0 (see `Optimizer`). If
    the optimizer uses the network's narrow format, every intermediate result that PyTorch stores is
    rounded to it.
    """
    training, dtype = tape.plan.training, tape.plan.dtype
    optimizer = OPTIMIZERS[training.optimizer]
    rounded: Callable[[Any], Array] = np.asarray
    if training.optimizer_dtype == "same":
        rounded = tape.plan.format.rounded
    rate, decay = dtype(tape.learning_rate), dtype(training.weight_decay)
    g = rounded(_flushed(g))
    if optimizer.decoupled:
        w = rounded(w - rate * decay * w)
    elif decay:
        g = rounded(g + decay * w)
    parameters = [getattr(training, each.name) for each in optimizer.parameters]
    corrections = optimizer.corrected(tape.step - tape.since + 1, *parameters)
    rule = numpy_form(optimizer.rule, np.dtype(dtype), rounded)
    kept = states[: optimizer.states]
    stepped, *new_states = rule(w, g, *kept, rate, *map(dtype, (*parameters, *corrections)))
    for state, values in zip(kept, new_states, strict=True):
        state[...] = _flushed(values)
    return _flushed(stepped)


def _flushed(x: Array) -> Array:
    return np.where(np.abs(x) < np.finfo(x.dtype).tiny, x.dtype.type(0), x)
