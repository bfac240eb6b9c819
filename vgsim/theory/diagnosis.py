"""Layer by layer: what is wrong, which part of the layer did it, and what would help?

Definitions as in `vgsim.theory.verdict`; shares of units as the tools of the trade flag them (half
of a layer: Amazon SageMaker Debugger). Saturation neither makes nor excludes a vanished gradient,
so it is said only of layers that are otherwise well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isfinite, log10
from typing import Literal

import numpy as np

from vgsim.compute.trace import LaneTrace
from vgsim.describe.spec import NetworkSpec
from vgsim.parts.activations import ACTIVATIONS
from vgsim.theory.arrival import MARGIN, MILD, STILL, VANISHING
from vgsim.theory.prediction import expected_ratio
from vgsim.theory.verdict import learned

State = Literal[
    "healthy", "vanishing", "exploding", "saturated", "dead", "symmetric", "underflowed",
    "not learning", "broken", "frozen",
]  # fmt: skip
ORDER: tuple[State, ...] = (  # which of several states is named first
    "broken", "symmetric", "dead", "underflowed", "vanishing", "exploding", "not learning",
    "saturated", "frozen", "healthy",
)  # fmt: skip
HALF = 0.5  # of a layer's units, or of its entries
SLACK = 0.8  # of a share, below which a state that was said is taken back
LOST = 0.01  # share of entries that have begun to underflow
PARTS = {  # measure -> how the part is called in a sentence
    "factor_weights": "weights",
    "factor_activation": "slopes f′",
    "norm_factor": "normalization",
    "factor_skip": "skips",
    "factor_scale": "α and dropout",
}
SINGULAR = ("normalization",)


@dataclass(frozen=True, slots=True)
class LayerState:
    """`state` is the first of all that hold."""

    layer: int
    state: State
    also: tuple[State, ...]
    decades: float  # of its gradient, relative to the last hidden layer


def layer_states(lane: LaneTrace, before: tuple[LayerState, ...] = ()) -> tuple[LayerState, ...]:
    """Of every hidden layer of a feedforward lane.

    `before`: what was said of the pass before it; a layer at a threshold stays what it was.
    """
    held = {each.layer: {each.state, *each.also} for each in before}
    nothing: set[State] = set()
    return tuple(
        _layer_state(lane, layer, held.get(layer, nothing)) for layer in range(1, lane.depth + 1)
    )


def _layer_state(lane: LaneTrace, layer: int, held: set[State]) -> LayerState:
    def least(threshold: float, state: State) -> float:
        """What a share must exceed: less where the state holds already."""
        return threshold * (SLACK if state in held else 1.0)

    def of(name: str) -> float:
        values = lane.measures.get(name)
        return 0.0 if values is None else float(values[layer - 1])

    with np.errstate(all="ignore"):
        gradient = lane.measures["gradient_preactivation"]
        closed = lane.network.branch_scale == "rezero" and gradient[lane.depth - 1] == 0
        if closed:  # α = 0: all comes along the skips
            gradient = lane.measures["gradient_activation"]
        own, last = float(gradient[layer - 1]), float(gradient[lane.depth - 1])
    decades = log10(own / last) if own > 0 and last > 0 and isfinite(own / last) else (
        -inf if own == 0 else inf
    )  # fmt: skip
    if own > 0 and last > 0:
        decades = log10(own) - log10(last) if isfinite(own) and isfinite(last) else decades
    smooth = ACTIVATIONS[lane.activations[layer - 1]].kind not in ("rectifier", "linear")
    found: set[State] = set()
    if of("nonfinite_share") > 0 or of("nonfinite_signal") > 0:
        found.add("broken")
    if of("alike") >= 1.0 and lane.widths[layer] > 1:
        found.add("symmetric")
    if of("dead") > least(HALF, "dead") and not smooth:
        found.add("dead")
    lost = least(LOST, "underflowed")
    if of("subnormal_share") > lost or (smooth and not closed and of("zero_share") > lost):
        found.add("underflowed")
    if decades <= VANISHING + (MARGIN if "vanishing" in held else 0):
        found.add("vanishing")
    if decades >= -VANISHING - (MARGIN if "exploding" in held else 0):
        found.add("exploding")
    if layer in lane.frozen:
        found.add("frozen")
    elif not learned(lane) and of("update_ratio") < STILL * (
        10.0**MARGIN if "not learning" in held else 1.0
    ):
        found.add("not learning")
    if of("saturated") > least(HALF, "saturated"):
        found.add("saturated")
    states = [state for state in ORDER if state in found] or ["healthy"]
    return LayerState(layer, states[0], tuple(states[1:]), decades)


@dataclass(frozen=True, slots=True)
class Cause:
    """Decades that each part of the layers takes from the gradient on its whole way, or gives."""

    decades: tuple[tuple[str, float], ...]  # part of a sentence -> decades, the largest first

    @property
    def sentence(self) -> str:
        """The parts that count, in words."""
        told: list[str] = []
        verb = ""
        for name, each in self.decades:
            if abs(each) < 0.05:
                continue
            does = ("cost" if each < 0 else "add") + ("s" if name in SINGULAR else "")
            unit = "" if told else " decades"
            told.append(f"{name} {'' if does == verb else f'{does} '}{abs(each):.1f}{unit}")
            verb = does
        words = ", ".join(told)
        return f"{words[0].upper()}{words[1:]}." if told else ""


def cause(lane: LaneTrace) -> Cause:
    """Where the decades between the last hidden layer and the first went."""
    found = []
    for name, words in PARTS.items():
        values = lane.measures.get(name)
        if values is None:
            continue
        values = values[: lane.depth - 1]
        with np.errstate(all="ignore"):
            total = float(np.log10(values[~np.isnan(values)]).sum())
        if total and isfinite(total):
            found.append((words, total))
    return Cause(tuple(sorted(found, key=lambda each: -abs(each[1]))))


@dataclass(frozen=True, slots=True)
class Advice:
    """A change of the network, and what theory expects of it."""

    label: str
    network: NetworkSpec
    expected: float  # decades between the last hidden layer and the first


_CHANGES: tuple[tuple[str, dict[str, object]], ...] = (
    ("ReLU with He", {"activation": "relu", "initializer": "he_normal", "gain": 1.0}),
    ("tanh with Xavier", {"activation": "tanh", "initializer": "xavier_normal", "gain": 1.0}),
    ("SELU with LeCun", {"activation": "selu", "initializer": "lecun_normal", "gain": 1.0}),
    ("He normal", {"initializer": "he_normal", "gain": 1.0}),
    ("Xavier normal", {"initializer": "xavier_normal", "gain": 1.0}),
    ("Batch norm", {"normalization": "batch", "normalization_place": "before"}),
    ("Layer norm", {"normalization": "layer", "normalization_place": "before"}),
    ("Skips, scaled", {"residual": 1, "residual_place": "pre", "branch_scale": "inverse_root"}),
)
MOST = 4  # suggestions
SHIFTED = ("sigmoid", "hard_sigmoid", "softplus")  # always positive: along skips it adds up
GAIN = 0.5  # decades nearer to 0 that a suggestion must come


def advice(lane: LaneTrace, asked: NetworkSpec) -> tuple[Advice, ...]:
    """What would bring the gradient of the first layer nearer to that of the last, best first."""
    gradient = lane.measures["gradient_preactivation"]
    first, last = float(gradient[0]), float(gradient[lane.depth - 1])
    now = log10(first / last) if first > 0 and last > 0 and isfinite(first / last) else inf
    if abs(now) < -MILD:
        return ()
    found = []
    for label, change in _CHANGES:
        wished = _changed(asked, change)
        if wished.residual and not asked.residual and wished.activation in SHIFTED:
            continue  # the gradient would arrive, but the network would not learn
        if wished == asked or (asked.widths and wished.residual and len(set(asked.widths)) > 1):
            continue
        ratio = expected_ratio(wished, lane)
        if ratio is not None and isfinite(ratio) and abs(ratio) < min(abs(now) - GAIN, -VANISHING):
            found.append(Advice(label, wished, ratio))
    return tuple(sorted(found, key=lambda each: abs(each.expected))[:MOST])


def _changed(asked: NetworkSpec, change: dict[str, object]) -> NetworkSpec:
    fields: dict[str, object] = dict(change)
    if "activation" in fields:
        fields |= {"alpha": None, "lower": None, "upper": None}
    if "initializer" in fields:
        fields |= {"scale": None, "sigma_w": None, "sigma_b": None}
    return replace(asked, **fields)  # type: ignore[arg-type]
