"""What a verdict on a network is based on, besides the measures of the pass that is shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Break:
    """Where a lane's numbers stopped being finite first."""

    lane: int
    step: int  # the update before which, or in whose pass, it happened
    phase: str  # "forward" or "backward"
    layer: int
    updated: float = 0.0  # largest ‖ΔW‖ / ‖W‖ of a layer in the update before; 0: there was none


@dataclass(frozen=True, slots=True)
class History:
    """How a network came to where it is."""

    step: int
    first_loss: float  # at update 0
    evaluated: IntArray  # (evaluations,) up to this step
    train_loss: FloatArray  # (evaluations,) of examples that are learned from, or are like them
    test_loss: FloatArray  # (evaluations,)
    broke: Break | None = None  # where the first number was lost on the way here


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict is based on, besides the measures of the pass that is shown.

    Where batches are small it is of more examples than that pass. Arrays are (depth + 1,), of
    layers or steps as in `LaneTrace`.
    """

    examples: int  # how many were looked at
    gradient: FloatArray  # rms of ∂L_sample/∂z; of steps ∂L_sample/∂h
    arriving: FloatArray  # rms of ∂L_sample/∂a; of steps of an LSTM ∂L_sample/∂c
    weight_gradient: FloatArray  # ‖∂L/∂W‖ to be expected of a batch, Frobenius
    dead: FloatArray  # fraction of the units with f′ = 0 for every example
    lost: FloatArray  # fraction of the entries of ∂L/∂z that underflowed
    flat: float  # fraction of the examples that are wrong and get hardly any gradient
    unreachable: float  # fraction of the targets beyond what the output units can give
    blind_guess: float  # loss of the best answer that is the same for every example
    zero_guess: float  # loss of answers whose preactivation is 0
    history: History
