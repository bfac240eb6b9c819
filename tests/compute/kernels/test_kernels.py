"""The compiled engine: as the twin, the same bits every time, honest about what is lost."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nets import ENDS, distance, experiment, lane, numbers, passed, same_bits

from tests.long import longer
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine, Kernels, twin
from vgsim.compute.learning.training import Trainer, simulate
from vgsim.describe.spec import WeightEdit
from vgsim.parts.activations import ACTIVATIONS

pytestmark = pytest.mark.usefixtures("few_answers")
NEAR = {"float64": 1e-10, "float32": 2e-3}


def compare(kernels: Engine, fields: dict[str, Any], updates: int = 0, **rest: Any) -> None:
    """A pass and, if asked, so many updates: by both engines."""
    runs = [lane(fields, each, **rest) for each in (twin(), kernels)]
    for run in runs:
        run.advance(updates)
        run.run_pass()
    expected, found = (numbers(run.tape) for run in runs)
    for name, each in expected.items():
        if each.size and np.abs(each).max() > 1e-30:
            assert distance(found[name], each) <= NEAR[fields["dtype"]], (name, fields)


@pytest.mark.parametrize("dtype", list(NEAR))
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("part", [0, *longer([1, 2])])
def test_as_the_twin(kernels: Engine, activation: str, dtype: str, part: int) -> None:
    """Every activation, every output and loss (a third of the pairs in a part), three updates."""
    first = (part + list(ACTIVATIONS).index(activation)) % 3
    for end in range(first, len(ENDS), 3):
        data, output, loss = ENDS[end]
        fields = {
            "activation": activation, "initializer": "xavier_normal", "depth": 3, "output": output,
            "loss": loss, "width": 13 + end, "bias": 0.05, "dtype": dtype, "per_unit": end % 2 == 1,
        }  # fmt: skip
        compare(kernels, fields, 3, data=data, batch=7 + end, rate=0.05)


@given(
    activation=st.sampled_from(["tanh", "softplus", "linear", "sigmoid", "mish", "lecun_tanh"]),
    widths=st.lists(st.integers(1, 130), min_size=1, max_size=5),
    end=st.integers(0, len(ENDS) - 1),
    batch=st.integers(1, 70),
    dtype=st.sampled_from(list(NEAR)),
    seed=st.integers(0, 1000),
)
@settings(max_examples=60, derandomize=True, deadline=None)
def test_any_shape(kernels: Engine, **drawn: Any) -> None:
    """Smooth ones, whose gradients do not hang on the last digit of z."""
    data, output, loss = ENDS[drawn["end"]]
    fields = {
        "activation": drawn["activation"], "initializer": "lecun_normal", "output": output,
        "loss": loss, "bias": 0.03, "dtype": drawn["dtype"], "depth": len(drawn["widths"]),
        "widths": tuple(drawn["widths"]),
    }  # fmt: skip
    rest = {"data": data, "batch": drawn["batch"], "seed": drawn["seed"], "rate": 0.01}
    compare(kernels, fields, 2, **rest)


@pytest.mark.parametrize("width", [31, 32, 64, 127, 128, 129, 256])
def test_the_packed_product(kernels: Engine, width: int) -> None:
    fields = {"activation": "relu", "initializer": "he_normal", "depth": 3, "width": width}
    compare(kernels, fields | {"dtype": "float64"}, 1, data="digits", batch=64)


LANES = (
    {"activation": "prelu", "initializer": "he_normal", "depth": 6, "width": 33},
    {"activation": "sigmoid", "depth": 9, "width": 20, "dtype": "float32"},
    {"activation": "rrelu", "initializer": "he_uniform", "depth": 4, "width": 65},
    {"activation": "gelu", "initializer": "he_normal", "depth": 2, "width": 8},
)


def trained(engine: Engine, pieces: tuple[int, ...]) -> Trainer:
    trainer = Trainer(experiment(*LANES, data="digits", batch=32), engine=engine)
    for piece in pieces:
        trainer.advance(piece)
    return trainer


@pytest.fixture(scope="module")
def alone() -> Callable[[Engine, int], Tape]:
    """Each of these lanes by itself after 24 updates in one call, made once for an engine."""
    made: dict[tuple[str, int], Tape] = {}

    def find(engine: Engine, index: int) -> Tape:
        if (engine.name, index) not in made:
            run = lane(LANES[index], engine, data="digits", batch=32)
            run.advance(24)
            made[engine.name, index] = run.tape
        return made[engine.name, index]

    return find


@pytest.mark.parametrize("pieces", [(24,), (1, 23), (7, 7, 7, 3), (1,) * 24])
def test_pieces_and_threads_change_no_bit(
    engine: Engine, pieces: tuple[int, ...], alone: Callable[[Engine, int], Tape]
) -> None:
    """All lanes in threads as each lane alone, in one call as in many."""
    trainer = trained(engine, pieces)
    assert trainer.step == 24
    for index, run in enumerate(trainer.lanes):
        assert same_bits(run.tape, alone(engine, index)), LANES[index]


def test_run_to_run(engine: Engine) -> None:
    first, second = trained(engine, (12, 12)), trained(engine, (12, 12))
    for one, two in zip(first.lanes, second.lanes, strict=True):
        assert same_bits(one.tape, two.tape)
        assert one.recorder.curves().loss.tobytes() == two.recorder.curves().loss.tobytes()


def test_looking_changes_no_bit(engine: Engine) -> None:
    looked, other = trained(engine, ()), trained(engine, (15,))
    for _ in range(5):
        looked.trace()
        looked.advance(3)
    for one, two in zip(looked.lanes, other.lanes, strict=True):
        assert same_bits(one.tape, two.tape)


def zero_layers(dtype: str, depth: int, engine: Engine) -> int:
    """How many layers below the output have lost every entry of the gradient."""
    fields = {"depth": depth, "width": 64, "dtype": dtype}
    tape = passed(fields, engine, data="digits", batch=1)  # so that no mean makes them smaller
    zero = [not tape.grad_preactivation(layer).any() for layer in range(1, depth + 1)]
    assert zero == sorted(zero, reverse=True)
    return sum(zero)


def test_float32_underflows_where_it_must(engine: Engine) -> None:
    """Truth, E: with sigmoid at width 64 everything is 0 after 70 or 71 layers."""
    assert 69 <= 100 - zero_layers("float32", 100, engine) <= 71


def test_float64_lasts(engine: Engine) -> None:
    assert zero_layers("float64", 200, engine) == 0


HUGE = {"activation": "relu", "initializer": "he_normal", "depth": 6, "width": 9}


@pytest.mark.parametrize("value", [1e200, float("nan"), float("inf")])
@pytest.mark.parametrize("activation", ["relu", "linear"])
def test_lost_numbers_are_named(engine: Engine, activation: str, value: float) -> None:
    """One weight of layer 3; a warning would be an error here. 1e200 is lost by learning."""
    edits = (WeightEdit(0, 3, 2, 4, value),)
    made = experiment(HUGE | {"edits": edits, "activation": activation, "bias": 0.5})
    first = simulate(made, engine=engine).lanes[0].first_nonfinite
    assert first == (None if value == 1e200 else ("forward", 3))
    assert simulate(made, 3, engine=engine).lanes[0].first_nonfinite == ("forward", 1)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("value", [1e200, -1e200, float("nan"), float("inf"), float("-inf")])
def test_lost_numbers_are_lost_in_both(kernels: Engine, name: str, value: float) -> None:
    """Which numbers are finite, and where both say a number is, it is the same one."""
    edits = (WeightEdit(0, 2, 1, 0, value), WeightEdit(0, 1, 0, None, value))
    fields = {"activation": name, "depth": 3, "width": 5, "edits": edits, "bias": 0.1}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        expected, found = (numbers(passed(fields, each)) for each in (twin(), kernels))
    for key, each in expected.items():
        if key.startswith(("preactivation", "activation")):
            np.testing.assert_allclose(found[key], each, rtol=1e-10, atol=1e-12, err_msg=key)


def test_overflow_by_depth(engine: Engine) -> None:
    """Ten layers of 1e40 overflow on the eighth; sigmoid just saturates."""
    fields = {"initializer": "constant", "scale": 1e40, "depth": 10, "width": 3}
    broken = simulate(experiment(fields | {"activation": "linear"}, data="digits"), engine=engine)
    assert broken.lanes[0].first_nonfinite == ("forward", 8)
    held = simulate(experiment(fields | {"activation": "sigmoid"}, data="digits"), engine=engine)
    assert held.lanes[0].first_nonfinite is None


def test_the_door(kernels: Engine) -> None:
    """Before anything is ready the twin computes; after `prepare` the kernels do."""
    made = experiment({"activation": "tanh"}, {"activation": "relu", "dtype": "float32"})
    door = Kernels()
    assert door.engine(made).name == "numpy"
    assert not door.ready(made)
    assert door.prepare(made) == "numba"
    assert door.ready(made)
    assert door.engine(made).name == "numba"


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
@pytest.mark.parametrize(
    ("width", "batch"), [(1, 1), (3, 5), (10, 32), (16, 64), (33, 7), (64, 96), (256, 96)]
)
def test_histogram_of_gradients(kernels: Engine, width: int, batch: int, dtype: str) -> None:
    """Every gradient is in the bin of its power of two; of large layers every so many examples."""
    fields = {"depth": 12, "width": width, "activation": "sigmoid", "dtype": dtype}
    run = lane(fields, kernels, data="digits", batch=batch, examples=96)
    run.run_pass()
    tape: Any = run.tape
    kernels.iterate(tape, update=False, histograms=True)
    for layer in range(1, tape.layers + 1):
        gradients = tape.grad_preactivation(layer).astype(np.float64)
        counted = gradients[:: max(1, gradients.size // 4096)]
        with np.errstate(divide="ignore"):
            powers = np.floor(np.log2(np.abs(counted)))
        expected = np.bincount(np.clip(powers + 45, 0, 63).astype(int).ravel(), minlength=64)
        np.testing.assert_array_equal(tape.bound.histogram[layer], expected)
