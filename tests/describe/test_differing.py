"""Which settings differ from their defaults."""

from __future__ import annotations

import pytest

from vgsim.describe.differing import differing
from vgsim.describe.edit import edit
from vgsim.describe.edit_lane import copy_lane
from vgsim.describe.edit_layer import edit_layer
from vgsim.describe.spec import Experiment

PLAIN = Experiment()


def test_defaults_do_not_differ() -> None:
    assert differing(PLAIN) == ()


@pytest.mark.parametrize(
    ("path", "value", "labels"),
    [
        ("lanes.0.network.depth", 3, ("Depth",)),
        ("lanes.0.network.normalization", "batch", ("Normalize",)),
        ("training.weight_decay", 0.1, ("Weight decay",)),
        ("data.batch_size", 8, ("Batch size",)),
        ("title", "mine", ()),
    ],
)
def test_a_changed_setting_is_named(path: str, value: object, labels: tuple[str, ...]) -> None:
    assert differing(edit(PLAIN, path, value)) == labels


def test_settings_that_do_not_count() -> None:
    changed = edit(edit(PLAIN, "lanes.0.network.depth", 3), "seed", 4)
    assert differing(changed, {"network.depth"}) == ("Seed",)


def test_a_setting_of_two_networks_is_named_once() -> None:
    deep = copy_lane(edit(PLAIN, "lanes.0.network.residual", 2), 0)
    assert differing(deep) == ("Skip length",)


def test_what_a_network_does_not_share_counts() -> None:
    own = edit(copy_lane(PLAIN, 0), "lanes.1.training.optimizer", "adam")
    assert "Optimizer" in differing(own)
    assert "Optimizer" not in differing(edit(own, "lanes.1.training.optimizer", None))


def test_single_layers_count() -> None:
    assert differing(edit_layer(PLAIN, 0, 2, "frozen", True)) == ("Single layers",)
