"""Writes a film as MP4 with H.264, if the optional package PyAV (`av`) is installed."""

from __future__ import annotations

from fractions import Fraction
from typing import BinaryIO

import numpy as np

from ui.film.writer import FilmFrame, Writer
from ui.raster.cells import Pixels
from vgsim.play.film import FilmPace
from vgsim.words.language import tr

QUALITY = "16"  # constant rate factor: text stays sharp
SPEED = "veryfast"  # slower presets save little, because most pixels stand still


class Mp4Writer(Writer):
    """Codes every frame, because players expect an even pace."""

    def __init__(self, file: BinaryIO, size: tuple[int, int], pace: FilmPace) -> None:
        super().__init__(file, size, pace)
        import av

        if any(each % 2 for each in size):
            raise ValueError(tr("An MP4 film needs an even width and height."))
        self._film = av.open(file, "w", format="mp4", options={"movflags": "faststart"})
        self._stream = self._film.add_stream("libx264", rate=Fraction(pace.rate))
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = "yuv420p"
        self._stream.options = {"crf": QUALITY, "preset": SPEED}

    def put(self, frame: FilmFrame, first: int, after: int) -> None:
        for number in range(first, after):
            self._film.mux(self._stream.encode(_frame(frame.picture, number, self.pace.rate)))

    def close(self) -> None:
        self._film.mux(self._stream.encode(None))
        self._film.close()


def _frame(picture: Pixels, number: int, rate: int) -> object:
    import av

    height, width = picture.shape
    quads = picture.astype("<u4", copy=False).view(np.uint8).reshape(height, width, 4)
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(quads), format="bgra")
    frame.pts, frame.time_base = number, Fraction(1, rate)
    return frame
