"""Plays the animation: which pass is on the screen, and which instant of it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from ui.session.ticker import Ticker
from vgsim.compute.traces.trace import Trace
from vgsim.play.playback import Playback
from vgsim.play.timeline import Timeline, end_of_phase, frame_at, same_place_on


class Player(QObject):
    """Plays the pass on the screen; a newer pass replaces it when it ends, or at once."""

    trace_changed = Signal(object)  # Trace
    frame_changed = Signal(object)  # Frame
    refused = Signal()  # the pass is locked until a prediction is in
    playback_changed = Signal(object)  # Playback; not emitted if only the position changed

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.trace: Trace | None = None  # on the screen
        self.newest: Trace | None = None
        self.timeline = Timeline(1)
        self.playback = Playback()
        self.turning = False  # while one pass ends and the next begins by itself
        self.still = False  # whether playing shows only the end of each phase, without motion
        self.beginning = False  # until the first pass of another document is computed
        self._back: Playback | None = None  # how that pass is shown; None: from its start
        self.locked = False  # a lesson waits for a prediction
        self._ticker = Ticker(self)
        self._ticker.ticked.connect(self._tick)

    @property
    def step(self) -> int:
        """The update of the pass on the screen."""
        return self.trace.step if self.trace else 0

    def begin(self) -> None:
        """Hold the picture until the first pass of another document is there, then play that."""
        self.beginning, self._back = True, None
        self.set_playback(replace(self.playback, playing=True))

    def offer(self, trace: Trace, *, at_once: bool, settled: bool = True) -> None:
        """Take a new pass.

        Args:
            trace: the pass.
            at_once: show it at once, not only when the one being played has ended.
            settled: whether it is the answer to the newest request.
        """
        self.newest = trace
        if self.beginning:
            if settled:
                back, self._back = self._back, None
                self.beginning, self.timeline = False, _timeline_of(trace)
                self.playback = back or replace(self.playback, position=0.0, rested=0.0)
                self._show_newest()
        elif at_once or not self.playback.playing:
            self._show_newest()

    def restore(self, playback: Playback) -> None:
        """Show the first pass of a document that comes back at the position it was left at."""
        place, rested = self.playback.position, self.playback.rested  # of the pass still shown
        self.set_playback(replace(playback, position=place, rested=rested))
        self.beginning, self._back = True, playback

    def set_still(self, still: bool) -> None:
        """Show the end of each phase instead of the motion."""
        changed, self.still = still != self.still, still
        if changed and self.trace is not None:
            self._show_frame()

    def set_playback(self, playback: Playback) -> None:
        """Adopt the playback state that the user set."""
        before, self.playback = self.playback, playback
        self._run_clock()
        if self.trace is not None:
            if not playback.playing and self.newest is not self.trace and not self.beginning:
                self._show_newest()
            elif playback.position != before.position or (self.still and not playback.playing):
                self._show_frame()
        if _apart_from_place(before) != _apart_from_place(playback):
            self.playback_changed.emit(playback)

    # requests

    def toggle(self) -> None:
        if self._refuses():
            return
        if self.playback.playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Let the animation run, again from the start if it had reached the end."""
        self.set_playback(self.playback.play(self.timeline))

    def pause(self) -> None:
        """Hold the animation at the current instant."""
        self.set_playback(replace(self.playback, playing=False))

    def restart(self) -> None:
        """Play from the start."""
        self.set_playback(replace(self.playback, position=0.0, rested=0.0, playing=True))

    def step_phase(self, direction: int) -> None:
        if self._refuses():
            return
        self.set_playback(self.playback.step_phase(self.timeline, direction))

    def step_layer(self, direction: int) -> None:
        if self._refuses():
            return
        self.set_playback(self.playback.step_layer(self.timeline, direction))

    def to_start(self) -> None:
        self.set_playback(self.playback.to_start())

    def to_end(self) -> None:
        if self._refuses():
            return
        self.set_playback(self.playback.to_end(self.timeline))

    def seek(self, position: float) -> None:
        """Pause at a position of the pass."""
        if self._refuses():
            return
        place = self.timeline.clipped(position)
        self.set_playback(replace(self.playback, position=place, playing=False, rested=0.0))

    def set_stops(self, stops: bool) -> None:
        """Pause at the end of each phase, or no longer."""
        self.set_playback(replace(self.playback, stops=stops))

    def set_seconds(self, seconds: float) -> None:
        self.set_playback(self.playback.at_speed(seconds))

    def faster(self) -> None:
        self.set_playback(self.playback.faster())

    def slower(self) -> None:
        self.set_playback(self.playback.slower())

    def _refuses(self) -> bool:
        """Whether the pass is locked; says so."""
        if self.locked:
            self.refused.emit()
        return self.locked

    def stop(self) -> None:
        """Stop the clock and emit nothing more."""
        self._ticker.set_running(False)
        self.blockSignals(True)

    def _show_newest(self) -> None:
        """Put the newest pass on the screen, at the corresponding position."""
        assert self.newest is not None
        self.trace = self.newest
        timeline = _timeline_of(self.trace)
        position = same_place_on(self.timeline, timeline, self.playback.position)
        self.timeline = timeline
        self.playback = replace(self.playback, position=position)
        self.trace_changed.emit(self.trace)
        self._show_frame()
        self._run_clock()

    def _run_clock(self) -> None:
        there = self.trace is not None and not self.beginning
        self._ticker.set_running(self.playback.playing and there)

    @Slot(float)
    def _tick(self, dt: float) -> None:
        before = self.playback
        self.playback = before.advance(self.timeline, dt)
        if self.playback.position < before.position and self.newest is not self.trace:
            self.turning = True
            self._show_newest()  # the next pass shows what was learned meanwhile
            self.turning = False
        elif self.playback.position != before.position:
            self._show_frame()
        if self.playback.playing != before.playing:
            self._run_clock()
            self.playback_changed.emit(self.playback)

    def _show_frame(self) -> None:
        moving = not (self.still and self.playback.playing)
        frame = frame_at if moving else end_of_phase
        self.frame_changed.emit(frame(self.timeline, self.playback.position))


def _timeline_of(trace: Trace) -> Timeline:
    return Timeline(max(len(lane.widths) - 1 for lane in trace.lanes))


def _apart_from_place(playback: Playback) -> Playback:
    return replace(playback, position=0.0, rested=0.0)
