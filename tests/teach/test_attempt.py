"""An attempt at a challenge: what counts as changed, what is allowed, when it is solved."""

from __future__ import annotations

import pytest

from tests.teach.conftest import HEAD
from tests.teach.test_check import CHALLENGE
from vgsim.describe.edit import edit, edit_weight
from vgsim.describe.spec import Experiment, Lane, WeightEdit
from vgsim.teach.attempt import attempt_at, changed_paths, changes_in, task_done
from vgsim.teach.lesson import Challenge, Scene, Task
from vgsim.teach.reader import read_lesson
from vgsim.teach.runs import Runs


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
    assert "lanes" in changes_in(challenge, more).forbidden
    typed = edit_weight(before, 0, WeightEdit(0, 1, 0, 0, 3.0))
    assert changed_paths(before, typed) == ("lanes.0.network.edits",)


def test_solved(challenge: Challenge, runs: Runs) -> None:
    start = challenge.scene.experiment
    unchanged = attempt_at(challenge, start, runs)
    assert unchanged.allowed
    assert not unchanged.solved
    solved = attempt_at(challenge, challenge.solutions[0].scene.experiment, runs)
    assert solved.solved
    assert solved.changed == ("lanes.0.network.activation",)
    assert solved.outcomes[0].value > -1  # type: ignore[operator]


def test_not_allowed(challenge: Challenge, runs: Runs) -> None:
    made = edit(challenge.solutions[0].scene.experiment, "training.learning_rate", 9.0)
    found = attempt_at(challenge, made, runs)
    assert found.forbidden == ("training.learning_rate",)
    assert all(each.true for each in found.outcomes)
    assert not found.solved
    for path, value in (("lanes.0.network.width", 9), ("lanes.0.network.gain", 1.1)):
        made = edit(made, path, value)
    made = edit(made, "training.learning_rate", 0.5)
    assert changes_in(challenge, made).too_many


def test_it_can_be_stopped(challenge: Challenge) -> None:
    experiment = challenge.solutions[0].scene.experiment
    found = attempt_at(challenge, experiment, Runs(), stopped=lambda: True)
    assert found.outcomes == ()
    assert not found.solved


def test_a_task_is_done_as_soon_as_the_networks_are_those(challenge: Challenge) -> None:
    start = challenge.scene.experiment
    task = Task("Choose tanh.", Scene(edit(start, "lanes.0.network.activation", "tanh"), 5))
    named = edit(task.scene.experiment, "lanes.0.title", "Mine")
    assert not task_done(task, start, 9)
    assert not task_done(task, named, 4)
    assert task_done(task, named, 5)
    assert not task_done(task, edit(named, "lanes.0.network.depth", 2), 5)
