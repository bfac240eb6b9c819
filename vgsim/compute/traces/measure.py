"""A measure: what can be said of a layer in one number, with its definition and its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vgsim.compute.traces.view import AXES, Array, FloatArray, Value, View

Scope = Literal["all", "layers", "recurrent", "gated", "bounded"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number a layer. `unit` is empty for pure numbers; `logarithmic`: shown in decades.

    A costly one is computed only for those who look at it; NaN: it says nothing of this layer.
    `only`: for networks whose layers differ, that run through time, keep a state by a gate, or have
    a bound.
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
    long: bool = False  # costly over many steps, so for recurrent networks computed if looked at


def mean(x: FloatArray) -> Value:
    return np.asarray(x.mean(axis=AXES))[()]


def share(x: Array) -> Value:
    """How many of the entries are true."""
    return np.asarray(x.mean(axis=AXES))[()]
