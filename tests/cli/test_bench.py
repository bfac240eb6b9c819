"""The door to the benchmarks, where they are and where they are not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _bench(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(tree / "main.py"), "bench", *words],
        cwd=tree, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip


def test_a_wheel_without_them_says_where_they_are(tmp_path: Path) -> None:
    shutil.copy(ROOT / "main.py", tmp_path)
    shutil.copytree(ROOT / "vgsim", tmp_path / "vgsim")
    shutil.copytree(ROOT / "resources", tmp_path / "resources")
    done = _bench(tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "The benchmarks are in tests/benchmarks of vgsim's sources, not in this package."
    ]


def test_a_fault_of_a_benchmark_is_not_taken_for_their_absence(tmp_path: Path) -> None:
    """A library that is missing is named."""
    shutil.copy(ROOT / "main.py", tmp_path)
    for name in ("vgsim", "resources", "tests/benchmarks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "tests" / "benchmarks" / "__init__.py").write_text("import nowhere_at_all\n")
    done = _bench(tmp_path)
    assert done.returncode == 1
    assert "nowhere_at_all" in done.stderr.splitlines()[-1]


def test_parts_named_in_the_help_are_those_there_are() -> None:
    said = _bench(ROOT, "--only", "nothing").stderr.removeprefix("--only takes ").strip()
    helped = " ".join(_bench(ROOT, "--help").stdout.split())
    *first, last = said.split(", ")
    assert f"{', '.join(first)} or {last}" in helped
