"""Imports Numba after setting its cache folder and target processor, which it reads on import."""

from __future__ import annotations

from vgsim.compute.kernels import cache

cache.configure()

import numba  # noqa: E402

__all__ = ["numba"]
