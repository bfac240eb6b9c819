"""Starts a process with the real window, away from everything of the user's."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.stress.case import Failure, Tally, from_json
from tests.stress.root import ROOT

ACTS = "acts.txt"  # in the folder of the process
GRACE = 1800.0  # seconds to start, to come to rest and to close, on a busy machine


def window_process(part: str, seed: int, events: int, seconds: float) -> Tally:
    """Run `part` ("monkey" or "soak") in the window; what came of it."""
    case, begun = f"{part}:{seed}:{events}", time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vgsim-stress-") as folder:
        result = Path(folder, "result.json")
        words = [part, str(seed), str(events), str(seconds), folder, str(result)]
        process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-m", "tests.stress.window", *words],
            cwd=folder, env=_environment(folder), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            output, _ = process.communicate(timeout=seconds + GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
        if result.exists():
            tally = from_json(result.read_text("utf-8"))
            if output.strip() or process.returncode:
                what = f"the window's process printed something or ended with {process.returncode}"
                tally.fail(Failure(case, what, output[-5000:]))
        else:
            tally = Tally(cases=len(acts := acts_in(Path(folder))))
            detail = "\n".join((output[-5000:], "Last acts:", *acts[-12:]))
            tally.fail(Failure(case, f"the process died, code {process.returncode}", detail))
    tally.seconds = time.monotonic() - begun
    return tally


def acts_in(folder: Path) -> list[str]:
    """All acts of a process that had this folder."""
    found = folder / ACTS
    return found.read_text("utf-8").splitlines() if found.exists() else []


def _environment(folder: str) -> dict[str, str]:
    private = {"HOME": folder, "TMPDIR": folder, "VGSIM_SETTINGS": f"{folder}/settings.json"}
    private |= {
        f"XDG_{name}_HOME": f"{folder}/{name.lower()}" for name in ("CONFIG", "DATA", "CACHE")
    }
    fixed = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "error"}
    platform = {} if os.environ.get("DISPLAY") else {"QT_QPA_PLATFORM": "offscreen"}
    return {**os.environ, **platform, **fixed, **private}
