"""The functions that an experiment compares: they are saved, checked, and change no network."""

from __future__ import annotations

import json

import pytest

from vgsim.compute.learning.training import Trainer
from vgsim.describe.codec import decode, encode
from vgsim.describe.compare import compare, with_parameter
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Compared, DataSpec, Experiment, Lane, NetworkSpec

MADE = Experiment(data=DataSpec("moons", 16), lanes=(Lane("", NetworkSpec(depth=3, width=4)),))


def test_functions_are_added_in_order_and_removed() -> None:
    changed = compare(compare(MADE, "elu", True), "leaky_relu", True)
    assert [each.activation for each in changed.compared] == ["elu", "leaky_relu"]
    assert compare(compare(changed, "elu", False), "leaky_relu", False) == MADE


def test_what_is_compared_is_in_the_file() -> None:
    changed = with_parameter(compare(MADE, "leaky_relu", True), "leaky_relu", "alpha", 0.2)
    assert json.loads(encode(changed))["compared"] == [{"activation": "leaky_relu", "alpha": 0.2}]
    assert decode(encode(changed)) == changed
    assert "compared" not in json.loads(encode(MADE))


@pytest.mark.parametrize(
    ("compared", "path"),
    [
        ([{"activation": "reul"}], "compared[0].activation"),
        ([{"alpha": 1.0}], "compared[0]"),
        ([{"activation": "elu"}, {"activation": "elu"}], "compared[1].activation"),
        ([{"activation": "relu", "alpha": 0.1}], "compared[0].alpha"),
        ([{"activation": "elu", "alpha": 1e9}], "compared[0].alpha"),
        ([{"activation": "rrelu", "lower": 0.5, "upper": 0.25}], "compared[0].lower"),
        ({"activation": "elu"}, "compared"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_its_place(compared: object, path: str) -> None:
    tree = json.loads(encode(MADE)) | {"compared": compared}
    with pytest.raises(SpecError) as found:
        decode(json.dumps(tree))
    assert [fault.path for fault in found.value.faults] == [path]


def test_comparing_keeps_what_was_learned() -> None:
    trainer = Trainer(MADE)
    trainer.advance(5)
    after = Trainer(compare(MADE, "elu", True), before=trainer)
    assert after.shared >= 5


@pytest.mark.parametrize("shown", [(), (Compared("elu", alpha=0.5), Compared("rrelu"))])
def test_stage_and_functions_survive_a_file(shown: tuple[Compared, ...]) -> None:
    made = Experiment(compared=shown)
    assert decode(encode(made)).compared == shown
