"""From a gradient to an update: every optimizer's step for a run of learned numbers."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

from numba import njit

from vgsim.compute.kernels.simd.arrays import part
from vgsim.compute.kernels.simd.numbers import loose_add
from vgsim.compute.kernels.simd.tiles import turn_block

SGD, MOMENTUM, NESTEROV, RMSPROP, ADAM, ADAMW = range(6)
CLIP_NONE, CLIP_VALUE, CLIP_LAYER, CLIP_GLOBAL = range(4)
RATE, DECAY, KEPT, SQUARES, EPSILON, LIMIT = range(6)  # places in `how`

_STEP = """
def step_{name}(X, w0, g0, m0, v0, count, up, more, clip, limit, how, correct1, correct2):
    w, g = part(X, w0, count), part(X, g0, count)
    m, v = part(X, m0, count), part(X, v0, count)
    rate, decay, kept = T_(how[RATE]), T_(how[DECAY]), T_(how[KEPT])
    squares, epsilon = T_(how[SQUARES]), T_(how[EPSILON])
    for t in range(count):
        x = w[t]
        y = g[t] * up * more * clip
        y = limit if y > limit else y
        y = -limit if y < -limit else y
        {body}
"""
_BODIES = {
    "sgd": """
        w[t] = x - rate * (y + decay * x)""",
    "momentum": """
        m[t] = kept * m[t] + (y + decay * x)
        w[t] = x - rate * m[t]""",
    "nesterov": """
        y = y + decay * x
        m[t] = kept * m[t] + y
        w[t] = x - rate * (y + kept * m[t])""",
    "rmsprop": """
        y = y + decay * x
        m[t] = squares * m[t] + (ONE - squares) * y * y
        w[t] = x - rate * y / (math.sqrt(m[t]) + epsilon)""",
    "adam": """
        y = y + decay * x
        m[t] = kept * m[t] + (ONE - kept) * y
        v[t] = squares * v[t] + (ONE - squares) * y * y
        w[t] = x - rate * correct1 * m[t] / (math.sqrt(v[t] * correct2) + epsilon)""",
    "adamw": """
        m[t] = kept * m[t] + (ONE - kept) * y
        v[t] = squares * v[t] + (ONE - squares) * y * y
        x = x - rate * decay * x
        w[t] = x - rate * correct1 * m[t] / (math.sqrt(v[t] * correct2) + epsilon)""",
}


def _step(name):
    source = _STEP.format(name=name, body=_BODIES[name].strip())
    return njit(**FAST)(_generated(source, f"step_{name}"))


step_sgd, step_momentum, step_nesterov = _step("sgd"), _step("momentum"), _step("nesterov")
step_rmsprop, step_adam, step_adamw = _step("rmsprop"), _step("adam"), _step("adamw")


@njit(**PLAIN)
def step(X, w0, count, size, kind, e, clip, limit, how, correct1, correct2):
    """Move learned numbers w0 ... w0 + count; gradients and states lie `size` elements on, each."""
    up, more = two_to(e)
    g0, m0, v0 = w0 + size, w0 + 2 * size, w0 + 3 * size
    if kind == SGD:
        step_sgd(X, w0, g0, m0, v0, count, up, more, clip, limit, how, correct1, correct2)
    elif kind == MOMENTUM:
        step_momentum(X, w0, g0, m0, v0, count, up, more, clip, limit, how, correct1, correct2)
    elif kind == NESTEROV:
        step_nesterov(X, w0, g0, m0, v0, count, up, more, clip, limit, how, correct1, correct2)
    elif kind == RMSPROP:
        step_rmsprop(X, w0, g0, m0, v0, count, up, more, clip, limit, how, correct1, correct2)
    elif kind == ADAM:
        step_adam(X, w0, g0, m0, v0, count, up, more, clip, limit, how, correct1, correct2)
    else:
        step_adamw(X, w0, g0, m0, v0, count, up, more, clip, limit, how, correct1, correct2)


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
