"""Matrix products of one precision: register tiles, and packed panels for wide layers."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

import numpy as np
from numba import njit

from vgsim.compute.kernels.simd.columns import make_column_sums
from vgsim.compute.kernels.simd.tiles import make_tile

PACK = 112  # fan_out from which copying a panel of B pays off
PANEL = 256  # rows of a packed panel
RESIDENT = 32768 // np.dtype(T).itemsize  # elements of B that fit into the L1 cache

# rows and vectors of a tile: tile (ROWS, 2), half (ROWS / 2, 2), line (1, 2), slim (ROWS, 1) and
# thin (1, 1); what they start from: zero, a row (the bias), or the target itself (add)
tile_zero = make_tile(ROWS, 2, LANES, "zero")
tile_row = make_tile(ROWS, 2, LANES, "row")
tile_add = make_tile(ROWS, 2, LANES, "add")
half_zero = make_tile(ROWS // 2, 2, LANES, "zero")
half_row = make_tile(ROWS // 2, 2, LANES, "row")
half_add = make_tile(ROWS // 2, 2, LANES, "add")
line_zero = make_tile(1, 2, LANES, "zero")
line_row = make_tile(1, 2, LANES, "row")
line_add = make_tile(1, 2, LANES, "add")
slim_zero = make_tile(ROWS, 1, LANES, "zero")
slim_row = make_tile(ROWS, 1, LANES, "row")
slim_add = make_tile(ROWS, 1, LANES, "add")
thin_zero = make_tile(1, 1, LANES, "zero")
thin_row = make_tile(1, 1, LANES, "row")
thin_add = make_tile(1, 1, LANES, "add")
column_sums = make_column_sums(LANES)


_PRODUCT = """
def product_{start}(A, a0, a_row, a_col, B, b0, b_row, M, N, K, C, c0, c_row{parameters}):
    tall = ROWS if K * N <= RESIDENT else M
    top = 0
    while top < M:
        end = min(top + tall, M)
        j = 0
        while j < N:
            i = top
            if N - j > LANES:
                while i + ROWS <= end:
                    tile_{start}(A, a0 + i * a_row, a_row, a_col, B, b0 + j, b_row, K,
                                 C, c0 + i * c_row + j, c_row{arguments})
                    i += ROWS
                if i + ROWS // 2 <= end:
                    half_{start}(A, a0 + i * a_row, a_row, a_col, B, b0 + j, b_row, K,
                                 C, c0 + i * c_row + j, c_row{arguments})
                    i += ROWS // 2
                while i < end:
                    line_{start}(A, a0 + i * a_row, a_row, a_col, B, b0 + j, b_row, K,
                                 C, c0 + i * c_row + j, c_row{arguments})
                    i += 1
                j += 2 * LANES
            else:
                while i + ROWS <= end:
                    slim_{start}(A, a0 + i * a_row, a_row, a_col, B, b0 + j, b_row, K,
                                 C, c0 + i * c_row + j, c_row{arguments})
                    i += ROWS
                while i < end:
                    thin_{start}(A, a0 + i * a_row, a_row, a_col, B, b0 + j, b_row, K,
                                 C, c0 + i * c_row + j, c_row{arguments})
                    i += 1
                j += LANES
        top = end
"""


def _product(start, parameters="", arguments=""):
    """Make a function: C (M, N) = start + A (M, K) B (K, N), N rounded up to whole vectors."""
    source = _PRODUCT.format(start=start, parameters=parameters, arguments=arguments)
    return njit(**PLAIN)(_generated(source, f"product_{start}"))


product_zero = _product("zero")
product_row = _product("row", ", R, r0", ", R, r0 + j")
product_add = _product("add")


@njit(**PLAIN)
def packed_product(
    A, a0, a_row, a_col, B, b0, b_row, M, N, K, C, c0, c_row, R, r0, biased, panel, strip
):
    """Compute the same as product_row (`biased`) or product_zero, for wide layers.

    Panels of B, and columns of a transposed A, are copied so that the innermost loop reads memory
    in order.
    """
    width = 2 * LANES
    transposed = a_col != 1
    k0 = 0
    while k0 < K:
        depth = min(PANEL, K - k0)
        whole = M - M % ROWS
        if transposed:
            for i in range(0, whole, ROWS):
                for k in range(depth):
                    source = a0 + i * a_row + (k0 + k) * a_col
                    target = i * depth + k * ROWS
                    for r in range(ROWS):
                        strip[target + r] = A[source + r * a_row]
        j = 0
        while j + width <= N:
            for k in range(depth):
                source = b0 + (k0 + k) * b_row + j
                for t in range(width):
                    panel[k * width + t] = B[source + t]
            i = 0
            while i < whole:
                c = c0 + i * c_row + j
                if transposed:
                    X, x0, x_row, x_col = strip, i * depth, 1, ROWS
                else:
                    X, x0, x_row, x_col = A, a0 + i * a_row + k0 * a_col, a_row, a_col
                if k0 > 0:
                    tile_add(X, x0, x_row, x_col, panel, 0, width, depth, C, c, c_row)
                elif biased:
                    tile_row(X, x0, x_row, x_col, panel, 0, width, depth, C, c, c_row, R, r0 + j)
                else:
                    tile_zero(X, x0, x_row, x_col, panel, 0, width, depth, C, c, c_row)
                i += ROWS
            while i < M:
                x0, c = a0 + i * a_row + k0 * a_col, c0 + i * c_row + j
                if k0 > 0:
                    line_add(A, x0, a_row, a_col, panel, 0, width, depth, C, c, c_row)
                elif biased:
                    line_row(A, x0, a_row, a_col, panel, 0, width, depth, C, c, c_row, R, r0 + j)
                else:
                    line_zero(A, x0, a_row, a_col, panel, 0, width, depth, C, c, c_row)
                i += 1
            j += width
        if j < N:
            left = a0 + k0 * a_col
            below = b0 + k0 * b_row + j
            if k0 > 0:
                product_add(
                    A, left, a_row, a_col, B, below, b_row, M, N - j, depth, C, c0 + j, c_row
                )
            elif biased:
                product_row(A, left, a_row, a_col, B, below, b_row, M, N - j, depth, C, c0 + j,
                            c_row, R, r0 + j)  # fmt: skip
            else:
                product_zero(
                    A, left, a_row, a_col, B, below, b_row, M, N - j, depth, C, c0 + j, c_row
                )
        k0 += depth


@njit(**PLAIN)
def multiply(A, a0, a_row, a_col, B, b0, b_row, M, N, K, C, c0, c_row, R, r0, biased, panel, strip):
    """Compute C = A B (`biased`: plus the row R) by the method that is faster for its size."""
    if N >= PACK and M >= 2 * ROWS:
        packed_product(
            A, a0, a_row, a_col, B, b0, b_row, M, N, K, C, c0, c_row, R, r0, biased, panel, strip
        )
    elif biased:
        product_row(A, a0, a_row, a_col, B, b0, b_row, M, N, K, C, c0, c_row, R, r0)
    else:
        product_zero(A, a0, a_row, a_col, B, b0, b_row, M, N, K, C, c0, c_row)
