"""Times a phase diagram against PyTorch, NumPy and JAX; all compute all cells in one product."""

# mypy: ignore-errors

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from tests.benchmarks import peers
from tests.benchmarks.table import PeerTable
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine, twin
from vgsim.compute.learning.scan import Scan
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec

CELLS, DEPTH, WIDTH = 64, 50, 100
FASTER = 2.5  # goal: times faster than PyTorch, on all cores
ABOVE_FLOOR = 1.7  # goal: at most this many times the floor

Run = Callable[[], np.ndarray]


TABLE = PeerTable(
    {"threads": "<8", "type": "<8", "floor": ">8", "ours": ">8"},
    {"numpy": "numpy", "torch": "torch", "jax": "jax"},
    "goals",
    digits=0,
)


def measure(quick: bool) -> None:
    """Print the table: 64 x 64 tanh networks of 50 x 100, one example, log10 of first/last."""
    cores = os.cpu_count() or 1
    print(f"A phase diagram: {CELLS} x {CELLS} cells, tanh, {DEPTH} x {WIDTH}, one example;")
    print("medians in milliseconds, [times ours]. NumPy (our twin) has one thread in both rows.")
    TABLE.head()
    for threads in dict.fromkeys((1, cores)):
        for dtype in ("float64",) if quick else ("float64", "float32"):
            _row(threads, dtype, quick, judged=threads == cores)


def _row(threads: int, dtype: str, quick: bool, *, judged: bool) -> None:
    from vgsim.compute.kernels.engine import NumbaEngine

    weights, biases = (
        each.ravel() for each in np.meshgrid(np.linspace(0.5, 3, CELLS), np.linspace(0, 1, CELLS))
    )
    scan = _scan(dtype, NumbaEngine())
    tape = scan.tape
    makers = {
        "ours": lambda: _ours(scan, threads, weights, biases),
        "numpy": lambda: _ours(_scan(dtype, twin()), 1, weights, biases),
        "torch": lambda: torch_plane(tape, threads, weights, biases),
    }
    if judged:  # all cores
        makers["jax"] = lambda: jax_plane(tape, weights, biases)
    runs = peers.prepared(makers)
    maps = {name: run() for name, run in runs.items()}
    apart = max(float(np.abs(each - maps["ours"]).max()) for each in maps.values())
    one, operations = peers.product(tape.plan.dtype)
    times = peers.interleaved({**runs, "floor": _together(one, threads)}, 0.5 if quick else 1.5)
    labor = sum(4.0 * a * b for a, b in pairwise(tape.plan.widths[1:])) * CELLS * CELLS
    floor = times.pop("floor") * labor / operations / threads
    remarks = []
    if judged and dtype == "float64":
        above = times["ours"] / floor
        missed = "" if above <= ABOVE_FLOOR else " MISSED"
        remarks.append(f"{above:.2f} of at most {ABOVE_FLOOR} x floor{missed}")
        remarks += peers.faster(times, {"torch": FASTER})
    if apart > 1e-5 and dtype == "float64":  # chaos amplifies float32's rounding to decades
        remarks.append(f"maps differ by {apart:.0e} decades")
    milliseconds = [TABLE.milliseconds(each) for each in (floor, times["ours"])]
    TABLE.row([str(threads), dtype, *milliseconds], times, remarks)


def _scan(dtype: str, engine: Engine) -> Scan:
    network = NetworkSpec(depth=DEPTH, width=WIDTH, activation="tanh", dtype=dtype)
    experiment = Experiment(data=DataSpec("digits", 1), lanes=(Lane("", network),))
    return Scan(experiment, 0, engine, CELLS * CELLS)


def _ours(scan: Scan, threads: int, weights: np.ndarray, biases: np.ndarray) -> Run:
    def run() -> np.ndarray:
        first, last, *_ = scan.run(weights, biases, threads)
        return first - last

    return run


def _together(run: Callable[[], float], threads: int) -> Callable[[], None]:
    """The same work in this many threads at once."""
    pool = ThreadPoolExecutor(threads)
    return lambda: [done.result() for done in [pool.submit(run) for _ in range(threads)]]


def _arrays(tape: Tape) -> tuple[list[np.ndarray], list[np.ndarray], np.ndarray, np.ndarray]:
    layers = range(1, tape.layers + 1)
    return (
        [np.ascontiguousarray(tape.weight(k).T) for k in layers],
        [np.array(tape.bias(k)) for k in layers],
        np.array(tape.activation(0)), np.array(tape.target()),
    )  # fmt: skip


def torch_plane(tape: Tape, threads: int, weights: np.ndarray, biases: np.ndarray) -> Run:
    """Hand-written, with cells as rows of a matrix: many times faster than vmap over grad."""
    import torch

    dtype = torch.float64 if tape.plan.dtype is np.float64 else torch.float32
    w, b, x, target = (
        [torch.tensor(each) for each in part] if isinstance(part, list) else torch.tensor(part)
        for part in _arrays(tape)
    )
    s, t = (torch.tensor(each, dtype=dtype)[:, None] for each in (weights, biases))

    def run() -> np.ndarray:
        torch.set_num_threads(threads)
        with torch.no_grad():
            a, slopes = s * (x @ w[0]) + t * b[0], []
            for k in range(1, len(w)):
                a = torch.tanh(a)
                slopes.append(1 - a * a)
                a = s * (a @ w[k]) + t * b[k]
            g = torch.softmax(a, dim=1) - target
            for k in range(len(w) - 1, 0, -1):
                g = s * (g @ w[k].T) * slopes[k - 1]
                if k == len(w) - 1:
                    last = g.double().norm(dim=1)
            return (g.double().norm(dim=1).log10() - last.log10()).numpy()

    return run


def jax_plane(tape: Tape, weights: np.ndarray, biases: np.ndarray) -> Run:
    """One jit, vmapped over the cells; gradients with respect to zeros added to every z."""
    import jax
    from jax import numpy as jnp

    jax.config.update("jax_enable_x64", True)
    w, b, x, target = _arrays(tape)
    inner = jnp.array(np.stack(w[1:-1])), jnp.array(np.stack(b[1:-1]))
    first, last, target = [jnp.array(each) for each in (w[0], w[-1])] + [jnp.array(target)]
    x, zeros = jnp.array(x[0]), jnp.zeros((len(w) - 1, w[0].shape[1]), w[0].dtype)

    def ratio(s, t):
        def loss(added):
            def step(z, layer):
                weight, bias, extra = layer
                return s * (jnp.tanh(z) @ weight) + t * bias + extra, None

            z = s * (x @ first) + t * b[0] + added[0]
            z, _ = jax.lax.scan(step, z, (*inner, added[1:]))
            out = s * (jnp.tanh(z) @ last) + t * b[-1]
            return -(jax.nn.log_softmax(out) * target[0]).sum()

        g = jax.grad(loss)(zeros).astype(jnp.float64)
        return jnp.log10(jnp.linalg.norm(g[0])) - jnp.log10(jnp.linalg.norm(g[-1]))

    made = jax.jit(jax.vmap(ratio))
    s, t = (jnp.array(each.astype(w[0].dtype)) for each in (weights, biases))
    return lambda: np.asarray(made(s, t).block_until_ready())
