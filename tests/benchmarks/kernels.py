"""Times one iteration of one network: our kernels, the theoretical floor, and each peer."""

from __future__ import annotations

import shutil
from itertools import pairwise
from typing import Any

from tests.benchmarks import peers
from tests.benchmarks.layer_peers import (
    RATE,
    TORCH,
    compiled_iteration,
    jax_iteration,
    torch_iteration,
)
from tests.benchmarks.table import PeerTable
from vgsim.compute.arrays.plan import plan
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine, twin
from vgsim.compute.weights.initial import set_initial
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.parts.activations import ACTIVATIONS

Size = tuple[int, int, int]  # depth, width, batch
DEFAULT, MIDDLE, HEAVY = (20, 16, 64), (50, 64, 128), (100, 128, 256)
COMPILED = "sigmoid", "relu"  # the activations that torch.compile is measured with: a minute each
JAX = ("sigmoid", "tanh", "relu", "gelu")  # the activations with a JAX version

# size, dtype, activation, and for each peer the goal: how many times faster we want to be
GOALS: tuple[tuple[Size, str, str, dict[str, float]], ...] = (
    (DEFAULT, "float64", "sigmoid", {"torch": 45, "bare": 10, "compiled": 1, "jax": 7}),
    (DEFAULT, "float64", "tanh", {"torch": 45, "bare": 10, "compiled": 1, "jax": 7}),
    (DEFAULT, "float64", "relu", {"torch": 45, "bare": 10, "compiled": 1, "jax": 7}),
    (DEFAULT, "float32", "relu", {"torch": 75, "bare": 10, "compiled": 1, "jax": 7}),
    (MIDDLE, "float64", "sigmoid", {"torch": 4, "bare": 1.3, "compiled": 1, "jax": 2.5}),
    (HEAVY, "float64", "sigmoid", {"floor": 1.6, "bare": 1, "compiled": 1}),
    (HEAVY, "float32", "sigmoid", {"floor": 1.6, "bare": 1, "compiled": 1}),
    (HEAVY, "float32", "relu", {"floor": 1.6, "bare": 1, "compiled": 1}),
    (HEAVY, "float64", "gelu", {"floor": 1.6, "bare": 1, "compiled": 1}),
)
TABLE = PeerTable(
    {"depth x width, batch": "<22", "type": "<8", "activation": "<12", "floor": ">8", "ours": ">8"},
    {
        "numpy": "numpy",
        "torch": "torch+stats",
        "bare": "torch bare",
        "compiled": "torch.compile",
        "jax": "jax",
    },
    "goals",
)


def measure(quick: bool) -> None:
    """Measure and print the table."""
    print("One iteration: forward, loss, backward with every gradient kept, statistics of every")
    print("layer, SGD update; one thread, medians in milliseconds, [times ours].")
    if peers.missing():
        print(f"Not installed, therefore not measured: {', '.join(peers.missing())}")
    TABLE.head()
    for size, dtype, activation, goals in GOALS:
        if quick and size == HEAVY and (dtype, activation) != ("float64", "sigmoid"):
            continue
        _row(size, dtype, activation, goals, quick)
    if not quick:
        for activation in ACTIVATIONS:
            if activation not in ("sigmoid", "tanh", "relu"):
                _row(DEFAULT, "float64", activation, {"torch": 45, "bare": 10}, quick)


def prepared_tape(
    size: Size,
    dtype: str,
    activation: str,
    network: dict[str, Any] | None = None,
    training: dict[str, Any] | None = None,
) -> Tape:
    """A tape with digits before the first update; `network` and `training` override settings."""
    depth, width, batch = size
    rectifier = ACTIVATIONS[activation].kind in ("rectifier", "smooth")
    fields = {
        "depth": depth, "width": width, "activation": activation, "dtype": dtype,
        "initializer": "he_normal" if rectifier else "xavier_normal",
    }  # fmt: skip
    experiment = Experiment(
        data=DataSpec("digits", batch),
        training=TrainingSpec(**(training or {})),
        lanes=(Lane("", NetworkSpec(**{**fields, **(network or {})})),),
    )
    made = plan(experiment, 0)
    tape = Tape(made)
    tape.activation(0)[...] = made.data.x_train[:batch]
    tape.target()[...] = made.targets[:batch]
    set_initial(tape)
    tape.learning_rate = RATE
    return tape


def ours(tape: Tape, engine: Engine) -> peers.Run:
    """A function that computes one iteration with our engine."""
    return lambda: engine.iterate(tape, update=True, histograms=True)


def _row(size: Size, dtype: str, activation: str, goals: dict[str, float], quick: bool) -> None:
    from vgsim.compute.kernels.engine import NumbaEngine

    def tape() -> Tape:
        return prepared_tape(size, dtype, activation)

    makers = {
        "ours": lambda: ours(tape(), NumbaEngine()),
        "numpy": lambda: ours(tape(), twin()),
    }
    if activation in TORCH:
        makers["torch"] = lambda: torch_iteration(tape(), statistics=True)
        makers["bare"] = lambda: torch_iteration(tape(), statistics=False)
    compiler = shutil.which("c++") is not None
    if activation in COMPILED and "compiled" in goals and compiler and not quick:
        makers["compiled"] = lambda: compiled_iteration(tape())
    if activation in JAX and size != HEAVY:
        makers["jax"] = lambda: jax_iteration(tape())
    runs = peers.prepared(makers)
    apart = peers.farthest(runs)
    product, operations = peers.product(tape().plan.dtype)
    times = peers.interleaved({**runs, "floor": product}, 0.3 if quick else 1.0)
    floor = times.pop("floor") * _operations(size) / operations
    remarks = []
    if "floor" in goals:
        remarks.append(f"{times['ours'] / floor:.2f} of at most {goals['floor']:g} x floor")
    remarks += [*peers.faster(times, goals), *peers.differing(apart, dtype)]
    depth, width, batch = size
    milliseconds = [TABLE.milliseconds(each) for each in (floor, times["ours"])]
    TABLE.row([f"{depth} x {width}, {batch}", dtype, activation, *milliseconds], times, remarks)


def _operations(size: Size) -> float:
    """Floating-point operations of the matrix products of one iteration."""
    depth, width, batch = size
    widths = [64] + [width] * depth + [10]
    pairs = list(pairwise(widths))
    return sum(2.0 * batch * a * b * (3 if k else 2) for k, (a, b) in enumerate(pairs))
