"""The kernels of each precision, loaded when first asked for."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from vgsim.compute.kernels import cache

Dtype = type[np.float32] | type[np.float64]


def load(dtype: Dtype) -> ModuleType:
    """machine.py executed for this precision; nothing is compiled yet."""
    name = f"vgsim.compute.kernels.machine_{np.dtype(dtype).name}"
    if name in sys.modules:
        return sys.modules[name]
    cached = cache.configure()
    from numba import types

    wide = _vector_bytes()
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("machine.py"))
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    module.T = dtype
    module.SCALAR = types.float64 if dtype is np.float64 else types.float32
    module.LANES = wide // np.dtype(dtype).itemsize
    module.ROWS = 8 if wide == 64 else 4  # as many accumulators as there are registers
    module.CACHED = cached
    spec.loader.exec_module(module)
    sys.modules[name] = module
    return sys.modules[name]


def _vector_bytes() -> int:
    """64 with AVX-512, else 32 (narrower machines split it without harm)."""
    from llvmlite import binding

    try:
        return 64 if binding.get_host_cpu_features().get("avx512f") else 32
    except RuntimeError:  # a system that does not tell
        return 32
