"""What is done to a layer's signals on their way: normalization, and ways around the layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vgsim.parts.optimizers import Choice
from vgsim.parts.registry import Registry

Array = NDArray[Any]
NORM_MOMENTUM = 0.1  # of batch norm's running statistics, as PyTorch has it


@dataclass(frozen=True, slots=True)
class Normalization:
    """A law by which signals are brought to mean 0 and deviation 1, then scaled and shifted.

    Laws differ in what they take the mean over and whether they take it away: everybody reads that
    here and knows no law by its name.
    """

    name: str
    label: str
    formula: str
    origin: str
    teaches: str
    help: str = ""
    over: Literal["", "batch", "units"] = "units"  # what means are taken of; "": nothing is done
    centers: bool = True  # whether the mean is taken away
    epsilon: float | None = 1e-5  # None: the spacing of the number format at 1
    shifts: bool = True  # whether it has β

    @property
    def in_batches(self) -> bool:
        """Whether examples are compared with each other: it keeps running statistics."""
        return self.over == "batch"

    def moments(self, x: Array) -> tuple[Array, Array]:
        """Mean (0 if it is not taken away) and mean square around it of signals (batch, width)."""
        axis = 0 if self.in_batches else 1
        mean = x.mean(axis=axis, keepdims=True)
        mean = mean if self.centers else np.zeros_like(mean)
        return mean, np.square(x - mean).mean(axis=axis, keepdims=True)

    def back(self, arriving: Array, normal: Array, inverse: Array) -> Array:
        """DL/dx from dL/dn, of n = (x - mean) · inverse with inverse = 1/√(mean square + ε).

        Ioffe and Szegedy 2015, section 3. Shapes (batch, width); `inverse` as it broadcasts.
        """
        axis = 0 if self.in_batches else 1
        mean = arriving.mean(axis=axis, keepdims=True) if self.centers else 0
        along = (arriving * normal).mean(axis=axis, keepdims=True)
        return np.asarray(inverse * (arriving - mean - normal * along))


NORMALIZATIONS = Registry(
    Normalization("none", "None", "z", "", "Signals as they are.", over=""),
    Normalization(
        "batch", "Batch norm", "γ (z − mean) / √(var + ε) + β, over the batch",
        "Ioffe and Szegedy 2015",
        "Divides the gradient by the batch's deviation: it never vanishes, it explodes a little.",
        "Every unit is normalized over the examples of the batch; running means in evaluation.",
        over="batch",
    ),
    Normalization(
        "layer", "Layer norm", "γ (z − mean) / √(var + ε) + β, over the units",
        "Ba, Kiros and Hinton 2016",
        "Keeps a signal's size, but not each unit's place on the curve: no cure for a sigmoid.",
        "Every example is normalized over the units of the layer.",
    ),
    Normalization(
        "rms", "RMS norm", "γ z / √(mean z² + ε), over the units", "Zhang and Sennrich 2019",
        "Layer norm without taking the mean away.",
        "Every example is divided by its root mean square.",
        centers=False, epsilon=None, shifts=False,
    ),
)  # fmt: skip

NORMALIZATION_PLACES = Registry(
    Choice(
        "before", "Before the activation", "a = f(N(z))", "Ioffe and Szegedy 2015",
        "Holds every unit on the steep part of the curve.",
    ),
    Choice(
        "after", "After the activation", "a = N(f(z))", "",
        "Hands clean signals on, but lets the activation saturate.",
    ),
)  # fmt: skip

RESIDUAL_PLACES = Registry(
    Choice(
        "pre", "Sum after the activation", "xₗ = xₗ₋ₖ + α aₗ", "He, Zhang, Ren and Sun 2016",
        "The skip is free: whatever the layers do, the gradient comes home along it.",
    ),
    Choice(
        "post", "Activation after the sum", "xₗ = f(xₗ₋ₖ + α zₗ)",
        "He, Zhang, Ren and Sun 2015",
        "Every sum passes f: a saturating f stands in the skip's way, too.",
    ),
)  # fmt: skip

BRANCH_SCALES = Registry(
    Choice("one", "1", "α = 1", "He, Zhang, Ren and Sun 2015", "Every branch counts in full."),
    Choice(
        "inverse_root", "1/√L", "α = 1/√L, L: number of skips", "Balduzzi et al. 2017",
        "All branches together change the signal by as much as one.",
    ),
    Choice(
        "rezero", "ReZero", "α is learned, 0 at first", "Bachlechner et al. 2020",
        "The network starts as the identity and lets layers in as they prove useful.",
    ),
)  # fmt: skip
