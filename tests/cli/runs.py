"""Four small networks, and `vgsim` as a script calls it."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from tests.cli.forked import program

ROOT = Path(__file__).resolve().parents[2]
SCENARIO: dict[str, Any] = {
    "format": "vgsim/1",
    "title": "Four small networks",
    "seed": 11,
    "data": {"name": "moons", "batch_size": 12, "examples": 64},
    "training": {"optimizer": "sgd", "learning_rate": 0.2},
    "lanes": [
        {"title": "Shared", "network": {"depth": 2, "width": 5, "activation": "prelu"}},
        {
            "title": "By unit",
            "network": {
                "depth": 2, "width": 5, "activation": "prelu", "per_unit": True,
                "output": "sigmoid", "loss": "bce",
            },
        },
        {"title": "Drawn", "network": {"widths": [3, 6], "depth": 2, "activation": "rrelu"}},
        {
            "title": "Lost",
            "network": {
                "depth": 3, "width": 4, "activation": "tanh", "dtype": "float32", "gain": 1e300,
            },
        },
    ],
}  # fmt: skip


def vgsim(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    made = program(words, cwd, {"PYTHONIOENCODING": "utf-8"})
    shown, complaints = made.stdout.decode("utf-8"), made.stderr.decode("utf-8")
    return subprocess.CompletedProcess(made.args, made.returncode, shown, complaints)


def arrays(path: Path) -> dict[str, Any]:
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as found:
        return {name: found[name] for name in found.files}
