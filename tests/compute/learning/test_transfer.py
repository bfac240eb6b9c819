"""What a network hands on to the one that it becomes fits the new number format."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vgsim.compute.kernels import twin
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.learning.training import Trainer
from vgsim.compute.learning.transfer import FIRST, SECOND, transferred
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, Stage, TrainingSpec

# Largest finite number, digits of the significand, exponent of the smallest normal number; from
# IEEE 754-2019, and for bfloat16 from Intel 338302 (2018).
FORMATS = {
    "float64": (1.7976931348623157e308, 53, -1022),
    "float32": (3.4028234663852886e38, 24, -126),
    "float16": (65504.0, 11, -14),
    "bfloat16": (3.3895313892515355e38, 8, -126),
}
EXTREME = (1.7e308, -1e200, 3.4e38, -3.2e38, 1e9, 70_000.0, 1 / 3, -1e-9, 1e-40, 1e-310, 0.0)
DTYPES = tuple(FORMATS)
RECURRENT = {"cell": "lstm", "activation": "tanh", "depth": 1}
KINDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "batch": {"activation": "prelu", "normalization": "batch"},
    "layer": {"activation": "prelu", "normalization": "layer", "residual": 1,
              "branch_scale": "rezero"},
    "recurrent": RECURRENT,
}  # fmt: skip


def nearest(value: float, dtype: str) -> float:
    """The number of a format nearest to a value, ties to even, by exact arithmetic."""
    largest, digits, normal = FORMATS[dtype]
    if value == 0 or not np.isfinite(value):
        return value
    exponent = max(int(np.frexp(value)[1]) - digits, normal - digits + 1)
    unit = 2.0**exponent if exponent > -1075 else 0.0
    if unit == 0.0:
        return value  # as fine as float64 itself
    found = float(round(value / unit) * unit) if abs(value / unit) < 2**60 else value
    return found if abs(found) <= largest else float(np.copysign(np.inf, value))


def rounded(values: NDArray[Any], dtype: str) -> NDArray[Any]:
    found = [nearest(float(value), dtype) for value in values.ravel()]
    return np.array(found).reshape(values.shape)


def run(dtype: str, optimizer: str = "adam", narrow: bool = False, **network: Any) -> LaneRun:
    recurrent = "cell" in network
    data = DataSpec("latch" if recurrent else "moons", batch_size=4)
    spec = NetworkSpec(**{"depth": 3, "width": 5, "dtype": dtype, **network})
    training = TrainingSpec(optimizer=optimizer, optimizer_dtype="same" if narrow else "wide")
    trainer = Trainer(Experiment(data=data, training=training, lanes=(Lane("", spec),)),
                      engine=twin())  # fmt: skip
    trainer.trace()
    return trainer.lanes[0]


def filled(array: NDArray[Any], dtype: str) -> None:
    """Write extreme numbers of this format."""
    numbers = [each for each in (nearest(v, dtype) for v in EXTREME) if np.isfinite(each)]
    array[...] = np.resize(np.array(numbers), array.shape)


def statistics(made: LaneRun) -> Iterator[NDArray[Any]]:
    for layer in range(1, 4):
        yield from made.tape.running(layer)


def parameters(made: LaneRun, kind: str) -> Iterator[tuple[NDArray[Any], ...]]:
    """Every parameter array, and the optimizer's two numbers for each of its entries."""
    tape: Any = made.tape
    if kind == "recurrent":
        for name in ("recurrent_weight", "input_weight", "bias"):
            yield tuple(getattr(tape, name)(0, copy) for copy in (0, FIRST, SECOND))
        for name in ("output_weight", "output_bias"):
            yield tuple(getattr(tape, name)(copy) for copy in (0, FIRST, SECOND))
        return
    more = {"plain": (), "batch": ("alpha", "gamma", "beta")}
    more["layer"] = (*more["batch"], "branch_scale")
    for layer in range(1, 5):
        for name in ("weight", "bias", *(more[kind] if 1 < layer < 4 else ())):
            yield getattr(tape, name)(layer), *tape.states_of(name, layer)


def same(found: NDArray[Any], wanted: NDArray[Any]) -> bool:
    return bool(np.all((found == wanted) | (np.isnan(found) & np.isnan(wanted))))


def pairs() -> list[tuple[str, str, str]]:
    wide = ("float64", "float32")
    return [
        (kind, before, after)
        for kind in KINDS
        for before in (wide if kind == "recurrent" else DTYPES)
        for after in (wide if kind == "recurrent" else DTYPES)
    ]


@pytest.mark.parametrize(("kind", "before", "after"), pairs())
def test_every_number_becomes_the_nearest_of_the_new_format(
    kind: str, before: str, after: str
) -> None:
    network = KINDS[kind]
    old, new = run(before, **network), run(after, **network)
    filled(old.tape.learned, before)
    filled(old.tape.states, before)
    if kind == "batch":
        for array in statistics(old):
            filled(array, before)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        transferred(old, new)
    carrier = "float64" if after == "float64" else "float32"  # of a wide optimizer
    formats = (after, carrier, carrier)
    for here, there in zip(parameters(old, kind), parameters(new, kind), strict=True):
        for one, two, dtype in zip(here, there, formats, strict=True):
            assert same(two, rounded(one, dtype))
    if kind == "batch":
        for one, two in zip(statistics(old), statistics(new), strict=True):
            assert same(two, rounded(one, carrier))


@pytest.mark.parametrize("after", ["float16", "bfloat16"])
def test_the_memory_of_a_narrow_optimizer_is_narrow(after: str) -> None:
    old, new = run("float32", narrow=True), run(after, narrow=True)
    filled(old.tape.states, "float32")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        transferred(old, new)
    for here, there in zip(parameters(old, "plain"), parameters(new, "plain"), strict=True):
        for one, two in zip(here[1:], there[1:], strict=True):
            assert same(two, rounded(one, after))


@pytest.mark.parametrize("after", ["float16", "bfloat16", "float32"])
def test_a_network_that_changes_its_format_while_it_learns_has_numbers_of_that_format(
    after: str,
) -> None:
    """At the very update of the change, before the optimizer has written anything."""
    spec = NetworkSpec(depth=3, width=5)
    made = Experiment(data=DataSpec("moons", batch_size=8))
    stage = Stage(7, replace(spec, dtype="float64"), made.training)
    lane = Lane("", replace(spec, dtype=after), before=(stage,))
    trainer = Trainer(replace(made, lanes=(lane,)), engine=twin())
    trainer.advance(7)
    trainer.trace()
    learned = trainer.lanes[0].tape.learned
    assert trainer.lanes[0].tape.plan.spec.dtype == after
    assert same(learned, rounded(learned, after))
