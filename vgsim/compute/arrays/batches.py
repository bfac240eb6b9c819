"""The inputs of a run of consecutive updates, which an engine computes in one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Batches:
    """Batches and learning rates of consecutive updates."""

    x: NDArray[Any]  # (n, features), all training examples
    targets: NDArray[Any]  # (n, outputs)
    chosen: NDArray[np.int64]  # (updates, batch), indices of each update's examples
    rates: NDArray[np.float64]  # (updates,)
    step: int  # number of the first update
