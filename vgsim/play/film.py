"""Which instants a film shows, and how large its file will be about; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.play.frame import Phase
from vgsim.play.playback import REST, Playback
from vgsim.play.timeline import SHARES, Timeline
from vgsim.words.language import tr

SECONDS = 1.0, 120.0  # bounds of a film's length
RATES = 10, 60  # bounds of the frames in a second
PASS, LEARNING, LESSON = SUBJECTS = "pass", "learning", "lesson"


@dataclass(frozen=True, slots=True)
class FilmPace:
    """How long a film is and how many frames a second has; frame k is seen at k / rate seconds.

    The last picture rests for a while before the film begins again, as in the window.
    """

    seconds: float = 8.0
    rate: int = 30

    def __post_init__(self) -> None:
        """Check the bounds.

        Raises:
            ValueError: a number is out of bounds; the text is a sentence.
        """
        if not SECONDS[0] <= self.seconds <= SECONDS[1]:
            low, high = (f"{each:g}" for each in SECONDS)
            raise ValueError(tr("A film lasts {low} to {high} seconds.", low=low, high=high))
        if not RATES[0] <= self.rate <= RATES[1]:
            low, high = map(str, RATES)
            raise ValueError(tr("A film has {low} to {high} frames a second.", low=low, high=high))

    @property
    def count(self) -> int:
        """The number of frames."""
        return max(round(self.seconds * self.rate), 2)

    @property
    def moving(self) -> float:
        """The seconds until the picture rests."""
        return self.seconds / (1 + REST)

    def edge(self, frame: int, unit: int) -> int:
        """When a frame begins, in units of 1 / `unit` seconds: rounding errors do not add up."""
        return round(frame * unit / self.rate)


@dataclass(frozen=True, slots=True)
class FilmOrder:
    """The film that a user wants.

    `first`: the update whose pass is shown, or with which the run begins; `last`: that at the end
    of the run. `suffix` is the kind of file, as in ".webp", `size` width and height in pixels.
    """

    what: str = PASS
    first: int = 0
    last: int = 100
    suffix: str = ".webp"
    size: tuple[int, int] = (1920, 1080)
    theme: str = "light"
    diagrams: bool = True
    pace: FilmPace = FilmPace()

    @property
    def estimate(self) -> int:
        """The size of the file in bytes, from films of the first scenarios: half or twice that."""
        width, height = self.size
        learning = self.what == LEARNING
        pictures = min(abs(self.last - self.first) + 1, self.pace.count)
        later = pictures * LATER[1] if learning else self.pace.count * LATER[0]
        return round(width * height * (WHOLE + later) * KINDS.get(self.suffix, 1.0))


WHOLE = 0.045  # bytes for a pixel of the first picture as WebP
LATER = 0.0008, 0.021  # and for one of a later frame: of a pass; of another update
KINDS = {".webp": 1.0, ".gif": 2.0, ".png": 3.5, ".mp4": 1.3}  # relative to WebP


def pass_positions(
    timeline: Timeline, pace: FilmPace, last: Phase = Phase.UPDATE
) -> tuple[float, ...]:
    """The position on the timeline in each frame of a film of one pass.

    Args:
        timeline: that of the pass.
        pace: length and rate of the film.
        last: the phase after which the film rests.
    """
    end, share = float(timeline.span(last)[1]), 0.0
    for phase in Phase:
        share += SHARES[phase]
        if phase is last:
            break
    playback = Playback(seconds_per_pass=pace.moving / share, loop=False)
    found = []
    for _ in range(pace.count):
        found.append(min(playback.position, end))
        playback = playback.advance(timeline, 1 / pace.rate)
    return (*found[:-1], end)


def learning_updates(first: int, last: int, pace: FilmPace) -> tuple[int, ...]:
    """The update in each frame of a film of learning, evenly from the first to the last one."""
    steps = max(round(pace.moving * pace.rate) - 1, 1)
    return tuple(
        first + round((last - first) * min(frame / steps, 1.0)) for frame in range(pace.count)
    )


def seconds_left(done: int, count: int, elapsed: float) -> float | None:
    """The seconds until all frames are drawn, at the pace so far; None: not known yet."""
    return elapsed * (count - done) / done if done > 0 else None
