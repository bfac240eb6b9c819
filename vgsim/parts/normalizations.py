"""Normalizations and skip connections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vgsim.parts.registry import Choice, Registry
from vgsim.words.language import tr

Array = NDArray[Any]
NORM_MOMENTUM = 0.1  # of batch norm's running statistics, as in PyTorch


@dataclass(frozen=True, slots=True)
class Normalization:
    """Normalizes signals to mean 0 and standard deviation 1, then scales and shifts them.

    The entries differ in what they average over and whether they subtract the mean. Other code
    depends on these fields only, not on the name of an entry.
    """

    name: str
    label: str
    formula: str
    origin: str
    teaches: str
    help: str = ""
    over: Literal["", "batch", "units"] = "units"  # what means are over; "": no normalization
    centers: bool = True  # whether the mean is subtracted
    epsilon: float | None = 1e-5  # None: the spacing of the number format at 1
    shifts: bool = True  # whether it has β

    @property
    def in_batches(self) -> bool:
        """Whether it averages over the batch and so keeps running statistics."""
        return self.over == "batch"

    def epsilon_in(self, carrier: type[np.floating[Any]]) -> float:
        """ε in a network whose numbers are held in arrays of this type."""
        return float(np.finfo(carrier).eps) if self.epsilon is None else self.epsilon

    def moments(self, x: Array) -> tuple[Array, Array]:
        """Mean (0 if not subtracted) and mean square around it, of signals x (batch, width)."""
        axis = 0 if self.in_batches else 1
        mean = x.mean(axis=axis, keepdims=True)
        mean = mean if self.centers else np.zeros_like(mean)
        return mean, np.square(x - mean).mean(axis=axis, keepdims=True)

    def backward(self, arriving: Array, normal: Array, inverse: Array) -> Array:
        """Backward pass: dL/dx from dL/dn, where n = (x - mean) · inverse.

        Args:
            arriving: dL/dn, (batch, width).
            normal: n, (batch, width).
            inverse: 1/√(mean square + ε); broadcasts to (batch, width).

        Source: Ioffe and Szegedy 2015, section 3.
        """
        axis = 0 if self.in_batches else 1
        mean = arriving.mean(axis=axis, keepdims=True) if self.centers else 0
        along = (arriving * normal).mean(axis=axis, keepdims=True)
        return np.asarray(inverse * (arriving - mean - normal * along))


NORMALIZATIONS = Registry(
    Normalization(
        "none", tr("None", "normalization"), "z", "", tr("Signals are not changed."), over="",
    ),
    Normalization(
        "batch", tr("Batch norm"), tr("γ (z − mean) / √(var + ε) + β, over the batch"),
        tr("Ioffe and Szegedy 2015"),
        tr("Divides the gradient by the standard deviation: it does not vanish, but grows a "
           "little."),
        tr("Every unit is normalized over the examples of the batch; running means in evaluation."),
        over="batch",
    ),
    Normalization(
        "layer", tr("Layer norm"), tr("γ (z − mean) / √(var + ε) + β, over the units"),
        tr("Ba, Kiros and Hinton 2016"),
        tr("Keeps the size of a signal, but does not center each unit: does not help a sigmoid."),
        tr("Every example is normalized over the units of the layer."),
    ),
    Normalization(
        "rms", tr("RMS norm"), tr("γ z / √(mean z² + ε), over the units"),
        tr("Zhang and Sennrich 2019"),
        tr("Layer norm without subtracting the mean."),
        tr("Every example is divided by its root mean square."),
        centers=False, epsilon=None, shifts=False,
    ),
)  # fmt: skip

NORMALIZATION_PLACES = Registry(
    Choice(
        "before", tr("Before the activation"), "a = f(N(z))", tr("Ioffe and Szegedy 2015"),
        tr("Keeps every unit on the steep part of the curve."),
    ),
    Choice(
        "after", tr("After the activation"), "a = N(f(z))", "",
        tr("Passes normalized signals on, but lets the activation saturate."),
    ),
)  # fmt: skip

RESIDUAL_PLACES = Registry(
    Choice(
        "pre", tr("Sum after the activation"), "xₗ = xₗ₋ₖ + α aₗ",
        tr("He, Zhang, Ren and Sun 2016"),
        tr("Nothing is in the skip's path: the gradient always comes back along it."),
    ),
    Choice(
        "post", tr("Activation after the sum"), "xₗ = f(xₗ₋ₖ + α zₗ)",
        tr("He, Zhang, Ren and Sun 2015"),
        tr("Every sum passes f: a saturating f also shrinks the gradient along the skip."),
    ),
)  # fmt: skip

BRANCH_SCALES = Registry(
    Choice(
        "one", "1", "α = 1", tr("He, Zhang, Ren and Sun 2015"),
        tr("Every branch is added unscaled."),
    ),
    Choice(
        "inverse_root", "1/√L", tr("α = 1/√L, L: number of skips"), "Balduzzi et al. 2017",
        tr("All branches together change the signal as much as one branch."),
    ),
    Choice(
        "rezero", "ReZero", tr("α is learned, 0 at first"), "Bachlechner et al. 2020",
        tr("The network starts as the identity; branches open during training."),
    ),
)  # fmt: skip
