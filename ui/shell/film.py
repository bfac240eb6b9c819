"""`vgsim film FILE OUT`: draws a film off screen, frame by frame, into a file."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from time import monotonic

from ui.film.formats import format_of
from ui.film.reel import Reel
from ui.shell.film_notes import CANCEL, PROGRESS, TEMPORARY, WORDS
from ui.shell.filmed_window import FilmedWindow, LessonStep
from ui.shell.offscreen import window_off_screen
from ui.worker.priority import lower_priority
from vgsim.cli.arguments import command_parser, window_options
from vgsim.cli.attempt import attempt
from vgsim.describe.codec import any_table, no_table
from vgsim.files.atomic import replacing
from vgsim.files.code_text import code_in
from vgsim.files.places import check_place, is_stream, shown_name
from vgsim.files.scenario import about_in, open_scenario
from vgsim.play.film import LEARNING, LESSON, PASS, FilmPace, seconds_left
from vgsim.teach.library import SUFFIX, open_lesson, path_of
from vgsim.teach.places import lessons_folder
from vgsim.words.language import tr

USUAL = 100  # updates of a run if the scenario names none
OFTEN = 0.2  # seconds between two reports


class Canceled(Exception):
    """The window does not want the film any more."""


def film(words: Sequence[str]) -> int:
    """Draw the film of this command line; returns the exit code."""
    parsed = command_parser().parse_args(words)
    name = shown_name(Path(parsed.scenario))
    if parsed.notes is None:
        return attempt(name, lambda: _film(parsed))
    lower_priority()  # the window that waits for the film comes first
    with (
        (parsed.notes / WORDS).open("w", encoding="utf-8") as text,
        redirect_stdout(text),
        redirect_stderr(text),
    ):
        try:
            return attempt(name, lambda: _film(parsed))
        except Canceled:
            return 1


def _film(parsed: Namespace) -> str:
    """Check the arguments, then draw and write. Returns what to print.

    Raises:
        ValueError, SpecError, ScenarioError, OSError: as `attempt` reports them.
        Canceled: nothing was written.
    """
    pace, kind = FilmPace(parsed.seconds, parsed.rate), format_of(parsed.out.suffix)
    kind.check(pace)
    check_place(parsed.out)
    if is_stream(parsed.out):
        raise ValueError(tr("A film needs a file that can be written at any place."))
    lesson = _lesson(parsed)
    if lesson is None:
        _check(parsed)
    options = _window(parsed, lesson)
    progress = _Report(parsed.notes, pace.count)
    with window_off_screen(options, parsed.size, progress.check) as unseen:
        window = FilmedWindow(
            unseen, parsed.size, diagrams=not parsed.no_diagrams, lesson=lesson is not None
        )
        if parsed.watch is not None:
            window.select(*(None if number < 0 else number for number in parsed.watch))
        with replacing(parsed.out, progress.note_temporary) as file:
            reel = Reel(file, kind, parsed.size, pace)
            try:
                span = parsed.first, parsed.last
                for picture in window.pictures(pace, parsed.what, span, lesson):
                    reel.add(picture)
                    progress.drawn(reel.size)
                reel.finish()
            finally:
                reel.stop()
            size = reel.size
    progress.over()
    frames = tr("{count} frames, {size} MB.", count=pace.count, size=f"{size / 1e6:.1f}")
    return f"{parsed.out}\n{frames} {reel.flashes.sentence}"


def _check(parsed: Namespace) -> None:
    """Complete the arguments about a scenario, which is opened once to see its faults."""
    if parsed.step is not None:
        raise ValueError(tr("Only a lesson has steps (--step); {name} is a scenario.",
                            name=parsed.scenario))  # fmt: skip
    path = Path(parsed.scenario)
    open_scenario(path, any_table if parsed.allow_outside else no_table)
    parsed.what, parsed.first = parsed.what or PASS, parsed.first or 0
    if parsed.last is not None and parsed.what != LEARNING:
        raise ValueError(tr("Only the film of a run has an end (--to): add --what learning."))
    if parsed.last is None:
        parsed.last = max(about_in(path).updates or USUAL, parsed.first + 1)
    if parsed.what == LEARNING and parsed.last <= parsed.first:
        raise ValueError(tr("The run of learning has to end after its first update."))


def _lesson(parsed: Namespace) -> LessonStep | None:
    """The step of the lesson that is named instead of a scenario; None: a scenario is."""
    if parsed.what != LESSON and code_in(parsed.scenario):
        return None  # a share code is no path: it can be too long for one
    given = Path(parsed.scenario)
    named = (not given.exists() and given.suffix == "") or given.suffix.lower() == SUFFIX
    if parsed.what != LESSON and not (named and parsed.what is None):
        return None
    path = given if given.exists() else path_of(parsed.scenario, lessons_folder())
    if path is None:
        raise ValueError(tr("There is no lesson {name}.", name=parsed.scenario))
    lesson, step = open_lesson(path), 1 if parsed.step is None else parsed.step
    if not 1 <= step <= len(lesson.steps):
        count = len(lesson.steps)
        raise ValueError(tr("The lesson has %n step(s): choose one of them.", "", count))
    if parsed.first is not None or parsed.last is not None:
        raise ValueError(tr("A step of a lesson decides itself how much is learned: leave out "
                            "--from and --to."))  # fmt: skip
    parsed.what = LESSON
    return LessonStep(path, lesson, step - 1)


def _window(parsed: Namespace, lesson: LessonStep | None) -> Namespace:
    """The options of the window that is drawn."""
    options, _ = window_options([])
    options.theme, options.stage, options.seed = parsed.theme, parsed.stage, parsed.seed
    options.allow_outside = parsed.allow_outside
    options.scenario = None if lesson is not None else parsed.scenario
    return options


class _Report:
    """Says how far the film is: in the window's folder of notes, or in a line of the terminal."""

    def __init__(self, notes: Path | None, count: int) -> None:
        self._notes, self._count = notes, count
        self._done, self._begun, self._last = 0, monotonic(), 0.0
        self._shown = notes is None and sys.stderr is not None and sys.stderr.isatty()

    def check(self) -> None:
        """Look whether the film is still wanted.

        Raises:
            Canceled: it is not.
        """
        if self._notes is not None and (self._notes / CANCEL).exists():
            raise Canceled

    def note_temporary(self, path: Path) -> None:
        """Write down which file is being written: if this process is killed, it is left over."""
        if self._notes is not None:
            (self._notes / TEMPORARY).write_text(str(path), "utf-8")

    def drawn(self, size: int) -> None:
        """Count a frame.

        Raises:
            Canceled: the film is not wanted any more.
        """
        self._done += 1
        now = monotonic()
        if now - self._last < OFTEN:
            return
        self._last = now
        self.check()
        if self._notes is not None:
            (self._notes / PROGRESS).write_text(f"{self._done} {self._count} {size}", "ascii")
        elif self._shown:
            left = seconds_left(self._done, self._count, now - self._begun) or 0.0
            text = f"frame {self._done} of {self._count}, {left:.0f} s left"
            print(f"\r{text:40}", end="", file=sys.stderr, flush=True)

    def over(self) -> None:
        if self._shown:
            print(f"\r{'':40}\r", end="", file=sys.stderr, flush=True)
