"""Measures how fast films are drawn and written, compared with how long they play."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

SECONDS, RATE = 8.0, 30
SIZE = 1920, 1080


def main(arguments: list[str]) -> int:
    """Run with `all [--quick]`; returns the exit code."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")
    from ui.film.formats import formats

    print("A film of one pass at 1920 x 1080, 240 frames: the seconds to draw and write it (goal:")
    print("at most the 8 s that it plays), those of the drawing, of all processors, and the size.")
    kinds = formats()
    for kind in kinds[:1] if "--quick" in arguments else kinds:
        _film(kind.suffix)
    return 0


def _film(suffix: str) -> None:
    from ui.film.formats import format_of
    from ui.film.reel import Reel
    from ui.shell.filmed_window import FilmedWindow
    from ui.shell.offscreen import window_off_screen
    from vgsim.cli.arguments import window_options
    from vgsim.play.film import PASS, FilmPace

    pace, drawing = FilmPace(SECONDS, RATE), 0.0
    options, _ = window_options(["--theme", "light"])
    with tempfile.TemporaryDirectory() as folder, window_off_screen(options, SIZE) as unseen:
        path = Path(folder) / f"film{suffix}"
        pictures = FilmedWindow(unseen, SIZE).pictures(pace, PASS, (0, None))
        first = next(pictures)  # the window is settled
        with path.open("w+b") as file:
            begun, worked = time.perf_counter(), time.process_time()
            reel = Reel(file, format_of(suffix), SIZE, pace)
            reel.add(first)
            last = time.perf_counter()
            for picture in pictures:
                drawing += time.perf_counter() - last
                reel.add(picture)
                last = time.perf_counter()
            reel.finish()
            whole, worked = time.perf_counter() - begun, time.process_time() - worked
        size = path.stat().st_size / 1e6
        print(f"  {suffix:5} {whole:5.1f} s, drawing {drawing:4.1f} s, all processors"
              f" {worked:4.1f} s, {size:5.2f} MB   (goal {SECONDS:.0f} s)", flush=True)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
