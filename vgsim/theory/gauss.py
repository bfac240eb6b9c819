"""Averages of activations over Gaussian preactivations, to fifteen digits for all activations.

Uses Gauss-Legendre quadrature on panels of [-12, 12] standard deviations. Panels end at kinks and
at fixed values of z near which steep functions bend: plain Gauss-Hermite quadrature misses those
and is wrong by up to 100 % for large variances.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import inf, isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from vgsim.parts.activations import ACTIVATIONS, Activation, evaluate

FloatArray = NDArray[np.float64]
NODES = 48  # nodes of a panel
REACH = 12.0  # standard deviations; less than 1e-32 of the mass is beyond
FIXED = (0.0, 1.0, 2.5, 5.0, 8.0)  # panel edges in standard deviations, on both sides
TURNS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)  # panel edges in z, on both sides
DEGREES = 200  # Hermite polynomials
SLOPES = 12  # nodes between the bounds of a random slope


@dataclass(frozen=True, slots=True)
class Moments:
    """Averages over z ~ N(mean, variance)."""

    value: float  # E f
    square: float  # E f²
    slope_square: float  # E f'²
    slope_fourth: float  # E f'⁴
    turning: float  # E f² (Z² - 1) with z = mean + √variance Z; is 2 variance dE f² / d variance


@lru_cache(maxsize=1)
def _panel() -> tuple[FloatArray, FloatArray]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return nodes, weights


def quadrature(
    deviation: float, mean: float, kinks: tuple[float, ...]
) -> tuple[FloatArray, FloatArray]:
    """Nodes Z in standard deviations, (n,), and weights that sum to 1, (n,)."""
    edges = {sign * each for each in FIXED for sign in (-1, 1)} | {-REACH, REACH}
    turns = {sign * each for each in TURNS for sign in (-1, 1)} | set(kinks) | {0.0}
    edges |= {(each - mean) / deviation for each in turns}
    ordered = np.array(sorted(each for each in edges if -REACH <= each <= REACH))
    ordered = ordered[np.append(np.diff(ordered) > 1e-12, True)]
    nodes, weights = _panel()
    half = np.diff(ordered)[:, None] / 2
    places = (ordered[:-1, None] + half) + half * nodes
    mass = half * weights * np.exp(-places * places / 2) / sqrt(2 * np.pi)
    return places.ravel(), mass.ravel()


@lru_cache(maxsize=16384)  # half a kilobyte each
def moments(
    name: str, parameters: tuple[tuple[str, float], ...], variance: float, mean: float = 0.0
) -> Moments:
    """Moments of an activation for z ~ N(mean, variance).

    `parameters` are sorted pairs, so that results can be cached. A slope that is drawn for every
    unit (RReLU) is averaged over its bounds.
    """
    entry = ACTIVATIONS[name]
    given = dict(parameters)
    if not isfinite(variance):
        return Moments(inf, inf, inf, inf, inf)
    if entry.random:
        low, high = given["lower"], given["upper"]
        nodes, weights = np.polynomial.legendre.leggauss(SLOPES)
        slopes = (low + high) / 2 + (high - low) / 2 * nodes
        found = [_moments(entry, float(each), variance, mean) for each in slopes]
        columns = zip(*(_row(each) for each in found), strict=True)
        return Moments(*(float(np.dot(weights / 2, column)) for column in columns))
    return _moments(entry, given.get("alpha"), variance, mean)


@lru_cache(maxsize=256)
def _hermite(name: str, alpha: float | None, variance: float) -> FloatArray:
    entry, deviation = ACTIVATIONS[name], sqrt(variance)
    places, mass = quadrature(deviation, 0.0, entry.kinks)
    slopes = None if alpha is None else np.array(alpha)
    with np.errstate(all="ignore"):
        value, _ = evaluate(entry, deviation * places, alpha=slopes)
    found = np.empty(DEGREES)
    before, here = np.zeros_like(places), np.ones_like(places)
    for k in range(DEGREES):
        found[k] = float(mass @ (value * here)) ** 2
        before, here = here, (places * here - sqrt(k) * before) / sqrt(k + 1)
    return found


def hermite_powers(
    name: str, parameters: tuple[tuple[str, float], ...], variance: float
) -> FloatArray:
    """Squared coefficients a_k² of f(√variance Z) in orthonormal Hermite polynomials, (DEGREES,).

    If Z₁ and Z₂ have correlation c, the average of f(√variance Z₁) f(√variance Z₂) is Σ a_k² c^k
    (Mehler). A random slope is replaced by its mean.
    """
    given = dict(parameters)
    alpha = given.get("alpha")
    if ACTIVATIONS[name].random:
        alpha = (given["lower"] + given["upper"]) / 2
    return _hermite(name, alpha, variance).copy()


def _row(found: Moments) -> tuple[float, ...]:
    return found.value, found.square, found.slope_square, found.slope_fourth, found.turning


def _moments(entry: Activation, alpha: float | None, variance: float, mean: float) -> Moments:
    deviation = sqrt(max(variance, 0.0))
    slopes = None if alpha is None else np.array(alpha)
    with np.errstate(all="ignore"):
        if deviation < 1e-150:  # z is constant; at a kink, average both sides
            sides = np.array([mean - 1e-100, mean + 1e-100]) if mean == 0 else np.array([mean])
            value, slope = evaluate(entry, sides, alpha=slopes)
            second = slope * slope
            return Moments(
                float(value.mean()), float((value * value).mean()), float(second.mean()),
                float((second * second).mean()), 0.0,
            )  # fmt: skip
        places, mass = quadrature(deviation, mean, entry.kinks)
        value, slope = evaluate(entry, mean + deviation * places, alpha=slopes)
        square, second = value * value, slope * slope
        return Moments(
            float(mass @ value), float(mass @ square), float(mass @ second),
            float(mass @ (second * second)), float(mass @ (square * (places * places - 1))),
        )  # fmt: skip
