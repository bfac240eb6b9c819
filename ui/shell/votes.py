"""Counts hands: votes as values."""

from __future__ import annotations

from dataclasses import replace

from ui.exchange.lessons import Vote

VOTES = 2


def opened(vote: Vote, options: int) -> Vote:
    """Begin to count; a third vote replaces the second one."""
    if vote.open:
        return vote
    return Vote((*vote.counts[: VOTES - 1], (0,) * options), open=True)


def counted(vote: Vote, option: int, by: int) -> Vote:
    """One hand more or less for an option, never fewer than none."""
    if not vote.open or not 0 <= option < len(vote.counts[-1]):
        return vote
    last = list(vote.counts[-1])
    last[option] = max(last[option] + by, 0)
    return replace(vote, counts=(*vote.counts[:-1], tuple(last)))


def closed(vote: Vote) -> Vote:
    """End the vote, so that its numbers are shown; one without a hand did not take place."""
    if not vote.open:
        return vote
    counts = vote.counts if sum(vote.counts[-1]) else vote.counts[:-1]
    return Vote(counts)
