"""How well does a network answer, class by class, and as it is in training?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Grades:
    """How well a network answers the examples of an evaluation, beyond its score.

    In training mode batch norm uses the batch's statistics, dropout and random slopes are drawn.
    None: the network runs through time, where both modes are the same.
    """

    recall: NDArray[
        np.float64
    ]  # (classes,) in the test; NaN of a class that is not there; (0,): regression
    names: tuple[str, ...]  # of the classes
    trained: tuple[float, float] | None  # score in training mode, of the training part and the test

    @property
    def balanced_accuracy(self) -> float:
        """The mean recall of the classes in the test; NaN for regression."""
        there = self.recall[~np.isnan(self.recall)]
        return float(there.mean()) if there.size else float("nan")


def recalls(right: NDArray[np.bool_], y: Array, classes: int) -> NDArray[np.float64]:
    """Of each class the fraction of right answers, (classes,); NaN where it does not occur.

    Args:
        right: (n,) whether each answer is right.
        y: (n,) numbers of the classes.
        classes: how many there are.
    """
    kinds = y.astype(np.int64)
    counts = np.bincount(kinds, minlength=classes)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.bincount(kinds, weights=right, minlength=classes) / counts)
