"""How does a gradient become an update?"""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.parts.registry import Registry


@dataclass(frozen=True, slots=True)
class Optimizer:
    name: str
    label: str
    formula: str
    origin: str
    teaches: str


OPTIMIZERS = Registry(
    Optimizer(
        "sgd", "SGD", "w ← w − η ∂L/∂w", "Robbins and Monro 1951",
        "A step against the gradient: where the gradient has vanished, nothing moves.",
    ),
)  # fmt: skip
