"""Access to the processor's mode of computing with subnormal numbers.

In the mode `FLUSHING`, what would be subnormal becomes 0, both as a result and as an operand, and
costs nothing. Every thread has a mode of its own. A kernel that changes it restores it.
"""

# mypy: ignore-errors

from __future__ import annotations

import platform

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from vgsim.compute.kernels.simd.llvm import I8, I32, I64

_INTEL, _ARM = ("x86_64", "amd64"), ("aarch64", "arm64")
_MACHINE = platform.machine().lower()
# bits of the processor's mode: flush to zero, denormals are zero, no exceptions; on ARM, FZ
FLUSHING = 0x9FC0 if _MACHINE in _INTEL else 1 << 24 if _MACHINE in _ARM else 0


@intrinsic
def get_mode(typing):
    """Return the mode; 0 on processors that are not known here."""

    def generate(context, builder, sig, args):
        if _MACHINE in _INTEL:
            place = cgutils.alloca_once(builder, I32)
            _call(builder, "llvm.x86.sse.stmxcsr", ir.VoidType(), [_bytes(builder, place)])
            return builder.zext(builder.load(place), I64)
        if _MACHINE in _ARM:
            return _call(builder, "llvm.aarch64.get.fpcr", I64, [])
        return ir.Constant(I64, 0)

    return types.int64(), generate


@intrinsic
def set_mode(typing, mode):
    """Change the mode; the compiler moves no access to memory across the change."""

    def generate(context, builder, sig, args):
        builder.fence("seq_cst", targetscope="singlethread")  # emits no instruction
        if _MACHINE in _INTEL:
            place = cgutils.alloca_once_value(builder, builder.trunc(args[0], I32))
            _call(builder, "llvm.x86.sse.ldmxcsr", ir.VoidType(), [_bytes(builder, place)])
        elif _MACHINE in _ARM:
            _call(builder, "llvm.aarch64.set.fpcr", ir.VoidType(), [args[0]])
        builder.fence("seq_cst", targetscope="singlethread")
        return context.get_dummy_value()

    return types.void(types.int64), generate


def _bytes(builder, place):
    return place if place.type.is_opaque else builder.bitcast(place, I8.as_pointer())


def _call(builder, name, result, arguments):
    kind = ir.FunctionType(result, [each.type for each in arguments])
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), arguments)
