"""How fast is it, beside its peers, on this machine, in one run? Ratios travel, seconds do not."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS")
for _name in THREADS:  # before NumPy is loaded: one thread for everybody
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402

from vgsim.cli.bench_peers import RATE, available, jax_iteration, torch_iteration  # noqa: E402
from vgsim.compute.arrays.plan import plan  # noqa: E402
from vgsim.compute.arrays.tape import Tape  # noqa: E402
from vgsim.compute.kernels import Engine, own_command, twin  # noqa: E402
from vgsim.compute.weights.initial import set_initial  # noqa: E402
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec  # noqa: E402
from vgsim.parts.activations import ACTIVATIONS  # noqa: E402

Size = tuple[int, int, int]  # depth, width, batch
DEFAULT, MIDDLE, HEAVY = (20, 16, 64), (50, 64, 128), (100, 128, 256)
JAX = ("sigmoid", "tanh", "relu", "gelu")  # the activations whose JAX form is written out

# (size, dtype, activation), and for each peer how many times faster we mean to be
GOALS: tuple[tuple[Size, str, str, dict[str, float]], ...] = (
    (DEFAULT, "float64", "sigmoid", {"torch": 45, "bare": 10, "jax": 7}),
    (DEFAULT, "float64", "tanh", {"torch": 45, "bare": 10, "jax": 7}),
    (DEFAULT, "float64", "relu", {"torch": 45, "bare": 10, "jax": 7}),
    (DEFAULT, "float32", "relu", {"torch": 75, "bare": 10, "jax": 7}),
    (MIDDLE, "float64", "sigmoid", {"torch": 4, "bare": 1.3, "jax": 2.5}),
    (HEAVY, "float64", "sigmoid", {"floor": 1.7, "bare": 1}),
    (HEAVY, "float32", "sigmoid", {"floor": 1.7, "bare": 1}),
    (HEAVY, "float32", "relu", {"floor": 1.7, "bare": 1}),
    (HEAVY, "float64", "gelu", {"floor": 1.7, "bare": 1}),
)


def bench(parsed: Namespace) -> int:
    """Print the tables; the exit code."""
    parts = {
        "kernels": kernels, "switches": switches, "recurrent": through_time, "plane": phase_diagram,
        "window": window, "learning": learning, "start": start,
    }  # fmt: skip
    if parsed.only and parsed.only not in parts:
        print(f"--only takes {', '.join(parts)}", file=sys.stderr)
        return 2
    for name, part in parts.items():
        if parsed.only in (None, name):
            part(parsed.quick)
    return 0


def kernels(quick: bool) -> None:
    """One iteration of one network: ours, the floor, each peer, and the goal."""
    found = available()
    missing = [name for name, there in found.items() if not there]
    print("One iteration: forward, loss, backward with every gradient kept, statistics of every")
    print("layer, SGD update; one thread, medians in milliseconds, [times ours].")
    if missing:
        print(f"Not installed, therefore not measured: {', '.join(missing)}")
    print(f"{'depth x width, batch':22} {'type':8} {'activation':12} {'floor':>8} {'ours':>8}"
          f" {'numpy':>15} {'torch+stats':>15} {'torch bare':>15} {'jax':>15}  goals")  # fmt: skip
    for size, dtype, activation, goals in GOALS:
        if quick and size == HEAVY and (dtype, activation) != ("float64", "sigmoid"):
            continue
        _row(size, dtype, activation, goals, found, quick)
    if not quick:
        for activation in ACTIVATIONS:
            if activation not in ("sigmoid", "tanh", "relu"):
                _row(DEFAULT, "float64", activation, {"torch": 45, "bare": 10}, found, quick)


# What a person can switch on, each by itself: name, fields of the network, of the training
SWITCHES: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("as it is", {}, {}),
    ("batch norm", {"normalization": "batch"}, {}),
    ("batch norm after f", {"normalization": "batch", "normalization_place": "after"}, {}),
    ("layer norm", {"normalization": "layer"}, {}),
    ("RMS norm", {"normalization": "rms"}, {}),
    ("skips", {"residual": 1}, {}),
    ("skips before f", {"residual": 1, "residual_place": "post"}, {}),
    ("dropout", {"dropout": 0.2}, {}),
    ("momentum", {}, {"optimizer": "momentum"}),
    ("Nesterov", {}, {"optimizer": "nesterov"}),
    ("RMSProp", {}, {"optimizer": "rmsprop"}),
    ("Adam", {}, {"optimizer": "adam"}),
    ("AdamW", {}, {"optimizer": "adamw", "weight_decay": 0.01}),
    ("Adagrad", {}, {"optimizer": "adagrad"}),
    ("NAdam", {}, {"optimizer": "nadam"}),
    ("clip values", {}, {"clipping": "value", "clip_at": 0.1}),
    ("clip each layer", {}, {"clipping": "layer_norm", "clip_at": 0.1}),
    ("clip all", {}, {"clipping": "global_norm", "clip_at": 0.1}),
    ("float16", {"dtype": "float16"}, {}),
    ("float16, scaled", {"dtype": "float16", "loss_scale": 10}, {}),
    ("bfloat16", {"dtype": "bfloat16"}, {}),
    ("all together", {"normalization": "batch", "residual": 1, "dropout": 0.2},
     {"optimizer": "adam", "clipping": "global_norm"}),
)  # fmt: skip


def switches(quick: bool) -> None:
    """The classroom default with each switch thrown, beside PyTorch with the same."""
    from vgsim.compute.kernels.engine import NumbaEngine

    found = available()
    print("The classroom default, 20 x 16, batch 64, sigmoid, with each switch thrown; medians in")
    print("milliseconds; goals: 45 times as fast as PyTorch with statistics, 10 times as bare.")
    print(f"{'switch':20} {'ours':>8} {'x plain':>8} {'torch+stats':>15} {'torch bare':>15}")
    plain = 0.0
    for name, network, training in SWITCHES:

        def tape(network: Any = network, training: Any = training) -> Tape:
            dtype = network.get("dtype", "float64")
            return _tape(DEFAULT, dtype, "sigmoid", network, training)

        made: dict[str, Callable[[], float]] = {"ours": _ours(tape(), NumbaEngine())}
        if found["torch"]:
            made["torch"] = torch_iteration(tape(), statistics=True)
            made["bare"] = torch_iteration(tape(), statistics=False)
        times = interleaved(made, 0.3 if quick else 1.0)
        ours = times["ours"]
        plain = plain or ours
        cells = _cells(times, ours, ("torch", "bare"))
        missed = [
            peer for peer, goal in (("torch", 45), ("bare", 10))
            if peer in times and times[peer] / ours < goal
        ]  # fmt: skip
        note = f"  below the goal: {', '.join(missed)}" if missed else ""
        row = f"{name:20} {ours * 1e3:8.3f} {ours / plain:8.2f} {cells}{note}"
        print(row, flush=True)


def _tape(
    size: Size,
    dtype: str,
    activation: str,
    fields: dict[str, Any] | None = None,
    training: dict[str, Any] | None = None,
) -> Tape:
    depth, width, batch = size
    rectifier = ACTIVATIONS[activation].kind in ("rectifier", "smooth")
    network = NetworkSpec(
        depth=depth, width=width, activation=activation,
        initializer="he_normal" if rectifier else "xavier_normal",
        **{"dtype": dtype, **(fields or {})},
    )  # fmt: skip
    experiment = Experiment(
        data=DataSpec("digits", batch),
        training=TrainingSpec(**(training or {})),
        lanes=(Lane("", network),),
    )
    made = plan(experiment, 0)
    tape = Tape(made)
    tape.activation(0)[...] = made.data.x_train[:batch]
    tape.target()[...] = made.targets[:batch]
    set_initial(tape)
    tape.learning_rate = RATE
    return tape


def _ours(tape: Tape, engine: Engine) -> Callable[[], float]:
    return lambda: engine.iterate(tape, update=True, look=True)


def _row(
    size: Size, dtype: str, activation: str, goals: dict[str, float], found: dict[str, bool],
    quick: bool,
) -> None:  # fmt: skip
    from vgsim.compute.kernels.engine import NumbaEngine

    made: dict[str, Callable[[], float]] = {
        "ours": _ours(_tape(size, dtype, activation), NumbaEngine()),
        "numpy": _ours(_tape(size, dtype, activation), twin()),
    }
    if found["torch"]:
        made["torch"] = torch_iteration(_tape(size, dtype, activation), statistics=True)
        made["bare"] = torch_iteration(_tape(size, dtype, activation), statistics=False)
    if found["jax"] and activation in JAX and size != HEAVY:
        made["jax"] = jax_iteration(_tape(size, dtype, activation))
    losses = {name: run() for name, run in made.items()}
    apart = max(abs(loss - losses["ours"]) / abs(losses["ours"]) for loss in losses.values())
    dtype_ = np.float64 if dtype == "float64" else np.float32
    product, operations = _product(dtype_)
    times = interleaved({**made, "floor": product}, 0.3 if quick else 1.0)
    floor = times.pop("floor") * _operations(size) / operations
    ours = times["ours"]
    cells = _cells(times, ours, ("numpy", "torch", "bare", "jax"))
    depth, width, batch = size
    said = []
    for name, goal in goals.items():
        if name == "floor":
            said.append(f"{ours / floor:.2f} of at most {goal:g} x floor")
        elif name in times:
            ratio = times[name] / ours
            said.append(f"{name} {ratio:.1f}/{goal:g}{' met' if ratio >= goal else ' MISSED'}")
    note = (
        "" if apart < (1e-9 if dtype == "float64" else 1e-3) else f" losses differ by {apart:.0e}"
    )
    print(f"{f'{depth} x {width}, {batch}':22} {dtype:8} {activation:12} {floor * 1e3:8.3f}"
          f" {ours * 1e3:8.3f} {cells}  {'; '.join(said)}{note}", flush=True)  # fmt: skip


def _cells(times: dict[str, float], ours: float, names: tuple[str, ...]) -> str:
    """Milliseconds of each peer, and how many times ours that is."""
    return " ".join(
        f"{times[name] * 1e3:7.3f} [{times[name] / ours:5.1f}]" if name in times else f"{'-':>15}"
        for name in names
    )


def _operations(size: Size) -> float:
    """Floating-point operations of the matrix products of one iteration."""
    depth, width, batch = size
    widths = [64] + [width] * depth + [10]
    pairs = list(pairwise(widths))
    return sum(2.0 * batch * a * b * (3 if k else 2) for k, (a, b) in enumerate(pairs))


def _product(dtype: type) -> tuple[Callable[[], float], float]:
    """A large matrix product, the yardstick of what the machine's BLAS can do."""
    n = 1024
    rng = np.random.default_rng(0)
    a: np.ndarray = rng.random((n, n)).astype(dtype)
    b: np.ndarray = rng.random((n, n)).astype(dtype)
    c = np.empty_like(a)

    def run() -> float:
        np.matmul(a, b, out=c)
        return 0.0

    return run, 2.0 * n**3


def interleaved(functions: dict[str, Callable[[], float]], seconds: float) -> dict[str, float]:
    """Median seconds of a call of each, all measured in turn so that drift meets them alike."""
    counts = {}
    for name, run in functions.items():
        run()
        begun = perf_counter()
        run()
        counts[name] = max(1, int(0.004 / max(perf_counter() - begun, 1e-7)))
    times: dict[str, list[float]] = {name: [] for name in functions}
    end = perf_counter() + seconds * len(functions)
    rounds = 0
    while perf_counter() < end or rounds < 5:
        for name, run in functions.items():
            begun = perf_counter()
            for _ in range(counts[name]):
                run()
            times[name].append((perf_counter() - begun) / counts[name])
        rounds += 1
    return {name: statistics.median(found) for name, found in times.items()}


def through_time(quick: bool) -> None:
    """Recurrent networks beside PyTorch and JAX."""
    from vgsim.cli.bench_recurrent import recurrent

    recurrent(quick, interleaved)


def phase_diagram(quick: bool) -> None:
    """A plane of networks beside PyTorch, NumPy and JAX."""
    from vgsim.cli.bench_plane import plane

    plane(quick, interleaved, _product)


def window(quick: bool) -> None:
    """Frame times of the whole window, in a process of its own that knows Qt."""
    _in_window("frames", quick)


def learning(quick: bool) -> None:
    """Whether the window slows learning down, and whether a long run keeps to its memory."""
    _in_window("learning", quick)


def start(quick: bool) -> None:
    """From the command to the first paint and the first moving picture, cold and warm."""
    _in_window("start", quick)


def _in_window(part: str, quick: bool) -> None:
    root = Path(__file__).resolve().parents[2]
    command = own_command("ui.benchmark", part, *(["--quick"] if quick else []))
    try:
        done = subprocess.run(command, cwd=root, check=False, timeout=900)
    except subprocess.TimeoutExpired:
        print(f"the window's part ({part}) took too long and was stopped")
        return
    if done.returncode:
        print(f"the window's part ({part}) ended with code {done.returncode}; is there a display?")
