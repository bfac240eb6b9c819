"""Every gradient against automatic differentiation and against differences of the loss."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nets import ENDS, lane, layers, numbers, passed
from reference import forward, gradients, parameters

from tests.long import longer
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine, twin
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.initializers import INITIALIZERS

RELATIVE = 1e-10
SCALED = ("constant", "normal", "uniform")


def network(activation: str, initializer: str, end: int, **more: Any) -> dict[str, Any]:
    """Fields of a network no unit of which stands on a kink."""
    fields = {
        "activation": activation,
        "initializer": initializer,
        "output": ENDS[end][1],
        "loss": ENDS[end][2],
        "bias": 0.13,
        "depth": 3,
        "width": 7,
    }
    if initializer in SCALED:
        fields["scale"] = 0.3
    return fields | more


def near_kink(tape: Tape) -> bool:
    kinks = tape.plan.activation.kinks
    hidden = range(1, tape.layers)
    return any(
        np.abs(tape.preactivation(layer) - kink).min() < 1e-9 for layer in hidden for kink in kinks
    )


def check(tape: Tape) -> None:
    value, expected = gradients(tape)
    found, terms = numbers(tape), sizes(tape)
    assert abs(tape.loss - value) <= RELATIVE * abs(value)
    for name, each in expected.items():
        size = max(float(np.abs(each).max()), terms.get(name, 0.0), 1e-300)
        worst = float(np.abs(found[name] - each).max())
        assert worst <= RELATIVE * size, (name, worst / size, tape.plan.spec)


def sizes(tape: Tape) -> dict[str, float]:
    """How large the terms of a gradient are, where they cancel to nothing.

    Equal weights give all outputs of a softmax the same share of a unit, and the gradients of
    the outputs add up to zero: what is left is dust, in the reference too.
    """
    if tape.plan.spec.initializer != "constant":
        return {}
    found, above = {}, np.abs(tape.grad_preactivation(tape.layers))
    for layer in range(tape.layers, 0, -1):
        found[f"grad_weight {layer}"] = (above.T @ np.abs(tape.activation(layer - 1))).max()
        found[f"grad_bias {layer}"] = above.sum(axis=0).max()
        found[f"grad_preactivation {layer}"] = above.max()
        if layer > 1:
            at_activation = above @ np.abs(tape.weight(layer))
            found[f"grad_activation {layer - 1}"] = at_activation.max()
            z = np.abs(tape.preactivation(layer - 1))
            found[f"grad_alpha {layer - 1}"] = (at_activation * z).sum()
            above = at_activation * np.abs(tape.derivative(layer - 1))
    return found


PARTS = pytest.mark.parametrize("part", [0, *longer([1, 2])])  # of all pairs, a third each


@PARTS
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_initializer(engine: Engine, activation: str, part: int) -> None:
    index = list(ACTIVATIONS).index(activation)
    for number in range((part + index) % 3, len(INITIALIZERS), 3):
        initializer = list(INITIALIZERS)[number]
        end = (number + index) % len(ENDS)
        tape = passed(network(activation, initializer, end), engine, data=ENDS[end][0])
        check(tape)


@PARTS
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_output_and_loss(engine: Engine, activation: str, part: int) -> None:
    names = ("he_normal", "xavier_uniform", "orthogonal", "lecun_normal", "pytorch_default")
    index = list(ACTIVATIONS).index(activation)
    for end in range((part + index) % 3, len(ENDS), 3):
        data, name = ENDS[end][0], names[(end + index) % len(names)]
        check(passed(network(activation, name, end, per_unit=end % 2 == 0), engine, data=data))


@pytest.mark.parametrize("number", [0, 1], ids=["numpy", "numba"])
@given(
    activation=st.sampled_from(list(ACTIVATIONS)),
    initializer=st.sampled_from(list(INITIALIZERS)),
    end=st.integers(0, len(ENDS) - 1),
    widths=st.lists(st.integers(1, 40), min_size=1, max_size=9),
    batch=st.integers(1, 33),
    seed=st.integers(0, 2**32),
    bias=st.sampled_from([0.13, -0.21, 0.7]),
)
@settings(max_examples=70, derandomize=True, deadline=None)
def test_any_shape(kernels: Engine, number: int, widths: list[int], **drawn: Any) -> None:
    more = {"widths": tuple(widths), "depth": len(widths), "bias": drawn["bias"]}
    end = drawn["end"]
    fields = network(drawn["activation"], drawn["initializer"], end, **more)
    tape = passed(
        fields, (twin(), kernels)[number], data=ENDS[end][0], batch=drawn["batch"],
        seed=drawn["seed"],
    )  # fmt: skip
    assume(np.abs(tape.preactivation(tape.layers)).max() < 100)
    assume(not near_kink(tape))
    check(tape)


DEEP_AND_WIDE = (
    ("sigmoid", "xavier_normal", 100, 8),
    ("tanh", "xavier_normal", 100, 16),
    ("relu", "he_normal", 60, 32),
    ("linear", "orthogonal", 100, 5),
    ("selu", "lecun_normal", 50, 24),
    ("gelu", "he_uniform", 20, 31),
    ("prelu", "he_normal", 30, 17),
    ("mish", "he_normal", 3, 256),
    ("hard_sigmoid", "xavier_uniform", 40, 12),
    ("sigmoid", "he_normal", 2, 256),
    ("rrelu", "he_normal", 2, 255),
    ("tanh", "lecun_uniform", 100, 1),
)


@pytest.mark.parametrize(
    ("engine", "activation", "initializer", "depth", "width"),
    [
        pytest.param(engine, *each, marks=[pytest.mark.long] * ((number + place) % 2))
        for place, engine in enumerate(("numba", "numpy"))
        for number, each in enumerate(DEEP_AND_WIDE)
    ],
    indirect=["engine"],
)
def test_deep_and_wide(
    engine: Engine, activation: str, initializer: str, depth: int, width: int
) -> None:
    fields = network(activation, initializer, 0, depth=depth, width=width, bias=0.01)
    tape = passed(fields, engine, data="digits", batch=8)
    assert not near_kink(tape)
    check(tape)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_differences_of_the_loss(engine: Engine, activation: str) -> None:
    """The loss of the program itself, a little to both sides along a random direction."""
    end = list(ACTIVATIONS).index(activation) % len(ENDS)
    run = lane(network(activation, "he_normal", end), engine, data=ENDS[end][0])
    tape, h = run.tape, 1e-5
    run.run_pass()
    rng = np.random.default_rng(1)
    for name in ("weight", "bias"):
        for layer in layers(tape):
            run.run_pass()
            view = getattr(tape, name)(layer)
            kept, direction = view.copy(), rng.standard_normal(view.shape)
            slope = float((getattr(tape, f"grad_{name}")(layer) * direction).sum())
            losses = []
            for side in (h, -h):
                view[...] = kept + side * direction
                tape.refresh()
                run.run_pass()
                losses.append(tape.loss)
            view[...] = kept
            tape.refresh()
            measured = (losses[0] - losses[1]) / (2 * h)
            assert measured == pytest.approx(slope, rel=2e-5, abs=1e-9), (name, layer)


def test_the_reference_itself_by_differences() -> None:
    tape = passed(network("mish", "he_normal", 2), data="digits")
    values, h = parameters(tape), 1e-5
    rows = [np.array(values[1][0]), np.zeros_like(values[1][0])]
    rows[1][2, 3] = h
    losses = []
    for side in (1, -1):
        values[1] = (rows[0] + side * rows[1], *values[1][1:])
        losses.append(forward(values, tape))
    expected = gradients(tape)[1]["grad_weight 2"][2, 3]
    assert (losses[0] - losses[1]) / (2 * h) == pytest.approx(expected, rel=1e-6)
