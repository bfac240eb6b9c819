"""Gives the verdict on a network: does the gradient arrive, does the step fit, does it learn?

The headline is the worst of the three findings. Of two equally bad ones, the cause comes before its
consequence: lost numbers, then steps and inputs that are too large, then the gradient. Where there
is room for one sentence only, it is the one that explains the severity.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np

from vgsim.compute.traces.evidence import Break
from vgsim.compute.traces.judgement import Finding, Severity, Verdict
from vgsim.compute.traces.trace import LaneTrace
from vgsim.parts.precision import FORMATS
from vgsim.theory.arrival import Arrival, arrival, as_sentence
from vgsim.theory.progress import name_of_loss, nothing_left_to_learn, progress
from vgsim.theory.reasons import scales
from vgsim.theory.stepsize import step_size
from vgsim.theory.updates import STILL, ratios_of
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

SERIOUS: dict[Severity, int] = {"good": 0, "warn": 1, "bad": 2}


def verdict(lane: LaneTrace, before: Verdict | None = None) -> Verdict:
    """Judge one network at one pass.

    Args:
        lane: the trace of the pass, with its evidence.
        before: the verdict on the same network at the previous pass. It is kept near thresholds,
            so that the verdict does not flicker during training.
    """
    broke = _first_break(lane)
    if broke is not None:
        return _broken(lane, broke)
    arrived = arrival(lane, before.arrives.state if before else "")
    step = step_size(lane, before.step_fits if before else None)
    learns = progress(lane, before.learns.state if before else "")
    if learns.state == "learned" or (learns.state == "overfitting" and nothing_left_to_learn(lane)):
        return _of_learned(lane, arrived, step, learns)
    return _headline(lane, arrived, step, learns)


def _headline(lane: LaneTrace, arrived: Arrival, step: Finding, learns: Finding) -> Verdict:
    kind, arrives = arrived.found.state, arrived.found
    flat = kind in ("healthy", "single", "mild", "growing")
    if step.state == "too_small" and flat:
        kind = "starved"
    step, learns = _softened(step, learns), _stopped(lane, step, learns)
    main = max(
        (arrives, step, learns), key=lambda each: (SERIOUS[each.severity], _order(each, arrives))
    )
    lead, text = main.lead, main.sentence
    if kind == "starved" and arrived.clause:
        lead, main = step.lead, step
        text = f"{step.sentence} {as_sentence(arrived.clause)}"
    elif main is arrives and main.severity == "good":
        lead, text = _good(lane, arrived, learns)
    elif main is step and step.severity == "warn" and arrived.clause:
        text = f"{step.sentence} {as_sentence(arrived.clause)}"
    headline = text
    if main is arrives and main.severity == "good" and learns.state == "learning":
        headline = lead = tr("{finding}: the network learns.", finding=arrived.clause)
    both = learns.severity != "good" or (main.severity != "good" and learns.state == "learning")
    if both and main is not learns:
        text = f"{text} {learns.sentence}"
    severity = max((arrives, step, learns), key=lambda each: SERIOUS[each.severity]).severity
    return Verdict(
        kind, arrived.decades, arrived.slope, text, severity, headline, lead, arrives, step, learns
    )  # fmt: skip


def _order(found: Finding, arrives: Finding) -> int:
    """Priority among equally bad findings; the largest comes first."""
    if found.state in ("exploding", "zero"):
        return 4  # causes large or small steps and losses
    if found.state == "unreachable" and found.severity == "bad":
        return 4
    if found.state == "too_large" and found.severity == "bad":
        return 3
    if found.state in ("high_start", "unreachable"):
        return 2
    return 1 if found is arrives else 0


def _softened(step: Finding, learns: Finding) -> Finding:
    """Downgrade a step that is too large to a remark if the network learns anyway."""
    if step.state == "too_large" and learns.state in ("learning", "overfitting"):
        doubtful = learns.state == "learning" and learns.severity != "good"
        more = "" if doubtful else tr("But here the network learns.")
        return Finding(step.state, "good", step.lead, more)
    return step


def _stopped(lane: LaneTrace, step: Finding, learns: Finding) -> Finding:
    """Do not claim that a network learns if no weight of any layer changes."""
    if learns.state != "learning" or step.state != "too_small" or max(ratios_of(lane)) >= STILL:
        return learns
    losses = lane.evidence.history.train_loss
    text = tr(
        "So far the loss has fallen to {loss}; a blind guess has {guess}.",
        loss=scientific(float(losses[-1]), 3), guess=scientific(lane.evidence.blind_guess, 3),
    )  # fmt: skip
    return replace(learns, lead=text, more="")


def _good(lane: LaneTrace, arrived: Arrival, learns: Finding) -> tuple[str, str]:
    """The first sentence, and the whole text, on a gradient that arrives."""
    clause = arrived.clause
    text = tr("{finding}: every layer can learn.", finding=clause)
    if learns.state in ("learning", "saturated"):
        return as_sentence(clause), f"{as_sentence(clause)} {learns.sentence}"
    if arrived.found.state == "single":
        text = tr("{finding}: it can learn.", finding=clause)
    elif arrived.closed:
        text = as_sentence(clause)
    elif lane.recurrent:
        text = tr("{finding}: the gradient reaches every step.", finding=clause)
    return text, text


def _of_learned(lane: LaneTrace, arrived: Arrival, step: Finding, learns: Finding) -> Verdict:
    """The verdict on a network with nothing left to learn: a small gradient is no fault."""
    kind, arrives = arrived.found.state, arrived.found
    parts = {"finding": arrived.clause, "name": name_of_loss(lane)}
    severity: Severity = "good"
    if step.state == "too_small" or kind == "zero":
        idle = step.state == "too_small"
        if idle:
            kind = "learned"
            text = tr("The updates are tiny: nothing is left to learn.")
            step = Finding(step.state, "good", text)
        text = learns.sentence if idle else f"{arrives.sentence} {learns.sentence}"
        lead = learns.lead if idle else arrives.lead
        severity = "good" if idle else "warn"
        arrives = replace(arrives, severity=severity)
    elif kind in ("vanishing", "exploding"):
        text = lead = (
            tr("{finding}: it vanishes, yet the {name} is nearly 0.", **parts)
            if kind == "vanishing"
            else tr("{finding}: it explodes, yet the {name} is nearly 0.", **parts)
        )
        severity = "warn"
        arrives = replace(arrives, severity="warn")
    else:
        text = lead = tr("{finding}, and the {name} is nearly 0.", **parts)
        arrives = replace(arrives, severity="good")
    step = replace(step, severity="good")
    if learns.more and learns.sentence not in text:
        text = f"{text} {learns.more}"
    if learns.severity != "good":  # only the training examples
        good = severity == "good"
        text = learns.sentence if good else f"{text} {learns.sentence}"
        lead, severity = learns.lead if good else lead, "warn"
    return Verdict(
        kind, arrived.decades, arrived.slope, text, severity, text, lead, arrives, step, learns
    )


# --- lost numbers: NaN and infinity


def _first_break(lane: LaneTrace) -> Break | None:
    """Where the first NaN or infinity occurred, in this pass or earlier; None if nowhere."""
    if lane.evidence.history.broke is not None:
        return lane.evidence.history.broke
    found = lane.first_nonfinite or lane.evidence.nonfinite
    return None if found is None else Break(0, lane.evidence.history.step, *found)


def _broken(lane: LaneTrace, broke: Break) -> Verdict:
    clause = _overflows(lane, broke)
    if lane.evidence.history.broke is None and lane.first_nonfinite is None:
        clause = tr("{finding} for examples outside this batch", finding=clause)
    if broke.phase == "forward":
        text = tr("{finding}: all numbers after it are NaN or infinite.", finding=clause)
    elif lane.network.loss_scale:
        text = tr("{finding}: this update is skipped, and nothing is learned.", finding=clause)
    else:
        text = tr("{finding}: an update destroys the weights.", finding=clause)
    lead, before = text, ""
    if broke.updated == inf:
        before = tr("The update before it was infinite.")
    elif broke.updated > 1:
        before = tr(
            "The update before it was {times} times as large as the weights.",
            times=scientific(broke.updated, 2),
        )
    before = " ".join(filter(None, (before, _no_epsilon(lane), scales(lane))))
    text = f"{text} {before}".strip()
    lost = Finding("broken", "bad", lead, before)
    other = Finding("lost", "bad", _lost(lane, broke))
    return Verdict("broken", inf, inf, text, "bad", text, lead, lost, other, other)


def _lost(lane: LaneTrace, broke: Break) -> str:
    """What the other questions are answered with."""
    if broke.phase == "backward" and lane.network.loss_scale:
        return tr("The gradient is infinite, so no weight is changed.")
    return tr("The numbers are NaN or infinite.")


def _no_epsilon(lane: LaneTrace) -> str:
    """A sentence on an optimizer whose ε is 0 in its number format; empty if there is none."""
    training, form = lane.training, FORMATS[lane.network.dtype]
    narrow = form.needs_rounding and training.optimizer_dtype == "same"
    given = training.epsilon
    if not (narrow and given) or float(form.rounded(np.array(given, np.float32))):
        return ""
    return tr(
        "The optimizer's ε of {epsilon} is 0 in {format}, so it divides by 0.",
        epsilon=scientific(given, 2), format=lane.network.dtype,
    )  # fmt: skip


def _overflows(lane: LaneTrace, broke: Break) -> str:
    """What overflows, where, and at which update, as a main clause."""
    if broke.layer == lane.depth + 1:
        place = tr("in the output layer")
    elif lane.recurrent:
        place = tr("at step {step}", step=broke.layer)
    else:
        place = tr("in layer {layer}", layer=broke.layer)
    forward, update = broke.phase == "forward", broke.step
    if not lane.evidence.history.step:
        if forward:
            return tr("The signal overflows {place}", place=place)
        return tr("The gradient overflows {place}", place=place)
    if forward and _no_epsilon(lane):  # a division by 0 is no overflow
        return tr(
            "At update {update}, the signal becomes NaN or infinite {place}",
            update=update,
            place=place,
        )
    if forward:
        return tr("At update {update}, the signal overflows {place}", update=update, place=place)
    return tr("At update {update}, the gradient overflows {place}", update=update, place=place)
