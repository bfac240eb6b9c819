"""One activation function: its entry, its values and slopes, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vgsim.formulas.curve import Gap
from vgsim.parts.elementary import numpy_form
from vgsim.parts.registry import Parameter

Kind = Literal["linear", "saturating", "rectifier", "smooth"]
NEAR, STEEPEST = 1e-9, 1e4  # a slope above STEEPEST at this distance has no bound
FAR = (1e3, 1e4, 1e6)  # a slope that grows from where typed functions are examined up to here
GROWS = 1.5  # by this factor has no bound
SATURATED = 0.1  # a unit is saturated if |f'| is below this fraction of sup|f'|


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation function f with its exact derivative."""

    name: str
    label: str
    formula: str
    derivative_formula: str
    origin: str  # who introduced it, and when
    range: str
    kind: Kind
    rule: Callable[..., Any]  # (z, p, q) -> (f(z), f'(z)), see vgsim.parts.rules
    steepest: tuple[float, ...]  # candidates for the maximum of |f'|; ±inf: a limit
    teaches: str  # one sentence: what it does to gradients
    help: str  # one sentence: what it is
    good: str = ""  # one sentence: where it is used well
    fails: str = ""  # one sentence: where it is not
    parameters: tuple[Parameter, ...] = ()
    kinks: tuple[float, ...] = ()  # each z where f' jumps
    learned: bool = False  # alpha is trained together with the weights
    random: bool = False  # training draws a slope for every unit and pass
    second: float = 0.0  # the rule's parameter `q`: b of an own formula
    gaps: tuple[Gap, ...] = ()  # where an own formula has no finite value or slope
    tex: tuple[str, str] = ("", "")  # f and f′ of an own formula in TeX; "" if one is too long

    def values(
        self, alpha: float | None = None, lower: float | None = None, upper: float | None = None
    ) -> dict[str, float]:
        """Every parameter of this function by name: the given value, or its default."""
        given = {"alpha": alpha, "lower": lower, "upper": upper}
        return {
            each.name: each.default if (value := given[each.name]) is None else value
            for each in self.parameters
        }


def slope(activation: Activation, parameters: dict[str, float]) -> float:
    """The rule's parameter `p`: alpha, or the mean of a random slope, or 0 if there is none."""
    if activation.random:
        return (parameters["lower"] + parameters["upper"]) / 2
    return parameters.get("alpha", 0.0)


def evaluate(
    activation: Activation,
    z: NDArray[Any],
    alpha: float | NDArray[Any] | None = None,
    lower: float | None = None,
    upper: float | None = None,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """f(z) and f'(z), new arrays in z's shape and precision (float64 for whole numbers).

    `alpha` may be an array that broadcasts with z: a learned or random slope for each unit. None
    is the entry's default, or the mean of `lower` and `upper` for a random slope.
    """
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(np.float64)
    if alpha is None or not (activation.random or isinstance(alpha, np.ndarray)):
        alpha = slope(activation, activation.values(alpha, lower, upper))
    p = np.asarray(alpha, z.dtype)
    if p.ndim:
        z = np.broadcast_to(z, np.broadcast_shapes(z.shape, p.shape))
    with np.errstate(all="ignore"):  # overflow and NaN are valid results here
        value, derivative = numpy_form(activation.rule, z.dtype)(
            z, p, z.dtype.type(activation.second)
        )
    return z.copy() if value is z else np.asarray(value), np.asarray(derivative)


def maximum(activation: Activation, parameters: dict[str, float]) -> tuple[float, float]:
    """The z where |f'| is largest, and f' there; z is ±inf if the maximum is only a limit.

    Both are inf if |f'| has no bound.
    """
    if not has_bounded_slope(activation, parameters):
        return float("inf"), float("inf")
    return _steepest(activation, parameters)


def _steepest(activation: Activation, parameters: dict[str, float]) -> tuple[float, float]:
    """The largest |f'| of the places that were found steepest."""
    places = np.array(activation.steepest)
    derivatives = evaluate(activation, places, **parameters)[1]
    best = int(np.argmax(np.abs(derivatives)))
    return float(places[best]), float(derivatives[best])


def supremum(activation: Activation, parameters: dict[str, float]) -> float:
    """The supremum of |f'|, attained or not; inf if there is no bound."""
    if activation.random:
        return max(1.0, abs(parameters["lower"]), abs(parameters["upper"]))
    return abs(maximum(activation, parameters)[1])


def has_bounded_slope(activation: Activation, parameters: dict[str, float]) -> bool:
    """Whether |f'| has a bound. That of a typed function may grow next to gaps, or far out."""
    if not is_own(activation.name):
        return True
    edges = [each.low - NEAR for each in activation.gaps]
    edges += [each.high + NEAR for each in activation.gaps]
    places = np.array([each for each in edges if np.isfinite(each)])
    slopes = np.abs(evaluate(activation, places, **parameters)[1])
    far = np.array([side * each for each in FAR for side in (-1, 1)])
    grown = np.abs(evaluate(activation, far, **parameters)[1])
    most = abs(_steepest(activation, parameters)[1])
    return not bool((slopes > STEEPEST).any() or (grown > GROWS * most).any())


def saturation_threshold(activation: Activation, parameters: dict[str, float]) -> float:
    """The |f'| below which a unit is saturated; 0 if |f'| has no bound: then none is."""
    largest = supremum(activation, parameters)
    return SATURATED * largest if largest < float("inf") else 0.0


OWN = "own:"  # how the key of an own formula begins, see `vgsim.parts.own`


def is_own(name: object) -> bool:
    """Whether a name is the key of an own formula."""
    return isinstance(name, str) and name.startswith(OWN)
