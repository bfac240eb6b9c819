"""What a network gets in a row of updates between which nothing else has to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Feed:
    """Batches and learning rates of some updates."""

    x: NDArray[Any]  # (n, features), all training examples
    targets: NDArray[Any]  # (n, outputs)
    chosen: NDArray[np.int64]  # (updates, batch), the examples of each
    rates: NDArray[np.float64]  # (updates,)
    step: int  # the first of them
