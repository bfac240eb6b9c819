"""A sweep on a real Dask cluster of processes, one of which is killed while it works."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.test_sweep import MADE, rows_of, swept
from vgsim.describe.codec import encode

pytestmark = [
    pytest.mark.usefixtures("compiled"),
    pytest.mark.skipif(find_spec("distributed") is None, reason="Dask is not installed"),
]
ROOT = Path(__file__).resolve().parents[2]
VARIED = "lanes.0.network.gain=0.5:8:20", "lanes.0.network.depth=3:18:16"
UPDATES = 40
SOON = 60.0
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}

Spawn = Callable[..., subprocess.Popen[str]]


def until(happened: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + SOON
    while not happened():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Spawn]:
    """Starts processes that do not outlive the test."""
    started: list[subprocess.Popen[str]] = []

    def begin(*command: str) -> subprocess.Popen[str]:
        made = subprocess.Popen(
            [sys.executable, *command], cwd=tmp_path, env=ENVIRONMENT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        started.append(made)
        return made

    yield begin
    for process in reversed(started):
        with suppress(OSError):
            process.kill()
        process.communicate()


def test_a_worker_dies_and_nothing_is_lost(spawn: Spawn, tmp_path: Path) -> None:
    scenario, out, local = (tmp_path / name for name in ("net.vgsim", "grid.csv", "local.csv"))
    scenario.write_text(encode(MADE), "utf-8")
    place = tmp_path / "scheduler.json"
    dask = "-m", "dask"
    spawn(*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
          "--scheduler-file", str(place))  # fmt: skip
    until(place.exists, "the scheduler")
    workers = [
        spawn(*dask, "worker", "--scheduler-file", str(place), "--nthreads", "1", "--no-nanny",
              "--no-dashboard", "--host", "127.0.0.1")
        for _ in range(3)
    ]  # fmt: skip
    import json

    address = json.loads(place.read_text("utf-8"))["address"]
    ranges = [word for each in VARIED for word in ("--vary", each)]
    command = (str(ROOT / "main.py"), "sweep", str(scenario), *ranges, "--out", str(out),
               "--steps", str(UPDATES), "--scheduler", address)  # fmt: skip
    running = spawn(*command)
    until(lambda: out.exists() and len(out.read_text("utf-8").splitlines()) > 20, "first rows")
    assert running.poll() is None, "too fast to be disturbed"
    workers[0].kill()
    said, _ = running.communicate(timeout=SOON)
    assert running.returncode == 0, said
    assert said.startswith("320 cells computed"), said
    swept(scenario, local, *VARIED, updates=UPDATES)
    assert sorted(map(str, rows_of(out))) == sorted(map(str, rows_of(local)))
    lines = out.read_text("utf-8").splitlines(keepends=True)
    out.write_text("".join(lines[:300]), "utf-8")  # interrupted later on
    again = spawn(*command)
    said, _ = again.communicate(timeout=SOON)
    assert said.startswith("22 cells computed; 298 were there"), said
    assert sorted(map(str, rows_of(out))) == sorted(map(str, rows_of(local)))


def test_no_scheduler_is_said_in_words(spawn: Spawn, tmp_path: Path) -> None:
    scenario = tmp_path / "net.vgsim"
    scenario.write_text(encode(MADE), "utf-8")
    running = spawn(
        str(ROOT / "main.py"), "sweep", str(scenario), "--vary", VARIED[1], "--out",
        str(tmp_path / "grid.csv"), "--scheduler", "tcp://127.0.0.1:9",
    )  # fmt: skip
    said, _ = running.communicate(timeout=SOON)
    assert running.returncode != 0
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in said
    assert "Traceback" not in said
