"""Measures the start of the window, from the command to the first moving picture.

Every start is a separate process that runs this module: `child` is the program's own start, `bare`
an empty PySide6 window. Modules needed only for measuring are imported inside functions, so that
they do not count.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.shell.application import Application

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Run with `all [--quick]`, or with `child` or `bare` and the time of the command."""
    if arguments[0] == "all":
        from tests.benchmarks.window import off_screen_if_need_be

        off_screen_if_need_be()
        _starts("--quick" in arguments)
        return 0
    begun = float(arguments[1])
    return _bare(begun) if arguments[0] == "bare" else _child(begun)


def _starts(quick: bool) -> None:
    """Print first paint and first moving picture, for the first start ever and for later ones."""
    from tempfile import TemporaryDirectory

    installed = getattr(sys, "frozen", False)
    kind = "of the installed program" if installed else "from Python"
    print(f"Start {kind}, from the command, in seconds:")
    rounds = 3 if quick else 7
    # a compiler may still be writing to the folder when it is removed
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        # an installed program ships its kernels; otherwise compiling takes a minute
        firsts = rounds if installed else 1
        _row("first ever", [_start(f"{folder}/{k}") for k in range(firsts)], "0.3 and 2.5")
        _finish_compiling(folder)
        bare, warm = [], []
        for _ in range(rounds):
            bare.append(_start(f"{folder}/0", "bare"))
            warm.append(_start(f"{folder}/0"))
        _row("warm", warm, "0.3 and 1.0")
        paint, libraries = _medians(bare)
        print(f"  {'for comparison':14} first paint of an empty window of PySide6 {paint:.2f},"
              f" with NumPy and Numba imported {libraries:.2f}", flush=True)  # fmt: skip
        if installed and hasattr(os, "posix_fadvise"):
            found = []
            for _ in range(rounds):
                _forget_files(Path(sys.executable).parent)
                found.append(_start(f"{folder}/0"))
            _row("from the disk", found, "0.3 and 2.5")


def _finish_compiling(folder: str) -> None:
    """Wait until everything is compiled that the first start left to a background process."""
    from subprocess import run

    from vgsim.compute.kernels import own_command

    run(own_command("ui.raster.warmup"), cwd=ROOT, env=_environment(f"{folder}/0"), check=True)


def _row(name: str, found: list[list[float]], goal: str) -> None:
    paint, moving, complete, ready = _medians(found)
    print(
        f"  {name:14} first paint {paint:.2f}, first moving picture {moving:.2f}"
        f" (goal {goal}), diagrams {complete:.2f}, kernels in use {ready:.2f}",
        flush=True,
    )


def _medians(found: list[list[float]]) -> list[float]:
    from statistics import median

    return [median(column) for column in zip(*found, strict=True)]


def _forget_files(folder: Path) -> None:
    """Drop the page cache of a folder, except for files that this process has open."""
    for path in folder.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)


def _environment(folder: str) -> dict[str, str]:
    environment = {**os.environ, "VGSIM_CACHE": folder, "VGSIM_SETTINGS": f"{folder}/settings"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # Python caches its bytecode by default
    return environment


def _start(folder: str, what: str = "child") -> list[float]:
    from subprocess import run

    from vgsim.compute.kernels import own_command

    done = run(
        own_command("tests.benchmarks.start", what, str(time.time())),
        cwd=ROOT, env=_environment(folder), capture_output=True, text=True, check=True,
        timeout=300,
    )  # fmt: skip
    return [float(each) for each in done.stdout.split()]


def _child(begun: float) -> int:
    """Start the program normally, print the times of four moments, and exit."""
    from PySide6.QtWidgets import QApplication

    from ui.shell.launch import run

    seen: list[float] = []

    def note() -> None:
        seen.append(time.time() - begun)

    def watch(main: Application) -> None:
        def built() -> None:
            assert main.warmer is not None
            main.warmer.warmed.connect(warmed)

        def warmed(name: str) -> None:
            note()
            QApplication.exit(0)

        main.window.painted.connect(note)
        main.ready.connect(built)
        main.moving.connect(note)
        main.complete.connect(note)

    code = run(["--theme", "light"], watch)
    print(*(f"{each:.3f}" for each in seen))
    return code


def _bare(begun: float) -> int:
    """Show an empty window, then import what our program always needs; prints both times."""
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    seen: list[float] = []

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            if not seen:
                seen.append(time.time() - begun)
                QApplication.exit(0)

    application = QApplication(["vgsim"])
    window = Window()
    window.resize(1280, 800)
    window.show()
    application.exec()
    import numba  # noqa: F401
    import numpy  # noqa: F401

    print(f"{seen[0]:.3f} {time.time() - begun:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
