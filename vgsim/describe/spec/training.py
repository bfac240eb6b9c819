"""Declares the settings of training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vgsim.describe.field import LARGEST
from vgsim.describe.setting import setting, untitled
from vgsim.parts.optimizers import CLIPPINGS, OPTIMIZER_DTYPES, OPTIMIZERS, SCHEDULES
from vgsim.words.language import tr

Rates = tuple[tuple[int, float], ...]  # (first update, learning rate), in rising order


def _scheduled(name: str) -> Callable[[TrainingSpec], bool]:
    return lambda training: name in SCHEDULES[training.schedule].settings


def _clipped(training: TrainingSpec) -> str:
    if training.clipping == "none":
        return tr("not clipped")
    return tr("clipped at {value}", value=f"{training.clip_at:g}")


def _momentum(training: TrainingSpec) -> str:
    if training.momentum is None:
        return ""
    return tr("momentum {value}", value=f"{training.momentum:g}")


def _epsilon(training: TrainingSpec) -> str:
    return "" if training.epsilon is None else tr("ε {value}", value=f"{training.epsilon:g}")


# fmt: off
@dataclass(frozen=True, slots=True)
class TrainingSpec:
    """How a network is trained. None means the optimizer's default."""

    optimizer: str = setting("sgd", tr("Optimizer"), tr("How a gradient becomes an update"),
        choices=OPTIMIZERS, always=True, rank=0, form="learning")
    learning_rate: float = setting(0.1, tr("Learning rate"),
        tr("How large a step each update takes against the gradient"), (0, 1e6), (1e-4, 10),
        logarithmic=True, always=True, axis=1, form="data",
        title=lambda t: tr("rate {value}", value=f"{t.learning_rate:g}"))
    momentum: float | None = setting(None, tr("Momentum"),
        tr("Fraction of the last step that is kept"), (0, 1), (0, 0.99), of="optimizer",
        title=_momentum, axis=2)
    smoothing: float | None = setting(None, tr("Smoothing"),
        tr("RMSProp: fraction of the mean of squares that is kept"), (0, 1), (0.8, 0.9999),
        of="optimizer",
        title=untitled)
    beta1: float | None = setting(None, "β₁",
        tr("Adam: fraction of the mean gradient that is kept"), (0, 0.999999), (0, 0.99),
        of="optimizer", title=untitled)
    beta2: float | None = setting(None, "β₂",
        tr("Adam: fraction of the mean of squares that is kept"), (0, 0.999999), (0.8, 0.9999),
        of="optimizer", title=untitled)
    epsilon: float | None = setting(None, "ε",
        tr("Added to the square root by which RMSProp, Adagrad and all kinds of Adam divide"),
        (0, 1), (1e-12, 1e-2), logarithmic=True, of="optimizer", title=_epsilon)
    weight_decay: float = setting(0.0, tr("Weight decay"),
        tr("How strongly all learned numbers are pulled towards 0"),
        (0, 1e6), (0, 0.1), axis=1, form="learning",
        title=lambda t: tr("weight decay {value}", value=f"{t.weight_decay:g}"))
    schedule: str = setting("constant", tr("Schedule"),
        tr("How the learning rate changes with the updates"), choices=SCHEDULES, form="learning")
    warmup: int = setting(0, tr("Warm-up"), tr("Updates until the full rate is reached"),
        (0, 10**7), (0, 1000, 10), title=untitled, form="learning", visible=_scheduled("warmup"))
    length: int = setting(1000, tr("Length"),
        tr("Updates until the cosine reaches 0, or between two steps"),
        (1, 10**9), (100, 10_000, 100), title=untitled, form="learning",
        visible=_scheduled("length"))
    decay: float = setting(0.1, tr("Decay"), tr("Factor on the learning rate at every step"),
        (0, 1), (0, 1, 0.05), title=untitled, form="learning", visible=_scheduled("decay"))
    clipping: str = setting("none", tr("Clipping"),
        tr("How large gradients are limited before the update"), choices=CLIPPINGS, title=_clipped,
        form="learning")
    clip_at: float = setting(1.0, tr("Clip at"), tr("Largest value or norm allowed"), (0, LARGEST),
        (1e-3, 100), logarithmic=True, title=_clipped, axis=2, form="learning",
        visible=lambda t: t.clipping != "none")
    optimizer_dtype: str = setting("wide", tr("Optimizer computes"),
        tr("Format of the optimizer's memory and arithmetic in a float16 or bfloat16 network"),
        choices=OPTIMIZER_DTYPES, rank=0, form="learning",
        title=lambda t: tr("optimizer in 32 bits") if t.optimizer_dtype == "wide"
        else tr("optimizer in 16 bits"))
