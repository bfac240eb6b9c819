"""Shows a scene of a lesson: its experiment, how far it is trained, and how the pass plays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from vgsim.describe.goal import Goal
from vgsim.play.frame import Frame, Phase

if TYPE_CHECKING:
    from ui.session.session import Session
    from vgsim.teach.lesson import Lesson, Scene

FREE = Goal()


def scene_of(lesson: Lesson, index: int) -> Scene:
    """The scene of a step; that of the challenge after the last one."""
    if index < len(lesson.steps):
        return lesson.steps[index].scene
    assert lesson.challenge is not None
    return replace(lesson.challenge.scene, updates=0, playback="end")


class SceneShow(QObject):
    """Shows one scene after the other; only while a lesson is open."""

    finished = Signal()  # the scene has been shown to its end

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._until: Phase | None = None  # the phase after which a pass pauses
        self._to_end = False  # whether the end of the pass is shown when it arrives
        self._held = False  # whether the last scene was held at its start
        self._waiting = ""  # for what: "learn", "pass", "result", or nothing
        session.learner.ended.connect(self._ended)
        session.learner.broke.connect(self._ended)
        session.player.frame_changed.connect(self._follow)
        session.live_changed.connect(self._arrived)

    def show(self, scene: Scene, label: str, phase: str | None, *, held: bool = False) -> None:
        """Show a scene.

        Args:
            scene: what to show.
            label: what undo calls the change.
            phase: the phase at whose end the pass stops; None: it plays on.
            held: stay at the start of the pass, so that the picture tells nothing yet.
        """
        session, player, learner = self._session, self._session.player, self._session.learner
        learner.run(False)
        session.document.show_scene(scene.experiment, label)
        self._until = Phase(phase) if phase is not None else None
        # a picture that was held at its start tells nothing: it is not worth staying at
        stay = scene.playback == "stay" and self._held
        self._to_end = not held and (scene.playback == "end" or stay)
        self._held = held
        learner.set_goal(FREE)
        if held:
            self._waiting = ""
            self._go(scene.updates)
            player.pause()
            player.to_start()
        elif scene.playback == "learn":
            self._waiting = "learn"
            learner.set_goal(Goal(updates=scene.updates))
            if learner.furthest > 0:
                self._go(0)
            player.to_end()
            learner.run(True)
        else:
            self._go(scene.updates)
            self._play(scene)

    def stop(self) -> None:
        """Wait for nothing any more."""
        self._waiting, self._until = "", None

    def _go(self, updates: int) -> None:
        session = self._session
        if session.dispatcher.step_after(session.player.step) != updates:
            session.dispatcher.go(updates)

    def _play(self, scene: Scene) -> None:
        player = self._session.player
        self._waiting = "result"
        if scene.playback == "pass":
            self._waiting = "pass"
            if self._session.dispatcher.settled and player.newest is player.trace:
                player.restart()
            else:
                player.begin()
        else:
            self._rest()
        if self._waiting == "result" and self._session.dispatcher.settled:
            self._finish()

    @Slot(object)
    def _follow(self, frame: Frame) -> None:
        """Pause at the end of the phase, and note that a pass has been seen."""
        player = self._session.player
        if self._waiting != "pass" or player.beginning:
            return
        last = self._until or Phase.BACKWARD
        end = player.timeline.span(last)[1]
        if player.playback.position >= end:
            self._waiting = ""  # first: seeking shows another frame
            if self._until is not None:
                player.seek(float(end))
            self._finish()

    @Slot(object)
    def _arrived(self, trace: object) -> None:
        if self._waiting == "result" and self._session.dispatcher.settled:
            self._rest()
            self._finish()

    def _rest(self) -> None:
        """Stand still where the scene ends; the first pass of a lesson began to play by itself."""
        player = self._session.player
        if self._to_end and self._until is not None:
            player.seek(float(player.timeline.span(self._until)[1]))
        elif self._to_end:
            player.to_end()

    @Slot()
    def _ended(self) -> None:
        if self._waiting == "learn":
            self._session.learner.set_goal(FREE)
            self._finish()

    def _finish(self) -> None:
        self._waiting = ""
        self.finished.emit()
