"""Judges whether a network learns, by comparing its loss with that of a blind guess.

A blind guess is the best prediction that is the same for every example: the class frequencies or
the mean target. The loss is that of evaluations over many examples, never that of one batch.
"""

from __future__ import annotations

from math import isfinite

import numpy as np

from vgsim.compute.traces.judgement import Finding, Severity
from vgsim.compute.traces.trace import FloatArray, LaneTrace
from vgsim.theory.reasons import (
    FAR,
    input_size,
    large_inputs,
    reasons,
    saturated,
    small_targets,
    targets,
    unreachable,
)
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

# LEARNED to VERY_HIGH are multiples of a blind guess's loss.
LEARNED = 0.01  # below it, nothing is left to learn
BETTER = 0.97  # below it, a network is better than a blind guess
CLOSE = 0.995
WORSE = 1.2  # above it, a network is worse
WORSE_CLASSES = 1.05  # above it, it is worse on the test set of a classification
EARLY = 100  # updates before which it is too early to judge a network
LONG = 1000  # updates after which being no better than a blind guess is a fault
KNOWN = 0.5  # below it, the network fits the training examples
CLEAR = 0.8  # below it, on both sets, a network is clearly better, however early
HIGH, VERY_HIGH = 5.0, 20.0  # the first loss is high
WINDOW = 0.5  # fraction of all updates, at the end, that is judged
BLOWN = 2.5  # times the first loss, and a blind guess's, that a loss has grown to
FITTED = 0.9  # below it, a test loss that is no better than a blind guess is overfitting
LARGER = 3.0  # times the training loss that a test loss is worth naming
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
    overfitted = history.step > 0 and history.test_loss[-1:].sum() > WORSE * guess
    least = LEARNED * guess * (SLACK if before == "learned" else 1.0)
    if history.step and newest < least and not overfitted:
        text = tr(
            "The network has learned: the {name} is {loss} after {updates}; a blind guess has "
            "{guess}.",
            **_numbers(lane, newest),
        )
        return Finding("learned", "good", text, _in_the_test(lane, newest))
    first = history.first_loss / max(guess, lane.evidence.zero_guess)
    if history.step and newest < (BETTER if before == "learning" else KNOWN) * guess:
        return _learning(lane, newest)
    if history.step and newest < CLEAR * guess and (history.test_loss[-1:] < CLEAR * guess).any():
        return _learning(lane, newest)
    if history.step and newest > BLOWN * max(guess, lane.evidence.zero_guess, history.first_loss):
        text = tr(
            "The loss has grown from {first} to {loss} in {updates}; a blind guess has {guess}.",
            **_numbers(lane, newest),
            first=_number(history.first_loss),
        )
        return Finding("worse", "bad", text, reasons(lane))
    if history.step < EARLY or not len(late):
        return _early(lane, first, newest / guess)
    best = float(late.min())
    if best >= WORSE * guess and newest >= WORSE * guess:
        text = tr(
            "Worse than a blind guess after {updates} (loss {loss} against {guess}).",
            **_numbers(lane, newest),
        )
        return Finding("worse", "bad", text, reasons(lane))
    if best < BETTER * guess <= newest:
        return _risen(lane, late, newest)
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
        return Finding("blind_guess", severity, text, reasons(lane))
    return _learning(lane, newest)


def _risen(lane: LaneTrace, late: FloatArray, newest: float) -> Finding:
    """Judge a network that was better than a blind guess, but is not now.

    A single high evaluation may be one of many fluctuations; two in succession are not.
    """
    guess = lane.evidence.blind_guess
    text = tr(
        "The network was better than a blind guess ({name} {best}), but is no longer: it is {loss} "
        "after {updates}; a blind guess has {guess}.",
        **_numbers(lane, newest), best=_number(float(late.min())),
    )  # fmt: skip
    lasting = float(late[-2:].min())
    if lasting < BETTER * guess:
        return Finding("learning", "warn", text)
    return Finding("worse" if lasting >= WORSE * guess else "blind_guess", "warn", text,
                   reasons(lane))  # fmt: skip


def nothing_left_to_learn(lane: LaneTrace) -> bool:
    """Whether the training loss is nearly 0, so that a small gradient is no fault."""
    evidence = lane.evidence
    newest = evidence.history.train_loss[-1:]
    return bool(evidence.history.step and (newest < LEARNED * evidence.blind_guess).any())


def _learning(lane: LaneTrace, newest: float) -> Finding:
    """Judge a network whose loss is below that of a blind guess."""
    guess, test = lane.evidence.blind_guess, float(lane.evidence.history.test_loss[-1])
    # a test set has nearly the class frequencies of the training set, but not its exact variance
    if test > (WORSE_CLASSES if lane.classes else WORSE) * guess:
        text = (
            tr(
                "The network fits the training examples (loss {loss}), but on the test set it is "
                "worse than a blind guess ({test} against {guess}).",
                loss=_number(newest), test=_number(test), guess=_number(guess),
            )
            if newest < KNOWN * guess
            else tr(
                "The network's loss falls on the training examples ({loss}), but on the test set "
                "it is worse than a blind guess ({test} against {guess}).",
                loss=_number(newest), test=_number(test), guess=_number(guess),
            )
        )  # fmt: skip
        return Finding("overfitting", "warn", text)
    if lane.classes and test >= guess and newest < FITTED * guess:
        text = tr(
            "The network's loss falls on the training examples ({loss}), but on the test set it "
            "is no better than a blind guess ({test} against {guess}).",
            loss=_number(newest), test=_number(test), guess=_number(guess),
        )  # fmt: skip
        return Finding("overfitting", "warn", text)
    text = tr(
        "The network learns: the {name} is {loss} after {updates}; a blind guess has {guess}.",
        **_numbers(lane, newest),
    )
    return Finding("learning", "good", text, unreachable(lane) or _in_the_test(lane, newest))


def _in_the_test(lane: LaneTrace, newest: float) -> str:
    """A sentence on a test loss that is not low though that of training is; else empty."""
    test, guess = float(lane.evidence.history.test_loss[-1]), lane.evidence.blind_guess
    if not test > max(KNOWN * guess, LARGER * newest):
        return ""
    return tr("On the test set the loss is {test}.", test=_number(test))


def _early(lane: LaneTrace, first: float, newest: float) -> Finding:
    """Judge the start, before it is clear whether a network learns: is the first loss normal?"""
    evidence = lane.evidence
    outside = unreachable(lane)
    if outside:
        return Finding("unreachable", "bad" if evidence.unreachable > 0.5 else "warn", outside)
    if evidence.zero_guess > FAR * evidence.blind_guess:
        text = tr("The targets are far from 0: standardize them, or the output has to grow first.")
        return Finding("far_targets", "warn", text)
    if targets(lane) and not small_targets(lane):
        text = tr(
            "{finding}: standardize them, or the output has to grow first.",
            finding=targets(lane).removesuffix("."),
        )
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
    flat = saturated(lane)
    if flat:
        return Finding("saturated", "warn", flat)
    if evidence.history.step == 0:
        return Finding("too_early", "good", tr("The network has not learned yet: update 0."))
    text = tr(
        "After {updates} it is too early to say whether the network learns.",
        updates=_updates(evidence.history.step),
    )
    return Finding("too_early", "good", text)


def _too_high(lane: LaneTrace) -> str:
    """The reason for a high first loss, as a main clause."""
    if large_inputs(lane):
        return tr("the inputs are too large (rms {size})", size=scientific(input_size(lane), 2))
    if small_targets(lane):
        spread = scientific(lane.evidence.blind_guess**0.5, 2)
        return tr("the targets are too small (standard deviation {size})", size=spread)
    return tr("the initial weights or biases are too large")


def _numbers(lane: LaneTrace, loss: float) -> dict[str, str]:
    """The loss and its name, the updates and a blind guess's loss, as parts of a sentence."""
    guess = _number(lane.evidence.blind_guess)
    history = lane.evidence.history
    when = history.evaluated[np.isfinite(history.train_loss)]
    measured = int(when[-1]) if len(when) else history.step  # the loss is that of this update
    return {
        "loss": _number(loss), "updates": _updates(measured), "guess": guess,
        "name": name_of_loss(lane),
    }  # fmt: skip


def name_of_loss(lane: LaneTrace) -> str:
    """What the loss is called that progress is judged by.

    Where training examples are new in every update, there are none to evaluate: the test set
    replaces them.
    """
    history = lane.evidence.history
    tested = np.array_equal(history.train_loss, history.test_loss, equal_nan=True)
    if lane.recurrent and len(history.train_loss) and tested:
        return tr("loss on new examples")
    return tr("training loss")


def _updates(count: int) -> str:
    return tr("{count} update(s)", "", count, count=f"{count:,}")


def _number(x: float) -> str:
    return scientific(x, 3 if abs(x) < 100 else 2)
