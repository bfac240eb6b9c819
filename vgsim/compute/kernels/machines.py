"""Loads the kernels: executes the template once per precision, at its first use."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from vgsim.compute.kernels import cache
from vgsim.compute.kernels.cpu import vector_bytes

# The template's files, executed in this order in one namespace; they are not modules themselves.
PARTS = (
    "elementary", "products", "passes", "signals", "fading", "norms", "histogram", "steps",
    "faint", "iterate", "descent", "cells", "unrolled", "scan",
)  # fmt: skip
Dtype = type[np.float32] | type[np.float64]


def load(dtype: Dtype) -> ModuleType:
    """Return the template executed for this precision; nothing is compiled yet."""
    name = _name(dtype)
    if name in sys.modules:
        return sys.modules[name]
    cached = cache.configure()
    _import_numba()
    from numba import types

    width = vector_bytes()
    module: Any = ModuleType(name)
    module.T = dtype
    module.SCALAR = types.float64 if dtype is np.float64 else types.float32
    module.LANES = width // np.dtype(dtype).itemsize
    module.ROWS = 8 if width == 64 else 4  # as many accumulators as there are registers
    module.CACHED = cached
    sys.modules[name] = module  # Numba finds a kernel's globals by its module's name
    try:
        for part in PARTS:
            path = Path(__file__).with_name("template") / f"{part}.py"
            module.__file__ = str(path)
            exec(compile(path.read_text("utf-8"), str(path), "exec"), module.__dict__)
    except BaseException:
        del sys.modules[name]
        raise
    return sys.modules[name]


def _import_numba() -> None:
    """Import Numba without SciPy, whose BLAS no kernel uses; this saves a quarter of a second."""
    hidden = "scipy" not in sys.modules
    if hidden:
        sys.modules["scipy"] = None  # type: ignore[assignment]  # as if it were not installed
    try:
        import numba.np.arraymath  # noqa: F401
    finally:
        if hidden:
            del sys.modules["scipy"]


def forget() -> None:
    """Forget the loaded kernels, so that `load` creates new ones; references stay valid."""
    for dtype in (np.float64, np.float32):
        sys.modules.pop(_name(dtype), None)


def _name(dtype: Dtype) -> str:
    return f"vgsim.compute.kernels.machine_{np.dtype(dtype).name}"
