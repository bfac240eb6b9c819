"""Recurrent networks: both engines alike, true gradients, the way back, golden numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from nets import distance
from sequences_nets import numbers, of_shape, run

from resources import find
from vgsim.compute.kernels import Engine, twin
from vgsim.compute.recurrent.initial import set_initial
from vgsim.compute.recurrent.plan import recurrent_plan
from vgsim.compute.recurrent.run import RecurrentRun
from vgsim.compute.recurrent.tape import RecurrentTape
from vgsim.compute.recurrent.view import StepsView
from vgsim.compute.view import rms
from vgsim.describe.codec import decode
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.cells import RECURRENCES
from vgsim.parts.optimizers import OPTIMIZERS

CELLS = ("vanilla", "lstm", "gru")


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@pytest.mark.parametrize("clipping", ["none", "value", "layer_norm", "global_norm"])
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
        lane.pass_over()
    expected, found = (numbers(lane.tape) for lane in pair)
    for name, values in expected.items():
        assert distance(found[name], values) < 1e-9, name


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_the_kernels_apply_every_activation_along_time(activation: str, kernels: Engine) -> None:
    fields = {"cell": "vanilla", "width": 7, "activation": activation}
    pair = [run(fields, each, data="adding", length=9) for each in (twin(), kernels)]
    for lane in pair:
        lane.advance(2)
        lane.pass_over()
    expected, found = (numbers(lane.tape) for lane in pair)
    for name, values in expected.items():
        assert distance(found[name], values) < 1e-9, name


@pytest.mark.parametrize("cell", CELLS)
def test_single_precision_is_near_double(cell: str, kernels: Engine) -> None:
    fields = {"cell": cell, "width": 20, "dtype": "float32"}
    lanes = [run(fields, kernels, length=20), run({**fields, "dtype": "float64"}, length=20)]
    for lane in lanes:
        lane.pass_over()
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
    lane = run({"width": 4, **fields}, engine, data="adding", length=6)
    lane.pass_over()
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
        lane.pass_over()
    dh, dh_cut = whole.tape.grad_hidden(0), cut.tape.grad_hidden(0)
    assert np.array_equal(dh_cut[16:], dh[16:])
    assert (dh[:16] != 0).any(axis=(1, 2)).all()
    assert (dh_cut[:16] == 0).all()
    assert (cut.tape.grad_carried(0)[:16] == 0).all()
    assert np.array_equal(cut.tape.hidden(0), whole.tape.hidden(0))


def test_a_run_goes_back_to_the_same_bits(engine: Engine) -> None:
    fields, rest = {"cell": "gru", "width": 8}, {"training": {"optimizer": "adam"}, "length": 12}
    straight, wandering = run(fields, engine, **rest), run(fields, engine, **rest)
    straight.advance(9)
    wandering.advance(70)
    wandering.goto(9)
    for lane in (straight, wandering):
        lane.pass_over()
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
    assert (run({"cell": "lstm", "width": 3}).tape.bias(0)[1] == 1).all()


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


# --- golden numbers: section D


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


LSTM = (
    (0.0, -0.1958, -0.3001),
    (1.0, -0.0630, -0.1362),
    (2.0, 0.002, -0.0541),
    (5.0, 0.018, -0.0031),
)


@pytest.mark.parametrize(("bias", "whole", "alone"), LSTM)
def test_the_lstm_holds_as_golden_numbers_say(
    bias: float, whole: float, alone: float, kernels: Engine
) -> None:
    slopes, carousel = [], []
    for seed in range(4):
        tape = golden_tape({"cell": "lstm", "forget_bias": bias, "bias": 0.0}, 8, seed)
        kernels.iterate(tape, update=False)
        path = StepsView(tape).path
        assert path is not None
        assert distance(path.whole, tape.grad_carried(0)[1:]) == 0
        slopes.append(decades_per_step(path.whole))
        carousel.append(decades_per_step(path.alone))
    assert np.mean(slopes) == pytest.approx(whole, abs=0.012)
    assert np.mean(carousel) == pytest.approx(alone, abs=0.004)


GRU = (
    (0.0, -0.1946, -0.3010),
    (1.0, -0.0964, -0.1360),
    (2.0, -0.043, -0.0551),
    (5.0, -0.00285, -0.0029),
)


@pytest.mark.parametrize(("bias", "whole", "alone"), GRU)
def test_the_gru_holds_as_golden_numbers_say(
    bias: float, whole: float, alone: float, kernels: Engine
) -> None:
    slopes, leak = [], []
    for seed in range(4):
        tape = golden_tape({"cell": "gru", "forget_bias": bias, "bias": 0.0}, 8, seed)
        kernels.iterate(tape, update=False)
        path = StepsView(tape).path
        assert path is not None
        slopes.append(decades_per_step(tape.grad_hidden(0)[1:]))
        leak.append(decades_per_step(path.alone))
    assert np.mean(slopes) == pytest.approx(whole, abs=0.012)
    assert np.mean(leak) == pytest.approx(alone, abs=0.004)


def test_the_gradient_stays_below_its_bound(kernels: Engine) -> None:
    for activation in ("tanh", "sigmoid", "relu"):
        fields = {"cell": "vanilla", "width": 30, "activation": activation, "spectral_radius": 1.3}
        lane = run(fields, kernels, length=40)
        lane.pass_over()
        view = StepsView(lane.tape)
        sizes, bound = rms(view.arriving), np.asarray(view.bound)
        assert (sizes <= bound * (1 + 1e-12)).all()
        assert sizes[-1] == pytest.approx(bound[-1], rel=1e-12)


def test_the_parts_of_the_steps_add_up_to_the_weights_gradient() -> None:
    lane = run({"cell": "gru", "width": 5, "stack": 2}, length=6)
    lane.pass_over()
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


# --- what is learned (section D)


def shipped(name: str, lane: int, seed: int, kernels: Engine) -> RecurrentRun:
    """A lane of a shipped scenario, from another seed."""
    made = replace(decode(find(f"scenarios/{name}.vgsim").read_bytes()), seed=seed)
    return RecurrentRun(recurrent_plan(made, lane), kernels)


def solved(lane: RecurrentRun) -> bool:
    """Whether the mean of ten losses falls below 0.1 within 300 updates."""
    losses: list[float] = []
    for _ in range(300):
        lane.advance(1)
        losses.append(lane.tape.loss)
        if len(losses) >= 10 and np.mean(losses[-10:]) < 0.1:
            return True
    assert np.mean(losses[-10:]) > 0.5  # it never began
    return False


@pytest.mark.parametrize(
    ("name", "lane", "expected"),
    [
        ("26_orthogonal", 0, False),
        ("26_orthogonal", 1, True),
        ("27_forget_bias", 0, False),
        ("27_forget_bias", 1, False),
        ("27_forget_bias", 2, True),
        ("28_gru", 0, False),
        ("28_gru", 1, True),
    ],
)
def test_who_latches_a_hundred_steps(name: str, lane: int, expected: bool, kernels: Engine) -> None:
    found = {solved(shipped(name, lane, seed, kernels)) for seed in range(3)}
    assert found == {expected}


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_the_lstm_adds_two_numbers_fifty_steps_apart(seed: int, kernels: Engine) -> None:
    lane = shipped("29_adding", 1, seed, kernels)
    lane.advance(900)
    x, y = lane.plan.data.test(512)
    assert x.shape[1] == 50
    assert y.var() == pytest.approx(1 / 6, rel=0.15)  # what a constant answer leaves
    assert np.square(lane.answers(x)[:, 0, 0] - y).mean() < 0.01


def test_the_plain_cell_does_not_add(kernels: Engine) -> None:
    lane = shipped("29_adding", 0, 7, kernels)
    lane.advance(900)
    x, y = lane.plan.data.test(512)
    assert np.square(lane.answers(x)[:, 0, 0] - y).mean() > 0.1


def test_answers_leave_the_pass_alone(kernels: Engine) -> None:
    lane = run({"cell": "lstm", "width": 6}, kernels, length=9)
    lane.advance(3)
    lane.pass_over()
    before = numbers(lane.tape)
    x = lane.tape.inputs().transpose(1, 0, 2).copy()
    assert distance(lane.answers(x)[:, -1], lane.tape.output()) < 1e-12
    assert all(np.array_equal(before[k], v) for k, v in numbers(lane.tape).items())


def test_the_plans_batch_may_be_one(kernels: Engine) -> None:
    lane = run({"cell": "lstm", "width": 1}, kernels, batch=2, length=2)
    tape = RecurrentTape(replace(lane.plan, batch=1))
    set_initial(tape)
    tape.target()[0, 0] = 1
    assert np.isfinite(kernels.iterate(tape, update=True))
