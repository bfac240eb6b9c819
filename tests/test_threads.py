"""NumPy is told to use one thread, in every process, before it is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


WATCHED = """
import os, sys
class Watch:
    def find_spec(self, name, *others):
        if name == "numpy":
            with open(os.environ["THREADS_SEEN"], "a") as seen:
                print(os.getpid(), os.environ.get("OPENBLAS_NUM_THREADS"), file=seen)
sys.meta_path.insert(0, Watch())
"""


def _threads(folder: Path, *words: str) -> list[str]:
    """What each process that is started so, or by it, is told before it loads NumPy."""
    (folder / "sitecustomize.py").write_text(WATCHED, "utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    environment |= {"PYTHONPATH": str(folder), "THREADS_SEEN": str(folder / "seen")}
    subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    found = dict(line.split() for line in (folder / "seen").read_text("utf-8").splitlines()[::-1])
    return list(found.values())  # by process, the first time


SCENARIO = "resources/scenarios/01_sigmoid_against_relu.vgsim"


@pytest.mark.parametrize(
    "words",
    [
        ["main.py", "--list"],
        pytest.param(["-c", "import ui.session.session"], marks=pytest.mark.window),
        ["-c", "import ui.raster.warmup"],
        ["-c", "import tests.benchmarks.run"],
    ],
)
def test_the_program_tells_numpy_first_to_use_one_thread(words: list[str], tmp_path: Path) -> None:
    """Its threads wait busily, on the processors that learning and the window need."""
    assert _threads(tmp_path, *words) == ["1"]


@pytest.mark.usefixtures("compiled")
def test_so_do_the_processes_it_starts(tmp_path: Path) -> None:
    refused = "lanes.0.network.gain=-17:-1:17"  # what they compute does not matter here
    vary = ["--vary", refused, "--out", str(tmp_path / "out.csv")]
    seen = _threads(tmp_path, "main.py", "sweep", SCENARIO, *vary, "--workers", "2")
    assert len(seen) >= 3
    assert set(seen) == {"1"}
    own = "import main; main.prepare(); from vgsim.compute.kernels import run_apart; "
    seen = _threads(tmp_path, "-c", f"{own} run_apart('vgsim.compute.kernels.fill')")
    assert len(seen) >= 2
    assert set(seen) == {"1"}
