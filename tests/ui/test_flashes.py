"""No animation flashes more than three times in a second, at any speed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ui.look.theme import THEMES
from ui.network.canvas import NetworkCanvas
from ui.raster import network
from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.files.bundled import scenarios
from vgsim.play.flashes import AREA, Luminance, Meter, worst
from vgsim.play.playback import FASTEST, SLOW, Playback
from vgsim.play.timeline import Timeline, frame_at
from vgsim.theory.judge import Judge

SIZE = 1024, 768  # pixels of the screen that WCAG means
RATE = 60.0  # frames in a second
FRAMES = 90  # of a second and a half: flashes are counted in any whole second
FASTEST_PASSES = round(FRAMES / RATE / FASTEST)  # that begin meanwhile
SHOWN = (
    "Sigmoid against ReLU", "ReLU is not enough", "Exploding", "ReZero: closed branches open",
    "Dying ReLU and leaky ReLU",  # with lines between its units
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _compiled(compiled: None, painters: object) -> None:
    network.warm_up()


@cache
def _trainer(title: str) -> tuple[Trainer, list[Trace]]:
    """A scenario that learns, and its passes so far."""
    found = next(each for each in scenarios() if each.title == title)
    kernels = Kernels()
    kernels.prepare(found.experiment)
    engine = kernels.engine(found.experiment)  # as in the window
    return Trainer(found.experiment, Watch(), judge=Judge(), engine=engine), []


def _passes(title: str) -> Iterator[Trace]:
    """The first passes of a scenario while it learns, one after each update; made when needed."""
    trainer, traces = _trainer(title)
    for step in range(FASTEST_PASSES + 1):
        if step == len(traces):
            if step:
                trainer.advance(1)
            traces.append(trainer.trace(Watch()))
        yield traces[step]


def _film(qtbot: QtBot, title: str, theme: str, seconds: float, *, pale: bool) -> list[Luminance]:
    """The frames of a second and a half, as the window plays them."""
    canvas = NetworkCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(*SIZE)
    canvas.set_theme(THEMES[theme])
    passes = _passes(title)
    trace = next(passes)
    timeline = Timeline(max(len(lane.widths) - 1 for lane in trace.lanes))
    playback = Playback(seconds_per_pass=seconds)
    canvas.set_leaving(pale=pale)
    canvas.set_trace(trace)
    meter, frames = Meter(), []
    for _ in range(FRAMES):
        before, playback = playback, playback.advance(timeline, 1 / RATE)
        if playback.position < before.position:
            canvas.set_trace(next(passes, trace))
        canvas.set_frame(frame_at(timeline, playback.position))
        frames.append(meter.luminance(canvas.pixels))
    return frames


# every scenario at the highest speed; every lower speed once
FEW = [(title, FASTEST, ("light", "dark")[k % 2]) for k, title in enumerate(SHOWN)]
FEW += [(SHOWN[k], (0.3, SLOW)[k % 2], ("light", "dark")[k // 2]) for k in (0, 3)]
EVERY = product(SHOWN, (FASTEST, 0.3, SLOW), ("light", "dark"))
FURTHER = [pytest.param(*each, marks=pytest.mark.long) for each in EVERY if each not in FEW]


@pytest.mark.parametrize(("title", "seconds", "theme"), [*FEW, *FURTHER])
def test_a_pass_never_flashes(qtbot: QtBot, title: str, seconds: float, theme: str) -> None:
    pale = Playback(seconds_per_pass=seconds).slow
    assert worst(_film(qtbot, title, theme, seconds, pale=pale), RATE) < AREA


def test_a_fast_pass_that_began_with_pale_colors_would_flash(qtbot: QtBot) -> None:
    assert worst(_film(qtbot, SHOWN[0], "light", 0.1, pale=True), RATE) > AREA


@pytest.mark.parametrize("times", [3, 4])
def test_flashes_are_counted(times: int) -> None:
    dark, bright = (np.full((768 // 8, 1024 // 8), level) for level in (0.2, 0.4))
    lit = [int(frame * 2 * times / RATE) % 2 == 1 for frame in range(FRAMES)]
    assert worst([bright if each else dark for each in lit], RATE) == (1.0 if times > 3 else 0.0)


def test_small_or_weak_or_bright_changes_are_no_flashes() -> None:
    quiet = np.full((768 // 8, 1024 // 8), 0.2)
    small = quiet.copy()
    small[:10, :10] = 0.9
    assert worst([quiet, small] * 60, RATE) < AREA
    assert worst([quiet, quiet + 0.09] * 60, RATE) == 0.0
    assert worst([quiet + 0.61, quiet + 0.75] * 60, RATE) == 0.0


@pytest.mark.parametrize("shape", [(768, 1024), (770, 1029), (40, 60)])
def test_what_has_changed_is_measured_as_if_it_were_new(shape: tuple[int, int]) -> None:
    random, meter = np.random.default_rng(7), Meter()
    picture = random.integers(0, 2**32, shape, dtype=np.uint32)
    for _ in range(8):
        assert np.array_equal(meter.luminance(picture), Meter().luminance(picture))
        assert meter.luminance(picture) is meter.luminance(picture)  # nothing has changed
        row, column = random.integers(0, shape[0] - 30), random.integers(0, shape[1] - 30)
        picture[row : row + 30, column : column + random.integers(1, 30)] ^= 0x70
