"""The schemes that draw initial weights and biases."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from vgsim.parts.registry import Parameter, Registry

Weights = NDArray[np.float64]
Draw = Callable[[Generator, int, int, float], Weights]  # rng, fan_out, fan_in, scale
CONNECTIONS = 15  # inputs of a unit in the sparse scheme
BiasDraw = Callable[[Generator, int, int], Weights]  # rng, fan_out, fan_in


@dataclass(frozen=True, slots=True)
class Initializer:
    """Draws the weights of one layer; biases are zero unless `bias_law` draws them."""

    name: str
    label: str
    formula: str
    origin: str
    law: Draw
    teaches: str
    help: str
    parameters: tuple[Parameter, ...] = ()
    bias_law: BiasDraw | None = None
    unit_variance: bool = False  # then scaled: z has standard deviation 1 on the first batch

    def draw(
        self, rng: Generator, fan_out: int, fan_in: int, gain: float, scale: float | None = None
    ) -> Weights:
        """Draw weights, (fan_out, fan_in)."""
        with np.errstate(over="ignore"):
            return gain * self.law(rng, fan_out, fan_in, self._scale(scale))

    def bias(
        self, rng: Generator, fan_out: int, fan_in: int, gain: float, scale: float | None = None
    ) -> Weights:
        """Draw biases, (fan_out,)."""
        if self.bias_law is None:
            return np.zeros(fan_out)
        with np.errstate(over="ignore"):
            return gain * self.bias_law(rng, fan_out, fan_in)

    def variance(
        self, fan_out: int, fan_in: int, gain: float, scale: float | None = None
    ) -> float | None:
        """Variance of one weight over draws; None if meaningless or unknown beforehand."""
        factor = gain * self._scale(scale)
        factor *= factor  # ** would raise OverflowError
        if isinstance(self.law, Spread):
            return factor * self.law.variance(fan_out, fan_in)
        if self.law is _orthogonal and not self.unit_variance:
            return factor / max(fan_out, fan_in)
        if self.law is _sparse:
            return factor * min(CONNECTIONS, fan_in) / fan_in
        return None

    def bias_variance(self, fan_in: int, gain: float) -> float:
        """Variance of one bias over draws; 0 if biases are not drawn."""
        return 0.0 if self.bias_law is None else gain * gain / (3 * fan_in)

    def _scale(self, scale: float | None) -> float:
        default = self.parameters[0].default if self.parameters else 1.0
        return default if scale is None else scale


@dataclass(frozen=True, slots=True)
class Spread:
    """Draws independent weights with mean 0 from a uniform or normal distribution."""

    width: Callable[[int, int], float]  # (fan_out, fan_in) -> bound or std. deviation
    even: bool

    def __call__(self, rng: Generator, fan_out: int, fan_in: int, scale: float) -> Weights:
        shape = (fan_out, fan_in)
        drawn = rng.uniform(-1.0, 1.0, shape) if self.even else rng.standard_normal(shape)
        return scale * self.width(fan_out, fan_in) * drawn

    def variance(self, fan_out: int, fan_in: int) -> float:
        """Variance of one weight at scale 1."""
        return self.width(fan_out, fan_in) ** 2 / (3 if self.even else 1)


def _normal(deviation: Callable[[int, int], float]) -> Draw:
    return Spread(deviation, even=False)


def _uniform(bound: Callable[[int, int], float]) -> Draw:
    return Spread(bound, even=True)


def _constant(rng: Generator, fan_out: int, fan_in: int, scale: float) -> Weights:
    return np.full((fan_out, fan_in), scale)


def _zeros(rng: Generator, fan_out: int, fan_in: int, scale: float) -> Weights:
    return np.zeros((fan_out, fan_in))


def _orthogonal(rng: Generator, fan_out: int, fan_in: int, scale: float) -> Weights:
    """A matrix with orthonormal rows or columns, whichever are fewer.

    Q of a Gaussian matrix; with the signs of R's diagonal fixed it is uniform over all such
    matrices (Mezzadri 2007). Rectangular shapes as in torch.nn.init.orthogonal_.
    """
    q, r = np.linalg.qr(rng.standard_normal((max(fan_out, fan_in), min(fan_out, fan_in))))
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    return np.ascontiguousarray(q if fan_out >= fan_in else q.T)


def _identity(rng: Generator, fan_out: int, fan_in: int, scale: float) -> Weights:
    return scale * np.eye(fan_out, fan_in)


def _sparse(rng: Generator, fan_out: int, fan_in: int, scale: float) -> Weights:
    """Weights with at most `CONNECTIONS` nonzero inputs per unit."""
    weights = np.zeros((fan_out, fan_in))
    for row in weights:
        chosen = rng.permutation(fan_in)[:CONNECTIONS]
        row[chosen] = scale * rng.standard_normal(len(chosen))
    return weights


def _pytorch_bias(rng: Generator, fan_out: int, fan_in: int) -> Weights:
    return rng.uniform(-1.0, 1.0, fan_out) / math.sqrt(fan_in)


def _scale(default: float, help: str) -> tuple[Parameter, ...]:
    return (Parameter("scale", "scale", default, 0.001, 10.0, help, logarithmic=True),)


INITIALIZERS = Registry(
    Initializer(
        "zeros", "Zeros", "w = 0", "the naive choice", _zeros,
        "All units of a layer stay identical forever: nothing breaks the symmetry.",
        "Every weight 0.",
    ),
    Initializer(
        "constant", "Constant", "w = scale", "the naive choice", _constant,
        "All units of a layer compute the same and receive the same gradient.",
        "Every weight the same number.",
        _scale(0.1, "The value of every weight"),
    ),
    Initializer(
        "normal", "Normal", "w ~ N(0, scale²)", "usual before 2010",
        _normal(lambda fan_out, fan_in: 1.0),
        "The same standard deviation for every width: too small or too large for most networks.",
        "A bell curve whose width you choose.",
        _scale(1.0, "Standard deviation of the weights"),
    ),
    Initializer(
        "uniform", "Uniform", "w ~ U(−scale, scale)", "Rumelhart, Hinton and Williams 1986",
        _uniform(lambda fan_out, fan_in: 1.0),
        "The same bound for every width; the standard deviation is scale/√3.",
        "Evenly between two bounds that you choose.",
        _scale(1.0, "Bound of the weights"),
    ),
    Initializer(
        "lecun_normal", "LeCun normal", "w ~ N(0, 1/fan_in)", "LeCun, Bottou, Orr and Müller 1998",
        _normal(lambda fan_out, fan_in: 1 / math.sqrt(fan_in)),
        "Keeps the variance of a signal through a linear layer.",
        "Variance 1/fan_in; right for linear layers, tanh and SELU.",
    ),
    Initializer(
        "lecun_uniform", "LeCun uniform", "w ~ U(±√(3/fan_in))",
        "LeCun, Bottou, Orr and Müller 1998",
        _uniform(lambda fan_out, fan_in: math.sqrt(3 / fan_in)),
        "LeCun's variance, with bounded weights.",
        "LeCun normal with an even spread instead of a bell curve.",
    ),
    Initializer(
        "xavier_normal", "Xavier normal", "w ~ N(0, 2/(fan_in + fan_out))",
        "Glorot and Bengio 2010",
        _normal(lambda fan_out, fan_in: math.sqrt(2 / (fan_in + fan_out))),
        "A compromise between signals forward and gradients backward; made for tanh.",
        "Variance 2/(fan_in + fan_out); usual for tanh and sigmoid.",
    ),
    Initializer(
        "xavier_uniform", "Xavier uniform", "w ~ U(±√(6/(fan_in + fan_out)))",
        "Glorot and Bengio 2010",
        _uniform(lambda fan_out, fan_in: math.sqrt(6 / (fan_in + fan_out))),
        "Xavier's variance, with bounded weights.",
        "Xavier normal with an even spread instead of a bell curve.",
    ),
    Initializer(
        "he_normal", "He normal", "w ~ N(0, 2/fan_in)", "He, Zhang, Ren and Sun 2015",
        _normal(lambda fan_out, fan_in: math.sqrt(2 / fan_in)),
        "Twice LeCun's variance: makes up for the half of the signal that a ReLU cuts off.",
        "Variance 2/fan_in; usual for ReLU and its kin.",
    ),
    Initializer(
        "he_uniform", "He uniform", "w ~ U(±√(6/fan_in))", "He, Zhang, Ren and Sun 2015",
        _uniform(lambda fan_out, fan_in: math.sqrt(6 / fan_in)),
        "He's variance, with bounded weights.",
        "He normal with an even spread instead of a bell curve.",
    ),
    Initializer(
        "orthogonal", "Orthogonal", "WᵀW = I or W Wᵀ = I", "Saxe, McClelland and Ganguli 2013",
        _orthogonal, "Turns signals without stretching them: a linear network keeps every length.",
        "A random rotation, times the gain.",
    ),
    Initializer(
        "pytorch_default", "PyTorch default", "w, b ~ U(±1/√fan_in)",
        "the default of torch.nn.Linear", _uniform(lambda fan_out, fan_in: 1 / math.sqrt(fan_in)),
        "A third of LeCun's variance: gradients vanish in deep networks.",
        "What torch.nn.Linear does by default, biases included.",
        bias_law=_pytorch_bias,
    ),
    Initializer(
        "lsuv", "LSUV", "W₀ᵀW₀ = I, W ← W / σ(z)",
        "Mishkin and Matas 2015", _orthogonal,
        "Scales the weights by the data: keeps the signals of any activation at the same size.",
        "Layer-sequential unit variance: scales z to standard deviation 1 on the first batch.",
        unit_variance=True,
    ),
    Initializer(
        "scaled_identity", "Scaled identity", "W = scale · I", "Le, Jaitly and Hinton 2015",
        _identity, "Passes every signal on unchanged: nothing vanishes, and nothing is mixed.",
        "Ones on the diagonal, times the scale.",
        _scale(1.0, "Value on the diagonal"),
    ),
    Initializer(
        "sparse", "Sparse", "w ~ N(0, scale²) or 0, ‖wᵢ‖₀ = 15",
        "Martens 2010", _sparse,
        "Few connections of full size: the sum does not grow with the width.",
        "Every unit has 15 inputs.",
        _scale(1.0, "Standard deviation of the weights that are not 0"),
    ),
    Initializer(
        "critical", "Critical", "w ~ N(0, σ_w²/fan_in), b ~ N(0, σ_b²)",
        "Poole et al. 2016; Schoenholz et al. 2017",
        _normal(lambda fan_out, fan_in: 1 / math.sqrt(fan_in)),
        "Theory divides their plane into order and chaos: at the border gradients survive.",
        "Set the σ of weights and biases directly: the plane of the phase diagram.",
        (Parameter("sigma_w", "Weight σ", 1.0, 0.1, 15.0,
                   "Standard deviation of the weights times √fan-in", logarithmic=True),),
    ),
)  # fmt: skip
