"""What a screen reader is told: messages before phases, never more than one a second."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.shell.application import Application
from ui.window import announcer
from ui.window.announcer import Announcer, announce
from vgsim.play.timeline import Timeline, frame_at

PASS = Timeline(4)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def speaker(qtbot: QtBot, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Announcer:
    monkeypatch.setattr(announcer, "PAUSE", 60)
    voice = QWidget()
    qtbot.addWidget(voice)
    return Announcer(voice, lambda _, text: said.append(text))


def test_every_phase_once(speaker: Announcer, qtbot: QtBot, said: list[str]) -> None:
    for name in ("Forward", "Loss", "Backward", "Update"):
        for share in range(20):
            frame = frame_at(PASS, PASS.length * share / 20)
            if frame.phase.value == name.lower():
                speaker.show_frame(frame)
        qtbot.waitUntil(lambda name=name: said[-1:] == [name])  # type: ignore[misc]
    assert said == ["Forward", "Loss", "Backward", "Update"]


def test_of_a_flood_the_newest_message(speaker: Announcer, qtbot: QtBot, said: list[str]) -> None:
    speaker.say("first")
    for number in range(50):
        speaker.say(f"message {number}")
        speaker.show_frame(frame_at(PASS, PASS.length * number / 50))
    speaker.say("")
    assert said == ["first"]
    qtbot.waitUntil(lambda: len(said) == 2)
    qtbot.wait(150)
    assert said == ["first", "message 49"]


def test_nothing_is_sent_where_nobody_listens(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: sent.append(event.message())
    )
    voice = QWidget()
    qtbot.addWidget(voice)
    for active, expected in ((False, []), (True, ["Loss"])):
        monkeypatch.setattr(QAccessible, "isActive", lambda active=active: active)
        announce(voice, "Loss")
        assert sent == expected
    assert QAccessibleAnnouncementEvent(voice, "Loss").message() == "Loss"


def test_the_window_announces(
    app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: sent.append(event.message())
    )
    assert app.session is not None
    app.session.player.to_start()
    app.session.player.step_phase(1)
    app.session.document.refuse("This is no number.")
    qtbot.waitUntil(lambda: "This is no number." in sent)
