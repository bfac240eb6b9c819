"""Combines two remedies, for a network that no single remedy helps.

One fault can hide another: if the inputs are far too large, changing the weights does not help, and
scaling the inputs does not help if the gradient vanishes as well. A pair combines remedies from two
of three groups: scale, step (with its number format), and network.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import inf, isfinite

from vgsim.advice.changes import Changes
from vgsim.advice.remedy import Remedy
from vgsim.advice.trial import TrialResult, arrives_better
from vgsim.words.language import tr
from vgsim.words.numbers import short

PAIRS = 12  # pairs that are tried at most
SCALE = ("data.standardize", "data.standardize_target", "network.bias", "network.sigma_b")
STEP = (
    "training.", "data.batch_size", "network.dtype", "network.loss_scale", "network.loss",
    "network.output",
)  # fmt: skip
RATE = "training.learning_rate"

RemedyPart = tuple[Remedy, Changes]
Single = tuple[Remedy, Changes, TrialResult]


def pairs(singles: list[Single], before: TrialResult) -> list[tuple[Remedy, Changes]]:
    """All pairs, the most promising first, judged by how well each remedy did by itself.

    Args:
        singles: remedies that were tried single_lane, with their outcomes.
        before: the outcome without a remedy.
    """
    groups: list[list[Single]] = [[], [], []]
    for single in singles:
        groups[_group(single[1])].append(single)
    groups[1].sort(key=lambda single: _rank(single[2]))
    groups[2].sort(key=lambda single: (not arrives_better(before, single[2]), _rank(single[2])))
    groups[2] = _one_of_each_kind(groups[2])
    found = [
        (i + j, _paired(one, other))
        for first, second in combinations(groups, 2)
        for i, one in enumerate(first)
        for j, other in enumerate(second)
        if one[1].keys().isdisjoint(other[1])
    ]
    return [pair for _, pair in sorted(found, key=lambda each: each[0])]


def _group(changes: Changes) -> int:
    """0 scale, 1 step, 2 network; changes in several groups count for the last of them."""
    return max(0 if path in SCALE else 1 if path.startswith(STEP) else 2 for path in changes)


def _rank(outcome: TrialResult) -> tuple[bool, float]:
    """Sort key: the lowest loss first, lost numbers last."""
    return outcome.lost, outcome.relative if isfinite(outcome.relative) else inf


def _one_of_each_kind(singles: list[Single]) -> list[Single]:
    kinds: dict[str, Single] = {}
    for single in singles:
        kinds.setdefault(single[0].kind, single)
    return list(kinds.values())


def _paired(one: Single, other: Single) -> tuple[Remedy, Changes]:
    changes = {**one[1], **other[1]}
    label, brief = joined([(one[0], one[1]), (other[0], other[1])])
    against = one[0].against | other[0].against
    return Remedy(label, against, changes, family=other[0].kind, brief=brief), changes


def joined(parts: Sequence[RemedyPart]) -> tuple[str, str]:
    """The label of several remedies, and a shorter one."""
    label, brief = (
        " + ".join(_label(*part, brief=brief) for part in parts) for brief in (False, True)
    )
    return label, brief


def _label(remedy: Remedy, changes: Changes, *, brief: bool) -> str:
    """The label of a remedy; for a learning rate its new value."""
    if set(changes) != {RATE}:
        return remedy.label
    rate = short(float(changes[RATE]))
    return tr("Rate {rate}", rate=rate) if brief else tr("Learning rate {rate}", rate=rate)
