"""What a pass means: the verdict, the state of every layer, the cause, what theory expects.

Values only. `vgsim.theory.judge` works them out, once for each pass, in the thread that computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Severity = Literal["good", "warn", "bad"]
State = Literal[
    "healthy", "vanishing", "slow", "exploding", "saturated", "dead", "symmetric", "underflowed",
    "not learning", "step too large", "out of reach", "broken", "frozen",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question about a network; `sentence` ends with a full stop."""

    state: str
    severity: Severity
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`decades` is log10(G_1 / G_L), `slope` decades per layer; both infinite where G is 0 or lost.

    `kind` is the state of the gradient ("vanishing", "mild", "healthy", "growing", "exploding",
    "zero", "single"), or "broken" where numbers were lost, "starved" where the gradient arrives
    evenly but moves nothing, "learned" where it is 0 because nothing is left to learn.
    """

    kind: str
    decades: float
    slope: float
    sentence: str
    severity: Severity
    headline: str  # the sentence without what it adds on whether the network learns
    arrives: Finding
    step_fits: Finding
    learns: Finding

    @property
    def learned(self) -> bool:
        """Whether the loss is nearly 0 in an evaluation."""
        return self.learns.state == "learned"

    @property
    def starved(self) -> bool:
        """Whether no hidden layer moves."""
        return self.step_fits.state == "too_small"


@dataclass(frozen=True, slots=True)
class LayerState:
    """`state` is the first of all that hold."""

    layer: int  # from 1; a step of a recurrent network; depth + 1: the output layer
    state: State
    also: tuple[State, ...]
    decades: float  # of its gradient, relative to the last hidden layer


def _nothing() -> FloatArray:
    return np.empty(0)


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """What mean-field theory expects of the initial weights, or why it expects nothing.

    Gradients are tied to the one that was measured at the last hidden layer.
    """

    reason: str = ""  # empty where there is an expectation
    measures: Mapping[str, FloatArray] = field(default_factory=dict)  # name -> (depth,)
    log_gradient: FloatArray = field(default_factory=_nothing)  # (depth,) log10 of the gradient
    spread: FloatArray = field(default_factory=_nothing)  # (depth,) deviation of it, in decades
    decades: float = float("nan")  # between the last hidden layer and the first


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """All that is said of one lane in one pass."""

    verdict: Verdict
    states: tuple[LayerState, ...]  # of every hidden layer or step, then of the output layer
    cause: str  # where the gradient's decades went, in a sentence; empty where there is none
    expected: Expectation
