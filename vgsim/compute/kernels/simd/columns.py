"""Sums over the columns of a matrix, one vector of columns at a time."""

# mypy: ignore-errors

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from vgsim.compute.kernels.simd.llvm import I64, load, size_of, store


def make_column_sums(lanes):
    """Make an intrinsic for `lanes` columns: sums over the rows of x, maxima over the rows of |f|.

    The sums are written to sums[s0:], the maxima to peaks[p0:].
    """

    @intrinsic
    def column_sums(typing, x, f, x0, f0, stride, rows, sums, s0, peaks, p0):
        signature = types.void(
            x, f, types.intp, types.intp, types.intp, types.intp, sums, types.intp, peaks,
            types.intp,
        )  # fmt: skip

        def generate(context, builder, sig, args):
            scalar = sig.args[0].dtype
            align = size_of(scalar)
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
            added = builder.fadd(total, load(builder, builder.gep(px, [place]), vector, align))
            size = builder.call(fabs, [load(builder, builder.gep(pf, [place]), vector, align)])
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
            store(builder, ps, added, align)
            store(builder, pp, larger, align)
            return context.get_dummy_value()

        return signature, generate

    return column_sums


def make_column_dots(lanes):
    """Make an intrinsic for `lanes` columns: sums[s0:] = sum over the rows of (x - m)(y - m).

    x and y start at x0 and y0 of the same array; m is the vector at m0.
    """

    @intrinsic
    def column_dots(typing, x, x0, y0, m, m0, stride, rows, sums, s0):
        signature = types.void(
            x, types.intp, types.intp, m, types.intp, types.intp, types.intp, sums, types.intp
        )

        def generate(context, builder, sig, args):
            scalar = sig.args[0].dtype
            align = size_of(scalar)
            vector = ir.VectorType(context.get_data_type(scalar), lanes)

            def data(k, offset):
                pointer = context.make_array(sig.args[k])(context, builder, args[k]).data
                return builder.gep(pointer, [offset])

            px, py, pm, ps = data(0, args[1]), data(0, args[2]), data(3, args[4]), data(7, args[8])
            middle = load(builder, pm, vector, align)
            zero = ir.Constant(vector, [0.0] * lanes)
            before = builder.block
            loop, done = builder.append_basic_block("rows"), builder.append_basic_block("done")
            builder.branch(loop)
            builder.position_at_end(loop)
            row, place, total = builder.phi(I64), builder.phi(I64), builder.phi(vector)
            left, right = (
                builder.fsub(load(builder, builder.gep(p, [place]), vector, align), middle)
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
            store(builder, ps, added, align)
            return context.get_dummy_value()

        return signature, generate

    return column_dots
