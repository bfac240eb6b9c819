"""Declares an activation function that is shown for comparison; no network has to use it."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from vgsim.describe.setting import setting
from vgsim.parts.activations import ACTIVATIONS
from vgsim.words.language import tr


# fmt: off
@dataclass(frozen=True, slots=True)
class Compared:
    """A function to compare with those of the networks, and its parameters; None: the default."""

    activation: str = setting(MISSING, tr("Activation"), tr("Function to compare"),
        choices=ACTIVATIONS)
    alpha: float | None = setting(None, "α", tr("Parameter of this function"), (-100, 100), (0, 2),
        of="activation")
    lower: float | None = setting(None, tr("Lower"), tr("Smallest slope of RReLU"), (-100, 100),
        (0, 1), of="activation")
    upper: float | None = setting(None, tr("Upper"), tr("Largest slope of RReLU"), (-100, 100),
        (0, 1), of="activation")
