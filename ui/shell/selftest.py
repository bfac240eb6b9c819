"""`--self-test`: runs all tests of the installation, without a display."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from vgsim.cli.arguments import window_options
from vgsim.cli.selftest import TESTS, CheckResult, report
from vgsim.version import VERSION

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

SIZE = 1280, 800
FEWEST = 50  # minimum number of different colors in a picture of the whole window


def self_test() -> int:
    """Run all tests and print their findings. Returns the exit code."""
    from PySide6.QtCore import qVersion

    print(f"vgsim {VERSION}, Python {platform.python_version()}, Qt {qVersion()},"
          f" {platform.system()} {platform.machine()}")  # fmt: skip
    return report((*TESTS, ("painters", painters), ("window", window)))


def painters() -> CheckResult:
    """Test every painting kernel on a small known picture."""
    from ui.raster.selfcheck import wrong
    from ui.raster.warmup import warm_painters

    warm_painters()
    found = wrong()
    return CheckResult(
        not found, f"wrong: {', '.join(found)}" if found else "paint the known pictures"
    )


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
