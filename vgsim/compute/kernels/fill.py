"""Fills the kernel cache in a separate process.

Its arguments are names of kernels (float64-relu float32-tanh ...), or "all".
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

import numpy as np

from vgsim.compute.kernels import Need, all_needs, cache, need_name
from vgsim.compute.kernels.engine import prepare
from vgsim.compute.kernels.machines import Dtype
from vgsim.parts.activations import is_own

_DTYPES: dict[str, Dtype] = {"float32": np.float32, "float64": np.float64}


def needs(names: Sequence[str]) -> frozenset[Need]:
    """Return the needs with these names or keys of own formulas; unknown names are ignored."""
    own = (name.partition("-") for name in names)
    typed = {(_DTYPES[dtype], key) for dtype, _, key in own if dtype in _DTYPES and is_own(key)}
    named = {need for need in all_needs() if "all" in names or need_name(need) in names}
    return frozenset(typed | named)


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
