"""The activation functions. An entry has everything that menus, plots, kernels and tests need.

To add one, write a rule in `vgsim.parts.rules` (`vgsim.parts.elementary` explains how) and add an
entry below; the kernels compile the same rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, nextafter

from vgsim.parts import rules
from vgsim.parts.activation import OWN as OWN
from vgsim.parts.activation import SATURATED as SATURATED
from vgsim.parts.activation import Activation as Activation
from vgsim.parts.activation import Kind as Kind
from vgsim.parts.activation import evaluate as evaluate
from vgsim.parts.activation import is_own as is_own
from vgsim.parts.activation import maximum as maximum
from vgsim.parts.activation import saturation_threshold as saturation_threshold
from vgsim.parts.activation import slope as slope
from vgsim.parts.activation import supremum as supremum
from vgsim.parts.registry import Parameter, Registry, UnknownName
from vgsim.words.language import tr


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

    def __contains__(self, name: object) -> bool:
        if isinstance(name, str) and is_own(name):
            return Mapping.__contains__(self, name)  # whether its item can be made
        return super().__contains__(name)


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
        good=tr("Networks that only have to rotate and scale; the output of a regression."),
        fails=tr("However deep, the network is one matrix: it cannot learn a curve."),
    ),
    Activation(
        "sigmoid", "Sigmoid", "f(z) = 1 / (1 + e⁻ᶻ)", "f′(z) = f(z) (1 − f(z))",
        tr("Verhulst 1838; Rumelhart, Hinton and Williams 1986"), "(0, 1)", "saturating",
        rules.sigmoid, (0.0,),
        tr("Its mean of ½ pushes the next layer off center."),
        tr("S-shaped, from 0 to 1: the classic example of a vanishing gradient."),
        good=tr("Outputs that are probabilities, and gates that open and close."),
        fails=tr("In hidden layers its slope is at most ¼, so gradients shrink layer by layer."),
    ),
    Activation(
        "tanh", "Tanh", "f(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)", "f′(z) = 1 − f(z)²",
        tr("LeCun 1989; Kalman and Kwasny 1992"), "(−1, 1)", "saturating", rules.tanh, (0.0,),
        tr("Slope 1 at zero and a mean of zero: with Xavier weights gradients barely shrink."),
        tr("S-shaped, from −1 to 1, steeper than sigmoid."),
        good=tr("Hidden layers of recurrent networks; its mean is 0."),
        fails=tr("Large weights saturate it; then its slope is near 0 on both sides."),
    ),
    Activation(
        "relu", "ReLU", "f(z) = max(0, z)", tr("f′(z) = 1 for z > 0, else 0"),
        tr("Fukushima 1969; Nair and Hinton 2010; Glorot, Bordes and Bengio 2011"), "[0, ∞)",
        "rectifier", rules.relu, (1.0,),
        tr("Passes a gradient unchanged or not at all; He weights make up for the lost half."),
        tr("Zero on the left, the identity on the right."),
        kinks=(0.0,),
        good=tr("Hidden layers of deep networks, with He weights."),
        fails=tr("A unit whose z is negative for all examples is dead: it never learns again."),
    ),
    Activation(
        "leaky_relu", "Leaky ReLU", tr("f(z) = z for z > 0, else α z"),
        tr("f′(z) = 1 for z > 0, else α"), tr("Maas, Hannun and Ng 2013"), "(−∞, ∞)", "rectifier",
        rules.leaky_relu, (1.0, -1.0),
        tr("A small slope on the left, so that no unit can die."),
        tr("ReLU with a small fixed slope on the left."),
        parameters=(_LEAK,), kinks=(0.0,),
        good=tr("Where ReLU's units die: a little gradient always passes."),
        fails=tr("The slope on the left has to be chosen, and negative values are not centered."),
    ),
    Activation(
        "prelu", "PReLU", tr("f(z) = z for z > 0, else α z"), tr("f′(z) = 1 for z > 0, else α"),
        tr("He, Zhang, Ren and Sun 2015"), "(−∞, ∞)", "rectifier", rules.leaky_relu, (1.0, -1.0),
        tr("The slope left of zero is learned like a weight, one per layer or one per unit."),
        tr("Leaky ReLU whose slope is trained with the weights."),
        parameters=(_LEARNED,), kinks=(0.0,), learned=True,
        good=tr("Large data sets: the network chooses the slope on the left itself."),
        fails=tr("Few examples: the learned slopes can fit noise."),
    ),
    Activation(
        "rrelu", "RReLU", tr("f(z) = z for z > 0, else a z, a ~ U(lower, upper)"),
        tr("f′(z) = 1 for z > 0, else a"), tr("Xu, Wang, Chen and Li 2015"), "(−∞, ∞)", "rectifier",
        rules.leaky_relu, (1.0, -1.0),
        tr("The slope left of zero is random for every unit and pass; tests use its mean."),
        tr("Leaky ReLU with a random slope during training."),
        parameters=_BOUNDS, kinks=(0.0,), random=True,
        good=tr("Small data sets: the drawn slopes work against learning by heart."),
        fails=tr("Training is noisy; training and use differ."),
    ),
    Activation(
        "elu", "ELU", tr("f(z) = z for z > 0, else α (eᶻ − 1)"),
        tr("f′(z) = 1 for z > 0, else α eᶻ"), tr("Clevert, Unterthiner and Hochreiter 2015"),
        "(−α, ∞)", "smooth", rules.elu, (1.0, 0.0),
        tr("Negative values bring the mean closer to zero, and a unit far left still has a slope."),
        tr("The identity on the right; approaches −α on the left."),
        parameters=(_DEPTH,), kinks=(0.0,),
        good=tr("Deep networks without batch norm: means stay near 0."),
        fails=tr("It saturates on the left, and the exponential costs time."),
    ),
    Activation(
        "relu6", "ReLU6", "f(z) = min(max(0, z), 6)", tr("f′(z) = 1 for 0 < z < 6, else 0"),
        "Krizhevsky 2010", "[0, 6]", "rectifier", rules.relu6, (1.0,),
        tr("A ReLU with an upper limit, made for low-precision numbers."),
        tr("ReLU cut off at 6."),
        kinks=(0.0, 6.0),
        good=tr("Numbers of 8 or 16 bits: its values never leave [0, 6]."),
        fails=tr("Above 6 its slope is 0, so large signals stop gradients, too."),
    ),
    Activation(
        "silu", "SiLU (Swish)", "f(z) = z σ(z)", "f′(z) = σ(z) (1 + z (1 − σ(z)))",
        tr("Hendrycks and Gimpel 2016; Elfwing, Uchibe and Doya 2017; Ramachandran et al. 2017"),
        "[−0.2785, ∞)", "smooth", rules.silu, (2.399357280515468,),
        tr("A ReLU without a corner, whose slope rises above 1."),
        tr("z times its own sigmoid; also called Swish."),
        good=tr("Deep networks for images; smooth, so small steps change little."),
        fails=tr("It costs more than ReLU, and its slope is negative left of −1.28."),
    ),
    Activation(
        "hard_swish", "Hard swish", "f(z) = z · min(max(0, z + 3), 6) / 6",
        tr("f′(z) = 0 for z ≤ −3, 1 for z ≥ 3, else z/3 + ½"), "Howard et al. 2019", "[−0.375, ∞)",
        "smooth", rules.hard_swish, (nextafter(3.0, 0.0),),
        tr("Swish made of simpler pieces, cheap to compute on a phone."),
        tr("z times its own hard sigmoid."),
        kinks=(-3.0, 3.0),
        good=tr("Phones and chips with few bits: Swish without an exponential."),
        fails=tr("Left of −3 it is flat: units there get no gradient."),
    ),
    Activation(
        "selu", "SELU", tr("f(z) = λ z for z > 0, else λ α (eᶻ − 1)"),
        tr("f′(z) = λ for z > 0, else λ α eᶻ"),
        tr("Klambauer, Unterthiner, Mayr and Hochreiter 2017"), "(−1.7581, ∞)", "smooth",
        rules.selu, (0.0,),
        tr("Scaled so that signals return to mean 0 and variance 1 (with LeCun weights)."),
        tr("ELU with two constants that keep signals normalized."),
        kinks=(0.0,),
        good=tr("Plain deep networks with LeCun weights: signals keep mean 0 and variance 1."),
        fails=tr("With other weights, dropout or skips its promise does not hold."),
    ),
    Activation(
        "gelu", "GELU", "f(z) = z Φ(z)", "f′(z) = Φ(z) + z φ(z)", tr("Hendrycks and Gimpel 2016"),
        "[−0.17, ∞)", "smooth", rules.gelu, (1.4142135623730951,),
        tr("Multiplies z by the probability that a standard normal number is smaller than z."),
        tr("z times the normal probability below z; usual in transformers."),
        good=tr("Transformers for language and images."),
        fails=tr("It costs more than ReLU; left of −0.75 its slope is negative."),
    ),
    Activation(
        "softplus", "Softplus", "f(z) = ln(1 + eᶻ)", "f′(z) = σ(z)", "Dugas et al. 2000", "(0, ∞)",
        "smooth", rules.softplus, (inf,),
        tr("A smooth ReLU; all its values are positive, so their mean is never zero."),
        tr("Like ReLU, but smooth and never zero."),
        good=tr("Outputs that must be positive, such as a variance."),
        fails=tr("All values are positive, so the next layer is pushed off center."),
    ),
    Activation(
        "softsign", "Softsign", "f(z) = z / (1 + |z|)", "f′(z) = 1 / (1 + |z|)²",
        "Elliott 1993; Bergstra et al. 2009", "(−1, 1)", "saturating", rules.softsign, (0.0,),
        tr("Saturates more slowly than tanh: some slope is left even far from zero."),
        tr("S-shaped, from −1 to 1, with slow tails."),
        good=tr("A slower tanh: units saturate later."),
        fails=tr("Its slope still goes to 0, and is below 1 everywhere but at 0."),
    ),
    Activation(
        "mish", "Mish", "f(z) = z tanh(ln(1 + eᶻ))",
        "f′(z) = ω + z σ(z) (1 − ω²), ω = tanh(ln(1 + eᶻ))", "Misra 2019", "[−0.3088, ∞)", "smooth",
        rules.mish, (1.4905711794854285,),
        tr("Close to SiLU, with a slightly deeper dip left of zero."),
        tr("z times tanh of its softplus."),
        good=tr("Deep networks for images; smooth like Swish, with a deeper dip."),
        fails=tr("It is among the most expensive functions to compute."),
    ),
    Activation(
        "hard_tanh", "Hard tanh", "f(z) = min(max(−1, z), 1)", tr("f′(z) = 1 for |z| < 1, else 0"),
        "Collobert 2004", "[−1, 1]", "saturating", rules.hard_tanh, (0.0,),
        tr("Tanh made of straight pieces: saturation here is a slope of exactly zero."),
        tr("The identity between −1 and 1, constant outside."),
        kinks=(-1.0, 1.0),
        good=tr("Fast recurrent networks and chips without an exponential."),
        fails=tr("Outside of [−1, 1] its slope is exactly 0: such units stop learning."),
    ),
    Activation(
        "hard_sigmoid", "Hard sigmoid", "f(z) = min(max(0, z/6 + ½), 1)",
        tr("f′(z) = 1/6 for |z| < 3, else 0"), "Courbariaux et al. 2015; Howard et al. 2019",
        "[0, 1]", "saturating", rules.hard_sigmoid, (0.0,),
        tr("Sigmoid made of straight pieces, with an even smaller slope: 1/6."),
        tr("A straight ramp from 0 to 1 between −3 and 3."),
        kinks=(-3.0, 3.0),
        good=tr("Gates on phones and chips with few bits."),
        fails=tr("Its slope is at most 1/6 and 0 outside of [−3, 3]."),
    ),
    Activation(
        "lecun_tanh", "LeCun tanh", "f(z) = 1.7159 tanh(2z/3)",
        "f′(z) = 1.7159 · ⅔ · (1 − tanh²(2z/3))", tr("LeCun, Bottou, Orr and Müller 1998"),
        "(−1.7159, 1.7159)", "saturating", rules.lecun_tanh, (0.0,),
        tr("Maps ±1 to ±1: nearly critical with LeCun weights."),
        tr("Tanh stretched to ±1.7159, slope 1.14 at zero."),
        good=tr("Inputs and targets that are standardized to ±1."),
        fails=tr("It saturates like tanh."),
    ),
)  # fmt: skip
