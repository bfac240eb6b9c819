"""How does a gradient become an update?"""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.parts.registry import Registry


@dataclass(frozen=True, slots=True)
class Optimizer:
    """A rule for the update of weights, biases and learned slopes."""

    name: str
    label: str
    formula: str
    origin: str
    teaches: str
    help: str


OPTIMIZERS = Registry(
    Optimizer(
        "sgd", "SGD", "w ← w − η ∂L/∂w", "Robbins and Monro 1951",
        "A step against the gradient: where the gradient has vanished, nothing moves.",
        "Plain stochastic gradient descent, one mini-batch a step.",
    ),
)  # fmt: skip
