"""Sums over the columns of a matrix, one vector of columns at a time."""

# mypy: ignore-errors

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from vgsim.compute.kernels.simd.llvm import I64, element, load, loop, size_of, store


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

            px, pf, ps, pp = (
                element(context, builder, sig, args, k, args[offset])
                for k, offset in ((0, 2), (1, 3), (6, 7), (8, 9))
            )
            fabs = cgutils.get_or_insert_function(
                builder.module, ir.FunctionType(vector, [vector]), f"llvm.fabs.v{lanes}f{8 * align}"
            )

            def emit_round(_, states):
                place, total, peak = states
                added = builder.fadd(total, load(builder, builder.gep(px, [place]), vector, align))
                size = builder.call(fabs, [load(builder, builder.gep(pf, [place]), vector, align)])
                larger = builder.select(builder.fcmp_ordered(">", size, peak), size, peak)
                return builder.add(place, args[4]), added, larger

            zero = ir.Constant(vector, [0.0] * lanes)
            first = ir.Constant(I64, 0), zero, zero
            _, total, peak = loop(builder, "rows", args[5], first, emit_round)
            store(builder, ps, total, align)
            store(builder, pp, peak, align)
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

            px, py, pm, ps = (
                element(context, builder, sig, args, k, args[offset])
                for k, offset in ((0, 1), (0, 2), (3, 4), (7, 8))
            )
            middle = load(builder, pm, vector, align)

            def emit_round(_, states):
                place, total = states
                left, right = (
                    builder.fsub(load(builder, builder.gep(p, [place]), vector, align), middle)
                    for p in (px, py)
                )
                added = builder.fadd(total, builder.fmul(left, right))
                return builder.add(place, args[5]), added

            first = ir.Constant(I64, 0), ir.Constant(vector, [0.0] * lanes)
            _, total = loop(builder, "rows", args[6], first, emit_round)
            store(builder, ps, total, align)
            return context.get_dummy_value()

        return signature, generate

    return column_dots
