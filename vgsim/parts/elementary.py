"""The elementary functions that all rules are written in, and their NumPy versions.

The rule of an activation (`vgsim.parts.rules`), an optimizer or a loss is plain Python on scalars.
It contains no literals: it calls only functions of `NUMPY` and uses only numbers of `CONSTANTS`
(and HIGHEST, the largest finite number). What these names mean in the rule's own module does not
matter, because `bind` replaces the rule's globals: by array functions here, by vector
instructions in the kernels. Constants have the precision of the computation, so that a rule never
turns float32 into float64. `select` computes both branches, so both must be safe for every input.

    exp, expm1                               as in C, for arguments <= 0 only
    log1p                                    as in C, for arguments from 0 to 1 only
    absolute, copysign                       as in C
    exponential, logarithm, logarithm_1p     exp, log and log1p for all arguments
    sine, cosine, arctangent, power          as in C
    select(condition, yes, no)               yes where the condition holds, no elsewhere and for NaN
    minimum(a, b)                            select(b < a, b, a): NaN if a is NaN
    maximum(a, b)                            select(b > a, b, a): NaN if a is NaN
    sqrt                                     as in C
    stored(x)                                x, rounded if the optimizer uses a 16-bit format
    to_double(x)                             x in double precision if sums are accumulated in it
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
    "INVERSE_SQRT_2": math.sqrt(0.5),  # for normal_tail
    "INVERSE_SQRT_2PI": 1 / math.sqrt(2 * math.pi),
    "SELU_SCALE": 1.0507009873554805,
    "SELU_LEFT": 1.0507009873554805 * 1.6732632423543772,
    "LECUN_HEIGHT": 1.7159,
    "LECUN_SLOPE": 1.7159 * 2 / 3,
}


def constants(
    dtype: type[np.floating[Any]], rule: Callable[..., Any] | None = None
) -> dict[str, Any]:
    """CONSTANTS in this precision, together with HIGHEST, and the rule's own `numbers`."""
    made: dict[str, Any] = {name: dtype(value) for name, value in CONSTANTS.items()}
    made["HIGHEST"] = np.finfo(dtype).max
    own: tuple[tuple[str, float], ...] = getattr(rule, "numbers", ())
    return made | {name: dtype(value) for name, value in own}


def bind(rule: Callable[..., Any], namespace: Mapping[str, Any]) -> Any:
    """The rule with `namespace` as its globals; tracebacks still show its source."""
    assert isinstance(rule, FunctionType)
    bound = FunctionType(
        rule.__code__, {"__name__": rule.__module__, **namespace}, rule.__name__, rule.__defaults__
    )
    bound.__module__ = rule.__module__
    bound.__doc__ = rule.__doc__
    return bound


def normal_tail(u: NDArray[Any]) -> NDArray[Any]:
    """P(X > u) for a standard normal X and u >= 0, to a few units in the last place.

    erfc(v) = exp(-v^2) erfcx(v) with v = u / sqrt 2; ERFCX approximates erfcx. For large u the
    rounding of u^2 adds an error of u^2 / 4 units, as in every product with exp(-u^2 / 2).
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
    """The value itself, not rounded."""
    return x


to_double = stored
exp, log1p, sqrt, select = np.exp, np.log1p, np.sqrt, np.where
absolute, minimum, maximum, copysign = np.abs, np.minimum, np.maximum, np.copysign
ZERO, ONE, TWO, HALF = 0.0, 1.0, 2.0, 0.5  # modules of rules may import them to define their names

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
    "exponential": exp,
    "logarithm": np.log,
    "logarithm_1p": log1p,
    "sine": np.sin,
    "cosine": np.cos,
    "arctangent": np.arctan,
    "power": np.power,
    "to_double": to_double,
}


@cache
def numpy_form(
    rule: Callable[..., Any], dtype: np.dtype[Any], stored: Callable[[Any], Any] = stored
) -> Any:
    """The rule for arrays of this dtype; `stored` rounds what an optimizer stores."""
    return bind(rule, {**NUMPY, **constants(dtype.type, rule), "stored": stored})
