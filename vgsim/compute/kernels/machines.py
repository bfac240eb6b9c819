"""The kernels of each precision, loaded when first asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from vgsim.compute.kernels import cache
from vgsim.compute.kernels.cpu import vector_bytes

# In this order, in one namespace; they are no modules of their own.
PARTS = (
    "elementary", "products", "passes", "signals", "norms", "histogram", "steps", "iterate",
    "descent", "cells", "unrolled", "scan",
)  # fmt: skip
Dtype = type[np.float32] | type[np.float64]


def load(dtype: Dtype) -> ModuleType:
    """The template executed for this precision; nothing is compiled yet."""
    name = _name(dtype)
    if name in sys.modules:
        return sys.modules[name]
    cached = cache.configure()
    _import_numba()
    from numba import types

    wide = vector_bytes()
    module: Any = ModuleType(name)
    module.T = dtype
    module.SCALAR = types.float64 if dtype is np.float64 else types.float32
    module.LANES = wide // np.dtype(dtype).itemsize
    module.ROWS = 8 if wide == 64 else 4  # as many accumulators as there are registers
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
    """Numba would load SciPy for its BLAS, which no kernel here uses: a quarter of a second."""
    hidden = "scipy" not in sys.modules
    if hidden:
        sys.modules["scipy"] = None  # type: ignore[assignment]  # as if it were not installed
    try:
        import numba.np.arraymath  # noqa: F401
    finally:
        if hidden:
            del sys.modules["scipy"]


def forget() -> None:
    """What is loaded next is made anew; what holds kernels keeps them."""
    for dtype in (np.float64, np.float32):
        sys.modules.pop(_name(dtype), None)


def _name(dtype: Dtype) -> str:
    return f"vgsim.compute.kernels.machine_{np.dtype(dtype).name}"
