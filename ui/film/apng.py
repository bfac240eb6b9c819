"""Writes a film as animated PNG, without loss: https://www.w3.org/TR/png-3/#apng-frame-based-animation."""

from __future__ import annotations

import zlib
from struct import pack
from typing import BinaryIO

import numpy as np

from ui.film.changes import ChangedPart
from ui.film.writer import FilmFrame, Writer
from vgsim.play.film import FilmPace

LEVEL = 4  # of zlib: above it files get hardly smaller, but take twice as long
UP = 2  # the filter that subtracts the row above
RGBA = 6
OVER = 1  # transparent pixels leave what is there


class ApngWriter(Writer):
    """Each frame covers what has changed; what has not is transparent."""

    def __init__(self, file: BinaryIO, size: tuple[int, int], pace: FilmPace) -> None:
        super().__init__(file, size, pace)
        self._frames = self._number = 0  # frames, and chunks about frames
        self._write(b"\x89PNG\r\n\x1a\n")
        self._chunk(b"IHDR", pack(">IIBBBBB", *size, 8, RGBA, 0, 0, 0))
        self._count_at = file.tell()
        self._chunk(b"acTL", pack(">II", 0, 0))

    def code(self, change: ChangedPart) -> bytes:
        height, width = change.pixels.shape
        quads = change.pixels.astype("<u4", copy=False).view(np.uint8).reshape(height, width, 4)
        colors = quads[..., [2, 1, 0, 3]].reshape(height, 4 * width)
        rows = np.empty((height, 1 + 4 * width), np.uint8)
        rows[:, 0] = UP
        rows[0, 1:] = colors[0]
        np.subtract(colors[1:], colors[:-1], out=rows[1:, 1:])
        return zlib.compress(rows.data, LEVEL)

    def put(self, frame: FilmFrame, first: int, after: int) -> None:
        change = frame.change
        height, width = change.pixels.shape
        place = width, height, change.left, change.top
        lasts = after - first, self.pace.rate
        self._chunk(b"fcTL", pack(">IIIIIHHBB", self._next(), *place, *lasts, 0, OVER))
        if self._frames:
            self._chunk(b"fdAT", pack(">I", self._next()) + frame.coded)
        else:
            self._chunk(b"IDAT", frame.coded)
        self._frames += 1

    def close(self) -> None:
        self._chunk(b"IEND", b"")
        end = self.file.tell()
        self.file.seek(self._count_at)
        self._chunk(b"acTL", pack(">II", self._frames, 0))
        self.file.seek(end)

    def _next(self) -> int:
        self._number += 1
        return self._number - 1

    def _chunk(self, name: bytes, content: bytes) -> None:
        check = zlib.crc32(name + content)
        self._write(pack(">I", len(content)) + name + content + pack(">I", check))

    def _write(self, content: bytes) -> None:
        self.file.write(content)
