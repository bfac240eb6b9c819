"""Intrinsics for single numbers: access to their bits, reorderable sums, rounding."""

# mypy: ignore-errors

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from vgsim.compute.kernels.simd.llvm import size_of


@intrinsic
def power_of_two(typing, t):
    """Return 2**k from t = k + 1.5 * 2**52 (float64) or k + 1.5 * 2**23 (float32)."""

    def generate(context, builder, sig, args):
        double = sig.args[0] == types.float64
        width, bias, shift = (64, 1023, 52) if double else (32, 127, 23)
        integer = ir.IntType(width)
        bits = builder.add(builder.bitcast(args[0], integer), ir.Constant(integer, bias))
        target = ir.DoubleType() if double else ir.FloatType()
        return builder.bitcast(builder.shl(bits, ir.Constant(integer, shift)), target)

    return t(t), generate


@intrinsic
def bits_of(typing, x):
    """Return the bits of a number as an unsigned integer of the same size."""

    def generate(context, builder, sig, args):
        return builder.bitcast(args[0], ir.IntType(8 * size_of(sig.args[0])))

    return (types.uint64 if x == types.float64 else types.uint32)(x), generate


@intrinsic
def number_of(typing, bits):
    """Return the number with these bits: a float32 from a uint32, a float64 from a uint64."""

    def generate(context, builder, sig, args):
        return builder.bitcast(args[0], context.get_data_type(sig.return_type))

    return (types.float64 if bits == types.uint64 else types.float32)(bits), generate


@intrinsic
def loose_add(typing, a, b):
    """Return a + b; the compiler may reorder such sums, so only statistics use it."""

    def generate(context, builder, sig, args):
        return builder.fadd(args[0], args[1], flags=("reassoc", "nsz", "contract"))

    return a(a, a), generate


@intrinsic
def count_if(typing, count, condition):
    """Return count + condition in the counter's own type; Numba alone would widen the sum."""

    def generate(context, builder, sig, args):
        return builder.add(args[0], builder.zext(args[1], args[0].type))

    return count(count, types.boolean), generate


@intrinsic
def nearest(typing, x):
    """Round to the nearest integer, ties to even."""

    def generate(context, builder, sig, args):
        kind = context.get_data_type(sig.args[0])
        name = f"llvm.rint.f{8 * size_of(sig.args[0])}"
        function = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(kind, [kind]), name
        )
        return builder.call(function, [args[0]])

    return x(x), generate
