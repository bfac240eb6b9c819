"""Kernels that came with the program, other folders and homes: loaded where whole, never wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from vgsim.compute.kernels import cache, cpu, shipped

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import json, sys
from pathlib import Path
from vgsim.compute.kernels import Kernels, cache, shipped, twin
from vgsim.compute.learning.training import simulate
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
if len(sys.argv) > 1:
    shipped.FOLDER = Path(sys.argv[1])
net = NetworkSpec(depth=3, width=5, activation="tanh")
made = Experiment(data=DataSpec("moons", 8, 32), lanes=(Lane("", net),))
door = Kernels()
name = door.prepare(made)
found = [simulate(made, 5, engine=each).lanes[0].loss for each in (door.engine(made), twin())]
from vgsim.compute.kernels.machines import load
kernel = load(__import__("numpy").float64).iterate
print(json.dumps([name, sum(kernel.stats.cache_misses.values()), *found]))
"""


def start(root: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SCRIPT, *words],
        cwd=root, env=os.environ | environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def misses(started: subprocess.Popen[str]) -> int:
    """How often the largest kernel had to be compiled; all numbers were right."""
    out, complaints = started.communicate(timeout=200)
    assert (started.returncode, complaints) == (0, "")
    name, compiled, found, expected = json.loads(out)
    assert name == "numba"
    assert found == pytest.approx(expected, rel=1e-10)
    return int(compiled)


def kept() -> Path:
    """This build's folder of kernels, which the tests have filled."""
    return Path(os.environ["VGSIM_CACHE"]) / cache.build()


@pytest.mark.usefixtures("compiled")
def test_a_program_in_another_folder_loads_what_this_one_kept(tmp_path: Path) -> None:
    """Also where its path has spaces and umlauts; two copies of it at once."""
    other = tmp_path / "Größe mit Raum" / "vgsim"
    for name in ("vgsim", "resources"):
        shutil.copytree(
            ROOT / name, other / name, ignore=shutil.ignore_patterns("__pycache__", "*.png")
        )
    mine = tmp_path / "Überraschung 1"
    at_work = shutil.ignore_patterns("warming-*", ".*")  # other tests, in the same folder
    shutil.copytree(kept(), mine / kept().name, ignore=at_work)
    both = [start(other, VGSIM_CACHE=str(mine)) for _ in range(2)]
    assert [misses(each) for each in both] == [0, 0]


@pytest.mark.usefixtures("compiled")
def test_shipped_kernels_serve_a_home_that_cannot_be_written_to(tmp_path: Path) -> None:
    """A file stands where the folder should be, as a read-only home does not stop root."""
    shipped.pack(kept(), tmp_path / "shipped" / cache.build())
    (tmp_path / "home").write_text("mine")
    (tmp_path / "temporary").mkdir()
    began = start(
        ROOT, str(tmp_path / "shipped"), VGSIM_CACHE=str(tmp_path / "home"),
        TMPDIR=str(tmp_path / "temporary"), TEMP=str(tmp_path / "temporary"),
    )  # fmt: skip
    assert misses(began) == 0
    assert (tmp_path / "home").read_text() == "mine"
    assert not list((tmp_path / "temporary").iterdir())


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build with two small files, as if it had been shipped."""
    made, source = tmp_path / "made", tmp_path / "shipped" / "build"
    (made / "machine").mkdir(parents=True)
    for name in ("one.nbi", "one.1.nbc"):
        (made / "machine" / name).write_bytes(name.encode() * 9)
    shipped.write_list(made, shipped.sums(made))
    (made / "float64-relu.kept").touch()
    shipped.pack(made, source)
    monkeypatch.setattr(shipped, "FOLDER", tmp_path / "shipped")
    (tmp_path / "mine").mkdir()
    return source


def test_whole_kernels_are_taken_over_once(small: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    assert shipped.adopt(mine, "build")
    assert shipped.sums(mine) == shipped.listed(mine) == shipped.sums(tmp_path / "made")
    assert (mine / "float64-relu.kept").exists()
    assert not shipped.adopt(mine, "build")


def test_a_damaged_one_is_left_where_it_is_and_nothing_is_said_to_be_kept(
    small: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    (small / "machine" / "one.1.nbc.z").write_bytes(b"cut")
    assert shipped.adopt(mine, "build")
    assert list(shipped.sums(mine)) == ["machine/one.nbi"]
    assert not list(mine.glob("*.kept"))
    own = mine / "machine" / "one.1.nbc"  # made here instead; it stays at the next start
    own.write_bytes(b"own")
    shipped.write_list(mine, shipped.sums(mine))
    shipped.adopt(mine, "build")
    assert own.read_bytes() == b"own"
    assert (mine / "float64-relu.kept").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is hidden from root")
def test_shipped_kernels_nobody_may_read_are_none(small: Path, tmp_path: Path) -> None:
    small.chmod(0)
    try:
        shipped.adopt(tmp_path / "mine", "build")
        assert not shipped.sums(tmp_path / "mine")
    finally:
        small.chmod(0o700)


def test_another_build_or_a_foreign_list_is_passed_over(small: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    assert not shipped.adopt(mine, "another build")
    (small / shipped.LISTED).write_bytes(b"\xff\xfe nonsense\n")
    shipped.adopt(mine, "build")
    assert not shipped.sums(mine)


def test_levels_hold_what_lies_below_them() -> None:
    every = {name: True for names in cpu.LEVELS.values() for name in names}
    assert cpu.suited(every) == ["x86-64-v4", "x86-64-v3", "x86-64-v2"]
    assert cpu.suited({**every, "avx512vl": False}) == ["x86-64-v3", "x86-64-v2"]
    assert cpu.suited({**every, "fma": False}) == ["x86-64-v2"]
    assert cpu.suited({}) == []


def test_builds_that_nobody_starts_any_more_are_removed(tmp_path: Path) -> None:
    """And nothing else, whatever folder kernels are kept in."""
    old, new, foreign = (
        tmp_path / name for name in ("0123456789abcdef-0.62-x", "fedcba9876543210-0.68-x", "mine")
    )
    for folder in (old, new, foreign):
        folder.mkdir()
        os.utime(folder, (0, 0))
    cache._discard_forgotten(new)
    assert not old.exists()
    assert new.exists()
    assert foreign.exists()


def test_copies_that_tidy_up_at_once_do_not_hinder_each_other(tmp_path: Path) -> None:
    """Each finds files that another one is just removing."""
    lines = "\n".join(
        (
            "import sys",
            "from pathlib import Path",
            "from vgsim.compute.kernels import cache",
            "cache._tidy(Path(sys.argv[1]))",
        )
    )
    for name in range(200):
        (tmp_path / f"{name}.nbi").write_bytes(b"of nobody")
    (tmp_path / "warming-1").write_text("no process")
    os.utime(tmp_path / "warming-1", (0, 0))
    copies = [
        subprocess.Popen([sys.executable, "-c", lines, str(tmp_path)], cwd=ROOT) for _ in range(4)
    ]
    assert [copy.wait(200) for copy in copies] == [0] * 4
    assert not list(tmp_path.glob("*.nbi"))
