"""A whole iteration of a network in one call: forward, loss, backward, update and statistics."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821, E741
# mypy: ignore-errors

from __future__ import annotations

import math

import numpy as np
from numba import njit

from vgsim.compute.arrays.layout import ROW
from vgsim.compute.kernels.simd.arrays import call_pass, lent, part

# indices in `net`: properties of the network, the same for all its passes
NET = (
    "rows", "targets", "output", "loss", "over_batch", "centers", "shifts", "before", "after",
    "post", "thinned", "rezero", "shared", "clipping", "first", "size", "narrow", "normal", "grid",
    "lift", "step_address", "correct_address",
)  # fmt: skip
(ROWS_, TARGETS, OUTPUT, LOSS, OVER_BATCH, CENTERS, SHIFTS, BEFORE, AFTER, POST, THINNED, REZERO,
 SHARED, CLIPPING, FIRST, SIZE, NARROW, NORMAL_, GRID_, LIFT, STEP_ADDRESS,
 CORRECT_ADDRESS) = range(len(NET))  # fmt: skip
# indices in `how`, after the optimizer's numbers
NORM_EPS, DROP, NORM_MOMENTUM, CLASS_WEIGHTS = range(AFTER_OWN, AFTER_OWN + 4)
MEAN, STD, SATURATED, INACTIVE, DEAD, G_A, G_Z, G_W, G_B, W_NORM, RATIO, CLIPPED = range(12)
globals().update({f"AT_{name.upper()}": row for name, row in ROW.items()})


@njit(**PLAIN)
def forward(X, at, scalars, net, how, S, panel, strip, scratch, key, train):
    """Compute the signals of all hidden layers, and z of the output layer."""
    n = at.shape[1] - 1
    rows, narrow, grid = net[ROWS_], net[NARROW], net[GRID_]
    eps = T_(how[NORM_EPS])
    for l in range(1, n + 1):
        width, stride = at[AT_WIDTH, l], at[AT_STRIDE, l]
        count = rows * stride
        z = at[AT_Z, l]
        multiply(
            X, at[AT_A, l - 1], at[AT_STRIDE, l - 1], 1, X, at[AT_W, l], stride, rows, stride,
            at[AT_WIDTH, l - 1], X, z, stride, X, at[AT_BIAS, l], True, panel, strip,
        )  # fmt: skip
        if narrow:
            quantize(X, z, count, narrow, grid, 0)
        if l == n:
            break
        join = at[AT_SOURCE, l]
        u, h, a = at[AT_U, l], at[AT_H, l], at[AT_A, l]
        if net[BEFORE]:
            to = at[AT_B, l] if join > 0 and net[POST] else u
            normed(X, at, net, how, l, z, to, rows, width, stride, eps, scratch, train)
            if narrow:
                quantize(X, to, count, narrow, grid, 0)
        if join > 0 and net[POST]:
            scale = X[at[AT_BRANCH, l]]
            add_scaled(X, at[AT_A, join], at[AT_B, l], u, count, scale)
            if narrow:
                quantize(X, u, count, narrow, grid, 0)
        call_pass(
            at[AT_ADDRESS, l], X, u, h, at[AT_F, l], at[AT_SLOPE, l], rows, width, stride,
            at[AT_EACH, l], scalars[l, 0], scalars[l, 1], scalars[l, 2], S, l * S.shape[1],
        )  # fmt: skip
        if narrow:
            quantize(X, h, count, narrow, grid, 0)
        out = h
        if net[AFTER]:
            out = at[AT_B, l] if join > 0 and not net[POST] else a
            normed(X, at, net, how, l, h, out, rows, width, stride, eps, scratch, train)
            if narrow:
                quantize(X, out, count, narrow, grid, 0)
        if net[THINNED]:
            mask = at[AT_MASK, l]
            kept = ONE / (ONE - T_(how[DROP]))
            edge = np.uint64(how[DROP] * 4294967296.0)
            draw_mask(X, mask, rows, width, stride, mixed(key + np.uint64(l)), edge, kept)
            to = at[AT_B, l] if join > 0 and not net[POST] else a
            times(X, out, mask, to, count)
            out = to
            if narrow:
                quantize(X, out, count, narrow, grid, 0)
        if join > 0 and not net[POST]:
            add_scaled(X, at[AT_A, join], out, a, count, X[at[AT_BRANCH, l]])
            if narrow:
                quantize(X, a, count, narrow, grid, 0)


@njit(**PLAIN)
def normed(X, at, net, how, l, source, to, rows, width, stride, eps, scratch, train):
    normalize(
        X, net[OVER_BATCH], net[CENTERS], source, at[AT_N, l], to, at[AT_GAMMA, l],
        at[AT_BETA, l], at[AT_DEVIATION, l], rows, width, stride, eps, scratch,
    )  # fmt: skip
    if train and net[OVER_BATCH]:
        running(
            X, at[AT_RUNNING_MEAN, l], at[AT_RUNNING_VARIANCE, l], at[AT_DEVIATION, l], rows,
            width, eps, scratch, how[NORM_MOMENTUM],
        )  # fmt: skip


@njit(**PLAIN)
def unnormed(X, at, net, l, source, to, rows, width, stride, scratch):
    size = net[SIZE]
    normalize_back(
        X, net[OVER_BATCH], net[CENTERS], source, at[AT_N, l], to, at[AT_GAMMA, l],
        at[AT_DEVIATION, l], at[AT_GAMMA, l] + size, at[AT_BETA, l] + size, rows, width, stride,
        scratch,
    )  # fmt: skip
    if not net[SHIFTS]:
        X[at[AT_BETA, l] + size : at[AT_BETA, l] + size + width] = ZERO


@njit(**PLAIN)
def lifted(X, start, count, e, normal, grid):
    """Rescale stored gradients (the true ones are 2**e times larger) if tiny; return the new e."""
    peak = largest(X, start, count)
    if peak > ZERO and peak < FAINT:
        while peak < FAINT and e > GRID - 2 * CHUNK:
            scaled(X, start, start, count, UP)
            peak *= UP
            e -= CHUNK
    elif e < 0 and peak > STRONG:
        scaled(X, start, start, count, DOWN)
        e += CHUNK
    if e < 0:
        onto_grid(X, start, count, e, normal, grid)
    return e


@njit(**PLAIN)
def join_gradients(X, da, skip, count, e, other):
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
def backward(X, at, expo, net, how, S, H, panel, strip, scratch, look):
    """Compute all gradients from dL/dz of the output layer; with `look` also the histograms H."""
    n = at.shape[1] - 1
    rows, size, lift = net[ROWS_], net[SIZE], net[LIFT]
    narrow, normal, grid = net[NARROW], net[NORMAL_], net[GRID_]
    expo[0, n] = 0
    for l in range(n, 0, -1):
        width, stride = at[AT_WIDTH, l], at[AT_STRIDE, l]
        count = rows * stride
        dz = at[AT_DZ, l]
        if l < n:
            da, dh, du, u = at[AT_DA, l], at[AT_DH, l], at[AT_DU, l], at[AT_U, l]
            above = at[AT_STRIDE, l + 1]
            multiply(
                X, at[AT_DZ, l + 1], above, 1, X, at[AT_BACK, l + 1], stride, rows, stride,
                at[AT_WIDTH, l + 1], X, da, stride, X, 0, False, panel, strip,
            )  # fmt: skip
            e = expo[0, l + 1]
            if narrow:
                quantize(X, da, count, narrow, grid, e)
            for end in range(l + 1, n):
                if at[AT_SOURCE, end] == l:
                    skip = at[AT_DU, end] if net[POST] else at[AT_DA, end]
                    e = join_gradients(X, da, skip, count, e, expo[1, end])
                    if narrow:
                        quantize(X, da, count, narrow, grid, e)
            expo[1, l] = e
            join = at[AT_SOURCE, l]
            scale = X[at[AT_BRANCH, l]]
            at_branch = at[AT_BRANCH, l] + size
            source = da
            if join > 0 and not net[POST]:
                X[at_branch] = dot(X, da, at[AT_B, l], count) if net[REZERO] else ZERO
                scaled(X, da, dh, count, scale)
                source = dh
            if net[THINNED]:
                times(X, source, at[AT_MASK, l], dh, count)
                source = dh
            if net[AFTER]:
                unnormed(X, at, net, l, source, dh, rows, width, stride, scratch)
            if narrow and dh != da:
                quantize(X, dh, count, narrow, grid, e)
            before, after = through_slope(X, dh, at[AT_F, l], du, count)
            true = math.ldexp(1.0, e - lift)
            S[l, G_A] = math.sqrt(float(before)) * true
            if narrow:
                quantize(X, du, count, narrow, grid, e)
            if at[AT_LEARNED, l]:
                slope_gradient(X, u, dh, at[AT_SLOPE, l] + size, rows, width, stride, net[SHARED])
            if du != dz:
                inner = du
                if join > 0 and net[POST]:
                    X[at_branch] = dot(X, du, at[AT_B, l], count) if net[REZERO] else ZERO
                    scaled(X, du, dz, count, scale)
                    inner = dz
                if net[BEFORE]:
                    unnormed(X, at, net, l, inner, dz, rows, width, stride, scratch)
                if narrow:
                    quantize(X, dz, count, narrow, grid, e)
                after = squares(X, dz, count)
            S[l, G_Z] = math.sqrt(float(after)) * true
            if narrow != HALF_FORMAT and (after < FAINT * FAINT * T_(count) or e < 0):
                e = lifted(X, dz, count, e, normal, grid)
            expo[0, l] = e
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
            if net[BEFORE] and net[OVER_BATCH] and net[CENTERS]:
                X[at[AT_BIAS, l] + size : at[AT_BIAS, l] + size + width] = ZERO
        gw = at[AT_W, l] + size
        multiply(
            X, at[AT_A, l - 1], 1, at[AT_STRIDE, l - 1], X, dz, stride, at[AT_WIDTH, l - 1],
            stride, rows, X, gw, stride, X, 0, False, panel, strip,
        )  # fmt: skip
        if narrow:
            quantize(X, gw, at[AT_WIDTH, l - 1] * stride, narrow, grid, expo[0, l])
            quantize(X, at[AT_BIAS, l] + size, width, narrow, grid, expo[0, l])
        if look:
            count_bins(X, dz, rows, width, stride, expo[0, l] - lift, H[l], strip)
    if lift:
        for l in range(1, n + 1):
            expo[0, l] -= lift
            expo[1, l] -= lift


@njit(**PLAIN)
def one_pass(
    X, at, expo, scalars, net, how, S, H, panel, strip, scratch, key, step, back, move, look
):  # fmt: skip
    """Run one forward pass and return the loss; `back`: also all gradients; `move`: an update."""
    n = at.shape[1] - 1
    rows = net[ROWS_]
    forward(X, at, scalars, net, how, S, panel, strip, scratch, key, move)
    width, stride, dz = at[AT_WIDTH, n], at[AT_STRIDE, n], at[AT_DZ, n]
    found = weighted_output(
        X, at[AT_Z, n], at[AT_A, n], dz, net[TARGETS], rows, width, stride, net[OUTPUT], net[LOSS],
        part(how, CLASS_WEIGHTS, how.size - CLASS_WEIGHTS),
    )  # fmt: skip
    if net[NARROW]:
        quantize(X, at[AT_A, n], rows * stride, net[NARROW], net[GRID_], 0)
    if not back:
        return found
    if net[LIFT]:
        one, two = two_to(net[LIFT])
        scaled(X, dz, dz, rows * stride, one * two)
    if net[NARROW]:
        quantize(X, dz, rows * stride, net[NARROW], net[GRID_], 0)
    backward(X, at, expo, net, how, S, H, panel, strip, scratch, look)
    update(X, at, expo, net, how, S, step, move)
    return found


@njit(nogil=True, error_model="numpy", cache=CACHED)
def iterate(
    X, at, expo, scalars, net, how, S, H, panel, strip, scratch, x, targets, chosen, rates, keys,
    losses, step, back, move, look,
):  # fmt: skip
    """Run passes of a network with layers 0 (inputs) ... n; with `move`, an update follows each.

    `at`: see `vgsim.compute.arrays.layout`. `scalars[l]`: p, q and the threshold of layer l.
    `chosen[k]`: the rows of x and targets that form the batch of pass k; if `chosen` is empty, the
    batch is in the tape. Single passes and runs of updates share this entry point, so that the
    results do not depend on how the updates are divided into calls.
    """
    X, at, expo, scalars = lent(X), lent(at), lent(expo), lent(scalars)
    net, how, x, targets = lent(net), lent(how), lent(x), lent(targets)
    S, H, panel, strip, scratch = lent(S), lent(H), lent(panel), lent(strip), lent(scratch)
    n = at.shape[1] - 1
    for k in range(len(losses)):
        if len(chosen):
            load_rows(X, at[AT_A, 0], at[AT_STRIDE, 0], x, chosen[k])
            load_rows(X, net[TARGETS], at[AT_STRIDE, n], targets, chosen[k])
        how[RATE] = rates[k]
        losses[k] = one_pass(
            X, at, expo, scalars, net, how, S, H, panel, strip, scratch, keys[k], step + k, back,
            move, look,
        )  # fmt: skip
