"""Kept kernels that are damaged, foreign or cannot be kept: the same numbers, no crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import json
from vgsim.compute.kernels import Kernels, twin
from vgsim.compute.training import simulate
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
net = NetworkSpec(depth=3, width=5, activation="tanh")
made = Experiment(data=DataSpec("moons", 8, 32), lanes=(Lane("", net),))
door = Kernels()
name = door.prepare(made)
found = [simulate(made, 5, engine=each).lanes[0].loss for each in (door.engine(made), twin())]
print(json.dumps([name, *found]))
"""


def run(folder: Path) -> tuple[str, float, float]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT],
        cwd=ROOT, env=os.environ | {"VGSIM_CACHE": str(folder)}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    name, kernels, expected = json.loads(done.stdout)
    assert kernels == pytest.approx(expected, rel=1e-10)
    return name, kernels, expected


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which kernels have been kept."""
    folder = tmp_path_factory.mktemp("kept")
    assert run(folder)[0] == "numba"
    assert list(folder.rglob("*.nbi"))
    return folder


def test_damage(kept: Path) -> None:
    """A file cut short, one flipped bit and a foreign file, all at once; all is made anew."""
    first, *others = sorted(kept.rglob("*.nbc"))
    first.write_bytes(first.read_bytes()[:100])
    for path in others[:1]:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    index = sorted(kept.rglob("*.nbi"))[0]
    (index.parent / "foreign.nbi").write_bytes(b"cos\\nsystem\\n(S'true'\\ntR.")
    assert run(kept)[0] == "numba"
    assert first.stat().st_size != 100
    assert not (index.parent / "foreign.nbi").exists()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    """Nothing can be kept there, by root neither."""
    place = tmp_path / "taken"
    place.write_text("")
    run(place)
    assert place.read_text() == ""


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        run(tmp_path)
    finally:
        tmp_path.chmod(0o700)
