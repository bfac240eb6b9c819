"""The real window off screen, which shows one instant after the other for a film.

No clock runs: the film says which instant is shown, waits until the window shows it, and takes the
pixels that the window has painted. The same file gives the same frames, on any machine's speed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from ui.raster.cells import Pixels
from ui.shell.offscreen import OffscreenWindow
from vgsim.play.film import LEARNING, FilmPace, learning_updates, pass_positions
from vgsim.play.frame import Phase
from vgsim.teach.lesson import Lesson

ROUNDS = 100  # attempts at most until the picture no longer changes


@dataclass(frozen=True, slots=True)
class LessonStep:
    """A step of a lesson, counted from 0."""

    path: Path
    lesson: Lesson
    index: int


class FilmedWindow:
    """Hides the controls as in a presentation, and shows what is asked for."""

    def __init__(
        self, unseen: OffscreenWindow, size: tuple[int, int], *, diagrams: bool = True,
        lesson: bool = False,
    ) -> None:  # fmt: skip
        """Prepare a window that shows the first pass.

        Args:
            unseen: the window; it is not used for anything else.
            size: of the picture, in pixels.
            diagrams: whether the diagrams next to the networks are in the picture.
            lesson: whether the text of a lesson is.
        """
        assert unseen.main.session is not None
        self._unseen, self._window = unseen, unseen.main.window
        self._session = unseen.main.session
        self._session.player.pause()
        window = self._window
        now = window.preferred.now
        window.preferred.adopt(replace(now, coach=False))  # its advice comes at any time
        window.presentation.put_away()
        window.side.setVisible(lesson)
        window.lesson.arrange()
        if not diagrams:
            window.show_columns(window.columns.controls, False)
        window.resize(*size)
        self._wait()
        window.notice.hide()

    def select(
        self, lane: int | None, layer: int | None, unit: int | None, example: int | None
    ) -> None:
        """Select a unit, as a click would; the example is that of the batch, from 0."""
        viewer = self._session.viewer
        watch = viewer.watch
        viewer.restore(
            replace(
                watch, lane=lane or 0, layer=watch.layer if layer is None else layer, unit=unit,
                example=example,
            )
        )  # fmt: skip
        self._wait()

    def pictures(
        self,
        pace: FilmPace,
        what: str,
        span: tuple[int, int | None],
        step: LessonStep | None = None,
    ) -> Iterator[Pixels]:
        """Every frame of a film, (height, width) 0xffRRGGBB.

        Args:
            pace: length and rate of the film.
            what: one of `vgsim.play.film.SUBJECTS`.
            span: the update whose pass is shown, or with which the run begins; that at its end.
            step: the step of a lesson, if that is what is shown.
        """
        first, last = span
        if step is not None:
            yield from self._lesson(pace, step)
        elif what == LEARNING:
            assert last is not None
            yield from self._learning(pace, first, last)
        else:
            self._go(first)
            yield from self._pass(pace)

    def _pass(self, pace: FilmPace, last: Phase = Phase.UPDATE) -> Iterator[Pixels]:
        player = self._session.player
        player.to_start()
        shown = self._revealed
        self._wait()
        for position in pass_positions(player.timeline, pace, last):
            player.seek(position)
            if self._revealed != shown:  # more than the wave is new
                shown = self._revealed
                self._wait()
            QCoreApplication.processEvents()
            yield self.pixels()

    def _learning(self, pace: FilmPace, first: int, last: int) -> Iterator[Pixels]:
        self._fast()
        self._session.player.to_end()
        shown = None
        for update in learning_updates(first, last, pace):
            if update != shown:
                shown = update
                self._session.dispatcher.go(update)
                self._wait()
            yield self.pixels()

    def _lesson(self, pace: FilmPace, step: LessonStep) -> Iterator[Pixels]:
        """The scene of a step; of one with a question, the run and then the answer."""
        lessons, player = self._unseen.main.lessons, self._session.player
        assert lessons is not None
        lessons.open_path(step.path, step.index)
        player.pause()
        self._window.notice.hide()
        state = lessons.state
        assert state.step is not None
        scene, show = state.step.scene, state.step.show
        self._unseen.wait_until(lambda: lessons.state.prepared)
        if state.question is not None:
            scene = state.question.run
            lessons.skip()
            lessons.start_run()
            player.pause()
        if scene.playback == "learn":
            self._session.learner.run(False)
            frames = self._learning(pace, 0, scene.updates)
        else:
            self._go(scene.updates)
            last = Phase(show.phase) if show.phase is not None else Phase.UPDATE
            frames = self._pass(pace, last)
        for number, pixels in enumerate(frames):
            if number >= pace.moving * pace.rate and lessons.state.stage == "running":
                lessons.show_answer()
                self._wait()
                yield self.pixels()
            else:
                yield pixels

    @property
    def _revealed(self) -> tuple[bool, str]:
        """Whether the result of the pass is shown, and the answer of a lesson's question."""
        lessons = self._unseen.main.lessons
        assert lessons is not None
        return self._session.results.shown, lessons.state.stage

    def _go(self, update: int) -> None:
        """Show the pass at this update."""
        if update != self._session.player.step:
            self._fast()
            self._session.dispatcher.go(update)
        self._wait()

    def _fast(self) -> None:
        """Compute with the kernels; a single pass does not need them."""
        warmer = self._unseen.main.warmer
        assert warmer is not None
        warmer.kernels.prepare(self._session.experiment, separately=True)
        self._session.engine_ready()
        self._wait()

    def _wait(self) -> None:
        """Wait until the pass that is wanted is computed, and the picture does not change."""
        before: Pixels | None = None
        for _ in range(ROUNDS):
            self._unseen.wait_until(self._unseen.settled)
            QCoreApplication.processEvents()
            now = self.pixels()
            if before is not None and self._unseen.settled() and np.array_equal(before, now):
                return
            before = now

    def pixels(self) -> Pixels:
        """What the window has painted, (height, width) 0xffRRGGBB."""
        window = self._window
        image = window.screen().grabWindow(window.winId()).toImage()
        image = image.convertToFormat(QImage.Format.Format_RGB32)
        width, height = image.width(), image.height()
        found = np.frombuffer(image.constBits(), np.uint32).reshape(height, width)
        return found.copy()
