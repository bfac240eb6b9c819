"""Numba, told where kernels are kept and for which processors they are made before it looks."""

from __future__ import annotations

from vgsim.compute.kernels import cache

cache.configure()

import numba  # noqa: E402

__all__ = ["numba"]
