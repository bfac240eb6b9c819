"""Prepares the painting kernels: loads them from the cache or compiles them in another process.

Compiling in the window's process makes the window stutter; loading does not.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from vgsim.compute.kernels import cache as kept_kernels
from vgsim.compute.kernels import run_apart

HERE = Path(__file__).resolve().parent


def kept_name() -> str:
    """The name noted in the cache when all painters are cached; depends on their sources."""
    digest = hashlib.sha256()
    for path in sorted(HERE.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"painters-{digest.hexdigest()[:16]}"


@cache  # once in a process
def warm_painters() -> None:
    """Prepare the kernels, so that `painters` and plots can use them. May take seconds."""
    name = kept_name()
    if not kept_kernels.has(name):
        run_apart("ui.raster.warmup")
    main()


def main(words: Sequence[str] = ()) -> int:
    """Compile the painters in this process, or load them from the cache. Returns the exit code."""
    kept_kernels.begin()  # before Numba is imported, which then reads where to keep its cache
    from ui.raster import lzw, network, plots

    network.warm_up()
    plots.warm_up()
    lzw.warm_up()
    kept_kernels.note(kept_name())
    kept_kernels.finish()
    return 0


if __name__ == "__main__":
    sys.exit(main())
