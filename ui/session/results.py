"""Decides when the window may show how much gradient arrives at the first layer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from ui.session.player import Player
from vgsim.play.first_pass import FirstPass
from vgsim.play.frame import Frame


class ResultsGate(QObject):
    """Follows the passes on the screen; panels that show results wait for its signal."""

    changed = Signal(bool)  # whether the results may be shown

    def __init__(self, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self._player = player
        self._pass = FirstPass()
        player.frame_changed.connect(self._follow)

    @property
    def shown(self) -> bool:
        """Whether the results may be shown."""
        return self._pass.results_shown

    def begin(self) -> None:
        """Hide the results again, because another document was opened."""
        self._adopt(self._pass.begun())

    def skip(self) -> None:
        """Show the results: the first pass of this document has been seen before."""
        self._adopt(replace(self._pass, arrived=True))

    def set_held(self, held: bool) -> None:
        """Hide the results until a prediction is made, or stop hiding them."""
        self._adopt(replace(self._pass, held=held))

    def set_at_once(self, at_once: bool) -> None:
        """Show the results without waiting for the first pass, or wait for it."""
        self._adopt(replace(self._pass, at_once=at_once))

    @Slot(object)
    def _follow(self, frame: Frame) -> None:
        if not self._player.beginning:
            self._adopt(self._pass.after(frame, self._player.step))

    def _adopt(self, now: FirstPass) -> None:
        before, self._pass = self._pass, now
        if before.results_shown != now.results_shown:
            self.changed.emit(now.results_shown)
