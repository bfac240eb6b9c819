"""After any wishes, everything that is shown of a network belongs to one pass."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON
from tests.ui.shared import SharedWindow
from ui.panels.history.panel import HistoryPanel
from ui.panels.inspector.panel import InspectorPanel
from ui.panels.layers import LayersPanel
from ui.panels.network.panel import NetworkPanel
from ui.panels.verdicts import ALONE, VerdictsPanel
from ui.session.session import Session
from ui.shell.application import Application
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.play.playback import SLOWEST
from vgsim.words.numbers import grouped, scientific

SMALL = Experiment(
    data=DataSpec("moons", 16, 64),
    lanes=(
        Lane("", NetworkSpec(depth=2, width=4, activation="tanh")),
        Lane("", NetworkSpec(depth=3, width=5)),
    ),
)
FUNCTIONS = ("tanh", "relu", "sigmoid", "elu")


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


def _wish(app: Application, random: Random) -> None:
    """One request of a panel, about what is on the screen now."""
    session, ask = app.session, app.requests
    assert session is not None
    assert ask is not None
    trace = session.player.trace
    assert trace is not None
    lane = random.choice(trace.experiment.lanes)
    shown = trace.experiment
    weight = random.uniform(-2, 2)
    wishes: list[Callable[[], Any]] = [
        lambda: ask.select(lane, random.randint(1, 4), random.choice((None, 0, 1, 9))),
        lambda: ask.edit_lane(lane, "network.activation", random.choice(FUNCTIONS)),
        lambda: ask.edit_lane(lane, "network.depth", random.randint(1, 4)),
        lambda: ask.edit_lane(lane, "network.width", random.randint(1, 6)),
        lambda: ask.edit_weight(lane, 1, 0, None, weight),
        lambda: ask.document.edit("training.learning_rate", random.choice((0.01, 0.1, 1.0))),
        ask.document.add_lane,
        lambda: ask.copy_lane(lane),
        lambda: ask.remove_lane(lane),
        lambda: ask.branch(lane),
        ask.document.undo,
        ask.document.redo,
        ask.document.new_seed,
        lambda: ask.document.set_linked(random.random() < 0.5),
        lambda: ask.viewer.set_example(random.choice((None, 0, 5))),
        ask.learner.toggle_run,
        lambda: ask.learner.run(random.random() < 0.5),
        lambda: ask.learner.step_update(random.choice((-1, 1))),
        ask.learner.rewind,
        lambda: ask.go_to(random.randint(0, 20), shown),
        ask.player.toggle,
        lambda: ask.player.step_layer(random.choice((-1, 1))),
        lambda: ask.player.step_phase(random.choice((-1, 1))),
        ask.player.to_start,
        ask.player.to_end,
        ask.reset,
    ]
    random.choice(wishes)()


def _panel(app: Application, kind: type[Any]) -> Any:
    assert app.window is not None
    return next(panel for panel in app.window.hub.panels if isinstance(panel, kind))


def _settle(app: Application, qtbot: QtBot) -> Session:
    """Stop learning and the animation, and wait until the answer to the last wish is shown."""
    session = app.session
    assert session is not None
    session.learner.run(False)
    session.player.pause()
    session.results.skip()

    def there() -> bool:
        trace = session.player.trace
        asked = session.dispatcher.settled and session.player.newest is trace
        return trace is not None and asked and trace.experiment == session.experiment

    qtbot.waitUntil(there, timeout=SOON)
    return session


def _check(app: Application, qtbot: QtBot) -> None:
    trace = _settle(app, qtbot).player.trace
    assert trace is not None
    network = _panel(app, NetworkPanel)
    canvas = network.canvas
    assert canvas._trace is trace  # the strips are painted from it
    for index, (lane, words) in enumerate(zip(trace.lanes, canvas._words, strict=True)):
        assert words.lane is lane
        assert words.verdict is lane.judged.verdict
        assert canvas._readings[index].count("update") == 1
        assert f"update {grouped(trace.step)}" in canvas._readings[index]
        if "loss" in canvas._readings[index]:
            assert f"loss {scientific(lane.loss, 3)}" in canvas._readings[index]
    spoken = canvas.accessibleDescription()
    assert all(lane.judged.verdict.sentence in spoken for lane in trace.lanes)
    verdicts = _panel(app, VerdictsPanel)
    assert verdicts.isVisible()
    assert verdicts.sentence.text() == (trace.comparison or ALONE)
    inspector = _panel(app, InspectorPanel)
    assert inspector.isVisible()
    unit = trace.lanes[trace.watched].unit
    if unit is not None:
        assert inspector.heading.text.endswith(f"update {grouped(trace.step)}")
        first = inspector.sentences.text().splitlines()[0]
        assert first == f"z = Σ w·a + b = {scientific(unit.preactivation, 3)}"
    layers, watched = _panel(app, LayersPanel), trace.lanes[trace.watched]
    assert layers.sentence.text == f"{watched.title}: {watched.judged.verdict.sentence}"


@pytest.mark.parametrize(
    ("seed", "wishes"),
    [(0, 100), *(pytest.param(seed, 200, marks=pytest.mark.long) for seed in range(2))],
)
def test_after_any_wishes_a_lane_shows_one_pass(
    app: Application, qtbot: QtBot, seed: int, wishes: int
) -> None:
    session, window = app.session, app.window
    assert session is not None
    assert window is not None
    session.document.load(SMALL)
    _settle(app, qtbot)
    window.resize(1600, 1000)  # all of these panels are visible: hidden ones get no news
    window.show_panel_window("layers")
    window.show_diagram("Inspector")
    random = Random(seed)
    for count in range(1, wishes + 1):
        _wish(app, random)
        if random.random() < 0.3:
            qtbot.wait(1)  # lets results arrive between wishes
        if count % 20 == 0:
            _check(app, qtbot)


def test_stopping_shows_where_training_stopped(app: Application, qtbot: QtBot) -> None:
    session = app.session
    assert session is not None
    session.document.load(SMALL)
    _settle(app, qtbot)
    session.player.set_seconds(SLOWEST)  # the pass does not end by itself while the test runs
    session.player.restart()
    first = session.player.step
    session.learner.run(True)
    qtbot.waitUntil(lambda: session.learner.step > first + 20, timeout=SOON)
    assert session.player.step == first  # the pass that is played is not replaced
    session.learner.run(False)
    qtbot.waitUntil(lambda: session.dispatcher.settled, timeout=SOON)
    assert session.player.playback.playing
    assert session.player.newest is session.player.trace
    bar = _panel(app, HistoryPanel).scrubber
    assert bar.position() == session.player.step == session.learner.step > first + 20
    canvas, update = _panel(app, NetworkPanel).canvas, f"update {grouped(session.player.step)}"
    qtbot.waitUntil(lambda: all(update in each for each in canvas._readings))
