"""The clock of the animation as an immutable value: position, speed, playing or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor

from vgsim.play.frame import Phase
from vgsim.play.timeline import SHARES, Timeline
from vgsim.words.language import tr

FASTEST, SLOWEST = 0.05, 120.0  # seconds per pass
SPEEDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.5, 6.0, 10.0, 20.0, 40.0, 80.0, 120.0)
LONGEST = 0.1  # seconds of one tick at most, so that a stall causes no jump
SLOW = 0.5  # seconds per pass: below it, three passes in a second are possible
REST = 0.25  # fraction of a pass's time that its end is shown before the next pass


@dataclass(frozen=True, slots=True)
class Playback:
    """`position` is in ticks of the timeline; at its end the picture rests, then restarts."""

    position: float = 0.0
    seconds_per_pass: float = 3.5
    playing: bool = True
    loop: bool = True
    rested: float = 0.0  # seconds at the end, so far
    stops: bool = False  # whether to pause at the end of each phase

    @property
    def slow(self) -> bool:
        """Whether a pass is long enough to begin with pale colors: less than three in a second.

        WCAG 2.3.1 allows three flashes in any second.
        """
        return self.seconds_per_pass >= SLOW

    def advance(self, timeline: Timeline, dt: float) -> Playback:
        """The clock dt seconds later; position 0 again means that the next pass begins."""
        if not self.playing:
            return self
        dt = min(max(dt, 0.0), LONGEST)
        position = timeline.clipped(self.position)
        while dt > 0 and position < timeline.length:
            start, end = timeline.span(phase := timeline.phase_at(position))
            speed = (end - start) / (SHARES[phase] * self.seconds_per_pass)
            needed = (end - position) / speed
            if needed > dt:
                return replace(self, position=position + speed * dt, rested=0.0)
            position, dt = float(end), dt - needed
            if self.stops:
                return replace(self, position=position, playing=False, rested=0.0)
        if not self.loop:
            return replace(self, position=position, playing=False, rested=0.0)
        rested = self.rested + dt
        if rested >= REST * self.seconds_per_pass:
            return replace(self, position=0.0, rested=0.0)
        return replace(self, position=position, rested=rested)

    def play(self, timeline: Timeline) -> Playback:
        """Start playing; restart if the position is at the end."""
        ended = self.position >= timeline.length
        return replace(self, playing=True, position=0.0 if ended else self.position, rested=0.0)

    def step_phase(self, timeline: Timeline, direction: int) -> Playback:
        """Pause at the next (`direction` > 0) or previous boundary between phases."""
        marks = timeline.boundaries()
        if direction > 0:
            ahead = [mark for mark in marks if mark > self.position]
            return self._stop(ahead[0] if ahead else timeline.length)
        behind = [mark for mark in marks if mark < self.position]
        return self._stop(behind[-1] if behind else 0)

    def step_layer(self, timeline: Timeline, direction: int) -> Playback:
        """Pause one tick later (`direction` > 0) or earlier."""
        place = timeline.clipped(self.position)
        step = floor(place) + 1 if direction > 0 else ceil(place) - 1
        return self._stop(timeline.clipped(step))

    def to_start(self) -> Playback:
        """Pause at the start of the pass."""
        return self._stop(0.0)

    def to_end(self, timeline: Timeline) -> Playback:
        """Pause at the end of the pass."""
        return self._stop(timeline.length)

    def faster(self) -> Playback:
        """The clock at the next higher speed."""
        shorter = [each for each in SPEEDS if each < self.seconds_per_pass * 0.999]
        return self.at_speed(shorter[-1] if shorter else FASTEST)

    def slower(self) -> Playback:
        """The clock at the next lower speed."""
        longer = [each for each in SPEEDS if each > self.seconds_per_pass * 1.001]
        return self.at_speed(longer[0] if longer else SLOWEST)

    def at_speed(self, seconds: float) -> Playback:
        """The clock with this many seconds for a pass, within the limits."""
        return replace(self, seconds_per_pass=min(max(seconds, FASTEST), SLOWEST))

    def _stop(self, position: float) -> Playback:
        return replace(self, position=float(position), playing=False, rested=0.0)


def phase_words(phase: Phase) -> str:
    """The name of a phase in the window."""
    return {
        Phase.FORWARD: tr("Forward"),
        Phase.LOSS: tr("Loss"),
        Phase.BACKWARD: tr("Backward"),
        Phase.UPDATE: tr("Update"),
    }[phase]
