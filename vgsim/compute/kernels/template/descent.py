"""Norms, clipping and one optimizer step of all parameters of a network."""

# The injected names are defined by the loader and by the other files; Numba types the rest.
# ruff: noqa: F821, E741
# mypy: ignore-errors

from __future__ import annotations

import math

import numpy as np
from numba import njit

from vgsim.compute.kernels.simd.arrays import call_correct
from vgsim.compute.kernels.simd.mode import FLUSHING, get_mode, set_mode

TINY = float(np.finfo(T).tiny)


@njit(**PLAIN)
def store_norms(X, at, exponents, net, options, S, l):
    """Store the norms of a layer's weights and gradients; return its gradient's squared norm.

    Only clipping by norms and a loss scale need the result; it is 0 without them.
    """
    size, clipping, stride = net[SIZE], net[CLIPPING], at[AT_STRIDE, l]
    w2, g = true_norms(X, at[AT_W, l], at[AT_W, l] + size, at[AT_WIDTH, l - 1] * stride)
    _, b2 = norms(X, at[AT_BIAS, l], at[AT_BIAS, l] + size, at[AT_WIDTH, l])
    scale, other_scale = math.ldexp(1.0, exponents[0, l]), math.ldexp(1.0, exponents[1, l])
    S[l, G_W] = g * scale
    S[l, G_B] = math.sqrt(float(b2)) * scale
    S[l, W_NORM] = math.sqrt(float(w2))
    S[l, RATIO] = options[RATE] * S[l, G_W] / max(S[l, W_NORM], 1e-300)
    S[l, CLIPPED] = 1.0
    if not (clipping in (CLIP_LAYER_NORM, CLIP_GLOBAL_NORM) or net[LOSS_SCALE]):
        return 0.0
    square = S[l, G_W] * S[l, G_W] + S[l, G_B] * S[l, G_B]
    for row in (AT_SLOPE, AT_GAMMA, AT_BETA):
        _, g2 = norms(X, at[row, l], at[row, l] + size, at[AT_WIDTH, l])
        if row == AT_SLOPE and net[SHARED]:
            g2 /= T_(at[AT_WIDTH, l])  # one parameter, stored once for every unit
        square += float(g2) * other_scale * other_scale
    g = float(X[at[AT_BRANCH, l] + size]) * other_scale
    square += g * g
    if clipping == CLIP_LAYER_NORM:
        S[l, CLIPPED] = min(1.0, options[CLIP_AT] / (math.sqrt(square) + 1e-6))
    return square


@njit(**PLAIN)
def update_layer(X, at, exponents, net, options, l, clip, mode):
    """Update all parameters of a layer; `mode`: of the processor, which flushes meanwhile."""
    if at[AT_FROZEN, l]:
        return
    set_mode(mode | FLUSHING)
    n = at.shape[1] - 1
    size, clipping, rate = net[SIZE], net[CLIPPING], options[RATE]
    plain = not net[STEP_ADDRESS]
    limit = T_(options[CLIP_AT]) if clipping == CLIP_VALUE else INFINITY
    stride, width = at[AT_STRIDE, l], at[AT_WIDTH, l]
    for row in (AT_W, AT_BIAS, AT_SLOPE, AT_GAMMA, AT_BETA, AT_BRANCH):
        count, e = stride, exponents[1, l]
        if row == AT_W:
            count, e = at[AT_WIDTH, l - 1] * stride, exponents[0, l]
        elif row == AT_BIAS:
            e = exponents[0, l]
        elif l == n:
            continue
        elif row == AT_SLOPE:
            if not at[AT_LEARNED, l]:
                continue
        elif row == AT_BRANCH:
            if not (net[REZERO] and at[AT_SOURCE, l] > 0):
                continue
            count = 1
        elif not (net[NORM_BEFORE] or net[NORM_AFTER]):
            continue
        if plain:
            factor = rate * math.ldexp(1.0, e)
            if factor >= TINY:
                plain_step(X, at[row, l], at[row, l] + size, count, T_(factor))
        else:
            step(X, at[row, l], count, size, e, T_(clip), limit, options, net[STEP_ADDRESS])
        if net[NARROW]:
            quantize(X, at[row, l], count, net[NARROW], net[GRID_], 0)
    set_mode(mode)
    transpose_weights(
        X, at[AT_W, l], at[AT_TRANSPOSED, l], at[AT_WIDTH, l - 1], width, stride,
        at[AT_STRIDE, l - 1],
    )  # fmt: skip


@njit(**PLAIN)
def update(X, at, exponents, net, options, S, step_number, updating):
    """Compute norms of weights and gradients, and clipping; if `updating`, update all layers."""
    n = at.shape[1] - 1
    clipping, mode = net[CLIPPING], get_mode()
    if net[CORRECT_ADDRESS]:
        call_correct(net[CORRECT_ADDRESS], options, step_number + 1)
    # update each layer while its numbers are in the cache, unless all norms are needed first
    at_once = updating and clipping != CLIP_GLOBAL_NORM and not net[LOSS_SCALE]
    total = 0.0
    finite = True
    for l in range(1, n + 1):
        square = store_norms(X, at, exponents, net, options, S, l)
        finite = finite and math.isfinite(square)
        if not at[AT_FROZEN, l]:
            total += square
        if at_once:
            update_layer(X, at, exponents, net, options, l, S[l, CLIPPED], mode)
    if clipping == CLIP_GLOBAL_NORM:
        for l in range(1, n + 1):
            S[l, CLIPPED] = min(1.0, options[CLIP_AT] / (math.sqrt(total) + 1e-6))
    overflowed = net[LOSS_SCALE] and not finite  # then there is no step
    if not updating or at_once or overflowed:
        return
    for l in range(1, n + 1):
        update_layer(X, at, exponents, net, options, l, S[l, CLIPPED], mode)
