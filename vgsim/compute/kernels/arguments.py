"""What the kernels of both kinds of network are told in numbers."""

from __future__ import annotations

from functools import cache as cache_forever
from typing import Any

import numpy as np

from vgsim.compute.kernels.machines import load
from vgsim.describe.spec import TrainingSpec

OUTPUT = {"linear": 0, "sigmoid": 1, "tanh": 2, "softmax": 3}
LOSS = {"mse": 0, "bce": 1, "cross_entropy": 2}


def update_numbers(training: TrainingSpec, *others: float) -> Any:
    """Rate (0), decay, what is kept of mean and of squares, ε, limit (0); two others; clip."""
    pushed = training.optimizer in ("momentum", "nesterov")
    kept = training.momentum if pushed else training.beta1
    squares = training.smoothing if training.optimizer == "rmsprop" else training.beta2
    return np.array(
        [0.0, training.weight_decay, kept or 0.0, squares or 0.0, training.epsilon or 0.0, 0.0,
         *others, training.clip_at]
    )  # fmt: skip


@cache_forever
def activation_pass(dtype: Any, name: str) -> Any:
    """The pass of an activation in a precision, compiled or loaded at its first use."""
    return load(dtype).activation_pass(name)
