"""Recurrent networks: golden numbers of the gradient through time, and what is learned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from nets import distance
from sequences_nets import of_shape, run

from resources import find
from tests.long import longer
from vgsim.compute.arrays.recurrent_plan import recurrent_plan
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.recurrent_run import RecurrentRun
from vgsim.compute.traces.recurrent_view import StepsView
from vgsim.describe.codec import decode


def decades_per_step(gradients: Any) -> float:
    """Slope of log10 ‖dL/dh_t‖ over t = 10 ... 90, negative where it vanishes backwards."""
    sizes = np.log10([np.linalg.norm(each) for each in gradients[10:91]])
    return float(-np.polyfit(np.arange(10, 91), sizes, 1)[0])


def golden_tape(fields: dict[str, Any], features: int, seed: int) -> RecurrentTape:
    plan = run({"width": 128, **fields}, seed=seed, data="digits_rows", batch=4).plan
    return of_shape(plan, 100, features)


RNN = (  # recurrence, radius, input deviation, decades per step, how far a draw may be off
    ("orthogonal", 0.5, 0.0, -0.3010, 1e-4), ("orthogonal", 0.9, 0.0, -0.0458, 1e-4),
    ("orthogonal", 1.0, 0.0, 0.0, 1e-4), ("orthogonal", 0.5, 0.1, -0.3066, 0.003),
    ("orthogonal", 0.9, 0.1, -0.0615, 0.003), ("orthogonal", 1.0, 0.1, -0.0283, 0.003),
    ("orthogonal", 1.2, 0.1, 0.0004, 0.003), ("orthogonal", 1.5, 0.1, 0.0260, 0.004),
    ("orthogonal", 0.5, 1.0, -0.4743, 0.006), ("orthogonal", 1.0, 1.0, -0.2008, 0.006),
    ("orthogonal", 1.5, 1.0, -0.0645, 0.006), ("gaussian", 0.5, 1.0, -0.478, 0.04),
    ("gaussian", 1.0, 1.0, -0.206, 0.04), ("gaussian", 1.5, 1.0, -0.067, 0.04),
    ("gaussian", 0.9, 0.0, -0.033, 0.06), ("gaussian", 1.2, 0.1, 0.0, 0.04),
)  # fmt: skip


@pytest.mark.parametrize(("recurrence", "radius", "spread", "expected", "off"), RNN)
def test_the_vanilla_cell_forgets_as_golden_numbers_say(
    recurrence: str, radius: float, spread: float, expected: float, off: float, kernels: Engine
) -> None:
    fields = {"cell": "vanilla", "recurrence": recurrence, "spectral_radius": radius, "bias": 0.0}
    found = []
    for seed in range(4):
        tape = golden_tape(fields, 128, seed)
        tape.input_weight(0)[0] = spread * np.eye(128)
        tape.refresh()
        kernels.iterate(tape, update=False)
        found.append(decades_per_step(tape.grad_hidden(0)))
    assert np.mean(found) == pytest.approx(expected, abs=off)


def test_pytorchs_default_forgets_a_quarter_decade_a_step(kernels: Engine) -> None:
    found = []
    for seed in range(4):
        tape = golden_tape({"cell": "vanilla"}, 8, seed)
        tape.inputs()[...] = 0
        kernels.iterate(tape, update=False)
        found.append(decades_per_step(tape.grad_hidden(0)))
    assert np.mean(found) == pytest.approx(-0.244, abs=0.03)


GATED = (  # cell, bias of the gate that keeps, decades per step: whole, and by that gate alone
    ("lstm", 0.0, -0.1958, -0.3001), ("lstm", 1.0, -0.0630, -0.1362),
    ("lstm", 2.0, 0.002, -0.0541), ("lstm", 5.0, 0.018, -0.0031),
    ("gru", 0.0, -0.1946, -0.3010), ("gru", 1.0, -0.0964, -0.1360),
    ("gru", 2.0, -0.043, -0.0551), ("gru", 5.0, -0.00285, -0.0029),
)  # fmt: skip


@pytest.mark.parametrize(("cell", "bias", "whole", "alone"), GATED)
def test_the_gated_cells_hold_as_golden_numbers_say(
    cell: str, bias: float, whole: float, alone: float, kernels: Engine
) -> None:
    slopes, carousel = [], []
    for seed in range(4):
        tape = golden_tape({"cell": cell, "forget_bias": bias, "bias": 0.0}, 8, seed)
        kernels.iterate(tape, update=False)
        path = StepsView(tape).path
        assert path is not None
        kept = tape.grad_cell_state(0) if cell == "lstm" else tape.grad_hidden(0)
        if cell == "lstm":
            assert distance(path.whole, kept[1:]) == 0
        slopes.append(decades_per_step(kept[1:]))
        carousel.append(decades_per_step(path.alone))
    assert np.mean(slopes) == pytest.approx(whole, abs=0.012)
    assert np.mean(carousel) == pytest.approx(alone, abs=0.004)


# --- what is learned (section D)

SEEDS = [7, *longer([0])]  # 7: as shipped


def shipped(name: str, lane: int, seed: int, kernels: Engine) -> RecurrentRun:
    """A lane of a shipped scenario, from another seed.

    Every update draws new examples; only evaluations, which no test here reads, have fewer.
    """
    made = replace(decode(find(f"scenarios/recurrent/{name}.vgsim").read_bytes()), seed=seed)
    made = replace(made, data=replace(made.data, examples=made.data.batch_size))
    return RecurrentRun(recurrent_plan(made, lane), kernels)


def solved_at(lane: RecurrentRun, most: int) -> float:
    """The update at which the mean of ten losses is below 0.1; infinity: it never began."""
    losses: list[float] = []
    for _ in range(most):
        lane.advance(1)
        losses.append(lane.tape.loss)
        if len(losses) >= 10 and np.mean(losses[-10:]) < 0.1:
            return lane.step
    assert np.mean(losses[-10:]) > 0.5
    return float("inf")


def test_evaluating_fewer_examples_trains_the_same_network(kernels: Engine) -> None:
    made = decode(find("scenarios/recurrent/02_orthogonal.vgsim").read_bytes())
    whole, small = (
        RecurrentRun(recurrent_plan(made, 1), kernels),
        shipped("02_orthogonal", 1, made.seed, kernels),
    )
    for lane in (whole, small):
        lane.advance(12)
    assert (whole.tape.learned == small.tape.learned).all()


@pytest.mark.parametrize(
    ("name", "solving", "failing"),
    [
        ("02_orthogonal", 1, (0,)),
        ("03_forget_bias", 2, (0, 1)),
        ("04_gru", 1, (0,)),
    ],
)
@pytest.mark.parametrize("seed", SEEDS)
def test_who_latches_a_hundred_steps(
    name: str, solving: int, failing: tuple[int, ...], seed: int, kernels: Engine
) -> None:
    """Those that fail have not even begun after three times as many updates, at most 300."""
    needed = solved_at(shipped(name, solving, seed, kernels), 300)
    assert needed <= 300
    for lane in failing:
        run = shipped(name, lane, seed, kernels)
        assert solved_at(run, min(3 * int(needed), 300)) == float("inf")


def adding_error(lane: RecurrentRun) -> float:
    """The mean squared error on examples that are not trained on."""
    x, y = lane.plan.data.test(512)
    assert x.shape[1] == 50
    assert y.var() == pytest.approx(1 / 6, rel=0.15)  # what a constant answer leaves
    return float(np.square(lane.predictions(x)[:, 0, 0] - y).mean())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_lstm_adds_two_numbers_fifty_steps_apart(seed: int, kernels: Engine) -> None:
    lane = shipped("05_adding", 1, seed, kernels)
    while lane.step < 600 and adding_error(lane) >= 0.01:  # a few hundred, as the scenario says
        lane.advance(100)
    assert adding_error(lane) < 0.01


def test_the_plain_cell_does_not_add(kernels: Engine) -> None:
    lane = shipped("05_adding", 0, 7, kernels)
    lane.advance(900)
    assert adding_error(lane) > 0.1
