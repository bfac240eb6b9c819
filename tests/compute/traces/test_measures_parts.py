"""Measures of skips, normalization, successive gradients, rank, Jacobian: by their definitions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from nets import experiment, lane, passed

from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine, twin
from vgsim.compute.learning.training import Trainer, simulate
from vgsim.compute.reference.evaluation import idle_fractions
from vgsim.compute.reference.jacobian import jacobians, singular_values
from vgsim.compute.reference.twin import forward_layer
from vgsim.compute.traces.measures import COSTLY, MEASURES, measure
from vgsim.compute.traces.trace import GRADIENT_DECADES, Watch
from vgsim.parts.batches import batch_indices
from vgsim.parts.normalizations import NORMALIZATIONS

NET = {"activation": "tanh", "depth": 5, "width": 7}


def rms(x: Any) -> float:
    return float(np.sqrt(np.mean(np.square(x))))


@pytest.mark.parametrize("place", ["pre", "post"])
def test_both_ways_home_add_up(engine: Engine, place: str) -> None:
    tape = passed(NET | {"residual": 2, "residual_place": place}, engine, data="digits")
    found = measure(tape)
    assert np.isfinite(found["gradient_skip"]).tolist() == [True, False, True, False, False, False]
    for layer in (1, 3):
        skip, whole = tape.grad_skip(layer), tape.grad_activation(layer)
        assert skip is not None
        through = tape.grad_preactivation(layer + 1) @ tape.weight(layer + 1)
        np.testing.assert_allclose(whole - skip, through, rtol=1e-9, atol=1e-15)
        assert found["gradient_skip"][layer - 1] == pytest.approx(rms(skip) * tape.batch)
        assert found["gradient_branch"][layer - 1] == pytest.approx(rms(through) * tape.batch)


@pytest.mark.parametrize("kind", [name for name, law in NORMALIZATIONS.items() if law.over])
@pytest.mark.parametrize("place", ["before", "after"])
def test_factor_of_a_normalization(engine: Engine, kind: str, place: str) -> None:
    net = NET | {"normalization": kind, "normalization_place": place}
    tape = passed(net, engine, data="digits")
    factor = measure(tape)["norm_factor"]
    assert np.isnan(factor[-1])
    if place == "before":
        ratio = rms(tape.grad_preactivation(3)) / rms(tape.grad_argument(3))
    else:
        ratio = rms(tape.grad_value(3)) / rms(tape.grad_activation(3))
    assert factor[2] == pytest.approx(ratio)


def test_cosine_of_successive_gradients(engine: Engine) -> None:
    """The pass after an update knows the gradient of that update; another one does not."""
    run = lane(NET, engine, data="digits")
    run.advance(2)
    before = np.array(run.tape.grad_weight(3))
    run.run_pass()
    now = run.tape.grad_weight(3)
    expected = float((before * now).sum() / np.linalg.norm(before) / np.linalg.norm(now))
    assert measure(run.tape)["cosine"][2] == pytest.approx(expected)
    run.rewind()
    run.run_pass()
    assert np.isnan(measure(run.tape)["cosine"]).all()


def test_effective_rank() -> None:
    """As many as there are equal directions; one where all examples are alike."""
    tape = passed({"activation": "linear", "depth": 2, "width": 4}, data="digits")
    tape.activation(1)[...] = np.eye(4)[np.arange(16) % 4]
    tape.activation(2)[...] = 3.0
    found = measure(tape, COSTLY)["effective_rank"]
    assert found[:2] == pytest.approx([4.0, 1.0])


NETS = [
    {},
    {"normalization": "layer"},
    {"normalization": "rms", "normalization_place": "after", "residual": 1},
    {"residual": 2, "residual_place": "post", "branch_scale": "inverse_root"},
    {"dropout": 0.3, "residual": 1},
    {"activation": "prelu", "widths": (7, 3, 9, 7, 7)},
]


@pytest.mark.parametrize("more", NETS)
@pytest.mark.parametrize("end", [("digits", "softmax"), ("moons", "sigmoid"), ("sine", "linear")])
def test_jacobian_by_differences(more: dict[str, Any], end: tuple[str, str]) -> None:
    """Where examples do not touch each other: inputs of one example moved by a little."""
    tape = passed(NET | {"output": end[1]} | more, data=end[0], batch=3)
    exact = jacobians(tape, 1)
    x = tape.activation(0)[1].copy()
    step = 1e-6
    for column in range(min(len(x), 5)):
        sides = []
        for sign in (1, -1):
            tape.activation(0)[1] = x
            tape.activation(0)[1, column] += sign * step
            outputs(tape)
            sides.append([tape.activation(k)[1].copy() for k in range(1, tape.layers + 1)])
        for layer, (up, down) in enumerate(zip(*sides, strict=True)):
            near = (up - down) / (2 * step)
            np.testing.assert_allclose(exact[layer][:, column], near, rtol=2e-5, atol=1e-8)


def outputs(tape: Tape) -> None:
    for layer in range(1, tape.layers + 1):
        forward_layer(tape, layer)


def test_jacobian_of_an_orthogonal_linear_network() -> None:
    """Every singular value is 1 as far as widths allow; batch norm divides by its deviation."""
    net = {"activation": "linear", "initializer": "orthogonal", "depth": 6, "width": 64}
    tape = passed(net, data="digits", batch=80)
    found = measure(tape, COSTLY, 2)
    for name in ("jacobian_largest", "jacobian_smallest", "jacobian_condition"):
        assert found[name][:6] == pytest.approx([1.0] * 6)
    normed = passed(net | {"normalization": "batch"}, data="digits", batch=80)
    stretched = np.diag(normed.inverse_std(1)) @ normed.weight(1)
    values = np.linalg.svd(stretched, compute_uv=False)
    np.testing.assert_allclose(singular_values(normed, 0)[0], values, rtol=1e-9)


def test_dead_in_the_window(engine: Engine) -> None:
    """Units that no example of the last batches moved; batches before it do not count."""
    made = experiment({"activation": "relu", "depth": 3, "width": 16, "bias": -1.0}, data="digits")
    trainer = Trainer(made, Watch(costly=frozenset({"dead_window"})), engine)
    trainer.advance(3)
    found = trainer.trace().lanes[0].measures
    run = trainer.lanes[0]
    drawn = np.concatenate([batch_indices(len(run._x), 16, step, 7) for step in range(4)])
    expected = idle_fractions(run.tape, run._x[drawn])
    assert found["dead_window"][:3].tolist() == expected
    assert all(found["dead_window"][:3] <= found["dead"][:3])
    assert np.isnan(found["dead_window"][3])


def test_costly_ones_come_only_when_asked_for() -> None:
    made = experiment(NET)
    costly = {name for name in COSTLY if MEASURES[name].costly}
    assert not costly & set(simulate(made).lanes[0].measures)
    asked = simulate(made, watch=Watch(costly=frozenset({"effective_rank"})), engine=twin())
    assert set(asked.lanes[0].measures) & costly == {"effective_rank"}


def test_lost_numbers_do_not_break_them(engine: Engine) -> None:
    net = {"activation": "linear", "depth": 3, "width": 4, "gain": 1e200}
    found = simulate(experiment(net), 1, Watch(costly=COSTLY), engine).lanes[0].measures
    assert set(found) >= {name for name in COSTLY if MEASURES[name].only == "all"}


def test_gradients_by_decades(engine: Engine) -> None:
    """Shares of all entries; zeros have a place of their own."""
    net = {"activation": "relu", "initializer": "he_normal", "depth": 6, "width": 20}
    lane_trace = simulate(experiment(net, data="digits"), watch=Watch(layer=2), engine=engine)
    detail = lane_trace.lanes[0].detail
    size = np.abs(passed(net, engine, data="digits").grad_preactivation(2)) * 16
    assert detail.gradient_fractions.sum() + detail.gradient_zeros == pytest.approx(1)
    assert detail.gradient_zeros == pytest.approx(float((size == 0).mean()))
    for index, low in enumerate(GRADIENT_DECADES):
        inside = (size >= 10.0**low) & (size < 10.0 ** (low + 1))
        assert detail.gradient_fractions[index] == pytest.approx(float(inside.mean()))
