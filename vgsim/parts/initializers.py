"""The schemes that draw initial weights and biases."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from vgsim.parts.registry import Parameter, Registry
from vgsim.words.language import tr

Weights = NDArray[np.float64]
Draw = Callable[[Generator, int, int, float], Weights]  # rng, fan_out, fan_in, scale
CONNECTIONS = 15  # inputs of a unit in the sparse scheme
BiasDraw = Callable[[Generator, int, int], Weights]  # rng, fan_out, fan_in


@dataclass(frozen=True, slots=True)
class Initializer:
    """Draws the weights of one layer; biases are zero unless `bias_distribution` draws them."""

    name: str
    label: str
    formula: str
    origin: str
    distribution: Draw
    teaches: str
    help: str
    parameters: tuple[Parameter, ...] = ()
    bias_distribution: BiasDraw | None = None
    unit_variance: bool = False  # whether z is scaled to standard deviation 1 on the first batch

    def draw(
        self, rng: Generator, fan_out: int, fan_in: int, gain: float, scale: float | None = None
    ) -> Weights:
        """Draw weights, (fan_out, fan_in)."""
        with np.errstate(over="ignore"):
            return gain * self.distribution(rng, fan_out, fan_in, self._scale(scale))

    def bias(
        self, rng: Generator, fan_out: int, fan_in: int, gain: float, scale: float | None = None
    ) -> Weights:
        """Draw biases, (fan_out,)."""
        if self.bias_distribution is None:
            return np.zeros(fan_out)
        with np.errstate(over="ignore"):
            return gain * self.bias_distribution(rng, fan_out, fan_in)

    def variance(
        self, fan_out: int, fan_in: int, gain: float, scale: float | None = None
    ) -> float | None:
        """Variance of one weight over draws; None if it has none or depends on the data."""
        factor = gain * self._scale(scale)
        factor *= factor  # ** would raise OverflowError
        if isinstance(self.distribution, Spread):
            return factor * self.distribution.variance(fan_out, fan_in)
        if self.distribution is orthogonal and not self.unit_variance:
            return factor / max(fan_out, fan_in)
        if self.distribution is _sparse:
            return factor * min(CONNECTIONS, fan_in) / fan_in
        return None

    def bias_variance(self, fan_in: int, gain: float) -> float:
        """Variance of one bias over draws; 0 if biases are not drawn."""
        return 0.0 if self.bias_distribution is None else gain * gain / (3 * fan_in)

    def _scale(self, scale: float | None) -> float:
        default = self.parameters[0].default if self.parameters else 1.0
        return default if scale is None else scale


@dataclass(frozen=True, slots=True)
class Spread:
    """Draws independent weights with mean 0 from a uniform or normal distribution."""

    width: Callable[[int, int], float]  # (fan_out, fan_in) -> bound or standard deviation
    uniform: bool

    def __call__(self, rng: Generator, fan_out: int, fan_in: int, scale: float) -> Weights:
        shape = (fan_out, fan_in)
        drawn = rng.uniform(-1.0, 1.0, shape) if self.uniform else rng.standard_normal(shape)
        return scale * self.width(fan_out, fan_in) * drawn

    def variance(self, fan_out: int, fan_in: int) -> float:
        """Variance of one weight at scale 1."""
        return self.width(fan_out, fan_in) ** 2 / (3 if self.uniform else 1)


def _normal(std: Callable[[int, int], float]) -> Draw:
    return Spread(std, uniform=False)


def _uniform(bound: Callable[[int, int], float]) -> Draw:
    return Spread(bound, uniform=True)


def _constant(rng: Generator, fan_out: int, fan_in: int, scale: float) -> Weights:
    return np.full((fan_out, fan_in), scale)


def _zeros(rng: Generator, fan_out: int, fan_in: int, scale: float) -> Weights:
    return np.zeros((fan_out, fan_in))


def orthogonal(rng: Generator, fan_out: int, fan_in: int, scale: float) -> Weights:
    """A matrix with orthonormal rows or columns, whichever are fewer; `scale` is not used.

    Q of a Gaussian matrix. Making R's diagonal positive makes all such matrices equally likely
    (Mezzadri 2007). Rectangular shapes as in torch.nn.init.orthogonal_.
    """
    q, r = np.linalg.qr(rng.standard_normal((max(fan_out, fan_in), min(fan_out, fan_in))))
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    return np.ascontiguousarray(q if fan_out >= fan_in else q.T)


def _identity(rng: Generator, fan_out: int, fan_in: int, scale: float) -> Weights:
    return scale * np.eye(fan_out, fan_in)


def _sparse(rng: Generator, fan_out: int, fan_in: int, scale: float) -> Weights:
    """Weights of which at most `CONNECTIONS` per unit are not 0 (Martens 2010)."""
    weights = np.zeros((fan_out, fan_in))
    for row in weights:
        chosen = rng.permutation(fan_in)[:CONNECTIONS]
        row[chosen] = scale * rng.standard_normal(len(chosen))
    return weights


def _pytorch_bias(rng: Generator, fan_out: int, fan_in: int) -> Weights:
    return rng.uniform(-1.0, 1.0, fan_out) / math.sqrt(fan_in)


def _scale(default: float, help: str) -> tuple[Parameter, ...]:
    return (
        Parameter(
            "scale", tr("scale"), default, 0.001, 10.0, help, logarithmic=True, title=tr("Scale")
        ),
    )


INITIALIZERS = Registry(
    Initializer(
        "zeros", tr("Zeros"), "w = 0", tr("the naive choice"), _zeros,
        tr("All units of a layer stay identical forever: nothing breaks the symmetry."),
        tr("Every weight 0."),
    ),
    Initializer(
        "constant", tr("Constant", "weights"), tr("w = scale"), tr("the naive choice"), _constant,
        tr("All units of a layer compute the same and receive the same gradient."),
        tr("Every weight the same number."),
        _scale(0.1, tr("The value of every weight")),
    ),
    Initializer(
        "normal", tr("Normal", "distribution"), tr("w ~ N(0, scale²)"), tr("usual before 2010"),
        _normal(lambda fan_out, fan_in: 1.0),
        tr("The same standard deviation for every width: too small or too large for most "
           "networks."),
        tr("A bell curve whose width you choose."),
        _scale(1.0, tr("Standard deviation of the weights")),
    ),
    Initializer(
        "uniform", tr("Uniform", "distribution"), tr("w ~ U(−scale, scale)"),
        tr("Rumelhart, Hinton and Williams 1986"), _uniform(lambda fan_out, fan_in: 1.0),
        tr("The same bound for every width; the standard deviation is scale/√3."),
        tr("Evenly between two bounds that you choose."),
        _scale(1.0, tr("Bound of the weights")),
    ),
    Initializer(
        "lecun_normal", tr("LeCun normal"), "w ~ N(0, 1/fan_in)",
        tr("LeCun, Bottou, Orr and Müller 1998"),
        _normal(lambda fan_out, fan_in: 1 / math.sqrt(fan_in)),
        tr("Keeps the variance of a signal through a linear layer."),
        tr("Variance 1/fan_in; right for linear layers, tanh and SELU."),
    ),
    Initializer(
        "lecun_uniform", tr("LeCun uniform"), "w ~ U(±√(3/fan_in))",
        tr("LeCun, Bottou, Orr and Müller 1998"),
        _uniform(lambda fan_out, fan_in: math.sqrt(3 / fan_in)),
        tr("LeCun's variance, with bounded weights."),
        tr("LeCun normal with an even spread instead of a bell curve."),
    ),
    Initializer(
        "xavier_normal", tr("Xavier normal"), "w ~ N(0, 2/(fan_in + fan_out))",
        tr("Glorot and Bengio 2010"),
        _normal(lambda fan_out, fan_in: math.sqrt(2 / (fan_in + fan_out))),
        tr("A compromise between signals forward and gradients backward; made for tanh."),
        tr("Variance 2/(fan_in + fan_out); usual for tanh and sigmoid."),
    ),
    Initializer(
        "xavier_uniform", tr("Xavier uniform"), "w ~ U(±√(6/(fan_in + fan_out)))",
        tr("Glorot and Bengio 2010"),
        _uniform(lambda fan_out, fan_in: math.sqrt(6 / (fan_in + fan_out))),
        tr("Xavier's variance, with bounded weights."),
        tr("Xavier normal with an even spread instead of a bell curve."),
    ),
    Initializer(
        "he_normal", tr("He normal"), "w ~ N(0, 2/fan_in)", tr("He, Zhang, Ren and Sun 2015"),
        _normal(lambda fan_out, fan_in: math.sqrt(2 / fan_in)),
        tr("Twice LeCun's variance: makes up for the half of the signal that a ReLU cuts off."),
        tr("Variance 2/fan_in; usual for ReLU and its variants."),
    ),
    Initializer(
        "he_uniform", tr("He uniform"), "w ~ U(±√(6/fan_in))", tr("He, Zhang, Ren and Sun 2015"),
        _uniform(lambda fan_out, fan_in: math.sqrt(6 / fan_in)),
        tr("He's variance, with bounded weights."),
        tr("He normal with an even spread instead of a bell curve."),
    ),
    Initializer(
        "orthogonal", tr("Orthogonal"), tr("WᵀW = I or W Wᵀ = I"),
        tr("Saxe, McClelland and Ganguli 2013"), orthogonal,
        tr("Rotates signals without stretching them: a linear network keeps every length."),
        tr("A random rotation, times the gain."),
    ),
    Initializer(
        "pytorch_default", tr("PyTorch default"), "w, b ~ U(±1/√fan_in)",
        tr("the default of torch.nn.Linear"),
        _uniform(lambda fan_out, fan_in: 1 / math.sqrt(fan_in)),
        tr("A third of LeCun's variance: gradients vanish in deep networks."),
        tr("What torch.nn.Linear does by default, biases included."),
        bias_distribution=_pytorch_bias,
    ),
    Initializer(
        "lsuv", "LSUV", "W₀ᵀW₀ = I, W ← W / σ(z)", tr("Mishkin and Matas 2015"), orthogonal,
        tr("Scales the weights by the data: keeps the signals of any activation at the same size."),
        tr("Layer-sequential unit variance: scales z to standard deviation 1 on the first batch."),
        unit_variance=True,
    ),
    Initializer(
        "scaled_identity", tr("Scaled identity"), tr("W = scale · I"),
        tr("Le, Jaitly and Hinton 2015"), _identity,
        tr("Passes every signal on unchanged: nothing vanishes, and nothing is mixed."),
        tr("Ones on the diagonal, times the scale."),
        _scale(1.0, tr("Value on the diagonal")),
    ),
    Initializer(
        "sparse", tr("Sparse"), tr("w ~ N(0, scale²) or 0, ‖wᵢ‖₀ = 15"), "Martens 2010", _sparse,
        tr("Few connections of full size: the sum does not grow with the width."),
        tr("Every unit has 15 inputs."),
        _scale(1.0, tr("Standard deviation of the weights that are not 0")),
    ),
    Initializer(
        "critical", tr("Critical"), "w ~ N(0, σ_w²/fan_in), b ~ N(0, σ_b²)",
        "Poole et al. 2016; Schoenholz et al. 2017",
        _normal(lambda fan_out, fan_in: 1 / math.sqrt(fan_in)),
        tr("The plane of σ_w and σ_b has an ordered and a chaotic phase: at the border between "
           "them, gradients survive."),
        tr("Set the σ of weights and biases directly: the plane of the phase diagram."),
        (Parameter("sigma_w", tr("Weight σ"), 1.0, 0.1, 15.0,
                   tr("Standard deviation of the weights times √fan-in"), logarithmic=True),),
    ),
)  # fmt: skip
