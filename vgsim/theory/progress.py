"""Judges whether a network learns, by comparing its loss with that of a blind guess.

A blind guess is the best prediction that is the same for every example: the class frequencies or
the mean target. The loss is that of evaluations over many examples, never that of one batch.
"""

from __future__ import annotations

from math import isfinite

import numpy as np

from vgsim.compute.traces.judgement import Finding, Severity
from vgsim.compute.traces.trace import LaneTrace
from vgsim.words.language import tr
from vgsim.words.numbers import rounded_percent, scientific

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
        text = tr("All targets are the same: there is nothing to learn.")
        return Finding("constant", "warn", text)
    spoiled = history.step > 0 and history.test_loss[-1:].sum() > WORSE * guess
    least = LEARNED * guess * (SLACK if before == "learned" else 1.0)
    if history.step and newest < least and not spoiled:
        text = tr(
            "It has learned: loss {loss} after {updates}, a blind guess has {guess}.",
            **_numbers(lane, newest),
        )
        return Finding("learned", "good", text)
    first = history.first_loss / max(guess, lane.evidence.zero_guess)
    if history.step and newest < (BETTER if before == "learning" else KNOWN) * guess:
        return _learning(lane, newest)
    if history.step < EARLY or not len(late):
        return _early(lane, first, newest / guess)
    best = float(late.min())
    if best >= WORSE * guess and newest >= WORSE * guess:
        text = tr(
            "Worse than a blind guess after {updates} (loss {loss} against {guess}).",
            **_numbers(lane, newest),
        )
        return Finding("worse", "bad", text, _joined(_large_inputs(lane), _stuck(lane)))
    if best >= BETTER * guess:
        text = (
            tr(
                "Hardly better than a blind guess after {updates} (loss {loss} against {guess}).",
                **_numbers(lane, newest),
            )
            if newest < CLOSE * guess
            else tr(
                "No better than a blind guess after {updates} (loss {loss} against {guess}).",
                **_numbers(lane, newest),
            )
        )
        severity: Severity = "bad" if history.step >= LONG else "warn"
        return Finding("blind_guess", severity, text, _stuck(lane))
    return _learning(lane, newest)


def nothing_left_to_learn(lane: LaneTrace) -> bool:
    """Whether the training loss is nearly 0, so that a small gradient is no fault."""
    evidence = lane.evidence
    newest = evidence.history.train_loss[-1:]
    return bool(evidence.history.step and (newest < LEARNED * evidence.blind_guess).any())


def _learning(lane: LaneTrace, newest: float) -> Finding:
    """Judge a network whose loss is below that of a blind guess."""
    guess, test = lane.evidence.blind_guess, float(lane.evidence.history.test_loss[-1])
    if newest < KNOWN * guess and test > WORSE * guess:
        text = tr(
            "It fits the training examples (loss {loss}), but on the test set it is "
            "worse than a blind guess ({test} against {guess}).",
            loss=_number(newest), test=_number(test), guess=_number(guess),
        )  # fmt: skip
        return Finding("overfitting", "warn", text)
    text = tr(
        "It learns: loss {loss} after {updates}, a blind guess has {guess}.",
        **_numbers(lane, newest),
    )
    return Finding("learning", "good", text)


def _early(lane: LaneTrace, first: float, newest: float) -> Finding:
    """Judge the start, before it is clear whether a network learns: is the first loss normal?"""
    evidence = lane.evidence
    if evidence.unreachable > 0.05:
        text = tr(
            "{percent} of the targets are outside the range of {output} outputs.",
            percent=rounded_percent(evidence.unreachable), output=lane.network.output,
        )  # fmt: skip
        return Finding("unreachable", "warn", text)
    if evidence.zero_guess > VERY_HIGH * evidence.blind_guess:
        text = tr("The targets are far from 0: standardize them, or the output has to grow first.")
        return Finding("far_targets", "warn", text)
    now = newest if isfinite(newest) else first
    if min(first, now) > HIGH:
        first = evidence.history.first_loss / evidence.blind_guess
        text = tr(
            "The first loss is {times} times that of a blind guess ({loss} against {guess}): "
            "{reason}.",
            times=scientific(first, 2), loss=_number(evidence.history.first_loss),
            guess=_number(evidence.blind_guess), reason=_too_high(lane),
        )  # fmt: skip
        return Finding("high_start", "bad" if first > VERY_HIGH else "warn", text)
    if evidence.flat > FLAT:
        return Finding("saturated", "warn", _stuck(lane))
    if evidence.history.step == 0:
        return Finding("too_early", "good", tr("It has not learned yet: update 0."))
    text = tr("Too early to say after {updates}.", updates=_updates(lane))
    return Finding("too_early", "good", text)


def _too_high(lane: LaneTrace) -> str:
    """The reason for a high first loss, as a main clause."""
    size = lane.input_power**0.5
    if size > LARGE_INPUTS:
        return tr("the inputs are too large (rms {size})", size=scientific(size, 2))
    return tr("the initial weights or biases are too large")


def _large_inputs(lane: LaneTrace) -> str:
    """A sentence on large inputs as a reason; empty if they are not large."""
    size = lane.input_power**0.5
    if size <= LARGE_INPUTS:
        return ""
    return tr("The inputs are large (rms {size}).", size=scientific(size, 2))


def _stuck(lane: LaneTrace) -> str:
    """A sentence on saturated outputs as a reason; empty if they are not saturated."""
    if lane.evidence.flat <= FLAT:
        return ""
    return tr(
        "{percent} of the outputs are wrong and saturated: with squared error, hardly any "
        "gradient passes them.",
        percent=rounded_percent(lane.evidence.flat),
    )


def _joined(*sentences: str) -> str:
    """The sentences that are not empty, as one text."""
    return " ".join(filter(None, sentences))


def _numbers(lane: LaneTrace, loss: float) -> dict[str, str]:
    """The loss, the number of updates and a blind guess's loss, as parts of a sentence."""
    guess = _number(lane.evidence.blind_guess)
    return {"loss": _number(loss), "updates": _updates(lane), "guess": guess}


def _updates(lane: LaneTrace) -> str:
    count = lane.evidence.history.step
    return tr("{count} update(s)", "", count, count=f"{count:,}")


def _number(x: float) -> str:
    return scientific(x, 3 if abs(x) < 100 else 2)
