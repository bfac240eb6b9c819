"""One folder for all that the fuzzers write, removed when the process that made it ends."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path


@cache
def scratch() -> Path:
    """The folder; a process that was forked after the first call shares it."""
    folder = Path(tempfile.mkdtemp(prefix="vgsim-stress-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def own_folder(name: str) -> Path:
    """A folder of this process alone."""
    folder = scratch() / f"{name}-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    return folder
