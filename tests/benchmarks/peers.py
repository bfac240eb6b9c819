"""The peers: which libraries they need, and how they are timed alternately with our program."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np

Run = Callable[[], Any]  # computes once; returns the loss or another result to compare

PEERS = {  # name -> the library it needs; "" is this program
    "ours": "",
    "numpy": "",  # the NumPy engine of this program
    "torch": "torch",
    "bare": "torch",  # without statistics
    "compiled": "torch",  # by torch.compile, without statistics; needs a C++ compiler
    "cells": "torch",  # recurrent cells called step by step
    "fused": "torch",  # recurrent layers in one call
    "jax": "jax",
}


def missing() -> list[str]:
    """Libraries that are not installed."""
    wanted = dict.fromkeys(library for library in PEERS.values() if library)
    return [name for name in wanted if find_spec(name) is None]


def prepared(makers: dict[str, Callable[[], Run]]) -> dict[str, Run]:
    """The functions of all peers whose library is installed, by name."""
    gone = missing()
    return {name: make() for name, make in makers.items() if PEERS[name] not in gone}


def farthest(runs: dict[str, Run]) -> float:
    """The largest relative difference of a peer's loss from ours."""
    losses: dict[str, float] = {name: run() for name, run in runs.items()}
    ours = losses["ours"]
    return max(abs(loss - ours) / abs(ours) for loss in losses.values())


def differing(share: float, dtype: str) -> Iterator[str]:
    """A remark if losses differ by more than rounding explains."""
    if share >= (1e-9 if dtype == "float64" else 1e-3):
        yield f"losses differ by {share:.0e}"


def faster(times: dict[str, float], goals: dict[str, float]) -> Iterator[str]:
    """Remarks on how many times faster than each peer we are, and the goal."""
    for name, goal in goals.items():
        if name in times:
            ratio = times[name] / times["ours"]
            yield f"{name} {ratio:.1f}/{goal:g} {'met' if ratio >= goal else 'MISSED'}"


def interleaved(runs: dict[str, Run], seconds: float) -> dict[str, float]:
    """Median seconds of a call of each, timed alternately so that drift affects all equally."""
    counts = {}
    for name, run in runs.items():
        run()
        begun = perf_counter()
        run()
        counts[name] = max(1, int(0.004 / max(perf_counter() - begun, 1e-7)))
    times: dict[str, list[float]] = {name: [] for name in runs}
    end = perf_counter() + seconds * len(runs)
    rounds = 0
    while perf_counter() < end or rounds < 5:
        for name, run in runs.items():
            begun = perf_counter()
            for _ in range(counts[name]):
                run()
            times[name].append((perf_counter() - begun) / counts[name])
        rounds += 1
    return {name: statistics.median(found) for name, found in times.items()}


def product(dtype: type) -> tuple[Run, float]:
    """A large matrix product, to measure the speed of the machine's BLAS, and its operations."""
    n = 1024
    rng = np.random.default_rng(0)
    a: np.ndarray = rng.random((n, n)).astype(dtype)
    b: np.ndarray = rng.random((n, n)).astype(dtype)
    c = np.empty_like(a)

    def run() -> float:
        np.matmul(a, b, out=c)
        return 0.0

    return run, 2.0 * n**3
