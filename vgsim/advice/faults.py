"""Lists the faults of a network, from which remedies are chosen."""

from __future__ import annotations

from typing import Literal

from vgsim.compute.traces.trace import LaneTrace
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.theory.diagnosis import FEW
from vgsim.theory.reasons import UNEVEN, most_frequent

NetworkFault = Literal[
    "lost", "steep", "high start", "far targets", "unreachable", "flat", "underflow", "symmetric",
    "dead", "tiny batch", "vanishing", "exploding", "starved", "stuck", "overfitting",
    "uneven",
]  # fmt: skip
_STATES: dict[str, NetworkFault] = {
    "dead": "dead", "symmetric": "symmetric", "underflowed": "underflow",
    "out of reach": "unreachable",
}  # fmt: skip
_ARRIVAL: dict[str, NetworkFault] = {
    "vanishing": "vanishing", "mild": "vanishing", "zero": "vanishing",
    "growing": "exploding", "exploding": "exploding",
}  # fmt: skip
_STEP: dict[str, NetworkFault] = {"too_large": "steep", "too_small": "starved"}
_PROGRESS: dict[str, NetworkFault] = {
    "blind_guess": "stuck", "worse": "stuck", "high_start": "high start",
    "far_targets": "far targets", "unreachable": "unreachable", "overfitting": "overfitting",
}  # fmt: skip


def network_faults(lane: LaneTrace) -> frozenset[NetworkFault]:
    """What is wrong in a judged pass; empty for a network that learns well or has learned."""
    judged = lane.judged.verdict
    found: set[NetworkFault] = set()
    if NORMALIZATIONS[lane.network.normalization].in_batches and lane.batch < FEW:
        found.add("tiny batch")
    if judged.kind == "broken":
        return frozenset({"lost", *found})
    if judged.learned:
        return frozenset()
    for finding, names in (
        (judged.arrives, _ARRIVAL), (judged.step_fits, _STEP), (judged.learns, _PROGRESS)
    ):  # fmt: skip
        if finding.severity != "good" and finding.state in names:
            found.add(names[finding.state])
    if found & {"stuck", "overfitting"} and most_frequent(lane) >= UNEVEN:
        found.add("uneven")
    for each in lane.judged.states:
        if each.layer > lane.depth and "saturated" in (each.state, *each.also):
            found.add("flat")
        found |= {_STATES[state] for state in (each.state, *each.also) if state in _STATES}
    return frozenset(found)
