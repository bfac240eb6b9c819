"""Checks a recurrent pass with independent computations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.reference import recurrent_twin as twin
from vgsim.compute.traces.checks import (
    DIFFERENCES,
    RESOLVED,
    SAME_PASS,
    difference_error,
    recomputed,
    relative_difference,
)
from vgsim.compute.traces.trace import Check
from vgsim.words.language import tr

LEARNED = ("recurrent_weight", "input_weight", "bias")


def checks(tape: RecurrentTape) -> tuple[Check, ...]:
    """Return every check that applies to this network, each with its largest relative error."""
    with np.errstate(all="ignore"):
        other = recomputed(tape)
        found = [_same_pass(tape, other), _through_time(tape)]
        if tape.plan.dtype is np.float64 and not tape.plan.spec.truncation:
            found += _differences(tape, other)
    return tuple(found)


def _same_pass(tape: RecurrentTape, other: RecurrentTape) -> Check:
    """Compare the pass with one recomputed in NumPy."""
    errors = [relative_difference(tape.grad_output(), other.grad_output())]
    for level in range(tape.levels):
        errors.append(relative_difference(tape.grad_hidden(level), other.grad_hidden(level)))
        errors += [
            relative_difference(getattr(tape, name)(level, 1), getattr(other, name)(level, 1))
            for name in LEARNED
        ]
    return Check(
        SAME_PASS, max(errors),
        tr(
            "∂L/∂h of every step and every gradient of weights against a second, "
            "plain implementation"
        ),
    )  # fmt: skip


def _through_time(tape: RecurrentTape) -> Check:
    """Check that the gradient of the shared weights is the sum over all steps."""
    errors = []
    cell = tape.plan.cell
    for level in range(tape.levels):
        delta = tape.grad_preactivation(level).astype(np.float64)
        for name, source, side in (
            ("recurrent_weight", tape.hidden(level)[:-1], "h"),
            ("input_weight", tape.inputs(level), "x"),
        ):
            summed = np.einsum("tbgo,tbi->goi", delta, source.astype(np.float64))
            for gate, blind in cell.missing_weights:
                if blind == side:
                    summed[gate] = 0
            errors.append(relative_difference(getattr(tape, name)(level, 1), summed))
    return Check(
        "∂L/∂W = Σ_t δ_t h_{t−1}ᵀ", max(errors),
        tr("the gradient of weights shared by all steps is the sum over the steps"),
    )  # fmt: skip


def _differences(tape: RecurrentTape, other: RecurrentTape) -> Iterator[Check]:
    """Compare central differences of the loss with the largest gradient of each weight matrix."""
    kinds: list[tuple[NDArray[Any], NDArray[Any]]] = [
        (getattr(tape, name)(level, 1), getattr(other, name)(level))
        for level in range(tape.levels)
        for name in LEARNED
    ]
    kinds.append((tape.output_weight(1), other.output_weight()))
    errors = []
    for gradient, weight in kinds:
        place = np.unravel_index(int(np.abs(gradient).argmax()), gradient.shape)
        exact = float(gradient[place])
        if abs(exact) > RESOLVED:
            errors.append(
                difference_error(weight, place, exact, lambda: twin.iterate(other, update=False))
            )
    if errors:
        yield Check(
            DIFFERENCES, max(errors),
            tr(
                "(L(w + h) − L(w − h)) / 2h of %n weight(s), each used at every step",
                "", len(errors),
            ),
        )  # fmt: skip
