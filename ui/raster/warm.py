"""Gets the painting kernels ready: loaded where they are kept, else compiled in another process.

Compiling beside a window makes it stutter; loading does not.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from vgsim.compute.kernels import cache, run_apart

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
        run_apart("ui.raster.warm")
    main()


def main(words: Sequence[str] = ()) -> int:
    """Compile the painters here, or load what is kept; the exit code."""
    cache.begin()  # before Numba is imported: says where it keeps what it compiles
    from ui.raster import network, plots

    network.warm_up()
    plots.warm_up()
    cache.note(kept_name())
    cache.finish()
    return 0


if __name__ == "__main__":
    sys.exit(main())
