"""What happened to this network's gradient, in one plain sentence?

The definitions: G_l is the rms over units and samples of the gradient at the preactivations of
layer l, D = log10(G_1 / G_L) with L the last hidden layer. D <= -3 vanishes, D >= 3 explodes.
Through time a layer is a step, and G_t is taken at the states h_t. Whether a small gradient is a
fault is told by the loss: a network that has learned has little left to learn from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isfinite, log, log10
from typing import Literal

from vgsim.compute.trace import LaneTrace
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.play.text import power_of_ten, scientific

Kind = Literal[
    "vanishing", "mild", "healthy", "growing", "exploding", "starved", "zero", "broken", "single",
    "learned",
]  # fmt: skip
Severity = Literal["good", "warn", "bad"]

VANISHING, MILD = -3.0, -1.0  # decades
MARGIN = 0.5  # decades back over a threshold before a verdict is taken back
STILL = 1e-6  # update-to-weight ratio below which a layer stands still
FAINT = 1e-7  # gradient at every weight below which nothing is learned
LEARNED = 0.01  # share of a blind guess's loss below which there is nothing left to learn


VERBS: dict[Kind, str] = {"vanishing": "vanishes", "exploding": "explodes"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`decades` is D; `slope` decades per layer; both 0 or infinite where they cannot be said."""

    kind: Kind
    decades: float
    slope: float
    sentence: str
    severity: Severity
    starved: bool = False  # no hidden layer moves, however flat the profile
    learned: bool = False  # the loss is nearly 0


def verdict(lane: LaneTrace, before: Verdict | None = None) -> Verdict:
    """Judge one pass of one network.

    `before`: what was said of the pass before it; a network at a threshold is then judged as it
    was, so that the verdict does not flicker while it learns.
    """
    if lane.first_nonfinite is not None:
        return _broken(lane)
    done = learned(lane, before)
    found = _judged(lane, before)
    return _of_learned(found) if done else found


def learned(lane: LaneTrace, before: Verdict | None = None) -> bool:
    """Whether the loss is nearly 0, beside that of a guess that knows nothing of the inputs."""
    slack = 10.0**MARGIN if before is not None and before.learned else 1.0
    return bool(lane.loss < LEARNED * slack * _guess(lane))


def _guess(lane: LaneTrace) -> float:
    """The loss of answering the same whatever comes in, all classes being as frequent."""
    if not lane.classes:
        return 1.0  # targets are standardized, or nearly so
    share = 1 / lane.classes
    if lane.network.loss == "cross_entropy":
        return -log(share)
    if lane.network.loss == "bce":
        return -share * log(share) - (1 - share) * log(1 - share) if share < 1 else 0.0
    return share * (1 - share) * (4 if lane.network.output == "tanh" else 1)


def _of_learned(found: Verdict) -> Verdict:
    """The same gradient where nothing is left to learn: that it is small is then no fault."""
    if found.kind == "starved" or (found.kind == "zero" and found.starved):
        text = "It has learned: the gradient is small everywhere because the loss is nearly 0."
        return replace(found, kind="learned", sentence=text, severity="good", learned=True)
    said, _, _ = found.sentence.partition(": ")
    if found.kind in VERBS:
        text = f"{said}: it {VERBS[found.kind]}, yet the loss is nearly 0."
        return replace(found, sentence=text, severity="warn", learned=True)
    if found.kind == "zero":
        text = f"{found.sentence.rstrip('.')}, yet the loss is nearly 0."
        return replace(found, sentence=text, severity="warn", learned=True)
    if said.startswith(("Layer", "Step")):
        text = f"{said}, and the loss is nearly 0."
        return replace(found, sentence=text, severity="good", learned=True)
    return replace(found, learned=True)


def _judged(lane: LaneTrace, before: Verdict | None) -> Verdict:
    """By the gradient alone."""
    gradient = lane.followed()
    last = lane.depth
    first_value, last_value = float(gradient[0]), float(gradient[last - 1])
    if last_value == 0.0 and _closed(lane):
        return _closed_branches(lane)
    if last_value == 0.0 or first_value == 0.0:
        return _zero(lane, last_value)
    starved = _starved(lane, before)
    if last == 1:
        return _single(first_value, starved)
    d = log10(first_value) - log10(last_value)
    slope = d / (last - 1)
    share = _share(first_value, last_value)
    said = (
        f"{lane.axis.capitalize()} 1 receives {share} the gradient that reaches {lane.axis} {last}"
    )
    kind = _kind(d, before.kind if before else None)
    if lane.recurrent:
        return _through_time(lane, kind, d, slope, said, starved)
    if kind == "vanishing" and _moved_all_the_same(lane):
        label = OPTIMIZERS[lane.training.optimizer].label
        text = f"{said}: it vanishes, and {label} amplifies what is left."
        return Verdict("vanishing", d, slope, text, "warn", starved)
    if kind == "vanishing":
        return Verdict("vanishing", d, slope, f"{said}: it cannot learn.", "bad", starved)
    if kind == "exploding":
        return Verdict("exploding", d, slope, f"{said}: it explodes.", "bad", starved)
    if starved:
        moving = "only the output layer moves" if _output_moves(lane) else "no layer moves"
        text = f"{said}, but {_why_still(lane)}: {moving}."
        return Verdict("starved", d, slope, text, "bad", True)
    if kind == "mild":
        return Verdict("mild", d, slope, f"{said}: it learns slowly.", "warn", starved)
    if kind == "growing":
        return Verdict("growing", d, slope, f"{said}: it grows on the way back.", "warn", starved)
    return Verdict("healthy", d, slope, f"{said}: every layer can learn.", "good", starved)


def _why_still(lane: LaneTrace) -> str:
    if not lane.learning_rate:
        return "the learning rate is 0 now"
    if set(range(1, lane.depth + 1)) <= set(lane.frozen):
        return "every layer is frozen"
    faint = max(lane.measures["gradient_weight"][: lane.depth]) < FAINT
    return "it is tiny everywhere" if faint else "every update is tiny"


def _kind(d: float, before: Kind | None) -> Kind:
    """By the decades; worse at once, better only when clearly so."""
    bad: Kind = "vanishing" if d < 0 else "exploding"
    middling: Kind = "mild" if d < 0 else "growing"
    size = abs(d) + (MARGIN if before == bad else 0)
    if size >= -VANISHING:
        return bad
    size = abs(d) + (MARGIN if before in (bad, middling) else 0)
    return middling if size >= -MILD else "healthy"


def _through_time(
    lane: LaneTrace, kind: Kind, d: float, slope: float, said: str, starved: bool
) -> Verdict:
    """All steps share their weights, so what counts is how far back the loss is heard."""
    if lane.network.loss_at == "every":
        said += ", a loss of its own included"
    if kind == "vanishing":
        return Verdict("vanishing", d, slope, f"{said}: too far back to learn.", "bad", starved)
    if kind == "exploding":
        return Verdict("exploding", d, slope, f"{said}: it explodes.", "bad", starved)
    if starved:
        return Verdict("starved", d, slope, f"{said}, but the weights stand still.", "bad", True)
    if kind == "mild":
        return Verdict("mild", d, slope, f"{said}: the start is learned slowly.", "warn", starved)
    if kind == "growing":
        return Verdict("growing", d, slope, f"{said}: it grows on the way back.", "warn", starved)
    return Verdict("healthy", d, slope, f"{said}: every step can teach.", "good", starved)


def _share(first: float, last: float) -> str:
    """The ratio in words that fit the sentence "receives ... the gradient"; two digits of it."""
    exponent = log10(first) - log10(last)
    ratio = 10.0**exponent if abs(exponent) < 300 else inf
    if 0.01 <= ratio < 1.995:
        return f"{scientific(100 * ratio, 2)} % of"
    if ratio < 0.01 or not isfinite(ratio):
        return f"{scientific_power(exponent)} of" if exponent < 0 else scientific_power(exponent)
    return f"{scientific(ratio, 2)} times"


def scientific_power(exponent: float) -> str:
    """10^exponent as a person reads it, however far it is from one."""
    whole = int(exponent // 1)
    mantissa = round(10.0 ** (exponent - whole), 1)
    if mantissa >= 10:
        whole, mantissa = whole + 1, 1.0
    power = power_of_ten(whole)
    return power if mantissa == 1 else f"{mantissa:.1f}·{power}"


def _moved_all_the_same(lane: LaneTrace) -> bool:
    """Whether the optimizer divides by the gradient's size, and so moves layer 1 nonetheless."""
    adaptive = OPTIMIZERS[lane.training.optimizer].adaptive
    return adaptive and float(lane.measures["update_ratio"][0]) >= STILL


def _starved(lane: LaneTrace, before: Verdict | None) -> bool:
    ratios = lane.measures["update_ratio"][: lane.depth]
    weights = lane.measures["gradient_weight"][: lane.depth]
    slack = 10.0**MARGIN if before is not None and before.starved else 1.0
    faint = max(weights) < FAINT * slack and not OPTIMIZERS[lane.training.optimizer].adaptive
    return bool(max(ratios) < STILL * slack or faint)


def _output_moves(lane: LaneTrace) -> bool:
    """Whether the output layer's weights are no part of the standstill."""
    ratio, gradient = (lane.measures[name][-1] for name in ("update_ratio", "gradient_weight"))
    heard = gradient >= FAINT or OPTIMIZERS[lane.training.optimizer].adaptive
    return bool(ratio >= STILL and heard)


def _broken(lane: LaneTrace) -> Verdict:
    assert lane.first_nonfinite is not None
    phase, layer = lane.first_nonfinite
    place = "output layer" if layer == lane.depth + 1 else f"{lane.axis} {layer}"
    if phase == "forward":
        text = f"The signal overflows in {_the(place)}: from there on the numbers are lost."
    else:
        text = f"The gradient overflows in {_the(place)}: an update would destroy the weights."
    return Verdict("broken", inf, inf, text, "bad")


def _the(place: str) -> str:
    return f"the {place}" if place.startswith("output") else place


def _zero(lane: LaneTrace, last_value: float) -> Verdict:
    gradient = lane.followed()
    if last_value == 0.0:
        gradients = [lane.measures.get(name) for name in ("gradient_weight", "gradient_bias")]
        moves = any(each is not None and each[lane.depth] != 0 for each in gradients)
        what = "Only the output layer can learn." if moves else "Nothing can change."
        text = f"No gradient enters the hidden {lane.axis}s: it is exactly 0. {what}"
        return Verdict("zero", -inf, -inf, text, "bad", True)
    reached = max(layer for layer in range(1, lane.depth + 1) if gradient[layer - 1] == 0.0)
    why = ""
    if lane.network.truncation:
        text = f"From step {reached} back the gradient is exactly 0: it is truncated."
        return Verdict("zero", -inf, -inf, f"{text} Nothing is learned from those steps.", "bad")
    if ACTIVATIONS[lane.network.activation].kind != "rectifier":
        why = f", too small for {lane.network.dtype}"
    way = "back" if lane.recurrent else "down"
    text = f"From {lane.axis} {reached} {way} the gradient is exactly 0{why}: no learning there."
    return Verdict("zero", -inf, -inf, text, "bad")


def _closed(lane: LaneTrace) -> bool:
    """Whether every branch has the factor 0 that ReZero begins with: living layers hear nothing."""
    if lane.network.branch_scale != "rezero" or not lane.skips:
        return False
    gradient, dead = lane.followed(), lane.measures["dead"]
    return all(gradient[end - 1] == 0.0 and dead[end - 1] < 1.0 for _, end in lane.skips)


def _closed_branches(lane: LaneTrace) -> Verdict:
    """ReZero at its start: nothing passes the layers, all of it the skips."""
    at_outputs = lane.measures["gradient_activation"]
    first, last = float(at_outputs[0]), float(at_outputs[lane.depth - 1])
    if first == 0.0 or last == 0.0:
        return _zero(lane, 0.0)
    d = log10(first) - log10(last)
    text = (
        f"All branches are closed (α = 0): along the skips layer 1 receives {_share(first, last)} "
        f"the gradient at layer {lane.depth}."
    )
    return Verdict("healthy", d, d / max(lane.depth - 1, 1), text, "good")


def _single(value: float, starved: bool) -> Verdict:
    if starved:
        text = f"The one hidden layer receives a gradient of {scientific(value)}: it stands still."
        return Verdict("starved", 0.0, 0.0, text, "bad", True)
    text = f"The one hidden layer receives a gradient of {scientific(value)}: it can learn."
    return Verdict("single", 0.0, 0.0, text, "good")


def comparison(first: LaneTrace, second: LaneTrace) -> str:
    """Which of two lanes has learned, or which has the larger gradient at its first layer.

    Empty where neither can be said.
    """
    values = [lane.followed()[0] for lane in (first, second)]
    axes = {first.axis, second.axis}
    place = f"{first.axis} 1" if len(axes) == 1 else "the start"
    if learned(first) != learned(second):
        good, other = (first, second) if learned(first) else (second, first)
        low, high = scientific(good.loss, 2), scientific(other.loss, 2)
        return f"{good.title} has learned (loss {low}), {other.title} has not (loss {high})."
    if not all(isfinite(value) and value > 0 for value in values):
        return ""
    distance = log10(values[1]) - log10(values[0])
    if abs(distance) < 0.05:
        return f"{place.capitalize()} receives the same gradient in both."
    more, less = (second, first) if distance > 0 else (first, second)
    return (
        f"Gradient at {place}: {abs(distance):.1f} decades larger in {more.title} "
        f"than in {less.title}."
    )
