"""Kept kernels that are damaged, foreign or cannot be kept: the same numbers, no crash."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.long import longer
from vgsim.compute.kernels import cache

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import gc, json
gc.disable()  # a compiler's objects live long
from vgsim.compute.kernels import Kernels, twin
from vgsim.compute.learning.training import simulate
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
net = NetworkSpec(depth=3, width=5, activation="tanh")
made = Experiment(data=DataSpec("moons", 8, 32), lanes=(Lane("", net),))
door = Kernels()
name = door.prepare(made)
found = [simulate(made, 5, engine=each).lanes[0].loss for each in (door.engine(made), twin())]
print(json.dumps([name, *found]))
"""

# One kernel is enough where nothing is kept: the same lines would keep all of them.
UNKEPT_PASS = """
import ctypes, gc, numpy
gc.disable()  # a compiler's objects live long
from vgsim.compute.kernels import cache
from vgsim.compute.kernels.machines import load
cache.begin()
compiled = load(numpy.float64).activation_pass("tanh")  # of two examples and two units
z, (a, f, s, found) = numpy.array([[-0.5, 0.25], [1.0, 3.0]]), numpy.zeros((4, 4))
at = [each.ctypes.data_as(ctypes.POINTER(ctypes.c_double)) for each in (z, a, f, s, found)]
compiled.ctypes(*at[:4], 2, 2, 2, 0, 0.0, 0.0, 0.1, at[4])
cache.finish()
cache.note("float64-tanh")
y = numpy.tanh(z)
expected = [(a, y.ravel()), (f, 1 - y.ravel() ** 2), (found[:2], [y.mean(), y.std()])]
print([pair for pair in expected if not numpy.allclose(*pair, rtol=1e-10)], repr(""))
"""

# The same by way of all that the program itself does; the compiler takes several times as long.
UNKEPT = """
import gc, numpy
gc.disable()  # a compiler's objects live long
from vgsim.compute.kernels import SCANNING, Kernels
door = Kernels()
wrong = door.failing([(numpy.float64, SCANNING)])  # compares its numbers with NumPy's
print(wrong, repr(door.failure))
"""

EITHER = pytest.mark.parametrize("script", [UNKEPT_PASS, *longer([UNKEPT])], ids=["pass", "scan"])

# Where all is compiled anew: whether it is, and right, does not hang on how well.
QUICKLY = {"NUMBA_OPT": "0", "NUMBA_LOOP_VECTORIZE": "0", "NUMBA_SLP_VECTORIZE": "0"}


def start(folder: Path, script: str = SCRIPT, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT, env=os.environ | {"VGSIM_CACHE": str(folder)} | more, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def result(started: subprocess.Popen[str]) -> str:
    """Which engine computed; its numbers were right and nothing was complained of."""
    out, complaints = started.communicate(timeout=200)
    assert (started.returncode, complaints) == (0, "")
    name, found, expected = json.loads(out)
    assert found == pytest.approx(expected, rel=1e-10)
    return str(name)


def compiled_unkept(started: subprocess.Popen[str]) -> bool:
    """Whether a kernel that cannot be kept is compiled and right, without a complaint."""
    out, complaints = started.communicate(timeout=200)
    return (started.returncode, out.split(), complaints) == (0, ["[]", "''"], "")


@pytest.mark.usefixtures("compiled")
def test_damage(tmp_path: Path) -> None:
    """A file cut short, one flipped bit and a foreign file, all at once; all is made again.

    That a copy without damage is loaded as it is, is tested with the shipped kernels.
    """
    kept = tmp_path / "kept"
    at_work = shutil.ignore_patterns("warming-*", ".*")  # other tests, in the folder that is copied
    own = Path(os.environ["VGSIM_CACHE"]) / cache.build()  # kernels of other builds may be there
    shutil.copytree(own, kept / own.name, ignore=at_work)
    cut = list(kept.rglob("*pass_tanh*.nbc"))  # small: the largest takes long to make anew
    for path in cut:
        path.write_bytes(path.read_bytes()[:100])
    index = next(kept.rglob("*pass_tanh*.nbi"))
    content = bytearray(index.read_bytes())
    content[len(content) // 2] ^= 1
    index.write_bytes(content)
    (index.parent / "foreign.nbi").write_bytes(b"cos\\nsystem\\n(S'true'\\ntR.")
    assert result(start(kept)) == "numba"
    made = list(kept.rglob("*pass_tanh*.nbc"))
    assert made
    assert all(path.stat().st_size != 100 for path in made)
    assert not (index.parent / "foreign.nbi").exists()


@EITHER
def test_a_file_where_the_folder_should_be(tmp_path: Path, script: str) -> None:
    """Nothing can be kept there, not even by root; the file stays as it was."""
    taken = tmp_path / "file"
    taken.write_text("mine")
    assert compiled_unkept(start(taken, script, **QUICKLY))
    assert taken.read_text() == "mine"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is forbidden to root")
@EITHER
def test_read_only_folder(tmp_path: Path, script: str) -> None:
    tmp_path.chmod(0o500)
    try:
        assert compiled_unkept(start(tmp_path, script, **QUICKLY))
    finally:
        tmp_path.chmod(0o700)


def test_the_level_is_chosen_while_another_thread_imports_numba() -> None:
    script = """
import sys, threading
from vgsim.compute.kernels import cpu
assert "numba" not in sys.modules
cpu.choose()  # whatever it needs itself is imported now
importing = threading.Thread(target=__import__, args=("numba",))
importing.start()
while importing.is_alive():
    cpu.choose()
print(cpu.choose() == sys.modules["numba"].config.CPU_NAME)
"""
    command = [sys.executable, "-W", "error", "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("True", "")
