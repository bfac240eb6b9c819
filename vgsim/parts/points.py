"""Generates the small synthetic data sets: four in the plane and a noisy sine.

Every generator takes (rng, n, noise) and returns inputs (n, features) and targets (n,). Classes
alternate, so that their sizes differ by at most one.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Points = tuple[FloatArray, FloatArray]
PointGenerator = Callable[[Generator, int, float], Points]

SPIRAL_ANGLE = 2.5 * math.pi  # radians from the center to the end of an arm


def moons(rng: Generator, n: int, noise: float) -> Points:
    """Two half circles of radius 1, the second turned upside down and shifted into the first."""
    y = np.arange(n) % 2
    angle = rng.uniform(0, math.pi, n)
    x = _polar(1.0, angle)
    x[y == 1] = [1.0, 0.5] - x[y == 1]
    return _blurred(rng, x, noise), y.astype(float)


def spirals(rng: Generator, n: int, noise: float) -> Points:
    """Two opposite arms r = angle / SPIRAL_ANGLE, with points spread evenly along them."""
    y = np.arange(n) % 2
    radius = np.sqrt(rng.uniform(0.02, 1, n))
    return _blurred(rng, _polar(radius, SPIRAL_ANGLE * radius + math.pi * y), noise), y.astype(
        float
    )


def circles(rng: Generator, n: int, noise: float) -> Points:
    """Two concentric circles of radius 1 and 1/2."""
    y = np.arange(n) % 2
    x = _polar(np.where(y == 1, 0.5, 1.0), rng.uniform(0, 2 * math.pi, n))
    return _blurred(rng, x, noise), y.astype(float)


def xor(rng: Generator, n: int, noise: float) -> Points:
    """Four clouds around the corners (±1, ±1); class 1 where the signs differ."""
    corner = np.arange(n) % 4
    right, top = corner % 2, corner // 2
    x = np.stack([2.0 * right - 1, 2.0 * top - 1], axis=1)
    return _blurred(rng, x, noise), (right ^ top).astype(float)


def sine(rng: Generator, n: int, noise: float) -> Points:
    """Two periods of sin 2x; the noise is added to the target."""
    x = rng.uniform(-math.pi, math.pi, (n, 1))
    return x, np.sin(2 * x[:, 0]) + noise * rng.standard_normal(n)


def _polar(radius: float | FloatArray, angle: FloatArray) -> FloatArray:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _blurred(rng: Generator, x: FloatArray, noise: float) -> FloatArray:
    return x + noise * rng.standard_normal(x.shape)
