"""What connects functions with each other, or with few bits: curves, points and sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.parts.activations import ACTIVATIONS, evaluate
from vgsim.words.language import tr
from vgsim.words.numbers import percent, scientific, short

FloatArray = NDArray[np.float64]
REACH, PLACES = 4.0, 1001  # of z
EVERY = 0.5  # of z, between two points
CHANCES = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98)
LEVELS = 2**8 - 1  # steps between the values of 8 bits
LARGE = 100.0  # a large signal


@dataclass(frozen=True, slots=True)
class Kinship:
    """How a function is connected with something else.

    All arrays have the same shape as the array of their z.
    """

    sentences: tuple[str, ...]
    z: FloatArray = field(default_factory=lambda: np.empty(0))
    curves: tuple[FloatArray, ...] = ()  # over z; the first one is the function itself
    band: tuple[FloatArray, FloatArray] | None = None  # lower and upper limit over z
    dots: tuple[FloatArray, FloatArray] | None = None  # z and value


def kinship(name: str, slopes: Sequence[float] = ()) -> Kinship | None:
    """What is special about a function; None: nothing that the other texts do not say.

    Args:
        name: of the function.
        slopes: the slopes that a network's layers have learned so far, for PReLU.
    """
    if name == "prelu":
        return _learned(slopes)
    made = _MADE.get(name)
    return made() if made is not None else None


def _places() -> FloatArray:
    return np.linspace(-REACH, REACH, PLACES)


def _value(name: str, z: NDArray[Any]) -> FloatArray:
    """The values of a function, computed in the precision of z."""
    return evaluate(ACTIVATIONS[name], z)[0].astype(np.float64)


def _tanh() -> Kinship:
    z, points = _places(), np.arange(-REACH, REACH + EVERY / 2, EVERY)
    apart = float(np.abs(2 * _value("sigmoid", 2 * z) - 1 - _value("tanh", z)).max())
    text = tr(
        "tanh(z) = 2 σ(2z) − 1: the line is tanh, the dots are computed from σ. They differ by at "
        "most {apart}, which is rounding.", apart=scientific(apart, 2),
    )  # fmt: skip
    dots = points, 2 * _value("sigmoid", 2 * points) - 1
    return Kinship((text,), z, (_value("tanh", z),), dots=dots)


def _sigmoid() -> Kinship:
    z, chances = _places(), np.array(CHANCES)
    odds = np.log(chances / (1 - chances))
    shown = 5  # which of the chances the sentence computes
    text = tr(
        "σ is the inverse of the log-odds: each dot is a probability p at z = ln(p / (1 − p)). For "
        "p = {chance} this is z = {z}, and σ({z}) = {back}.",
        chance=percent(CHANCES[shown]), z=short(float(odds[shown]), 4),
        back=short(float(_value("sigmoid", odds)[shown]), 4),
    )  # fmt: skip
    return Kinship((text,), z, (_value("sigmoid", z),), dots=(odds, chances))


def _relu6() -> Kinship:
    text = tr(
        "With 8 bits, the values from 0 to 6 are {fine} apart. ReLU has no largest value: if one "
        "signal is {large}, 8 bits have to be {coarse} apart.",
        fine=short(6 / LEVELS, 2), large=short(LARGE), coarse=short(LARGE / LEVELS, 2),
    )  # fmt: skip
    return Kinship((text,))


def _hard_swish() -> Kinship:
    z = np.linspace(-2 * REACH, 2 * REACH, 20 * PLACES).astype(np.float16)
    errors = [
        float(np.abs(_value(name, z) - _value(name, z.astype(np.float64))).max())
        for name in ("hard_swish", "silu")
    ]
    seen = _places()
    both = _value("hard_swish", seen), _value("silu", seen)
    return Kinship(
        (
            tr("The thick line is hard swish, the thin one SiLU: they differ by at most {apart}.",
               apart=short(float(np.abs(both[0] - both[1]).max()), 2)),
            tr("It needs no exponential. With 16 bits (float16), its values are wrong by at most "
               "{hard} for z from −8 to 8; those of SiLU are wrong by up to {soft}.",
               hard=short(errors[0], 2), soft=short(errors[1], 2)),
        ),
        seen, both,
    )  # fmt: skip


def _drawn() -> Kinship:
    z, given = _places(), ACTIVATIONS["rrelu"].values()
    low, high = given["lower"], given["upper"]
    text = tr(
        "While the network learns, every unit draws its slope left of 0 between {low} and {high}: "
        "the band. For tests, all have the average {mean}: the line.",
        low=short(low, 3), high=short(high, 3), mean=short((low + high) / 2, 3),
    )  # fmt: skip
    limits = (np.where(z < 0, high * z, z), np.where(z < 0, low * z, z))
    return Kinship((text,), z, (_value("rrelu", z),), band=limits)


def _learned(slopes: Sequence[float]) -> Kinship:
    z, start = _places(), ACTIVATIONS["prelu"].values()["alpha"]
    first = _value("prelu", z)
    if not slopes:
        text = tr("Its slope left of 0 starts at {start}. No network here uses it yet.",
                  start=short(start, 3))  # fmt: skip
        return Kinship((text,), z, (first,))
    listed = ", ".join(short(each, 3).replace("-", "−") for each in slopes[:12])
    more = " …" if len(slopes) > 12 else ""
    text = tr(
        "Slopes left of 0 that this network has learned so far, layer by layer (mean over the "
        "units): {slopes}. Thick: the start, {start}.",
        slopes=f"{listed}{more}", start=short(start, 3),
    )  # fmt: skip
    return Kinship((text,), z, (first, *(np.where(z < 0, each * z, z) for each in slopes)))


_MADE: Mapping[str, Callable[[], Kinship]] = {
    "tanh": _tanh, "sigmoid": _sigmoid, "relu6": _relu6, "hard_swish": _hard_swish,
    "rrelu": _drawn,
}  # fmt: skip
