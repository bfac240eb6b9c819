"""Writes a film as GIF, each frame with a palette of its own.

The format: https://www.w3.org/Graphics/GIF/spec-gif89a.txt
"""

from __future__ import annotations

from struct import pack
from typing import BinaryIO

import numpy as np

from ui.film.changes import ChangedPart
from ui.film.palette import CLEAR, indexed
from ui.film.writer import FilmFrame, Writer
from ui.raster.lzw import compress, room
from vgsim.play.film import FilmPace

HUNDREDTHS = 100
LONGEST = 0xFFFF  # hundredths of a second that a frame can last
FOREVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"  # the film begins again
STAYS = 1 << 2  # what is drawn stays under the next frame
PALETTE = 0x87  # 256 colors of its own
BLOCK = 255  # bytes of a block at most


class GifWriter(Writer):
    """Each frame covers what has changed; what has not is transparent."""

    def __init__(self, file: BinaryIO, size: tuple[int, int], pace: FilmPace) -> None:
        super().__init__(file, size, pace)
        file.write(b"GIF89a" + pack("<HHBBB", *size, 0, 0, 0) + FOREVER)

    def code(self, change: ChangedPart) -> bytes:
        palette, numbers = indexed(change.pixels)
        coded = np.empty(room(numbers.size), np.uint8)
        data = coded[: compress(numbers.ravel(), coded)].tobytes()
        blocks = (data[place : place + BLOCK] for place in range(0, len(data), BLOCK))
        parts = b"".join(bytes([len(block)]) + block for block in blocks)
        return palette.tobytes() + b"\x08" + parts + b"\0"

    def put(self, frame: FilmFrame, first: int, after: int) -> None:
        start, end = (self.pace.edge(each, HUNDREDTHS) for each in (first, after))
        change = frame.change
        height, width = change.pixels.shape
        lasts = min(max(end - start, 1), LONGEST)
        self.file.write(
            b"\x21\xf9\x04" + pack("<BHBx", STAYS | 1, lasts, CLEAR)
            + b"\x2c" + pack("<HHHHB", change.left, change.top, width, height, PALETTE)
            + frame.coded
        )  # fmt: skip

    def close(self) -> None:
        self.file.write(b"\x3b")
