"""A layer whose signals have nearly vanished: its products and its activation.

Such signals are multiplied by a power of two while they are used, because many processors need a
hundred cycles for each product that is too small to be a normal number (see `fading.py`).
"""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821, E741
# mypy: ignore-errors

from __future__ import annotations

import math

from numba import njit

from vgsim.compute.arrays.layout import ROW
from vgsim.compute.kernels.simd.arrays import call_pass, part
from vgsim.compute.kernels.simd.numbers import loose_add

globals().update({f"AT_{name.upper()}": row for name, row in ROW.items()})
# columns of the statistics S of a layer
MEAN, STD, SATURATED, INACTIVE, DEAD, G_A, G_Z, G_W, G_B, W_NORM, RATIO, CLIPPED = range(12)
# the peak below which signals are faint, and the exponent by which they are then lifted
FAINT_INPUT, INPUT_LIFT = (T(2.0**-480), 768) if DOUBLE else (T(2.0**-60), 96)
FAINT, FAINT_LIFT = (T(2.0**-480), 640) if DOUBLE else (T(2.0**-40), 80)
LARGEST_BIAS = T(2.0**200) if DOUBLE else T(2.0**30)
STRAIGHT, ROUNDING = (T(2.0**-44), T(2.0**-52)) if DOUBLE else (T(2.0**-20), T(2.0**-23))
# indices of what is known of f near 0, of every unit: f and f' at 0, right of it and left of it
AT_ZERO, RIGHT, LEFT = 0, 2, 4


@njit(**PLAIN)
def is_faint(X, a, count):
    return not (reaches(X, a, count, FAINT_INPUT) or is_zero(X, a, count))


@njit(forceinline=True, **PLAIN)
def preactivations(X, at, l, rows, panel, strip):
    """Compute z = a W + b of a layer."""
    a, bias, z = at[AT_A, l - 1], at[AT_BIAS, l], at[AT_Z, l]
    row, stride, fan_in = at[AT_STRIDE, l - 1], at[AT_STRIDE, l], at[AT_WIDTH, l - 1]
    faint = is_faint(X, a, rows * row) and largest(X, bias, stride) < LARGEST_BIAS
    if faint:
        lift(X, a, rows * row, INPUT_LIFT)
        lift(X, bias, stride, INPUT_LIFT)
    multiply(
        X, a, row, 1, X, at[AT_W, l], stride, rows, stride, fan_in, X, z, stride, X, bias, True,
        panel, strip,
    )  # fmt: skip
    if faint:
        lower(X, a, rows * row, -INPUT_LIFT)
        lower(X, bias, stride, -INPUT_LIFT)
        lower(X, z, rows * stride, -INPUT_LIFT)


@njit(forceinline=True, **PLAIN)
def weight_gradients(X, at, l, rows, size, panel, strip):
    """Compute dL/dW of a layer from dL/dz, with the same exponent."""
    a, row, stride = at[AT_A, l - 1], at[AT_STRIDE, l - 1], at[AT_STRIDE, l]
    fan_in, gradient = at[AT_WIDTH, l - 1], at[AT_W, l] + size
    faint = is_faint(X, a, rows * row)
    if faint:
        lift(X, a, rows * row, INPUT_LIFT)
    multiply(
        X, a, 1, row, X, at[AT_DZ, l], stride, fan_in, stride, rows, X, gradient, stride, X, 0,
        False, panel, strip,
    )  # fmt: skip
    if faint:
        lower(X, a, rows * row, -INPUT_LIFT)
        lower(X, gradient, fan_in * stride, -INPUT_LIFT)


@njit(forceinline=True, **PLAIN)
def apply(X, at, scalars, S, l, z, h, rows):
    """Apply a layer's activation to z: compute h, f' and the statistics."""
    call_pass(
        at[AT_ADDRESS, l], X, z, h, at[AT_F, l], at[AT_SLOPE, l], rows, at[AT_WIDTH, l],
        at[AT_STRIDE, l], at[AT_PER_UNIT, l], scalars[l, 0], scalars[l, 1], scalars[l, 2], S,
        l * S.shape[1],
    )  # fmt: skip


@njit(forceinline=True, **PLAIN)
def activate(X, at, scalars, S, l, rows, strip):
    """Apply a layer's activation, to faint arguments as the straight lines it is near 0."""
    u, h, stride = at[AT_U, l], at[AT_H, l], at[AT_STRIDE, l]
    if (
        reaches(X, u, rows * stride, FAINT)
        or is_zero(X, u, rows * stride)
        or not straight_near_zero(X, at, scalars, S, l, h, strip)
    ):
        apply(X, at, scalars, S, l, u, h, rows)
    else:
        follow_lines(X, at, scalars, S, l, rows, strip)


@njit(**PLAIN)
def straight_near_zero(X, at, scalars, S, l, h, lines):
    """Whether f has one slope on each side of 0 up to FAINT; writes these lines of all units.

    The slope is also read much nearer to 0, where that of z² is smaller and another one may begin.
    The first rows of h and f' are overwritten.
    """
    width, stride, f = at[AT_WIDTH, l], at[AT_STRIDE, l], at[AT_F, l]
    for place in (AT_ZERO, RIGHT, LEFT):
        t = FAINT if place == RIGHT else (-FAINT if place == LEFT else ZERO)
        part(X, h, stride)[:] = t
        apply(X, at, scalars, S, l, h, h, 1)
        for j in range(width):
            value, slope = X[h + j], X[f + j]
            lines[place * width + j] = value
            lines[(place + 1) * width + j] = slope
            start = lines[AT_ZERO * width + j]
            bent = abs(value - start - t * slope)
            if not bent <= FAINT * STRAIGHT + abs(start) * ROUNDING:  # also NaN
                return False
        if place == AT_ZERO:
            continue
        part(X, h, stride)[:] = t * FAINT
        apply(X, at, scalars, S, l, h, h, 1)
        for j in range(width):
            slope = lines[(place + 1) * width + j]
            if not abs(X[f + j] - slope) <= abs(slope) * STRAIGHT:
                return False
    return True


@njit(**FAST)
def follow_line(X, z0, a0, f0, count, flat, right, left):
    """Compute a = 2**FAINT_LIFT (f(z) - f(0)) and f' = the slope at 0, right or left of it."""
    z, a, f = part(X, z0, count), part(X, a0, count), part(X, f0, count)
    factor, spacing = T(2.0 ** float(FAINT_LIFT)), T(2.0 ** float(GRID + FAINT_LIFT))
    for t in range(count):
        v = rescaled(z[t], factor, spacing)
        slope = right if v > ZERO else (left if v < ZERO else flat)
        a[t] = v * slope
        f[t] = slope if v == v else v


@njit(**FAST)
def line_sums(X, a0, f0, count, low):
    """Return the sums of a and a², and the numbers of slopes f' below `low` and of 0."""
    a, f = part(X, a0, count), part(X, f0, count)
    total, square = ZERO, ZERO
    saturated, inactive = COUNTER(0), COUNTER(0)
    for t in range(count):
        y = a[t]
        total = loose_add(total, y)
        y = ZERO if abs(y) < SQUARED_AWAY else y
        square = loose_add(square, y * y)
        saturated = count_if(saturated, abs(f[t]) < low)
        inactive = count_if(inactive, f[t] == ZERO)
    return float(total), float(square), saturated, inactive


@njit(**PLAIN)
def follow_lines(X, at, scalars, S, l, rows, lines):
    """Compute h, f' and the statistics of faint arguments from the lines of the units."""
    width, stride, h = at[AT_WIDTH, l], at[AT_STRIDE, l], at[AT_H, l]
    total, square, saturated, inactive = 0.0, 0.0, 0, 0
    for i in range(rows):
        z, a, f = at[AT_U, l] + i * stride, h + i * stride, at[AT_F, l] + i * stride
        each = 1 if at[AT_PER_UNIT, l] else width  # units with the same lines
        for j in range(0, width, each):
            follow_line(
                X, z + j, a + j, f + j, each, lines[width + j], lines[(RIGHT + 1) * width + j],
                lines[(LEFT + 1) * width + j],
            )  # fmt: skip
        found = line_sums(X, a, f, width, scalars[l, 2])
        total += found[0]
        square += found[1]
        saturated += found[2]
        inactive += found[3]
        part(X, a + width, stride - width)[:] = ZERO
        part(X, f + width, stride - width)[:] = ZERO
    lower(X, h, rows * stride, -FAINT_LIFT)
    n, base = float(rows * width), 0.0
    for j in range(width):
        base += float(lines[j])
    if base != 0.0:
        for i in range(rows):
            for j in range(width):
                X[h + i * stride + j] += lines[j]
    mean, down = total / n, 2.0 ** float(-FAINT_LIFT)
    S[l, MEAN] = base / width + mean * down
    S[l, STD] = math.sqrt(max(square / n - mean * mean, 0.0)) * down
    S[l, SATURATED] = saturated / n
    S[l, INACTIVE] = inactive / n
