"""A whole iteration of a recurrent network in one call: forward and backward in time, update."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

import math

from numba import njit

from vgsim.compute.arrays.recurrent_layout import PLACE
from vgsim.compute.kernels.simd.arrays import borrowed, call_correct, call_pass, part
from vgsim.compute.kernels.simd.mode import FLUSHING, get_mode, set_mode

# indices in `net`: properties of the network, the same for all its passes
TIME = (
    "steps", "batch", "hidden", "stride", "cell", "every_step", "per_unit", "learned", "outputs",
    "out_stride", "targets", "scratch", "output", "loss", "clipping", "size", "step_address",
    "correct_address",
)  # fmt: skip
(T_STEPS, T_BATCH, T_HIDDEN, T_STRIDE, T_CELL, T_EVERY_STEP, T_PER_UNIT, T_LEARNED, T_OUTPUTS,
 T_OUT_STRIDE, T_TARGETS, T_SCRATCH, T_OUTPUT, T_LOSS, T_CLIPPING, T_SIZE,
 T_STEP_ADDRESS, T_CORRECT_ADDRESS) = range(len(TIME))  # fmt: skip
SLOPE_P, SLOPE_Q = AFTER_OWN, AFTER_OWN + 1  # in `options`, after the optimizer's numbers
globals().update({f"R_{name.upper()}": row for name, row in PLACE.items()})


@njit(**PLAIN)
def unroll(X, at, net, options, S, panel, strip):
    """Compute the states of all levels and steps, and z of the output layer."""
    steps, rows, hidden, stride = net[T_STEPS], net[T_BATCH], net[T_HIDDEN], net[T_STRIDE]
    top = at.shape[1] - 1
    slot = rows * stride
    for k in range(top):
        row, columns = at[R_ROW, k], at[R_COLUMNS, k]
        depth = stride + at[R_INPUTS, k]
        for t in range(steps):
            z = at[R_Z, k] + t * rows * columns
            p = at[R_P, k] + t * rows * columns
            old = at[R_HX, k] + t * rows * row
            new = old + rows * row
            product_row(
                X, old, row, 1, X, at[R_W, k], columns, rows, columns, depth, X, z, columns,
                X, at[R_BIAS, k],
            )  # fmt: skip
            if net[T_CELL] == CELL_VANILLA:
                call_pass(
                    at[R_ADDRESS, k], X, z, net[T_SCRATCH], p, at[R_SLOPE, k], rows, hidden,
                    stride, net[T_PER_UNIT], T_(options[SLOPE_P]), T_(options[SLOPE_Q]), ZERO,
                    S, 0,
                )  # fmt: skip
                copy_rows(X, net[T_SCRATCH], stride, new, row, rows, stride)
            elif net[T_CELL] == CELL_LSTM:
                c = at[R_C, k] + t * slot
                lstm_forward(
                    X, z, p, c, at[R_TANH_C, k] + (t + 1) * slot, c + slot, new, row, rows, stride
                )
            else:
                gru_forward(X, z, p, old, new, row, rows, stride)
            if k + 1 < top:
                above = at[R_ROW, k + 1]
                to = at[R_HX, k + 1] + t * rows * above + stride
                copy_rows(X, new, row, to, above, rows, hidden)
    row, first = at[R_ROW, top - 1], 1 if net[T_EVERY_STEP] else steps
    multiply(
        X, at[R_HX, top - 1] + first * rows * row, row, 1, X, at[R_W, top], net[T_OUT_STRIDE],
        (steps + 1 - first) * rows, net[T_OUT_STRIDE], hidden, X, at[R_Z, top], net[T_OUT_STRIDE],
        X, at[R_BIAS, top], True, panel, strip,
    )  # fmt: skip


@njit(**PLAIN)
def unroll_back(X, at, net, cuts, panel, strip, spare, exponents):
    """Compute all gradients, from dL/dz of the output layer to step 1 of the lowest level.

    While a step is computed, its gradients are stored divided by a power of two, so that they may
    vanish at no cost (see `fading.py`). `exponents[level, t]` is that of the dL/dh_t which arrive
    from above. `spare` holds the sum of the weights' gradients over steps of a common exponent.
    """
    steps, rows, hidden, stride = net[T_STEPS], net[T_BATCH], net[T_HIDDEN], net[T_STRIDE]
    top, size = at.shape[1] - 1, net[T_SIZE]
    slot, out = rows * stride, net[T_OUT_STRIDE]
    first = 1 if net[T_EVERY_STEP] else steps
    counted = (steps + 1 - first) * rows
    row = at[R_ROW, top - 1]
    multiply(
        X, at[R_HX, top - 1] + first * rows * row, 1, row, X, at[R_D, top], out, hidden, out,
        counted, X, at[R_W, top] + size, out, X, 0, False, panel, strip,
    )  # fmt: skip
    part(X, at[R_BIAS, top] + size, out)[:] = ZERO
    add_rows(X, at[R_D, top], counted, out, X, at[R_BIAS, top] + size)
    dh = at[R_DH, top - 1]
    multiply(
        X, at[R_D, top], out, 1, X, at[R_TRANSPOSED, top], stride, counted, stride, net[T_OUTPUTS],
        X, dh + first * slot, stride, X, 0, False, panel, strip,
    )  # fmt: skip
    exponents[top - 1] = 0
    remembers = net[T_CELL] == CELL_LSTM
    for k in range(top - 1, -1, -1):
        row, columns = at[R_ROW, k], at[R_COLUMNS, k]
        dh = at[R_DH, k]
        if remembers:
            last = at[R_DC, k] + steps * slot
            part(X, last, slot)[:] = ZERO
        gw = at[R_W, k] + size
        depth = stride + at[R_INPUTS, k]
        gb = at[R_BIAS, k] + size
        part(X, gw, depth * columns)[:] = ZERO
        part(X, gb, columns)[:] = ZERO
        # a gradient from the level above or from the outputs already fills every step of dh
        filled = k < top - 1 or net[T_EVERY_STEP]
        if filled:
            part(X, dh, slot)[:] = ZERO
        exponents[k, 0] = 0
        learned = (depth + 1) * columns  # the biases follow the weights
        e = exponents[k, steps]
        summed = 0  # exponent of the sum in `spare`; 0: nothing is there
        for t in range(steps - 1, -1, -1):
            z = at[R_Z, k] + t * rows * columns
            p = at[R_P, k] + t * rows * columns
            d = at[R_D, k] + t * rows * columns
            old = at[R_HX, k] + t * rows * row
            before, here = dh + t * slot, dh + (t + 1) * slot
            if not filled:  # step by step, so that it stays in the cache
                part(X, before, slot)[:] = ZERO
            dc = at[R_DC, k] + t * slot
            if e < 0 or not (
                reaches(X, here, slot, TOO_SMALL)
                or (remembers and reaches(X, dc + slot, slot, TOO_SMALL))
            ):
                e = in_range(X, here, dc + slot, slot, remembers, e)
            if filled and not cuts[t] and exponents[k, t] != e:
                own = exponents[k, t], e
                e = meet(X, before, own, here, dc + slot, slot, remembers)
            if net[T_CELL] == CELL_VANILLA:
                elementwise_product(X, here, p, d, slot)
            elif remembers:
                c = at[R_C, k] + t * slot
                lstm_back(
                    X, p, c, at[R_TANH_C, k] + (t + 1) * slot, here, dc + slot, dc, d, rows,
                    stride, cuts[t],
                )  # fmt: skip
            else:
                gru_back(X, z, p, old, row, here, before, d, rows, stride, cuts[t])
            if e < 0:
                round_to_grid(X, d, rows * columns, e, NORMAL, GRID)
            if not cuts[t]:
                product_add(
                    X, d, columns, 1, X, at[R_TRANSPOSED, k], row, rows, stride, columns, X, before,
                    stride,
                )  # fmt: skip
            if k:
                multiply(
                    X, d, columns, 1, X, at[R_TRANSPOSED, k] + stride, row, rows, stride, columns,
                    X, at[R_DH, k - 1] + (t + 1) * slot, stride, X, 0, False, panel, strip,
                )  # fmt: skip
                exponents[k - 1, t + 1] = e
            if e != summed and summed < 0:
                pour(spare, learned, X, gw, summed)
            summed = e
            if e < 0:
                product_add(X, old, 1, row, X, d, columns, depth, columns, rows, spare, 0, columns)
                add_rows(X, d, rows, columns, spare, depth * columns)
                lower(X, d, rows * columns, e)
                lower(X, here, slot, e)
                if remembers:
                    lower(X, dc + slot, slot, e)
            else:
                product_add(X, old, 1, row, X, d, columns, depth, columns, rows, X, gw, columns)
                add_rows(X, d, rows, columns, X, gb)
            if cuts[t]:
                e = exponents[k, t]
        if summed < 0:
            pour(spare, learned, X, gw, summed)
        if e < 0:
            lower(X, dh, slot, e)
            if remembers:
                lower(X, at[R_DC, k], slot, e)
        if net[T_CELL] == CELL_GRU:  # each of the candidate's two parts reads only one source
            for i in range(depth):
                unused = gw + i * columns + (2 if i < stride else 3) * stride
                part(X, unused, stride)[:] = ZERO
        if net[T_LEARNED]:
            slope_gradient(
                X, at[R_Z, k], dh + slot, at[R_SLOPE, k] + size, steps * rows, hidden, stride, True
            )


@njit(**PLAIN)
def update_recurrent(X, at, net, options, clipped, step_number, updating):
    """Compute the clipping; if `updating`, update all parameters."""
    top, size, clipping = at.shape[1] - 1, net[T_SIZE], net[T_CLIPPING]
    clip_at = options[CLIP_AT]
    clipped[:] = 1.0
    if clipping in (CLIP_LAYER_NORM, CLIP_GLOBAL_NORM):
        total = 0.0
        for k in range(top + 1):
            count = at[R_SLOPE, k] - at[R_START, k]
            square = 0.0
            if reaches(X, at[R_START, k] + size, count, FAINT_GRADIENT):
                square = float(norms(X, at[R_START, k], at[R_START, k] + size, count)[1])
            if k < top and net[T_LEARNED]:
                g = float(X[at[R_SLOPE, k] + size])  # one parameter, stored once for every unit
                square += g * g
            total += square
            clipped[k] = min(1.0, clip_at / (math.sqrt(square) + 1e-6))
        if clipping == CLIP_GLOBAL_NORM:
            clipped[:] = min(1.0, clip_at / (math.sqrt(total) + 1e-6))
    if not updating:
        return
    limit = T_(clip_at) if clipping == CLIP_VALUE else INFINITY
    if net[T_CORRECT_ADDRESS]:
        call_correct(net[T_CORRECT_ADDRESS], options, step_number + 1)
    mode = get_mode()
    for k in range(top + 1):
        set_mode(mode | FLUSHING)
        step(X, at[R_START, k], at[R_LEARNED, k], size, 0, T_(clipped[k]), limit, options,
             net[T_STEP_ADDRESS])  # fmt: skip
        set_mode(mode)
        if k < top:
            depth = net[T_STRIDE] + at[R_INPUTS, k]
            transpose_weights(
                X, at[R_W, k], at[R_TRANSPOSED, k], depth, at[R_COLUMNS, k], at[R_COLUMNS, k],
                at[R_ROW, k],
            )  # fmt: skip
        else:
            transpose_weights(
                X, at[R_W, k], at[R_TRANSPOSED, k], net[T_HIDDEN], net[T_OUTPUTS],
                net[T_OUT_STRIDE], net[T_STRIDE],
            )  # fmt: skip


@njit(nogil=True, error_model="numpy", cache=CACHED)
def through_time(
    X, at, net, options, cuts, clipped, S, panel, strip, spare, exponents, step, with_gradients,
    updating,
):  # fmt: skip
    """Run forward in time and return the loss.

    `with_gradients`: also the backward pass; `updating`: an update follows it.

    `at`: see `vgsim.compute.arrays.recurrent_layout`.
    """
    X, at, net = borrowed(X), borrowed(at), borrowed(net)
    options, cuts = borrowed(options), borrowed(cuts)
    clipped, S, panel, strip = borrowed(clipped), borrowed(S), borrowed(panel), borrowed(strip)
    spare, exponents = borrowed(spare), borrowed(exponents)
    top = at.shape[1] - 1
    unroll(X, at, net, options, S, panel, strip)
    rows = net[T_BATCH] * (net[T_STEPS] if net[T_EVERY_STEP] else 1)
    mean_loss = output_layer(
        X, at[R_Z, top], at[R_P, top], at[R_D, top], net[T_TARGETS], rows, net[T_OUTPUTS],
        net[T_OUT_STRIDE], net[T_OUTPUT], net[T_LOSS],
    )  # fmt: skip
    if with_gradients:
        unroll_back(X, at, net, cuts, panel, strip, spare, exponents)
        update_recurrent(X, at, net, options, clipped, step, updating)
    return mean_loss
