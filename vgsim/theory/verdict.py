"""Gives the verdict on a network: does the gradient arrive, does the step fit, does it learn?

The headline is the worst of the three findings. Of two equally bad ones, the cause comes before its
consequence: lost numbers, then steps and inputs that are too large, then the gradient.
"""

from __future__ import annotations

from math import inf

from vgsim.compute.traces.evidence import Break
from vgsim.compute.traces.judgement import Finding, Severity, Verdict
from vgsim.compute.traces.trace import LaneTrace
from vgsim.theory.arrival import Arrival, arrival
from vgsim.theory.progress import progress
from vgsim.theory.stepsize import step_size
from vgsim.words.numbers import scientific

SERIOUS: dict[Severity, int] = {"good": 0, "warn": 1, "bad": 2}


def verdict(lane: LaneTrace, before: Verdict | None = None) -> Verdict:
    """Judge one network at one pass.

    Args:
        lane: the trace of the pass, with its evidence.
        before: the verdict on the same network at the previous pass. It is kept near thresholds,
            so that the verdict does not flicker during training.
    """
    broke = _broke(lane)
    if broke is not None:
        return _broken(lane, broke)
    arrived = arrival(lane, before.arrives.state if before else "")
    step = step_size(lane, before.step_fits.state if before else "")
    learns = progress(lane, before.learns.state if before else "")
    if learns.state == "learned":
        return _of_learned(arrived, step, learns)
    return _headline(lane, arrived, step, learns)


def _headline(lane: LaneTrace, arrived: Arrival, step: Finding, learns: Finding) -> Verdict:
    kind, arrives = arrived.found.state, arrived.found
    flat = kind in ("healthy", "single", "mild", "growing")
    if step.state == "too_small" and flat:
        kind = "starved"
    step = _tempered(step, learns)
    chief = max(
        (arrives, step, learns), key=lambda each: (SERIOUS[each.severity], _order(each, arrives))
    )
    text = chief.sentence
    if kind == "starved" and arrived.said:
        text = f"{arrived.said}, but {step.sentence[0].lower()}{step.sentence[1:]}"
        chief = step
    elif chief is arrives and chief.severity == "good":
        text = _good(lane, arrived, learns)
    elif chief is step and step.severity == "warn" and arrived.said:
        text = f"{arrived.said}. {step.sentence}"
    brief = chief is arrives and chief.severity == "good" and learns.state == "learning"
    headline = f"{arrived.said}: it learns." if brief else text
    told = learns.severity != "good" or (chief.severity != "good" and learns.state == "learning")
    if told and chief is not learns:
        text = f"{text} {learns.sentence}"
    severity = max((arrives, step, learns), key=lambda each: SERIOUS[each.severity]).severity
    return Verdict(
        kind, arrived.decades, arrived.slope, text, severity, headline, arrives, step, learns
    )  # fmt: skip


def _order(found: Finding, arrives: Finding) -> int:
    """Priority among equally bad findings; the largest comes first."""
    if found.state in ("exploding", "zero"):
        return 4  # causes large or small steps and losses
    if found.state == "too_large" and found.severity == "bad":
        return 3
    if found.state in ("high_start", "unreachable"):
        return 2
    return 1 if found is arrives else 0


def _tempered(step: Finding, learns: Finding) -> Finding:
    """Downgrade a step that is too large to a remark if the network learns anyway."""
    if step.state == "too_large" and learns.state in ("learning", "overfitting"):
        return Finding(step.state, "good", f"{step.sentence[:-1]}, but here the network learns.")
    return step


def _good(lane: LaneTrace, arrived: Arrival, learns: Finding) -> str:
    if learns.state in ("learning", "saturated"):
        return f"{arrived.said}. {learns.sentence}"
    if arrived.found.state == "single":
        return f"{arrived.said}: it can learn."
    if arrived.said.startswith("All branches"):
        return f"{arrived.said}."
    every = "the loss reaches every step" if lane.recurrent else "every layer can learn"
    return f"{arrived.said}: {every}."


def _of_learned(arrived: Arrival, step: Finding, learns: Finding) -> Verdict:
    """The verdict on a network with nothing left to learn: a small gradient is no fault."""
    kind, arrives = arrived.found.state, arrived.found
    severity: Severity = "good"
    if step.state == "too_small" or kind == "zero":
        quiet = step.state == "too_small"
        if quiet:
            kind = "learned"
            step = Finding(step.state, "good", "The updates are tiny: nothing is left to learn.")
        text = learns.sentence if quiet else f"{learns.sentence} {arrives.sentence}"
        severity = "good" if quiet else "warn"
        arrives = Finding(arrives.state, severity, arrives.sentence)
    elif kind in ("vanishing", "exploding"):
        verb = "vanishes" if kind == "vanishing" else "explodes"
        text = f"{arrived.said}: it {verb}, yet the loss is nearly 0."
        severity = "warn"
        arrives = Finding(arrives.state, "warn", arrives.sentence)
    else:
        text = f"{arrived.said}, and the loss is nearly 0."
        arrives = Finding(arrives.state, "good", arrives.sentence)
    if step.severity != "good":
        step = Finding(step.state, "good", step.sentence)
    return Verdict(
        kind, arrived.decades, arrived.slope, text, severity, text, arrives, step, learns
    )


# --- lost numbers: NaN and infinity


def _broke(lane: LaneTrace) -> Break | None:
    """Where the first NaN or infinity occurred, in this pass or earlier; None if nowhere."""
    if lane.evidence.history.broke is not None:
        return lane.evidence.history.broke
    found = lane.first_nonfinite or lane.evidence.nonfinite
    return None if found is None else Break(0, lane.evidence.history.step, *found)


def _broken(lane: LaneTrace, broke: Break) -> Verdict:
    place = "in the output layer" if broke.layer == lane.depth + 1 else f"in layer {broke.layer}"
    if lane.recurrent and broke.layer <= lane.depth:
        place = f"at step {broke.layer}"
    what = "signal" if broke.phase == "forward" else "gradient"
    when = f"At update {broke.step}, the {what}" if lane.evidence.history.step else f"The {what}"
    elsewhere = lane.evidence.history.broke is None and lane.first_nonfinite is None
    which = " for examples outside this batch" if elsewhere else ""
    text = f"{when} overflows {place}{which}: {_end(lane, broke)}."
    if broke.updated > 1:
        size = scientific(broke.updated, 2)
        text += f" The update before it was {size} times as large as the weights."
    lost = Finding("broken", "bad", text)
    other = Finding("lost", "bad", "The numbers are NaN or infinite.")
    return Verdict("broken", inf, inf, text, "bad", text, lost, other, other)


def _end(lane: LaneTrace, broke: Break) -> str:
    if broke.phase == "forward":
        return "all numbers after it are NaN or infinite"
    if lane.network.loss_scale:
        return "this update is skipped, and nothing is learned"
    return "an update destroys the weights"
