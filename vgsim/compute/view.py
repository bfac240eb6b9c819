"""One layer of a tape, as its measures need it: each array is converted once, when asked for."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.tape import Tape

Array = NDArray[Any]
FloatArray = NDArray[np.float64]


def rms(x: Array) -> float:
    """Root mean square, safe from overflow and underflow of squares."""
    peak = float(np.abs(x).max())
    if not np.isfinite(peak) or peak == 0:
        return peak
    scaled = x / peak
    return peak * float(np.sqrt(np.vdot(scaled, scaled) / x.size))


def norm(x: Array) -> float:
    """Frobenius norm, safe from overflow and underflow of squares."""
    return rms(x.astype(np.float64)) * float(np.sqrt(x.size))


def skew(x: FloatArray) -> float:
    """Mean of ((x - mean) / std)^3; NaN where all are alike."""
    apart = x - x.mean()
    apart /= max(float(np.abs(apart).max()), 1e-300)  # its size does not matter, its cube might
    squares = apart * apart
    variance = float(squares.mean())
    if not variance > 0:
        return float("nan")
    return float(np.vdot(squares, apart) / x.size / variance**1.5)


class View:
    """Layer 1 ... layers; gradients are of the mean loss, in float64 whatever the format."""

    def __init__(self, tape: Tape, layer: int, sample: int = 0) -> None:
        self.tape, self.layer, self.sample = tape, layer, sample
        self.output = layer == tape.layers  # it has no activation of the catalogue

    def _real(self, name: str, row: int) -> FloatArray:
        stored = self.tape.stored(name, self.layer).astype(np.float64)
        exponent = int(self.tape.exponents[row, self.layer])
        return np.ldexp(stored, exponent) if exponent else stored

    @cached_property
    def z(self) -> FloatArray:
        """(batch, n)."""
        return self.tape.preactivation(self.layer).astype(np.float64)

    @cached_property
    def a(self) -> FloatArray:
        """The layer's output, (batch, n)."""
        return self.tape.activation(self.layer).astype(np.float64)

    @cached_property
    def slope(self) -> FloatArray:
        """|f'(u)|, (batch, n); of the output layer, which no saturation concerns, ones."""
        if self.output:
            return np.ones((1, int(self.tape.widths[self.layer])))
        return np.abs(self.tape.derivative(self.layer).astype(np.float64))

    @cached_property
    def delta(self) -> FloatArray:
        """dL/dz, (batch, n)."""
        return self._real("dz", 0)

    @cached_property
    def arriving(self) -> FloatArray:
        """dL/da, (batch, n); of the output layer dL/dz, by which its gradient enters."""
        return self.delta if self.output else self._real("da", 1)

    @cached_property
    def weight_norm(self) -> float:
        return norm(self.tape.weight(self.layer))

    @cached_property
    def weight_gradient_norm(self) -> float:
        return norm(self.tape.grad_weight(self.layer))
