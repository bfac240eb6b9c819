"""The parts of the stress test: how each uses its share of the time, and how it is replayed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.stress import (
    accepted,
    disk,
    formulas,
    fuzz,
    kill_saves,
    kill_sweeps,
    lessons,
    remembered,
    scenario,
    tables,
)
from tests.stress.batches import run_for
from tests.stress.case import Tally
from tests.stress.fuzz import Fuzzer, content_of
from tests.stress.window.start import window_process

MONKEY_EVENTS = 5000  # in one window, before a new one is started
SAVES, SWEEPS = 25, 1  # kills of saving for each sweep that is killed
_FUZZERS = {
    each.name: each
    for each in (
        scenario.FUZZER, tables.FUZZER, remembered.RUNS, remembered.SETTINGS, accepted.FUZZER,
        lessons.FUZZER, formulas.FUZZER,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how much to run."""

    seed: int = 1
    seconds: float = 60.0
    jobs: int = 1
    cases: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part; its share is that of the whole time."""

    share: float
    run: Callable[[Plan], Tally]
    replay: Callable[[int, int], Tally]  # seed, number of the case or of events


def _fuzzed(name: str, share: float) -> Part:
    fuzzer = _FUZZERS[name]

    def run(plan: Plan) -> Tally:
        return run_for(fuzzer, plan.seed, plan.seconds, jobs=plan.jobs, cases=plan.cases)

    def replay(seed: int, index: int) -> Tally:
        return replay_content(fuzzer, content_of(fuzzer, seed, index), f"{name}:{seed}:{index}")

    return Part(share, run, replay)


def replay_content(fuzzer: Fuzzer, content: bytes, case: str) -> Tally:
    """Read one file and measure it."""
    return fuzz.replay(fuzzer, content, case)


def replay_file(name: str, content: bytes) -> Tally:
    """Read a stored file of a fuzzer again."""
    return replay_content(_FUZZERS[name], content, name)


def _timed(work: Callable[[Tally, Plan, float], object], plan: Plan) -> Tally:
    begun, total = time.monotonic(), Tally()
    work(total, plan, begun + plan.seconds)
    total.seconds = time.monotonic() - begun
    return total


def _monkey(total: Tally, plan: Plan, until: float) -> None:
    """One window after the other, each with a seed of its own."""
    seed, left = plan.seed, plan.cases
    while (now := time.monotonic()) < until and (left is None or left > 0):
        events = MONKEY_EVENTS if left is None else min(left, MONKEY_EVENTS)
        found = window_process("monkey", seed, events, until - now)
        total.add(found)
        seed += 1
        left = None if left is None else left - found.cases
        if found.cases == 0:
            return  # it does not start at all


def _kills(total: Tally, plan: Plan, until: float) -> None:
    """Faults of the disk once, then kills while saving and while sweeping in turn."""
    total.add(disk.run())
    seed, left = plan.seed, plan.cases
    while time.monotonic() < until and (left is None or left > 0):
        saves = SAVES if left is None else min(left, SAVES)
        found = kill_saves.run(seed, saves, until)
        found.add(kill_sweeps.run(seed, SWEEPS, until) if left is None or left > SAVES else Tally())
        total.add(found)
        seed += 1
        left = None if left is None else left - found.cases


PARTS: dict[str, Part] = {
    "scenario": _fuzzed("scenario", 0.14),
    "lessons": _fuzzed("lessons", 0.08),
    "tables": _fuzzed("tables", 0.08),
    "formulas": _fuzzed("formulas", 0.02),
    "last_run": _fuzzed("last_run", 0.05),
    "settings": _fuzzed("settings", 0.03),
    "accepted": _fuzzed("accepted", 0.1),
    "monkey": Part(
        0.25, lambda plan: _timed(_monkey, plan),
        lambda seed, events: window_process("monkey", seed, events, 3600.0),
    ),
    "kills": Part(
        0.1, lambda plan: _timed(_kills, plan), lambda seed, kills: kill_saves.run(seed, kills)
    ),
    "sweeps": Part(
        0.0, lambda plan: kill_sweeps.run(plan.seed, plan.cases or 1),
        lambda seed, number: kill_sweeps.run(seed, number),
    ),
    "disk": Part(0.0, lambda plan: disk.run(), lambda seed, number: disk.run()),
    "soak": Part(
        0.15, lambda plan: window_process("soak", plan.seed, 0, plan.seconds),
        lambda seed, events: window_process("soak", seed, events, 600.0),
    ),
}  # fmt: skip
