"""The predictions of a network that a trace contains."""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.compute.arrays.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Mistake:
    """One image of the test set whose class is predicted wrongly."""

    picture: FloatArray  # (height, width)
    truth: int
    predicted: int  # the predicted class
    probability: float  # output of the predicted class


@dataclass(frozen=True, slots=True)
class Predictions:
    """A network's predictions; arrays that do not apply are empty.

    The grid exists for networks with one or two inputs.
    """

    x: FloatArray  # (columns,) grid points along the first input
    y: FloatArray  # (rows,) grid points along the second input
    outputs: FloatArray  # (rows, columns, outputs); with one input (1, columns, outputs)
    unit: FloatArray  # (rows, columns), output of the watched unit; empty if no unit is watched
    points: FloatArray  # (n, inputs) training examples
    truth: FloatArray  # (n,) their class numbers or values
    # (classes, classes): true class down, predicted class across; finite test predictions only
    confusion: IntArray
    pairs: FloatArray  # (n, 2) for regression: target and prediction of test examples
    filters: FloatArray  # (units, height, width): weights of layer 1 as images
    mistakes: tuple[Mistake, ...]  # sorted by `probability`, the largest first
    class_names: tuple[str, ...]
