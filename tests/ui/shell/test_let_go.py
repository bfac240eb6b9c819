"""A large scenario that was left leaves nothing behind."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

from pytestqt.qtbot import QtBot

from ui.shell.application import Application
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment
from vgsim.files.bundled import scenarios

SOON = 20_000


def large() -> Experiment:
    """The first scenario with other networks that need no other kernels."""
    first = scenarios()[0].experiment
    lanes = tuple(
        replace(lane, network=replace(lane.network, depth=40, width=48)) for lane in first.lanes
    )
    return replace(first, title="large", lanes=lanes)


def shown(app: Application) -> Trace:
    assert app.session is not None
    assert app.session.player.trace is not None
    return app.session.player.trace


def test_neither_trace_nor_trainer_of_a_document_that_was_left(
    app: Application, qtbot: QtBot
) -> None:
    session, wanted = app.session, large()
    assert session is not None
    session.document.load(wanted)
    qtbot.waitUntil(lambda: shown(app).experiment == wanted, timeout=SOON)
    gone = [weakref.ref(shown(app).lanes[0].gradient), weakref.ref(shown(app).curves[0].loss)]
    small = scenarios()[0].experiment
    session.document.load(small)
    qtbot.waitUntil(lambda: shown(app).experiment == small, timeout=SOON)

    def left() -> bool:
        gc.collect()
        known = [each for each in gc.get_objects() if type(each) is Trainer]
        return all(ref() is None for ref in gone) and all(
            each.experiment.title != "large" for each in known
        )

    qtbot.waitUntil(left, timeout=SOON)
