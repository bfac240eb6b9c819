"""Measures how soon a lesson is on the screen after the click.

Every round is a new process: what the first lesson needs is loaded only once in each.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.window import classroom, off_screen_if_need_be, ready_window, settle

if TYPE_CHECKING:
    from ui.shell.application import Application

ROOT = Path(__file__).resolve().parents[2]
OPENED = 2  # lessons, one after the other
MOMENTS = ("step painted", "picture painted", "formulas typeset", "longest hold-up")
GOAL = "goal: both painted within 300 ms"
IDLE = 3.0  # seconds before the click: a person needs longer to find it


def main(arguments: list[str]) -> int:
    """Run with `all [--quick]`, or with `case` for one process; the exit code."""
    if arguments[0] == "case":
        _case()
    else:
        off_screen_if_need_be()
        _rounds(2 if "--quick" in arguments else 5)
    return 0


def _rounds(count: int) -> None:
    """Print the fastest of some rounds: the others waited for a processor."""
    from vgsim.compute.kernels import own_command

    print("Start of a lesson, milliseconds from the click, in brackets the work of the window:")
    found = []
    for _ in range(count):
        command = own_command("tests.benchmarks.lessons", "case")
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
        )
        found.append(json.loads(done.stdout))
    for place, name in enumerate(("first lesson", "second lesson")):
        moments = zip(MOMENTS, zip(*(each[place] for each in found), strict=True), strict=True)
        words = (
            f"{moment} {min(wall for wall, _ in each):.0f} ({min(work for _, work in each):.0f})"
            for moment, each in moments
        )
        print(f"  {name:14} {', '.join(words)}   ({GOAL})", flush=True)


def _case() -> None:
    """Open some lessons and print, for each, wall and processor time of every moment."""
    application, window = ready_window(1920, 1080, classroom(20, 32, 2))
    settle(application, IDLE)
    print(json.dumps([_opened(window, place) for place in range(OPENED)]))
    window.close()


def _opened(main: Application, place: int) -> list[tuple[float, float]]:
    """Open the lesson at this place of the contents, and leave it."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    from ui.network.canvas import NetworkCanvas
    from ui.widgets.prose import Prose
    from vgsim.teach.library import bundled

    lessons, session = main.lessons, main.session
    assert lessons is not None
    assert session is not None
    player, document = session.player, session.document
    begun = last = 0.0, 0.0
    seen: dict[str, tuple[float, float]] = {}
    longest = 0.0, 0.0

    def now() -> tuple[float, float]:
        return time.perf_counter() * 1e3, time.thread_time() * 1e3

    def note(moment: str) -> None:
        wall, work = now()
        seen.setdefault(moment, (wall - begun[0], work - begun[1]))

    class Painted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Paint:
                trace = player.trace
                if isinstance(watched, Prose) and watched.text():
                    QTimer.singleShot(0, lambda: note(MOMENTS[0]))
                there = trace is not None and trace.experiment == document.experiment
                if isinstance(watched, NetworkCanvas) and there:
                    QTimer.singleShot(0, lambda: note(MOMENTS[1]))
            return False

    def beat() -> None:
        nonlocal last, longest
        ago, last = last, now()
        longest = max(longest[0], last[0] - ago[0]), max(longest[1], last[1] - ago[1])
        measured = lessons.state.measured
        if measured is not None and measured.drawn:
            note(MOMENTS[2])

    application, filter_, heart = QApplication.instance(), Painted(), QTimer()
    assert isinstance(application, QApplication)
    application.installEventFilter(filter_)
    heart.timeout.connect(beat)
    begun = last = now()
    lessons.open_path(bundled()[place], 0)
    heart.start(0)
    while len(seen) < len(MOMENTS) - 1:
        application.processEvents()
    heart.stop()
    application.removeEventFilter(filter_)
    lessons.leave()
    settle(application, 1.0)
    return [*(seen[moment] for moment in MOMENTS[:-1]), longest]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
