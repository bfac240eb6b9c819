"""Computes the edge of chaos and other lines of equal χ₁ in the plane of σ_w and σ_b.

For any variance q of z, σ_w² = χ₁ / E f'²(q) and σ_b² = q - σ_w² E f²(q) make q the fixed point
(Poole et al. 2016; Schoenholz et al. 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, nan, sqrt

import numpy as np

from vgsim.theory.gauss import moments
from vgsim.theory.meanfield import FloatArray, ParameterPairs

VARIANCES = np.geomspace(1e-8, 1e6, 561)
FAR = 30.0  # largest σ_b of unbounded lines


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """The line of one χ₁; NaN where it has gaps."""

    factor: float  # χ₁; 1: the edge of chaos
    sigma_w: FloatArray  # (n,)
    sigma_b: FloatArray  # (n,)


@lru_cache(maxsize=64)
def contours(
    activation: str, parameters: ParameterPairs, scales: tuple[float, ...]
) -> tuple[Contour, ...]:
    """The edge of chaos, then for every depth scale ξ the lines χ₁ = e^(-1/ξ) and e^(1/ξ)."""
    factors = [1.0]
    for scale in scales:
        factors += [exp(-1 / scale), exp(1 / scale)]
    found = [moments(activation, parameters, float(q)) for q in VARIANCES]
    square = np.array([each.square for each in found])
    slope_square = np.array([each.slope_square for each in found])
    turning = np.array([each.turning for each in found]) / (2 * VARIANCES)
    spread = slope_square.max() - slope_square.min()
    if spread <= 1e-9 * slope_square.max():  # homogeneous f: χ₁ does not depend on q
        constant = float(slope_square[0])
        if constant == 0:  # f is constant: χ₁ is 0 for all weights
            return tuple(Contour(each, np.full(2, nan), np.full(2, nan)) for each in factors)
        return tuple(
            Contour(each, np.full(2, sqrt(each / constant)), np.array([0.0, FAR]))
            for each in factors
        )
    return tuple(_contour(each, square, slope_square, turning) for each in factors)


def _contour(
    factor: float, square: FloatArray, slope_square: FloatArray, turning: FloatArray
) -> Contour:
    with np.errstate(all="ignore"):
        weights = factor / slope_square
        biases = VARIANCES - weights * square
        slopes = weights * turning
        for k in np.flatnonzero(np.diff(np.sign(biases)))[::-1]:  # insert points at σ_b = 0
            t = biases[k] / (biases[k] - biases[k + 1])
            weights, slopes = (
                np.insert(each, k + 1, each[k] + t * (each[k + 1] - each[k]))
                for each in (weights, slopes)
            )
            biases = np.insert(biases, k + 1, 0.0)
        held = (biases >= 0) & (slopes < 1)  # q is a stable fixed point
        sigma_w = np.where(held, np.sqrt(weights), np.nan)
        sigma_b = np.where(held, np.sqrt(np.maximum(biases, 0)), np.nan)
    return Contour(factor, sigma_w, sigma_b)
