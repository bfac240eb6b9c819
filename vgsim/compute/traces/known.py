"""What a network answers all over its data, as far as it can be shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One picture of the test that is taken for another class."""

    picture: FloatArray  # (height, width)
    truth: int
    said: int
    sure: float  # output of the class that was said


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a network answers all over its data; what does not apply is empty."""

    x: FloatArray  # (columns,) places along the first input, of one or two inputs
    y: FloatArray  # (rows,) along the second one, of two inputs
    answers: FloatArray  # (rows, columns, outputs); (1, columns, outputs) of one input
    unit: FloatArray  # (rows, columns): what the watched unit hands on there; empty: none is
    points: FloatArray  # (n, inputs) of the training part, of one or two inputs
    truth: FloatArray  # (n,) class numbers or values of those
    # (classes, classes) of the test's finite answers: truth down, answer across
    confusion: IntArray
    pairs: FloatArray  # (n, 2) truth and answer of the test part, of regression
    filters: FloatArray  # (units, height, width): weights of layer 1 as pictures
    mistakes: tuple[Mistake, ...]  # the surest ones first
    class_names: tuple[str, ...]
