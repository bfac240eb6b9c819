"""Measures the frames of the real window; without a display it is drawn off screen."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vgsim.cli.arguments import window_options

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.shell.application import Application
    from vgsim.describe.spec import Experiment

GOALS = {
    "1920 x 1080": "goal 4 / 8 ms, 60 a second",
    "3840 x 2160": "goal 14 ms, 60 a second, never under 50",
}
STALL = 30.0  # milliseconds that the window may be blocked at most
SIZES = (((20, 32, 2), "classroom default"), ((50, 64, 2), "50 x 64"), ((200, 256, 4), "200 x 256"))


def main(arguments: list[str]) -> int:
    """Run with `all [--quick]`, or with `case` and five numbers for one window; the exit code."""
    if arguments[0] == "case":
        _frames(*map(int, arguments[1:6]))
    else:
        off_screen_if_need_be()
        _all_frames("--quick" in arguments)
    return 0


def off_screen_if_need_be() -> None:
    """Make this process and its children draw off screen if there is no display."""
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")


def _options() -> Namespace:
    return window_options(["--theme", "light"])[0]


def _all_frames(quick: bool) -> None:
    """Measure each window size and network in a separate process."""
    from vgsim.compute.kernels import own_command

    print("The whole window while the networks learn: how long a frame takes, median / 99th")
    print("percentile, and how long the window is at work for it (the rest is waiting for a")
    print("processor); frames a second, longest hold-up of the window (goal: never over 30 ms).")
    for (width, height, ratio), name in (((1920, 1080, 1), "1920 x 1080"),
                                         ((1920, 1080, 2), "3840 x 2160")):  # fmt: skip
        for (depth, units, lanes), what in SIZES[: 2 if quick else 3]:
            environment = {**os.environ, "QT_SCALE_FACTOR": str(ratio)}
            numbers = (width, height, depth, units, lanes)
            command = own_command("tests.benchmarks.window", "case", *map(str, numbers))
            root = Path(__file__).resolve().parents[2]
            done = subprocess.run(
                command, cwd=root, env=environment, capture_output=True, text=True, check=False,
                timeout=300,
            )  # fmt: skip
            line = done.stdout.strip() or f"failed: {done.stderr.strip()[-200:]}"
            print(f"  {name}, {what:18} {line}   ({GOALS[name]})", flush=True)


def ready_window(width: int, height: int, made: Experiment) -> tuple[QApplication, Application]:
    """A window that shows an experiment, after its kernels are in use."""
    from PySide6.QtWidgets import QApplication

    from ui.look import theme as themes
    from ui.shell.application import Application

    QApplication.setStyle("Fusion")
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(["vgsim"])
    themes.load_fonts()
    main = Application(_options())
    main.start()
    main.window.resize(width, height)
    _until(application, lambda: main.completed)
    session = main.session
    assert session is not None
    session.document.load(made)
    assert main.warmer is not None
    warmer = main.warmer
    _until(application, lambda: warmer.engine(session.experiment).name == "numba")
    session.engine_ready()
    return application, main


def _frames(width: int, height: int, depth: int, units: int, lanes: int) -> None:
    """Measure one window: the cost of frames driven by hand, then the rate of the real loop."""
    from PySide6.QtCore import QTimer

    application, main = ready_window(width, height, classroom(depth, units, lanes))
    session = main.session
    assert session is not None
    session.learner.run(True)
    session.player.play()
    settle(application, 1.5)
    costs = _costs(session.player._tick, application, 480)
    gaps: list[float] = []
    heart = QTimer()
    heart.setInterval(0)
    last = [time.perf_counter()]

    def beat() -> None:
        now = time.perf_counter()
        gaps.append((now - last[0]) * 1e3)
        last[0] = now

    frames = [0]

    def counted(dt: float) -> None:  # the frame clock, which also ticks between passes
        frames[0] += 1

    session.player._ticker.ticked.connect(counted)
    heart.timeout.connect(beat)
    last[0] = time.perf_counter()
    heart.start()
    begun = time.perf_counter()
    QTimer.singleShot(4000, application.quit)
    application.exec()
    seconds = time.perf_counter() - begun
    lasted, worked = (sorted(found) for found in zip(*costs, strict=True))
    print(f"{_usual_and_rare(lasted)} ms, of it at work {_usual_and_rare(worked)} ms,"
          f" {frames[0] / seconds:5.1f} a second, longest {max(gaps):5.1f} ms"
          f"{'' if session.learner.running else ' (learning has stopped)'}")  # fmt: skip
    session.learner.run(False)
    main.close()


def classroom(depth: int, units: int, lanes: int) -> Experiment:
    """The networks of the first scenario in another size, with a low rate so that none stops."""
    from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec

    kinds = (("sigmoid", "xavier_normal"), ("relu", "he_normal")) * 2
    return Experiment(
        data=DataSpec("digits", 64),
        training=TrainingSpec(learning_rate=1e-3),
        lanes=tuple(
            Lane("", NetworkSpec(depth=depth, width=units, activation=a, initializer=i))
            for a, i in kinds[:lanes]
        ),
    )


def _usual_and_rare(found: list[float]) -> str:
    return f"{statistics.median(found):5.2f} / {found[int(len(found) * 0.99)]:5.2f}"


def _costs(
    advance: Callable[[float], None], application: object, count: int
) -> list[tuple[float, float]]:
    """Milliseconds of `count` frames, each including the tick and the painting it requests.

    Returns:
        For each frame its duration and the time that the window's thread was running; the rest it
        waited for processors, which it shares with the training networks.
    """
    found = []
    for _ in range(count):
        time.sleep(0.004)
        begun, worked = time.perf_counter(), time.thread_time()
        advance(1 / 60)
        application.processEvents()  # type: ignore[attr-defined]
        ended = time.perf_counter(), time.thread_time()
        found.append(((ended[0] - begun) * 1e3, (ended[1] - worked) * 1e3))
    return found


def _until(application: object, condition: Callable[[], bool], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the window was not ready in time")
        application.processEvents()  # type: ignore[attr-defined]
        time.sleep(0.005)


def settle(application: object, seconds: float) -> None:
    """Process events for some seconds."""
    end = time.monotonic() + seconds
    _until(application, lambda: time.monotonic() >= end)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
