"""A sweep on a real Dask cluster of processes, one of which is killed while it works."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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
VARIED = "lanes.0.network.gain=0.5:8:10", "lanes.0.network.depth=3:18:16"
UPDATES = 20
SOON = 180.0  # seconds; only ends a test that hangs
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}

Spawn = Callable[..., subprocess.Popen[str]]


def until(happened: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + SOON
    while not happened():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


@contextmanager
def processes(folder: Path) -> Iterator[Spawn]:
    """Starts processes in a folder; they do not outlive the block."""
    started: list[subprocess.Popen[str]] = []

    def begin(*command: str) -> subprocess.Popen[str]:
        made = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=ENVIRONMENT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        started.append(made)
        return made

    try:
        yield begin
    finally:
        for process in reversed(started):
            with suppress(OSError):
                process.kill()
            process.communicate()


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Spawn]:
    """Starts processes that do not outlive the test."""
    with processes(tmp_path) as begin:
        yield begin


@dataclass(frozen=True)
class Cluster:
    """A cluster of two workers: one that a test may kill, and one at a known address."""

    scheduler: subprocess.Popen[str]  # which the last test may kill
    address: str
    mortal: subprocess.Popen[str]
    worker: str


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    with processes(folder) as begin:
        process, address = scheduler(begin, folder)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        worker(begin, address, "--worker-port", str(port))
        yield Cluster(process, address, worker(begin, address), f"tcp://127.0.0.1:{port}")


def scheduler(spawn: Spawn, folder: Path) -> tuple[subprocess.Popen[str], str]:
    """A scheduler of a cluster without workers, and its address."""
    place = folder / "scheduler.json"
    process = spawn(
        "-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(place),
    )  # fmt: skip
    until(lambda: place.exists() and place.stat().st_size > 0, "the scheduler")
    return process, json.loads(place.read_text("utf-8"))["address"]


def worker(spawn: Spawn, address: str, *more: str) -> subprocess.Popen[str]:
    return spawn(
        "-m", "dask", "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
        "--host", "127.0.0.1", *more,
    )  # fmt: skip


def command(folder: Path, address: str) -> tuple[str, ...]:
    """The sweep of the tests, into grid.csv."""
    scenario = folder / "net.vgsim"
    scenario.write_text(encode(MADE), "utf-8")
    ranges = [word for each in VARIED for word in ("--vary", each)]
    return (str(ROOT / "main.py"), "sweep", str(scenario), *ranges, "--out",
            str(folder / "grid.csv"), "--steps", str(UPDATES), "--scheduler", address)  # fmt: skip


def test_a_worker_dies_and_nothing_is_lost(spawn: Spawn, tmp_path: Path, cluster: Cluster) -> None:
    scenario, out, local = (tmp_path / name for name in ("net.vgsim", "grid.csv", "local.csv"))
    running = spawn(*command(tmp_path, cluster.address))
    until(lambda: out.exists() and len(out.read_text("utf-8").splitlines()) > 20, "first rows")
    assert running.poll() is None, "too fast to be disturbed"
    cluster.mortal.kill()
    said, _ = running.communicate(timeout=SOON)
    assert running.returncode == 0, said
    assert said.startswith("160 cells computed"), said
    swept(scenario, local, *VARIED, updates=UPDATES)
    assert sorted(map(str, rows_of(out))) == sorted(map(str, rows_of(local)))
    lines = out.read_text("utf-8").splitlines(keepends=True)
    out.write_text("".join(lines[:140]), "utf-8")  # interrupted later on
    again = spawn(*command(tmp_path, cluster.address))
    said, _ = again.communicate(timeout=SOON)
    assert said.startswith("22 cells computed; 138 were already there"), said
    assert sorted(map(str, rows_of(out))) == sorted(map(str, rows_of(local)))


def assert_one_sentence(said: str, words: str) -> None:
    assert said.count("\n") == 1, said
    assert words in said
    assert len(said) <= 301


WRONG = "tcp://127.0.0.1:9", "nonsense", "tls://127.0.0.1:9", "tcp://\nx" + "x" * 5000
ONE_BY_ONE = """
import main, sys
for address in sys.argv[2:]:
    print("ends with", main.main([*sys.argv[1].split("|"), address]), flush=True)
"""


def test_no_scheduler_is_one_sentence(spawn: Spawn, tmp_path: Path, cluster: Cluster) -> None:
    """Where nothing answers, where a worker does, and where a program does that never speaks."""
    port = int(cluster.worker.rpartition(":")[2])

    def listens() -> bool:
        with socket.socket() as found:
            return found.connect_ex(("127.0.0.1", port)) == 0

    until(listens, "the worker")
    _, *words, _ = command(tmp_path, "")
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts, and never says a word
        another = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        addresses = (*WRONG, cluster.worker, another)
        said, _ = spawn("-c", ONE_BY_ONE, "|".join(words), *addresses).communicate(timeout=SOON)
    *sentences, last = said.split("ends with 2\n")
    assert len(sentences) == len(addresses), said
    assert last == ""  # nor does anything follow when the process ends
    for sentence in sentences:
        assert_one_sentence(sentence, "No Dask scheduler answers at")


def test_a_scheduler_that_dies_is_one_sentence_and_rows_are_kept(
    spawn: Spawn, tmp_path: Path, cluster: Cluster
) -> None:
    """The last test of this file: it ends the cluster of all."""
    running, out = spawn(*command(tmp_path, cluster.address)), tmp_path / "grid.csv"
    until(lambda: out.exists() and len(out.read_text("utf-8").splitlines()) > 20, "first rows")
    cluster.scheduler.kill()
    said, _ = running.communicate(timeout=SOON)
    assert running.returncode == 2, said
    assert_one_sentence(said, "start the sweep again to continue")
    assert 18 < len(rows_of(out)) < 160
