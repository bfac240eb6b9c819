"""Histogram of the exponents of a layer's gradients."""

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

BINS, FIRST_BIN = 64, -45  # number of bins, and floor(log2 |dL/dz|) of the first one
LARGEST_SHIFT = 1 << 14  # largest shift of an exponent
BLOCK = 4 * LANES  # exponents computed at once
COUNTED = 4096  # approximate maximum of entries counted in a layer

store_exponents = make_store_exponents(LANES)
store_block = make_store_exponents(BLOCK)


@njit(**FAST)
def count_bins(X, start, rows, width, stride, exponent, H, scratch):
    """Compute the histogram H of floor(log2 |dL/dz|) from the exponent bits.

    Of a large layer only every n-th row is counted. The bins are written as bytes and counted bin
    by bin, one vector of bytes at a time. Incrementing a table entry by entry would be slower:
    neighbors often fall into the same bin, so each increment would have to wait for the last.
    """
    every = max(1, rows * width // COUNTED)
    shift = min(max(exponent - FIRST_BIN, -LARGEST_SHIFT), LARGEST_SHIFT)
    if every == 1 and width == stride:  # no padding between the rows
        rows, width, stride = 1, rows * width, rows * stride
    n = 0
    for i in range(0, rows, every):
        first = start + i * stride
        whole = stride - stride % BLOCK
        for j in range(0, whole, BLOCK):
            store_block(X, first + j, scratch, n + j, shift, BINS - 1)
        for j in range(whole, stride, LANES):  # the next row overwrites the padding's bins
            store_exponents(X, first + j, scratch, n + j, shift, BINS - 1)
        n += width
    vectors = fill_bytes(scratch, n)
    lowest, highest = byte_range(scratch, vectors)
    for k in range(BINS):
        H[k] = count_bytes(scratch, vectors, k) if lowest <= k <= highest else 0
