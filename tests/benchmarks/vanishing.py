"""Times networks whose signals, gradients or optimizer states vanish against healthy ones.

Below its smallest normal number a format has subnormal numbers, with which a processor computes up
to a hundred times as slowly. The kernels avoid them; here one sees whether they succeed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import thread_time
from typing import Any

from tests.benchmarks.kernels import prepared_tape
from tests.benchmarks.recurrent import recurrent_tape
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.parts.optimizers import OPTIMIZERS

GOAL = 1.15  # a vanishing network may take this many times as long as a healthy one
UPDATES = 900  # after which a dead layer's memories have faded
WIDE = (100, 128, 256)
Make = Callable[[], Tape | RecurrentTape]


@dataclass(frozen=True, slots=True)
class Row:
    """Two networks of the same shape; `updates` are made before they are timed."""

    name: str
    dtype: str
    healthy: Make
    vanishing: Make
    updating: bool = False
    updates: int = 0


def measure(quick: bool) -> None:
    """Measure and print the table."""
    print("A vanishing network against a healthy one of the same shape: forward and backward, with")
    print(f"an update where an optimizer is named; processor time in ms; at most {GOAL} x wanted.")
    print(f"{'network':<44} {'type':<9} {'healthy':>9} {'vanishing':>9} {'ratio':>6}")
    for row in rows():
        if quick and row.dtype != "float32":
            continue
        healthy, vanishing = _times(row, 0.4 if quick else 1.5)
        ratio = vanishing / healthy
        remark = "" if ratio <= GOAL else "  above the goal"
        print(
            f"{row.name:<44} {row.dtype:<9} {healthy * 1e3:>9.3f} {vanishing * 1e3:>9.3f} "
            f"{ratio:>6.2f}{remark}",
            flush=True,
        )


def _times(row: Row, seconds: float) -> tuple[float, float]:
    """Return the smallest processor times of one pass, measured in turn."""
    from vgsim.compute.kernels.engine import NumbaEngine

    engine = NumbaEngine()
    tapes = row.healthy(), row.vanishing()
    for tape in tapes:
        for _ in range(max(row.updates, 2)):
            engine.iterate(tape, update=row.updates > 0)
    least = [float("inf"), float("inf")]
    begin = thread_time()
    while thread_time() - begin < seconds:
        for k, tape in enumerate(tapes):
            before = thread_time()
            engine.iterate(tape, update=row.updating)
            least[k] = min(least[k], thread_time() - before)
    return least[0], least[1]


def rows() -> list[Row]:
    """Return all pairs of networks."""
    found = [*_through_time()]
    for dtype in ("float32", "float64", "float16", "bfloat16"):
        found += _dense(dtype)
    for dtype in ("float32", "float64"):
        found += _optimizers(dtype)
    return found


def _through_time() -> list[Row]:
    found = []
    for dtype in ("float32", "float64"):
        for cell, holds, fades in (("vanilla", 1.0, 0.5), ("lstm", 5.0, -1.0), ("gru", 5.0, -1.0)):
            for size in (128, 32):
                make = partial(_sequences, cell, size, dtype)
                name = f"{cell}, {size} x 200, from {holds:g} to {fades:g}"
                found.append(Row(name, dtype, partial(make, holds), partial(make, fades)))
    strong = partial(_sequences, "vanilla", 128, "float64")
    found.append(Row("vanilla, 128 x 200, to 0.01", "float64", partial(strong, 1.0),
                     partial(strong, 0.01)))  # fmt: skip
    return found


def _sequences(cell: str, size: int, dtype: str, value: float) -> RecurrentTape:
    """`value`: scale of a vanilla cell's orthogonal weights, or bias of the gate that keeps."""
    import numpy as np

    tape = recurrent_tape(cell, size, 200, dtype)
    if cell == "vanilla":
        rng = np.random.default_rng(0)
        q, _ = np.linalg.qr(rng.standard_normal((size, size)))
        tape.recurrent_weight(0)[0] = value * q
        tape.input_weight(0)[...] *= 0.1  # so that tanh does not saturate
    else:
        tape.bias(0)[1] = value
    tape.refresh()
    return tape


def _dense(dtype: str) -> list[Row]:
    """Forward signals, backward signals, and layers with nothing at all."""
    make = partial(prepared_tape, WIDE, dtype)
    orthogonal = {"initializer": "orthogonal", "gain": 1.0}
    fading = 0.35 if dtype in ("float32", "bfloat16") else 0.01 if dtype == "float64" else 0.85
    return [
        Row(f"linear, gain {fading}", dtype, lambda: make("linear", orthogonal),
            lambda: make("linear", orthogonal | {"gain": fading})),
        Row(f"tanh, gain {fading}", dtype, lambda: make("tanh", orthogonal),
            lambda: make("tanh", orthogonal | {"gain": fading})),
        Row("ReLU, weights N(0, 0.01)", dtype, lambda: make("relu"),
            lambda: make("relu", {"initializer": "normal", "gain": 0.1})),
        Row("GELU, gain 0.1", dtype, lambda: make("gelu"),
            lambda: make("gelu", {"gain": 0.1})),
        Row("sigmoid, backward", dtype, lambda: make("sigmoid", {"gain": 4.0}),
            lambda: make("sigmoid")),
    ]  # fmt: skip


def _optimizers(dtype: str) -> list[Row]:
    deep, dead = (60, 128, 32), (4, 128, 32)
    found = []
    for name in OPTIMIZERS:
        training = {"optimizer": name}
        found.append(Row(f"{name}, 60 x 128, sigmoid", dtype,
                         partial(prepared_tape, deep, dtype, "sigmoid", {"gain": 4.0}, training),
                         partial(prepared_tape, deep, dtype, "sigmoid", None, training),
                         True, 3))  # fmt: skip
        found.append(Row(f"{name}, 4 x 128, dead ReLU", dtype,
                         partial(prepared_tape, dead, dtype, "relu", None, training),
                         partial(_dying, dead, dtype, training), True, UPDATES))  # fmt: skip
    return found


def _dying(size: Any, dtype: str, training: dict[str, Any]) -> Tape:
    """A ReLU network with full memories whose units then died."""
    tape = prepared_tape(size, dtype, "relu", None, training)
    tape.states[...] = 1e-3
    for layer in range(1, tape.layers):
        tape.bias(layer)[...] = -100.0
    return tape
