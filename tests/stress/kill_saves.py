"""Saving, killed at any moment: the file is the old or the new one, and what is left is removed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

from tests.stress.case import Failure, Tally
from tests.stress.root import ROOT
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment, Lane, NetworkSpec, WeightEdit
from vgsim.files.atomic import STALE
from vgsim.files.scenario import ScenarioError, open_scenario, save_scenario

LONGEST = 0.1  # seconds until the kill
_SAVER = "from tests.stress.kill_saves import save_forever; import sys; save_forever(sys.argv[1])"


def versions() -> tuple[Experiment, Experiment]:
    """Two documents that differ everywhere, so that a mixture would be seen."""

    def made(letter: str, value: float) -> Experiment:
        edits = tuple(WeightEdit(k, 1, 0, 0, value) for k in range(300))
        lane = Lane(letter * 100, NetworkSpec(depth=20, edits=edits))
        return Experiment(title=letter * 150, lanes=(lane, replace(lane, title=letter * 50)))

    return made("a", 1.0), made("b", 2.0)


def save_forever(path: str) -> None:
    """Save one version after the other; each is announced when it is whole."""
    both = versions()
    print("ready", flush=True)
    while True:
        for each in both:
            save_scenario(Path(path), each)


def run(seed: int, kills: int, until: float = float("inf")) -> Tally:
    """Kill a saving process this many times, or until this moment of the monotonic clock."""
    tally, random = Tally(), Random(seed)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "document.vgsim")
        save_scenario(path, versions()[0])
        for number in range(kills):
            if time.monotonic() > until:
                break
            with saving(path) as pid:
                time.sleep(random.uniform(0, LONGEST))  # the moment is what is tried
                os.kill(pid, signal.SIGKILL)
            tally.cases += 1
            check(path, f"kills:{seed}:{number + 1}", tally)
        _check_swept(path, f"kills:{seed}:{kills}", tally)
    return tally


@contextmanager
def saving(path: Path) -> Iterator[int]:
    """A process that has begun to save."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SAVER, str(path)], cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
    finally:
        process.kill()
        process.communicate()


def check(path: Path, case: str, tally: Tally) -> None:
    try:
        found = open_scenario(path)
    except (ScenarioError, SpecError) as error:
        content = path.read_bytes() if path.exists() else b""
        tally.fail(Failure(case, "lost: the file cannot be read after a kill", str(error), content))
        return
    if found not in versions():
        tally.fail(Failure(case, "a mixture of two versions after a kill", "", path.read_bytes()))
    tally.outcomes[
        f"version {versions().index(found) + 1}" if found in versions() else "mixed"
    ] += 1


def _check_swept(path: Path, case: str, tally: Tally) -> None:
    """What killed processes left is removed by a later save, when it is old enough."""
    left = [each for each in path.parent.iterdir() if each != path]
    tally.outcomes["temporary files left"] += len(left)
    old = time.time() - STALE - 60
    for each in left:
        os.utime(each, (old, old))
    save_scenario(path, versions()[0])
    if remaining := [each.name for each in path.parent.iterdir() if each != path]:
        tally.fail(Failure(case, "old temporary files are not removed", ", ".join(remaining)))
