"""Grades of a network: recall of each class, and scores in training mode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.types import Array


@dataclass(frozen=True, slots=True)
class Grades:
    """Results of an evaluation in addition to the score.

    In training mode, batch norm uses the batch's statistics, and dropout and random slopes are
    drawn. `trained` is None for a recurrent network, for which it is not computed.
    """

    recall: NDArray[
        np.float64
    ]  # (classes,) in the test set, NaN for a class that does not occur; (0,) for regression
    names: tuple[str, ...]  # of the classes
    trained: tuple[float, float] | None  # scores in training mode: training set, test set

    @property
    def balanced_accuracy(self) -> float:
        """The mean recall of the classes in the test set; NaN for regression."""
        there = self.recall[~np.isnan(self.recall)]
        return float(there.mean()) if there.size else float("nan")


def recalls(right: NDArray[np.bool_], y: Array, classes: int) -> NDArray[np.float64]:
    """Return each class's fraction of correct predictions, (classes,); NaN if it does not occur.

    Args:
        right: (n,) whether each prediction is correct.
        y: (n,) class numbers.
        classes: number of classes.
    """
    kinds = y.astype(np.int64)
    counts = np.bincount(kinds, minlength=classes)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.bincount(kinds, weights=right, minlength=classes) / counts)
