"""Runs the benchmarks by name."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.benchmarks import formulas, kernels, plane, recurrent, switches, vanishing
from vgsim.compute.kernels import own_command

ROOT = Path(__file__).resolve().parents[2]


def _apart(part: str, quick: bool) -> None:
    """Run a benchmark that needs the window, and thus Qt, in a separate process."""
    command = own_command(f"tests.benchmarks.{part}", "all", *(["--quick"] if quick else []))
    try:
        done = subprocess.run(command, cwd=ROOT, check=False, timeout=900)
    except subprocess.TimeoutExpired:
        print(f"the window's part ({part}) took too long and was stopped")
        return
    if done.returncode:
        print(f"the window's part ({part}) ended with code {done.returncode}; is there a display?")


PARTS: dict[str, Callable[[bool], None]] = {
    "kernels": kernels.measure,
    "switches": switches.measure,
    "formulas": formulas.measure,
    "recurrent": recurrent.measure,
    "vanishing": vanishing.measure,
    "plane": plane.measure,
    "window": partial(_apart, "window"),
    "learning": partial(_apart, "learning"),
    "start": partial(_apart, "start"),
    "lessons": partial(_apart, "lessons"),
    "film": partial(_apart, "film"),
}


def run(only: str | None, quick: bool) -> int:
    """Print the tables of one or all benchmarks; returns the exit code."""
    if only and only not in PARTS:
        print(f"--only takes {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for name, measure in PARTS.items():
        if only in (None, name):
            measure(quick)
    return 0
