"""What distinguishes an activation function in numbers: year, slopes, critical weights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import inf, isfinite, nan, sqrt

import numpy as np

from vgsim.parts.activations import ACTIVATIONS, evaluate, maximum
from vgsim.theory.gauss import moments

_YEAR = re.compile(r"\b(1[789]\d\d|20\d\d)\b")
FAR, UNBOUNDED = 1e6, 1e3  # the values at ±FAR show whether there is a bound
FLAT = 1e-3  # a slope that lets hardly any gradient through


@dataclass(frozen=True, slots=True)
class Profile:
    """Numbers of one function, with the default values of its parameters."""

    name: str
    year: int | None  # of its first use; None for own formulas
    steepest: float  # maximum of |f′|
    slope_power: float  # mean of f′² over z ~ N(0, 1)
    critical: float  # σ_w with which a gradient keeps its size at z ~ N(0, 1): 1 / √(E f′²)
    flat_left: bool  # units far on this side let hardly any gradient through
    flat_right: bool
    dies: bool  # f′ is exactly 0 on a whole stretch
    lowest: float  # value of f, as far as it was computed; −∞ if f has no bound
    highest: float


@lru_cache(maxsize=256)
def profile(name: str) -> Profile:
    """The profile of an activation function.

    The mean of f′² over a standard normal z is the factor χ₁ / σ_w² of mean-field theory at
    variance 1 (Poole et al. 2016; Schoenholz et al. 2017).

    Args:
        name: of the function in `ACTIVATIONS`, or the key of an own formula.
    """
    entry = ACTIVATIONS[name]
    parameters = tuple(sorted(entry.values().items()))
    years = [int(each) for each in _YEAR.findall(entry.origin)]
    power = moments(name, parameters, 1.0).slope_square
    places = np.array([-20.0, -15.0, 15.0, 20.0])
    far = np.abs(evaluate(entry, places)[1])
    rows = np.abs(evaluate(entry, np.linspace(-10, 10, 2001))[1])
    known = isfinite(power) and power > 0
    values = evaluate(entry, np.concatenate([np.linspace(-30, 30, 6001), [-FAR, FAR]]))[0]
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if values.size else (nan, nan)
    return Profile(
        name, min(years) if years else None, abs(maximum(entry, entry.values())[1]), power,
        1 / sqrt(power) if known else (inf if power == 0 else nan),
        bool(far[:2].max() < FLAT), bool(far[2:].max() < FLAT), bool((rows == 0).sum() > 100),
        -inf if low < -UNBOUNDED else low, inf if high > UNBOUNDED else high,
    )  # fmt: skip
