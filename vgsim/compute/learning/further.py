"""Passes over other examples than those of the batch, for verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape

T = TypeVar("T", Tape, RecurrentTape)


@dataclass(frozen=True, slots=True)
class Further(Generic[T]):
    """Passes over other examples than those of the batch, with the same weights."""

    passes: Callable[[], Iterator[T]]  # runs them, in any thread; yields a tape after each
    needed: bool  # whether the batch by itself has too few examples for a verdict
