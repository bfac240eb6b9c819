"""Describes the progress of training by losses."""

from __future__ import annotations

from math import isfinite

from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.theory.progress import name_of_loss
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

LEARNS, FAILS = ("learning", "learned"), ("blind_guess", "worse")  # states of `Verdict.learns`


def loss_of(lane: LaneTrace) -> float:
    """The newest evaluated loss that is finite; that of the batch if there is none."""
    losses = [float(each) for each in lane.evidence.history.train_loss if isfinite(each)]
    return losses[-1] if losses else lane.loss


def progress(trace: Trace) -> tuple[list[LaneTrace], list[LaneTrace]]:
    """The networks that learn, and those that are no better than a blind guess.

    One that was better at its last evaluation but one, and is not now, is neither of them.
    """
    found = [(lane, lane.judged.verdict.learns) for lane in trace.lanes]
    good = [lane for lane, each in found if each.state in LEARNS and each.severity == "good"]
    return good, [lane for lane, each in found if each.state in FAILS]


def progress_text(trace: Trace) -> str:
    """Which networks learn, with their losses; empty if it is too early to tell."""
    good, bad = progress(trace)
    if good and bad:
        low, high = min(good, key=loss_of), max(bad, key=loss_of)
        return tr(
            "{good} learns ({name} {low}), but {bad} does not ({name_of_bad} {high}). "
            "A blind guess has a loss of {guess}.",
            name=name_of_loss(low), name_of_bad=name_of_loss(high),
            good=low.title, low=number(loss_of(low)), bad=high.title,
            high=number(loss_of(high)), guess=number(high.evidence.blind_guess),
        )  # fmt: skip
    if bad:
        return own_progress(max(bad, key=loss_of))
    if len(good) == len(trace.lanes):
        guesses = {round(lane.evidence.blind_guess, 6) for lane in good}
        best = min(good, key=loss_of)
        if len(good) == 1 or len(guesses) > 1:
            return own_progress(trace.lanes[trace.watched])
        return tr("All networks learn. {network} has the lowest {name}, {loss}; a "
                  "blind guess has a loss of {guess}.",
                  network=best.title, name=name_of_loss(best), loss=number(loss_of(best)),
                  guess=number(best.evidence.blind_guess))  # fmt: skip
    return ""


def own_progress(lane: LaneTrace) -> str:
    """The verdict's sentence on the progress of one network."""
    return f"{lane.title}: {lane.judged.verdict.learns.sentence}"


def number(x: float) -> str:
    """A number with two or three digits, for a sentence."""
    return scientific(x, 3 if abs(x) < 100 else 2)
