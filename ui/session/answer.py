"""Decides when the window may show how much gradient arrives at the first layer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from ui.session.player import Player
from vgsim.play.first_pass import FirstPass
from vgsim.play.frame import Frame


class AnswerReveal(QObject):
    """Follows the passes on the screen; panels that show the result wait for its signal."""

    changed = Signal(bool)  # whether the result may be shown

    def __init__(self, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self._player = player
        self._pass = FirstPass()
        player.frame_changed.connect(self._follow)

    @property
    def shown(self) -> bool:
        """Whether the result may be shown."""
        return self._pass.answered

    def begin(self) -> None:
        """Hide the result again, because another document was opened."""
        self._adopt(self._pass.begun())

    def skip(self) -> None:
        """Show the answer: the first pass of this document has been seen before."""
        self._adopt(replace(self._pass, arrived=True))

    def set_held(self, held: bool) -> None:
        """Hide the answer until a prediction is in, or no longer."""
        self._adopt(replace(self._pass, held=held))

    def set_at_once(self, at_once: bool) -> None:
        """Show the result without waiting for the first pass, or wait for it."""
        self._adopt(replace(self._pass, at_once=at_once))

    @Slot(object)
    def _follow(self, frame: Frame) -> None:
        if not self._player.beginning:
            self._adopt(self._pass.after(frame, self._player.step))

    def _adopt(self, now: FirstPass) -> None:
        before, self._pass = self._pass, now
        if before.answered != now.answered:
            self.changed.emit(now.answered)
