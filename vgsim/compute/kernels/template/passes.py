"""The activations' passes over a layer, and the output layer with its loss."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

import math

from numba import cfunc, njit, types

from vgsim.compute.kernels import numbers
from vgsim.compute.kernels.simd.arrays import part
from vgsim.compute.kernels.simd.numbers import count_if  # noqa: F401  # in generated source
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.elementary import bind, constants
from vgsim.parts.losses import LOSSES
from vgsim.parts.own import kernel_name

globals().update(numbers.CONSTANTS)

_P = types.CPointer(SCALAR)
PASS = types.void(
    _P, _P, _P, _P, types.int64, types.int64, types.int64, types.int64, SCALAR, SCALAR, SCALAR,
    types.CPointer(types.float64),
)  # fmt: skip

_PASS_SOURCE = """
def pass_{name}(zp, ap, fp, sp, rows, width, stride, per_unit, p, q, low, out):
    count = rows * stride
    z = carray(zp, (count,))
    a = carray(ap, (count,))
    f = carray(fp, (count,))
    s = carray(sp, (stride,))
    total = ZERO
    square = ZERO
    saturated = COUNTER(0)
    inactive = COUNTER(0)
    if per_unit:
        for i in range(rows):
            for j in range(width):
                t = i * stride + j
                y, g = rule_{name}(z[t], s[j], q)
                a[t] = y
                f[t] = g
                total = loose_add(total, y)
                square = loose_add(square, y * y)
                saturated = count_if(saturated, abs(g) < low)
                inactive = count_if(inactive, g == ZERO)
    else:
        for t in range(count):
            y, g = rule_{name}(z[t], p, q)
            a[t] = y
            f[t] = g
            total = loose_add(total, y)
            square = loose_add(square, y * y)
            saturated = count_if(saturated, abs(g) < low)
            inactive = count_if(inactive, g == ZERO)
        if width < stride:  # remove what the padding added
            y, g = rule_{name}(ZERO, p, q)
            pads = rows * (stride - width)
            if abs(y) < INFINITY:
                total -= T_(pads) * y
                square -= T_(pads) * y * y
            else:  # an own formula may be undefined at 0
                total = ZERO
                square = ZERO
                for i in range(rows):
                    for j in range(i * stride, i * stride + width):
                        total += a[j]
                        square += a[j] * a[j]
            saturated -= COUNTER(pads if abs(g) < low else 0)
            inactive -= COUNTER(pads if g == ZERO else 0)
            for i in range(rows):
                for j in range(i * stride + width, i * stride + stride):
                    a[j] = ZERO
                    f[j] = ZERO
    n = float(rows * width)
    mean = float(total) / n
    o = carray(out, (4,))
    o[0] = mean
    o[1] = math.sqrt(max(float(square) / n - mean * mean, 0.0))
    o[2] = float(saturated) / n
    o[3] = float(inactive) / n
"""


T_ = SCALAR  # in a kernel, calling a Numba type converts to it
COUNTER = types.int64 if DOUBLE else types.int32  # as wide as the numbers, for vectorized counting


def activation_pass(name):
    """Compile the pass of an activation; the caller keeps it alive and calls it by its address."""
    rule, word = ACTIVATIONS[name].rule, kernel_name(name)
    bound = bind(rule, {**_ELEMENTARY, **constants(T, rule)})
    globals()[f"rule_{word}"] = njit(forceinline=True, **FAST)(bound)
    function = _generated(_PASS_SOURCE.format(name=word), f"pass_{word}")
    return cfunc(PASS, cache=CACHED, error_model="numpy", fastmath=FLAGS)(function)


for _name in ("sigmoid", "tanh"):
    globals()[f"rule_{_name}"] = njit(forceinline=True, **FAST)(
        bind(ACTIVATIONS[_name].rule, {**_ELEMENTARY, **constants(T)})
    )


@njit(**FAST)
def softmax_exponentials(X, z0, a0, d0, rows, width, stride):
    """Compute a = e^(z - largest z of the example), and write the index of the largest z to d.

    The exponentials of all examples are one loop, since most data sets have fewer classes than a
    vector has elements.
    """
    count = rows * stride
    for i in range(rows):
        z, a = part(X, z0 + i * stride, stride), part(X, a0 + i * stride, stride)
        peak, first = z[0], 0
        for j in range(width):
            if z[j] > peak or z[j] != z[j]:
                peak, first = z[j], j
        for j in range(width):
            a[j] = z[j] - peak
        for j in range(width, stride):
            a[j] = ZERO
        X[d0 + i * stride] = T_(first)
    y = part(X, a0, count)
    for t in range(count):
        y[t] = exp(y[t])


@njit(forceinline=True, **INNER)
def softmax_row(X, a, first, width, stride):
    """Turn an example's exponentials into probabilities; return the log of the exponentials' sum.

    The largest exponential is 1. The others are summed separately and passed to log1p, so that
    the logarithm of a sum near 1 keeps its digits.
    """
    y = part(X, a, stride)
    others = ZERO
    for j in range(width):
        others += y[j] if j != first else ZERO
    total = others + y[first]
    for j in range(width):
        y[j] /= total
    for j in range(width, stride):
        y[j] = ZERO
    return math.log1p(float(others))


@njit(forceinline=True, **INNER)
def error_at(X, a, t, j, width):
    """Return y - t of one softmax output; for t = 1 minus the sum of the others, which is exact."""
    e = X[a + j] - X[t + j]
    if X[t + j] == ONE:
        e = ZERO
        for k in range(width):
            e -= X[a + k] if k != j else ZERO
    return e


@njit(forceinline=True, **INNER)
def to_double(x):
    return float(x)


@njit(forceinline=True, **INNER)
def double_log1p(x):
    return math.log1p(float(x))


def _loss_selector(function, losses):
    """Make a function that selects one of these losses by its number and evaluates its rule."""
    source = f"def {function}(loss, total, z, t, e):\n"
    for name in losses:
        rule = bind(
            LOSSES[name].rule,
            {**_ELEMENTARY, **constants(T), "to_double": to_double, "log1p": double_log1p},
        )
        globals()[f"loss_{name}"] = njit(forceinline=True, **FAST)(rule)
        chosen = "" if name == losses[-1] else f"if loss == {numbers.LOSS[name]}: "
        source += f"    {chosen}return loss_{name}(total, z, t, e)\n"
    return njit(forceinline=True, **FAST)(_generated(source, function))


# one for softmax and one for independent outputs, because the types of z differ
softmax_loss = _loss_selector(
    "softmax_loss", [name for name in numbers.LOSS if "softmax" in LOSSES[name].outputs]
)
output_loss = _loss_selector(
    "output_loss",
    [name for name in numbers.LOSS if set(LOSSES[name].outputs) - {"softmax"}],
)
# indexed by the number of a loss
CANCELS = tuple(LOSSES[name].cancels for name in numbers.LOSS)
LOSS_OVER_BATCH = tuple(LOSSES[name].over == "batch" for name in numbers.LOSS)
RELATIVE = tuple(LOSSES[name].relative for name in numbers.LOSS)


@njit(forceinline=True, **INNER)
def softmax_loss_slope(X, z, a, t, j, width, peak, log_sum, loss):
    """Return the slope of the loss with respect to one softmax output."""
    log_probability, e = float(X[z + j] - peak) - log_sum, error_at(X, a, t, j, width)
    return softmax_loss(loss, 0.0, log_probability, X[t + j], e)[1]


@njit(**FAST)
def output_layer(X, z0, a0, d0, t0, rows, width, stride, output, loss):
    """Compute the outputs a and dL/dz (into d), and return the mean loss.

    As in vgsim.parts.losses, errors are computed from z, so that none is rounded to 0 when an
    output is close to its target.
    """
    total = 0.0
    count = rows if LOSS_OVER_BATCH[loss] else rows * width
    cancels, scale = CANCELS[loss], T_(count)
    if output == OUTPUT_SOFTMAX:
        softmax_exponentials(X, z0, a0, d0, rows, width, stride)
    for i in range(rows):
        z, a, d, t = z0 + i * stride, a0 + i * stride, d0 + i * stride, t0 + i * stride
        if output == OUTPUT_SOFTMAX:
            first = int(X[d])
            log_sum, peak = softmax_row(X, a, first, width, stride), X[z + first]
            for j in range(width):
                X[d + j] = error_at(X, a, t, j, width)
            for j in range(width):
                log_probability = float(X[z + j] - peak) - log_sum
                total, _ = softmax_loss(loss, total, log_probability, X[t + j], X[d + j])
            for j in range(width):
                own = softmax_loss_slope(X, z, a, t, j, width, peak, log_sum, loss)
                if cancels:
                    X[d + j] = own / scale
                    continue
                inner = ZERO  # chain rule with dy_k/dz_j = y_j ([j = k] - y_k)
                for k in range(width):
                    other = softmax_loss_slope(X, z, a, t, k, width, peak, log_sum, loss)
                    inner += X[a + k] * (own - other)
                X[d + j] = X[a + j] * inner / scale
        else:
            for j in range(width):
                x, target = X[z + j], X[t + j]
                y, g, e = x, ONE, x - target
                if output == OUTPUT_SIGMOID:
                    y, g = rule_sigmoid(x, ZERO, ZERO)
                    e = (ONE - target) * y - target * rule_sigmoid(-x, ZERO, ZERO)[0]
                elif output == OUTPUT_TANH:
                    y, g = rule_tanh(x, ZERO, ZERO)
                    e = y - target
                    if abs(target) == ONE:
                        up = rule_sigmoid(TWO * x, ZERO, ZERO)[0]
                        down = rule_sigmoid(-TWO * x, ZERO, ZERO)[0]
                        e = (ONE - target) * up - (ONE + target) * down
                X[a + j] = y
                total, slope = output_loss(loss, total, x, target, e)
                X[d + j] = slope / scale if cancels else slope * g / scale
    return total / count


@njit(**PLAIN)
def class_weight(X, t, width, weights):
    """Return the class weight of one example with this encoded target."""
    if width == 1:
        return weights[1 if X[t] == ONE else 0]
    kind = 0
    for j in range(width):
        kind = j if X[t + j] > X[t + kind] else kind
    return weights[kind]


@njit(**PLAIN)
def weighted_output(X, z0, a0, d0, t0, rows, width, stride, output, loss, weights):
    """Compute the same as `output_layer`, with class weights one example at a time.

    See `vgsim.parts.losses.example_factors`.
    """
    chunk, factor, mean, total = rows, 1.0, 1.0, 0.0
    if weights.size:
        chunk = 1
        if RELATIVE[loss]:
            mean = 0.0
            for i in range(rows):
                mean += class_weight(X, t0 + i * stride, width, weights)
            mean /= rows
    for i in range(0, rows, chunk):
        s = i * stride
        chunk_loss = output_layer(
            X, z0 + s, a0 + s, d0 + s, t0 + s, chunk, width, stride, output, loss
        )
        if weights.size:
            factor = class_weight(X, t0 + s, width, weights) / mean
            scaled(X, d0 + s, d0 + s, width, T_(factor / rows))
        total += factor * chunk_loss
    return total / (rows // chunk)
