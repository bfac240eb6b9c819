"""Edits of data, targets and training: what does not apply is reset or refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.describe.pair import PAIR
from vgsim.describe.edit import edit, link, use_table
from vgsim.describe.errors import SpecError
from vgsim.describe.title import titled
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.tables.choice import Choices


def test_other_data_reset_the_output() -> None:
    chosen = edit(PAIR, "lanes.0.network.output", "softmax")
    assert edit(chosen, "data.name", "sine").lanes[0].network.output is None
    with pytest.raises(SpecError):
        edit(edit(PAIR, "data.name", "sine"), "lanes.0.network.loss", "cross_entropy")


def test_another_optimizer_scales_the_rate_by_the_default_rates() -> None:
    """A tenth of the old optimizer's default rate becomes a tenth of the new one's."""
    adam = edit(PAIR, "training.optimizer", "adam")
    usual = OPTIMIZERS["adam"].rate / OPTIMIZERS["sgd"].rate
    assert adam.training.learning_rate == pytest.approx(PAIR.training.learning_rate * usual)
    slow = edit(adam, "training.beta1", 0.5)
    assert edit(slow, "training.optimizer", "sgd").training.beta1 is None


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
