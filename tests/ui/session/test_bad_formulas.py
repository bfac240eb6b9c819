"""Own functions in a running session: a bad formula changes nothing and stops nothing."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.shell.application import Application
from vgsim.describe.spec import OwnActivation


def test_a_bad_formula_never_stops_what_is_running(app: Application, qtbot: QtBot) -> None:
    session = app.session
    assert session is not None
    sentences: list[str] = []
    session.document.message.connect(lambda kind, text: sentences.append(text))
    session.learner.toggle_run()
    qtbot.waitUntil(lambda: session.player.step > 0)
    before = session.experiment
    for text in ("sin(x", "0/0", "__import__('os')", "x" * 301):
        session.document.add_function(OwnActivation("mine", text), 0)
        assert session.experiment is before
    assert len(sentences) == 4
    assert all("character" in each.casefold() for each in sentences), sentences
    assert session.learner.running
    step = session.player.step
    qtbot.waitUntil(lambda: session.player.step > step)
