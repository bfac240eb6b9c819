"""Random experiments are exported, and PyTorch has to compute the same.

    python -m tests.bridge.agreement --cases 200 [--first SEED]

prints one line for every experiment that differs, and a summary. The exit code is 1 if any does.
"""

from __future__ import annotations

import contextlib
import io
import os
import runpy
import sys
import tempfile
import warnings
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parent))
from drawn import drawn

from vgsim.bridge.export import torch_files
from vgsim.bridge.moment import moments
from vgsim.bridge.refused import NotExported
from vgsim.compute.learning.training import Trainer
from vgsim.describe.spec import Experiment
from vgsim.tables.table import TableError


def exported(experiment: Experiment, step: int, folder: Path) -> Path:
    """The script of an experiment's only network after `step` updates."""
    trainer = Trainer(experiment)
    trainer.advance(step)
    for name, content in torch_files(moments(trainer)[0], "network").items():
        (folder / name).write_bytes(content)
    return folder / "network.py"


def run(script: Path) -> tuple[float, dict[str, Any], str]:
    """Let a script check itself: the largest difference, its names, and what it printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = runpy.run_path(str(script))
        return names["check"](), names, printed.getvalue()


def main() -> int:
    options = ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=200)
    options.add_argument("--first", type=int, default=0, help="the first seed")
    parsed = options.parse_args()
    failed, full, seed = 0, 0, parsed.first
    largest: dict[str, float] = {}
    kinds, others = Counter[str](), Counter[str]()
    while full < parsed.cases:
        experiment, step = drawn(seed)
        with tempfile.TemporaryDirectory() as folder:
            try:
                found, names, text = run(exported(experiment, step, Path(folder)))
            except (NotExported, TableError) as refused:
                others[str(refused)] += 1
                seed += 1
                continue
            except Exception as error:
                print(f"seed {seed} (after {step} updates): {error!r}", flush=True)
                failed += 1
                seed += 1
                continue
        dtype = experiment.lanes[0].network.dtype
        usual = 1e-11 if dtype == "float64" else 1e-5
        if names["CHECKED"] == 20 and names["TOLERANCE"] == usual:
            full += 1
            kinds[dtype] += 1
            largest[dtype] = max(largest.get(dtype, 0.0), found)
        else:
            others["fewer updates or a larger tolerance"] += 1
        if not found <= names["TOLERANCE"]:
            failed += 1
            print(f"seed {seed} (after {step} updates): {found:.1e}\n{text}", flush=True)
        seed += 1
    print(f"compared over 20 updates: {dict(kinds)}, largest differences: {largest}")
    print(f"others: {dict(others)}; failed: {failed}; seeds {parsed.first} to {seed - 1}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
