"""The kernels of one precision: a whole iteration of a network in one call.

This file is a template: `machines.load` executes it once for float64 and once for float32 with
T (the NumPy scalar type), LANES (elements of a vector), ROWS (rows of a tile) and SCALAR (the
Numba type) already defined. All functions are module-level, so that Numba can keep them on disk.
"""

# The injected names are defined by the loader; Numba types the rest.
# ruff: noqa: F821, E741
# mypy: ignore-errors

from __future__ import annotations

import math

import numpy as np
from numba import carray, cfunc, njit, types  # noqa: F401  # carray: in generated source

from vgsim.compute.kernels import coefficients as table
from vgsim.compute.kernels import simd
from vgsim.compute.kernels.simd import call_pass, exponent_of, loose_add, nearest, power_of_two
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.elementary import ERFCX, bind, constants

DOUBLE = T is np.float64
ZERO, ONE, TWO, HALF, FOUR = T(0), T(1), T(2), T(0.5), T(4)
FLAGS = {"contract", "nsz"}  # never nnan or ninf: infinities and NaN are the subject
FAST = {"error_model": "numpy", "fastmath": FLAGS}
MAGIC = T(1.5 * 2.0**52) if DOUBLE else T(1.5 * 2.0**23)
LOG2E = T(1.4426950408889634)
LN2_HIGH = T(0.693147180369123816490) if DOUBLE else T(0.693359375)
LN2_LOW = T(1.90821492927058770002e-10) if DOUBLE else T(-2.12194440e-4)
LOWEST, TOPMOST = (T(-708.0), T(709.0)) if DOUBLE else (T(-87.0), T(88.0))
NORMAL, GRID = (-1022, -1074) if DOUBLE else (-126, -149)  # exponents of the format
CHUNK = 256 if DOUBLE else 32  # gradients are rescaled by 2**CHUNK
FAINT, STRONG = T(2.0**-CHUNK), T(2.0 ** (CHUNK - 8))
UP, DOWN = T(2.0**CHUNK), T(2.0**-CHUNK)
BINS, FIRST_BIN = 64, -45  # histogram of floor(log2 |dL/dz|)
SAMPLED = 4096  # most entries of a layer that are counted in its histogram
PACK = 112  # fan_out from which copying a panel of B pays
PANEL = 256  # rows of a packed panel

INFINITY = T(np.inf)
TAIL_END = T(40.0)
ROOT_HALF = T(math.sqrt(0.5))
THREE = T(3)
globals().update(constants(T))

MEAN, STD, SATURATED, INACTIVE, DEAD, G_A, G_Z, G_W, G_B, W_NORM, RATIO = range(11)

tile_zero = simd.make_tile(ROWS, 2, LANES, "zero")
tile_row = simd.make_tile(ROWS, 2, LANES, "row")
tile_add = simd.make_tile(ROWS, 2, LANES, "add")
half_zero = simd.make_tile(ROWS // 2, 2, LANES, "zero")
half_row = simd.make_tile(ROWS // 2, 2, LANES, "row")
half_add = simd.make_tile(ROWS // 2, 2, LANES, "add")
line_zero = simd.make_tile(1, 2, LANES, "zero")
line_row = simd.make_tile(1, 2, LANES, "row")
line_add = simd.make_tile(1, 2, LANES, "add")
slim_zero = simd.make_tile(ROWS, 1, LANES, "zero")
slim_row = simd.make_tile(ROWS, 1, LANES, "row")
slim_add = simd.make_tile(ROWS, 1, LANES, "add")
thin_zero = simd.make_tile(1, 1, LANES, "zero")
thin_row = simd.make_tile(1, 1, LANES, "row")
thin_add = simd.make_tile(1, 1, LANES, "add")
column_sums = simd.make_column_sums(LANES)


def _generated(source, name):
    """A function of generated source; named after this file, so that Numba can cache it."""
    exec(compile(source, __file__, "exec"), globals())  # our own text, no input
    return globals()[name]


def _polynomial(name, coefficients):
    """Horner's scheme with every coefficient in this precision."""
    expression = f"K{name}{len(coefficients) - 1}"
    for k, value in enumerate(coefficients):
        globals()[f"K{name}{k}"] = T(value)
    for k in range(len(coefficients) - 2, -1, -1):
        expression = f"({expression} * x + K{name}{k})"
    return njit(forceinline=True)(_generated(f"def {name}(x):\n    return {expression}\n", name))


exp_poly = _polynomial("exp_poly", table.EXP64 if DOUBLE else table.EXP32)
expm1_poly = _polynomial("expm1_poly", table.EXPM1_64 if DOUBLE else table.EXPM1_32)
erfcx_poly = _polynomial("erfcx_poly", ERFCX if DOUBLE else table.ERFCX32)
# ln(1 + x) = 2 atanh(s) with s = x / (2 + x); s <= 1/3 for x in [0, 1]
atanh_poly = _polynomial("atanh_poly", table.ATANH64 if DOUBLE else table.ATANH32)


@njit(forceinline=True)
def exp(x):
    """e^x; below the normal numbers exactly 0, above the largest infinity, NaN for NaN."""
    c = min(max(x, LOWEST), TOPMOST)
    t = c * LOG2E + MAGIC
    k = t - MAGIC
    r = (c - k * LN2_HIGH) - k * LN2_LOW
    y = exp_poly(r) * power_of_two(t)
    y = y if x >= LOWEST else ZERO
    y = y if x <= TOPMOST else INFINITY
    return y if x == x else x


@njit(forceinline=True)
def expm1(x):
    """e^x - 1 for x <= TOPMOST."""
    c = min(max(x, LOWEST), TOPMOST)
    t = c * LOG2E + MAGIC
    k = t - MAGIC
    r = (c - k * LN2_HIGH) - k * LN2_LOW
    s = power_of_two(t)
    y = s * (r * expm1_poly(r)) + (s - ONE)
    return y if x == x else x


@njit(forceinline=True)
def log1p(x):
    """ln(1 + x) for x in [0, 1], where alone the rules need it."""
    s = x / (TWO + x)
    return TWO * s * atanh_poly(s * s)


@njit(forceinline=True)
def select(condition, yes, no):
    return yes if condition else no


@njit(forceinline=True)
def absolute(x):
    return abs(x)


@njit(forceinline=True)
def minimum(x, y):
    return x if x < y else y


@njit(forceinline=True)
def maximum(x, y):
    return x if x > y else y


@njit(forceinline=True)
def copysign(x, y):
    return math.copysign(x, y)


@njit(forceinline=True)
def normal_tail(u):
    """Probability beyond u >= 0 of a standard normal variable."""
    v = u * ROOT_HALF
    v = v if v < TAIL_END else TAIL_END
    t = (v - THREE) / (v + THREE)
    y = HALF * exp(-HALF * u * u) * erfcx_poly(t) / (ONE + TWO * v)
    return y if u == u else u


_ELEMENTARY = {
    "exp": exp, "expm1": expm1, "log1p": log1p, "select": select, "absolute": absolute,
    "minimum": minimum, "maximum": maximum, "copysign": copysign, "normal_tail": normal_tail,
}  # fmt: skip

_P = types.CPointer(SCALAR)
PASS = types.void(
    _P, _P, _P, _P, types.int64, types.int64, types.int64, types.int64, SCALAR, SCALAR, SCALAR,
    types.CPointer(types.float64),
)  # fmt: skip

_PASS_SOURCE = """
def pass_{name}(zp, ap, fp, sp, rows, width, stride, each, p, q, low, out):
    count = rows * stride
    z = carray(zp, (count,))
    a = carray(ap, (count,))
    f = carray(fp, (count,))
    s = carray(sp, (stride,))
    total = ZERO
    square = ZERO
    flat = ZERO
    still = ZERO
    if each:
        for i in range(rows):
            for j in range(width):
                t = i * stride + j
                y, g = rule_{name}(z[t], s[j], q)
                a[t] = y
                f[t] = g
                total = loose_add(total, y)
                square = loose_add(square, y * y)
                flat = loose_add(flat, ONE if abs(g) < low else ZERO)
                still = loose_add(still, ONE if g == ZERO else ZERO)
    else:
        for t in range(count):
            y, g = rule_{name}(z[t], p, q)
            a[t] = y
            f[t] = g
            total = loose_add(total, y)
            square = loose_add(square, y * y)
            flat = loose_add(flat, ONE if abs(g) < low else ZERO)
            still = loose_add(still, ONE if g == ZERO else ZERO)
        if width < stride:  # what the pads have added
            y, g = rule_{name}(ZERO, p, q)
            pads = T_(rows * (stride - width))
            total -= pads * y
            square -= pads * y * y
            flat -= pads if abs(g) < low else ZERO
            still -= pads if g == ZERO else ZERO
            for i in range(rows):
                for j in range(i * stride + width, i * stride + stride):
                    a[j] = ZERO
                    f[j] = ZERO
    n = float(rows * width)
    mean = float(total) / n
    o = carray(out, (4,))
    o[0] = mean
    o[1] = math.sqrt(max(float(square) / n - mean * mean, 0.0))
    o[2] = float(flat) / n
    o[3] = float(still) / n
"""


T_ = SCALAR  # a Numba type called in a kernel converts to it


def activation_pass(name):
    """The compiled pass of one activation; the caller keeps it alive and calls its address."""
    rule = bind(ACTIVATIONS[name].rule, {**_ELEMENTARY, **constants(T)})
    globals()[f"rule_{name}"] = njit(forceinline=True, **FAST)(rule)
    made = _generated(_PASS_SOURCE.format(name=name), f"pass_{name}")
    return cfunc(PASS, cache=CACHED, **FAST)(made)


_PRODUCT = """
def product_{start}(A, a0, a_row, a_col, B, b0, b_row, M, N, K, C, c0, c_row{parameters}):
    j = 0
    while j < N:
        i = 0
        if N - j > LANES:
            while i + ROWS <= M:
                tile_{start}(A, a0 + i * a_row, a_row, a_col, B, b0 + j, b_row, K,
                             C, c0 + i * c_row + j, c_row{arguments})
                i += ROWS
            if i + ROWS // 2 <= M:
                half_{start}(A, a0 + i * a_row, a_row, a_col, B, b0 + j, b_row, K,
                             C, c0 + i * c_row + j, c_row{arguments})
                i += ROWS // 2
            while i < M:
                line_{start}(A, a0 + i * a_row, a_row, a_col, B, b0 + j, b_row, K,
                             C, c0 + i * c_row + j, c_row{arguments})
                i += 1
            j += 2 * LANES
        else:
            while i + ROWS <= M:
                slim_{start}(A, a0 + i * a_row, a_row, a_col, B, b0 + j, b_row, K,
                             C, c0 + i * c_row + j, c_row{arguments})
                i += ROWS
            while i < M:
                thin_{start}(A, a0 + i * a_row, a_row, a_col, B, b0 + j, b_row, K,
                             C, c0 + i * c_row + j, c_row{arguments})
                i += 1
            j += LANES
"""


def _product(start, parameters="", arguments=""):
    """C (M, N) = start + A (M, K) B (K, N); N is rounded up to whole vectors."""
    source = _PRODUCT.format(start=start, parameters=parameters, arguments=arguments)
    return njit(error_model="numpy")(_generated(source, f"product_{start}"))


product_zero = _product("zero")
product_row = _product("row", ", R, r0", ", R, r0 + j")
product_add = _product("add")


@njit(error_model="numpy")
def packed(A, a0, a_row, a_col, B, b0, b_row, M, N, K, C, c0, c_row, R, r0, biased, panel, strip):
    """As product_row or product_zero, for wide layers.

    Panels of B, and columns of A^T, are copied so that the innermost loop reads memory in order.
    """
    width = 2 * LANES
    transposed = a_col != 1
    k0 = 0
    while k0 < K:
        depth = min(PANEL, K - k0)
        whole = M - M % ROWS
        if transposed:
            for i in range(0, whole, ROWS):
                for k in range(depth):
                    source = a0 + i * a_row + (k0 + k) * a_col
                    target = i * depth + k * ROWS
                    for r in range(ROWS):
                        strip[target + r] = A[source + r * a_row]
        j = 0
        while j + width <= N:
            for k in range(depth):
                source = b0 + (k0 + k) * b_row + j
                for t in range(width):
                    panel[k * width + t] = B[source + t]
            i = 0
            while i < whole:
                c = c0 + i * c_row + j
                if transposed:
                    X, x0, x_row, x_col = strip, i * depth, 1, ROWS
                else:
                    X, x0, x_row, x_col = A, a0 + i * a_row + k0 * a_col, a_row, a_col
                if k0 > 0:
                    tile_add(X, x0, x_row, x_col, panel, 0, width, depth, C, c, c_row)
                elif biased:
                    tile_row(X, x0, x_row, x_col, panel, 0, width, depth, C, c, c_row, R, r0 + j)
                else:
                    tile_zero(X, x0, x_row, x_col, panel, 0, width, depth, C, c, c_row)
                i += ROWS
            while i < M:
                x0, c = a0 + i * a_row + k0 * a_col, c0 + i * c_row + j
                if k0 > 0:
                    line_add(A, x0, a_row, a_col, panel, 0, width, depth, C, c, c_row)
                elif biased:
                    line_row(A, x0, a_row, a_col, panel, 0, width, depth, C, c, c_row, R, r0 + j)
                else:
                    line_zero(A, x0, a_row, a_col, panel, 0, width, depth, C, c, c_row)
                i += 1
            j += width
        if j < N:
            left = a0 + k0 * a_col
            below = b0 + k0 * b_row + j
            if k0 > 0:
                product_add(
                    A, left, a_row, a_col, B, below, b_row, M, N - j, depth, C, c0 + j, c_row
                )
            elif biased:
                product_row(A, left, a_row, a_col, B, below, b_row, M, N - j, depth, C, c0 + j,
                            c_row, R, r0 + j)  # fmt: skip
            else:
                product_zero(
                    A, left, a_row, a_col, B, below, b_row, M, N - j, depth, C, c0 + j, c_row
                )
        k0 += depth


@njit(error_model="numpy")
def multiply(A, a0, a_row, a_col, B, b0, b_row, M, N, K, C, c0, c_row, R, r0, biased, panel, strip):
    """The product in whichever way is faster for its size."""
    if N >= PACK and M >= 2 * ROWS:
        packed(
            A, a0, a_row, a_col, B, b0, b_row, M, N, K, C, c0, c_row, R, r0, biased, panel, strip
        )
    elif biased:
        product_row(A, a0, a_row, a_col, B, b0, b_row, M, N, K, C, c0, c_row, R, r0)
    else:
        product_zero(A, a0, a_row, a_col, B, b0, b_row, M, N, K, C, c0, c_row)


@njit(**FAST)
def through_slope(DA, F, DZ, start, count):
    """dL/dz = dL/da f'(z); the sums of squares of both and the largest |dL/dz|."""
    x, f, z = DA[start : start + count], F[start : start + count], DZ[start : start + count]
    before = ZERO
    after = ZERO
    for t in range(count):
        v = x[t] * f[t]
        z[t] = v
        before = loose_add(before, x[t] * x[t])
        after = loose_add(after, v * v)
    return before, after


@njit(**FAST)
def largest(DZ, start, count):
    """The largest |dL/dz|; NaN counts for nothing."""
    z = DZ[start : start + count]
    peak = ZERO
    for t in range(count):
        v = abs(z[t])
        peak = v if v > peak else peak
    return peak


@njit(**FAST)
def rescale(DZ, start, count, factor):
    z = DZ[start : start + count]
    for t in range(count):
        z[t] *= factor


@njit(**FAST)
def onto_grid(DZ, start, count, exponent):
    """Round entries to what the format could hold at their true size, 2**exponent of the stored.

    Below the smallest normal number the format has a grid of fixed spacing; half of it is 0.
    """
    z = DZ[start : start + count]
    edge = T(2.0 ** min(float(NORMAL - exponent), 120.0 if not DOUBLE else 1020.0))
    fine = GRID - exponent  # exponent of the grid's spacing in stored numbers
    if fine > (100 if not DOUBLE else 1000):
        for t in range(count):
            z[t] = ZERO
        return
    into, back = T(2.0 ** float(-fine)), T(2.0 ** float(fine))
    for t in range(count):
        v = z[t]
        w = nearest(v * into) * back
        z[t] = w if abs(v) < edge else v


@njit(**FAST)
def update_layer(
    W, GW, w0, WB, v0, fan_in, fan_out, stride, back_stride, b, GB, b0, rate, factor, S, move
):
    """One step of gradient descent, the norms of weights and gradients, and the transposed copy."""
    g2 = ZERO
    w2 = ZERO
    count = fan_in * stride
    w, g = W[w0 : w0 + count], GW[w0 : w0 + count]
    for t in range(count):
        y = g[t]
        x = w[t]
        g2 = loose_add(g2, y * y)
        w2 = loose_add(w2, x * x)
    b2 = ZERO
    for j in range(fan_out):
        y = GB[b0 + j]
        b2 = loose_add(b2, y * y)
    S[G_W] = math.sqrt(float(g2))
    S[G_B] = math.sqrt(float(b2))
    S[W_NORM] = math.sqrt(float(w2))
    S[RATIO] = rate * S[G_W] / max(S[W_NORM], 1e-300)
    if not move:
        return
    for t in range(count):
        w[t] -= factor * g[t]
    for j in range(fan_out):
        b[b0 + j] -= factor * GB[b0 + j]
    for k0 in range(0, fan_in, 8):
        end = min(k0 + 8, fan_in)
        for j in range(fan_out):
            v = v0 + j * back_stride
            for k in range(k0, end):
                WB[v + k] = w[k * stride + j]


@njit(**FAST)
def count_bins(DZ, start, rows, width, stride, exponent, H):
    """Histogram of floor(log2 |dL/dz|) by the exponent bits, of a fixed sample where it is large.

    Neighbors are counted in two tables, H[:BINS] and H[BINS:], because they tend to fall into one
    bin and an addition to a number just written has to wait for it.
    """
    for k in range(2 * BINS):
        H[k] = 0
    every = max(1, rows * width // SAMPLED)
    shift = exponent - FIRST_BIN
    for i in range(0, rows, every):
        place = start + i * stride
        for t in range(place, place + width - 1, 2):
            H[min(max(exponent_of(DZ[t]) + shift, 0), BINS - 1)] += 1
            H[BINS + min(max(exponent_of(DZ[t + 1]) + shift, 0), BINS - 1)] += 1
        if width % 2:
            H[min(max(exponent_of(DZ[place + width - 1]) + shift, 0), BINS - 1)] += 1


for _name in ("sigmoid", "tanh"):
    globals()[f"rule_{_name}"] = njit(forceinline=True, **FAST)(
        bind(ACTIVATIONS[_name].rule, {**_ELEMENTARY, **constants(T)})
    )


@njit(**FAST)
def output_layer(Z, A, DZ, targets, start, rows, width, stride, output, loss):
    """Activation of the output layer, the mean loss, and dL/dz (losses.py has the formulas)."""
    total = 0.0
    batch = T_(rows)
    scale = T_(rows * width)
    for i in range(rows):
        p, q = start + i * stride, i * stride
        if output == 3:
            peak = Z[p]
            for j in range(width):
                peak = Z[p + j] if Z[p + j] > peak or Z[p + j] != Z[p + j] else peak
            mass = ZERO
            for j in range(width):
                e = exp(Z[p + j] - peak)
                A[p + j] = e
                mass += e
            for j in range(width):
                A[p + j] /= mass
            if loss == 2:
                for j in range(width):
                    t = targets[q + j]
                    if t != ZERO:
                        total += float(t) * (math.log(float(mass)) - float(Z[p + j] - peak))
                    DZ[p + j] = (A[p + j] - t) / batch
            else:
                inner = ZERO
                for j in range(width):
                    d = A[p + j] - targets[q + j]
                    total += float(d) * float(d)
                    inner += d * A[p + j]
                for j in range(width):
                    d = A[p + j] - targets[q + j]
                    DZ[p + j] = TWO * A[p + j] * (d - inner) / scale
        else:
            for j in range(width):
                z, t = Z[p + j], targets[q + j]
                y, g = z, ONE
                if output == 1:
                    y, g = rule_sigmoid(z, ZERO, ZERO)
                elif output == 2:
                    y, g = rule_tanh(z, ZERO, ZERO)
                A[p + j] = y
                if loss == 1:
                    e = exp(-abs(z))
                    total += float((z if z > ZERO else ZERO) - z * t) + math.log1p(float(e))
                    if z != z:
                        total += float(z)
                    DZ[p + j] = (y - t) / scale
                else:
                    d = y - t
                    total += float(d) * float(d)
                    DZ[p + j] = TWO * d * g / scale
    if loss == 2:
        return total / rows
    return total / (rows * width)


TINY = float(np.finfo(T).tiny)


@njit(**FAST)
def slope_gradient(Z, DA, GP, start, unit, rows, width, stride, shared, ratio):
    """dL/dalpha: sum over the batch of dL/da z where z <= 0; summed over a layer that shares one.

    `ratio` brings it from the scale of dL/da to that of this layer's dL/dz.
    """
    for j in range(width):
        GP[unit + j] = ZERO
    for i in range(rows):
        t = start + i * stride
        d, z, g = DA[t : t + width], Z[t : t + width], GP[unit : unit + width]
        for j in range(width):
            g[j] += d[j] * z[j] if z[j] <= ZERO else ZERO
    total = ZERO
    for j in range(width):
        GP[unit + j] *= T_(ratio)
        total += GP[unit + j]
    if shared:
        for j in range(width):
            GP[unit + j] = total


@njit(nogil=True, error_model="numpy", cache=CACHED)
def iterate(
    widths,
    strides,
    signal0,
    weight0,
    back0,
    unit0,
    A,
    Z,
    F,
    DA,
    DZ,
    W,
    GW,
    WB,
    b,
    GB,
    P,
    GP,
    targets,
    exponents,
    passes,
    scalars,
    S,
    H,
    panel,
    strip,
    scratch,
    rows,
    output,
    loss,
    each,
    learned,
    shared,
    rate,
    move,
    look,
):
    """One pass of a network and, with `move`, one update. Layers 0 (inputs) ... n.

    passes[l]: address of layer l's activation pass; scalars (3,): p, q, threshold.
    """
    n = widths.size - 1
    p, q, low = scalars[0], scalars[1], scalars[2]
    for l in range(1, n + 1):
        multiply(
            A,
            signal0[l - 1],
            strides[l - 1],
            1,
            W,
            weight0[l],
            strides[l],
            rows,
            strides[l],
            widths[l - 1],
            Z,
            signal0[l],
            strides[l],
            b,
            unit0[l],
            True,
            panel,
            strip,
        )
        if l < n:
            call_pass(
                passes[l],
                Z,
                A,
                F,
                signal0[l],
                P,
                unit0[l],
                rows,
                widths[l],
                strides[l],
                each,
                p,
                q,
                low,
                S,
                l * S.shape[1],
            )
    found = output_layer(Z, A, DZ, targets, signal0[n], rows, widths[n], strides[n], output, loss)
    exponents[n] = 0
    for l in range(n, 0, -1):
        count = rows * strides[l]
        start = signal0[l]
        if l < n:
            multiply(
                DZ,
                signal0[l + 1],
                strides[l + 1],
                1,
                WB,
                back0[l + 1],
                strides[l],
                rows,
                strides[l],
                widths[l + 1],
                DA,
                start,
                strides[l],
                b,
                0,
                False,
                panel,
                strip,
            )
            before, after = through_slope(DA, F, DZ, start, count)
            e = exponents[l + 1]
            scaled = math.ldexp(1.0, e)
            S[l, G_A] = math.sqrt(float(before)) * scaled
            S[l, G_Z] = math.sqrt(float(after)) * scaled
            if after < FAINT * FAINT * T_(count) or e < 0:
                peak = largest(DZ, start, count)
                if peak > ZERO and peak < FAINT:
                    while peak < FAINT and e > GRID - 2 * CHUNK:
                        rescale(DZ, start, count, UP)
                        peak *= UP
                        e -= CHUNK
                elif e < 0 and peak > STRONG:
                    rescale(DZ, start, count, DOWN)
                    e += CHUNK
                if e < 0:
                    onto_grid(DZ, start, count, e)
            exponents[l] = e
            if learned:
                slope_gradient(
                    Z,
                    DA,
                    GP,
                    start,
                    unit0[l],
                    rows,
                    widths[l],
                    strides[l],
                    shared,
                    math.ldexp(1.0, exponents[l + 1] - e),
                )
        for j in range(0, strides[l], LANES):
            column_sums(DZ, F, start + j, strides[l], rows, GB, unit0[l] + j, scratch, j)
        if l < n:
            dead = 0
            for j in range(widths[l]):
                dead += scratch[j] == ZERO
            S[l, DEAD] = dead / widths[l]
        multiply(
            A,
            signal0[l - 1],
            1,
            strides[l - 1],
            DZ,
            start,
            strides[l],
            widths[l - 1],
            strides[l],
            rows,
            GW,
            weight0[l],
            strides[l],
            b,
            0,
            False,
            panel,
            strip,
        )
        if look:
            count_bins(DZ, start, rows, widths[l], strides[l], exponents[l], H[l])
    for l in range(1, n + 1):
        scaled = math.ldexp(1.0, exponents[l])
        factor = rate * scaled
        if factor < TINY:
            factor = 0.0
        update_layer(
            W,
            GW,
            weight0[l],
            WB,
            back0[l],
            widths[l - 1],
            widths[l],
            strides[l],
            strides[l - 1],
            b,
            GB,
            unit0[l],
            rate,
            T_(factor),
            S[l],
            move,
        )
        S[l, G_W] *= scaled
        S[l, G_B] *= scaled
        S[l, RATIO] *= scaled
        if learned and move and l < n:
            for j in range(widths[l]):
                P[unit0[l] + j] -= T_(factor) * GP[unit0[l] + j]
    return found
