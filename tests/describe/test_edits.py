"""Edits: each gives a valid experiment or is refused; undo is exact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.describe.pair import PAIR
from vgsim.describe.edit import edit, edit_weight, link
from vgsim.describe.edit_lane import add_lane, copy_lane, remove_lane
from vgsim.describe.edit_layer import edit_layer
from vgsim.describe.errors import SpecError
from vgsim.describe.fields import FIELDS, field_of
from vgsim.describe.history import History
from vgsim.describe.spec import LayerSpec, WeightEdit
from vgsim.describe.title import titled
from vgsim.describe.validate import validate
from vgsim.parts.normalizations import NORM_MOMENTUM


def test_an_edit_changes_only_its_setting() -> None:
    changed = edit(PAIR, "lanes.1.network.gain", 2.5)
    assert changed.lanes[1].network.gain == 2.5
    assert changed.lanes[0] == PAIR.lanes[0]
    assert edit(PAIR, "seed", 7) == PAIR


@pytest.mark.parametrize("path", FIELDS)
def test_every_number_keeps_its_bounds(path: str) -> None:
    field = FIELDS[path]
    assert len(field.help) <= 120
    assert field.accepts(field.default) or field.default is None
    if field.kind in ("integer", "real"):
        assert field.accepts(type(field.low)(field.low) if field.kind == "integer" else field.low)
        assert not field.accepts(field.low - max(1.0, abs(field.low)))
        assert not field.accepts(float("nan"))
        assert not field.accepts(True)
        assert field.low <= field.slider_low <= field.slider_high <= field.high or path.startswith(
            ("edit.", "layer.layer")
        )


def test_faults_name_their_path() -> None:
    with pytest.raises(SpecError, match=r"lanes\[0\]\.network\.depth"):
        edit(PAIR, "lanes.0.network.depth", 0)
    with pytest.raises(SpecError, match="did you mean tanh"):
        edit(PAIR, "lanes.0.network.activation", "tan_h")
    with pytest.raises(KeyError):
        edit(PAIR, "lanes.0.network.colour", 1)


def test_parameters_of_an_activation_are_reset_with_it() -> None:
    leaky = edit(
        edit(PAIR, "lanes.1.network.activation", "leaky_relu"), "lanes.1.network.alpha", 0.3
    )
    assert edit(leaky, "lanes.1.network.activation", "elu").lanes[1].network.alpha is None
    normal = edit(edit(PAIR, "lanes.0.network.initializer", "normal"), "lanes.0.network.scale", 3.0)
    assert edit(normal, "lanes.0.network.initializer", "zeros").lanes[0].network.scale is None


def test_a_new_depth_keeps_the_widths_of_existing_layers() -> None:
    wide = edit(PAIR, "lanes.0.network.widths", [5, 6, 7])
    assert wide.lanes[0].network.depth == 3
    assert edit(wide, "lanes.0.network.depth", 5).lanes[0].network.widths == (5, 6, 7, 7, 7)
    assert edit(wide, "lanes.0.network.depth", 2).lanes[0].network.widths == (5, 6)
    assert edit(wide, "lanes.0.network.width", 9).lanes[0].network.widths == ()


def test_a_title_is_cleared_when_its_network_changes() -> None:
    changed = edit(PAIR, "lanes.0.network.activation", "tanh")
    assert changed.lanes[0].title == ""
    assert titled(changed, 0).startswith("Tanh")
    deep = edit(edit(PAIR, "lanes.1.network.activation", "sigmoid"), "lanes.0.network.depth", 3)
    assert (titled(deep, 0), titled(deep, 1)) == ("Sigmoid, 3 layers", "Sigmoid, 20 layers")


def test_linked_lanes_change_together() -> None:
    both = link(PAIR, "lanes.0.network.depth", 8)
    assert [lane.network.depth for lane in both.lanes] == [8, 8]


def test_lanes_are_added_and_removed() -> None:
    three = copy_lane(PAIR, 0)
    assert three.lanes[2] == three.lanes[0]  # the last one
    assert three.lanes[:2] == PAIR.lanes
    four = add_lane(three)
    assert len({lane.network.activation for lane in four.lanes}) == 3
    with pytest.raises(SpecError, match="4 networks"):
        add_lane(four)
    one = remove_lane(PAIR, 0)
    with pytest.raises(SpecError, match="last network"):
        remove_lane(one, 0)


def test_weight_edits_are_removed_with_their_layer() -> None:
    typed = edit_weight(PAIR, 0, WeightEdit(0, 15, 3, 2, 1e200))
    assert len(typed.lanes[0].network.edits) == 1
    again = edit_weight(typed, 0, WeightEdit(0, 15, 3, 2, 1.0))
    assert [each.value for each in again.lanes[0].network.edits] == [1.0]
    assert edit(typed, "lanes.0.network.depth", 5).lanes[0].network.edits == ()
    with pytest.raises(SpecError):
        edit_weight(PAIR, 0, WeightEdit(0, 30, 0, 0, 1.0))


def test_weight_edits_are_removed_when_the_data_have_fewer_inputs() -> None:
    last = PAIR.lanes[0].network.depth + 1
    for place, word in (((1, 0, 64), "64 inputs"), ((last, 10, 0), "10 units")):
        with pytest.raises(SpecError, match=word):
            edit_weight(PAIR, 0, WeightEdit(0, *place, 1.0))
    typed = edit_weight(PAIR, 0, WeightEdit(0, 1, 0, 63, 1.0))
    typed = edit_weight(typed, 0, WeightEdit(0, last, 9, 0, 1.0))
    assert len(edit(typed, "data.name", "moons").lanes[0].network.edits) == 0


CHANGES = st.sampled_from(
    [
        ("lanes.0.network.depth", 5), ("lanes.1.network.depth", 100), ("lanes.0.network.width", 8),
        ("lanes.0.network.activation", "prelu"), ("lanes.0.network.activation", "sigmoid"),
        ("lanes.0.network.alpha", 0.5), ("data.name", "sine"), ("data.name", "digits"),
        ("lanes.1.network.output", "tanh"), ("lanes.1.network.loss", "mse"), ("seed", 99),
        ("lanes.0.network.widths", [4, 2]), ("training.learning_rate", 1),
        ("data.batch_size", 10**9),
    ]
)  # fmt: skip


@given(st.lists(CHANGES, max_size=30))
def test_any_edits_give_a_valid_experiment_and_undo_restores_the_first(
    changes: list[tuple[str, Any]],
) -> None:
    history, seen = History(PAIR), [PAIR]
    for path, value in changes:
        try:
            experiment = edit(history.present, path, value)
        except SpecError:
            continue
        validate(experiment)
        if experiment != history.present:
            seen.append(experiment)
        history = history.push(experiment, path)
    for experiment in reversed(seen):
        assert history.present == experiment
        history = history.undo()
    for experiment in seen[1:]:
        history = history.redo()
        assert history.present == experiment


def test_a_drag_is_one_undo_step() -> None:
    history = History(PAIR)
    for depth in (21, 22, 23):
        history = history.push(edit(PAIR, "lanes.0.network.depth", depth), "depth", "drag 1")
    assert history.undo().present == PAIR
    other = history.push(edit(PAIR, "lanes.0.network.depth", 40), "depth", "drag 2")
    assert other.undo().present.lanes[0].network.depth == 23


def test_fields_are_found_by_their_path() -> None:
    assert field_of("lanes.3.network.gain") is FIELDS["network.gain"]
    assert field_of("lanes.0.seed") is FIELDS["lane.seed"]
    assert field_of("data.noise") is FIELDS["data.noise"]


def test_settings_of_a_single_layer() -> None:
    """Set, reset, and removed when the network has fewer layers."""
    one = edit_layer(PAIR, 1, 3, "activation", "tanh")
    assert one.lanes[1].network.layers == (LayerSpec(3, activation="tanh"),)
    frozen = edit_layer(one, 1, 2, "frozen", True)
    assert [each.layer for each in frozen.lanes[1].network.layers] == [2, 3]
    assert (
        edit_layer(edit_layer(one, 1, 3, "activation", None), 1, 3, "frozen", False)
        .lanes[1]
        .network
        == PAIR.lanes[1].network
    )
    assert edit(one, "lanes.1.network.depth", 2).lanes[1].network.layers == ()
    wide = edit_layer(PAIR, 1, 3, "width", 9)
    assert wide.lanes[1].network.widths[2] == 9
    assert (
        edit_layer(wide, 1, 3, "width", PAIR.lanes[1].network.width).lanes[1].network.widths == ()
    )
    with pytest.raises(SpecError, match="did you mean tanh"):
        edit_layer(PAIR, 1, 3, "activation", "tan")


def test_the_momentum_of_batch_norm_is_reset_with_it() -> None:
    batch = edit(PAIR, "lanes.0.network.normalization", "batch")
    slow = edit(batch, "lanes.0.network.norm_momentum", 0.01)
    assert slow.lanes[0].network.norm_momentum == 0.01
    other = edit(slow, "lanes.0.network.normalization", "layer").lanes[0].network
    assert other.norm_momentum == NORM_MOMENTUM
    recurrent = edit(slow, "lanes.0.network.cell", "gru").lanes[0].network
    assert recurrent.norm_momentum == NORM_MOMENTUM


def test_titles_name_the_difference() -> None:
    shifted = edit(PAIR, "lanes.0.network.offset", 0.5)
    lanes = tuple(replace(lane, title="") for lane in shifted.lanes)
    assert "weights around 0.5" in titled(replace(shifted, lanes=lanes), 0)
    own = edit(PAIR, "lanes.1.data.class_weights", "balanced")
    assert "balanced class weights" in titled(own, 1)
    narrow = edit(PAIR, "lanes.1.training.optimizer_dtype", "same")
    assert "optimizer in 16 bits" in titled(narrow, 1)
