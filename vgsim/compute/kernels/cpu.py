"""For which processors are kernels made? For a few levels of them, so that kept kernels travel.

Numba by itself compiles for the very model it runs on, and what one machine has kept is of no use
to another. A level is as fast (`main.py bench --only kernels`) and the same on all its machines.
"""

from __future__ import annotations

import os
import platform
import sys
from functools import lru_cache

# best first: the name LLVM knows the level by, and what a processor must have for it
LEVELS = {
    "x86-64-v4": ("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"),
    "x86-64-v3": ("avx2", "fma", "bmi", "bmi2", "f16c", "lzcnt", "movbe"),
    "x86-64-v2": ("sse4.2", "ssse3", "popcnt", "cx16"),
}
_WIDE = 64  # bytes of a vector at the first of the levels; a narrower one is split where need be
# LLVM halves the vectors of the first level for the sake of its oldest processors; sigmoid's pass
# takes half as long again that way
_FEATURES = {"x86-64-v4": "-prefer-256-bit"}


def suited(features: dict[str, bool]) -> list[str]:
    """The levels a processor with these features can do, the best first."""
    found: list[str] = []
    asked: list[str] = []
    for level in reversed(LEVELS):  # each holds those below it
        asked += LEVELS[level]
        if all(features.get(name) for name in asked):
            found.insert(0, level)
    return found


@lru_cache(maxsize=1)
def levels() -> list[str]:
    """The levels of this machine, the best first; none where only its own model will do."""
    machine = platform.machine().lower()
    if machine in ("x86_64", "amd64"):
        return suited(_features())
    if machine in ("arm64", "aarch64"):
        return ["apple-m1" if sys.platform == "darwin" else "generic"]
    return []


def _features() -> dict[str, bool]:
    from llvmlite import binding

    try:
        return dict(binding.get_host_cpu_features())
    except RuntimeError:  # a system that does not tell
        return {}


def choose() -> str:
    """Tell Numba the level, before or after it was imported; "" for the machine's own model.

    A level that stands in NUMBA_CPU_NAME already is kept: how an installer is filled.
    """
    chosen = os.environ.get("NUMBA_CPU_NAME") or next(iter(levels()), "")
    if chosen:
        os.environ["NUMBA_CPU_NAME"] = chosen
        # those of the level and no others
        os.environ.setdefault("NUMBA_CPU_FEATURES", _FEATURES.get(chosen, ""))
        numba = sys.modules.get("numba")
        if numba is not None:
            numba.config.CPU_NAME = chosen
            numba.config.CPU_FEATURES = os.environ["NUMBA_CPU_FEATURES"]
    return chosen


def vector_bytes() -> int:
    """How wide the machine's vectors are, as the kernels see them."""
    chosen = choose()
    if chosen in LEVELS:
        return _WIDE if chosen == "x86-64-v4" else 32
    return _WIDE if _features().get("avx512f") else 32
