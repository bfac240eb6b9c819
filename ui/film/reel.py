"""Takes the frames of a film as they are drawn; a second thread codes and checks them."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from os import SEEK_END
from typing import BinaryIO

from ui.film.changes import Changes
from ui.film.formats import FilmFormat
from ui.film.writer import FilmFrame
from ui.raster.cells import Pixels
from vgsim.play.film import FilmPace
from vgsim.play.flashes import Flashes, Meter

AHEAD = 4  # frames that are drawn but not coded yet, at most: each has some megabytes


class Reel:
    """One film on its way into a file."""

    def __init__(
        self, file: BinaryIO, kind: FilmFormat, size: tuple[int, int], pace: FilmPace
    ) -> None:
        """Begin a film.

        Raises:
            ValueError: this kind of file cannot have such a film; the text is a sentence.
        """
        self._file, self._writer = file, kind.writer(file, size, pace)
        self._changes, self._meter = Changes(), Meter()
        self.flashes = Flashes(pace.rate)
        self._count = 0
        self._last: tuple[FilmFrame, int] | None = None  # the newest picture, and its first frame
        self._thread = ThreadPoolExecutor(1, "vgsim film")
        self._waiting: deque[Future[None]] = deque()

    def add(self, picture: Pixels) -> None:
        """Add the next frame, (height, width) 0xffRRGGBB; it must not be changed afterwards.

        Raises:
            OSError: an earlier frame could not be written.
        """
        self._waiting.append(self._thread.submit(self._take, picture))
        while len(self._waiting) > AHEAD or (self._waiting and self._waiting[0].done()):
            self._waiting.popleft().result()

    @property
    def size(self) -> int:
        """The bytes that are written so far."""
        return self._file.tell()

    def finish(self) -> None:
        """Complete the file.

        Raises:
            OSError: it could not be written.
        """
        self._waiting.append(self._thread.submit(self._end))
        self.stop()
        for each in self._waiting:
            each.result()

    def stop(self) -> None:
        """End the thread; frames that wait are still written."""
        self._thread.shutdown()

    # in the second thread

    def _take(self, picture: Pixels) -> None:
        number, self._count = self._count, self._count + 1
        self.flashes.add(self._meter.luminance(picture))
        change = self._changes.of(picture)
        if change is not None:
            self._put_last()
            self._last = FilmFrame(picture, change, self._writer.code(change)), number

    def _put_last(self) -> None:
        if self._last is not None:
            frame, first = self._last
            self._writer.put(frame, first, self._count - 1)

    def _end(self) -> None:
        self._count += 1
        self._put_last()
        self._writer.close()
        self._file.seek(0, SEEK_END)
