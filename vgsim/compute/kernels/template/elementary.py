"""Elementary functions of one precision, as inlined polynomials, and the constants of its format.

The first of the template files: `machines.load` executes them one after the other in one
namespace, once for float64 and once for float32, with T (the NumPy scalar type), LANES (elements
of a vector), ROWS (rows of a tile), SCALAR (the Numba type) and CACHED already defined. All
functions belong to that one module, so that Numba can cache them on disk.
"""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

import math

import numpy as np
from numba import carray, cfunc, njit, types  # noqa: F401  # carray: in generated source

from vgsim.compute.kernels import coefficients as table
from vgsim.compute.kernels.simd.numbers import power_of_two
from vgsim.parts.elementary import ERFCX, constants

DOUBLE = T is np.float64
ZERO, ONE, TWO, HALF, FOUR = T(0), T(1), T(2), T(0.5), T(4)
FLAGS = {"contract", "nsz"}  # never nnan or ninf: the program shows infinities and NaN
# for functions that only kernels call: a wrapper takes as long to compile as a small function
INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
PLAIN = {"error_model": "numpy", **INNER}
FAST = {"fastmath": FLAGS, **PLAIN}
ROUND_BY_ADDING = T(1.5 * 2.0**52) if DOUBLE else T(1.5 * 2.0**23)
LOG2E = T(1.4426950408889634)
LN2_HIGH = T(0.693147180369123816490) if DOUBLE else T(0.693359375)
LN2_LOW = T(1.90821492927058770002e-10) if DOUBLE else T(-2.12194440e-4)
LOWEST_EXPONENT = T(-708.0) if DOUBLE else T(-87.0)
NORMAL, GRID = (-1022, -1074) if DOUBLE else (-126, -149)  # of smallest normal and subnormal
SMALLEST = T(2.0**NORMAL)

INFINITY = T(np.inf)
TAIL_END = T(40.0)
ROOT_HALF = T(math.sqrt(0.5))
THREE = T(3)
globals().update(constants(T))


def _generated(source, name):
    """Return a function from generated source; it has this file's name, so Numba can cache it."""
    exec(compile(source, __file__, "exec"), globals())  # the source is ours, not user input
    return globals()[name]


def _polynomial(name, coefficients):
    """Return a polynomial with coefficients in this precision, computed as 1, 2 or 4 chains.

    Each of the n chains is Horner's scheme in x^n for the coefficients k, k + n, k + 2 n ...;
    Horner's scheme in x then combines their results. In a single chain, the processor would have
    to wait for every step.
    """
    for k, value in enumerate(coefficients):
        globals()[f"K{name}{k}"] = T(value)
    doublings = sum(len(coefficients) > length for length in (4, 12))
    n = 2**doublings
    chains = [[f"K{name}{k}" for k in range(first, len(coefficients), n)] for first in range(n)]
    whole = _horner([_horner(chain, "y") for chain in chains], "x")
    power = "".join(["    y = x\n", *["    y = y * y\n"] * doublings])
    source = f"def {name}(x):\n{power}    return {whole}\n"
    return njit(forceinline=True, **INNER)(_generated(source, name))


def _horner(terms, x):
    """Return the source of the sum of terms[k] x^k, by Horner's scheme."""
    *rest, expression = terms
    for term in reversed(rest):
        expression = f"({expression} * {x} + {term})"
    return expression


expm1_poly = _polynomial("expm1_poly", table.EXPM1_64 if DOUBLE else table.EXPM1_32)
erfcx_poly = _polynomial("erfcx_poly", ERFCX if DOUBLE else table.ERFCX32)
# ln(1 + x) = 2 atanh(s) with s = x / (2 + x); s <= 1/3 for x in [0, 1]
atanh_poly = _polynomial("atanh_poly", table.ATANH64 if DOUBLE else table.ATANH32)


@njit(forceinline=True, **INNER)
def exp_parts(x):
    """Return (s, m) with e^x = s + s m for LOWEST_EXPONENT <= x <= 0.

    s is a power of 2, and m = e^r - 1 with a small r. `exp` and `expm1` of the same number share
    the result. For NaN, m is NaN.
    """
    c = LOWEST_EXPONENT if x < LOWEST_EXPONENT else x
    t = c * LOG2E + ROUND_BY_ADDING
    k = t - ROUND_BY_ADDING
    r = (c - k * LN2_HIGH) - k * LN2_LOW
    return power_of_two(t), r * expm1_poly(r)


@njit(forceinline=True, **INNER)
def exp(x):
    """e^x for x <= 0; exactly 0 where it would be subnormal, NaN for NaN."""
    s, m = exp_parts(x)
    return ZERO if x < LOWEST_EXPONENT else s * m + s


@njit(forceinline=True, **INNER)
def expm1(x):
    """e^x - 1 for x <= 0."""
    s, m = exp_parts(x)
    return s * m + (s - ONE)


@njit(forceinline=True, **INNER)
def exponential(x):
    """e^x for every x; 0 where it would be subnormal."""
    e = exp(-abs(x))
    return ONE / e if x > ZERO else e


@njit(forceinline=True, **INNER)
def logarithm(x):
    return math.log(x)


@njit(forceinline=True, **INNER)
def logarithm_1p(x):
    return math.log1p(x)


@njit(forceinline=True, **INNER)
def sine(x):
    return math.sin(x)


@njit(forceinline=True, **INNER)
def cosine(x):
    return math.cos(x)


@njit(forceinline=True, **INNER)
def arctangent(x):
    return math.atan(x)


@njit(forceinline=True, **INNER)
def power(x, y):
    return math.pow(x, y)


@njit(forceinline=True, **INNER)
def log1p(x):
    """ln(1 + x) for x in [0, 1], the range that the activations need."""
    s = x / (TWO + x)
    return TWO * s * atanh_poly(s * s)


@njit(forceinline=True, **INNER)
def select(condition, yes, no):
    return yes if condition else no


@njit(forceinline=True, **INNER)
def absolute(x):
    return abs(x)


@njit(forceinline=True, **INNER)
def minimum(x, y):
    return x if x < y or x != x else y


@njit(forceinline=True, **INNER)
def maximum(x, y):
    return x if x > y or x != x else y


@njit(forceinline=True, **INNER)
def copysign(x, y):
    return math.copysign(x, y)


@njit(forceinline=True, **INNER)
def sqrt(x):
    return math.sqrt(x)


@njit(forceinline=True, **INNER)
def normal_tail(u):
    """Probability that a standard normal variable exceeds u >= 0."""
    v = u * ROOT_HALF
    v = v if v < TAIL_END else TAIL_END
    t = (v - THREE) / (v + THREE)
    y = HALF * exp(-HALF * u * u) * erfcx_poly(t) / (ONE + TWO * v)
    return y if u == u else u


_ELEMENTARY = {
    "exp": exp, "expm1": expm1, "log1p": log1p, "select": select, "absolute": absolute,
    "minimum": minimum, "maximum": maximum, "copysign": copysign, "sqrt": sqrt,
    "normal_tail": normal_tail, "exponential": exponential, "logarithm": logarithm,
    "logarithm_1p": logarithm_1p, "sine": sine, "cosine": cosine, "arctangent": arctangent,
    "power": power,
}  # fmt: skip
