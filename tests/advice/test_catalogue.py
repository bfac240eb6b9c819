"""Every remedy can be taken or is not offered, and its edits of the file give what was tried."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from vgsim.advice.catalogue import ANY, CATALOGUE
from vgsim.advice.changes import changed, edits_of, single_lane
from vgsim.advice.options import candidates
from vgsim.advice.remedy import case_of
from vgsim.compute.learning.training import simulate
from vgsim.describe.codec import decode, encode
from vgsim.describe.spec import (
    DataSpec,
    Experiment,
    Lane,
    LayerSpec,
    NetworkSpec,
    OwnActivation,
    TrainingSpec,
)
from vgsim.theory.judge import Judge

SMALL = {"depth": 10, "width": 4}
CASES = {
    "deep sigmoid": Experiment(lanes=(Lane("", NetworkSpec(**SMALL)),)),
    "raw regression": Experiment(
        data=DataSpec("diabetes", 8, standardize=False),
        lanes=(Lane("", NetworkSpec(**SMALL, activation="relu", output="tanh", bias=5.0)),),
    ),
    "one by one": Experiment(
        data=DataSpec("moons", 1),
        lanes=(Lane("", NetworkSpec(**SMALL, activation="rrelu", lower=0.1, loss="mse")),),
    ),
    "many parts": Experiment(
        data=DataSpec("wine", 2),
        training=TrainingSpec("momentum", momentum=0.5, weight_decay=0.1, schedule="cosine"),
        lanes=(
            Lane(
                "", NetworkSpec(
                    depth=10, widths=(4, 5) * 5, activation="prelu", per_unit=True, dropout=0.5,
                    normalization="batch", dtype="float16", loss_scale=3, initializer="uniform",
                    scale=2.0,
                    layers=(LayerSpec(1, activation="tanh", gain=3.0), LayerSpec(2, frozen=True)),
                ),
            ),
        ),
    ),
    "plain cell": Experiment(
        data=DataSpec("latch", 8, length=6),
        lanes=(Lane("", NetworkSpec(cell="vanilla", width=4, activation="elu", alpha=0.5)),),
    ),
    "lstm": Experiment(
        data=DataSpec("adding", 8, length=6),
        lanes=(
            Lane("", NetworkSpec(
                cell="lstm", width=4, activation="tanh", truncation=3, dtype="float32")),
        ),
    ),
    "second of two": Experiment(
        lanes=(
            Lane("", NetworkSpec(**SMALL, activation="relu")),
            Lane("", NetworkSpec(**SMALL), data=DataSpec("iris", 4, standardize=False),
                 training=TrainingSpec("rmsprop", 0.1)),
        ),
    ),
}  # fmt: skip


def edited(made: Experiment, edits: dict[str, Any]) -> Experiment:
    """The experiment of its scenario file with some paths set."""
    tree = json.loads(encode(made))
    for path, value in edits.items():
        *way, last = path.split(".")
        node = tree
        for name in way:
            node = node[int(name)] if isinstance(node, list) else node.setdefault(name, {})
        node[last] = value
    return decode(json.dumps(tree))


@pytest.mark.parametrize("name", CASES)
def test_the_edits_of_a_file_give_the_network_that_is_tried(name: str) -> None:
    made = CASES[name]
    lane = len(made.lanes) - 1
    seen = simulate(made, judge=Judge()).lanes[lane]
    able = candidates(made, lane, seen, ANY)
    assert len(able) > 5
    for remedy, changes in able:
        tried = changed(single_lane(made, lane), 0, changes)
        assert tried != single_lane(made, lane), remedy.label
        edits = json.loads(json.dumps(edits_of(made, lane, changes)))
        assert single_lane(edited(made, edits), lane) == tried, remedy.label
        taken = changed(made, lane, changes)  # as the window does it
        assert single_lane(taken, lane) == tried, remedy.label
        for other in range(lane):
            assert single_lane(taken, other) == single_lane(made, other), remedy.label


def test_networks_with_an_own_function_can_be_changed() -> None:
    """The network alone knows the function; a remedy may keep it or replace it."""
    own = OwnActivation("mine", "x * sin(x)")
    networks = NetworkSpec(depth=3), NetworkSpec(depth=3, activation=own.key)
    made = Experiment(activations=(own,), lanes=tuple(Lane("", each) for each in networks))
    alone = single_lane(made, 1)
    for changes in ({}, {"network.depth": 2}, {"network.activation": "relu"}):
        tried = changed(alone, 0, changes)
        assert single_lane(changed(made, 1, changes), 1) == tried
    assert changed(alone, 0, {"network.depth": 2}).lanes[0].network.activation == own.key


def labels(name: str, **network: Any) -> set[str]:
    """Of the remedies that are candidates for a case, whatever is wrong with it."""
    made = CASES[name]
    lane = made.lanes[0]
    made = replace(made, lanes=(replace(lane, network=replace(lane.network, **network)),))
    return {
        remedy.label
        for remedy, _ in candidates(made, 0, simulate(made, judge=Judge()).lanes[0], ANY)
    }


def test_what_cannot_be_taken_is_no_candidate() -> None:
    assert "Batch norm" in labels("deep sigmoid")
    assert "Batch norm" not in labels("one by one")  # a batch of one
    assert "Cross-entropy instead of squared error" in labels("one by one")
    assert "Cross-entropy instead of squared error" not in labels("raw regression")
    assert "Linear outputs" in labels("raw regression")
    assert "Linear outputs" not in labels("deep sigmoid")
    assert "Scaled skip connections" in labels("deep sigmoid")
    assert "Scaled skip connections" not in labels("many parts")  # widths differ
    assert "Forget bias 5" in labels("lstm")
    assert not {"Forget bias 5", "Orthogonal recurrent weights"} & labels("deep sigmoid")
    assert not {"ReLU with He", "Layer norm"} & labels("plain cell")


def test_what_is_so_already_is_no_candidate() -> None:
    assert "Standardize the inputs" in labels("raw regression")
    assert "Standardize the inputs" not in labels("deep sigmoid")
    assert "tanh with Xavier" not in labels("deep sigmoid", activation="tanh")
    assert "Xavier normal" not in labels("deep sigmoid", activation="tanh")
    assert "Biases back to 0" not in labels("deep sigmoid")
    usual = {"Initial weights around 0", "Initial weights as usual (gain 1)"}
    assert not usual & labels("deep sigmoid")
    assert usual <= labels("deep sigmoid", offset=0.3, gain=4.0)
    assert "Adam" not in labels("second of two") or CASES["second of two"].lanes[0].training is None


def test_labels_are_names() -> None:
    names = [remedy.label for remedy in CATALOGUE]
    assert len(set(names)) == len(names)


def test_frozen_layers_stay_frozen_when_the_network_changes() -> None:
    made = CASES["many parts"]
    case = case_of(made, 0, simulate(made, judge=Judge()).lanes[0])
    he = next(each for each in CATALOGUE if each.label == "He normal")
    assert he.on(case)["network.layers"] == (LayerSpec(2, frozen=True),)
