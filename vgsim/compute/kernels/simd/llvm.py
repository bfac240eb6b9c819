"""Helpers shared by the intrinsics: load, store and fill LLVM vectors, loops, array elements.

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


def broadcast(builder, scalar, vector, lanes):
    """Return a vector with the scalar in every element."""
    undefined = ir.Constant(vector, ir.Undefined)
    one = builder.insert_element(undefined, scalar, ir.Constant(I32, 0))
    zeros = ir.Constant(ir.VectorType(I32, lanes), [0] * lanes)
    return builder.shuffle_vector(one, undefined, zeros)


def element(context, builder, sig, args, k, offset):
    """Return the pointer to the element with index `offset` of the array that is argument k."""
    data = context.make_array(sig.args[k])(context, builder, args[k]).data
    return builder.gep(data, [offset])


def loop(builder, name, count, first, emit_round):
    """Emit a loop of `count` rounds, at least one; return its states after the last round.

    Args:
        builder: emits the code.
        name: name of the loop's block.
        count: an i64.
        first: the states before the first round.
        emit_round: emits a round: (number of the round from 0, states) -> new states.
    """
    before = builder.block
    body, done = builder.append_basic_block(name), builder.append_basic_block("done")
    builder.branch(body)
    builder.position_at_end(body)
    k, states = builder.phi(I64), [builder.phi(value.type) for value in first]
    new = emit_round(k, states)
    after = builder.add(k, ir.Constant(I64, 1))
    for phi, old, value in zip(
        (k, *states), (ir.Constant(I64, 0), *first), (after, *new), strict=True
    ):
        phi.add_incoming(old, before)
        phi.add_incoming(value, body)
    builder.cbranch(builder.icmp_signed("<", after, count), body, done)
    builder.position_at_end(done)
    return new
