"""Helpers shared by the intrinsics: load, store and fill LLVM vectors.

They emit plain LLVM vectors, which run on SSE2, AVX2, AVX-512 and NEON.
"""

# mypy: ignore-errors

from __future__ import annotations

from llvmlite import ir
from numba import types

I8, I16, I32, I64 = (ir.IntType(bits) for bits in (8, 16, 32, 64))


def size_of(scalar):
    return 8 if scalar == types.float64 else 4


def _pointer(builder, pointer, vector):
    if getattr(pointer.type, "is_opaque", False):
        return pointer
    return builder.bitcast(pointer, vector.as_pointer())


def load(builder, pointer, vector, align):
    if getattr(pointer.type, "is_opaque", False):
        loaded = builder.load(pointer, typ=vector)
    else:
        loaded = builder.load(_pointer(builder, pointer, vector))
    loaded.align = align
    return loaded


def store(builder, pointer, value, align):
    builder.store(value, _pointer(builder, pointer, value.type)).align = align


def spread(builder, scalar, vector, lanes):
    """Return a vector with the scalar in every element."""
    undefined = ir.Constant(vector, ir.Undefined)
    one = builder.insert_element(undefined, scalar, ir.Constant(I32, 0))
    zeros = ir.Constant(ir.VectorType(I32, lanes), [0] * lanes)
    return builder.shuffle_vector(one, undefined, zeros)
