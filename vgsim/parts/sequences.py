"""Which sequences are there to remember? The classic tasks that need a long memory.

Every law takes (rng, n, steps, noise) and gives inputs (n, steps, features) and targets: (n,) where
the answer is asked for at the end, (n, steps) where every step has one. Classes are numbers from 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Drawn = tuple[FloatArray, FloatArray]
SequenceLaw = Callable[[Generator, int, int, float], Drawn]

SYMBOLS, COPIED = 8, 10  # of the copy task: symbols to choose from, symbols to remember
RECALL = 2 * COPIED  # steps of the copy task beside its blanks
PERIODS = 10.0, 30.0  # steps of a sine


def latch(rng: Generator, n: int, steps: int, noise: float) -> Drawn:
    """The first input, ±1, is to be known at the end; the others are noise."""
    y = rng.permutation(np.arange(n) % 2)
    x = noise * rng.standard_normal((n, steps, 1))
    x[:, 0, 0] = 2.0 * y - 1.0
    return x, y.astype(float)


def adding(rng: Generator, n: int, steps: int, noise: float) -> Drawn:
    """The sum of the two marked numbers, one in each half (Arjovsky, Shah and Bengio 2016).

    Numbers are uniform in [0, 1); who always answers 1 has a mean squared error of 1/6.
    """
    half = steps // 2
    marks = np.stack([rng.integers(0, half, n), rng.integers(half, steps, n)], axis=1)
    x = np.zeros((n, steps, 2))
    x[:, :, 0] = rng.uniform(0, 1, (n, steps))
    rows = np.arange(n)[:, None]
    x[rows, marks, 1] = 1.0
    return x, x[rows, marks, 0].sum(axis=1)


def copy_memory(rng: Generator, n: int, steps: int, noise: float) -> Drawn:
    """Ten symbols, then blanks, a marker, and ten steps to say them (Arjovsky et al. 2016).

    Steps: ten symbols, steps - 21 blanks, the marker, ten blanks. Class 0 is the blank. Who only
    knows when to speak has a cross-entropy of 10 ln 8 / steps.
    """
    symbols = rng.integers(1, SYMBOLS + 1, (n, COPIED))
    said = np.zeros((n, steps), dtype=np.int64)
    said[:, :COPIED] = symbols
    said[:, steps - COPIED - 1] = SYMBOLS + 1
    y = np.zeros((n, steps))
    y[:, steps - COPIED :] = symbols
    return np.eye(SYMBOLS + 2)[said], y


def temporal_order(rng: Generator, n: int, steps: int, noise: float) -> Drawn:
    """Which of A, B came early and which later, among other symbols; classes AA, BA, AB, BB.

    The first stands in [steps/10, steps/5), the second in [steps/2, 6 steps/10), as in the code of
    Pascanu, Mikolov and Bengio 2013; after Hochreiter and Schmidhuber 1997.
    """
    said = rng.integers(2, 6, (n, steps))
    rows = np.arange(n)
    first = rng.integers(*_span(steps, 0.1, 0.2), n)
    second = rng.integers(*_span(steps, 0.5, 0.6), n)
    which = rng.integers(0, 2, (2, n))
    said[rows, first], said[rows, second] = which
    return np.eye(6)[said], (which[0] + 2 * which[1]).astype(float)


def _span(steps: int, low: float, high: float) -> tuple[int, int]:
    start = int(low * steps)
    return start, max(int(high * steps), start + 1)


def sine_ahead(rng: Generator, n: int, steps: int, noise: float) -> Drawn:
    """A sine of any phase and of a period of 10 to 30 steps, seen through noise: its next value."""
    period = rng.uniform(*PERIODS, (n, 1))
    phase = rng.uniform(0, 2 * math.pi, (n, 1))
    time = np.arange(steps + 1)
    clean = np.sin(2 * math.pi * time / period + phase)
    x = clean[:, :-1] + noise * rng.standard_normal((n, steps))
    return x[:, :, None], clean[:, 1:]
