"""The activation functions. An entry has everything that menus, plots, kernels and tests need.

To add one, write a rule in `vgsim.parts.rules` (`vgsim.parts.elementary` explains how) and add an
entry below; the kernels compile the same rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, nextafter
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vgsim.formulas.curve import Gap
from vgsim.parts import rules
from vgsim.parts.elementary import numpy_form
from vgsim.parts.registry import Parameter, Registry, UnknownName
from vgsim.words.language import tr

Kind = Literal["linear", "saturating", "rectifier", "smooth"]
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
    parameters: tuple[Parameter, ...] = ()
    kinks: tuple[float, ...] = ()  # each z where f' jumps
    learned: bool = False  # alpha is trained together with the weights
    random: bool = False  # training draws a slope for every unit and pass
    second: float = 0.0  # the rule's parameter `q`: b of an own formula
    gaps: tuple[Gap, ...] = ()  # where an own formula has no finite value or slope

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
    """The z where |f'| is largest, and f' there; z is ±inf if the maximum is only a limit."""
    places = np.array(activation.steepest)
    derivatives = evaluate(activation, places, **parameters)[1]
    best = int(np.argmax(np.abs(derivatives)))
    return float(places[best]), float(derivatives[best])


def supremum(activation: Activation, parameters: dict[str, float]) -> float:
    """The supremum of |f'|, attained or not."""
    if activation.random:
        return max(1.0, abs(parameters["lower"]), abs(parameters["upper"]))
    return abs(maximum(activation, parameters)[1])


def saturation_threshold(activation: Activation, parameters: dict[str, float]) -> float:
    """The |f'| below which a unit is saturated."""
    return SATURATED * supremum(activation, parameters)


OWN = "own:"  # how the key of an own formula begins, see `vgsim.parts.own`


def is_own(name: object) -> bool:
    """Whether a name is the key of an own formula."""
    return isinstance(name, str) and name.startswith(OWN)


class Activations(Registry[Activation]):
    """The built-in functions by name, and own formulas by their keys (see `vgsim.parts.own`)."""

    def __getitem__(self, name: str) -> Activation:
        if is_own(name):
            from vgsim.parts.own import own_activation

            try:
                return own_activation(name)
            except (ValueError, TypeError, IndexError):
                raise UnknownName(name, None, tuple(self)) from None
        return super().__getitem__(name)


_LEAK = Parameter("alpha", "α", 0.01, 0.0, 0.5, tr("Slope left of zero"))
_LEARNED = Parameter(
    "alpha", "α", 0.25, -0.5, 1.0, tr("Slope left of zero at the start; then learned")
)
_DEPTH = Parameter("alpha", "α", 1.0, 0.1, 2.0, tr("Depth of the left side"))
_BOUNDS = (
    Parameter("lower", tr("lower"), 1 / 8, 0.0, 1.0, tr("Smallest slope that may be drawn"),
              title=tr("Lower")),
    Parameter("upper", tr("upper"), 1 / 3, 0.0, 1.0, tr("Largest slope that may be drawn"),
              title=tr("Upper")),
)  # fmt: skip

ACTIVATIONS = Activations(
    Activation(
        "linear", tr("Linear"), "f(z) = z", "f′(z) = 1", tr("the identity"), "(−∞, ∞)", "linear",
        rules.linear, (0.0,),
        tr("Without a nonlinearity all layers together equal one layer: a product of matrices."),
        tr("No nonlinearity at all: for comparison."),
    ),
    Activation(
        "sigmoid", "Sigmoid", "f(z) = 1 / (1 + e⁻ᶻ)", "f′(z) = f(z) (1 − f(z))",
        tr("Verhulst 1838; Rumelhart, Hinton and Williams 1986"), "(0, 1)", "saturating",
        rules.sigmoid, (0.0,),
        tr("Its slope is at most 0.25, and its mean of ½ pushes the next layer off center."),
        tr("S-shaped, from 0 to 1: the classic example of a vanishing gradient."),
    ),
    Activation(
        "tanh", "Tanh", "f(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)", "f′(z) = 1 − f(z)²",
        tr("LeCun 1989; Kalman and Kwasny 1992"), "(−1, 1)", "saturating", rules.tanh, (0.0,),
        tr("Slope 1 at zero and a mean of zero: with Xavier weights gradients barely shrink."),
        tr("S-shaped, from −1 to 1, steeper than sigmoid."),
    ),
    Activation(
        "relu", "ReLU", "f(z) = max(0, z)", tr("f′(z) = 1 for z > 0, else 0"),
        tr("Fukushima 1969; Nair and Hinton 2010; Glorot, Bordes and Bengio 2011"), "[0, ∞)",
        "rectifier", rules.relu, (1.0,),
        tr("Passes a gradient unchanged or not at all; He weights make up for the lost half."),
        tr("Zero on the left, the identity on the right."),
        kinks=(0.0,),
    ),
    Activation(
        "leaky_relu", "Leaky ReLU", tr("f(z) = z for z > 0, else α z"),
        tr("f′(z) = 1 for z > 0, else α"), tr("Maas, Hannun and Ng 2013"), "(−∞, ∞)", "rectifier",
        rules.leaky_relu, (1.0, -1.0),
        tr("A small slope on the left, so that no unit can die."),
        tr("ReLU with a small fixed slope on the left."),
        parameters=(_LEAK,), kinks=(0.0,),
    ),
    Activation(
        "prelu", "PReLU", tr("f(z) = z for z > 0, else α z"), tr("f′(z) = 1 for z > 0, else α"),
        tr("He, Zhang, Ren and Sun 2015"), "(−∞, ∞)", "rectifier", rules.leaky_relu, (1.0, -1.0),
        tr("The slope left of zero is learned like a weight, one per layer or one per unit."),
        tr("Leaky ReLU whose slope is trained with the weights."),
        parameters=(_LEARNED,), kinks=(0.0,), learned=True,
    ),
    Activation(
        "rrelu", "RReLU", tr("f(z) = z for z > 0, else a z, a ~ U(lower, upper)"),
        tr("f′(z) = 1 for z > 0, else a"), tr("Xu, Wang, Chen and Li 2015"), "(−∞, ∞)", "rectifier",
        rules.leaky_relu, (1.0, -1.0),
        tr("The slope left of zero is random for every unit and pass; tests use its mean."),
        tr("Leaky ReLU with a random slope during training."),
        parameters=_BOUNDS, kinks=(0.0,), random=True,
    ),
    Activation(
        "elu", "ELU", tr("f(z) = z for z > 0, else α (eᶻ − 1)"),
        tr("f′(z) = 1 for z > 0, else α eᶻ"), tr("Clevert, Unterthiner and Hochreiter 2015"),
        "(−α, ∞)", "smooth", rules.elu, (1.0, 0.0),
        tr("Negative values bring the mean closer to zero, and a unit far left still has a slope."),
        tr("The identity on the right; approaches −α on the left."),
        parameters=(_DEPTH,), kinks=(0.0,),
    ),
    Activation(
        "relu6", "ReLU6", "f(z) = min(max(0, z), 6)", tr("f′(z) = 1 for 0 < z < 6, else 0"),
        "Krizhevsky 2010", "[0, 6]", "rectifier", rules.relu6, (1.0,),
        tr("A ReLU with an upper limit, made for low-precision numbers."),
        tr("ReLU cut off at 6."),
        kinks=(0.0, 6.0),
    ),
    Activation(
        "silu", "SiLU (Swish)", "f(z) = z σ(z)", "f′(z) = σ(z) (1 + z (1 − σ(z)))",
        tr("Hendrycks and Gimpel 2016; Elfwing, Uchibe and Doya 2017; Ramachandran et al. 2017"),
        "[−0.2785, ∞)", "smooth", rules.silu, (2.399357280515468,),
        tr("A ReLU without a corner, whose slope rises above 1."),
        tr("z times its own sigmoid; also called Swish."),
    ),
    Activation(
        "hard_swish", "Hard swish", "f(z) = z · min(max(0, z + 3), 6) / 6",
        tr("f′(z) = 0 for z ≤ −3, 1 for z ≥ 3, else z/3 + ½"), "Howard et al. 2019", "[−0.375, ∞)",
        "smooth", rules.hard_swish, (nextafter(3.0, 0.0),),
        tr("Swish made of simpler pieces, cheap to compute on a phone."),
        tr("z times its own hard sigmoid."),
        kinks=(-3.0, 3.0),
    ),
    Activation(
        "selu", "SELU", tr("f(z) = λ z for z > 0, else λ α (eᶻ − 1)"),
        tr("f′(z) = λ for z > 0, else λ α eᶻ"),
        tr("Klambauer, Unterthiner, Mayr and Hochreiter 2017"), "(−1.7581, ∞)", "smooth",
        rules.selu, (0.0,),
        tr("Scaled so that signals return to mean 0 and variance 1 (with LeCun weights)."),
        tr("ELU with two constants that keep signals normalized."),
        kinks=(0.0,),
    ),
    Activation(
        "gelu", "GELU", "f(z) = z Φ(z)", "f′(z) = Φ(z) + z φ(z)", tr("Hendrycks and Gimpel 2016"),
        "[−0.17, ∞)", "smooth", rules.gelu, (1.4142135623730951,),
        tr("Multiplies z by the probability that a standard normal number is smaller than z."),
        tr("z times the normal probability below z; usual in transformers."),
    ),
    Activation(
        "softplus", "Softplus", "f(z) = ln(1 + eᶻ)", "f′(z) = σ(z)", "Dugas et al. 2000", "(0, ∞)",
        "smooth", rules.softplus, (inf,),
        tr("A smooth ReLU; all its values are positive, so their mean is never zero."),
        tr("Like ReLU, but smooth and never zero."),
    ),
    Activation(
        "softsign", "Softsign", "f(z) = z / (1 + |z|)", "f′(z) = 1 / (1 + |z|)²",
        "Elliott 1993; Bergstra et al. 2009", "(−1, 1)", "saturating", rules.softsign, (0.0,),
        tr("Saturates more slowly than tanh: some slope is left even far from zero."),
        tr("S-shaped, from −1 to 1, with slow tails."),
    ),
    Activation(
        "mish", "Mish", "f(z) = z tanh(ln(1 + eᶻ))",
        "f′(z) = ω + z σ(z) (1 − ω²), ω = tanh(ln(1 + eᶻ))", "Misra 2019", "[−0.3088, ∞)", "smooth",
        rules.mish, (1.4905711794854285,),
        tr("Close to SiLU, with a slightly deeper dip left of zero."),
        tr("z times tanh of its softplus."),
    ),
    Activation(
        "hard_tanh", "Hard tanh", "f(z) = min(max(−1, z), 1)", tr("f′(z) = 1 for |z| < 1, else 0"),
        "Collobert 2004", "[−1, 1]", "saturating", rules.hard_tanh, (0.0,),
        tr("Tanh made of straight pieces: saturation here is a slope of exactly zero."),
        tr("The identity between −1 and 1, constant outside."),
        kinks=(-1.0, 1.0),
    ),
    Activation(
        "hard_sigmoid", "Hard sigmoid", "f(z) = min(max(0, z/6 + ½), 1)",
        tr("f′(z) = 1/6 for |z| < 3, else 0"), "Courbariaux et al. 2015; Howard et al. 2019",
        "[0, 1]", "saturating", rules.hard_sigmoid, (0.0,),
        tr("Sigmoid made of straight pieces, with an even smaller slope: 1/6."),
        tr("A straight ramp from 0 to 1 between −3 and 3."),
        kinks=(-3.0, 3.0),
    ),
    Activation(
        "lecun_tanh", "LeCun tanh", "f(z) = 1.7159 tanh(2z/3)",
        "f′(z) = 1.7159 · ⅔ · (1 − tanh²(2z/3))", tr("LeCun, Bottou, Orr and Müller 1998"),
        "(−1.7159, 1.7159)", "saturating", rules.lecun_tanh, (0.0,),
        tr("Maps ±1 to ±1: nearly critical with LeCun weights."),
        tr("Tanh stretched to ±1.7159, slope 1.14 at zero."),
    ),
)  # fmt: skip
