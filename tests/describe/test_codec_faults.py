"""Faulty scenario files: all that is wrong is told in plain words, with its place."""

from __future__ import annotations

import json

import pytest

from tests.describe.faulty import GOOD, faults
from vgsim.describe import field, fields
from vgsim.describe.about import About
from vgsim.describe.codec import about_of, decode
from vgsim.describe.errors import SpecError
from vgsim.describe.json_text import LARGEST_FILE
from vgsim.describe.reader import MOST_FAULTS
from vgsim.describe.spec import Experiment
from vgsim.describe.window_message import window_message
from vgsim.parts.initializers import INITIALIZERS


def test_all_faults_are_reported_with_place_value_and_remedy() -> None:
    found = faults(
        {
            "format": "vgsim/1",
            "seed": -1,
            "speed": 3,
            "data": {"name": "digitz", "batch_size": 0},
            "training": {"learning_rate": "fast"},
            "lanes": [
                {"network": {"depth": 0, "width": 1000, "actvation": "relu"}},
                {"network": {"activation": "sigmoyd", "gain": True, "dtype": "float8"}},
            ],
        }
    )
    assert set(found) == {
        "seed", "speed", "data.name", "data.batch_size", "training.learning_rate",
        "lanes[0].network.depth", "lanes[0].network.width", "lanes[0].network.actvation",
        "lanes[1].network.activation", "lanes[1].network.gain", "lanes[1].network.dtype",
    }  # fmt: skip
    assert "did you mean sigmoid?" in found["lanes[1].network.activation"]
    assert "did you mean activation?" in found["lanes[0].network.actvation"]
    assert "did you mean digits?" in found["data.name"]
    assert "1 to 256" in found["lanes[0].network.width"]
    assert "1000" in found["lanes[0].network.width"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("{", "line 1, column 2"),
        ('{"format": "vgsim/1", "lanes": [],}', "not JSON"),
        ("[]", "one JSON object"),
        ('{"format": "vgsim/1", "format": "vgsim/1"}', "twice"),
        ('{"format": "vgsim/1", "seed": NaN}', "seed: NaN is not allowed"),
        ('{"a": ' + "[" * 100_000, "nested"),
        ('{"seed": ' + "9" * 5000 + "}", "digits"),
        (b"\xff\xfe{\x00}\x00", "UTF-16"),
        (b"\x80", "UTF-8"),
        (b" " * (LARGEST_FILE + 1), "1 MiB"),
        (json.dumps({"format": "vgsim/2", "lanes": [{}]}), "newer version"),
        (json.dumps({"lanes": [{}]}), "format is missing"),
        (json.dumps({"format": "vgsim/1"}), "list of 1 to 4"),
        (json.dumps({**GOOD, "lanes": [{}] * 5}), "list of 1 to 4"),
        (json.dumps({**GOOD, "seed": 1.0}), "whole number"),
        (json.dumps({**GOOD, "title": "x" * 10**5}), "200 characters"),
        (json.dumps({**GOOD, "data": {"name": "csv"}}), "csv needs a file"),
        (json.dumps({**GOOD, "data": {"name": "csv", "path": "no.csv"}}), "no such file"),
        ('{"format": "vgsim/1", "lanes": [{"network": {"gain": 1e999}}]}', "allowed"),
        (json.dumps({**GOOD, "lanes": [{"network": {"loss": "bce", "output": "tanh"}}]}), "bce"),
        (json.dumps({**GOOD, "lanes": [{"network": {"alpha": 1.0}}]}), "has no alpha"),
        (json.dumps({**GOOD, "lanes": [{"network": {"depth": 3, "widths": [2, 2]}}]}), "widths"),
        (json.dumps({**GOOD, "lanes": [{"network": {"scale": 1.0}}]}), "has no scale"),
        (json.dumps({**GOOD, "data": {"label_noise": 1.01}}), "a number from 0 to 1"),
        (json.dumps({**GOOD, "data": {"label_noise": None}}), "a number from 0 to 1"),
        (json.dumps({**GOOD, "data": {"standardize": 1}}), "true or false"),
        (
            json.dumps(
                {
                    **GOOD,
                    "data": {"batch_size": 1},
                    "lanes": [{"network": {"normalization": "batch"}}],
                }
            ),
            "only one",
        ),
        (
            json.dumps(
                {**GOOD, "lanes": [{"network": {"depth": 3, "widths": [4, 5, 4], "residual": 1}}]}
            ),
            "adds layer 1 (4 units) to layer 2 (5 units)",
        ),
        (json.dumps({**GOOD, "training": {"momentum": 0.9}}), "sgd has no momentum"),
        (json.dumps({**GOOD, "lanes": [{"network": {"layers": [{"layer": 99}]}}]}), "no hidden"),
        (json.dumps({**GOOD, "lanes": [{"network": {"layers": [{"gain": 2.0}]}}]}), "missing"),
        (
            json.dumps({**GOOD, "lanes": [{"network": {"layers": [{"layer": 1}, {"layer": 1}]}}]}),
            "twice",
        ),
        (
            json.dumps(
                {
                    **GOOD,
                    "lanes": [
                        {"network": {"layers": [{"layer": 1, "activation": "relu", "alpha": 0.1}]}}
                    ],
                }
            ),
            "relu has no alpha",
        ),
    ],
)
def test_refused(text: str | bytes, words: str) -> None:
    assert words in " ".join(faults(text).values())


def test_repeated_keys_and_nonfinite_numbers_are_faults() -> None:
    text = """{"format": "vgsim/1", "seed": -1, "seed": 3, "training": {"learning_rate": Infinity},
      "lanes": [{"network": {"gain": NaN, "depth": 3, "depth": 0, "widths": [NaN, 2]}}]}"""
    with pytest.raises(SpecError) as caught:
        decode(text)
    said = sorted((fault.path, str(fault)) for fault in caught.value.faults)
    lane = "lanes[0].network"
    assert [path for path, _ in said] == [
        f"{lane}.depth", f"{lane}.depth", f"{lane}.gain", f"{lane}.widths", "seed", "seed",
        "training.learning_rate",
    ]  # fmt: skip
    told = " ".join(words for _, words in said)
    assert "-1 is not allowed" in told
    assert told.count("twice") == 2
    assert f"{lane}.gain: NaN is not allowed" in told
    assert "[NaN, 2]" in told
    assert "Infinity is not allowed" in told
    assert about_of(text) == About()


def test_messages_are_made_only_for_the_faults_that_are_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(field, "nearest", lambda name, names: asked.append(name) or "")
    lane = '{"network": {' + '"activation": "sigmoix", ' * 500 + '"depth": 0}}'
    with pytest.raises(SpecError) as caught:
        decode('{"format": "vgsim/1", "lanes": [' + lane + "]}")
    assert len(caught.value.faults) == MOST_FAULTS
    assert caught.value.more == 500 + 1 + 1 - MOST_FAULTS  # one is that the key is there twice
    assert len(asked) < MOST_FAULTS
    lines = str(caught.value).split("\n")
    assert lines[-1] == "and 482 more"
    assert window_message(caught.value, Experiment()).endswith("\nand 482 more")


def test_a_long_path_in_a_fault_is_cut() -> None:
    key = "k" * 500
    text = '{"format": "vgsim/1", "x":' + f'{{"{key}":' * 15 + '{"a":1,"a":2}' + "}" * 15
    with pytest.raises(SpecError) as caught:
        decode(text + ', "lanes": [{}]}')
    twice = next(fault for fault in caught.value.faults if "twice" in fault.message)
    assert str(twice).startswith("x.kkk")
    assert all(len(line) <= 300 for line in str(caught.value).split("\n"))


def test_a_list_of_names_is_cut_between_two_names() -> None:
    path = f"lanes[0].network.layers[{'9' * 100}].initializer"
    said = str(fields.FIELDS["layer.initializer"].refusal("x" * 60, path))
    assert len(said) <= 300
    assert said.endswith(", …")
    shown = said.removesuffix(", …").rpartition(", ")[2]
    assert shown in INITIALIZERS


def test_an_experiment_too_large_for_memory_is_refused_before_allocation() -> None:
    network = {"depth": 200, "width": 256}
    raw = {**GOOD, "data": {"name": "moons", "batch_size": 100_000, "examples": 100_000},
           "lanes": [{"network": network}] * 4}  # fmt: skip
    assert "GiB" in faults(raw)["data.batch_size"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ('"activation": "swish"', "silu"),
        ('"initializer": "kaiming_normal"', "he_normal"),
        ('"initializer": "Glorot-Uniform"', "xavier_uniform"),
        ('"units": 4', "width"),
        ('"activation": "sigmod"', "sigmoid"),
    ],
)
def test_names_from_other_programs_are_suggested_corrections(said: str, meant: str) -> None:
    with pytest.raises(SpecError, match=f"did you mean {meant}"):
        decode('{"format": "vgsim/1", "lanes": [{"network": {' + said + "}}]}")


def test_a_value_that_should_be_an_object_is_a_fault() -> None:
    with pytest.raises(SpecError, match=r"edits\[0\]: 5 is not allowed; allowed: an object"):
        decode('{"format": "vgsim/1", "lanes": [{"network": {"edits": [5]}}]}')
    with pytest.raises(SpecError, match="title: it contains a line break"):
        decode('{"format": "vgsim/1", "title": "a\\nb", "lanes": [{}]}')
