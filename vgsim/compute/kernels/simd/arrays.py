"""Intrinsics for arrays: views without reference counting, and calls by address."""

# mypy: ignore-errors

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from vgsim.compute.kernels.simd.llvm import element


@intrinsic
def borrowed(typing, x):
    """Return x without reference counting; valid during one call of a kernel.

    Counting costs two locked additions for every function the array is passed to, which is more
    than the loops of a narrow layer cost.
    """

    def generate(context, builder, sig, args):
        whole = context.make_array(sig.args[0])(context, builder, args[0])
        whole.meminfo = cgutils.get_null_value(whole.meminfo.type)
        whole.parent = cgutils.get_null_value(whole.parent.type)
        return whole._getvalue()

    return x(x), generate


@intrinsic
def part(typing, x, start, count):
    """Return x[start : start + count] of a contiguous array, without reference counting."""

    def generate(context, builder, sig, args):
        whole = context.make_array(sig.args[0])(context, builder, args[0])
        view = context.make_array(sig.return_type)(context, builder)
        populate_array(
            view, builder.gep(whole.data, [args[1]]), [args[2]], [whole.itemsize], whole.itemsize,
            None,
        )  # fmt: skip
        return view._getvalue()

    return x(x, types.intp, types.intp), generate


def _call(builder, address, arguments):
    function_type = ir.FunctionType(ir.VoidType(), [each.type for each in arguments])
    builder.call(builder.inttoptr(address, function_type.as_pointer()), arguments)


@intrinsic
def call_correct(typing, address, options, count):
    """Call an optimizer's correction of its means for update number `count` by its address."""

    def generate(context, builder, sig, args):
        first = ir.Constant(ir.IntType(64), 0)
        _call(builder, args[0], [element(context, builder, sig, args, 1, first), args[2]])
        return context.get_dummy_value()

    return types.void(types.int64, options, types.int64), generate


@intrinsic
def call_step(typing, address, x, w, g, m, v, count, up, more, clip, limit, options):
    """Call an optimizer's step by its address; w, g, m and v are offsets in the array x."""
    signature = types.void(types.int64, x, *[types.int64] * 5, up, more, clip, limit, options)

    def generate(context, builder, sig, args):
        places = [element(context, builder, sig, args, 1, offset) for offset in args[2:6]]
        first = ir.Constant(ir.IntType(64), 0)
        numbers = element(context, builder, sig, args, 11, first)
        _call(builder, args[0], [*places, *args[6:11], numbers])
        return context.get_dummy_value()

    return signature, generate


@intrinsic
def call_pass(typing, address, x, z, a, f, slope, rows, width, stride, each, p, q, low, s, at):
    """Call an activation's pass by its address; z, a, f and slope are offsets in the array x."""
    signature = types.void(types.int64, x, *[types.int64] * 8, p, q, low, s, types.int64)

    def generate(context, builder, sig, args):
        places = [element(context, builder, sig, args, 1, offset) for offset in args[2:6]]
        statistics = element(context, builder, sig, args, 13, args[14])
        _call(builder, args[0], [*places, *args[6:13], statistics])
        return context.get_dummy_value()

    return signature, generate
