"""The signals of several layers at once, for the measures that need nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from vgsim.compute.arrays.types import Array, FloatArray
from vgsim.compute.traces.layer_view import LayerView


class LayersView:
    """The `Signals` of several layers with the same widths, (layers, batch, n)."""

    def __init__(self, views: Sequence[LayerView]) -> None:
        self._views = views
        self.smallest = views[0].smallest

    @cached_property
    def z(self) -> FloatArray:
        return np.array([view.z for view in self._views])

    @cached_property
    def a(self) -> FloatArray:
        return np.array([view.a for view in self._views])

    @property
    def finite(self) -> Array:
        return np.isfinite(self.z) & np.isfinite(self.a)

    @cached_property
    def slope(self) -> FloatArray:
        return np.array([view.slope for view in self._views])

    @property
    def saturated(self) -> FloatArray:
        return np.array([view.saturated for view in self._views])

    @cached_property
    def delta(self) -> FloatArray:
        return np.array([view.delta for view in self._views])
