"""Own activations in a scenario file: read, written, refused; networks compute with them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vgsim.compute.kernels import Engine, Kernels, twin
from vgsim.compute.learning.training import simulate
from vgsim.describe.codec import decode, encode
from vgsim.describe.edit_lane import add_lane
from vgsim.describe.edit_own import with_changed_function, with_function
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment, Lane, LayerSpec, NetworkSpec, OwnActivation
from vgsim.parts.activation import SATURATED
from vgsim.parts.activations import ACTIVATIONS, evaluate, saturation_threshold, supremum

MINE: dict[str, Any] = {"name": "mine", "formula": "x / (1 + exp(-a*x))", "parameters": {"a": 2.0}}


def text(network: dict[str, Any], *functions: dict[str, Any], **more: Any) -> str:
    lanes = [{"network": {"depth": 3, "width": 6, **network}}]
    tree = {"format": "vgsim/1", "data": {"name": "moons", "batch_size": 32}, "lanes": lanes}
    return json.dumps(tree | ({"activations": list(functions)} if functions else {}) | more)


def faults(said: str) -> dict[str, str]:
    with pytest.raises(SpecError) as caught:
        decode(said)
    return {each.path: each.message for each in caught.value.faults}


def loss(experiment: Experiment, engine: Engine) -> float:
    return simulate(experiment, 30, engine=engine).lanes[0].loss


def test_a_function_is_written_by_name_and_read_back() -> None:
    layers = [{"layer": 2, "activation": "mine"}]
    said = text({"activation": "mine", "layers": layers}, MINE, compared=[{"activation": "mine"}])
    read = decode(said)
    written = json.loads(encode(read))
    assert written["lanes"][0]["network"]["activation"] == "mine"
    assert written["lanes"][0]["network"]["layers"][0]["activation"] == "mine"
    assert written["compared"][0]["activation"] == "mine"
    assert written["activations"] == [MINE]
    assert decode(encode(read)) == read


def test_it_computes_what_the_built_in_function_computes() -> None:
    own = {**MINE, "parameters": {"a": 1.0}}
    assert loss(decode(text({"activation": "mine"}, own)), twin()) == pytest.approx(
        loss(decode(text({"activation": "silu"})), twin()), rel=1e-12
    )


def test_a_network_s_own_alpha_is_the_parameter_a() -> None:
    tuned = loss(decode(text({"activation": "mine", "alpha": 1.0}, MINE)), twin())
    assert tuned == pytest.approx(loss(decode(text({"activation": "silu"})), twin()), rel=1e-12)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_kernels_compute_it_like_numpy(dtype: str) -> None:
    """Also with b, and where the function has no value at 0, the content of unused columns."""
    for formula in ("sin(b*x)/b", "sin(x)/x"):
        own = {"name": "mine", "formula": formula, "parameters": {"b": 1.5}}
        experiment = decode(text({"activation": "mine", "dtype": dtype}, own))
        door = Kernels()
        assert door.prepare(experiment) == "numba", door.failure
        found = simulate(experiment, 3, engine=door.engine(experiment)).lanes[0]
        expected = simulate(experiment, 3, engine=twin()).lanes[0]
        assert found.loss == pytest.approx(expected.loss, rel=1e-4 if dtype == "float32" else 1e-10)
        for name, values in expected.measures.items():
            np.testing.assert_allclose(
                found.measures[name], values, rtol=2e-3, atol=1e-6, err_msg=name
            )


@pytest.mark.usefixtures("compiled")
def test_recurrent_networks_have_it_too() -> None:
    tree = {"format": "vgsim/1", "data": {"name": "latch"}, "activations": [
        {"name": "mine", "formula": "tanh(a*x)*b", "parameters": {"a": 1.0, "b": 0.75}}],
        "lanes": [{"network": {"cell": "vanilla", "width": 6, "activation": "mine"}}]}  # fmt: skip
    experiment = decode(json.dumps(tree))
    door = Kernels()
    assert door.prepare(experiment) == "numba", door.failure
    assert loss(experiment, door.engine(experiment)) == pytest.approx(
        loss(experiment, twin()), rel=1e-9
    )


@pytest.mark.usefixtures("compiled")
def test_formulas_without_values_in_some_places_are_compiled() -> None:
    for formula in ("log(x)", "1 / x"):
        own = {"name": "mine", "formula": formula}
        experiment = decode(text({"activation": "mine"}, own))
        door = Kernels()
        assert door.prepare(experiment) == "numba", door.failure


def test_faults_are_named_with_their_place() -> None:
    said = text({"activation": "mine"}, {**MINE, "formula": "x / / 2"}, {**MINE, "name": "relu"})
    found = faults(said)
    assert found["activations[0].formula"].startswith('character 5: "/" was found where')
    assert found["activations[1].name"] == "the name relu belongs to a built-in function"
    assert set(faults(text({"activation": "mine"}, MINE, MINE))) == {"activations[1].name"}
    assert set(faults(text({"activation": "your"}, MINE))) == {"lanes[0].network.activation"}


@pytest.mark.parametrize("key", ["own:[]", 'own:["f","x",1,1,[0,2],[0,2]]', "own:"])
def test_a_file_cannot_bring_a_function_past_the_list(key: str) -> None:
    assert set(faults(text({"activation": key}))) == {"lanes[0].network.activation"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"formula": ""}, "formula"), ({"formula": 3}, "formula"), ({"name": " "}, "name"),
        ({"parameters": {"a": 1e9}}, "parameters.a"), ({"parameters": {"c": 1}}, "parameters.c"),
        ({"parameters": {"a_low": 3}}, "parameters.a_high"), ({"more": 1}, "more"),
        ({"formula": "x" * 400}, "formula"), ({"formula": "__import__('os')"}, "formula"),
    ],
)  # fmt: skip
def test_every_setting_of_a_function_is_checked(change: dict[str, Any], path: str) -> None:
    assert f"activations[0].{path}" in faults(text({"activation": "mine"}, {**MINE, **change}))


def test_the_network_after_one_with_an_own_function_has_a_built_in_one() -> None:
    mine = OwnActivation("mine", "x * Phi(x)")
    one = with_function(Experiment(), mine, None)
    own = replace(one, lanes=(replace(one.lanes[0], network=NetworkSpec(activation=mine.key)),))
    two = add_lane(own)
    assert two.lanes[1].network.activation == next(iter(ACTIVATIONS))
    last = replace(one, lanes=(Lane(network=NetworkSpec(activation=list(ACTIVATIONS)[-1])),))
    assert add_lane(last).lanes[1].network.activation == mine.key


UNBOUNDED = ("x^2", "max(0, x)^2", "x^3", "x * sin(x)", "exp(x)", "1 / x", "x * ln(1 + abs(x))")
BOUNDED = ("sin(x)", "x / (1 + exp(-x))", "ln(1 + exp(x))", "x - ln(1 + abs(x))", "max(0, x)",
           "sqrt(1 + x^2)", "tanh(x)", "3 * x")  # fmt: skip


@pytest.mark.parametrize("formula", [*UNBOUNDED, *BOUNDED])
def test_a_slope_without_bound_has_no_maximum_and_saturates_nowhere(formula: str) -> None:
    made = decode(text({"activation": "f"}, {"name": "f", "formula": formula}))
    entry = ACTIVATIONS[made.lanes[0].network.activation]
    values, bounded = entry.values(), formula in BOUNDED
    largest, limit = supremum(entry, values), saturation_threshold(entry, values)
    assert np.isfinite(largest) == bounded
    assert limit == (SATURATED * largest if bounded else 0.0)
    lane = simulate(made, 0).lanes[0]
    slopes = np.abs(evaluate(entry, np.linspace(-100, 100, 40001))[1])
    seen = slopes[np.isfinite(slopes)].max()
    assert not bounded or largest == pytest.approx(seen, rel=0.02)
    if not bounded:
        assert (lane.measures["saturated"] == 0).all()


@pytest.mark.parametrize("formula", ["π**", "", "x +", "sin(", "y", "x" * 2000])
@pytest.mark.parametrize("lane", [None, 0])
def test_a_faulty_formula_is_refused_wherever_the_function_is_used(
    lane: int | None, formula: str
) -> None:
    mine, faulty = OwnActivation("mine", "a*x"), OwnActivation("mine", formula)
    with pytest.raises(SpecError):
        with_function(Experiment(), faulty, lane)
    used = with_function(Experiment(), mine, lane)
    with pytest.raises(SpecError):
        with_changed_function(used, "mine", faulty)
    network = used.lanes[0].network
    layers = (LayerSpec(2, activation=mine.key),)
    inner = replace(used, lanes=(Lane("", replace(network, layers=layers)),))
    with pytest.raises(SpecError):
        with_changed_function(inner, "mine", faulty)
