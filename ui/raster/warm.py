"""Gets the painting kernels ready: loaded where they are kept, else compiled in another process.

Compiling beside a window makes it stutter; loading does not.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from vgsim.compute.kernels import PATIENCE, cache

HERE = Path(__file__).resolve().parent


def kept_name() -> str:
    """What the cache notes once all painters are kept: another name for other sources."""
    digest = hashlib.sha256()
    for path in sorted(HERE.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"painters-{digest.hexdigest()[:16]}"


def warm_painters() -> None:
    """Afterwards `brushes` and the plots paint by kernels. May take seconds."""
    name = kept_name()
    if not cache.has(name):
        _compile_apart()
    _load()
    cache.note(name)
    cache.finish()


def _load() -> None:
    cache.begin()  # before Numba is imported: says where it keeps what it compiles
    from ui.raster import network, plots

    network.warm_up()
    plots.warm_up()


def _compile_apart() -> None:
    """A failure there is no harm: what is missing is then compiled here."""
    if getattr(sys, "frozen", False):
        return
    command = [sys.executable, "-m", "ui.raster.warm"]
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run(
            command, cwd=HERE.parents[1], check=False, timeout=PATIENCE, capture_output=True
        )


if __name__ == "__main__":
    _load()
