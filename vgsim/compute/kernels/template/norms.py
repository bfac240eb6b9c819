"""Normalization over the batch or over the units of a layer, forward and backward."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

import math

from numba import njit

from vgsim.compute.kernels.simd.arrays import part
from vgsim.compute.kernels.simd.columns import make_column_dots
from vgsim.compute.kernels.simd.numbers import loose_add

column_dots = make_column_dots(LANES)


@njit(**FAST)
def column_moments(X, source, inverse_std, rows, width, stride, eps, scratch, centers):
    """Compute each unit's mean over the batch (into scratch) and 1 / √(var + ε), in two passes."""
    reciprocal = ONE / T_(rows)
    factor = reciprocal if centers else ZERO
    maxima = scratch.size // 2  # second half of scratch, for the maxima of column_sums
    for j in range(0, width, LANES):
        column_sums(X, X, source + j, source + j, stride, rows, scratch, j, scratch, maxima + j)
        for k in range(LANES):
            scratch[j + k] *= factor
        column_dots(X, source + j, source + j, scratch, j, stride, rows, X, inverse_std + j)
    d = part(X, inverse_std, width)
    for j in range(width):
        d[j] = ONE / math.sqrt(d[j] * reciprocal + eps)


@njit(**FAST)
def update_running_moments(X, means, variances, inverse_std, rows, width, eps, scratch, momentum):
    """Move batch norm's running mean and variance towards those of the batch, by `momentum`."""
    old, new = T_(1.0 - momentum), T_(momentum)
    unbiased = T_(rows) / T_(rows - 1)
    for j in range(width):
        variance = ONE / (X[inverse_std + j] * X[inverse_std + j]) - eps
        variance = variance if variance > ZERO else ZERO
        X[means + j] = old * X[means + j] + new * scratch[j]
        X[variances + j] = old * X[variances + j] + new * unbiased * variance


@njit(**FAST)
def normalize(
    X, over_batch, centers, source, n, target, gamma, beta, inverse_std, rows, width, stride, eps,
    scratch,
):  # fmt: skip
    """Compute n (the source with mean 0 and std 1, or root mean square 1) and target = γ n + β."""
    g, b = part(X, gamma, width), part(X, beta, width)
    if over_batch:
        column_moments(X, source, inverse_std, rows, width, stride, eps, scratch, centers)
        d = part(X, inverse_std, width)
        for i in range(rows):
            t = i * stride
            x, y = part(X, source + t, width), part(X, n + t, width)
            z = part(X, target + t, width)
            for j in range(width):
                v = (x[j] - scratch[j]) * d[j]
                y[j] = v
                z[j] = g[j] * v + b[j]
        return
    reciprocal = ONE / T_(width)
    for i in range(rows):
        t = i * stride
        x, y = part(X, source + t, width), part(X, n + t, width)
        z = part(X, target + t, width)
        mean = ZERO
        if centers:
            for j in range(width):
                mean = loose_add(mean, x[j])
            mean *= reciprocal
        square = ZERO
        for j in range(width):
            v = x[j] - mean
            square = loose_add(square, v * v)
        inverse = ONE / math.sqrt(square * reciprocal + eps)
        X[inverse_std + i] = inverse
        for j in range(width):
            v = (x[j] - mean) * inverse
            y[j] = v
            z[j] = g[j] * v + b[j]


@njit(**FAST)
def normalize_back(
    X, over_batch, centers, source, n, target, gamma, inverse_std, g_gamma, g_beta, rows, width,
    stride, scratch,
):  # fmt: skip
    """Compute dL/dx, dL/dγ and dL/dβ of a normalization, x being its input, from dL/d(its result).

    Ioffe and Szegedy 2015, section 3. `source` holds dL/d(result) and `target` receives dL/dx;
    they may be the same.
    """
    gg, gb = part(X, g_gamma, width), part(X, g_beta, width)
    g = part(X, gamma, width)
    for j in range(width):
        gg[j] = ZERO
        gb[j] = ZERO
    if over_batch:
        maxima = scratch.size // 2
        for j in range(0, width, LANES):
            for k in range(LANES):
                scratch[maxima + j + k] = ZERO
            column_dots(X, source + j, n + j, scratch, maxima + j, stride, rows, X, g_gamma + j)
            column_sums(X, X, source + j, source + j, stride, rows, X, g_beta + j, scratch, j)
        reciprocal = ONE / T_(rows)
        v = part(X, inverse_std, width)
        sums = gb if centers else part(scratch, maxima, width)  # all zeros
        for j in range(width):
            scratch[j] = g[j] * v[j]
        for i in range(rows):
            t = i * stride
            d, y = part(X, source + t, width), part(X, n + t, width)
            z = part(X, target + t, width)
            for j in range(width):
                z[j] = scratch[j] * (d[j] - reciprocal * (sums[j] + y[j] * gg[j]))
        return
    reciprocal = ONE / T_(width)
    for i in range(rows):
        t = i * stride
        d, y = part(X, source + t, width), part(X, n + t, width)
        z = part(X, target + t, width)
        mean = ZERO
        projection = ZERO
        for j in range(width):
            gb[j] += d[j]
            gg[j] += d[j] * y[j]
            v = d[j] * g[j]
            mean = loose_add(mean, v)
            projection = loose_add(projection, v * y[j])
        mean = mean * reciprocal if centers else ZERO
        projection *= reciprocal
        inverse = X[inverse_std + i]
        for j in range(width):
            z[j] = inverse * (d[j] * g[j] - mean - y[j] * projection)
