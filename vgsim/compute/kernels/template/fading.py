"""Arithmetic near the smallest numbers of a format, without its subnormal numbers.

Below its smallest normal number a format is a grid of equally spaced, subnormal numbers. Many
processors need a hundred cycles more for an operation that reads or writes one. The kernels
therefore compute with numbers that are larger by a power of two, and only store subnormal ones:
the bits of a subnormal number are its multiple of the grid's spacing, an integer.
"""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

import numpy as np
from numba import njit

from vgsim.compute.kernels.simd.arrays import part
from vgsim.compute.kernels.simd.numbers import bits_of, number_of

INTEGERS = T(2.0 ** (52 if DOUBLE else 23))  # numbers from here on are integers
INTEGER_BITS = BITS(np.array(INTEGERS).view(BITS))
NORMAL_BITS = BITS(np.array(SMALLEST).view(BITS))


@njit(forceinline=True, **INNER)
def rescaled(v, factor, spacing):
    """Return factor v; `spacing` is factor times the smallest subnormal number."""
    bits = bits_of(v)
    size = WORD(bits & REST)
    tiny = size < NORMAL_BITS
    multiple = number_of(WORD((size if tiny else NONE) | INTEGER_BITS)) - INTEGERS
    small = WORD(bits_of(multiple * spacing) | WORD(bits & SIGN))
    large = bits_of(number_of(NONE if tiny else bits) * factor)
    return number_of(WORD(small | large))  # a select would compute both products in full


@njit(**FAST)
def lift(X, start, count, k):
    """Multiply by 2**k, 0 < k < 128 (float32) or 1024, numbers that may be subnormal."""
    x = part(X, start, count)  # only one view: two that overlap would not be vectorized
    factor, spacing = T(2.0 ** float(k)), T(2.0 ** float(GRID + k))
    for t in range(count):
        x[t] = rescaled(x[t], factor, spacing)


@njit(**FAST)
def lower(X, start, count, e):
    """Multiply by 2**e, -2 NORMAL_EXPONENT <= e < 0, and round to numbers the format has."""
    x = part(X, start, count)
    one, two = two_to(e)
    into = T(2.0 ** float(e - GRID))
    edge, lost = bits_of(T(2.0 ** float(NORMAL - e))), bits_of(T(2.0 ** float(GRID - 2 - e)))
    for t in range(count):
        bits = bits_of(x[t])
        size = WORD(bits & REST)
        # no select: the compiler would compute both results of it in full. Each size counts twice,
        # up to the smallest normal number and from there on; at that, both have its bits
        multiple = bits_of(number_of(max(min(size, edge), lost)) * into + INTEGERS)
        large = bits_of(number_of(max(size, edge)) * one * two)
        size = WORD(WORD(multiple - INTEGER_BITS) + WORD(large - NORMAL_BITS))
        x[t] = number_of(WORD(size | WORD(bits & SIGN)))


@njit(**PLAIN)
def in_range(X, first, second, count, both, e):
    """Rescale two arrays (if `both`, else the first) of true numbers 2**e times the stored ones.

    Afterwards their peak is far above the smallest normal number, or they are exactly 0, as the
    format has it. Return the new exponent.
    """
    peak = largest(X, first, count)
    if both:
        peak = max(peak, largest(X, second, count))
    if peak == ZERO:
        return 0
    while peak < TOO_SMALL and e > GRID - 2 * RESCALE_EXPONENT:
        lift(X, first, count, RESCALE_EXPONENT)
        if both:
            lift(X, second, count, RESCALE_EXPONENT)
        peak *= UP
        e -= RESCALE_EXPONENT
    while peak > TOO_LARGE and e < 0:
        scaled(X, first, first, count, DOWN)
        if both:
            scaled(X, second, second, count, DOWN)
        peak *= DOWN
        e += RESCALE_EXPONENT
    if e == 0:
        return 0
    if float(peak) <= 2.0 ** float(GRID - 1 - e):
        part(X, first, count)[:] = ZERO
        if both:
            part(X, second, count)[:] = ZERO
        return 0
    round_to_grid(X, first, count, e, NORMAL, GRID)
    if both:
        round_to_grid(X, second, count, e, NORMAL, GRID)
    return e


@njit(**PLAIN)
def meet(X, arriving, own, first, second, count, both):
    """Give `arriving`, of exponent own[0], and two arrays of exponent own[1] a common exponent.

    Return it. See `in_range` for the two arrays.
    """
    a, e = own
    if a < e:
        lower(X, arriving, count, a - e)
        return e
    if a > e:
        peak = largest(X, arriving, count)
        while a > e and peak < TOO_SMALL:
            lift(X, arriving, count, RESCALE_EXPONENT)
            peak *= UP
            a -= RESCALE_EXPONENT
        if a > e:
            lower(X, first, count, e - a)
            if both:
                lower(X, second, count, e - a)
    return a


@njit(**PLAIN)
def pour(spare, count, X, target, e):
    """Add 2**e times the first `count` elements of `spare` to X[target:] and set them to 0."""
    lower(spare, 0, count, e)
    add_scaled_from(spare, X, target, count)
    part(spare, 0, count)[:] = ZERO


@njit(**FAST)
def add_scaled_from(spare, X, target, count):
    """Add the first `count` elements of `spare` to X[target:]."""
    x, y = part(spare, 0, count), part(X, target, count)
    for t in range(count):
        y[t] += x[t]
