"""The afterimage: the picture of the last pass stays, in pale colors, until the next wave."""

from __future__ import annotations

from collections.abc import Sequence

from ui.network.scene import LaneScene
from vgsim.play.frame import Frame

PALE = 0.3  # strength of the colors


class Afterimage:
    """Follows the passes of one canvas. Until the first one has arrived, it is empty."""

    def __init__(self) -> None:
        self._passed = False  # whether a pass of these networks has arrived
        self._renewed = False  # whether there are new values since the last frame
        self._strength = PALE
        self._secret = False  # whether a picture would tell what is not to be seen yet

    def set_secret(self, secret: bool) -> None:
        """Keep no picture, because it would tell what is not to be seen yet; or keep them again."""
        self._secret = secret
        self._passed = self._passed and not secret

    @property
    def pale(self) -> bool:
        """Whether the last picture is kept in pale colors."""
        return self._strength == PALE

    def set_pale(self, pale: bool) -> None:
        """Keep the last picture in pale colors, or in full colors."""
        self._strength = PALE if pale else 1.0

    def another(self, *, document: bool) -> None:
        """Note that another trace comes; `document`: of networks that were not shown before."""
        self._renewed = True
        self._passed = self._passed and not document

    def keep(self, scenes: Sequence[LaneScene]) -> None:
        """Keep what the scenes show, if a whole pass was shown: their values will change."""
        for scene in scenes:
            scene.leave(self._strength if self._passed and not self._secret else None)

    def follow(self, scenes: Sequence[LaneScene], before: Frame, frame: Frame) -> None:
        """Note the next frame. If a pass begins with the same values, they are the afterimage."""
        self._passed = self._passed or before.arrived
        if before.arrived and not frame.arrived and not self._renewed:
            self.keep(scenes)
        self._passed, self._renewed = self._passed or frame.arrived, False
