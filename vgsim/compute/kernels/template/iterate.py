"""A whole iteration of a network in one call: forward, loss, backward, update and statistics."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821, E741
# mypy: ignore-errors

from __future__ import annotations

import math

import numpy as np
from numba import njit

from vgsim.compute.kernels.simd.arrays import borrowed, part

# indices in `net`: properties of the network, the same for all its passes
NET = (
    "rows", "targets", "output", "loss", "over_batch", "centers", "shifts", "norm_before",
    "norm_after", "post_activation", "dropout", "rezero", "shared", "clipping", "first", "size",
    "narrow", "normal", "grid", "loss_scale", "step_address", "correct_address",
)  # fmt: skip
(ROWS_, TARGETS, OUTPUT, LOSS, OVER_BATCH, CENTERS, SHIFTS, NORM_BEFORE, NORM_AFTER,
 POST_ACTIVATION, DROPOUT, REZERO, SHARED, CLIPPING, FIRST, SIZE, NARROW, NORMAL_, GRID_,
 LOSS_SCALE, STEP_ADDRESS, CORRECT_ADDRESS) = range(len(NET))  # fmt: skip
# indices in `options`, after the optimizer's numbers
NORM_EPS, DROP_RATE, NORM_MOMENTUM, CLASS_WEIGHTS = range(AFTER_OWN, AFTER_OWN + 4)


@njit(**PLAIN)
def forward(X, at, scalars, net, options, S, panel, strip, scratch, key, train):
    """Compute the signals of all hidden layers, and z of the output layer."""
    n = at.shape[1] - 1
    rows, narrow, grid = net[ROWS_], net[NARROW], net[GRID_]
    eps = T_(options[NORM_EPS])
    for l in range(1, n + 1):
        width, stride = at[AT_WIDTH, l], at[AT_STRIDE, l]
        count = rows * stride
        z = at[AT_Z, l]
        preactivations(X, at, l, rows, panel, strip)
        if narrow:
            quantize(X, z, count, narrow, grid, 0)
        if l == n:
            break
        skip_from = at[AT_SOURCE, l]
        u, h, a = at[AT_U, l], at[AT_H, l], at[AT_A, l]
        if net[NORM_BEFORE]:
            to = at[AT_B, l] if skip_from > 0 and net[POST_ACTIVATION] else u
            normalize_layer(X, at, net, options, l, z, to, rows, width, stride, eps, scratch, train)
            if narrow:
                quantize(X, to, count, narrow, grid, 0)
        if skip_from > 0 and net[POST_ACTIVATION]:
            add_scaled(X, at[AT_A, skip_from], at[AT_B, l], u, count, X[at[AT_BRANCH, l]])
            if narrow:
                quantize(X, u, count, narrow, grid, 0)
        activate(X, at, scalars, S, l, rows, strip)
        if narrow:
            quantize(X, h, count, narrow, grid, 0)
        out = h
        if net[NORM_AFTER]:
            out = at[AT_B, l] if skip_from > 0 and not net[POST_ACTIVATION] else a
            normalize_layer(
                X, at, net, options, l, h, out, rows, width, stride, eps, scratch, train
            )
            if narrow:
                quantize(X, out, count, narrow, grid, 0)
        if net[DROPOUT]:
            mask = at[AT_MASK, l]
            kept = ONE / (ONE - T_(options[DROP_RATE]))
            threshold = np.uint64(options[DROP_RATE] * 4294967296.0)
            layer_key = hash_bits(key + np.uint64(l))
            draw_mask(X, mask, rows, width, stride, layer_key, threshold, kept)
            to = at[AT_B, l] if skip_from > 0 and not net[POST_ACTIVATION] else a
            elementwise_product(X, out, mask, to, count)
            out = to
            if narrow:
                quantize(X, out, count, narrow, grid, 0)
        if skip_from > 0 and not net[POST_ACTIVATION]:
            add_scaled(X, at[AT_A, skip_from], out, a, count, X[at[AT_BRANCH, l]])
            if narrow:
                quantize(X, a, count, narrow, grid, 0)


@njit(**PLAIN)
def normalize_layer(X, at, net, options, l, source, to, rows, width, stride, eps, scratch, train):
    normalize(
        X, net[OVER_BATCH], net[CENTERS], source, at[AT_N, l], to, at[AT_GAMMA, l],
        at[AT_BETA, l], at[AT_INVERSE_STD, l], rows, width, stride, eps, scratch,
    )  # fmt: skip
    if train and net[OVER_BATCH]:
        update_running_moments(
            X, at[AT_RUNNING_MEAN, l], at[AT_RUNNING_VARIANCE, l], at[AT_INVERSE_STD, l], rows,
            width, eps, scratch, options[NORM_MOMENTUM],
        )  # fmt: skip


@njit(**PLAIN)
def normalize_layer_back(X, at, net, l, source, to, rows, width, stride, scratch):
    size = net[SIZE]
    normalize_back(
        X, net[OVER_BATCH], net[CENTERS], source, at[AT_N, l], to, at[AT_GAMMA, l],
        at[AT_INVERSE_STD, l], at[AT_GAMMA, l] + size, at[AT_BETA, l] + size, rows, width, stride,
        scratch,
    )  # fmt: skip
    if not net[SHIFTS]:
        X[at[AT_BETA, l] + size : at[AT_BETA, l] + size + width] = ZERO


@njit(**PLAIN)
def rescale_gradients(X, start, count, e, normal, grid):
    """Rescale stored gradients (the true ones are 2**e times larger) if tiny; return the new e."""
    peak = largest(X, start, count)
    if peak > ZERO and peak < TOO_SMALL:
        while peak < TOO_SMALL and e > GRID - 2 * RESCALE_EXPONENT:
            scaled(X, start, start, count, UP)
            peak *= UP
            e -= RESCALE_EXPONENT
    elif e < 0 and peak > TOO_LARGE:
        scaled(X, start, start, count, DOWN)
        e += RESCALE_EXPONENT
    if e < 0:
        round_to_grid(X, start, count, e, normal, grid)
    return e


@njit(**PLAIN)
def add_skip_gradient(X, da, skip, count, e, other):
    """Add the gradient along a skip to dL/da; return the common exponent, the larger of the two."""
    if e == other:
        add_scaled(X, da, skip, da, count, ONE)
        return e
    if other > e:
        one, two = two_to(e - other)
        scaled(X, da, da, count, one * two)
        add_scaled(X, da, skip, da, count, ONE)
        return other
    one, two = two_to(other - e)
    add_scaled(X, da, skip, da, count, one * two)
    return e


@njit(**PLAIN)
def backward(X, at, exponents, net, options, S, H, panel, strip, scratch, histograms):
    """Compute all gradients from dL/dz of the output layer; if `histograms`, also fill H."""
    n = at.shape[1] - 1
    rows, size, loss_scale = net[ROWS_], net[SIZE], net[LOSS_SCALE]
    narrow, normal, grid = net[NARROW], net[NORMAL_], net[GRID_]
    exponents[0, n] = 0
    for l in range(n, 0, -1):
        width, stride = at[AT_WIDTH, l], at[AT_STRIDE, l]
        count = rows * stride
        dz = at[AT_DZ, l]
        if l < n:
            da, dh, du, u = at[AT_DA, l], at[AT_DH, l], at[AT_DU, l], at[AT_U, l]
            above = at[AT_STRIDE, l + 1]
            multiply(
                X, at[AT_DZ, l + 1], above, 1, X, at[AT_TRANSPOSED, l + 1], stride, rows, stride,
                at[AT_WIDTH, l + 1], X, da, stride, X, 0, False, panel, strip,
            )  # fmt: skip
            e = exponents[0, l + 1]
            if narrow:
                quantize(X, da, count, narrow, grid, e)
            for end in range(l + 1, n):
                if at[AT_SOURCE, end] == l:
                    skip = at[AT_DU, end] if net[POST_ACTIVATION] else at[AT_DA, end]
                    e = add_skip_gradient(X, da, skip, count, e, exponents[1, end])
                    if narrow:
                        quantize(X, da, count, narrow, grid, e)
            exponents[1, l] = e
            skip_from = at[AT_SOURCE, l]
            scale = X[at[AT_BRANCH, l]]
            at_branch = at[AT_BRANCH, l] + size
            source = da
            if skip_from > 0 and not net[POST_ACTIVATION]:
                X[at_branch] = dot(X, da, at[AT_B, l], count) if net[REZERO] else ZERO
                scaled(X, da, dh, count, scale)
                source = dh
            if net[DROPOUT]:
                elementwise_product(X, source, at[AT_MASK, l], dh, count)
                source = dh
            if net[NORM_AFTER]:
                normalize_layer_back(X, at, net, l, source, dh, rows, width, stride, scratch)
            if narrow and dh != da:
                quantize(X, dh, count, narrow, grid, e)
            dh_squares, dz_squares = activation_back(X, dh, at[AT_F, l], du, count)
            unit = math.ldexp(1.0, e - loss_scale)
            S[l, G_A] = math.sqrt(float(dh_squares)) * unit
            if narrow:
                quantize(X, du, count, narrow, grid, e)
            if at[AT_LEARNED, l]:
                slope_gradient(X, u, dh, at[AT_SLOPE, l] + size, rows, width, stride, net[SHARED])
            if du != dz:
                inner = du
                if skip_from > 0 and net[POST_ACTIVATION]:
                    X[at_branch] = dot(X, du, at[AT_B, l], count) if net[REZERO] else ZERO
                    scaled(X, du, dz, count, scale)
                    inner = dz
                if net[NORM_BEFORE]:
                    normalize_layer_back(X, at, net, l, inner, dz, rows, width, stride, scratch)
                if narrow:
                    quantize(X, dz, count, narrow, grid, e)
                dz_squares = squares(X, dz, count)
            S[l, G_Z] = math.sqrt(float(dz_squares)) * unit
            if narrow != HALF_FORMAT and (dz_squares < TOO_SMALL * TOO_SMALL * T_(count) or e < 0):
                e = rescale_gradients(X, dz, count, e, normal, grid)
            exponents[0, l] = e
        for j in range(0, stride, LANES):
            column_sums(
                X, X, dz + j, at[AT_F, l] + j, stride, rows, X, at[AT_BIAS, l] + size + j,
                scratch, j,
            )  # fmt: skip
        if l < n:
            dead = 0
            for j in range(width):
                dead += scratch[j] == ZERO
            S[l, DEAD] = dead / width
            # batch norm subtracts each unit's mean and so its bias: the gradient is exactly 0
            if net[NORM_BEFORE] and net[OVER_BATCH] and net[CENTERS]:
                X[at[AT_BIAS, l] + size : at[AT_BIAS, l] + size + width] = ZERO
        weight_gradients(X, at, l, rows, size, panel, strip)
        gw = at[AT_W, l] + size
        if narrow:
            quantize(X, gw, at[AT_WIDTH, l - 1] * stride, narrow, grid, exponents[0, l])
            quantize(X, at[AT_BIAS, l] + size, width, narrow, grid, exponents[0, l])
        if histograms:
            count_bins(X, dz, rows, width, stride, exponents[0, l] - loss_scale, H[l], strip)
    if loss_scale:
        for l in range(1, n + 1):
            exponents[0, l] -= loss_scale
            exponents[1, l] -= loss_scale


@njit(**PLAIN)
def one_pass(
    X, at, exponents, scalars, net, options, S, H, panel, strip, scratch, key, step, with_gradients,
    updating, histograms,
):  # fmt: skip
    """Run one forward pass and return the loss; `with_gradients`: also the backward pass.

    `updating`: an update follows it; `histograms`: those of the gradients' exponents are computed.
    """
    n = at.shape[1] - 1
    rows = net[ROWS_]
    forward(X, at, scalars, net, options, S, panel, strip, scratch, key, updating)
    width, stride, dz = at[AT_WIDTH, n], at[AT_STRIDE, n], at[AT_DZ, n]
    mean_loss = weighted_output(
        X, at[AT_Z, n], at[AT_A, n], dz, net[TARGETS], rows, width, stride, net[OUTPUT], net[LOSS],
        part(options, CLASS_WEIGHTS, options.size - CLASS_WEIGHTS),
    )  # fmt: skip
    if net[NARROW]:
        quantize(X, at[AT_A, n], rows * stride, net[NARROW], net[GRID_], 0)
    if not with_gradients:
        return mean_loss
    if net[LOSS_SCALE]:
        one, two = two_to(net[LOSS_SCALE])
        scaled(X, dz, dz, rows * stride, one * two)
    if net[NARROW]:
        quantize(X, dz, rows * stride, net[NARROW], net[GRID_], 0)
    backward(X, at, exponents, net, options, S, H, panel, strip, scratch, histograms)
    update(X, at, exponents, net, options, S, step, updating)
    return mean_loss


@njit(nogil=True, error_model="numpy", cache=CACHED)
def iterate(
    X, at, exponents, scalars, net, options, S, H, panel, strip, scratch, x, targets, chosen, rates,
    keys, losses, step, with_gradients, updating, histograms,
):  # fmt: skip
    """Run passes of a network with layers 0 (inputs) ... n; if `updating`, an update follows each.

    `at`: see `vgsim.compute.arrays.layout`. `scalars[l]`: p, q and the threshold of layer l.
    `chosen[k]`: the rows of x and targets that form the batch of pass k; if `chosen` is empty, the
    batch is in the tape. Single passes and runs of updates share this entry point, so that the
    results do not depend on how the updates are divided into calls.
    """
    X, at = borrowed(X), borrowed(at)
    exponents, scalars, S, H = borrowed(exponents), borrowed(scalars), borrowed(S), borrowed(H)
    net, options, x, targets = borrowed(net), borrowed(options), borrowed(x), borrowed(targets)
    panel, strip, scratch = borrowed(panel), borrowed(strip), borrowed(scratch)
    n = at.shape[1] - 1
    for k in range(len(losses)):
        if len(chosen):
            load_rows(X, at[AT_A, 0], at[AT_STRIDE, 0], x, chosen[k])
            load_rows(X, net[TARGETS], at[AT_STRIDE, n], targets, chosen[k])
        options[RATE] = rates[k]
        losses[k] = one_pass(
            X, at, exponents, scalars, net, options, S, H, panel, strip, scratch, keys[k],
            step + k, with_gradients, updating, histograms,
        )  # fmt: skip
