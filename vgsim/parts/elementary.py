"""The few elementary functions of which every rule is made, bound to NumPy.

The scheme. The rule of an activation (`vgsim.parts.rules`), an optimizer or a loss is plain Python
on scalars. It holds no literals: all it calls is in `NUMPY`, all its numbers are in `CONSTANTS`
(and HIGHEST, the largest finite number), and it does not matter what these names mean where the
rule stands. `bind` gives the source a meaning by giving it other globals: arrays here, machine
vectors in the kernels. Constants are injected in the precision at hand, so that a rule never turns
float32 into float64. Both branches of `select` are computed, and neither may depend on the other
being skipped.

    exp, expm1                               as in C, of numbers that are not positive
    log1p, absolute, copysign                as in C
    select(condition, yes, no)               yes where the condition holds, no elsewhere and for NaN
    minimum(a, b)                            select(b < a, b, a): a NaN in a stays
    maximum(a, b)                            select(b > a, b, a): a NaN in a stays
    sqrt                                     as in C
    stored(x)                                x, rounded where the optimizer is in half precision
    wide(x)                                  x in double precision, where sums are kept in it
    normal_tail(u)                           P(X > u), X standard normal, u >= 0: erfc(u/sqrt 2)/2
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
    "INVERSE_SQRT_2": math.sqrt(0.5),  # of normal_tail
    "INVERSE_SQRT_2PI": 1 / math.sqrt(2 * math.pi),
    "SELU_SCALE": 1.0507009873554805,
    "SELU_LEFT": 1.0507009873554805 * 1.6732632423543772,
    "LECUN_HEIGHT": 1.7159,
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
    bound = FunctionType(
        rule.__code__, {"__name__": rule.__module__, **namespace}, rule.__name__, rule.__defaults__
    )
    bound.__module__ = rule.__module__
    bound.__doc__ = rule.__doc__
    return bound


def normal_tail(u: NDArray[Any]) -> NDArray[Any]:
    """P(X > u) of a standard normal X for u >= 0, to a few units in the last place.

    erfc(v) = exp(-v^2) erfcx(v) with v = u / sqrt 2, and ERFCX for erfcx. Far out the rounding of
    u^2 adds u^2 / 4 units, as in every product with exp(-u^2 / 2).
    """
    dtype = u.dtype.type
    u = np.minimum(u, dtype(40))  # from 39 on the tail is 0 in float64
    v = u * dtype(CONSTANTS["INVERSE_SQRT_2"])
    t = (v - dtype(3)) / (v + dtype(3))
    total = np.full_like(t, ERFCX[-1])
    for coefficient in ERFCX[-2::-1]:
        total *= t
        total += dtype(coefficient)
    tail: NDArray[Any] = total * np.exp(-dtype(0.5) * u * u) / (dtype(2) + dtype(4) * v)
    return tail


def stored(x: Any) -> Any:
    """The number itself: nothing is rounded."""
    return x


wide = stored
exp, log1p, sqrt, select = np.exp, np.log1p, np.sqrt, np.where
absolute, minimum, maximum, copysign = np.abs, np.minimum, np.maximum, np.copysign
ZERO, ONE, TWO, HALF = 0.0, 1.0, 2.0, 0.5  # a rule's file may import them, for its readers

NUMPY: Mapping[str, Any] = {
    "exp": exp,
    "expm1": np.expm1,
    "log1p": log1p,
    "sqrt": sqrt,
    "select": select,
    "absolute": absolute,
    "minimum": minimum,
    "maximum": maximum,
    "copysign": copysign,
    "normal_tail": normal_tail,
    "wide": wide,
}


@cache
def numpy_form(
    rule: Callable[..., Any], dtype: np.dtype[Any], stored: Callable[[Any], Any] = stored
) -> Any:
    """A rule that takes and gives arrays of this dtype; `stored` rounds what is kept."""
    return bind(rule, {**NUMPY, **constants(dtype.type), "stored": stored})
