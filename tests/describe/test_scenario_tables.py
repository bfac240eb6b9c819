"""A scenario's choices for the user's table: kept, refused for other data, edited."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vgsim.describe.codec import any_table, decode, encode
from vgsim.describe.edit import edit, use_table
from vgsim.describe.errors import SpecError
from vgsim.describe.setting import defaults
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, without_table
from vgsim.describe.title import titled
from vgsim.tables.choice import MISSING_RULES, TASKS, Choices

PLACES = st.integers(1, 1001) | st.text(
    st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=400
)
CHOICES = st.builds(
    Choices, st.none() | PLACES, st.lists(PLACES, max_size=9).map(tuple),
    st.sampled_from([None, *TASKS]), st.sampled_from(MISSING_RULES),
)  # fmt: skip
MINE = use_table(Experiment(), "mine.csv", Choices("y", (1, "b"), "classes", "drop"))


def scenario(**data: Any) -> str:
    return json.dumps({"format": "vgsim/1", "data": data, "lanes": [{}]})


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = tmp_path_factory.mktemp("tables") / "x.csv"
    made.write_text("1,2\n3,4\n")
    return str(made)


@given(CHOICES)
def test_choices_are_kept_in_a_file(path: str, choices: Choices) -> None:
    made = use_table(Experiment(), path, choices)
    assert made.data.choices == choices
    assert decode(encode(made), allows=any_table) == made


def test_default_choices_are_not_written(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("1,2\n3,4\n")
    made = decode(scenario(name="csv", path="x.csv"), tmp_path)
    assert made.data.choices == Choices()
    assert set(json.loads(encode(made, tmp_path))["data"]) == {"name", "batch_size", "path"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("target", 0), ("target", 1002), ("target", ""), ("target", True), ("target", 1.0),
        ("target", "a\nb"), ("target", "x" * 401), ("target", ["a"]), ("leave_out", "a"),
        ("leave_out", [0]), ("leave_out", [None]), ("leave_out", [["a"]]),
        ("leave_out", [1] * 1002), ("task", "class"), ("missing", None), ("missing", "zero"),
    ],
)  # fmt: skip
def test_an_invalid_choice_is_refused_with_its_path(path: str, key: str, value: object) -> None:
    with pytest.raises(SpecError, match=rf"data\.{key}"):
        decode(scenario(name="csv", path=path, **{key: value}), allows=any_table)


@pytest.mark.parametrize(
    ("key", "value"),
    [("target", "y"), ("leave_out", [1]), ("task", "numbers"), ("missing", "mean")],
)
def test_choices_belong_to_a_table(key: str, value: object) -> None:
    with pytest.raises(SpecError, match=rf"data\.{key}: iris reads no table"):
        decode(scenario(name="iris", **{key: value}))


def test_choices_are_reset_with_the_table() -> None:
    for changed in (
        edit(MINE, "data.name", "iris"),
        edit(MINE, "lanes.0.network.cell", "lstm"),
        edit(MINE, "data.path", "other.csv"),
    ):
        assert changed.data.choices == Choices()
    assert all(getattr(without_table(MINE.data), name) != getattr(MINE.data, name)
               for name in defaults(DataSpec, only="table"))  # fmt: skip
    assert use_table(MINE, "mine.csv").data.choices == Choices()


def test_the_predicted_column_decides_which_outputs_fit() -> None:
    made = edit(MINE, "lanes.0.network.output", "softmax")
    assert edit(made, "data.task", "numbers").lanes[0].network.output is None
    numbers = use_table(Experiment(), "mine.csv", Choices(task="numbers"))
    with pytest.raises(SpecError, match="the data are numbers"):
        edit(numbers, "lanes.0.network.loss", "cross_entropy")


def test_titles_distinguish_lanes_by_the_predicted_column() -> None:
    own = replace(MINE.data, target="b", leave_out=())
    lanes = (Lane(network=NetworkSpec()), Lane(network=NetworkSpec(), data=own))
    made = replace(MINE, lanes=lanes)
    assert titled(made, 1) == "Sigmoid, predicts b, other columns"
    assert isinstance(own, DataSpec)
