"""Computes networks that differ only in the scale of weights and biases, as rows of one product."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821, E741
# mypy: ignore-errors

from __future__ import annotations

import math

import numpy as np
from numba import njit

from vgsim.compute.kernels.simd.arrays import borrowed, call_pass, part
from vgsim.compute.kernels.simd.numbers import loose_add

# indices in `where`: offsets of regions of the working memory, then sizes
SCAN = (
    "a", "z", "d", "f", "slopes", "base", "targets", "block", "examples", "signal", "widest",
)  # fmt: skip
(S_A, S_Z, S_D, S_F, S_SLOPES, S_BASE, S_TARGETS, S_BLOCK, S_EXAMPLES, S_SIGNAL,
 S_WIDEST) = range(len(SCAN))  # fmt: skip
# rows of gradients with a smaller or larger sum of squares are rescaled
LOWER, UPPER = T(TOO_SMALL * TOO_SMALL), T(1 / (TOO_SMALL * TOO_SMALL))


@njit(**FAST)
def scale_preactivations(Y, z, rows, width, stride, bias, X, weights, biases, first, examples):
    """Compute z of every network of the chunk: σ_w times the product, plus σ_b times the bias."""
    b = part(X, bias, width)
    for i in range(rows):
        network = first + i // examples
        s, t = weights[network], biases[network]
        y = part(Y, z + i * stride, width)
        for j in range(width):
            y[j] = s * y[j] + t * b[j]


@njit(**FAST)
def row_squares(Y, start, row, width, stride):
    x = part(Y, start + row * stride, width)
    total = ZERO
    for j in range(width):
        total = loose_add(total, x[j] * x[j])
    return total


@njit(**FAST)
def layer_gradients(
    Y, da, f, dz, rows, width, stride, weights, first, examples, exponents, squares
):
    """Compute dL/dz of a layer row by row; rescale rows whose gradients are too small or large."""
    for i in range(rows):
        s = weights[first + i // examples]
        t = i * stride
        x, y, z = part(Y, da + t, width), part(Y, f + t, width), part(Y, dz + t, width)
        total = ZERO
        for j in range(width):
            v = s * x[j] * y[j]
            z[j] = v
            total = loose_add(total, v * v)
        if total != ZERO and (total < LOWER or total > UPPER):
            up = total < LOWER
            factor = UP if up else DOWN
            for j in range(width):
                z[j] = factor * (s * x[j] * y[j])
            exponents[i] += -RESCALE_EXPONENT if up else RESCALE_EXPONENT
            total = row_squares(Y, dz, i, width, stride)
        squares[i] = total


@njit(**PLAIN)
def store_log_rms(squares, exponents, examples, first, count, scale, result):
    """Write log10 of the root mean square for every network of the chunk to `result`."""
    for c in range(count):
        top = exponents[c * examples]
        for e in range(examples):
            top = max(top, exponents[c * examples + e])
        total = 0.0
        for e in range(examples):
            i = c * examples + e
            total += float(squares[i]) * math.ldexp(1.0, max(2 * (exponents[i] - top), -1060))
        result[first + c] = 0.5 * math.log10(total / scale) + top * math.log10(2.0)


@njit(nogil=True, error_model="numpy", cache=CACHED)
def scan(
    X, at, scalars, net, weights, biases, factors, Y, where, exponents, squares, panel, strip,
    result,
):  # fmt: skip
    """Fill `result`, (4, networks): log10 of the rms of ∂L/∂z at layers 1 and L, and of z at both.

    X, at, scalars, net: the tape with σ_w = σ_b = 1, see `iterate`. Y: working memory. factors:
    weights of the examples in the loss; empty if all are 1.
    """
    X, at, scalars, net = borrowed(X), borrowed(at), borrowed(scalars), borrowed(net)
    Y, where = borrowed(Y), borrowed(where)
    weights, biases, factors = borrowed(weights), borrowed(biases), borrowed(factors)
    exponents = borrowed(exponents)
    squares, result = borrowed(squares), borrowed(result)
    panel, strip = borrowed(panel), borrowed(strip)
    n = at.shape[1] - 1
    last = n - 1
    a, z, d = where[S_A], where[S_Z], where[S_D]
    examples, block = where[S_EXAMPLES], where[S_BLOCK]
    S = np.zeros((1, 4))
    none = np.zeros(block * examples, np.int64)
    base, stride = where[S_BASE], at[AT_STRIDE, 1]
    multiply(
        X, at[AT_A, 0], at[AT_STRIDE, 0], 1, X, at[AT_W, 1], stride, examples, stride,
        at[AT_WIDTH, 0], Y, base, stride, X, 0, False, panel, strip,
    )  # fmt: skip
    for first in range(0, weights.size, block):
        count = min(block, weights.size - first)
        rows = count * examples
        for l in range(1, n + 1):
            width, stride = at[AT_WIDTH, l], at[AT_STRIDE, l]
            if l == 1:
                for c in range(count):
                    to = z + c * examples * stride
                    part(Y, to, examples * stride)[:] = part(Y, base, examples * stride)
            else:
                multiply(
                    Y, a, at[AT_STRIDE, l - 1], 1, X, at[AT_W, l], stride, rows, stride,
                    at[AT_WIDTH, l - 1], Y, z, stride, X, 0, False, panel, strip,
                )  # fmt: skip
            scale_preactivations(
                Y, z, rows, width, stride, at[AT_BIAS, l], X, weights, biases, first, examples
            )
            if l in (1, last):
                for i in range(rows):
                    squares[i] = row_squares(Y, z, i, width, stride)
                scale = float(examples * width)
                if l == 1:
                    store_log_rms(squares, none, examples, first, count, scale, result[2])
                if l == last:
                    store_log_rms(squares, none, examples, first, count, scale, result[3])
            if l < n:
                call_pass(
                    at[AT_ADDRESS, l], Y, z, a, where[S_F] + (l - 1) * where[S_SIGNAL],
                    where[S_SLOPES] + (l - 1) * where[S_WIDEST], rows, width, stride,
                    at[AT_PER_UNIT, l], scalars[l, 0], scalars[l, 1], scalars[l, 2], S, 0,
                )  # fmt: skip
        width, stride = at[AT_WIDTH, n], at[AT_STRIDE, n]
        for c in range(count):
            to = where[S_TARGETS] + c * examples * stride
            part(Y, to, examples * stride)[:] = part(X, net[TARGETS], examples * stride)
        output_layer(Y, z, a, d, where[S_TARGETS], rows, width, stride, net[OUTPUT], net[LOSS])
        for i in range(rows if factors.size else 0):
            scaled(Y, d + i * stride, d + i * stride, width, factors[i % examples])
        exponents[:] = 0
        source = d
        for l in range(last, 0, -1):
            width, stride = at[AT_WIDTH, l], at[AT_STRIDE, l]
            multiply(
                Y, source, at[AT_STRIDE, l + 1], 1, X, at[AT_TRANSPOSED, l + 1], stride, rows,
                stride, at[AT_WIDTH, l + 1], Y, a, stride, X, 0, False, panel, strip,
            )  # fmt: skip
            layer_gradients(
                Y, a, where[S_F] + (l - 1) * where[S_SIGNAL], z, rows, width, stride, weights,
                first, examples, exponents, squares,
            )  # fmt: skip
            source = z
            scale = float(examples * width)
            scale /= float(count) * count  # undo the mean over the networks: each has its own loss
            if l == last:
                store_log_rms(squares, exponents, examples, first, count, scale, result[1])
            if l == 1:
                store_log_rms(squares, exponents, examples, first, count, scale, result[0])
