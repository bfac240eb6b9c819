"""Counts exponents: bins are written as bytes and counted one vector of bytes at a time."""

# mypy: ignore-errors

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from vgsim.compute.kernels.simd.llvm import I8, I16, I64, broadcast, load, loop, size_of, store

BYTES = 64  # bytes counted at once


def _bytes_at(context, builder, kind, array, offset):
    """Return the pointer to byte `offset` of an array's memory."""
    data = context.make_array(kind)(context, builder, array).data
    place = builder.ptrtoint(data, I64)
    return builder.inttoptr(builder.add(place, offset), I8.as_pointer())


def make_store_exponents(lanes):
    """Make an intrinsic that writes the bins of `lanes` elements of x as bytes from `to` on.

    A bin is floor(log2 |x|) + shift, clamped to 0 ... top, with |shift| <= 2**14. Zeros and
    subnormal numbers are in bin 0.
    """

    @intrinsic
    def store_exponents(typing, x, at, memory, to, shift, top):
        signature = types.void(x, types.intp, memory, types.intp, types.intp, types.intp)

        def generate(context, builder, sig, args):
            scalar = sig.args[0].dtype
            double = scalar == types.float64
            width, bias, digits, mask = (64, 1023, 52, 2047) if double else (32, 127, 23, 255)
            whole = ir.VectorType(ir.IntType(width), lanes)
            short = ir.VectorType(I16, lanes)  # 16 bits, so that a vector holds more of them

            def all_of(value):
                return ir.Constant(short, [value] * lanes)

            def in_all_lanes(value):
                return broadcast(builder, builder.trunc(value, I16), short, lanes)

            data = context.make_array(sig.args[0])(context, builder, args[0]).data
            vector = ir.VectorType(context.get_data_type(scalar), lanes)
            loaded = load(builder, builder.gep(data, [args[1]]), vector, size_of(scalar))
            bits = builder.lshr(
                builder.bitcast(loaded, whole), ir.Constant(whole, [digits] * lanes)
            )
            bits = builder.and_(builder.trunc(bits, short), all_of(mask))
            bins = builder.add(bits, in_all_lanes(builder.sub(args[4], ir.Constant(I64, bias))))
            bins = builder.select(builder.icmp_signed(">", bins, all_of(0)), bins, all_of(0))
            edge = in_all_lanes(args[5])
            bins = builder.select(builder.icmp_signed("<", bins, edge), bins, edge)
            small = builder.trunc(bins, ir.VectorType(I8, lanes))
            place = _bytes_at(context, builder, sig.args[2], args[2], args[3])
            store(builder, place, small, 1)
            return context.get_dummy_value()

        return signature, generate

    return store_exponents


@intrinsic
def fill_bytes(typing, memory, count):
    """Pad `count` bytes of an array's memory with 255 to whole blocks; return their number."""

    def generate(context, builder, sig, args):
        place = _bytes_at(context, builder, sig.args[0], args[0], args[1])
        store(builder, place, ir.Constant(ir.VectorType(I8, BYTES), [255] * BYTES), 1)
        more = builder.add(args[1], ir.Constant(I64, BYTES - 1))
        return builder.udiv(more, ir.Constant(I64, BYTES))

    return types.int64(memory, types.intp), generate


def _over_blocks(context, builder, sig, args, first, emit_round):
    """Fold `emit_round` over the blocks of an array's memory, of which there is at least one."""
    place = _bytes_at(context, builder, sig.args[0], args[0], ir.Constant(I64, 0))

    def block(k, states):
        offset = builder.mul(k, ir.Constant(I64, BYTES))
        at = builder.add(builder.ptrtoint(place, I64), offset)
        pointer = builder.inttoptr(at, I8.as_pointer())
        return emit_round(load(builder, pointer, ir.VectorType(I8, BYTES), 1), states)

    return loop(builder, "blocks", args[1], first, block)


@intrinsic
def count_bytes(typing, memory, blocks, value):
    """Count the bytes with this value in the first `blocks` blocks of an array's memory."""

    def generate(context, builder, sig, args):
        kind = ir.VectorType(I8, BYTES)
        wanted = broadcast(builder, builder.trunc(args[2], I8), kind, BYTES)

        def emit_round(block, states):
            equal = builder.bitcast(builder.icmp_unsigned("==", block, wanted), I64)
            return [builder.add(states[0], builder.ctpop(equal))]

        return _over_blocks(
            context, builder, sig, args, [ir.Constant(I64, 0)], emit_round
        )[0]  # fmt: skip

    return types.int64(memory, types.intp, types.intp), generate


@intrinsic
def byte_range(typing, memory, blocks):
    """Return the smallest and the largest byte of the first `blocks` blocks; ignore those > 127."""

    def generate(context, builder, sig, args):
        kind = ir.VectorType(I8, BYTES)

        def emit_round(block, states):
            lower = builder.icmp_unsigned("<", block, states[0])
            higher = builder.icmp_signed(">", block, states[1])
            return [
                builder.select(lower, block, states[0]), builder.select(higher, block, states[1])
            ]  # fmt: skip

        first = [ir.Constant(kind, [255] * BYTES), ir.Constant(kind, [0] * BYTES)]
        found = _over_blocks(context, builder, sig, args, first, emit_round)
        ends = []
        for name, value in zip(("umin", "smax"), found, strict=True):
            function = cgutils.get_or_insert_function(
                builder.module, ir.FunctionType(I8, [kind]), f"llvm.vector.reduce.{name}.v{BYTES}i8"
            )
            ends.append(builder.zext(builder.call(function, [value]), I64))
        return context.make_tuple(builder, sig.return_type, ends)

    return types.UniTuple(types.int64, 2)(memory, types.intp), generate
