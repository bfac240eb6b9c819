"""Writes a film as animated WebP, without loss.

Qt codes each frame as a picture of its own; the container around them is that of Google's
specification: https://developers.google.com/speed/webp/docs/riff_container
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import pack, unpack_from
from typing import BinaryIO

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from ui.film.changes import ChangedPart
from ui.film.writer import FilmFrame, Writer
from vgsim.play.film import FilmPace

LOSSLESS = 100  # Qt's quality for it
ANIMATED, WITH_ALPHA = 0x02, 0x10  # bits of the header
MILLISECONDS = 1000
_CODED = (b"VP8L", b"VP8 ", b"ALPH")  # parts of a picture that a frame takes over


class WebpWriter(Writer):
    """Each frame covers what has changed; what has not is transparent."""

    def __init__(self, file: BinaryIO, size: tuple[int, int], pace: FilmPace) -> None:
        super().__init__(file, size, pace)
        width, height = size
        head = pack("<B3x", ANIMATED | WITH_ALPHA) + _three(width - 1) + _three(height - 1)
        file.write(b"RIFF\0\0\0\0WEBP" + _chunk(b"VP8X", head) + _chunk(b"ANIM", pack("<IH", 0, 0)))

    def code(self, change: ChangedPart) -> bytes:
        height, width = change.pixels.shape
        image = QImage(change.pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if not image.save(buffer, "WEBP", LOSSLESS):  # type: ignore[call-overload]
            raise OSError("this Qt cannot write WebP")
        return b"".join(_coded(bytes(buffer.data().data())))

    def put(self, frame: FilmFrame, first: int, after: int) -> None:
        start, end = (self.pace.edge(each, MILLISECONDS) for each in (first, after))
        change = frame.change
        height, width = change.pixels.shape
        numbers = change.left // 2, change.top // 2, width - 1, height - 1, end - start
        self.file.write(
            _chunk(b"ANMF", b"".join(_three(each) for each in numbers) + b"\0" + frame.coded)
        )

    def close(self) -> None:
        length = self.file.tell()
        self.file.seek(4)
        self.file.write(pack("<I", length - 8))


def _three(number: int) -> bytes:
    return pack("<I", number)[:3]


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _coded(picture: bytes) -> Iterator[bytes]:
    """The parts of a WebP picture that hold its pixels."""
    place = 12
    while place + 8 <= len(picture):
        name, length = picture[place : place + 4], unpack_from("<I", picture, place + 4)[0]
        if name in _CODED:
            yield _chunk(name, picture[place + 8 : place + 8 + length])
        place += 8 + length + length % 2
