"""Recurrent lanes in files and in edits: which settings fit, and the faults of the others."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vgsim.describe.codec import decode, encode
from vgsim.describe.edit import edit
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.describe.title import titled
from vgsim.describe.validate import validate
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.cells import CELLS, RECURRENCES
from vgsim.parts.datasets import DATASETS


@st.composite
def networks(draw: st.DrawFn) -> NetworkSpec:
    cell = CELLS[draw(st.sampled_from([name for name in CELLS if name != "none"]))]
    return NetworkSpec(
        cell=cell.name,
        width=draw(st.integers(1, 32)),
        stack=draw(st.integers(1, 4)),
        activation=draw(st.sampled_from(tuple(ACTIVATIONS))) if cell.any_activation else "tanh",
        recurrence=draw(st.sampled_from(tuple(RECURRENCES))),
        spectral_radius=draw(st.floats(0, 3)),
        forget_bias=None if cell.keep_gate is None else draw(st.none() | st.floats(-9, 9)),
        loss_at=draw(st.sampled_from([None, "last", "every"])),
        truncation=draw(st.integers(0, 500)),
        dtype=draw(st.sampled_from(["float64", "float32"])),
        bias=draw(st.none() | st.floats(-1, 1)),
    )


@given(
    st.sampled_from([name for name in DATASETS if DATASETS[name].sequence]),
    st.integers(21, 500),
    st.lists(networks(), min_size=1, max_size=3),
)
def test_encoded_recurrent_lanes_decode_to_the_same(
    name: str, length: int, wishes: list[NetworkSpec]
) -> None:
    made = Experiment(
        data=DataSpec(name, 4, length=length), lanes=tuple(Lane("", each) for each in wishes)
    )
    assert decode(encode(made)) == made


def faults(network: dict[str, Any], data: dict[str, Any]) -> dict[str, str]:
    raw = {"format": "vgsim/1", "data": data, "lanes": [{"network": network}]}
    with pytest.raises(SpecError) as caught:
        decode(json.dumps(raw))
    return {fault.path: str(fault) for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("network", "data", "place", "words"),
    [
        ({"cell": "lstm", "activation": "tanh"}, {"name": "moons"}, "cell", "sequences"),
        ({}, {"name": "latch"}, "cell", "step by step"),
        ({"cell": "lstm", "activation": "relu"}, {"name": "latch"}, "activation", "fixed"),
        ({"cell": "vanilla", "forget_bias": 1.0}, {"name": "latch"}, "forget_bias", "LSTM and GRU"),
        (
            {"cell": "vanilla", "residual": 2},
            {"name": "latch"},
            "residual",
            "has no setting “residual”",
        ),
        (
            {"cell": "vanilla", "dropout": 0.5},
            {"name": "latch"},
            "dropout",
            "has no setting “dropout”",
        ),
        ({"stack": 2}, {"name": "moons"}, "stack", "feedforward network has no setting “stack”"),
        ({"cell": "vanilla", "dtype": "float16"}, {"name": "latch"}, "dtype", "float32"),
        ({"cell": "vanilla", "initializer": "lsuv"}, {"name": "latch"}, "initializer", "recurrent"),
        ({"cell": "elman"}, {"name": "latch"}, "cell", "vanilla"),
        ({"cell": "gru", "activation": "tanh", "stack": 5}, {"name": "latch"}, "stack", "4"),
    ],
)
def test_settings_that_do_not_fit_each_other_are_faults(
    network: dict[str, Any], data: dict[str, Any], place: str, words: str
) -> None:
    found = faults(network, data)
    assert words in found[f"lanes[0].network.{place}"]


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        ({"name": "copy_memory", "length": 20}, "data.length", "from 21 to 500"),
        ({"name": "digits_rows", "length": 9}, "data.length", "always has 8 steps"),
        ({"name": "latch", "length": 501}, "data.length", "500"),
        ({"name": "latch", "label_noise": 0.1}, "data.label_noise", "does not apply to sequences"),
    ],
)
def test_impossible_lengths_are_faults(data: dict[str, Any], place: str, words: str) -> None:
    assert words in faults({"cell": "vanilla", "activation": "tanh"}, data)[place]


def pair() -> Experiment:
    return Experiment(
        data=DataSpec("digits", 32), lanes=(Lane("", NetworkSpec(depth=9)), Lane("", NetworkSpec()))
    )


def test_a_lane_becomes_recurrent_and_gets_sequences_to_read() -> None:
    changed = edit(pair(), "lanes.0.network.cell", "lstm")
    validate(changed)
    assert changed.data.name == "digits"
    assert changed.lanes[0].data is not None
    assert DATASETS[changed.lanes[0].data.name].steps
    assert changed.lanes[0].network.activation == "tanh"
    both = edit(changed, "lanes.1.network.cell", "vanilla")
    validate(both)
    assert DATASETS[both.data.name].steps
    assert [lane.data for lane in both.lanes] == [None, None]
    back = edit(edit(both, "lanes.0.network.cell", "none"), "lanes.1.network.cell", "none")
    validate(back)
    assert not DATASETS[back.data.name].steps


def test_sequences_make_every_lane_recurrent() -> None:
    changed = edit(pair(), "data.name", "adding")
    validate(changed)
    assert [lane.network.cell for lane in changed.lanes] == ["vanilla", "vanilla"]
    assert edit(changed, "data.name", "moons").lanes[0].network.cell == "none"


def test_settings_that_do_not_fit_the_cell_are_reset() -> None:
    start = pair()
    one = replace(start.lanes[0].network, normalization="batch", residual=2, dropout=0.3)
    start = replace(start, lanes=(replace(start.lanes[0], network=one), start.lanes[1]))
    changed = edit(start, "lanes.0.network.cell", "gru")
    validate(changed)
    assert changed.lanes[0].network.normalization == "none"
    biased = edit(changed, "lanes.0.network.forget_bias", 3.0)
    assert edit(biased, "lanes.0.network.cell", "lstm").lanes[0].network.forget_bias == 3.0
    assert edit(biased, "lanes.0.network.cell", "vanilla").lanes[0].network.forget_bias is None


def test_a_title_names_the_cell_and_what_differs() -> None:
    wishes = (
        NetworkSpec(cell="vanilla", activation="tanh", recurrence="orthogonal"),
        NetworkSpec(cell="lstm", activation="tanh", forget_bias=5.0),
        NetworkSpec(cell="lstm", activation="tanh", forget_bias=0.0),
        NetworkSpec(cell="gru", activation="tanh", stack=2),
    )
    made = Experiment(data=DataSpec("latch", 32), lanes=tuple(Lane("", each) for each in wishes))
    titles = [titled(made, index) for index in range(4)]
    assert len(set(titles)) == 4
    for title, word in zip(titles, ("rthogonal", "LSTM", "LSTM", "GRU"), strict=True):
        assert word in title
