"""`--self-test`: runs all tests of the installation, without a display."""

from __future__ import annotations

import platform

from vgsim.cli.arguments import window_options
from vgsim.cli.selftest import TESTS, Finding, report
from vgsim.version import VERSION

SIZE = 1280, 800
FEWEST = 50  # least number of different colors in a picture of the whole window


def self_test() -> int:
    """Run all tests and print their findings. Returns the exit code."""
    from PySide6.QtCore import qVersion

    print(f"vgsim {VERSION}, Python {platform.python_version()}, Qt {qVersion()},"
          f" {platform.system()} {platform.machine()}")  # fmt: skip
    return report((*TESTS, ("painters", painters), ("window", window)))


def painters() -> Finding:
    """Test every painting kernel on a small known picture."""
    from ui.raster.known import wrong
    from ui.raster.warm import warm_painters

    warm_painters()
    found = wrong()
    return Finding(not found, f"wrong: {', '.join(found)}" if found else "paint the known pictures")


def window() -> Finding:
    """Test that the real window, off screen, is drawn and that the animation moves."""
    from ui.shell.offscreen import window_off_screen

    options, _ = window_options([])
    with window_off_screen(options, SIZE) as unseen:
        shown = unseen.main.window
        first = shown.grab().toImage()
        unseen.wait_until(lambda: shown.grab().toImage() != first)
    steps = range(0, SIZE[0], 7), range(0, SIZE[1], 7)
    colors = {first.pixel(x, y) for x in steps[0] for y in steps[1] if first.valid(x, y)}
    said = f"{first.width()} x {first.height()} pixels, {len(colors)} colors; it moves"
    return Finding(len(colors) >= FEWEST, said)
