"""After a break, learning continues from where it had not gone wrong, at a tenth of the rate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.long import longer
from tests.ui.conftest import SOON
from tests.ui.shared import SharedWindow
from ui.shell.application import Application
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.curves import STABLE
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec

CALM = Lane("Calm", NetworkSpec(depth=2, width=4, activation="tanh"))
SLOWLY = TrainingSpec(learning_rate=0.5)
# a linear network on a quadratic loss: its loss grows for many updates before it is infinite
LINEAR = NetworkSpec(
    depth=1, width=12, activation="linear", initializer="xavier_normal", output="linear",
    loss="mse",
)  # fmt: skip
DATA = DataSpec("moons", 16, 64)


def experiments() -> dict[str, Experiment]:
    fast = TrainingSpec(learning_rate=0.5)
    slower = TrainingSpec(learning_rate=2.0, schedule="warmup", warmup=50)
    linear, deeper = Lane("Wild", LINEAR), Lane("Wild", replace(LINEAR, depth=3))
    return {
        "grows": Experiment(data=DATA, training=SLOWLY, lanes=(CALM, linear)),
        "at once": Experiment(data=DATA, training=fast, lanes=(CALM, deeper)),
        "own rate": Experiment(data=DATA, lanes=(CALM, replace(linear, training=SLOWLY))),
        "momentum": Experiment(
            data=DATA, training=TrainingSpec("momentum", 0.1), lanes=(deeper, CALM)
        ),
        "warm-up": Experiment(data=DATA, training=slower, lanes=(CALM, deeper)),
    }


def expected(experiment: Experiment, lane: int) -> tuple[int, np.ndarray, int]:
    """The break, every loss before it, and the last of them that is sound, one by one."""
    trainer = Trainer(experiment)
    losses = [trainer.trace().lanes[lane].loss]
    while (found := trainer.find_break()) is None:
        trainer.advance()
        losses.append(trainer.trace().lanes[lane].loss)
        assert len(losses) < 100
    assert found is not None
    assert found.lane == lane
    before = np.array(losses[: found.step])
    return found.step, before, int(np.flatnonzero(before <= STABLE * before[0])[-1])


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


@pytest.mark.parametrize("name", ["grows", "at once", "own rate", *longer(["momentum", "warm-up"])])
def test_it_goes_back_to_a_sound_loss(app: Application, qtbot: QtBot, name: str) -> None:
    session = app.session
    assert session is not None
    experiment = experiments()[name]
    lane = next(k for k, each in enumerate(experiment.lanes) if each.title == "Wild")
    broke, losses, sound = expected(experiment, lane)
    session.document.load(experiment)
    found = []
    session.learner.broke.connect(lambda broken, trace: found.append((broken, trace)))
    session.learner.run(True)
    qtbot.waitUntil(lambda: bool(found) and not session.learner.running, timeout=SOON)
    broken, trace = found[0]
    assert (broken.step, broken.lane) == (broke, lane)
    live: list[Any] = []
    session.live_changed.connect(live.append)
    assert app.requests is not None
    app.requests.continue_slower(broken, trace.experiment)
    assert session.learner.running
    assert session.dispatcher.job.step == sound
    qtbot.waitUntil(lambda: bool(live) and live[-1].step > sound + 100, timeout=SOON)
    assert np.isfinite(live[-1].lanes[lane].loss)
    for step in (sound, sound + 1):
        session.learner.go_to(step)
        qtbot.waitUntil(lambda step=step: live[-1].step == step, timeout=SOON)
        assert live[-1].lanes[lane].loss <= STABLE * losses[0]
        if step == sound:
            assert live[-1].lanes[lane].loss == pytest.approx(losses[sound], rel=1e-6)
    own = session.experiment.lanes[lane].training or session.experiment.training
    before = experiment.lanes[lane].training or experiment.training
    assert own.learning_rate == pytest.approx(before.learning_rate / 10)
    session.document.undo()
    assert session.experiment == experiment


def test_a_network_that_never_was_sound_starts_again() -> None:
    lost = replace(LINEAR, gain=1e200)
    trainer = Trainer(Experiment(data=DATA, training=SLOWLY, lanes=(Lane("Wild", lost),)))
    trainer.advance(3)
    assert trainer.trace().curves[0].last_stable(3) == 0
