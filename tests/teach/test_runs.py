"""What is read off a run: the trainer's own numbers, whatever else is read and in which order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf, isnan

import numpy as np
import pytest

from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.judgement import State
from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import Watch
from vgsim.describe.edit import edit
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.teach.lesson import Lesson, Reading
from vgsim.teach.measure import of_function
from vgsim.teach.quantities import LAYERED, QUANTITIES
from vgsim.teach.runs import Runs, alone
from vgsim.theory.judge import judged

Made = Callable[..., Lesson]
SPIRALS = DataSpec(name="spirals", batch_size=64, examples=64)
SIGMOID = NetworkSpec(depth=6, width=8, initializer="xavier_normal")
TANH = replace(SIGMOID, activation="tanh", depth=4)
BOTH = Experiment(
    seed=3, data=SPIRALS, training=TrainingSpec(learning_rate=0.5),
    lanes=(Lane("One", SIGMOID), Lane("Two", TANH, seed=11)),
)  # fmt: skip


def read(quantity: str, **more: object) -> Reading:
    return replace(Reading(quantity, BOTH), **more)  # type: ignore[arg-type]


def test_every_measure_of_the_program_can_be_named() -> None:
    assert set(LAYERED) == set(MEASURES)


def test_every_state_can_be_named() -> None:
    from typing import get_args

    assert set(QUANTITIES["state"].words) == set(get_args(State))


def test_every_quantity_has_a_value_of_its_kind(runs: Runs) -> None:
    readings = {name: read(name, lane=1, layer=2, updates=5) for name in QUANTITIES}
    runs.compute(readings.values(), [0])
    for name, reading in readings.items():
        value, entry = runs.value(reading), QUANTITIES[name]
        assert isinstance(value, bool if entry.truth else str if entry.words else float), name
        if entry.words:
            assert value in entry.words


def test_who_is_not_patient_does_not_wait_for_a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[Experiment] = []
    kernels = Kernels()
    monkeypatch.setattr(kernels, "prepare", lambda one, **_: prepared.append(one))
    for kept in (False, True):
        monkeypatch.setattr(kernels, "unkept", lambda _, kept=kept: not kept)
        found = Runs(kernels, patient=False).value(read("loss", updates=3))
        assert found == Runs().value(read("loss", updates=3))
        assert bool(prepared) == kept
    Runs(kernels).value(read("loss", lane=1))
    assert len(prepared) == 2


def test_values_are_those_of_the_trainer() -> None:
    trainer = Trainer(BOTH)
    trainer.advance(12)
    trainer.evaluate()
    trace = judged(trainer.trace(Watch(costly=frozenset({"distance"}))))
    runs = Runs()
    for place, lane in enumerate(trace.lanes):

        def value(quantity: str, place: int = place, **more: object) -> object:
            return runs.value(read(quantity, lane=place, updates=12, **more))

        gradient = lane.measures["gradient_preactivation"]
        assert value("gradient", layer=1) == gradient[0]
        assert value("gradient", layer="last") == gradient[lane.depth - 1]
        assert value("gradient", layer="output") == gradient[lane.depth]
        assert value("gradient", layer="all") == tuple(gradient[: lane.depth])
        assert value("distance", layer=2) == lane.measures["distance"][1]
        assert value("loss") == trace.curves[place].train_loss[-1]
        assert value("test_accuracy") == trace.curves[place].test_accuracy[-1]
        assert value("verdict") == lane.judged.verdict.kind
        assert value("decades") == lane.judged.verdict.decades
        guess = lane.evidence.blind_guess
        assert value("relative_loss") == trace.curves[place].train_loss[-1] / guess
        assert value("state", layer=3) == lane.judged.states[2].state


def test_a_value_does_not_depend_on_what_else_is_read() -> None:
    names, steps = ("learned_at", "loss", "learns"), (17, 40, 200)
    wanted = [read(name, lane=1, updates=updates) for name in names for updates in steps]
    together, apart = Runs(), Runs()
    together.compute([*wanted, read("loss", lane=1, updates=33)], [0])
    for reading in reversed(wanted):
        assert apart.value(reading) == together.value(reading)


def test_seeds_are_those_of_the_network() -> None:
    first, second = (alone(read("loss", lane=lane), 2) for lane in (0, 1))
    assert (first.seed, second.seed) == (5, 13)
    assert first.lanes[0].title == ""
    runs = Runs()
    shifted = edit(BOTH, "seed", 4)
    moved = replace(read("gradient"), experiment=shifted)
    assert runs.value(read("gradient"), 1) == runs.value(moved)
    assert runs.value(read("gradient"), 1) != runs.value(read("gradient"))


def test_equal_networks_are_trained_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Experiment] = []

    def trainer(experiment: Experiment, **more: object) -> Trainer:
        made.append(experiment)
        return Trainer(experiment, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("vgsim.teach.runs.Trainer", trainer)
    other = replace(BOTH, title="Another", lanes=(replace(BOTH.lanes[0], title="The same"),))
    wanted = [read("loss", updates=5), read("gradient"), Reading("decades", other, 5)]
    runs = Runs()
    assert runs.compute(wanted, [0, 1])
    assert runs.compute(wanted, [0, 1])
    assert len(made) == 2  # one for each seed


def test_it_can_be_stopped() -> None:
    runs, calls = Runs(), []

    def stopped() -> bool:
        calls.append(1)
        return len(calls) > 2

    assert not runs.compute([read("loss", updates=5000)], [0], stopped=stopped)
    assert runs.compute([read("loss", updates=5)], [0])


def test_lost_numbers() -> None:
    wild = edit(BOTH, "lanes.0.network.activation", "relu")
    wild = edit(edit(wild, "lanes.0.network.gain", 1e60), "training.learning_rate", 1.0)
    runs = Runs()
    assert runs.value(Reading("lost", wild, 20)) is True
    assert runs.value(Reading("verdict", wild, 20)) == "broken"
    assert runs.value(Reading("loss", wild, 20)) == inf
    lost_at = runs.value(Reading("lost_at", wild, 20))
    assert isinstance(lost_at, float)
    assert 0 <= lost_at < 20
    assert runs.value(read("lost")) is False
    assert runs.value(read("lost_at")) == inf
    assert runs.value(read("learned_at")) == inf


def test_a_quantity_that_does_not_apply_is_not_a_number(runs: Runs) -> None:
    for quantity in ("learned_slope", "drawn_largest", "link_weight", "forget_gate", "norm_scale"):
        value = runs.value(read(quantity, layer=2))
        assert isinstance(value, float)
        assert isnan(value)


def test_slopes_that_are_learned_and_drawn() -> None:
    learned = edit(BOTH, "lanes.0.network.activation", "prelu")
    drawn = edit(BOTH, "lanes.0.network.activation", "rrelu")
    runs = Runs()
    assert runs.value(Reading("drawn_smallest", learned)) == 0.25
    low, high = (runs.value(Reading(f"drawn_{end}", drawn)) for end in ("smallest", "largest"))
    assert 1 / 8 <= low < high <= 1 / 3  # type: ignore[operator]


def test_links_of_a_chain_multiply_to_the_gradient(runs: Runs) -> None:
    chain = edit(BOTH, "lanes.0.network.width", 1)
    chain = edit(chain, "data.batch_size", 1)
    at = {layer: runs.value(Reading("gradient", chain, layer=layer)) for layer in (2, 3)}
    weight, slope = (runs.value(Reading(f"link_{name}", chain, layer=2))
                     for name in ("weight", "slope"))  # fmt: skip
    assert at[2] == pytest.approx(abs(weight * slope) * at[3])  # type: ignore[operator]


@pytest.mark.parametrize(
    ("function", "at", "value", "slope"),
    [("sigmoid", 0.0, 0.5, 0.25), ("tanh", 0.0, 0.0, 1.0), ("relu", 2.0, 2.0, 1.0),
     ("", 10.0, 1 / (1 + np.exp(-10.0)), 4.5395807735951673e-05)],
)  # fmt: skip
def test_curves_of_functions(function: str, at: float, value: float, slope: float) -> None:
    assert of_function(read("function_value", function=function, at=at)) == pytest.approx(value)
    assert of_function(read("function_slope", function=function, at=at)) == pytest.approx(slope)
    steepest = {"sigmoid": 0.25, "": 0.25, "tanh": 1.0, "relu": 1.0}[function]
    assert of_function(read("function_steepest", function=function)) == steepest
