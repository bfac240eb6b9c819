"""The cells of recurrent networks, and how their recurrent weights are initialized."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from vgsim.parts.initializers import orthogonal
from vgsim.parts.registry import Choice, Registry
from vgsim.words.language import tr

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a recurrent network computes at each time step.

    `gates` names the blocks of weights; the GRU's candidate has two, n for the inputs and s for the
    state. `missing_weights` lists blocks without weights for the inputs ("x") or the state ("h").
    """

    name: str
    label: str
    formula: str
    origin: str
    teaches: str
    help: str
    gates: tuple[str, ...] = ()
    keep_gate: int | None = None  # index of the gate that keeps the state, if any
    open_bias: float = 0.0  # default of that gate's initial bias
    missing_weights: tuple[tuple[int, str], ...] = ()
    any_activation: bool = False  # whether the user chooses its activation
    has_cell_state: bool = False  # whether it has a cell state in addition to h


CELLS = Registry(
    Cell(
        "none", tr("None: feedforward"), "aₗ = f(Wₗ aₗ₋₁ + bₗ)", "Rosenblatt 1958",
        tr("Every layer has its own weights."),
        tr("The network gets a whole example at once; depth is the number of its layers."),
    ),
    Cell(
        "vanilla", tr("Vanilla"), "hₜ = f(Wₓ xₜ + Wₕ hₜ₋₁ + b)", "Elman 1990",
        tr("The same Wₕ at every step: the gradient is multiplied by it again and again."),
        tr("The plain recurrent network, with any activation."),
        ("z",), any_activation=True,
    ),
    Cell(
        "lstm", "LSTM", "cₜ = f⊙cₜ₋₁ + i⊙g, hₜ = o⊙tanh cₜ",
        tr("Hochreiter and Schmidhuber 1997; forget gate: Gers, Schmidhuber and Cummins 1999"),
        tr("Along c the gradient is only multiplied by f: an open forget gate lets it pass."),
        tr("Input, forget and output gate around a cell state."),
        ("i", "f", "g", "o"), 1, 1.0, has_cell_state=True,
    ),
    Cell(
        "gru", "GRU", "hₜ = (1−z)⊙n + z⊙hₜ₋₁, n = tanh(Wₓ xₜ + r⊙(Wₕ hₜ₋₁ + b))",
        tr("Cho et al. 2014, in PyTorch's form"),
        tr("The update gate z keeps the old state; near 1 it carries the gradient along."),
        tr("Reset and update gate, no separate cell state."),
        ("r", "z", "n", "s"), 1, 0.0, ((2, "h"), (3, "x")),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A way to draw a square matrix of recurrent weights, before it is scaled by ρ."""

    name: str
    label: str
    formula: str
    origin: str
    teaches: str
    help: str
    draw: Callable[[Generator, int], FloatArray]


def _uniform(rng: Generator, n: int) -> FloatArray:
    return np.asarray(rng.uniform(-1, 1, (n, n)) / np.sqrt(n))


def _gaussian(rng: Generator, n: int) -> FloatArray:
    return np.asarray(rng.standard_normal((n, n)) / np.sqrt(n))


def _orthogonal(rng: Generator, n: int) -> FloatArray:
    return orthogonal(rng, n, n, 1.0)


def _identity(rng: Generator, n: int) -> FloatArray:
    return np.eye(n)


RECURRENCES = Registry(
    Recurrence(
        "uniform", tr("Uniform (PyTorch)"), "W ~ U(±ρ/√H)",
        tr("the default of PyTorch's RNN, LSTM, GRU"),
        tr("Spectral radius about 0.58: a vanilla cell forgets in a dozen steps."),
        tr("PyTorch draws all weights of a cell like this."),
        _uniform,
    ),
    Recurrence(
        "gaussian", tr("Gaussian"), "W ~ N(0, ρ²/H)", tr("Sompolinsky, Crisanti and Sommers 1988"),
        tr("Spectral radius near ρ, but the largest singular value is near 2ρ."),
        tr("Independent normal numbers."),
        _gaussian,
    ),
    Recurrence(
        "orthogonal", tr("Orthogonal"), "WᵀW = ρ² 1", tr("Saxe, McClelland and Ganguli 2013"),
        tr("Rotates the state without changing its length: spectral radius exactly ρ."),
        tr("Every singular value and the size of every eigenvalue is ρ."),
        _orthogonal,
    ),
    Recurrence(
        "identity", tr("Identity"), "W = ρ 1", tr("Le, Jaitly and Hinton 2015 (IRNN, with ReLU)"),
        tr("Every unit starts by copying its own state."),
        tr("With ReLU and ρ = 1 this is the IRNN."),
        _identity,
    ),
)  # fmt: skip

LOSS_PLACES = Registry(
    Choice("last", tr("Last step"), "L = L_T", "", tr("The gradient has to pass all steps.")),
    Choice(
        "every", tr("Every step"), tr("L = mean of L₁ … L_T"), "",
        tr("A gradient enters at every step; the first steps get it mostly from nearby steps."),
    ),
)  # fmt: skip
