"""Sweeps, killed at any moment and started again: the table is that of a sweep left alone."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.stress.case import Failure, Tally
from tests.stress.root import ROOT

KILLS = 6  # of one sweep, until it is left to end
LIMIT = 600.0  # seconds for a sweep that is left to end
_SCENARIO = "resources/scenarios/05_sigmoid_can_live.vgsim"
_VARIED = ("lanes.1.network.gain=1:20", "lanes.1.network.depth=5:40")
Row = tuple[str, ...]


def run(
    seed: int, sweeps: int, until: float = float("inf"), kills: int = KILLS, points: int = 16
) -> Tally:
    """Kill this many sweeps, each several times, or until this moment of the monotonic clock.

    Each is a plane of `points` times `points` networks.
    """
    tally, random = Tally(), Random(seed)
    with tempfile.TemporaryDirectory() as place:
        wanted = Path(place, "wanted.csv")
        begun = time.monotonic()
        _begin(wanted, 1, points).communicate(timeout=LIMIT)
        whole = time.monotonic() - begun
        for number in range(sweeps):
            if time.monotonic() > until:
                break
            case, out = f"sweeps:{seed}:{number + 1}", Path(place, f"{number}.csv")
            for _ in range(kills):
                if not _killed(out, points, random.uniform(0.2, 1.1) * whole, random, tally):
                    break  # it was faster than the kill
                if lost := set(_complete(out)) - set(_rows(wanted)):
                    what = "wrong numbers in a row after a kill"
                    tally.fail(Failure(case, what, str(sorted(lost)[:3])))
            _finish(out, _rows(wanted), points, case, tally)
    return tally


def _killed(out: Path, points: int, after: float, random: Random, tally: Tally) -> bool:
    """Start a sweep and kill it after this time, with all its processes."""
    process = _begin(out, random.choice((1, 1, 2)), points)
    try:
        process.communicate(timeout=after)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    tally.cases += 1
    tally.outcomes["killed"] += 1
    _tear(out, random)
    return True


def _finish(out: Path, wanted: list[Row], points: int, case: str, tally: Tally) -> None:
    """Let the sweep end, and compare its table."""
    before = _complete(out)
    process = _begin(out, 1, points)
    _, complaint = process.communicate(timeout=LIMIT)
    tally.cases += 1
    found = _complete(out)
    if process.returncode:
        tally.fail(Failure(case, "a sweep does not go on after a kill", complaint[-1000:]))
    elif sorted(found) != wanted:
        missing, others = set(wanted) - set(found), set(found) - set(wanted)
        detail = f"{len(found)} rows, missing {sorted(missing)[:3]}, other {sorted(others)[:3]}"
        tally.fail(Failure(case, "another table after kills", detail, out.read_bytes(), ".csv"))
    elif found[: len(before)] != before:
        tally.fail(Failure(case, "finished rows were not kept after a kill"))
    else:
        tally.outcomes["the same table"] += 1


def _begin(out: Path, workers: int, points: int) -> subprocess.Popen[str]:
    varied = [word for each in _VARIED for word in ("--vary", f"{each}:{points}")]
    return subprocess.Popen(
        [sys.executable, "main.py", "sweep", _SCENARIO, *varied, "--lane", "1", "--out", str(out),
         "--workers", str(workers)],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def _tear(out: Path, random: Random) -> None:
    """Sometimes cut the last row, as a crash of the system between two pages does."""
    if random.random() < 0.4 and out.exists() and out.stat().st_size > 300:
        os.truncate(out, out.stat().st_size - random.randrange(1, 60))


def _complete(out: Path) -> list[Row]:
    """The rows that end in a line break; the last may be torn."""
    if not out.exists():
        return []
    text = out.read_text("utf-8")
    lines = text[: text.rfind("\n") + 1].splitlines()[2:]
    return [tuple(row) for row in csv.reader(lines)]


def _rows(out: Path) -> list[Row]:
    return sorted(_complete(out))
