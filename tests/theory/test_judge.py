"""What is said of passes one after the other: worse at once, better only when clearly so."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from vgsim.advice.coach.progress import progress_text
from vgsim.compute.learning.training import Trainer, simulate
from vgsim.compute.traces.evidence import Evidence, Steadier
from vgsim.compute.traces.judgement import Judgement
from vgsim.compute.traces.trace import LaneTrace, Trace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.theory.arrival import MARGIN
from vgsim.theory.judge import Judge, comparison, judged, judgement

WATCH = Watch(costly=frozenset({"dead", "zero_share", "subnormal_share", "alike"}))
NETWORK = NetworkSpec(depth=6, width=8, activation="relu", initializer="he_normal")
MADE = Experiment(data=DataSpec("moons", 16, 64), lanes=(Lane("", NETWORK), Lane("", NETWORK)))


@pytest.fixture(scope="module")
def healthy() -> Trace:
    return simulate(MADE, watch=WATCH)


def at(trace: Trace, step: int, *lanes: LaneTrace) -> Trace:
    """The trace of a later step, with these lanes; the rest as they are."""
    return replace(trace, step=step, lanes=(*lanes, *trace.lanes[len(lanes) :]))


def faded(lane: LaneTrace, decades: float) -> LaneTrace:
    """The same pass, its gradient falling evenly by some decades to the first layer."""
    rows = np.array(lane.evidence.gradient)
    rows[: lane.depth] = 10.0 ** np.linspace(decades, 0, lane.depth)
    return replace(lane, evidence=replace(lane.evidence, gradient=rows))


def dead(lane: LaneTrace, share: float) -> LaneTrace:
    """The same pass, so much of the second layer dead."""
    rows = np.array(lane.evidence.dead)
    rows[1] = share
    return replace(lane, evidence=replace(lane.evidence, dead=rows))


def said(judge: Judge, trace: Trace, step: int, decades: float) -> Judgement:
    """Of the first lane, in a pass whose gradient falls so far."""
    return judge(at(trace, step, faded(trace.lanes[0], decades))).lanes[0].judged


def test_noise_around_a_threshold_changes_nothing(healthy: Trace) -> None:
    noise = np.random.default_rng(0).uniform(-0.2, 0.2, 60)
    for threshold in (-3.0, -1.0, 1.0, 3.0):
        judge = Judge()
        fallen = [threshold + each for each in noise]
        kinds = [said(judge, healthy, k, each).verdict.kind for k, each in enumerate(fallen)]
        assert len(set(kinds)) <= 2
        assert sum(a != b for a, b in pairwise(kinds)) <= 1
        alone = {judgement(faded(healthy.lanes[0], each)).verdict.kind for each in fallen}
        assert len(alone) == 2  # it would flicker otherwise


def test_worse_is_said_at_once_and_better_when_it_is_clear(healthy: Trace) -> None:
    judge = Judge()
    course = (-2.9, -3.0, -3.0 + 0.9 * MARGIN, -3.0 + 1.1 * MARGIN, -0.6, -0.4)
    kinds = [said(judge, healthy, k, each).verdict.kind for k, each in enumerate(course)]
    assert kinds == ["mild", "vanishing", "vanishing", "mild", "mild", "healthy"]


def stepping(lane: LaneTrace, ratio: float) -> LaneTrace:
    """The same pass with an update of this size, relative to the weights."""
    count = lane.depth + 1
    measures = dict(lane.measures) | {
        "update_ratio": np.full(count, ratio), "weight_norm": np.full(count, 1e3),
    }  # fmt: skip
    return replace(lane, measures=measures)


def test_a_large_step_is_called_larger_than_the_weights_only_if_it_is(healthy: Trace) -> None:
    judge, found, texts = Judge(), [], []
    for step, ratio in enumerate((0.2, 0.5, 0.9, 1.1, 0.5, 0.2, 0.05, 0.02)):
        said = judge(at(healthy, step, stepping(healthy.lanes[0], ratio))).lanes[0].judged
        found.append((said.verdict.step_fits.state, said.verdict.step_fits.severity))
        texts.append(said.verdict.step_fits.sentence)
    assert texts[5].startswith("The next update changes the weights of layer 1 by 20 %: beyond")
    assert texts[6].startswith(
        "Updates have changed weights by more than 10 %, and the next one changes those of layer 1 "
        "by 5.0 %: beyond"
    )
    large, warned = ("too_large", "bad"), ("too_large", "warn")
    assert found == [warned, warned, warned, large, large, warned, warned, ("fits", "good")]


def test_a_network_that_learns_still_learns_while_its_loss_swings(healthy: Trace) -> None:
    judge, lane = Judge(), healthy.lanes[0]
    guess, states = lane.evidence.blind_guess, []
    for step, loss in ((20, 0.9), (30, 0.7), (40, 0.9), (60, 0.4), (70, 0.98)):
        history = replace(
            lane.evidence.history, step=step, evaluated=np.array([step]),
            train_loss=np.array([loss * guess]), test_loss=np.array([loss * guess]),
        )  # fmt: skip
        now = replace(lane, evidence=replace(lane.evidence, history=history))
        states.append(judge(at(healthy, step, now)).lanes[0].judged.verdict.learns.state)
    later = replace(history, step=88, train_loss=np.array([0.4 * guess]))
    now = replace(lane, evidence=replace(lane.evidence, history=later))
    said = judge(at(healthy, 88, now)).lanes[0].judged.verdict.learns.sentence
    assert "after 70 updates" in said  # the loss is that of the last evaluation
    assert states == ["too_early", "learning", "learning", "learning", "too_early"]


def test_a_loss_that_has_just_risen_is_not_called_learning(healthy: Trace) -> None:
    """The last evaluation alone is no better than a blind guess: that may be a fluctuation."""
    lane = healthy.lanes[0]
    losses = np.array([0.5, 0.5, 0.5, 1.0]) * lane.evidence.blind_guess
    history = replace(
        lane.evidence.history, step=200, evaluated=np.array([50, 100, 150, 200]),
        train_loss=losses, test_loss=losses,
    )  # fmt: skip
    now = replace(stepping(lane, 0.5), evidence=replace(lane.evidence, history=history))
    trace = Judge()(at(healthy, 200, now))
    found = trace.lanes[0].judged.verdict
    assert (found.learns.state, found.learns.severity) == ("learning", "warn")
    assert "is no longer" in found.sentence
    assert "network learns" not in found.step_fits.sentence
    assert "learns" not in progress_text(replace(trace, lanes=trace.lanes[:1]))


def test_a_change_that_steadier_evidence_does_not_confirm_is_none(healthy: Trace) -> None:
    """A few sequences have most of a batch's gradient, and each batch has others."""
    judge, lane, calls = Judge(), healthy.lanes[0], []

    def said(step: int, decades: float, steady: float) -> str:
        def steadier(index: int) -> Evidence:
            calls.append(step)
            return faded(lane, steady).evidence

        found = judge(at(healthy, step, faded(lane, decades)), steadier).lanes[0].judged.verdict
        return found.kind

    assert said(0, 0.0, -9.0) == "healthy"  # nothing to compare with
    assert said(1, -0.5, -9.0) == "healthy"  # no change, so the evidence is not needed
    assert said(2, -5.0, -0.5) == "healthy"
    assert said(3, 0.0, -9.0) == "healthy"
    assert said(4, -5.0, -4.0) == "vanishing"
    assert said(5, 2.0, -4.0) == "vanishing"
    assert calls == [2, 4, 5]


@pytest.mark.parametrize("batch", [32, 64])
def test_a_solved_recurrent_network_does_not_flicker(batch: int) -> None:
    network = NetworkSpec(
        cell="vanilla", activation="tanh", recurrence="orthogonal", width=12,
    )  # fmt: skip
    made = Experiment(
        data=DataSpec("latch", batch, length=20), lanes=(Lane("", network),), seed=5,
        training=TrainingSpec(optimizer="adam", learning_rate=0.01),
    )  # fmt: skip
    trainer, kinds = Trainer(made, judge=Judge()), []
    for _ in range(100):
        trainer.advance(1)
        lane = trainer.trace().lanes[0]
        kinds.append(lane.judged.verdict.kind)
    assert sum(a != b for a, b in pairwise(kinds)) <= 2, kinds


def test_another_network_is_judged_afresh(healthy: Trace) -> None:
    judge, lane = Judge(), healthy.lanes[0]
    assert said(judge, healthy, 0, -3.1).verdict.kind == "vanishing"
    other = faded(replace(lane, network=replace(lane.network, gain=1.5)), -2.9)
    found = judge(at(healthy, 1, other, faded(lane, -2.9)))
    assert [each.judged.verdict.kind for each in found.lanes] == ["mild", "mild"]


def test_a_pass_that_is_looked_at_again_is_judged_as_it_was(healthy: Trace) -> None:
    """Whatever was looked at since: earlier passes count, later ones do not."""
    judge = Judge()
    course = {0: -2.8, 10: -3.1, 20: -2.7, 30: -2.4}
    first = {step: said(judge, healthy, step, each) for step, each in course.items()}
    assert [each.verdict.kind for each in first.values()] == [
        "mild", "vanishing", "vanishing", "mild",
    ]  # fmt: skip
    for step in (30, 30, 20, 20, 10, 20, 0, 10, 20, 30):
        again = said(judge, healthy, step, course[step])
        assert again.verdict == first[step].verdict
        assert again.states == first[step].states


def test_layers_are_as_steady_as_the_network(healthy: Trace) -> None:
    judge = Judge()
    course = (-3.1, "vanishing"), (-2.8, "vanishing"), (-2.4, "slow")
    for step, (decades, expected) in enumerate(course):
        assert said(judge, healthy, step, decades).states[0].state == expected
    assert judgement(faded(healthy.lanes[0], -2.8)).states[0].state == "slow"


def test_shares_of_units_too(healthy: Trace) -> None:
    judge = Judge()
    found = [
        judge(at(healthy, step, dead(healthy.lanes[0], share))).lanes[0].judged.states[1].state
        for step, share in enumerate((0.45, 0.55, 0.45, 0.35))
    ]
    assert found == ["healthy", "dead", "dead", "healthy"]


def test_a_trainer_hands_its_judge_on_to_the_next_one() -> None:
    """As when better kernels are ready: what was said of the networks is not forgotten."""
    asked: list[int] = []

    def judge(trace: Trace, steadier: Steadier) -> Trace:
        asked.append(trace.step)
        return judged(trace)

    first = Trainer(MADE, judge=judge)
    first.advance(3)
    assert first.trace().lanes[0].judged.verdict.sentence
    second = Trainer(MADE, before=first)
    second.goto(3)
    assert second.trace().lanes[1].judged.verdict.sentence
    assert asked == [3, 3]


def test_a_pass_nobody_judged_says_so(healthy: Trace) -> None:
    with pytest.raises(ValueError, match="has not been judged"):
        _ = healthy.lanes[0].judged


def compared(trace: Trace, *decades: float) -> str:
    lane = trace.lanes[0]
    titled = [replace(faded(lane, each), title=f"{each:g}") for each in decades]
    return judged(replace(trace, lanes=tuple(titled))).comparison


def test_the_lanes_farthest_apart_are_compared(healthy: Trace) -> None:
    far = "At layer 1 the gradient is 10⁷ times as large in -2 as in -9."
    assert compared(healthy, -9, -2) == far
    assert compared(healthy, -2, -9) == compared(healthy, -9, -2)
    assert compared(healthy, -5, -2, -9, -4) == compared(healthy, -9, -2)
    assert "about the same gradient" in compared(healthy, -2, -2)
    assert compared(healthy, -2) == comparison(()) == ""


@pytest.mark.parametrize("lost", [0.0, np.nan])
def test_a_gradient_that_is_0_or_nan_is_named(healthy: Trace, lost: float) -> None:
    lanes = [faded(healthy.lanes[0], each) for each in (-2, -3, -4)]
    lanes[1].evidence.gradient[0] = lost
    if np.isnan(lost):
        lanes[1] = replace(lanes[1], first_nonfinite=("backward", 1))
    found = judged(replace(healthy, lanes=tuple(lanes))).comparison
    words = "NaN" if np.isnan(lost) else "exactly 0"
    assert found.startswith(f"Gradient at layer 1: {words} in ")


@pytest.mark.parametrize(
    ("activation", "offset"),
    [("sigmoid", -1e300), ("elu", 1e300), ("elu", 1e200)],
)
def test_examples_outside_the_batch_that_overflow_are_named(activation: str, offset: float) -> None:
    network = NetworkSpec(depth=6, width=8, activation=activation, offset=offset)
    outside = 0
    for seed in range(4):
        made = Experiment(data=DataSpec("digits", 1), lanes=(Lane("", network),), seed=seed)
        lane = simulate(made, judge=Judge()).lanes[0]
        if not np.isfinite(lane.evidence.gradient).all():
            assert lane.judged.verdict.kind == "broken"
            outside += "outside this batch" in lane.judged.verdict.sentence
    assert outside
