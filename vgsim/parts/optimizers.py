"""Optimizers, gradient clipping and learning-rate schedules.

To add an optimizer, write its rule and add an entry to `OPTIMIZERS`. NumPy and the kernels run the
same rule; `vgsim.parts.elementary` lists what it may use.
"""

# Rules run on scalars, arrays and machine vectors, so they have no type hints.
# mypy: allow-untyped-defs

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from vgsim.parts.elementary import ONE, sqrt, stored
from vgsim.parts.registry import Choice, Parameter, Registry
from vgsim.words.language import tr


@dataclass(frozen=True, slots=True)
class Optimizer:
    """Updates weights, biases and every other learned parameter.

    All optimizers follow PyTorch's equations and defaults. The rule handles one learned number. It
    takes the number, its gradient (clipped, with weight decay), its states, the learning rate, the
    parameters and the bias corrections, in the order declared. It returns the new number and the
    new states. `stored` marks each value that PyTorch stores and thus rounds to the format. Unlike
    PyTorch, the engines take numbers below the smallest normal one for 0 in a step: the states of
    a layer without gradients would otherwise end at a number that 0.9 times rounds to itself, and
    many processors need a hundred cycles for each of them at every update.
    """

    name: str
    label: str
    formula: str
    origin: str
    teaches: str
    help: str
    rule: Callable[..., Any]  # (w, g, *states, rate, *parameters, *corrections) -> (w, *states)
    states: int = 0  # values kept for each learned number, at most 2
    rate: float = 0.1  # default learning rate
    parameters: tuple[Parameter, ...] = ()
    corrections: Callable[..., tuple[float, ...]] | None = None  # (update, *parameters) -> factors
    decoupled: bool = False  # whether weight decay acts on the weight itself, not on the gradient

    @property
    def adaptive(self) -> bool:
        """Whether steps are divided by the size of past gradients."""
        return any(each.name == "epsilon" for each in self.parameters)

    def corrected(self, count: int, *parameters: float) -> tuple[float, ...]:
        """The bias corrections at update number `count`, counted from 1; () without any."""
        return self.corrections(count, *parameters) if self.corrections else ()


_MOMENTUM = Parameter(
    "momentum", tr("momentum"), 0.9, 0.0, 0.99, tr("Fraction of the last step that is kept"),
    title=tr("Momentum"),
)  # fmt: skip
_SMOOTHING = Parameter(
    "smoothing", tr("smoothing"), 0.99, 0.8, 0.9999,
    tr("Fraction of the mean of squares that is kept"), title=tr("Smoothing"),
)  # fmt: skip
_BETA1 = Parameter("beta1", "β₁", 0.9, 0.0, 0.99, tr("Fraction of the mean gradient that is kept"))
_BETA2 = Parameter(
    "beta2", "β₂", 0.999, 0.8, 0.9999, tr("Fraction of the mean of squares that is kept")
)
_EPSILON = Parameter(
    "epsilon", "ε", 1e-8, 1e-12, 1e-2,
    tr("Added to the square root: gradients far below it change the weights little"),
    logarithmic=True,
)  # fmt: skip
MOMENTUM_DECAY = 0.004  # NAdam's momentum_decay: how fast its momentum grows to β₁
NEGLIGIBLE = 1e-20  # 1 minus a smaller product is exactly 1


def _sgd(w, g, rate):
    return (stored(w - rate * g),)


def _momentum(w, g, v, rate, momentum):
    v = stored(stored(momentum * v) + g)
    return stored(w - rate * v), v


def _nesterov(w, g, v, rate, momentum):
    v = stored(stored(momentum * v) + g)
    return stored(w - rate * stored(g + momentum * v)), v


def _rmsprop(w, g, v, rate, smoothing, epsilon):
    v = stored(stored(smoothing * v) + (ONE - smoothing) * g * g)
    return stored(w - rate * g / stored(stored(sqrt(v)) + stored(epsilon))), v


def _adagrad(w, g, s, rate, epsilon):
    s = stored(s + g * g)
    return stored(w - rate * g / stored(stored(sqrt(s)) + stored(epsilon))), s


def _adam(w, g, m, v, rate, beta1, beta2, epsilon, m_factor, v_factor):
    m = stored(beta1 * m + (ONE - beta1) * g)
    v = stored(stored(beta2 * v) + (ONE - beta2) * g * g)
    root = stored(stored(sqrt(v * v_factor)) + stored(epsilon))
    return stored(w - rate * m_factor * m / root), m, v


def _adam_corrections(count, beta1, beta2, epsilon):
    """Factors of m and v that make up for their start at 0."""
    return 1 / (1 - beta1**count), 1 / (1 - beta2**count)


def _nadam(w, g, m, v, rate, beta1, beta2, epsilon, g_factor, m_factor, v_factor):
    m = stored(beta1 * m + (ONE - beta1) * g)
    v = stored(stored(beta2 * v) + (ONE - beta2) * g * g)
    root = stored(stored(sqrt(v * v_factor)) + stored(epsilon))
    return stored(stored(w - rate * g_factor * g / root) - rate * m_factor * m / root), m, v


def _nadam_corrections(count, beta1, beta2, epsilon):
    """Factors of the gradient, m and v (Dozat 2016, with PyTorch's momentum schedule)."""
    product, done = 1.0, 0
    while done < count and product > NEGLIGIBLE:
        done += 1
        product *= beta1 * (1 - 0.5 * 0.96 ** (done * MOMENTUM_DECAY))
    now = beta1 * (1 - 0.5 * 0.96 ** (count * MOMENTUM_DECAY))
    following = beta1 * (1 - 0.5 * 0.96 ** ((count + 1) * MOMENTUM_DECAY))
    g_factor, m_factor = (1 - now) / (1 - product), following / (1 - product * following)
    return g_factor, m_factor, 1 / (1 - beta2**count)


OPTIMIZERS = Registry(
    Optimizer(
        "sgd", "SGD", "w ← w − η ∂L/∂w", tr("Robbins and Monro 1951"),
        tr("A step against the gradient: where it has vanished, the weights do not change."),
        tr("Plain stochastic gradient descent, one mini-batch per step."),
        _sgd,
    ),
    Optimizer(
        "momentum", tr("Momentum"), "v ← μ v + ∂L/∂w, w ← w − η v", "Polyak 1964",
        tr("Steps add up to at most 1/(1 − μ) times the size: too little for a gradient of 10⁻¹²."),
        tr("SGD that remembers the previous steps."),
        _momentum, 1, 0.03, (_MOMENTUM,),
    ),
    Optimizer(
        "nesterov", "Nesterov", "v ← μ v + ∂L/∂w, w ← w − η (∂L/∂w + μ v)",
        tr("Nesterov 1983; Sutskever, Martens, Dahl and Hinton 2013"),
        tr("Momentum that looks ahead and overshoots less."),
        tr("Momentum in Nesterov's form."),
        _nesterov, 1, 0.03, (_MOMENTUM,),
    ),
    Optimizer(
        "rmsprop", "RMSProp", "v ← ρ v + (1 − ρ) (∂L/∂w)², w ← w − η ∂L/∂w / (√v + ε)",
        tr("Tieleman and Hinton 2012"),
        tr("Divides by the gradient's own size, so that even tiny gradients (above ε) change "
           "the weights."),
        tr("Every weight has its own rate."),
        _rmsprop, 1, 0.001, (_SMOOTHING, _EPSILON),
    ),
    Optimizer(
        "adam", "Adam", "w ← w − η m̂ / (√v̂ + ε)", tr("Kingma and Ba 2014"),
        tr("Makes steps of about η for gradients of any size above ε."),
        tr("Momentum and RMSProp, corrected for their start at 0."),
        _adam, 2, 0.001, (_BETA1, _BETA2, _EPSILON), _adam_corrections,
    ),
    Optimizer(
        "adamw", "AdamW", "w ← (1 − η λ) w − η m̂ / (√v̂ + ε)", tr("Loshchilov and Hutter 2017"),
        tr("Adam whose weight decay is not divided by the gradient's size."),
        tr("Adam with decoupled weight decay."),
        _adam, 2, 0.001, (_BETA1, _BETA2, _EPSILON), _adam_corrections, decoupled=True,
    ),
    Optimizer(
        "adagrad", "Adagrad", "s ← s + (∂L/∂w)², w ← w − η ∂L/∂w / (√s + ε)",
        tr("Duchi, Hazan and Singer 2011"),
        tr("Divides by the sum of all gradients so far: steps become smaller and smaller."),
        tr("Every weight has its own rate, which falls with every gradient."),
        _adagrad, 1, 0.01, (replace(_EPSILON, default=1e-10),),
    ),
    Optimizer(
        "nadam", "NAdam",
        "w ← w − η (μ₊ m / (1 − Πμ₊) + (1 − μ) ∂L/∂w / (1 − Πμ)) / (√v̂ + ε), "
        "μ = β₁ (1 − ½ 0.96⁰·⁰⁰⁴ᵗ)", "Dozat 2016",
        tr("Adam that looks ahead, as Nesterov's momentum does."),
        tr("Adam in Nesterov's form; μ grows slowly to β₁."),
        _nadam, 2, 0.002, (_BETA1, _BETA2, _EPSILON), _nadam_corrections,
    ),
)  # fmt: skip


OPTIMIZER_DTYPES = Registry(
    Choice(
        "wide", tr("In 32 bits"), tr("m, v and ε in float32"), "Micikevicius et al. 2018",
        tr("The usual mixed precision: only the weights are rounded to the network's format."),
    ),
    Choice(
        "same", tr("In the network's format"),
        tr("every result rounded to the network's format"), "",
        tr("In float16 ε = 10⁻⁸ is 0: Adam divides by 0 in its first update. ε = 10⁻⁴ helps."),
    ),
)  # fmt: skip

CLIPPINGS = Registry(
    Choice("none", tr("None", "clipping"), "g", "", tr("Gradients are not changed.")),
    Choice(
        "value", tr("Each value"), "g ← min(max(g, −c), c)", "Mikolov 2012",
        tr("Limits every entry: this also changes the direction of the step."),
    ),
    Choice(
        "layer_norm", tr("Norm of each layer"), "g_l ← g_l min(1, c / (‖g_l‖ + 10⁻⁶))",
        tr("Pascanu, Mikolov and Bengio 2013, layer by layer"),
        tr("Shortens the step of a layer that explodes, not of the others."),
    ),
    Choice(
        "global_norm", tr("Norm of all"), "g ← g min(1, c / (‖g‖ + 10⁻⁶))",
        tr("Pascanu, Mikolov and Bengio 2013"),
        tr("Shortens the whole step and keeps its direction: the usual remedy for explosion."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Schedule:
    """A learning-rate schedule: the rate is multiplied by `factor(step, warmup, length, decay)`."""

    name: str
    label: str
    formula: str
    origin: str
    teaches: str
    factor: Callable[[int, int, int, float], float]
    settings: tuple[str, ...] = ()  # fields of TrainingSpec that it uses


def _warm(step: int, warmup: int) -> float:
    """Linear warm-up: 1/`warmup` at the first update, 1 from update number `warmup` on."""
    return min(1.0, (step + 1) / warmup) if warmup else 1.0


def _cosine(step: int, warmup: int, length: int, decay: float) -> float:
    if step < warmup:
        return _warm(step, warmup)
    progress = min(1.0, (step - warmup) / max(length, 1))
    return 0.5 * (1 + math.cos(math.pi * progress))


SCHEDULES = Registry(
    Schedule(
        "constant", tr("Constant", "learning rate"), "η", "", tr("The same rate forever."),
        lambda step, warmup, length, decay: 1.0,
    ),
    Schedule(
        "warmup", tr("Warm-up"), tr("η min(1, (t + 1) / warm-up)"), "Goyal et al. 2017",
        tr("Small steps at the start, while gradients are large and change fast."),
        lambda step, warmup, length, decay: _warm(step, warmup), settings=("warmup",),
    ),
    Schedule(
        "cosine", tr("Cosine"), tr("η (1 + cos π t / length) / 2, after the warm-up"),
        tr("Loshchilov and Hutter 2016"),
        tr("The rate falls from full to zero along half a cosine wave."),
        _cosine, settings=("warmup", "length"),
    ),
    Schedule(
        "step", tr("Steps", "learning rate"), tr("η decay^⌊t / length⌋"),
        tr("He, Zhang, Ren and Sun 2015"),
        tr("The rate is multiplied by the decay at regular intervals."),
        lambda step, warmup, length, decay: decay ** (step // max(length, 1)),
        settings=("length", "decay"),
    ),
)  # fmt: skip
