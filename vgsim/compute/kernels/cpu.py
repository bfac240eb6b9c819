"""Chooses the processor level that kernels are compiled for, so that other machines can use them.

By default, Numba compiles for the exact processor model it runs on, so its cache is useless on
other machines. Code for a level is as fast (`main.py bench --only kernels`) and the same on all
machines of that level.
"""

from __future__ import annotations

import os
import platform
import sys
from functools import lru_cache

# best first: LLVM's name of the level, and the features a processor needs for it
LEVELS = {
    "x86-64-v4": ("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"),
    "x86-64-v3": ("avx2", "fma", "bmi", "bmi2", "f16c", "lzcnt", "movbe"),
    "x86-64-v2": ("sse4.2", "ssse3", "popcnt", "cx16"),
}
_WIDE = 64  # bytes of a vector at the best level
# by default, LLVM uses 32-byte vectors at the best level, to suit its oldest processors; sigmoid's
# pass then takes 1.5 times as long
_FEATURES = {"x86-64-v4": "-prefer-256-bit"}


def suited(features: dict[str, bool]) -> list[str]:
    """Return the levels that a processor with these features supports, the best first."""
    found: list[str] = []
    needed: list[str] = []
    for level in reversed(LEVELS):  # each includes the features of those below it
        needed += LEVELS[level]
        if all(features.get(name) for name in needed):
            found.insert(0, level)
    return found


@lru_cache(maxsize=1)
def levels() -> list[str]:
    """Return the levels this machine supports, the best first; empty if it has none."""
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
    except RuntimeError:  # the system does not report them
        return {}


def choose() -> str:
    """Set Numba's processor level and return it; "" stands for the machine's own model.

    This works before and after the import of Numba. A level already set in NUMBA_CPU_NAME is kept:
    the build of an installer sets it.
    """
    chosen = os.environ.get("NUMBA_CPU_NAME") or next(iter(levels()), "")
    if chosen:
        os.environ["NUMBA_CPU_NAME"] = chosen
        # only the level's features, not those of this machine
        os.environ.setdefault("NUMBA_CPU_FEATURES", _FEATURES.get(chosen, ""))
        if sys.modules.get("numba") is not None:  # imported earlier, or by another thread just now
            import numba  # waits until that import has ended

            numba.config.CPU_NAME = chosen
            numba.config.CPU_FEATURES = os.environ["NUMBA_CPU_FEATURES"]
    return chosen


def vector_bytes() -> int:
    """Return the size in bytes of the vectors that kernels use on this machine."""
    chosen = choose()
    if chosen in LEVELS:
        return _WIDE if chosen == "x86-64-v4" else 32
    return _WIDE if _features().get("avx512f") else 32
