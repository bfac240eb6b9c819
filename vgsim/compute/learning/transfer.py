"""Transfers parameters and optimizer state from one network of a lane to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array
from vgsim.compute.learning.run import Run
from vgsim.compute.learning.snapshots import Snapshot

ArrayPair = tuple[Array, Array]  # the old network's array, the new network's array
FIRST, SECOND = 2, 3  # values of a tape's `copy` that select the optimizer's two states


def transferred(old: Run[Any], new: Run[Any]) -> Snapshot:
    """Return the start of `new`: its initial weights, overwritten by parameters of `old`.

    A parameter array is copied if both networks have it in the same shape; output layers
    correspond to each other. The optimizer keeps its state if both networks have the same
    optimizer and every array could be copied. Parameters are rounded to the format of `new`; what
    is too large for it becomes infinite.
    """
    new.start_over()
    with np.errstate(over="ignore"):
        return _transferred(old, new)


def _transferred(old: Run[Any], new: Run[Any]) -> Snapshot:
    source, goal = old.tape, new.tape
    rounded = goal.plan.format.rounded
    narrow = new.training.optimizer_dtype == "same"
    same = old.training.optimizer == new.training.optimizer
    whole = same
    for arrays in _arrays(source, goal):
        fits = all(one.shape == two.shape for one, two in arrays)
        whole = whole and fits
        if not fits:
            continue
        (learned, place), *states = arrays
        place[...] = rounded(learned)
        for one, two in states if same else ():
            two[...] = rounded(one) if narrow else one
    _transfer_statistics(source, goal)
    if isinstance(goal, Tape):
        goal.initial = goal.learned.copy()
        for one, two in _origins(source, goal):
            if one.shape == two.shape:
                two[...] = one
    if whole:
        goal.since = source.since
    else:
        goal.states[...] = 0
        goal.since = new.start
    goal.refresh()
    return replace(new.snapshot(), origin=goal.initial)


def _arrays(source: Any, goal: Any) -> Iterator[tuple[ArrayPair, ...]]:
    """Yield for each parameter array of both networks its pair and the pairs of its two states."""
    if isinstance(source, Tape) and isinstance(goal, Tape):
        for one, two in _layers(source, goal):
            yield _with_states(source, goal, "weight", one, two)
            for name in ("bias", *_shared(source, goal, one, two)):
                yield _with_states(source, goal, name, one, two)
    elif isinstance(source, RecurrentTape) and isinstance(goal, RecurrentTape):
        for level in range(min(source.levels, goal.levels)):
            for name in ("recurrent_weight", "input_weight", "bias", "slope"):
                reads = getattr(source, name), getattr(goal, name)
                if name == "slope" and not (_slopes(source) and _slopes(goal)):
                    continue
                yield tuple((reads[0](level, k), reads[1](level, k)) for k in (0, FIRST, SECOND))
        for name in ("output_weight", "output_bias"):
            reads = getattr(source, name), getattr(goal, name)
            yield tuple((reads[0](k), reads[1](k)) for k in (0, FIRST, SECOND))


def _slopes(tape: RecurrentTape) -> bool:
    return tape.plan.activation.learned


def _with_states(source: Tape, goal: Tape, name: str, one: int, two: int) -> tuple[ArrayPair, ...]:
    here, there = source.states_of(name, one), goal.states_of(name, two)
    return (
        (getattr(source, name)(one), getattr(goal, name)(two)),
        (here[0], there[0]),
        (here[1], there[1]),
    )


def _layers(source: Tape, goal: Tape) -> Iterator[tuple[int, int]]:
    """Yield pairs of layers: hidden layers with the same number, then the output layers."""
    for layer in range(1, min(source.layers, goal.layers)):
        yield layer, layer
    yield source.layers, goal.layers


def _shared(source: Tape, goal: Tape, one: int, two: int) -> Iterator[str]:
    """Yield the names of the other parameters that both of these layers have."""
    if one < source.layers and two < goal.layers:
        if source.plan.layer(one).activation.learned and goal.plan.layer(two).activation.learned:
            yield "alpha"
        if source.plan.spec.normalization == goal.plan.spec.normalization != "none":
            yield "gamma"
            yield "beta"
        if source.plan.learned_branches and goal.plan.learned_branches:
            yield "branch_scale"


def _transfer_statistics(source: Any, goal: Any) -> None:
    if not (isinstance(source, Tape) and isinstance(goal, Tape)):
        return
    if source.plan.normalization.in_batches and goal.plan.normalization.in_batches:
        for one, two in list(_layers(source, goal))[:-1]:
            for here, there in zip(source.running(one), goal.running(two), strict=True):
                if here.shape == there.shape:
                    there[...] = here


def _origins(source: Any, goal: Tape) -> Iterator[ArrayPair]:
    if isinstance(source, Tape):
        for one, two in _layers(source, goal):
            here, there = source.initial_weight(one), goal.initial_weight(two)
            if here is not None and there is not None:
                yield here, there
