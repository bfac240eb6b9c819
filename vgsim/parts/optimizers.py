"""How does a gradient become an update, how is it shortened before, and how does the rate go?

To add an optimizer: its rule, and an entry in `OPTIMIZERS`. NumPy and the kernels run that rule;
`vgsim.parts.elementary` says what it may use.
"""

# Rules are bound to the numbers of a machine, not typed.
# mypy: allow-untyped-defs

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from vgsim.parts.elementary import ONE, sqrt, stored
from vgsim.parts.registry import Parameter, Registry


@dataclass(frozen=True, slots=True)
class Optimizer:
    """A rule for the update of weights, biases and everything else that is learned.

    All follow PyTorch's equations and defaults. The rule takes a learned number, its gradient
    (clipped, with weight decay), what is remembered of the number, the learning rate, the
    parameters and the corrections, each in the order declared; it gives the new number and what
    is then remembered. `stored` stands around what one of PyTorch's operations stores.
    """

    name: str
    label: str
    formula: str
    origin: str
    teaches: str
    help: str
    rule: Callable[..., Any]  # (w, g, *states, rate, *parameters, *corrections) -> (w, *states)
    states: int = 0  # values kept for each learned number, 2 at most
    rate: float = 0.1  # the learning rate usual with it
    parameters: tuple[Parameter, ...] = ()
    corrections: Callable[..., tuple[float, ...]] | None = None  # of (update from 1, *parameters)
    decoupled: bool = False  # weight decay shrinks the weight itself, not by way of the gradient

    @property
    def adaptive(self) -> bool:
        """Whether steps are divided by the gradient's own size."""
        return any(each.name == "epsilon" for each in self.parameters)

    def corrected(self, count: int, *parameters: float) -> tuple[float, ...]:
        """The corrections of update number `count`, from 1 on; none where it has none."""
        return self.corrections(count, *parameters) if self.corrections else ()


_MOMENTUM = Parameter("momentum", "momentum", 0.9, 0.0, 0.99, "Share of the last step that is kept")
_SMOOTHING = Parameter(
    "smoothing", "smoothing", 0.99, 0.8, 0.9999, "Share of the mean of squares kept"
)
_BETA1 = Parameter("beta1", "β₁", 0.9, 0.0, 0.99, "Share of the mean gradient kept")
_BETA2 = Parameter("beta2", "β₂", 0.999, 0.8, 0.9999, "Share of the mean of squares kept")
_EPSILON = Parameter(
    "epsilon", "ε", 1e-8, 1e-12, 1e-2,
    "Added to the root: gradients far below it move little even here", logarithmic=True,
)  # fmt: skip
MOMENTUM_DECAY = 0.004  # of NAdam: how slowly its momentum grows to β₁
NOTHING = 1e-20  # a product below it changes no digit of 1 minus it


def _sgd(w, g, rate):
    return (stored(w - rate * g),)


def _momentum(w, g, v, rate, kept):
    v = stored(stored(kept * v) + g)
    return stored(w - rate * v), v


def _nesterov(w, g, v, rate, kept):
    v = stored(stored(kept * v) + g)
    return stored(w - rate * stored(g + kept * v)), v


def _rmsprop(w, g, v, rate, kept, epsilon):
    v = stored(stored(kept * v) + (ONE - kept) * g * g)
    return stored(w - rate * g / stored(stored(sqrt(v)) + stored(epsilon))), v


def _adagrad(w, g, s, rate, epsilon):
    s = stored(s + g * g)
    return stored(w - rate * g / stored(stored(sqrt(s)) + stored(epsilon))), s


def _adam(w, g, m, v, rate, beta1, beta2, epsilon, ahead, below):
    m = stored(beta1 * m + (ONE - beta1) * g)
    v = stored(stored(beta2 * v) + (ONE - beta2) * g * g)
    root = stored(stored(sqrt(v * below)) + stored(epsilon))
    return stored(w - rate * ahead * m / root), m, v


def _adam_corrections(count, beta1, beta2, epsilon):
    """What m and v are multiplied by: both begin at 0."""
    return 1 / (1 - beta1**count), 1 / (1 - beta2**count)


def _nadam(w, g, m, v, rate, beta1, beta2, epsilon, here, ahead, below):
    m = stored(beta1 * m + (ONE - beta1) * g)
    v = stored(stored(beta2 * v) + (ONE - beta2) * g * g)
    root = stored(stored(sqrt(v * below)) + stored(epsilon))
    return stored(stored(w - rate * here * g / root) - rate * ahead * m / root), m, v


def _nadam_corrections(count, beta1, beta2, epsilon):
    """What the gradient, m and v are multiplied by."""
    product, done = 1.0, 0
    while done < count and product > NOTHING:
        done += 1
        product *= beta1 * (1 - 0.5 * 0.96 ** (done * MOMENTUM_DECAY))
    now = beta1 * (1 - 0.5 * 0.96 ** (count * MOMENTUM_DECAY))
    following = beta1 * (1 - 0.5 * 0.96 ** ((count + 1) * MOMENTUM_DECAY))
    here, ahead = (1 - now) / (1 - product), following / (1 - product * following)
    return here, ahead, 1 / (1 - beta2**count)


OPTIMIZERS = Registry(
    Optimizer(
        "sgd", "SGD", "w ← w − η ∂L/∂w", "Robbins and Monro 1951",
        "A step against the gradient: where the gradient has vanished, nothing moves.",
        "Plain stochastic gradient descent, one mini-batch per step.", _sgd,
    ),
    Optimizer(
        "momentum", "Momentum", "v ← μ v + ∂L/∂w, w ← w − η v", "Polyak 1964",
        "Steps add up: up to 1/(1 − μ) times as far, which no 10⁻¹² makes up for.",
        "SGD with a memory of the steps before.", _momentum, 1, 0.03, (_MOMENTUM,),
    ),
    Optimizer(
        "nesterov", "Nesterov", "v ← μ v + ∂L/∂w, w ← w − η (∂L/∂w + μ v)",
        "Nesterov 1983; Sutskever, Martens, Dahl and Hinton 2013",
        "Momentum that looks ahead, and overshoots less.",
        "Momentum in Nesterov's form.", _nesterov, 1, 0.03, (_MOMENTUM,),
    ),
    Optimizer(
        "rmsprop", "RMSProp", "v ← ρ v + (1 − ρ) (∂L/∂w)², w ← w − η ∂L/∂w / (√v + ε)",
        "Tieleman and Hinton 2012",
        "Divides by the gradient's own size: tiny gradients move weights too, above ε.",
        "Every weight has its own rate.", _rmsprop, 1, 0.001, (_SMOOTHING, _EPSILON),
    ),
    Optimizer(
        "adam", "Adam", "w ← w − η m̂ / (√v̂ + ε)",
        "Kingma and Ba 2014",
        "Makes steps of about η whatever the gradient's size, as long as it is above ε.",
        "Momentum and RMSProp with their start corrected.",
        _adam, 2, 0.001, (_BETA1, _BETA2, _EPSILON), _adam_corrections,
    ),
    Optimizer(
        "adamw", "AdamW", "w ← (1 − η λ) w − η m̂ / (√v̂ + ε)",
        "Loshchilov and Hutter 2017",
        "Adam whose weight decay is not divided by the gradient's size.",
        "Adam with decoupled weight decay.",
        _adam, 2, 0.001, (_BETA1, _BETA2, _EPSILON), _adam_corrections, decoupled=True,
    ),
    Optimizer(
        "adagrad", "Adagrad", "s ← s + (∂L/∂w)², w ← w − η ∂L/∂w / (√s + ε)",
        "Duchi, Hazan and Singer 2011",
        "Divides by all gradients there have been: steps only become smaller, until none is left.",
        "Every weight has its own rate, which falls with every gradient.",
        _adagrad, 1, 0.01, (replace(_EPSILON, default=1e-10),),
    ),
    Optimizer(
        "nadam", "NAdam",
        "w ← w − η (μ₊ m / (1 − Πμ₊) + (1 − μ) ∂L/∂w / (1 − Πμ)) / (√v̂ + ε), "
        "μ = β₁ (1 − ½ 0.96⁰·⁰⁰⁴ᵗ)",
        "Dozat 2016",
        "Adam that looks ahead, as Nesterov's momentum does.",
        "Adam in Nesterov's form; μ grows slowly to β₁.",
        _nadam, 2, 0.002, (_BETA1, _BETA2, _EPSILON), _nadam_corrections,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry that is only a name with its meaning."""

    name: str
    label: str
    formula: str
    origin: str
    teaches: str
    help: str = ""


OPTIMIZER_DTYPES = Registry(
    Choice(
        "wide", "In 32 bits", "m, v and ε in float32", "Micikevicius et al. 2018",
        "As mixed precision is used: only the weights are rounded to the network's format.",
    ),
    Choice(
        "same", "In the network's format", "every result rounded to the network's format", "",
        "In float16 ε = 10⁻⁸ is 0: Adam divides by 0 in its first update. ε = 10⁻⁴ helps.",
    ),
)  # fmt: skip

CLIPPINGS = Registry(
    Choice("none", "None", "g", "", "Gradients as they are."),
    Choice(
        "value", "Each value", "g ← min(max(g, −c), c)", "Mikolov 2012",
        "Cuts every entry: changes the direction of the step, too.",
    ),
    Choice(
        "layer_norm", "Norm of each layer", "g_l ← g_l min(1, c / (‖g_l‖ + 10⁻⁶))",
        "Pascanu, Mikolov and Bengio 2013, layer by layer",
        "Shortens the step of a layer that explodes and leaves the others alone.",
    ),
    Choice(
        "global_norm", "Norm of all", "g ← g min(1, c / (‖g‖ + 10⁻⁶))",
        "Pascanu, Mikolov and Bengio 2013",
        "Shortens the whole step and keeps its direction: the usual cure for explosion.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the learning rate changes: `factor(step, warmup, length, decay)` multiplies it."""

    name: str
    label: str
    formula: str
    origin: str
    teaches: str
    factor: Callable[[int, int, int, float], float]
    help: str = ""
    settings: tuple[str, ...] = ()  # fields of the training it reads


def _warm(step: int, warmup: int) -> float:
    """Up in equal steps: the first update already learns, update `warmup` has the full rate."""
    return min(1.0, (step + 1) / warmup) if warmup else 1.0


def _cosine(step: int, warmup: int, length: int, decay: float) -> float:
    if step < warmup:
        return _warm(step, warmup)
    share = min(1.0, (step - warmup) / max(length, 1))
    return 0.5 * (1 + math.cos(math.pi * share))


SCHEDULES = Registry(
    Schedule(
        "constant", "Constant", "η", "", "The same rate forever.",
        lambda step, warmup, length, decay: 1.0,
    ),
    Schedule(
        "warmup", "Warm-up", "η min(1, (t + 1) / warm-up)", "Goyal et al. 2017",
        "Small steps while gradients are wild, as at the start of a network with batch norm.",
        lambda step, warmup, length, decay: _warm(step, warmup), settings=("warmup",),
    ),
    Schedule(
        "cosine", "Cosine", "η (1 + cos π t / length) / 2, after the warm-up",
        "Loshchilov and Hutter 2016", "From large steps to none along half a wave.", _cosine,
        settings=("warmup", "length"),
    ),
    Schedule(
        "step", "Steps", "η decay^⌊t / length⌋", "He, Zhang, Ren and Sun 2015",
        "A tenth of the rate, again and again.",
        lambda step, warmup, length, decay: decay ** (step // max(length, 1)),
        settings=("length", "decay"),
    ),
)  # fmt: skip
