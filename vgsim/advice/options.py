"""Selects the remedies that fit a network, and ranks those that were tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vgsim.advice.catalogue import CATALOGUE
from vgsim.advice.changes import Changes, changed
from vgsim.advice.faults import NetworkFault
from vgsim.advice.pairs import Single
from vgsim.advice.remedy import Remedy, case_of
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment

# Losses (or gains) within this factor count as equal; then the order of the catalogue decides.
ALIKE = 1.5
CLOSE = 0.02  # losses that differ by less, in units of a blind guess's loss, count as equal too


def candidates(
    experiment: Experiment, lane: int, seen: LaneTrace, found: frozenset[NetworkFault]
) -> list[tuple[Remedy, Changes]]:
    """The remedies that address these faults and fit this lane, in the order of the catalogue."""
    case = case_of(experiment, lane, seen)
    chosen = ((each, each.on(case)) for each in CATALOGUE if each.against & found)
    return valid_options(
        experiment, lane, ((remedy, changes) for remedy, changes in chosen if changes)
    )


def valid_options(
    experiment: Experiment, lane: int, options: Iterable[tuple[Remedy, Changes]]
) -> list[tuple[Remedy, Changes]]:
    """The options that are valid for the lane, without duplicates."""
    found: list[tuple[Remedy, Changes]] = []
    for remedy, changes in options:
        if any(changes == other for _, other in found):
            continue
        try:
            changed(experiment, lane, changes)
        except SpecError:
            continue
        found.append((remedy, changes))
    return found


def ranked(helped: list[Single]) -> Iterator[Single]:
    """Remedies by rising loss; among nearly equal losses the catalogue's order decides."""
    left = list(helped)
    while left:
        best = min(after.relative for _, _, after in left)
        most = min(ALIKE * best, 1 - (1 - best) / ALIKE) if best < 1 else best
        near = next(each for each in left if each[2].relative <= most + CLOSE)
        left.remove(near)
        yield near
