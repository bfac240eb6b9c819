"""Does the window slow learning down, and does a long run keep to its memory?

Run by `main.py bench --only learning`.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from operator import truediv

from ui.benchmark import classroom, ready_window, settle
from ui.state.conductor import SLICE
from vgsim.compute.kernels import Kernels
from vgsim.compute.training import Trainer
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec

BOUND = 8 * 2**20  # bytes for the way back in the long run


def learning(quick: bool) -> None:
    """Print both."""
    _speed(3 if quick else 7)
    _memory(20_000 if quick else 100_000)


def _speed(rounds: int) -> None:
    """Updates a second in the window with its animation, and without a window, in turn."""
    print("Updates a second of two networks, in the window with the animation at full rate / alone")
    for (depth, units), what in (((20, 32), "classroom default"), ((50, 64), "50 x 64")):
        made = classroom(depth, units, 2)
        made = replace(made, training=replace(made.training, learning_rate=1e-3))
        application, main = ready_window(1920, 1080, made)
        session = main.session
        assert session is not None
        kernels = Kernels()
        kernels.prepare(made)
        trainer = Trainer(made, engine=kernels.engine(made))
        session.run(True)
        session.play()
        settle(application, 2.0)
        session.run(False)
        rates: dict[str, list[float]] = {"window": [], "alone": []}
        for _ in range(rounds):
            session.run(True)
            session.play()
            settle(application, 0.5)
            begun, first = time.perf_counter(), session.learner.step
            settle(application, 2.0)
            inside = (session.learner.step - first) / (time.perf_counter() - begun)
            session.run(False)
            session.pause()
            settle(application, 0.3)
            begun, first = time.perf_counter(), trainer.step
            while time.perf_counter() - begun < 2.0:
                trainer.advance(max(1, int(inside * SLICE)))
            alone = (trainer.step - first) / (time.perf_counter() - begun)
            rates["window"].append(inside)
            rates["alone"].append(alone)
        ratio = statistics.median(map(truediv, rates["window"], rates["alone"]))
        inside, alone = (statistics.median(each) for each in rates.values())
        print(
            f"  {what:18} {inside:7.0f} / {alone:7.0f}, ratio {ratio:.2f} (goal 0.85)", flush=True
        )
        main.close()


def _memory(updates: int) -> None:
    """What the way back takes after many updates, and whether the process still grows."""
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
