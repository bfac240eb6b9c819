"""Recurrent networks whose truth is known: none is judged wrongly."""

from __future__ import annotations

import pytest

from tests.theory.labelled import ODD, Family, Fields, cases, grid, misjudged

LINEAR_CELL = {"cell": "vanilla", "activation": "linear", "recurrence": "orthogonal", "width": 16}
GRU = {"cell": "gru", "activation": "tanh", "width": 16}

FAMILIES = (
    # --- through time
    Family(
        "an LSTM with an open forget gate and no recurrent weights remembers along c",
        grid({"cell": "lstm", "spectral_radius": 0.0, "activation": "tanh"}, width=(16, 32),
             forget_bias=(6.0, 7.0)),
        data={"name": "latch", "batch_size": 32, "length": 60},
        kind=("healthy",), says=("along the cell state c",), not_says=("exactly 0", "too small"),
    ),
    Family(
        "an LSTM with a half-closed forget gate forgets",
        grid({"cell": "lstm", "forget_bias": 0.0, "activation": "tanh"}, width=(16, 32)),
        data={"name": "latch", "batch_size": 32, "length": 80},
        kind=("vanishing",), says=("too small to learn from",),
    ),
    Family(
        "orthogonal recurrent weights keep the gradient of a linear network",
        grid({"cell": "vanilla", "activation": "linear", "recurrence": "orthogonal"},
             width=(8, 16, 32)),
        data={"name": "latch", "batch_size": 32, "length": 60},
        kind=("healthy",), not_states=("underflowed", "dead"),
    ),
    Family(
        "a saturated cell passes nothing, and nothing is too small",
        grid({"cell": "vanilla", "activation": "tanh", "spectral_radius": 1e300}, width=(16,)),
        data={"name": "latch", "batch_size": 32, "length": 50},
        kind=("zero",), says=("f′ = 0",), not_says=("too small for",),
    ),
    Family(
        "a spectral radius of 0.5 underflows in float32",
        grid({"cell": "vanilla", "activation": "linear", "recurrence": "orthogonal",
              "spectral_radius": 0.25, "dtype": "float32"}, width=(16,)),
        data={"name": "latch", "batch_size": 32, "length": 120},
        kind=("zero",), says=("too small for float32",),
    ),
    Family(
        "a linear step multiplies the gradient by the spectral radius: 0.9⁴⁹ is 5.7·10⁻³",
        grid(LINEAR_CELL, spectral_radius=(0.9,)),
        data={"name": "latch", "batch_size": 32, "length": 50},
        kind=("mild",), says=("5.7·10⁻³ of the gradient that reaches step 50",),
    ),
    Family(
        "a spectral radius of 1.2 explodes: 1.2⁵⁹ is 4.7·10⁴",
        grid(LINEAR_CELL, spectral_radius=(1.2,)),
        data={"name": "latch", "batch_size": 32, "length": 60},
        kind=("exploding",), says=("4.7·10⁴ times",), not_says=ODD,
    ),
    Family(
        "a tenth a step is small, but float64 holds it",
        grid(LINEAR_CELL, spectral_radius=(0.15,)),
        data={"name": "latch", "batch_size": 32, "length": 60},
        kind=("vanishing",), not_states=("underflowed",), not_says=("too small for",),
    ),
    Family(
        "no weights from step to step: nothing is too small, there is no way back",
        grid(LINEAR_CELL, spectral_radius=(0.0,)),
        data={"name": "latch", "batch_size": 32, "length": 30},
        kind=("zero",), says=("all weights from one step to the next are 0",),
        not_says=("too small",),
    ),
    Family(
        "a gradient that is truncated is no vanishing one",
        grid(LINEAR_CELL, truncation=(10,)),
        data={"name": "latch", "batch_size": 32, "length": 40},
        kind=("zero",), says=("From step 30 back the gradient is exactly 0: it is truncated",),
    ),
    Family(
        "a signal of 10²⁰ a step overflows at the seventeenth",
        grid(LINEAR_CELL, spectral_radius=(1e20,)),
        data={"name": "latch", "batch_size": 32, "length": 30},
        kind=("broken",), says=("The signal overflows at step 17",), not_says=ODD,
    ),
    Family(
        "a GRU that keeps its state passes the gradient, one that replaces it does not",
        grid(GRU, forget_bias=(7.0,)),
        data={"name": "latch", "batch_size": 32, "length": 50},
        kind=("healthy",),
    ),
    Family(
        "a GRU with a closed update gate and small recurrent weights forgets",
        grid(GRU, forget_bias=(-6.0,), spectral_radius=(0.3,)),
        data={"name": "latch", "batch_size": 32, "length": 50},
        kind=("vanishing",), not_says=ODD,
    ),
    Family(
        "a forget gate at σ(1) = 0.73 has forgotten after 200 steps",
        grid({"cell": "lstm", "activation": "tanh"}, width=(16,)),
        data={"name": "latch", "batch_size": 32, "length": 200},
        kind=("vanishing",), says=("along the cell state c: too small",), cause="keeps 73",
    ),
    Family(
        "ReLU with 1.1 times the identity explodes over 100 steps",
        grid({"cell": "vanilla", "activation": "relu", "recurrence": "identity"},
             spectral_radius=(1.1,), width=(16,)),
        data={"name": "adding", "batch_size": 32, "length": 100},
        kind=("exploding",), step=("too_large",), learns=("high_start",), not_says=ODD,
    ),
    Family(
        "the slopes of a sigmoid cell are at most 1/4",
        grid({"cell": "vanilla", "activation": "sigmoid", "recurrence": "orthogonal"},
             width=(8, 16)),
        data={"name": "latch", "batch_size": 32, "length": 40},
        kind=("vanishing",), not_states=("underflowed", "dead"), not_says=ODD,
    ),
)  # fmt: skip


@pytest.mark.parametrize(("family", "fields"), cases(FAMILIES))
def test_a_network_is_judged_as_it_is(family: Family, fields: Fields) -> None:
    assert not misjudged(family, fields), family.reason
