"""Gathers the data for a verdict on a network: see `vgsim.compute.traces.evidence`.

A single example says little about a network. If batches are small, the same quantities are
computed over some further examples, with the same weights.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.recurrent_plan import RecurrentPlan
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array, FloatArray
from vgsim.compute.traces.curves import Curves
from vgsim.compute.traces.evidence import Break, Evidence, TrainingHistory
from vgsim.compute.traces.layer_view import LayerView
from vgsim.compute.traces.nonfinite import first_nonfinite
from vgsim.compute.traces.recurrent_view import StepsView
from vgsim.compute.traces.underflow import underflow_by_step, underflow_fractions
from vgsim.compute.traces.view import read_only
from vgsim.parts.output_layer import RANGES

ENOUGH = 8  # batches of at least this many examples need no further ones
ENOUGH_SEQUENCES = 32  # the same for sequences: a few of them have most of the gradient
EXAMPLES = 64  # number of examples used if the batch is smaller
# the largest derivative of an output unit, by which it multiplies the error under squared error
STEEPEST = {"linear": 1.0, "sigmoid": 0.25, "tanh": 1.0, "softmax": 0.5}
FLAT = 0.1  # fraction of that derivative below which an output unit counts as flat


@dataclass(frozen=True, slots=True)
class _Pass:
    """The evidence in a single pass; dead units are not counted yet."""

    examples: int
    gradient: FloatArray
    arriving: FloatArray
    weight_gradient: FloatArray
    closed: tuple[NDArray[np.bool_], ...]  # per layer or step: which units have f′ = 0 throughout
    underflowed: FloatArray
    output_faults: tuple[float, float]
    loss: float


def gather(
    passes: Iterable[Tape | RecurrentTape],
    batch: int,
    step: int,
    curves: Curves,
    broke: Break | None,
) -> Evidence:
    """Combine the evidence in several passes of one network with the same weights.

    Args:
        passes: tapes that hold a forward and a backward pass each, or one tape repeatedly.
        batch: number of examples in an update.
        step: the number of updates that led to these weights.
        curves: the training curves; their parts after this step are ignored.
        broke: the first NaN or infinity so far.
    """
    found: list[_Pass] = []
    nonfinite = None
    for tape in passes:
        plan = tape.plan
        with np.errstate(all="ignore"):
            found.append(_feedforward(tape, batch) if isinstance(tape, Tape) else _recurrent(tape))
        nonfinite = nonfinite or _overflow(tape, found[-1])
    dead = [
        np.logical_and.reduce(units).mean()
        for units in zip(*(each.closed for each in found), strict=True)
    ]
    flat, unreachable = np.mean([each.output_faults for each in found], axis=0).tolist()
    return Evidence(
        examples=sum(each.examples for each in found),
        gradient=_root_mean([each.gradient for each in found]),
        arriving=_root_mean([each.arriving for each in found]),
        weight_gradient=_root_mean([each.weight_gradient for each in found]),
        dead=read_only(np.array([*dead, 0.0])),
        underflowed=read_only(np.mean([each.underflowed for each in found], axis=0)),
        flat=flat,
        unreachable=unreachable,
        blind_guess=plan.blind_guess,
        zero_guess=plan.zero_guess,
        history=_history(
            step,
            curves,
            float(np.mean([each.loss for each in found])),
            broke,
            tested=isinstance(plan, RecurrentPlan) and plan.data.drawn,
        ),
        nonfinite=nonfinite,
    )


def _history(
    step: int, curves: Curves, loss: float, broke: Break | None, *, tested: bool
) -> TrainingHistory:
    """Return the history up to `step`.

    `tested`: training examples are new in every update, so the fixed test set's losses are used.
    """
    count = int(np.searchsorted(curves.evaluated, step, "right"))
    evaluated = curves.evaluated[:count]
    losses = (curves.test_loss if tested else curves.train_loss)[:count]
    if len(evaluated) and evaluated[0] == 0 and not np.isnan(losses[0]):
        first = float(losses[0])
    elif step and len(curves.steps):
        first = float(curves.loss[0])
    else:
        first = loss
    return TrainingHistory(step, first, evaluated, losses, curves.test_loss[:count], broke)


def _feedforward(tape: Tape, of: int) -> _Pass:
    sizes: dict[int, float] = {}
    views = [LayerView(tape, layer, 0, sizes) for layer in range(1, tape.layers + 1)]
    batch, target = float(tape.batch), tape.target()
    out, factors = tape.grad_preactivation(tape.layers), tape.plan.factors(target)
    if factors is not None:  # class weights do not change how flat an output unit is
        out = out / factors[:, None]
    return _Pass(
        examples=tape.batch,
        gradient=np.array([view.delta_rms for view in views]) * batch,
        arriving=np.array([view.arriving_rms for view in views]) * batch,
        weight_gradient=np.array([_expected(tape, view, of) for view in views]),
        closed=tuple((tape.derivative(k) == 0).all(axis=0) for k in range(1, tape.layers)),
        underflowed=underflow_fractions(tape),
        output_faults=_output_faults(
            tape.activation(tape.layers), target, out,
            tape.plan.output, tape.plan.loss, bool(tape.plan.data.classes),
        ),
        loss=tape.loss,
    )  # fmt: skip


def _overflow(tape: Tape | RecurrentTape, found: _Pass) -> tuple[str, int] | None:
    """Phase and place where the numbers stop being finite; None if the evidence is finite."""
    sizes = found.gradient, found.arriving, found.weight_gradient
    overflowed = ~np.logical_and.reduce(np.isfinite(sizes))
    if not overflowed.any():
        return None
    # all numbers may be finite while their sum over the batch is not
    return first_nonfinite(tape) or ("backward", int(np.flatnonzero(overflowed)[-1]) + 1)


def _expected(tape: Tape, view: LayerView, of: int) -> float:
    """Return the expected ‖∂L/∂W‖ of a batch of `of` examples, estimated from a larger batch.

    The gradient of one example is δ aᵀ, with norm ‖δ‖ ‖a‖. On average, the squared norm for a
    batch of b examples is 1/b times the mean of these squared norms plus (b − 1)/b times the
    squared norm of the mean gradient.
    """
    whole = view.weight_gradient_norm
    if of >= tape.batch:
        return whole
    delta = view.delta * tape.batch
    signal = tape.activation(view.layer - 1).astype(np.float64)
    single = np.sqrt(np.square(delta).sum(axis=1)) * np.sqrt(np.square(signal).sum(axis=1))
    return float(np.hypot(rms_of(single) / of**0.5, whole * (1 - 1 / of) ** 0.5))


def _recurrent(tape: RecurrentTape) -> _Pass:
    view, batch = StepsView(tape), float(tape.batch)
    has_cell_state = tape.plan.cell.has_cell_state
    arriving = view.path.whole if has_cell_state and view.path is not None else view.arriving
    out = np.array([rms_of(tape.grad_output())]) * batch
    return _Pass(
        examples=tape.batch,
        gradient=np.concatenate([np.atleast_1d(view.arriving_rms) * batch, out]),
        arriving=np.concatenate([np.array([rms_of(each) for each in arriving]) * batch, out]),
        weight_gradient=np.full(tape.steps + 1, view.weight_gradient_norm),
        closed=tuple((view.slope == 0).all(axis=1)),
        underflowed=underflow_by_step(tape),
        output_faults=_output_faults(
            tape.output(), tape.target(), tape.grad_output(),
            tape.plan.output, tape.plan.loss, bool(tape.plan.data.classes),
        ),
        loss=tape.loss,
    )  # fmt: skip


def rms_of(x: Array) -> float:
    """Return the root mean square of all entries; squares cannot overflow or underflow."""
    peak = float(np.abs(x).max()) if x.size else 0.0
    if peak == 0 or not np.isfinite(peak):
        return peak
    return peak * float(np.sqrt(np.square(x.astype(np.float64) / peak).mean()))


def _output_faults(
    y: Array, t: Array, gradient: Array, output: str, loss: str, classes: bool
) -> tuple[float, float]:
    """Return the fractions of wrong predictions on flat output units, and of unreachable targets.

    Args:
        y: (n, outputs) predictions.
        t: (n, outputs) targets.
        gradient: (n, outputs) ∂L/∂z of the mean loss at the output units.
        output: name of the output units.
        loss: name of the loss.
        classes: whether targets are classes.
    """
    low, high = RANGES[output]
    unreachable = float(((t < low) | (t > high)).mean())
    if not classes or loss != "mse":
        return 0.0, unreachable
    error = np.abs(y.astype(np.float64) - t)
    wrong = error.max(axis=1) > (1.0 if output == "tanh" else 0.5)
    at_outputs = 2 * np.sqrt(np.square(error).sum(axis=1)) / t.size
    passed = np.sqrt(np.square(gradient.astype(np.float64)).sum(axis=1))
    flat = wrong & (passed < FLAT * STEEPEST[output] * at_outputs)
    return float(flat.mean()), unreachable


def _root_mean(found: list[FloatArray]) -> FloatArray:
    """Combine arrays of rms values, each over equally many entries, into the rms over all."""
    if len(found) == 1:
        return read_only(found[0])
    values = np.array(found)
    peak = np.max(values, axis=0)
    usable = np.isfinite(peak) & (peak > 0)
    with np.errstate(all="ignore"):
        scaled = np.sqrt(np.square(values / np.where(usable, peak, 1)).mean(axis=0))
    return read_only(np.where(usable, scaled * peak, peak))
