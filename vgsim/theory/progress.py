"""Judges whether a network learns, by comparing its loss with that of a blind guess.

A blind guess is the best prediction that is the same for every example: the class frequencies or
the mean target. The loss is that of evaluations over many examples, never that of one batch.
"""

from __future__ import annotations

from math import isfinite

import numpy as np

from vgsim.compute.traces.judgement import Finding, Severity
from vgsim.compute.traces.trace import LaneTrace
from vgsim.words.numbers import number_of, rounded_percent, scientific

# LEARNED to VERY_HIGH are multiples of a blind guess's loss.
LEARNED = 0.01  # below it, nothing is left to learn
BETTER = 0.97  # below it, a network is better than a blind guess
CLOSE = 0.995
WORSE = 1.2  # above it, a network is worse
EARLY = 100  # updates before which it is too early to judge a network
LONG = 1000  # updates after which being no better than a blind guess is a fault
KNOWN = 0.5  # below it, the network fits the training examples
HIGH, VERY_HIGH = 5.0, 20.0  # the first loss is high
WINDOW = 0.5  # fraction of all updates, at the end, that is judged
FLAT = 0.25  # fraction of examples that are wrong and on the flat part of the output units
LARGE_INPUTS = 3.0  # rms of the inputs; standardized inputs have 1
SLACK = 3.0  # hysteresis: factor on LEARNED once it has been reached


def progress(lane: LaneTrace, before: str = "") -> Finding:
    """Judge the progress of training up to a pass without NaN or infinity.

    Args:
        lane: the trace of the pass.
        before: the state of the previous pass; it is kept near a threshold.
    """
    history, guess = lane.evidence.history, lane.evidence.blind_guess
    steps, losses = history.evaluated, history.train_loss
    known = np.isfinite(losses)
    steps, losses = steps[known], losses[known]
    late = losses[steps >= history.step * (1 - WINDOW)] if len(losses) else losses
    newest = float(losses[-1]) if len(losses) else float("nan")
    if not guess > 0:
        return Finding("constant", "warn", "All targets are the same: there is nothing to learn.")
    if history.step and newest < LEARNED * guess * (SLACK if before == "learned" else 1.0):
        return Finding("learned", "good", f"It has learned: {_after(lane, newest)}.")
    first = history.first_loss / max(guess, lane.evidence.zero_guess)
    if history.step and newest < KNOWN * guess:
        return _learning(lane, newest)
    if history.step < EARLY or not len(late):
        return _early(lane, first, newest / guess)
    best = float(late.min())
    if best >= WORSE * guess and newest >= WORSE * guess:
        text = f"Worse than a blind guess after {_updates(lane)} {_beside(lane, newest)}."
        return Finding("worse", "bad", f"{text}{_large_inputs(lane)}{_stuck(lane)}")
    if best >= BETTER * guess:
        how = "Hardly better" if newest < CLOSE * guess else "No better"
        text = f"{how} than a blind guess after {_updates(lane)} {_beside(lane, newest)}."
        severity: Severity = "bad" if history.step >= LONG else "warn"
        return Finding("blind_guess", severity, f"{text}{_stuck(lane)}")
    return _learning(lane, newest)


def _learning(lane: LaneTrace, newest: float) -> Finding:
    """Judge a network whose loss is below that of a blind guess."""
    guess, test = lane.evidence.blind_guess, float(lane.evidence.history.test_loss[-1])
    if newest < KNOWN * guess and test > WORSE * guess:
        text = (
            f"It fits the training examples (loss {_number(newest)}), but on the test set it is "
            f"worse than a blind guess ({_number(test)} against {_number(guess)})."
        )
        return Finding("overfitting", "warn", text)
    return Finding("learning", "good", f"It learns: {_after(lane, newest)}.")


def _early(lane: LaneTrace, first: float, newest: float) -> Finding:
    """Judge the start, before it is clear whether a network learns: is the first loss normal?"""
    evidence = lane.evidence
    if evidence.unreachable > 0.05:
        low = f"{rounded_percent(evidence.unreachable)} of the targets"
        text = f"{low} are outside the range of {lane.network.output} outputs."
        return Finding("unreachable", "warn", text)
    if evidence.zero_guess > VERY_HIGH * evidence.blind_guess:
        text = "The targets are far from 0: standardize them, or the output has to grow first."
        return Finding("far_targets", "warn", text)
    now = newest if isfinite(newest) else first
    if min(first, now) > HIGH:
        first = evidence.history.first_loss / evidence.blind_guess
        times = scientific(first, 2)
        text = (
            f"The first loss is {times} times that of a blind guess "
            f"({_number(evidence.history.first_loss)} against {_number(evidence.blind_guess)}): "
            f"{_too_high(lane)}."
        )
        return Finding("high_start", "bad" if first > VERY_HIGH else "warn", text)
    if evidence.flat > FLAT:
        return Finding("saturated", "warn", _stuck(lane).strip())
    if evidence.history.step == 0:
        return Finding("too_early", "good", "It has not learned yet: update 0.")
    return Finding("too_early", "good", f"Too early to say after {_updates(lane)}.")


def _too_high(lane: LaneTrace) -> str:
    """The reason for a high first loss."""
    size = lane.input_power**0.5
    if size > LARGE_INPUTS:
        return f"the inputs are too large (rms {scientific(size, 2)})"
    return "the initial weights or biases are too large"


def _large_inputs(lane: LaneTrace) -> str:
    """A sentence on large inputs as a reason; empty if they are not large."""
    size = lane.input_power**0.5
    return f" The inputs are large (rms {scientific(size, 2)})." if size > LARGE_INPUTS else ""


def _stuck(lane: LaneTrace) -> str:
    """A sentence on saturated outputs as a reason; empty if they are not saturated."""
    if lane.evidence.flat > FLAT:
        percent = rounded_percent(lane.evidence.flat)
        return (
            f" {percent} of the outputs are wrong and saturated: with squared error, hardly any "
            "gradient passes them."
        )
    return ""


def _after(lane: LaneTrace, loss: float) -> str:
    """The loss and a blind guess's loss, as the end of a sentence."""
    guess = _number(lane.evidence.blind_guess)
    return f"loss {_number(loss)} after {_updates(lane)}, a blind guess has {guess}"


def _beside(lane: LaneTrace, loss: float) -> str:
    """The loss and a blind guess's loss, in parentheses."""
    return f"(loss {_number(loss)} against {_number(lane.evidence.blind_guess)})"


def _updates(lane: LaneTrace) -> str:
    return number_of(lane.evidence.history.step, "update")


def _number(x: float) -> str:
    return scientific(x, 3 if abs(x) < 100 else 2)
