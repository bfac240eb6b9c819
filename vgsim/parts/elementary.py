"""The few elementary functions of which every activation is made, bound to NumPy.

An activation's rule is plain Python that calls only the names in `NUMPY` and uses only the
constants in `CONSTANTS`. `bind` gives the same source other meanings: arrays here, machine
vectors in the kernels. Constants are injected in the precision at hand, so that a rule never
turns float32 into float64.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

# (1 + 2 v) erfcx(v) as a polynomial of t = (v - 3) / (v + 3), v >= 0; relative error 2e-16
ERFCX = (
    1.2530080582697296,
    -0.1356211061245812,
    -0.04756229435344837,
    0.12964515870275028,
    -0.11927366341544558,
    0.06830802734463859,
    -0.02377051491559381,
    0.0025293918023750073,
    0.0018886903237151354,
    -0.000779832133420432,
    -0.00010515955168826238,
    0.00012509854892818806,
    4.948361905300233e-06,
    -2.009769447215168e-05,
    -7.281107402920763e-07,
    3.4658489594512083e-06,
    3.4989340737772147e-07,
    -6.070401000238787e-07,
    -1.3216000268587659e-07,
    9.315010198088428e-08,
    3.363621707390282e-08,
    -8.857994442434695e-09,
    -4.430870324786052e-09,
)

CONSTANTS: Mapping[str, float] = {
    "ZERO": 0.0,
    "ONE": 1.0,
    "TWO": 2.0,
    "THREE": 3.0,
    "FOUR": 4.0,
    "SIX": 6.0,
    "HALF": 0.5,
    "SIXTH": 1 / 6,
    "THIRD": 1 / 3,
    "INVERSE_SQRT_2": math.sqrt(0.5),
    "INVERSE_SQRT_2PI": 1 / math.sqrt(2 * math.pi),
    "SELU_SCALE": 1.0507009873554805,
    "SELU_LEFT": 1.0507009873554805 * 1.6732632423543772,
    "LECUN_HEIGHT": 1.7159,
    "LECUN_RATE": 2 / 3,
    "LECUN_SLOPE": 1.7159 * 2 / 3,
}


def constants(dtype: type[np.floating[Any]]) -> dict[str, Any]:
    """CONSTANTS in this precision, and HIGHEST, its largest finite number."""
    made: dict[str, Any] = {name: dtype(value) for name, value in CONSTANTS.items()}
    made["HIGHEST"] = np.finfo(dtype).max
    return made


def bind(rule: Callable[..., Any], namespace: Mapping[str, Any]) -> Any:
    """The same function with `namespace` for its globals; tracebacks still show its source."""
    assert isinstance(rule, FunctionType)
    bound = FunctionType(rule.__code__, dict(namespace), rule.__name__)
    bound.__module__ = rule.__module__
    return bound


def normal_tail(u: NDArray[Any]) -> NDArray[Any]:
    """Probability beyond u >= 0 of a standard normal variable: erfc(u / sqrt 2) / 2."""
    v = u * u.dtype.type(math.sqrt(0.5))
    t = (v - 3) / (v + 3)
    total = np.full_like(t, ERFCX[-1])
    for coefficient in ERFCX[-2::-1]:
        total = total * t + u.dtype.type(coefficient)
    tail = total * np.exp(-v * v) / (2 + 4 * v)
    return np.where(np.isinf(u), u.dtype.type(0), tail)


NUMPY: Mapping[str, Any] = {
    "exp": np.exp,
    "expm1": np.expm1,
    "log1p": np.log1p,
    "select": np.where,
    "absolute": np.abs,
    "minimum": np.minimum,
    "maximum": np.maximum,
    "copysign": np.copysign,
    "normal_tail": normal_tail,
}


@cache
def numpy_form(rule: Callable[..., Any], dtype: type[np.floating[Any]]) -> Any:
    """A rule that takes and gives arrays of this dtype."""
    return bind(rule, {**NUMPY, **constants(dtype)})
