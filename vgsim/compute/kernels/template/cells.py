"""One step of a recurrent cell, forward and backward (PyTorch's equations and order of gates)."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

from numba import njit

from vgsim.compute.kernels.simd.arrays import part

# Every loop uses few arrays, so that the compiler can prove that they do not overlap.


@njit(**FAST)
def apply_sigmoid(X, source, target, count):
    """Apply the sigmoid to `count` elements."""
    x, y = part(X, source, count), part(X, target, count)
    for j in range(count):
        y[j] = rule_sigmoid(x[j], ZERO, ZERO)[0]


@njit(**FAST)
def apply_tanh(X, source, target, count):
    """Apply tanh to `count` elements."""
    x, y = part(X, source, count), part(X, target, count)
    for j in range(count):
        y[j] = rule_tanh(x[j], ZERO, ZERO)[0]


@njit(**FAST)
def lstm_forward(X, z0, p0, c0, tc0, cn0, h0, h_row, rows, n):
    """Compute gates, cell state and hidden state of one step; the new cell state goes to `cn0`."""
    for b in range(rows):
        z, p, s = z0 + b * 4 * n, p0 + b * 4 * n, b * n
        apply_sigmoid(X, z, p, 2 * n)
        apply_tanh(X, z + 2 * n, p + 2 * n, n)
        apply_sigmoid(X, z + 3 * n, p + 3 * n, n)
        gate = part(X, p, 4 * n)
        old, new = part(X, c0 + s, n), part(X, cn0 + s, n)
        for j in range(n):
            new[j] = gate[n + j] * old[j] + gate[j] * gate[2 * n + j]
        apply_tanh(X, cn0 + s, tc0 + s, n)
        tanh_c, h = part(X, tc0 + s, n), part(X, h0 + b * h_row, n)
        for j in range(n):
            h[j] = gate[3 * n + j] * tanh_c[j]


@njit(**FAST)
def lstm_back(X, p0, c0, tc0, dh0, dc0, previous0, d0, rows, n, cut):
    """Compute dL/dz of one step, and dL/dc of the previous step (from `previous0` on)."""
    for b in range(rows):
        p, d, s = p0 + b * 4 * n, d0 + b * 4 * n, b * n
        gate = part(X, p, 4 * n)
        dh, tanh_c = part(X, dh0 + s, n), part(X, tc0 + s, n)
        dc, old = part(X, dc0 + s, n), part(X, c0 + s, n)
        di, df, dg, do = (
            part(X, d, n),
            part(X, d + n, n),
            part(X, d + 2 * n, n),
            part(X, d + 3 * n, n),
        )
        previous = part(X, previous0 + s, n)
        for j in range(n):
            o = gate[3 * n + j]
            do[j] = dh[j] * tanh_c[j] * o * (ONE - o)
        for j in range(n):
            dc[j] += dh[j] * gate[3 * n + j] * (ONE - tanh_c[j] * tanh_c[j])
        for j in range(n):
            i, g = gate[j], gate[2 * n + j]
            di[j] = dc[j] * g * i * (ONE - i)
            dg[j] = dc[j] * i * (ONE - g * g)
        for j in range(n):
            f = gate[n + j]
            df[j] = dc[j] * old[j] * f * (ONE - f)
        if cut:
            previous[:] = ZERO
        else:
            for j in range(n):
                previous[j] = dc[j] * gate[n + j]


@njit(**FAST)
def gru_forward(X, z0, p0, old0, new0, h_row, rows, n):
    """Compute gates and hidden state of one step."""
    for b in range(rows):
        z, p = z0 + b * 4 * n, p0 + b * 4 * n
        apply_sigmoid(X, z, p, 2 * n)
        gate, preactivation = part(X, p, 4 * n), part(X, z, 4 * n)
        for j in range(n):
            gate[3 * n + j] = gate[j] * preactivation[3 * n + j]
        for j in range(n):
            gate[2 * n + j] = preactivation[2 * n + j] + gate[3 * n + j]
        apply_tanh(X, p + 2 * n, p + 2 * n, n)
        old = part(X, old0 + b * h_row, n)
        new = part(X, new0 + b * h_row, n)
        for j in range(n):
            update_gate = gate[n + j]
            new[j] = (ONE - update_gate) * gate[2 * n + j] + update_gate * old[j]


@njit(**FAST)
def gru_back(X, z0, p0, old0, h_row, dh0, previous0, d0, rows, n, cut):
    """Compute dL/dz of one step; add its direct part of dL/dh of the previous step.

    That part is added from `previous0` on.
    """
    for b in range(rows):
        z, p, d, s = z0 + b * 4 * n, p0 + b * 4 * n, d0 + b * 4 * n, b * n
        gate, state = part(X, p, 4 * n), part(X, z + 3 * n, n)
        dr, dk, dn, ds = (
            part(X, d, n),
            part(X, d + n, n),
            part(X, d + 2 * n, n),
            part(X, d + 3 * n, n),
        )
        dh, old = part(X, dh0 + s, n), part(X, old0 + b * h_row, n)
        for j in range(n):
            y = gate[2 * n + j]
            dn[j] = dh[j] * (ONE - gate[n + j]) * (ONE - y * y)
        for j in range(n):
            update_gate = gate[n + j]
            dk[j] = dh[j] * (old[j] - gate[2 * n + j]) * update_gate * (ONE - update_gate)
        for j in range(n):
            r = gate[j]
            ds[j] = dn[j] * r
            dr[j] = dn[j] * state[j] * r * (ONE - r)
        if not cut:
            previous = part(X, previous0 + s, n)
            for j in range(n):
                previous[j] += dh[j] * gate[n + j]


@njit(**FAST)
def copy_rows(X, source, source_row, target, target_row, rows, count):
    for b in range(rows):
        x = part(X, source + b * source_row, count)
        y = part(X, target + b * target_row, count)
        for j in range(count):
            y[j] = x[j]


@njit(**FAST)
def add_rows(X, source, rows, count, Y, target):
    """Add the column sums of a contiguous matrix in X to Y[target:]."""
    sums = part(Y, target, count)
    for b in range(rows):
        row = part(X, source + b * count, count)
        for j in range(count):
            sums[j] += row[j]
