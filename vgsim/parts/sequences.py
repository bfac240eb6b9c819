"""Generates the classic sequence tasks that need a long memory.

Every generator takes (rng, n, steps, noise) and returns inputs (n, steps, features) and targets:
(n,) if there is one at the end, (n, steps) if every step has one. Classes are numbered from 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
DrawnSequences = tuple[FloatArray, FloatArray]
SequenceGenerator = Callable[[Generator, int, int, float], DrawnSequences]

SYMBOLS, COPIED = 8, 10  # copy task: different symbols, symbols to remember
RECALL = 2 * COPIED  # copy task: steps besides the pause
PERIODS = 10.0, 30.0  # shortest and longest period of a sine, in steps


def latch(rng: Generator, n: int, steps: int, noise: float) -> DrawnSequences:
    """Remember the first input, ±1, until the end; the other inputs are noise."""
    y = rng.permutation(np.arange(n) % 2)
    x = noise * rng.standard_normal((n, steps, 1))
    x[:, 0, 0] = 2.0 * y - 1.0
    return x, y.astype(float)


def adding(rng: Generator, n: int, steps: int, noise: float) -> DrawnSequences:
    """Add two marked numbers, one in each half (Arjovsky, Shah and Bengio 2016).

    The numbers are uniform in [0, 1). Always predicting 1 gives a mean squared error of 1/6.
    """
    half = steps // 2
    marks = np.stack([rng.integers(0, half, n), rng.integers(half, steps, n)], axis=1)
    x = np.zeros((n, steps, 2))
    x[:, :, 0] = rng.uniform(0, 1, (n, steps))
    rows = np.arange(n)[:, None]
    x[rows, marks, 1] = 1.0
    return x, x[rows, marks, 0].sum(axis=1)


def copy_memory(rng: Generator, n: int, steps: int, noise: float) -> DrawnSequences:
    """Repeat ten symbols after a long pause (Arjovsky, Shah and Bengio 2016).

    Inputs: ten symbols, steps - 21 blanks, a marker, ten blanks. Targets: blanks (class 0), then
    the ten symbols. A network that guesses the symbols has cross-entropy 10 ln 8 / steps.
    """
    symbols = rng.integers(1, SYMBOLS + 1, (n, COPIED))
    shown = np.zeros((n, steps), dtype=np.int64)
    shown[:, :COPIED] = symbols
    shown[:, steps - COPIED - 1] = SYMBOLS + 1
    y = np.zeros((n, steps))
    y[:, steps - COPIED :] = symbols
    return np.eye(SYMBOLS + 2)[shown], y


def temporal_order(rng: Generator, n: int, steps: int, noise: float) -> DrawnSequences:
    """Classify the order of two signals (A or B) among other symbols: AA, BA, AB or BB.

    The first is in steps [steps/10, steps/5), the second in [steps/2, 6 steps/10), as in the code
    of Pascanu, Mikolov and Bengio 2013; after Hochreiter and Schmidhuber 1997.
    """
    shown = rng.integers(2, 6, (n, steps))
    rows = np.arange(n)
    first = rng.integers(*_span(steps, 0.1, 0.2), n)
    second = rng.integers(*_span(steps, 0.5, 0.6), n)
    which = rng.integers(0, 2, (2, n))
    shown[rows, first], shown[rows, second] = which
    return np.eye(6)[shown], (which[0] + 2 * which[1]).astype(float)


def _span(steps: int, low: float, high: float) -> tuple[int, int]:
    start = int(low * steps)
    return start, max(int(high * steps), start + 1)


def sine_ahead(rng: Generator, n: int, steps: int, noise: float) -> DrawnSequences:
    """Predict at every step the next value of a noisy sine of random phase and period."""
    period = rng.uniform(*PERIODS, (n, 1))
    phase = rng.uniform(0, 2 * math.pi, (n, 1))
    time = np.arange(steps + 1)
    clean = np.sin(2 * math.pi * time / period + phase)
    x = clean[:, :-1] + noise * rng.standard_normal((n, steps))
    return x[:, :, None], clean[:, 1:]
