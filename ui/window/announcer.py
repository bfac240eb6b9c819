"""Announces phases and messages to screen readers, at most one per second."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from vgsim.play.frame import Frame, Phase
from vgsim.play.playback import phase_words

PAUSE = 1000  # minimum time in milliseconds between two announcements


def announce(voice: QWidget, text: str) -> None:
    """Send a text to the screen reader, if one is running."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(voice, text))


class Announcer(QObject):
    """Announces the newest text that came during a pause; messages take precedence over phases."""

    def __init__(self, voice: QWidget, send: Callable[[QWidget, str], object] = announce) -> None:
        super().__init__(voice)
        self._voice, self._send = voice, send
        self._phase: Phase | None = None
        self._waiting, self._important = "", False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._next)

    def show_frame(self, frame: Frame) -> None:
        """Announce the phase of the pass when it changes."""
        if frame.phase != self._phase:
            self._phase = frame.phase
            self._say(phase_words(frame.phase), important=False)

    def say(self, text: str) -> None:
        """Announce a message."""
        if text:
            self._say(text, important=True)

    def _say(self, text: str, *, important: bool) -> None:
        if important or not self._important:
            self._waiting, self._important = text, important
        if not self._timer.isActive():
            self._next()

    def _next(self) -> None:
        if self._waiting:
            text, self._waiting, self._important = self._waiting, "", False
            self._send(self._voice, text)
            self._timer.start()
