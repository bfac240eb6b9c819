"""How large are the gradients of a layer? A histogram of their exponents."""

# The injected names are defined by the loader and by the files before; Numba types the rest.
# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

from numba import njit

from vgsim.compute.kernels.simd.bins import (
    byte_range,
    count_bytes,
    fill_bytes,
    make_store_exponents,
)

BINS, FIRST_BIN = 64, -45  # of floor(log2 |dL/dz|)
FARTHEST = 1 << 14  # shifts of exponents that are told apart
MANY = 4 * LANES  # exponents taken at once
SAMPLED = 4096  # about as many entries of a layer are counted at most

store_exponents = make_store_exponents(LANES)
store_many = make_store_exponents(MANY)


@njit(**FAST)
def count_bins(X, start, rows, width, stride, exponent, H, scratch):
    """Histogram of floor(log2 |dL/dz|) by the exponent bits, of a fixed sample where it is large.

    The bins are written as bytes and counted one bin after the other, a vector of bytes at a time:
    adding to a table entry by entry would wait for itself, since neighbors fall into one bin.
    """
    every = max(1, rows * width // SAMPLED)
    shift = min(max(exponent - FIRST_BIN, -FARTHEST), FARTHEST)
    if every == 1 and width == stride:  # no pads between the rows
        rows, width, stride = 1, rows * width, rows * stride
    n = 0
    for i in range(0, rows, every):
        first = start + i * stride
        whole = stride - stride % MANY
        for j in range(0, whole, MANY):
            store_many(X, first + j, scratch, n + j, shift, BINS - 1)
        for j in range(whole, stride, LANES):  # the next row goes over what the pads have left
            store_exponents(X, first + j, scratch, n + j, shift, BINS - 1)
        n += width
    vectors = fill_bytes(scratch, n)
    lowest, highest = byte_range(scratch, vectors)
    for k in range(BINS):
        H[k] = count_bytes(scratch, vectors, k) if lowest <= k <= highest else 0
