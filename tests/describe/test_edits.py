"""Edits: each gives a valid experiment or is refused; undo is exact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vgsim.describe.edit import edit, edit_weight, link, use_table
from vgsim.describe.edit_lane import add_lane, copy_lane, remove_lane
from vgsim.describe.edit_layer import edit_layer
from vgsim.describe.errors import SpecError
from vgsim.describe.fields import FIELDS, field_of
from vgsim.describe.history import History
from vgsim.describe.spec import Experiment, Lane, LayerSpec, NetworkSpec, WeightEdit
from vgsim.describe.title import titled
from vgsim.describe.validate import validate
from vgsim.parts.normalizations import NORM_MOMENTUM
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.tables.choice import Choices

PAIR = Experiment(lanes=(Lane("A"), Lane("B", NetworkSpec(activation="relu"))))


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


def test_other_data_reset_the_output() -> None:
    chosen = edit(PAIR, "lanes.0.network.output", "softmax")
    assert edit(chosen, "data.name", "sine").lanes[0].network.output is None
    with pytest.raises(SpecError):
        edit(edit(PAIR, "data.name", "sine"), "lanes.0.network.loss", "cross_entropy")


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


def test_another_optimizer_scales_the_rate_by_the_default_rates() -> None:
    """A tenth of the old optimizer's default rate becomes a tenth of the new one's."""
    adam = edit(PAIR, "training.optimizer", "adam")
    usual = OPTIMIZERS["adam"].rate / OPTIMIZERS["sgd"].rate
    assert adam.training.learning_rate == pytest.approx(PAIR.training.learning_rate * usual)
    slow = edit(adam, "training.beta1", 0.5)
    assert edit(slow, "training.optimizer", "sgd").training.beta1 is None


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


def test_own_data_and_training_start_from_the_shared_ones_and_can_be_dropped() -> None:
    base = edit(edit(PAIR, "data.name", "moons"), "data.examples", 96)
    own = edit(base, "lanes.1.data.batch_size", 8)
    assert own.lanes[1].data == replace(base.data, batch_size=8)
    assert own.lanes[0].data is None
    assert "batch 8" in titled(own, 1)
    assert edit(own, "lanes.1.data.batch_size", None).lanes[1].data == base.data
    assert edit(own, "lanes.1.data.name", None).lanes[1].data is None
    adam = edit(base, "lanes.0.training.optimizer", "adam")
    assert adam.lanes[0].training is not None
    assert adam.training == base.training
    assert "Adam" in titled(adam, 0)
    assert edit(adam, "lanes.0.training.optimizer", None).lanes[0].training is None
    both = link(base, "lanes.0.seed", 3)
    assert [lane.seed for lane in both.lanes] == [3, 3]
    with pytest.raises(SpecError):
        edit(base, "training.optimizer", None)


def test_data_of_another_kind_reset_an_output_that_does_not_fit() -> None:
    fixed = edit(PAIR, "lanes.1.network.output", "softmax")
    assert edit(fixed, "lanes.1.data.name", "sine").lanes[1].network.output is None


def test_label_noise_and_standardization_are_kept_with_other_data() -> None:
    noisy = edit(edit(PAIR, "data.label_noise", 1), "data.standardize", False)
    assert type(noisy.data.label_noise) is float
    other = edit(noisy, "data.name", "diabetes").data
    assert (other.label_noise, other.standardize) == (1.0, False)
    own = edit(noisy, "lanes.1.data.label_noise", 0.25)
    assert own.lanes[1].data == replace(noisy.data, label_noise=0.25)
    for path, value in (
        ("data.label_noise", -0.1), ("data.label_noise", 1.1), ("data.standardize", None),
    ):  # fmt: skip
        with pytest.raises(SpecError):
            edit(PAIR, path, value)


def test_shipped_tables_have_outputs_that_fit() -> None:
    fixed = edit(PAIR, "lanes.0.network.output", "softmax")
    assert edit(fixed, "data.name", "breast_cancer").lanes[0].network.output == "softmax"
    assert edit(fixed, "data.name", "diabetes").lanes[0].network.output is None
    with pytest.raises(SpecError, match="reads no table"):
        edit(edit(PAIR, "data.name", "iris"), "data.path", "x.csv")


def test_target_settings_that_do_not_apply_are_reset_with_the_data() -> None:
    own = edit(edit(PAIR, "data.name", "diabetes"), "data.standardize_target", False)
    assert not own.data.standardize_target
    assert edit(own, "data.name", "digits").data.standardize_target
    balanced = edit(PAIR, "data.class_weights", "balanced")
    assert edit(balanced, "data.name", "iris").data.class_weights == "balanced"
    assert edit(balanced, "data.name", "diabetes").data.class_weights == "none"
    assert edit(balanced, "data.name", "latch").data.class_weights == "none"
    through_time = edit(balanced, "lanes.0.network.cell", "lstm")
    assert all((lane.data or through_time.data).class_weights == "none"
               for lane in through_time.lanes if lane.network.cell != "none")  # fmt: skip
    assert use_table(own, "a.csv").data.standardize_target is False


def test_the_task_of_a_table_decides_which_target_settings_apply() -> None:
    table = use_table(PAIR, "a.csv")
    both = edit(edit(table, "data.standardize_target", False), "data.class_weights", "balanced")
    for task, standardized, weights in (("classes", True, "balanced"), ("numbers", False, "none")):
        for chosen in (
            edit(both, "data.task", task).data,
            use_table(both, "b.csv", Choices(task=task)).data,
        ):
            assert chosen.standardize_target is standardized
            assert chosen.class_weights == weights
    classes, numbers = (edit(table, "data.task", task) for task in ("classes", "numbers"))
    with pytest.raises(SpecError, match="no target to standardize"):
        edit(classes, "data.standardize_target", False)
    with pytest.raises(SpecError, match="no classes to weight"):
        edit(numbers, "data.class_weights", "balanced")


@pytest.mark.parametrize(
    ("data", "path", "value", "words"),
    [
        ("digits", "data.standardize_target", False, "no target to standardize"),
        ("sine", "data.standardize_target", False, "no target to standardize"),
        ("diabetes", "data.class_weights", "balanced", "no classes to weight"),
        ("sine", "data.class_weights", "balanced", "no classes to weight"),
        ("digits", "data.class_weights", "heavy", "balanced"),
        ("digits", "lanes.0.network.norm_momentum", 0.5, "only batch norm keeps"),
        ("digits", "lanes.0.network.norm_momentum", 1.5, "from 0 to 1"),
        ("digits", "lanes.0.network.offset", None, "a number"),
        ("digits", "training.optimizer_dtype", "float16", "wide, same"),
    ],
)
def test_settings_that_do_not_apply_are_refused(
    data: str, path: str, value: object, words: str
) -> None:
    with pytest.raises(SpecError, match=words):
        edit(edit(PAIR, "data.name", data), path, value)


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
