"""Fills the kernel cache in a separate process.

Its arguments are names of kernels (float64-relu float32-tanh ...), or "all".
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from vgsim.compute.kernels import Need, all_needs, cache, need_name
from vgsim.compute.kernels.engine import prepare


def needs(names: Sequence[str]) -> frozenset[Need]:
    """Return the needs with these names; unknown names are ignored."""
    return frozenset(need for need in all_needs() if "all" in names or need_name(need) in names)


def main(names: Sequence[str]) -> int:
    """Compile the named kernels, or load those already cached; return the exit code."""
    gc.freeze()  # a compiler's objects live long; collecting garbage takes a tenth of its time
    gc.set_threshold(100_000, 20, 100)
    wanted = needs(names)
    prepare(wanted)
    for need in wanted:
        cache.note(need_name(need))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
