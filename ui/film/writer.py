"""What writes a film into a file, frame by frame."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import BinaryIO

from ui.film.changes import ChangedPart
from ui.raster.cells import Pixels
from vgsim.play.film import FilmPace


@dataclass(frozen=True, slots=True)
class FilmFrame:
    """A picture that differs from the one before it, and the code of what has changed."""

    picture: Pixels
    change: ChangedPart
    coded: bytes


class Writer(ABC):
    """Base class: one for each kind of file."""

    def __init__(self, file: BinaryIO, size: tuple[int, int], pace: FilmPace) -> None:
        """Begin a film.

        Args:
            file: an empty file; it can also be read, and written at any place.
            size: width and height in pixels.
            pace: length and rate.

        Raises:
            ValueError: this kind of file cannot have such a film; the text is a sentence.
        """
        self.file, self.size, self.pace = file, size, pace

    def code(self, change: ChangedPart) -> bytes:
        """Code what is new in a frame."""
        return b""

    @abstractmethod
    def put(self, frame: FilmFrame, first: int, after: int) -> None:
        """Add a picture that is shown from frame number `first` until before `after`."""

    @abstractmethod
    def close(self) -> None:
        """Complete the file, which stays open."""
