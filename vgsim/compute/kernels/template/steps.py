"""From a gradient to an update: every optimizer's step for a run of learned numbers."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

import math

import numpy as np
from numba import carray, cfunc, njit, types  # noqa: F401  # carray: in generated source

from vgsim.compute.kernels.simd.arrays import call_step, part
from vgsim.compute.kernels.simd.numbers import bits_of, loose_add, number_of
from vgsim.compute.kernels.simd.tiles import turn_block
from vgsim.parts.optimizers import OPTIMIZERS, nadam_factors

globals().update({_name.upper(): _kind for _kind, _name in enumerate(OPTIMIZERS)})  # SGD ...
CLIP_NONE, CLIP_VALUE, CLIP_LAYER, CLIP_GLOBAL = range(4)
# places in `how`; of the corrections: of the gradient itself, of its mean, of the mean of squares
RATE, DECAY, KEPT, SQUARES, EPSILON, HERE, AHEAD, BELOW, CLIP_AT = range(9)

_STEP = """
def {name}(wp, gp, mp, vp, count, up, more, clip, limit, hp, narrow):
    w, g, m = carray(wp, (count,)), carray(gp, (count,)), carray(mp, (count,))
    v, how = carray(vp, (count,)), carray(hp, (9,))
    rate, decay, kept = T_(how[RATE]), T_(how[DECAY]), T_(how[KEPT])
    squares, epsilon = T_(how[SQUARES]), R(T_(how[EPSILON]))
    here, ahead, below = T_(how[HERE]), T_(how[AHEAD]), T_(how[BELOW])
    for t in range(count):
        x = w[t]
        y = g[t] * up * more * clip
        y = limit if y > limit else y
        y = -limit if y < -limit else y
        {body}
"""
# R(...): what one of PyTorch's operations stores, rounded where the optimizer is a narrow one
_BODIES = {
    "sgd": """
        w[t] = R(x - rate * R(R(y) + decay * x))""",
    "momentum": """
        m[t] = R(R(kept * m[t]) + R(R(y) + decay * x))
        w[t] = R(x - rate * m[t])""",
    "nesterov": """
        y = R(R(y) + decay * x)
        m[t] = R(R(kept * m[t]) + y)
        w[t] = R(x - rate * R(y + kept * m[t]))""",
    "rmsprop": """
        y = R(R(y) + decay * x)
        m[t] = R(R(squares * m[t]) + (ONE - squares) * y * y)
        w[t] = R(x - rate * y / R(R(math.sqrt(m[t])) + epsilon))""",
    "adam": """
        y = R(R(y) + decay * x)
        m[t] = R(kept * m[t] + (ONE - kept) * y)
        v[t] = R(R(squares * v[t]) + (ONE - squares) * y * y)
        w[t] = R(x - rate * ahead * m[t] / R(R(math.sqrt(v[t] * below)) + epsilon))""",
    "adamw": """
        y = R(y)
        m[t] = R(kept * m[t] + (ONE - kept) * y)
        v[t] = R(R(squares * v[t]) + (ONE - squares) * y * y)
        x = R(x - rate * decay * x)
        w[t] = R(x - rate * ahead * m[t] / R(R(math.sqrt(v[t] * below)) + epsilon))""",
    "adagrad": """
        y = R(R(y) + decay * x)
        m[t] = R(m[t] + y * y)
        w[t] = R(x - rate * y / R(R(math.sqrt(m[t])) + epsilon))""",
    "nadam": """
        y = R(R(y) + decay * x)
        m[t] = R(kept * m[t] + (ONE - kept) * y)
        v[t] = R(R(squares * v[t]) + (ONE - squares) * y * y)
        z = R(R(math.sqrt(v[t] * below)) + epsilon)
        w[t] = R(R(x - rate * here * y / z) - rate * ahead * m[t] / z)""",
}


_P = types.CPointer(SCALAR)
STEP = types.void(
    _P, _P, _P, _P, types.int64, SCALAR, SCALAR, SCALAR, SCALAR, types.CPointer(types.float64),
    types.int64,
)  # fmt: skip


def optimizer_step(name):
    """The compiled step of an optimizer, by its name: step_adam, or narrow_adam, which rounds.

    The caller keeps it alive and has it called by its address.
    """
    kind, _, optimizer = name.partition("_")
    source = _STEP.format(name=name, body=_BODIES[optimizer].strip())
    source = source.replace("R(", "rounded(narrow, " if kind == "narrow" else "(")
    flags = False if kind == "narrow" else FLAGS
    made = _generated(source, name)
    return cfunc(STEP, cache=CACHED, error_model="numpy", fastmath=flags)(made)


if not DOUBLE:

    @njit(**PLAIN)
    def rounded(narrow, v):
        """A single number, as `quantize` rounds it."""
        cut = np.uint32(13 if narrow == HALF_FORMAT else 16)
        b, half = bits_of(v), (np.uint32(1) << (cut - np.uint32(1))) - np.uint32(1)
        b = (b + half + ((b >> cut) & np.uint32(1))) >> cut << cut
        w = number_of(np.uint32(b))
        if narrow == HALF_FORMAT:
            w = (v + HALF_SHIFT) - HALF_SHIFT if abs(v) < HALF_EDGE else w
            w = math.copysign(INFINITY, v) if abs(w) > HALF_TOP else w
        return w if v == v else v


nadam_parts = njit(**PLAIN)(nadam_factors)


@njit(**PLAIN)
def correct(how, kind, count):
    """What the means are multiplied by in update number `count` of this optimizer."""
    if kind in (ADAM, ADAMW, NADAM):
        how[AHEAD] = 1.0 / (1.0 - how[KEPT] ** count)
        how[BELOW] = 1.0 / (1.0 - how[SQUARES] ** count)
    if kind == NADAM:
        how[HERE], how[AHEAD] = nadam_parts(how[KEPT], count)


@njit(**PLAIN)
def step(X, w0, count, size, e, clip, limit, how, address, narrow):
    """Move learned numbers w0 ... w0 + count; gradients and states lie `size` elements on, each.

    `address`: of what `optimizer_step` made; `narrow`: the format it rounds to, if it does.
    """
    up, more = two_to(e)
    g0, m0, v0 = w0 + size, w0 + 2 * size, w0 + 3 * size
    call_step(address, X, w0, g0, m0, v0, count, up, more, clip, limit, how, narrow)


@njit(**FAST)
def plain_step(X, w0, g0, count, factor):
    """Gradient descent without any addition."""
    w, g = part(X, w0, count), part(X, g0, count)
    for t in range(count):
        w[t] -= factor * g[t]


@njit(**FAST)
def norms(X, w0, g0, count):
    """Sums of squares of weights and of their stored gradients."""
    w, g = part(X, w0, count), part(X, g0, count)
    w2 = ZERO
    g2 = ZERO
    for t in range(count):
        y = g[t]
        x = w[t]
        g2 = loose_add(g2, y * y)
        w2 = loose_add(w2, x * x)
    return w2, g2


@njit(**FAST)
def turn(X, w0, back, fan_in, fan_out, stride, back_stride):
    """The transposed copy of a layer's weights."""
    high, wide = fan_in - fan_in % 8, fan_out - fan_out % 8
    for k in range(0, high, 8):
        for j in range(0, wide, 8):
            turn_block(X, w0 + k * stride + j, stride, back + j * back_stride + k, back_stride)
    for j in range(fan_out):
        for k in range(high if j < wide else 0, fan_in):
            X[back + j * back_stride + k] = X[w0 + k * stride + j]
