"""Tiles of a matrix: a register-tiled product, and a transposition.

Each element of a product is one chain of fused multiply-adds over k in order, so results do not
depend on the width of the vectors.
"""

# mypy: ignore-errors

from __future__ import annotations

from itertools import chain

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from vgsim.compute.kernels.simd.llvm import I32, I64, broadcast, element, load, loop, size_of, store


def make_tile(rows, vectors, lanes, start):
    """Make an intrinsic: C[rows, vectors * lanes] = start + sum over k of A[i, k] B[k, :].

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
            align = size_of(scalar)
            vector = ir.VectorType(context.get_data_type(scalar), lanes)

            def data(k, offset):
                return element(context, builder, sig, args, k, offset)

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
                first = [[load(builder, p, vector, align) for p in row_] for row_ in places]
            elif start == "row":
                pr = data(11, args[12])
                one = [
                    load(builder, builder.gep(pr, [ir.Constant(I64, v * lanes)]), vector, align)
                    for v in range(vectors)
                ]
                first = [one] * rows
            else:
                first = [[ir.Constant(vector, [0.0] * lanes)] * vectors] * rows

            def emit_round(_, states):
                pa, pb, *sums = states
                right = [
                    load(builder, builder.gep(pb, [ir.Constant(I64, v * lanes)]), vector, align)
                    for v in range(vectors)
                ]
                new = []
                for i in range(rows):
                    left = builder.load(builder.gep(pa, [at[i]]))
                    repeated = broadcast(builder, left, vector, lanes)
                    own = sums[i * vectors : (i + 1) * vectors]
                    new += [
                        builder.call(fma, [repeated, *pair])
                        for pair in zip(right, own, strict=True)
                    ]
                return builder.gep(pa, [a_col]), builder.gep(pb, [b_row]), *new

            _, _, *sums = loop(builder, "k", depth, (pa0, pb0, *chain(*first)), emit_round)
            for place, value in zip(chain(*places), sums, strict=True):
                store(builder, place, value, align)
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
def transpose_block(typing, x, source, row, target, across):
    """Transpose an 8 x 8 tile from `source` to `target`; their row strides: `row` and `across`."""
    side = 8
    signature = types.void(x, types.intp, types.intp, types.intp, types.intp)

    def generate(context, builder, sig, args):
        scalar = sig.args[0].dtype
        align = size_of(scalar)
        vector = ir.VectorType(context.get_data_type(scalar), side)
        data = context.make_array(sig.args[0])(context, builder, args[0]).data

        def place(start, step, i):
            offset = builder.add(start, builder.mul(step, ir.Constant(I64, i)))
            return builder.gep(data, [offset])

        rows = [load(builder, place(args[1], args[2], i), vector, align) for i in range(side)]
        for s in (4, 2, 1):  # swap the two off-diagonal squares of side s, everywhere
            lower = [k if not k & s else side + k - s for k in range(side)]
            upper = [k + s if not k & s else side + k for k in range(side)]
            for i in range(side):
                if not i & s:
                    pair = rows[i], rows[i + s]
                    for at, chosen in ((i, lower), (i + s, upper)):
                        mask = ir.Constant(ir.VectorType(I32, side), chosen)
                        rows[at] = builder.shuffle_vector(*pair, mask)
        for i, value in enumerate(rows):
            store(builder, place(args[3], args[4], i), value, align)
        return context.get_dummy_value()

    return signature, generate
