"""Machine vectors for Numba: a register-tiled matrix product and bit-level helpers, as intrinsics.

Everything here emits plain LLVM vectors, so it runs on SSE2, AVX2, AVX-512 and NEON alike. Each
element of a product is one chain of fused multiply-adds over k in order: results do not depend on
the vector's width.
"""

# mypy: ignore-errors

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

I32, I64 = ir.IntType(32), ir.IntType(64)


def _size(scalar):
    return 8 if scalar == types.float64 else 4


def _pointer(builder, pointer, vector):
    if getattr(pointer.type, "is_opaque", False):
        return pointer
    return builder.bitcast(pointer, vector.as_pointer())


def _load(builder, pointer, vector, align):
    if getattr(pointer.type, "is_opaque", False):
        loaded = builder.load(pointer, typ=vector)
    else:
        loaded = builder.load(_pointer(builder, pointer, vector))
    loaded.align = align
    return loaded


def _store(builder, pointer, value, align):
    builder.store(value, _pointer(builder, pointer, value.type)).align = align


def _spread(builder, scalar, vector, lanes):
    """A vector whose every element is the scalar."""
    undefined = ir.Constant(vector, ir.Undefined)
    one = builder.insert_element(undefined, scalar, ir.Constant(I32, 0))
    zeros = ir.Constant(ir.VectorType(I32, lanes), [0] * lanes)
    return builder.shuffle_vector(one, undefined, zeros)


def make_tile(rows, vectors, lanes, start):
    """C[rows, vectors * lanes] = start + sum over k of A[i, k] B[k, :].

    `start` is "zero", "row" (every row of C starts from the vector I[i0:]) or "add" (C += A B).
    A has any strides; rows of B and C are contiguous. Offsets are in elements.
    """

    def emit(a, b, c, row):
        extra = () if row is None else (row, types.intp)
        signature = types.void(
            a, types.intp, types.intp, types.intp, b, types.intp, types.intp, types.intp,
            c, types.intp, types.intp, *extra,
        )  # fmt: skip

        def generate(context, builder, sig, args):
            scalar = sig.args[0].dtype
            align = _size(scalar)
            vector = ir.VectorType(context.get_data_type(scalar), lanes)

            def data(k, offset):
                pointer = context.make_array(sig.args[k])(context, builder, args[k]).data
                return builder.gep(pointer, [offset])

            _, a0, a_row, a_col, _, b0, b_row, depth, _, c0, c_row = args[:11]
            pa0, pb0, pc = data(0, a0), data(4, b0), data(8, c0)
            name = f"llvm.fmuladd.v{lanes}f{8 * align}"
            fma = cgutils.get_or_insert_function(
                builder.module, ir.FunctionType(vector, [vector] * 3), name
            )
            at = [builder.mul(a_row, ir.Constant(I64, i)) for i in range(rows)]
            places = [
                [builder.gep(pc, [builder.add(builder.mul(c_row, ir.Constant(I64, i)),
                                              ir.Constant(I64, v * lanes))])
                 for v in range(vectors)]
                for i in range(rows)
            ]  # fmt: skip
            if start == "add":
                first = [[_load(builder, p, vector, align) for p in row_] for row_ in places]
            elif start == "row":
                pr = data(11, args[12])
                one = [
                    _load(builder, builder.gep(pr, [ir.Constant(I64, v * lanes)]), vector, align)
                    for v in range(vectors)
                ]
                first = [one] * rows
            else:
                first = [[ir.Constant(vector, [0.0] * lanes)] * vectors] * rows
            before = builder.block
            loop, done = builder.append_basic_block("k"), builder.append_basic_block("done")
            builder.branch(loop)
            builder.position_at_end(loop)
            k, pa, pb = builder.phi(I64), builder.phi(pa0.type), builder.phi(pb0.type)
            sums = [[builder.phi(vector) for _ in range(vectors)] for _ in range(rows)]
            right = [
                _load(builder, builder.gep(pb, [ir.Constant(I64, v * lanes)]), vector, align)
                for v in range(vectors)
            ]
            new = []
            for i in range(rows):
                left = builder.load(builder.gep(pa, [at[i]]))
                wide = _spread(builder, left, vector, lanes)
                new.append(
                    [builder.call(fma, [wide, right[v], sums[i][v]]) for v in range(vectors)]
                )
            steps = (
                (k, ir.Constant(I64, 0), builder.add(k, ir.Constant(I64, 1))),
                (pa, pa0, builder.gep(pa, [a_col])),
                (pb, pb0, builder.gep(pb, [b_row])),
            )
            for phi, old, following in steps:
                phi.add_incoming(old, before)
                phi.add_incoming(following, loop)
            for i in range(rows):
                for v in range(vectors):
                    sums[i][v].add_incoming(first[i][v], before)
                    sums[i][v].add_incoming(new[i][v], loop)
            builder.cbranch(builder.icmp_signed("<", steps[0][2], depth), loop, done)
            builder.position_at_end(done)
            for i in range(rows):
                for v in range(vectors):
                    _store(builder, places[i][v], new[i][v], align)
            return context.get_dummy_value()

        return signature, generate

    if start == "row":

        @intrinsic
        def tile(typing, a, a0, a_row, a_col, b, b0, b_row, depth, c, c0, c_row, row, row0):
            return emit(a, b, c, row)

    else:

        @intrinsic
        def tile(typing, a, a0, a_row, a_col, b, b0, b_row, depth, c, c0, c_row):
            return emit(a, b, c, None)

    return tile


@intrinsic
def power_of_two(typing, t):
    """2**k from t = k + 1.5 * 2**52 (float64) or k + 1.5 * 2**23 (float32), by the bits."""

    def generate(context, builder, sig, args):
        double = sig.args[0] == types.float64
        width, bias, shift = (64, 1023, 52) if double else (32, 127, 23)
        integer = ir.IntType(width)
        bits = builder.add(builder.bitcast(args[0], integer), ir.Constant(integer, bias))
        target = ir.DoubleType() if double else ir.FloatType()
        return builder.bitcast(builder.shl(bits, ir.Constant(integer, shift)), target)

    return t(t), generate


@intrinsic
def exponent_of(typing, x):
    """floor(log2 |x|) by the bits; zero and subnormal numbers give the lowest exponent."""

    def generate(context, builder, sig, args):
        double = sig.args[0] == types.float64
        width, bias, shift, mask = (64, 1023, 52, 2047) if double else (32, 127, 23, 255)
        integer = ir.IntType(width)
        bits = builder.lshr(builder.bitcast(args[0], integer), ir.Constant(integer, shift))
        bits = builder.and_(bits, ir.Constant(integer, mask))
        found = builder.sub(bits, ir.Constant(integer, bias))
        return found if double else builder.sext(found, I64)

    return types.int64(x), generate


@intrinsic
def loose_add(typing, a, b):
    """Sum whose order the compiler may change: only sums of statistics use it."""

    def generate(context, builder, sig, args):
        return builder.fadd(args[0], args[1], flags=("reassoc", "nsz"))

    return a(a, a), generate


@intrinsic
def nearest(typing, x):
    """The nearest whole number, ties to even."""

    def generate(context, builder, sig, args):
        kind = context.get_data_type(sig.args[0])
        name = f"llvm.rint.f{8 * _size(sig.args[0])}"
        function = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(kind, [kind]), name
        )
        return builder.call(function, [args[0]])

    return x(x), generate


@intrinsic
def call_pass(typing, address, x, z, a, f, slope, rows, width, stride, each, p, q, low, s, at):
    """Call an activation's pass by its address on rows at z, a, f and slope of one array."""
    signature = types.void(types.int64, x, *[types.int64] * 8, p, q, low, s, types.int64)

    def generate(context, builder, sig, args):
        def data(k, offset):
            pointer = context.make_array(sig.args[k])(context, builder, args[k]).data
            return builder.gep(pointer, [offset])

        places = [data(1, offset) for offset in args[2:6]]
        passed = [*places, *args[6:13], data(13, args[14])]
        kind = ir.FunctionType(ir.VoidType(), [each.type for each in passed])
        builder.call(builder.inttoptr(args[0], kind.as_pointer()), passed)
        return context.get_dummy_value()

    return signature, generate


def make_column_sums(lanes):
    """For `lanes` columns: sums[s0:] = sum over rows of x, peaks[p0:] = max over rows of |f|."""

    @intrinsic
    def column_sums(typing, x, f, x0, f0, stride, rows, sums, s0, peaks, p0):
        signature = types.void(
            x, f, types.intp, types.intp, types.intp, types.intp, sums, types.intp, peaks,
            types.intp,
        )  # fmt: skip

        def generate(context, builder, sig, args):
            scalar = sig.args[0].dtype
            align = _size(scalar)
            vector = ir.VectorType(context.get_data_type(scalar), lanes)

            def data(k, offset):
                pointer = context.make_array(sig.args[k])(context, builder, args[k]).data
                return builder.gep(pointer, [offset])

            px, pf, ps, pp = data(0, args[2]), data(1, args[3]), data(6, args[7]), data(8, args[9])
            fabs = cgutils.get_or_insert_function(
                builder.module, ir.FunctionType(vector, [vector]), f"llvm.fabs.v{lanes}f{8 * align}"
            )
            zero = ir.Constant(vector, [0.0] * lanes)
            before = builder.block
            loop, done = builder.append_basic_block("rows"), builder.append_basic_block("done")
            builder.branch(loop)
            builder.position_at_end(loop)
            row, place = builder.phi(I64), builder.phi(I64)
            total, peak = builder.phi(vector), builder.phi(vector)
            added = builder.fadd(total, _load(builder, builder.gep(px, [place]), vector, align))
            size = builder.call(fabs, [_load(builder, builder.gep(pf, [place]), vector, align)])
            larger = builder.select(builder.fcmp_ordered(">", size, peak), size, peak)
            following = builder.add(row, ir.Constant(I64, 1))
            for phi, old, new in (
                (row, ir.Constant(I64, 0), following),
                (place, ir.Constant(I64, 0), builder.add(place, args[4])),
                (total, zero, added),
                (peak, zero, larger),
            ):
                phi.add_incoming(old, before)
                phi.add_incoming(new, loop)
            builder.cbranch(builder.icmp_signed("<", following, args[5]), loop, done)
            builder.position_at_end(done)
            _store(builder, ps, added, align)
            _store(builder, pp, larger, align)
            return context.get_dummy_value()

        return signature, generate

    return column_sums


def make_column_dots(lanes):
    """For `lanes` columns: sums[s0:] = sum over rows of (x - m)(y - m), m the vector at m0."""

    @intrinsic
    def column_dots(typing, x, x0, y0, m, m0, stride, rows, sums, s0):
        signature = types.void(
            x, types.intp, types.intp, m, types.intp, types.intp, types.intp, sums, types.intp
        )

        def generate(context, builder, sig, args):
            scalar = sig.args[0].dtype
            align = _size(scalar)
            vector = ir.VectorType(context.get_data_type(scalar), lanes)

            def data(k, offset):
                pointer = context.make_array(sig.args[k])(context, builder, args[k]).data
                return builder.gep(pointer, [offset])

            px, py, pm, ps = data(0, args[1]), data(0, args[2]), data(3, args[4]), data(7, args[8])
            middle = _load(builder, pm, vector, align)
            zero = ir.Constant(vector, [0.0] * lanes)
            before = builder.block
            loop, done = builder.append_basic_block("rows"), builder.append_basic_block("done")
            builder.branch(loop)
            builder.position_at_end(loop)
            row, place, total = builder.phi(I64), builder.phi(I64), builder.phi(vector)
            left, right = (
                builder.fsub(_load(builder, builder.gep(p, [place]), vector, align), middle)
                for p in (px, py)
            )
            added = builder.fadd(total, builder.fmul(left, right))
            following = builder.add(row, ir.Constant(I64, 1))
            for phi, old, new in (
                (row, ir.Constant(I64, 0), following),
                (place, ir.Constant(I64, 0), builder.add(place, args[5])),
                (total, zero, added),
            ):
                phi.add_incoming(old, before)
                phi.add_incoming(new, loop)
            builder.cbranch(builder.icmp_signed("<", following, args[6]), loop, done)
            builder.position_at_end(done)
            _store(builder, ps, added, align)
            return context.get_dummy_value()

        return signature, generate

    return column_dots
