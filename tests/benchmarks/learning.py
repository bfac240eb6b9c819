"""Measures whether the window slows training down, and the memory of a long run."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from unittest.mock import patch

from tests.benchmarks.window import classroom, off_screen_if_need_be, ready_window
from ui.shell.trainer import make_trainer
from vgsim.cli.run import SLICE
from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import Trainer
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec

BOUND = 8 * 2**20  # bytes for the snapshots of the long run


def main(arguments: list[str]) -> int:
    """Run with the arguments `all [--quick]`; returns the exit code."""
    quick = "--quick" in arguments
    off_screen_if_need_be()
    _speed(4 if quick else 10)
    _memory(20_000 if quick else 100_000)
    return 0


def _speed(rounds: int) -> None:
    """Compare updates per second with the animated window and without a window, alternately."""
    print("Updates a second of two networks, in the window with the animation at full rate / alone")
    for (depth, units), what in (((20, 32), "classroom default"), ((50, 64), "50 x 64")):
        made = classroom(depth, units, 2)
        trainers: list[Trainer] = []
        with patch("ui.shell.application.make_trainer", _noted(trainers)):
            _, main = ready_window(1920, 1080, made)
            session = main.session
            assert session is not None
            kernels = Kernels()
            kernels.prepare(made)
            alone = Trainer(made, engine=kernels.engine(made))
            session.learner.run(True)
            session.player.play()
            _live(2.0)
            session.learner.run(False)
            rates = []
            for _ in range(rounds):
                session.learner.run(True)
                session.player.play()
                _live(1.0)
                inside = _rate(trainers[-1], lambda: _live(1.5))
                session.learner.run(False)
                session.player.pause()
                _live(0.2)
                rates.append((inside, _rate(alone, partial(_advance, alone, 1.5))))
        ratio = statistics.median(inside / outside for inside, outside in rates)
        found = " / ".join(f"{statistics.median(each):7.0f}" for each in zip(*rates, strict=True))
        print(f"  {what:18} {found}, ratio {ratio:.2f} (goal 0.85)", flush=True)
        main.close()


def _noted(trainers: list[Trainer]) -> Callable[..., Trainer]:
    """A replacement for `make_trainer` that also collects the trainers."""

    def make(*arguments: Any) -> Trainer:
        trainers.append(make_trainer(*arguments))
        return trainers[-1]

    return make


def _rate(trainer: Trainer, spend: Callable[[], object]) -> float:
    begun, first = time.perf_counter(), trainer.step
    spend()
    return (trainer.step - first) / (time.perf_counter() - begun)


def _advance(trainer: Trainer, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        trainer.advance(SLICE)


def _live(seconds: float) -> None:
    """Run Qt's event loop for some seconds."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def _memory(updates: int) -> None:
    """Print the memory of the snapshots after many updates, and whether the process still grows."""
    import tracemalloc

    made = Experiment(
        data=DataSpec("moons", 16, 64),
        lanes=(Lane("", NetworkSpec(depth=10, width=32, activation="tanh")),),
    )
    kernels = Kernels()
    kernels.prepare(made)
    trainer = Trainer(made, engine=kernels.engine(made))
    trainer.keep_within(BOUND)
    tracemalloc.start()
    sizes = []
    for _ in range(4):
        trainer.advance(updates // 4)
        trainer.trace()
        sizes.append(tracemalloc.get_traced_memory()[0] / 2**20)
    tracemalloc.stop()
    kept = trainer.lanes[0].snapshots
    held = sum(shot.bytes for shot in kept.kept.values()) / 2**20
    print(f"After {updates} updates: {len(kept.kept)} snapshots of {held:.1f} MiB"
          f" (bound {BOUND / 2**20:.0f}), in all {', '.join(f'{s:.1f}' for s in sizes)} MiB"
          " after each quarter", flush=True)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
