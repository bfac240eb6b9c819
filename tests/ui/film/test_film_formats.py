"""Films are read back by other libraries, picture by picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage, QImageReader

from ui.film.formats import FORMATS, format_of
from ui.film.palette import CLEAR, indexed
from ui.film.reel import Reel
from ui.raster.cells import Pixels
from vgsim.play.film import FilmPace

pytestmark = pytest.mark.usefixtures("painters")
SIZE = 90, 61  # one odd side
PACE = FilmPace(1.0, 10)
OPAQUE = np.uint32(0xFF000000)


def pictures() -> list[Pixels]:
    """Ten frames: noise, large enough for all codes of a GIF; three of them stay as before."""
    random = np.random.default_rng(7)
    colors = random.integers(0, 2**24, 200, np.uint32) | OPAQUE
    found = [colors[random.integers(0, 200, SIZE[::-1])]]
    for k in range(1, PACE.count):
        now = found[-1].copy()
        if k not in (3, 4, 9):
            left, top = random.integers(0, 40, 2)
            now[top : top + 9, left : left + 13] = colors[random.integers(0, 200, (9, 13))]
        found.append(now)
    return found


def film(path: Path, shown: list[Pixels]) -> None:
    with path.open("w+b") as file:
        reel = Reel(file, format_of(path.suffix), SIZE, PACE)
        for each in shown:
            reel.add(each)
        reel.finish()
        assert reel.size == path.stat().st_size


def distinct(shown: list[Pixels]) -> list[Pixels]:
    return [now for k, now in enumerate(shown) if k == 0 or (now != shown[k - 1]).any()]


def of(image: QImage) -> Pixels:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    shape = image.height(), image.width()
    return np.frombuffer(image.constBits(), np.uint32).reshape(shape).copy()


@pytest.mark.parametrize("suffix", [".webp", ".gif"])
def test_qt_sees_every_picture(suffix: str, tmp_path: Path) -> None:
    path, shown = tmp_path / f"film{suffix}", pictures()
    film(path, shown)
    reader, lasted = QImageReader(str(path)), []
    for expected in distinct(shown):
        assert np.array_equal(of(reader.read()), expected)
        lasted.append(reader.nextImageDelay())
    assert reader.read().isNull()
    assert reader.loopCount() in (-1, 0)  # again and again
    assert sum(lasted) == 1000
    assert max(lasted) == 300


@pytest.mark.parametrize("suffix", [".webp", ".gif", ".png"])
def test_pillow_sees_every_picture(suffix: str, tmp_path: Path) -> None:
    pillow = pytest.importorskip("PIL.Image")
    path, shown = tmp_path / f"film{suffix}", pictures()
    film(path, shown)
    with pillow.open(path) as found:
        expected = distinct(shown)
        assert (found.n_frames, found.info["loop"]) == (len(expected), 0)
        lasted = 0.0
        for k, picture in enumerate(expected):
            found.seek(k)
            found.load()
            seen = np.asarray(found.convert("RGB"), np.uint32)
            packed = OPAQUE | seen[..., 0] << 16 | seen[..., 1] << 8 | seen[..., 2]
            assert np.array_equal(packed, picture)
            lasted += found.info["duration"]
        assert lasted == 1000


def test_an_mp4_has_an_even_pace(tmp_path: Path) -> None:
    av = pytest.importorskip("av")
    path = tmp_path / "film.mp4"
    quiet = np.full((64, 96), 0xFF336699, np.uint32)
    with path.open("w+b") as file:
        reel = Reel(file, format_of(".mp4"), (96, 64), PACE)
        for _ in range(PACE.count):
            reel.add(quiet)
        reel.finish()
    with av.open(path) as found:
        frames = list(found.decode(video=0))
    assert [each.time for each in frames] == [k / 10 for k in range(10)]
    assert np.abs(frames[-1].to_ndarray(format="rgb24").astype(int) - (0x33, 0x66, 0x99)).max() < 6


def test_more_than_255_colors_of_a_gif_become_similar_ones() -> None:
    levels = np.arange(2048, dtype=np.uint32) >> 3
    pixels = np.stack([OPAQUE | levels << 8, np.zeros(2048, np.uint32)])
    pixels[0, ::8] |= 0xFF
    palette, numbers = indexed(pixels)
    assert (numbers[1] == CLEAR).all()
    assert (numbers[0] != CLEAR).all()
    colors = palette[numbers[0]].astype(int)
    assert np.abs(colors[:, 1] - levels).max() <= 4
    assert (colors[::8, 2] > 250).all()


def test_an_unknown_kind_of_file_is_refused() -> None:
    with pytest.raises(ValueError, match=r"ends in one of these: \.webp, \.gif, \.png, \.mp4"):
        format_of(".avi")
    assert format_of(".APNG") is FORMATS[2]


def test_flashes_are_seen_in_the_frames(tmp_path: Path) -> None:
    dark, bright = (np.full(SIZE[::-1], color, np.uint32) for color in (0xFF000000, 0xFFFFFFFF))
    with (tmp_path / "film.webp").open("w+b") as file:
        reel = Reel(file, format_of(".webp"), SIZE, PACE)
        for k in range(PACE.count):
            reel.add(bright if k % 2 else dark)
        reel.finish()
    assert not reel.flashes.allowed
    assert "flashes more than three times" in reel.flashes.sentence
