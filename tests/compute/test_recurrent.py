"""Recurrent networks: both engines alike, true gradients, the way back."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from nets import distance
from sequences_nets import numbers, run

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.kernels import Engine, twin
from vgsim.compute.traces.recurrent_view import StepsView
from vgsim.compute.traces.view import rms
from vgsim.compute.weights.recurrent_initial import set_initial
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.cells import RECURRENCES
from vgsim.parts.optimizers import OPTIMIZERS

pytestmark = pytest.mark.usefixtures("few_answers")
CELLS = ("vanilla", "lstm", "gru")
CLIPPING = ("none", "value", "layer_norm", "global_norm")


def combinations() -> list[Any]:
    """All of cells, optimizers and clipping; each cell with each optimizer once is not long."""
    return [
        pytest.param(cell, optimizer, clipping, marks=[pytest.mark.long] * ((a + b + c) % 4 != 0))
        for (a, cell), (b, optimizer), (c, clipping) in product(
            enumerate(CELLS), enumerate(sorted(OPTIMIZERS)), enumerate(CLIPPING)
        )
    ]


@pytest.mark.parametrize(("cell", "optimizer", "clipping"), combinations())
def test_the_kernels_do_what_the_twin_does(
    cell: str, optimizer: str, clipping: str, kernels: Engine
) -> None:
    training = {
        "optimizer": optimizer, "clipping": clipping, "clip_at": 0.05, "learning_rate": 0.01,
        "weight_decay": 0.1,
    }  # fmt: skip
    fields = {"cell": cell, "width": 13, "stack": 2, "loss_at": "every", "truncation": 5}
    pair = [run(fields, each, training=training, length=14) for each in (twin(), kernels)]
    for lane in pair:
        lane.advance(3)
        lane.run_pass()
    expected, found = (numbers(lane.tape) for lane in pair)
    for name, values in expected.items():
        assert distance(found[name], values) < 1e-9, name


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_the_kernels_apply_every_activation_along_time(activation: str, kernels: Engine) -> None:
    fields = {"cell": "vanilla", "width": 7, "activation": activation}
    pair = [run(fields, each, data="adding", length=9) for each in (twin(), kernels)]
    for lane in pair:
        lane.advance(2)
        lane.run_pass()
    expected, found = (numbers(lane.tape) for lane in pair)
    for name, values in expected.items():
        assert distance(found[name], values) < 1e-9, name


@pytest.mark.parametrize("cell", CELLS)
def test_single_precision_is_near_double(cell: str, kernels: Engine) -> None:
    fields = {"cell": cell, "width": 20, "dtype": "float32"}
    lanes = [run(fields, kernels, length=20), run({**fields, "dtype": "float64"}, length=20)]
    for lane in lanes:
        lane.run_pass()
    assert distance(lanes[0].tape.grad_hidden(0), lanes[1].tape.grad_hidden(0)) < 1e-4
    assert lanes[0].tape.cells.dtype == np.float32


@pytest.mark.parametrize(
    "fields",
    [
        {"cell": "lstm", "stack": 2},
        {"cell": "gru", "stack": 2},
        {"cell": "vanilla", "activation": "prelu", "stack": 2},
        {"cell": "vanilla", "activation": "softplus", "loss_at": "every"},
        {"cell": "vanilla", "activation": "rrelu"},
    ],
)
def test_gradients_are_the_slopes_of_the_loss(fields: dict[str, Any], engine: Engine) -> None:
    lane = run({"width": 3, **fields}, engine, data="adding", length=5)
    lane.run_pass()
    tape = lane.tape
    step = 1e-5
    gradients = [tape.group(level, 1).copy() for level in range(tape.levels + 1)]
    for level, gradient in enumerate(gradients):
        group = tape.group(level)
        shared = level < tape.levels and tape.plan.activation.learned
        start = tape.layout.column(level, "start")
        for place in np.flatnonzero(gradient):
            learned = shared and place >= tape.layout.column(level, "slope") - start
            where = slice(place, place + 1)
            if learned:  # one slope, written once for every unit
                where = slice(tape.layout.column(level, "slope") - start, None)
            before, losses = group[where].copy(), []
            for sign in (1, -1):
                group[where] = before + sign * step
                tape.refresh()
                losses.append(engine.iterate(tape, update=False))
            group[where] = before
            slope = (losses[0] - losses[1]) / (2 * step)
            assert gradient[place] == pytest.approx(slope, abs=1e-8)
            if learned:
                break


def test_truncation_keeps_the_gradient_within_its_block(engine: Engine) -> None:
    whole, cut = (
        run({"cell": "lstm", "width": 6, "truncation": k}, engine, length=20) for k in (0, 5)
    )
    for lane in (whole, cut):
        lane.run_pass()
    dh, dh_cut = whole.tape.grad_hidden(0), cut.tape.grad_hidden(0)
    assert np.array_equal(dh_cut[16:], dh[16:])
    assert (dh[:16] != 0).any(axis=(1, 2)).all()
    assert (dh_cut[:16] == 0).all()
    assert (cut.tape.grad_cell_state(0)[:16] == 0).all()
    assert np.array_equal(cut.tape.hidden(0), whole.tape.hidden(0))


def test_a_run_goes_back_to_the_same_bits(engine: Engine) -> None:
    fields, rest = {"cell": "gru", "width": 8}, {"training": {"optimizer": "adam"}, "length": 12}
    straight, wandering = run(fields, engine, **rest), run(fields, engine, **rest)
    straight.advance(9)
    wandering.advance(70)
    wandering.goto(9)
    for lane in (straight, wandering):
        lane.run_pass()
    assert all(
        np.array_equal(a, b)
        for a, b in zip(
            numbers(straight.tape).values(), numbers(wandering.tape).values(), strict=True
        )
    )


def test_the_gate_that_keeps_starts_with_its_own_bias() -> None:
    for cell, gate in (("lstm", 1), ("gru", 1)):
        tape = run({"cell": cell, "width": 6, "forget_bias": 2.5, "stack": 2}).tape
        for level in range(2):
            assert (tape.bias(level)[gate] == 2.5).all()
            assert (tape.bias(level)[0] != 2.5).all()
    other = run({"cell": "lstm", "width": 3, "initializer": "xavier_normal"})
    assert (other.tape.bias(0)[1] == 1).all()


@pytest.mark.parametrize("name", sorted(RECURRENCES))
def test_recurrent_weights_begin_as_said(name: str) -> None:
    fields = {"cell": "vanilla", "width": 60, "recurrence": name, "spectral_radius": 0.8}
    weights = run(fields).tape.recurrent_weight(0)[0]
    radius = float(np.abs(np.linalg.eigvals(weights)).max())
    if name in ("orthogonal", "identity"):
        assert weights @ weights.T == pytest.approx(0.64 * np.eye(60), abs=1e-12)
        assert radius == pytest.approx(0.8)
    else:
        expected = 0.8 if name == "gaussian" else 0.8 / np.sqrt(3)
        assert radius == pytest.approx(expected, rel=0.15)


def test_the_gradient_stays_below_its_bound(kernels: Engine) -> None:
    for activation in ("tanh", "sigmoid", "relu"):
        fields = {"cell": "vanilla", "width": 30, "activation": activation, "spectral_radius": 1.3}
        lane = run(fields, kernels, length=40)
        lane.run_pass()
        view = StepsView(lane.tape)
        sizes, bound = rms(view.arriving), np.asarray(view.bound)
        assert (sizes <= bound * (1 + 1e-12)).all()
        assert sizes[-1] == pytest.approx(bound[-1], rel=1e-12)


def test_the_parts_of_the_steps_add_up_to_the_weights_gradient() -> None:
    lane = run({"cell": "gru", "width": 5, "stack": 2}, length=6)
    lane.run_pass()
    tape = lane.tape
    found = np.asarray(StepsView(tape).step_weight_gradient)
    for t in range(tape.steps):
        parts = []
        for level in range(2):
            d = tape.grad_preactivation(level)[t]
            for signal, blind in ((tape.hidden(level)[t], 2), (tape.inputs(level)[t], 3)):
                seeing = [gate for gate in range(4) if gate != blind]
                parts.append(np.einsum("bgo,bi->goi", d[:, seeing], signal).ravel())
        assert found[t] == pytest.approx(np.linalg.norm(np.concatenate(parts)), rel=1e-9)


def test_answers_leave_the_pass_alone(kernels: Engine) -> None:
    lane = run({"cell": "lstm", "width": 6}, kernels, length=9)
    lane.advance(3)
    lane.run_pass()
    before = numbers(lane.tape)
    x = lane.tape.inputs().transpose(1, 0, 2).copy()
    assert distance(lane.predictions(x)[:, -1], lane.tape.output()) < 1e-12
    assert all(np.array_equal(before[k], v) for k, v in numbers(lane.tape).items())


def test_the_plans_batch_may_be_one(kernels: Engine) -> None:
    lane = run({"cell": "lstm", "width": 1}, kernels, batch=2, length=2)
    tape = RecurrentTape(replace(lane.plan, batch=1))
    set_initial(tape)
    tape.target()[0, 0] = 1
    assert np.isfinite(kernels.iterate(tape, update=True))
