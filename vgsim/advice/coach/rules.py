"""The coach's rules, the first that applies first. One entry of `RULES` is one rule.

Every sentence is about the networks of the trace, with the numbers and states of the same judgement
that the rest of the window shows. A remedy is offered only if the search for remedies has tried it
on this network, with these data and this training, and it helped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vgsim.advice.coach.changed import arrives, what_changed
from vgsim.advice.coach.lanes import lane_to_help, offer_for, worst
from vgsim.advice.coach.progress import loss_of, number, own_progress, progress, progress_text
from vgsim.advice.coach.situation import PATIENCE, Ask, AskKind, Hint, Situation, Take
from vgsim.advice.words import details, sentence
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.words.language import tr

HintParts = tuple[str, str, Take | Ask | None]  # a finding, a question, and a request

LABELS: dict[AskKind, str] = {
    "play": tr("Play"), "run": tr("Run"), "stop": tr("Stop"), "new seed": tr("New seed"),
    "diagnosis": tr("Open Diagnosis"), "replay": tr("Replay ten updates"),
}  # fmt: skip
HELPS: dict[AskKind, str] = {
    "play": tr("Play the pass"),
    "run": tr("Train all networks"),
    "stop": tr("Stop training; the weights stay as they are"),
    "new seed": tr("New initial weights, new batches (undo: Ctrl+Z)"),
    "diagnosis": tr("Show every layer of this network with its state"),
    "replay": tr("Replay the updates before the first NaN or infinity"),
}
CHANGE, ON = tr("What would you change?"), tr("Press Run to go on.")
MEANS = {"vanishing": tr("It vanishes."), "exploding": tr("It explodes.")}
LEARNS, STILL = tr("Does it learn?"), tr("Can it still learn?")
UNDO = tr("Train this network with the remedy from the start (undo: Ctrl+Z)")


def hint(now: Situation) -> Hint:
    """What to look at and what to try next."""
    for rule in RULES:
        found = rule.says(now)
        if found is not None:
            return _worded(rule.name, found, now)
    raise AssertionError("the last rule always applies")


def _worded(rule: str, parts: HintParts, now: Situation) -> Hint:
    finding, question, request = parts
    if request is None:
        return Hint(rule, finding, question)
    if isinstance(request, Ask):
        return Hint(rule, finding, question, LABELS[request.kind], request, HELPS[request.kind])
    assert now.trace is not None
    assert now.advice is not None
    offer = next(each for each in now.advice.offers if each.label == request.remedy)
    label = tr("Try {remedy}", remedy=offer.brief or offer.label)
    return Hint(
        rule, finding, question, label, request, f"{sentence(offer)}.\n{details(offer)}\n{UNDO}"
    )


# --- requests


def _remedy(now: Situation, index: int) -> Take | None:
    """The remedy for a network, if the search has found one."""
    assert now.trace is not None
    offer = offer_for(now.trace, index, now.advice)
    if offer is None:
        return None
    shown = now.trace.experiment
    return Take(shown.lanes[index], shown, offer.changes, offer.label)


def _diagnosis(trace: Trace, index: int) -> Ask:
    return Ask("diagnosis", trace.experiment, trace.experiment.lanes[index])


def _propose_change(now: Situation, index: int, finding: str) -> HintParts:
    """A finding about a network that needs help, with a remedy or a link to the diagnosis."""
    assert now.trace is not None
    request = _remedy(now, index) or _diagnosis(now.trace, index)
    return finding, CHANGE, request


# --- before the first result


def _waiting(now: Situation) -> HintParts | None:
    if now.trace is not None:
        return None
    return tr("The first pass through the networks is being computed."), "", None


def _first_pass(now: Situation) -> HintParts | None:
    """Where to look while the first pass runs, without giving away its result."""
    if now.results_shown or now.trace is None:
        return None
    request = None if now.playing else Ask("play")
    through_time = now.trace.axis == "step"
    if now.phase == "forward":
        if now.first_start and not through_time:
            return tr("Welcome. A signal runs through the layers from left to right."), tr(
                "After that, the gradient runs back through them."), request  # fmt: skip
        look = (
            tr("Forward: watch the signal run from the first time step to the last.")
            if through_time
            else tr("Forward: watch the signal run from layer 1 to the output.")
        )
        return look, "", request
    if now.phase == "loss":
        return tr("The loss tells how far the output is from the right answer."), "", request
    look = tr("Backward: follow the bars from right to left.")
    question = (
        tr("How high is the bar of step 1?")
        if through_time
        else tr("How high is the bar of layer 1?")
    )
    return look, question, request


# --- NaN and infinity


def _broken(now: Situation) -> HintParts | None:
    trace = now.trace
    assert trace is not None
    broken = [k for k, lane in enumerate(trace.lanes) if lane.judged.verdict.kind == "broken"]
    if not broken:
        return None
    index = trace.watched if trace.watched in broken else broken[0]
    lane = trace.lanes[index]
    broke = lane.evidence.history.broke
    step = broke.step if broke is not None else trace.step
    finding = tr("{network}: from update {step} on, numbers are NaN or infinite.",
                 network=lane.title, step=step)  # fmt: skip
    remedy = _remedy(now, index)
    if remedy is None and broke is not None and broke.step > 0 and not now.running:
        again = Ask("replay", trace.experiment, broken=broke)
        return finding, tr("See how it happened."), again
    return finding, CHANGE, remedy or _diagnosis(trace, index)


# --- while the networks learn, and after that


def _running(now: Situation) -> HintParts | None:
    trace = now.trace
    assert trace is not None
    if not now.running:
        return None
    text, stop = progress_text(trace), Ask("stop")
    if text:
        return text, "", stop
    lane = trace.lanes[trace.watched]
    if lane.evidence.blind_guess <= 0:
        return own_progress(lane), "", stop
    guess = tr("{network}: a blind guess has a loss of {guess}.",
               network=lane.title, guess=number(lane.evidence.blind_guess))  # fmt: skip
    return guess, tr("Does the loss fall below it?"), stop


def _trained(now: Situation) -> HintParts | None:
    """After some updates, while learning is stopped."""
    trace = now.trace
    assert trace is not None
    if trace.step == 0:
        return None
    text, index = progress_text(trace), lane_to_help(trace)
    good, bad = progress(trace)
    if bad:
        index = next(k for k, lane in enumerate(trace.lanes) if lane is max(bad, key=loss_of))
        return _propose_change(now, index, text)
    if index is not None:
        found = trace.lanes[index].judged.verdict
        if found.learns.state == "overfitting":
            return _propose_change(now, index, own_progress(trace.lanes[index]))
        if found.severity == "bad" and found.learns.state == "too_early":
            return _undecided(now, index)
        if found.severity == "bad":
            return _propose_change(now, index, _finding(trace.lanes[index]))
    if all(lane.judged.verdict.learned for lane in good) and len(good) == len(trace.lanes):
        return text, tr("Is that luck? Try other initial weights."), Ask("new seed")
    if text:
        return text, ON, Ask("run")
    lane = trace.lanes[worst(trace)]
    return own_progress(lane), ON, Ask("run")


# --- the effect of a change


def _changed(now: Situation) -> HintParts | None:
    if now.before is None or now.trace is None:
        return None
    found = what_changed(now.before, now.trace)
    if found is None:
        return None
    index, text = found
    verdict = now.trace.lanes[index].judged.verdict
    if verdict.arrives.severity == "good":
        return text, LEARNS, Ask("run")
    if verdict.kind == "zero":
        text = f"{text} {verdict.arrives.sentence}"
    elif verdict.arrives.state in MEANS:
        text = f"{text} {MEANS[verdict.arrives.state]}"
    return _propose_change(now, index, text)


# --- before the first update


def _finding(lane: LaneTrace) -> str:
    """The finding about a network whose gradient or step is bad."""
    found = lane.judged.verdict
    if found.arrives.state == "zero" or found.arrives.severity == "good" or lane.depth == 1:
        return f"{lane.title}: {found.sentence}"
    return arrives(lane)


def _start(now: Situation) -> HintParts | None:
    """After a pass at update 0."""
    trace = now.trace
    assert trace is not None
    index = lane_to_help(trace)
    if index is None:
        if len(trace.lanes) > 1:
            found = tr("The gradient arrives in every network.")
            return found, tr("Which one learns fastest?"), Ask("run")
        return _finding(trace.lanes[0]), LEARNS, Ask("run")
    return _undecided(now, index)


def _undecided(now: Situation, index: int) -> HintParts:
    """A finding about a network for which it is still unknown whether it learns."""
    assert now.trace is not None
    remedy = _remedy(now, index)
    finding = _finding(now.trace.lanes[index])
    if remedy is not None:
        return finding, CHANGE, remedy
    return finding, STILL, Ask("run")


# --- nothing done for a minute


def _idle(now: Situation) -> HintParts | None:
    trace = now.trace
    assert trace is not None
    if now.idle < PATIENCE:
        return None
    index = lane_to_help(trace)
    remedy = _remedy(now, index) if index is not None else None
    if remedy is not None and now.advice is not None:
        offer = next(each for each in now.advice.offers if each.label == remedy.remedy)
        found = tr("Tried in the background: {finding}.", finding=sentence(offer))
        return found, tr("See for yourself."), remedy
    if trace.furthest == 0:
        return tr("No network has been trained yet."), tr("Does the loss fall?"), Ask("run")
    if index is not None:
        worst_layer = tr("Which layer of {network} is worst?", network=trace.lanes[index].title)
        return worst_layer, tr("Diagnosis lists every layer."), _diagnosis(trace, index)
    return tr("Would it be the same with other initial weights?"), "", Ask("new seed")


@dataclass(frozen=True, slots=True)
class HintRule:
    """A rule: its sentence and request in a situation, or None if it does not apply."""

    name: str
    says: Callable[[Situation], HintParts | None]


RULES = (
    HintRule("waiting", _waiting),
    HintRule("first pass", _first_pass),
    HintRule("broken", _broken),
    HintRule("running", _running),
    HintRule("idle", _idle),
    HintRule("changed", _changed),
    HintRule("trained", _trained),
    HintRule("start", _start),
)
