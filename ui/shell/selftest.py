"""`--self-test`: runs all tests of the installation, without a display."""

from __future__ import annotations

import platform
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vgsim.cli.arguments import window_options
from vgsim.cli.selftest import TESTS, CheckResult, report
from vgsim.play.film import FilmPace
from vgsim.version import VERSION

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

SIZE = 1280, 800
READ = (".webp",)  # kinds of films that Qt reads in an installed program
FEWEST = 50  # minimum number of different colors in a picture of the whole window


def self_test() -> int:
    """Run all tests and print their findings. Returns the exit code."""
    from PySide6.QtCore import qVersion

    print(f"vgsim {VERSION}, Python {platform.python_version()}, Qt {qVersion()},"
          f" {platform.system()} {platform.machine()}")  # fmt: skip
    return report((*TESTS, ("painters", painters), ("films", films), ("window", window)))


def painters() -> CheckResult:
    """Test every painting kernel on a small known picture."""
    from ui.raster.selfcheck import wrong
    from ui.raster.warmup import warm_painters

    warm_painters()
    found = wrong()
    return CheckResult(
        not found, f"wrong: {', '.join(found)}" if found else "paint the known pictures"
    )


def films() -> CheckResult:
    """Write a tiny film of every kind; of the kinds that Qt reads, read the pictures back."""
    from PySide6.QtGui import QImageReader

    from ui.film.formats import formats
    from ui.film.reel import Reel

    pictures = [np.full((20, 30), color, np.uint32) for color in (0xFF336699, 0xFFCC8844)]
    written, wrong = [], []
    with tempfile.TemporaryDirectory() as folder:
        for kind in formats():
            path = Path(folder) / f"film{kind.suffix}"
            with path.open("w+b") as file:
                reel = Reel(file, kind, (30, 20), FilmPace(1.0, 10))
                for picture in pictures:
                    reel.add(picture)
                reel.finish()
            reader = QImageReader(str(path))
            seen = [reader.read().pixel(15, 10) for _ in pictures] if kind.suffix in READ else []
            if seen not in ([], [int(picture[10, 15]) for picture in pictures]):
                wrong.append(kind.suffix)
            written.append(kind.suffix)
    text = f"{', '.join(written)} are written"
    return CheckResult(not wrong, f"{text}; wrong: {', '.join(wrong)}" if wrong else text)


def window() -> CheckResult:
    """Test that the real window, off screen, is drawn with its plots and is animated."""
    from ui.plots.plot import Plot
    from ui.shell.offscreen import window_off_screen

    options, _ = window_options([])
    with window_off_screen(options, SIZE) as unseen:
        shown = unseen.main.window
        first = shown.grab().toImage()
        plots = [plot for plot in shown.findChildren(Plot) if plot.isVisible()]
        drawn = [plot for plot in plots if len(_colors(plot.grab().toImage(), 1)) >= FEWEST]
        unseen.wait_until(lambda: shown.grab().toImage() != first)
    colors = _colors(first, 7)
    text = (
        f"{first.width()} x {first.height()} pixels, {len(colors)} colors, {len(drawn)} of"
        f" {len(plots)} plots are drawn; it moves"
    )
    return CheckResult(len(colors) >= FEWEST and bool(plots) and drawn == plots, text)


def _colors(picture: QImage, step: int) -> set[int]:
    """The colors of every `step`-th pixel, in both directions."""
    across, down = range(0, picture.width(), step), range(0, picture.height(), step)
    return {picture.pixel(x, y) for x in across for y in down}
