"""What a learner has changed: the fewest settings, and whether a task is done."""

from __future__ import annotations

import pytest

from tests.teach.conftest import HEAD
from tests.teach.test_check import CHALLENGE
from vgsim.describe.edit import edit, edit_weight
from vgsim.describe.spec import Experiment, Lane, WeightEdit
from vgsim.teach.changed import changed_paths, task_done
from vgsim.teach.lesson import Challenge, ChallengeTask, Scene
from vgsim.teach.reader import read_lesson


@pytest.fixture
def challenge() -> Challenge:
    found = read_lesson('kind = "challenge"' + HEAD + CHALLENGE).challenge
    assert found is not None
    return found


@pytest.mark.parametrize(
    "edits",
    [
        {}, {"lanes.0.network.activation": "relu"}, {"training.learning_rate": 0.3},
        {"lanes.1.training.learning_rate": 0.3}, {"lanes.0.network.depth": 3, "seed": 4},
        {"training.optimizer": "adam"},  # its rate follows
        {"training.optimizer": "adam", "training.learning_rate": 0.7},
        {"lanes.0.network.activation": "leaky_relu", "lanes.0.network.alpha": 0.3},
        {"lanes.0.network.normalization": "batch", "data.batch_size": 16},
    ],
)  # fmt: skip
def test_the_settings_that_were_changed(challenge: Challenge, edits: dict[str, object]) -> None:
    before = after = challenge.scene.experiment
    for path, value in edits.items():
        after = edit(after, path, value)
    assert sorted(changed_paths(before, after)) == sorted(edits)


def test_networks_and_single_weights(challenge: Challenge) -> None:
    before = challenge.scene.experiment
    more = Experiment(before.title, before.seed, before.data, before.training, (Lane(),) * 3)
    assert changed_paths(before, more) == ("lanes",)
    typed = edit_weight(before, 0, WeightEdit(0, 1, 0, 0, 3.0))
    assert changed_paths(before, typed) == ("lanes.0.network.edits",)


def test_a_task_is_done_as_soon_as_the_networks_are_those(challenge: Challenge) -> None:
    start = challenge.scene.experiment
    task = ChallengeTask(
        "Choose tanh.", Scene(edit(start, "lanes.0.network.activation", "tanh"), 5)
    )
    named = edit(task.scene.experiment, "lanes.0.title", "Mine")
    assert not task_done(task, start, 9)
    assert not task_done(task, named, 4)
    assert task_done(task, named, 5)
    assert not task_done(task, edit(named, "lanes.0.network.depth", 2), 5)
