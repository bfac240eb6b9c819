"""A measure: a quantity with one value per layer, its definition and its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vgsim.compute.arrays.types import Array, FloatArray
from vgsim.compute.traces.view import AXES, Signals, Value, View

Scope = Literal["all", "layers", "recurrent", "gated", "bounded"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number per layer; NaN means that the measure does not apply to the layer.

    `unit` is empty for pure numbers. `logarithmic` measures are shown in powers of ten. A `costly`
    measure is computed only while it is shown. `only` restricts a measure to feedforward networks
    ("layers"), recurrent ones, cells with a gate that keeps the state, or networks with a bound.
    """

    name: str
    label: str
    unit: str
    formula: str
    source: str
    help: str
    logarithmic: bool
    of: Callable[[View], Value]
    costly: bool = False
    only: Scope = "all"
    long: bool = False  # costly for recurrent networks, because it covers all steps


@dataclass(frozen=True, slots=True)
class SignalMeasure(Measure):
    """A measure that needs nothing but signals, so that several layers are measured at once."""

    of: Callable[[Signals], Value]


def mean(x: FloatArray) -> Value:
    """Return the mean over the last two axes."""
    return np.asarray(x.mean(axis=AXES))[()]


def fraction(x: Array) -> Value:
    """Return the fraction of entries that are true."""
    return np.asarray(x.mean(axis=AXES))[()]
