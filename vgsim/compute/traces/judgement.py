"""The judgement of a pass: verdict, state of every layer, cause, and what theory expects.

These are only values. `vgsim.theory.judge` computes them once per pass, in the compute thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from vgsim.compute.arrays.types import FloatArray

Severity = Literal["good", "warn", "bad"]
State = Literal[
    "healthy", "vanishing", "slow", "exploding", "saturated", "dead", "symmetric", "underflowed",
    "not learning", "step too large", "out of reach", "broken", "frozen",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question about a network, in one or more sentences."""

    state: str
    severity: Severity
    lead: str  # the first sentence, with its period
    more: str = ""  # the other sentences

    @property
    def sentence(self) -> str:
        """All sentences."""
        return f"{self.lead} {self.more}".strip()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a network's gradient G.

    `decades` is log10(G_1 / G_L) and `slope` is decades per layer; both are infinite if G is 0 or
    not finite. `kind` is the state of the gradient ("vanishing", "mild", "healthy", "growing",
    "exploding", "zero", "single"), or "broken" if numbers are NaN or infinite, "starved" if the
    gradient arrives evenly but moves no weights, "learned" if it is 0 as nothing is left to learn.
    """

    kind: str
    decades: float
    slope: float
    sentence: str
    severity: Severity
    headline: str  # `sentence` without its part on whether the network learns
    lead: str  # the first sentence of `headline`
    arrives: Finding
    step_fits: Finding
    learns: Finding

    @property
    def learned(self) -> bool:
        """Whether the loss of an evaluation is nearly 0."""
        return self.learns.state == "learned"

    @property
    def starved(self) -> bool:
        """Whether the weights of no hidden layer change."""
        return self.step_fits.state == "too_small"


@dataclass(frozen=True, slots=True)
class LayerState:
    """The states of one layer; `state` is the first that applies, `also` are the others."""

    layer: int  # from 1; a step of a recurrent network; depth + 1: the output layer
    state: State
    also: tuple[State, ...]
    decades: float  # of its gradient, relative to the last hidden layer


def _nothing() -> FloatArray:
    return np.empty(0)


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """What mean-field theory predicts for the initial weights, or why it predicts nothing.

    Predicted gradients start from the one measured at the last hidden layer.
    """

    reason: str = ""  # why there is no prediction; empty if there is one
    measures: Mapping[str, FloatArray] = field(default_factory=dict)  # name -> (depth,)
    log_gradient: FloatArray = field(default_factory=_nothing)  # (depth,) log10 of the gradient
    spread: FloatArray = field(default_factory=_nothing)  # (depth,) its standard deviation
    decades: float = float("nan")  # between the last hidden layer and the first


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """The complete judgement of one lane in one pass."""

    verdict: Verdict
    states: tuple[LayerState, ...]  # of every hidden layer or step, then of the output layer
    cause: str  # a sentence on what shrank or enlarged the gradient; may be empty
    expected: Expectation
