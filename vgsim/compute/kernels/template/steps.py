"""The optimizers' steps: they update a contiguous range of parameters from their gradients."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

import math

import numpy as np
from numba import carray, cfunc, njit, types  # noqa: F401  # carray: in generated source

from vgsim.compute.kernels.numbers import AFTER_OWN, CLIP_AT, DECAY, OWN, RATE  # noqa: F401
from vgsim.compute.kernels.simd.arrays import call_step, part
from vgsim.compute.kernels.simd.numbers import bits_of, loose_add, number_of
from vgsim.compute.kernels.simd.tiles import transpose_block
from vgsim.parts.elementary import bind
from vgsim.parts.optimizers import OPTIMIZERS

_STEP = """
def {name}(wp, gp, mp, vp, count, up, more, clip, limit, hp):
    w, g, m = carray(wp, (count,)), carray(gp, (count,)), carray(mp, (count,))
    v, options = carray(vp, (count,)), carray(hp, ({end},))
    rate, decay = T_(options[RATE]), T_(options[DECAY])
    {own}
    for t in range(count):
        x = w[t]
        y = g[t] * up * more * clip
        y = limit if y > limit else y
        y = -limit if y < -limit else y
        y = stored_{name}(y)
        {decay}
        {results} = rule_{name}({arguments})
"""
_CORRECT = """
def correct_{name}(hp, count):
    options = carray(hp, ({end},))
    {results} = corrections_{name}({arguments})
"""
LIFT_BY = -NORMAL * 5 // 8
LIFT, LIFT_GRID = T(2.0**LIFT_BY), T(2.0 ** (GRID + LIFT_BY))
FAINT_GRADIENT = T(2.0 ** (NORMAL * 2 // 5))
SQUARED_AWAY = T(2.0 ** (NORMAL // 2 + 1))  # the square of a smaller number is subnormal
_P, _OPTIONS = types.CPointer(SCALAR), types.CPointer(types.float64)
STEP = types.void(_P, _P, _P, _P, types.int64, SCALAR, SCALAR, SCALAR, SCALAR, _OPTIONS)
CORRECT = types.void(_OPTIONS, types.int64)


def optimizer_step(name):
    """Compile an optimizer's step and the correction of its means; None if it has no correction.

    A name is, for example, step_adam, or float16_adam, which rounds to that format. The caller
    keeps both functions alive, and the kernels call them by their addresses.
    """
    kind, _, optimizer = name.partition("_")
    entry, flags = OPTIMIZERS[optimizer], FLAGS if kind == "step" else set()
    known, defaults = len(entry.parameters), [each.default for each in entry.parameters]
    end = known + len(entry.corrected(1, *defaults))
    own, states = [f"own{k}" for k in range(end)], ["m[t]", "v[t]"][: entry.states]
    options = {"forceinline": True, "fastmath": flags, **PLAIN}
    names = {**_ELEMENTARY, **constants(T), "stored": STORED[kind]}
    globals()[f"stored_{name}"] = STORED[kind]
    globals()[f"rule_{name}"] = njit(**options)(bind(entry.rule, names))
    shrunk = f"x = stored_{name}(x - rate * decay * x)"
    step = _STEP.format(
        name=name, end=OWN + end, results=", ".join(["w[t]", *states]) + ",",
        own="; ".join(f"{each} = T_(options[{OWN + k}])" for k, each in enumerate(own)),
        decay=shrunk if entry.decoupled else f"y = stored_{name}(y + decay * x)",
        arguments=", ".join(["x", "y", *states, "rate", *own]),
    )  # fmt: skip
    made = cfunc(STEP, cache=CACHED, error_model="numpy", fastmath=flags)(_generated(step, name))
    if entry.corrections is None:
        return made, None
    globals()[f"corrections_{name}"] = njit(**PLAIN)(entry.corrections)
    places = [f"options[{OWN + k}]" for k in range(end)]
    correct = _CORRECT.format(
        name=name, end=OWN + end, results=", ".join(places[known:]) + ",",
        arguments=", ".join(["count", *places[:known]]),
    )  # fmt: skip
    correct = _generated(correct, f"correct_{name}")
    return made, cfunc(CORRECT, cache=CACHED, error_model="numpy")(correct)


@njit(forceinline=True, **INNER)
def unrounded(v):
    return v


STORED = {"step": unrounded}
if not DOUBLE:

    @njit(**PLAIN)
    def rounded(narrow, v):
        """Round a single number as `quantize` does."""
        cut = np.uint32(13 if narrow == HALF_FORMAT else 16)
        b, half = bits_of(v), (np.uint32(1) << (cut - np.uint32(1))) - np.uint32(1)
        b = (b + half + ((b >> cut) & np.uint32(1))) >> cut << cut
        w = number_of(np.uint32(b))
        if narrow == HALF_FORMAT:
            w = (v + HALF_SHIFT) - HALF_SHIFT if abs(v) < HALF_NORMAL else w
            w = math.copysign(INFINITY, v) if abs(w) > HALF_MAX else w
        return w if v == v else v

    @njit(forceinline=True, **INNER)
    def to_half(v):
        return rounded(HALF_FORMAT, v)

    @njit(forceinline=True, **INNER)
    def to_bfloat(v):
        return rounded(BFLOAT, v)

    STORED |= {"float16": to_half, "bfloat16": to_bfloat}


@njit(**PLAIN)
def step(X, w0, count, size, e, clip, limit, options, address):
    """Update `count` parameters from w0 on; gradients and states follow at distances of `size`.

    `address`: of the step that `optimizer_step` compiled.
    """
    up, more = two_to(e)
    g0, m0, v0 = w0 + size, w0 + 2 * size, w0 + 3 * size
    call_step(address, X, w0, g0, m0, v0, count, up, more, clip, limit, options)


@njit(**FAST)
def plain_step(X, w0, g0, count, factor):
    """Take a step of plain gradient descent."""
    w, g = part(X, w0, count), part(X, g0, count)
    for t in range(count):
        w[t] -= factor * g[t]


@njit(**FAST)
def norms(X, w0, g0, count):
    """Return the sums of squares of weights and of their stored gradients."""
    w, g = part(X, w0, count), part(X, g0, count)
    w2 = ZERO
    g2 = ZERO
    for t in range(count):
        y = g[t]
        x = w[t]
        g2 = loose_add(g2, y * y)
        w2 = loose_add(w2, x * x)
    return w2, g2


@njit(**PLAIN)
def true_norms(X, w0, g0, count):
    """Return the sum of squares of weights, and the norm of their stored gradients."""
    if reaches(X, g0, count, FAINT_GRADIENT):
        w2, g2 = norms(X, w0, g0, count)
        return w2, math.sqrt(float(g2))
    return squares(X, w0, count), faint_norm(X, g0, count)


@njit(**FAST)
def faint_norm(X, g0, count):
    """Return the norm of gradients whose squares may be below the smallest normal number."""
    if is_zero(X, g0, count):
        return 0.0
    g = part(X, g0, count)
    g2 = ZERO
    for t in range(count):
        y = rescaled(g[t], LIFT, LIFT_GRID)
        y = ZERO if abs(y) < SQUARED_AWAY else y
        g2 = loose_add(g2, y * y)
    return math.sqrt(float(g2)) / float(LIFT)


@njit(**FAST)
def transpose_weights(X, w0, target, fan_in, fan_out, stride, target_stride):
    """Write the transposed copy of a layer's weights."""
    whole_rows, whole_columns = fan_in - fan_in % 8, fan_out - fan_out % 8
    for k in range(0, whole_rows, 8):
        for j in range(0, whole_columns, 8):
            source, corner = w0 + k * stride + j, target + j * target_stride + k
            transpose_block(X, source, stride, corner, target_stride)
    for j in range(fan_out):
        for k in range(whole_rows if j < whole_columns else 0, fan_in):
            X[target + j * target_stride + k] = X[w0 + k * stride + j]
