"""A session without a window, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.ui.conftest import SOON

if TYPE_CHECKING:  # this file is read on a machine without Qt's libraries, too
    from pytestqt.qtbot import QtBot

    from tests.ui.session.workers import Collector, Make
    from ui.session.session import Session
    from ui.worker.compute_loop import Maker
    from ui.worker.worker import Worker


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    from tests.ui.session.sessions import small
    from ui.session.session import Session
    from vgsim.compute.learning.training import Trainer
    from vgsim.theory.judge import Judge

    made = Session(
        small(),
        lambda made, watch, before: Trainer(
            made, watch, before=before, judge=None if before else Judge()
        ),
    )
    made.start()
    made.player.pause()
    qtbot.waitUntil(lambda: made.player.trace is not None, timeout=SOON)
    yield made
    assert made.close()


@pytest.fixture
def said(session: Session) -> list[tuple[str, str]]:
    messages: list[tuple[str, str]] = []
    session.document.message.connect(lambda severity, text: messages.append((severity, text)))
    return messages


@pytest.fixture
def make() -> Iterator[Make]:
    from tests.ui.session.workers import Collector
    from ui.worker.worker import Worker

    workers: list[Worker] = []

    def begin(trainer: Maker) -> tuple[Worker, Collector]:
        worker = Worker(trainer)
        workers.append(worker)
        collector = Collector(worker)
        worker.start()
        return worker, collector

    yield begin
    for worker in workers:
        assert worker.stop()
