"""The window learns for a long time: memory, threads, handles and objects have to stay flat."""

from __future__ import annotations

import gc
import threading
import time
from statistics import median

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QTabBar

from tests.stress.window.host import Host, handles, memory

EVERY = 5.0  # seconds between two samples
WARM = 0.35  # of the time is left to caches, compilers and buffers to fill
UPDATES = 100_000  # from which on memory and threads are judged: histories are as long as they get
FIRST, LEAST = 15, 30  # samples: before the first all pages have been shown; until the end
GROWTH = 0.05  # that memory may show from the first to the last third after that
_UNITS = {"memory": "MiB", "threads": "", "handles": "", "widgets": "", "objects": ""}


class Soak:
    """Learning, with another page of diagrams at every sample."""

    def __init__(self, host: Host, seconds: float) -> None:
        self._host, self._seconds = host, seconds
        self._begun = time.monotonic()
        self._samples: list[dict[str, float]] = []

    def begin(self) -> None:
        session = self._host.main.session
        assert session is not None
        session.learner.run(True)
        session.player.play()
        self._begun = time.monotonic()
        self._next()

    def _next(self) -> None:
        every = min(EVERY, self._seconds / 40)
        QTimer.singleShot(round(every * 1000), self._sample)

    def _sample(self) -> None:
        main, tally = self._host.main, self._host.tally
        assert main.session is not None
        tally.cases += 1
        self._host.beats += 1
        gc.collect()
        passed = time.monotonic() - self._begun
        if passed > WARM * self._seconds and tally.cases > FIRST:
            self._samples.append(_sampled(main.session.learner.step))
        for bar in main.window.findChildren(QTabBar):
            if bar.count() > 1:
                bar.setCurrentIndex(tally.cases % bar.count())
        main.session.learner.run(True)  # where learning has stopped by itself, it goes on
        updates = main.session.learner.step
        if passed < self._seconds or tally.cases < LEAST or updates == 0:
            self._next()
            return
        tally.measure("updates", updates, "all", "")
        self._judge()
        self._host.end()

    def _judge(self) -> None:
        settled = [each for each in self._samples if each["updates"] >= UPDATES]
        if len(settled) < LEAST:
            self._host.tally.outcomes["too few updates to judge memory"] += 1
        for name, unit in _UNITS.items():
            slow = name in ("memory", "threads")
            samples = [each[name] for each in (settled if slow else self._samples)]
            if samples:
                self._compare(name, unit, samples, judged=not slow or len(settled) >= LEAST)

    def _compare(self, name: str, unit: str, samples: list[float], *, judged: bool) -> None:
        third = max(len(samples) // 3, 1)
        first, last = median(samples[:third]), median(samples[-third:])
        self._host.tally.measure(f"{name} first", first, "median", unit)
        self._host.tally.measure(f"{name} last", last, "median", unit)
        if judged and last > first * (1 + GROWTH):
            series = " ".join(f"{each:.0f}" for each in samples)
            what = f"{name} grow by more than {GROWTH:.0%} while the window learns"
            self._host.fail(what, f"{first:.1f} to {last:.1f}: {series}")


def _sampled(updates: int) -> dict[str, float]:
    widgets = QApplication.allWidgets()
    roots = [each for each in widgets if each.parent() is None]
    objects = sum(len(each.findChildren(QObject)) for each in roots)
    return {
        "updates": float(updates), "memory": memory() / 2**20,
        "threads": float(threading.active_count()), "handles": float(handles()),
        "widgets": float(len(widgets)), "objects": float(objects),
    }  # fmt: skip
