"""Operations on signals between two matrix products: skips, dropout and rounding."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

import math

import numpy as np
from numba import njit, types

from vgsim.compute.kernels.simd.arrays import part
from vgsim.compute.kernels.simd.numbers import bits_of, count_if, loose_add, nearest, number_of

RESCALE_EXPONENT = 256 if DOUBLE else 32  # gradients are rescaled by 2**RESCALE_EXPONENT
TOO_SMALL, TOO_LARGE = T(2.0**-RESCALE_EXPONENT), T(2.0 ** (RESCALE_EXPONENT - 8))
UP, DOWN = T(2.0**RESCALE_EXPONENT), T(2.0**-RESCALE_EXPONENT)
NORMAL_EXPONENT = 1000 if DOUBLE else 100  # 2**e is a normal number for |e| up to this
HALF_NORMAL, HALF_SHIFT, HALF_MAX = T(2.0**-14), T(0.75), T(65504.0)
# of the bits of a number: sign and rest, no bits, those of infinity
BITS = np.uint64 if DOUBLE else np.uint32
WORD = types.uint64 if DOUBLE else types.uint32  # keeps Numba from widening integers
SIGN = BITS(1 << (63 if DOUBLE else 31))
REST, NONE, ONE_BIT = BITS(~SIGN), BITS(0), BITS(1)
INFINITE_BITS = BITS(np.array(INFINITY).view(BITS))
NATIVE, HALF_FORMAT, BFLOAT = 0, 1, 2
BLOCK = 16 * LANES  # elements that `reaches` compares at once


@njit(inline="always")
def two_to(e):
    """Return 2**e as two factors that overflow or underflow only if their product does."""
    first = min(max(e, -NORMAL_EXPONENT), NORMAL_EXPONENT)
    second = min(max(e - first, -NORMAL_EXPONENT), NORMAL_EXPONENT)
    return T(2.0 ** float(first)), T(2.0 ** float(second))


# --- rounding to a format narrower than the one used for computing

if DOUBLE:

    @njit(**PLAIN)
    def quantize(X, start, count, narrow, grid, exponent):
        return

else:

    @njit(**PLAIN)
    def quantize(X, start, count, narrow, grid, exponent):
        """Round entries to float16 or bfloat16, to nearest, ties to even.

        The true numbers are 2**exponent times the stored ones; this matters only below the
        format's normal numbers.
        """
        x = part(X, start, count)
        bits = x.view(np.uint32)
        if narrow == HALF_FORMAT:
            for t in range(count):
                v = x[t]
                b = bits[t]
                b = (b + np.uint32(0xFFF) + ((b >> np.uint32(13)) & np.uint32(1))) & np.uint32(
                    0xFFFFE000
                )
                small = (v + HALF_SHIFT) - HALF_SHIFT
                bits[t] = b
                w = x[t]
                w = small if abs(v) < HALF_NORMAL else w
                w = math.copysign(INFINITY, v) if abs(w) > HALF_MAX else w
                x[t] = w if v == v else v
            return
        for t in range(count):
            b = bits[t]
            b = (b + np.uint32(0x7FFF) + ((b >> np.uint32(16)) & np.uint32(1))) & np.uint32(
                0xFFFF0000
            )
            v = x[t]
            bits[t] = b
            x[t] = x[t] if v == v else v
        if exponent < 0:
            round_to_grid(X, start, count, exponent, -126, grid)


@njit(**FAST)
def round_to_grid(X, start, count, exponent, normal, grid):
    """Round entries to numbers the format can hold; the true ones are 2**exponent times larger.

    Below its smallest normal number, a format is a grid with a fixed spacing; up to half of that
    spacing is rounded to 0.
    """
    z = part(X, start, count)
    edge = T(2.0 ** min(float(normal - exponent), 120.0 if not DOUBLE else 1020.0))
    fine = grid - exponent  # exponent of the grid's spacing in stored numbers
    if fine > NORMAL_EXPONENT:
        for t in range(count):
            z[t] = ZERO
        return
    into, back = T(2.0 ** float(-fine)), T(2.0 ** float(fine))
    for t in range(count):
        v = z[t]
        w = nearest(v * into) * back
        z[t] = w if abs(v) < edge else v


# --- small loops over a layer's rows


@njit(**PLAIN)
def load_rows(X, start, stride, source, chosen):
    """Copy the chosen rows of a matrix to the tape, each to the start of a padded row."""
    for row in range(len(chosen)):
        x, one = part(X, start + row * stride, source.shape[1]), source[chosen[row]]
        for j in range(source.shape[1]):
            x[j] = one[j]


@njit(**FAST)
def scaled(X, source, target, count, factor):
    """Compute target = factor * source; both may be the same."""
    x, y = part(X, source, count), part(X, target, count)
    for t in range(count):
        y[t] = factor * x[t]


@njit(**FAST)
def add_scaled(X, first, second, target, count, factor):
    """Compute target = first + factor * second."""
    x, y, z = part(X, first, count), part(X, second, count), part(X, target, count)
    for t in range(count):
        z[t] = x[t] + factor * y[t]


@njit(**FAST)
def elementwise_product(X, first, second, target, count):
    """Compute target = first * second."""
    x, y, z = part(X, first, count), part(X, second, count), part(X, target, count)
    for t in range(count):
        z[t] = x[t] * y[t]


@njit(**FAST)
def dot(X, first, second, count):
    x, y = part(X, first, count), part(X, second, count)
    total = ZERO
    for t in range(count):
        total = loose_add(total, x[t] * y[t])
    return total


@njit(**FAST)
def activation_back(X, da, f, dz, count):
    """Compute dL/du = dL/dh f'(u); return the sums of squares of dL/dh and dL/du."""
    x, f, z = part(X, da, count), part(X, f, count), part(X, dz, count)
    before = ZERO
    after = ZERO
    for t in range(count):
        v = x[t] * f[t]
        z[t] = v
        before = loose_add(before, x[t] * x[t])
        after = loose_add(after, v * v)
    return before, after


@njit(**FAST)
def squares(X, start, count):
    x = part(X, start, count)
    total = ZERO
    for t in range(count):
        total = loose_add(total, x[t] * x[t])
    return total


@njit(**FAST)
def largest(X, start, count):
    """Return the largest magnitude; NaN is ignored."""
    z = part(X, start, count)
    peak = NONE
    for t in range(count):  # bits of positive numbers are ordered as the numbers are
        peak = max(peak, WORD(bits_of(z[t]) & REST))
    return number_of(peak) if peak <= INFINITE_BITS else largest_number(X, start, count)


@njit(**PLAIN)
def largest_number(X, start, count):
    """Return the largest magnitude where NaN is among the numbers; this loop is no vector loop."""
    peak = ZERO
    for t in range(start, start + count):
        peak = abs(X[t]) if abs(X[t]) > peak else peak
    return peak


@njit(forceinline=True, **FAST)
def any_reaches(X, start, count, least):
    x = part(X, start, count)
    found = COUNTER(0)
    for t in range(count):  # bits: reading a subnormal number as a number may cost
        found = count_if(found, WORD(bits_of(x[t]) & REST) >= least)
    return found != COUNTER(0)


@njit(**FAST)
def reaches(X, start, count, limit):
    """Whether a magnitude is at least `limit`, or is NaN: in healthy layers one of the first."""
    least = bits_of(limit)
    if count >= LANES and any_reaches(X, start, LANES, least):
        return True
    for first in range(0, count, BLOCK):
        if any_reaches(X, start + first, min(BLOCK, count - first), least):
            return True
    return False


@njit(**FAST)
def is_zero(X, start, count):
    return not any_reaches(X, start, count, ONE_BIT)


@njit(**FAST)
def slope_gradient(X, u, dh, g, rows, width, stride, shared):
    """dL/dα: sum over the batch of dL/dh u where u <= 0; if `shared`, also over the layer."""
    for j in range(width):
        X[g + j] = ZERO
    for i in range(rows):
        t = i * stride
        d, z = part(X, dh + t, width), part(X, u + t, width)
        sums = part(X, g, width)
        for j in range(width):
            sums[j] += d[j] * z[j] if z[j] <= ZERO else ZERO
    if shared:
        total = ZERO
        for j in range(width):
            total += X[g + j]
        for j in range(width):
            X[g + j] = total


# --- dropout


@njit(inline="always")
def hash_bits(x):
    """Splitmix64's finalizer (Steele, Lea and Flood 2014): every bit depends on every bit."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit(**PLAIN)
def draw_mask(X, mask, rows, width, stride, key, threshold, kept):
    """Draw dropout's factors, 0 or `kept`: a hash of the unit's index in the batch and the key.

    A unit is dropped if its hash, a number below 2**32, is less than `threshold`.
    `vgsim.compute.arrays.random.dropped` does the same in NumPy.
    """
    golden = np.uint64(0x9E3779B97F4A7C15)
    for i in range(rows):
        m = part(X, mask + i * stride, width)
        first = key + np.uint64(i * width) * golden
        for j in range(width):
            drawn = hash_bits(first + np.uint64(j) * golden) >> np.uint64(32)
            m[j] = ZERO if drawn < threshold else kept
