"""The sentence beside a network: the right kind, the right numbers."""

from __future__ import annotations

from dataclasses import replace
from math import inf, log10
from typing import Any

import numpy as np
import pytest

from tests.theory.constructed import BASE, after, coasting, constructed, trace
from vgsim.compute.learning.training import Trainer, simulate
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.spec import (
    DataSpec,
    Experiment,
    Lane,
    LayerSpec,
    NetworkSpec,
    TrainingSpec,
    WeightEdit,
)
from vgsim.theory.verdict import verdict
from vgsim.words.numbers import scientific_power


@pytest.mark.parametrize(
    ("first", "kind", "severity", "said"),
    [
        (1e-12, "vanishing", "bad", "10⁻¹² of"),
        (4e-12, "vanishing", "bad", "4.0·10⁻¹² of"),
        (1e-3, "vanishing", "bad", "10⁻³ of"),
        (1.1e-3, "mild", "warn", "1.1·10⁻³ of"),
        (0.0999, "mild", "warn", "10 % of"),
        (0.11, "healthy", "good", "11 % of"),
        (1.0, "healthy", "good", "100 % of"),
        (5.0, "healthy", "good", "5.0 times"),
        (20.0, "growing", "warn", "20 times"),
        (1e3, "exploding", "bad", "1000 times"),
        (3e9, "exploding", "bad", "3.0·10⁹ times"),
        (1e-300, "vanishing", "bad", "10⁻³⁰⁰ of"),
    ],
)
def test_kinds(first: float, kind: str, severity: str, said: str) -> None:
    found = verdict(constructed([first, 1.0, 1.0, 1.0, 2.0]))
    assert (found.kind, found.severity) == (kind, severity)
    assert found.sentence.startswith(f"Layer 1 receives {said} the gradient that reaches layer 4")
    assert found.decades == pytest.approx(log10(first))
    assert found.slope == pytest.approx(log10(first) / 3)


def test_starved() -> None:
    """A flat profile, but nothing moves; a vanishing one stays vanishing."""
    for still, said in (
        (constructed([1e-9] * 5, ratio=1e-7), "the weights hardly change"),
        (constructed([1e-9] * 5, ratio=0.0), "the weights do not change"),
        (coasting(constructed([1e-9] * 5, weight=1e-8)), "only the optimizer's memory"),
    ):
        found = verdict(still)
        assert (found.kind, found.starved) == ("starved", True)
        assert said in found.sentence
    alone = constructed([1e-9] * 5, ratio=1e-7)
    alone.measures["update_ratio"][-1] = 1e-3
    assert "only the output layer changes" in verdict(alone).sentence
    both = verdict(constructed([1e-12, 1e-9, 1e-6, 1e-3, 1.0], ratio=1e-7))
    assert (both.kind, both.starved) == ("vanishing", True)


def test_one_layer() -> None:
    found = verdict(constructed([0.02, 0.5]))
    assert (found.kind, found.decades, found.slope) == ("single", 0.0, 0.0)
    assert "0.02" in found.sentence
    assert verdict(constructed([0.02, 0.5], ratio=1e-9)).kind == "starved"
    assert verdict(trace(depth=1, width=8)).kind == "single"


def test_exact_zero() -> None:
    lane = constructed([0.0, 0.0, 1e-320, 1.0, 2.0])
    found = verdict(lane)
    assert found.kind == "zero"
    assert found.sentence.startswith("From layer 2 down the gradient is exactly 0.")
    assert found.decades == -inf
    lost = replace(lane.evidence, underflowed=np.array([1.0, 1.0, 0.0, 0.0, 0.0]))
    assert "too small for float64" in verdict(replace(lane, evidence=lost)).sentence
    nothing = constructed([0.0, 0.0, 0.0, 0.0, 1.0], ratio=0.0)
    assert (verdict(nothing).kind, verdict(nothing).starved) == ("zero", True)
    assert "Only the output layer can learn" in verdict(nothing).sentence
    still = dict(nothing.measures) | {"gradient_weight": np.zeros(5), "gradient_bias": np.zeros(5)}
    unmoved = replace(nothing.evidence, weight_gradient=np.zeros(5))
    said = verdict(replace(nothing, measures=still, evidence=unmoved)).sentence
    assert "Nothing can change" in said
    dead = replace(nothing.evidence, dead=np.array([1.0, 0.5, 1.0, 1.0, 0.0]))
    said = verdict(replace(nothing, evidence=dead)).sentence
    assert said.startswith("All units of layers 1, 3 and 4 are dead: f′ = 0 for every example.")
    answered = constructed([0.0] * 5)
    assert "gradient at the output is exactly 0" in verdict(answered).sentence
    assert verdict(replace(answered, loss=0.0)).sentence.startswith("The loss is 0, and so is the")


def test_the_first_layer_alone_without_a_gradient() -> None:
    lane = constructed([0.0, 1e-300, 1.0, 1.0, 2.0])
    lost = replace(lane.evidence, underflowed=np.array([1.0, 0.0, 0.0, 0.0, 0.0]))
    said = verdict(replace(lane, evidence=lost)).sentence
    assert said.startswith(
        "At layer 1 the gradient is exactly 0: it is too small for float64. Layer 1 cannot learn."
    )
    assert "Layers 1 to 2 cannot learn." in verdict(constructed([0.0, 0.0, 1.0, 1.0, 2.0])).sentence


def test_errors_that_cancel_are_the_reason_of_a_gradient_of_zero() -> None:
    """Equal weights to both outputs of a softmax, whose errors add up to 0."""
    lane = trace("moons", depth=2, width=1, activation="tanh", initializer="constant", scale=0.5)
    assert lane.evidence.gradient[1] == 0
    assert "their errors cancel. Only the output layer can learn." in verdict(lane).sentence


BIASES = (
    "Layer 3 outputs only 0, so only the output layer's biases can learn: the output is the same "
    "for every example."
)
OUTPUT = "Only the output layer can learn."
SAME = "Layer 2 outputs only 0: the layers after it give the same output for every example."


@pytest.mark.parametrize(
    ("fields", "layers", "said"),
    [
        ({"activation": "relu", "bias": -30.0}, (), BIASES),
        ({"activation": "relu", "initializer": "zeros"}, (), BIASES),
        ({"activation": "tanh", "initializer": "zeros"}, (), BIASES),
        ({"activation": "sigmoid", "initializer": "zeros"}, (), OUTPUT),
        # dead, yet what the units output is not 0: the output layer's weights get a gradient
        ({"activation": "relu6", "bias": 30.0}, (), OUTPUT),
        ({"activation": "hard_tanh", "bias": -30.0}, (), OUTPUT),
        # a dead layer in the middle: the living ones after it have no input
        ({"activation": "tanh"}, (LayerSpec(2, "relu", initializer="zeros"),), SAME),
    ],
)
@pytest.mark.parametrize("batch", [1, 32])
def test_what_can_learn_where_a_layer_passes_no_gradient(
    fields: dict[str, Any], layers: tuple[LayerSpec, ...], said: str, batch: int
) -> None:
    network = NetworkSpec(depth=3, width=6, layers=layers, **fields)
    made = Experiment(data=DataSpec("moons", batch), lanes=(Lane("", network),))
    trainer = Trainer(made)
    first = trainer.trace().lanes[0]
    assert verdict(first).sentence.endswith(said)
    before = first.measures["weight_norm"]
    trainer.advance(1)
    moved = [float(each) for each in trainer.trace().lanes[0].measures["weight_norm"] - before]
    assert not any(moved[:3])
    assert bool(moved[3]) == (said == OUTPUT)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("forward", 2), "signal overflows in layer 2"),
        (("forward", 5), "signal overflows in the output layer"),
        (("backward", 3), "gradient overflows in layer 3"),
        (("backward", 5), "gradient overflows in the output layer"),
    ],
)
def test_broken(place: tuple[str, int], said: str) -> None:
    found = verdict(replace(BASE, first_nonfinite=place))
    assert (found.kind, found.severity) == ("broken", "bad")
    assert said in found.sentence


def test_real_networks() -> None:
    """The two of the first picture, and others whose fate is known (truth, E and 0.3)."""
    sigmoid, relu = trace(), trace(activation="relu", initializer="he_normal")
    found = verdict(sigmoid)
    assert found.kind == "vanishing"
    assert found.slope == pytest.approx(-0.627, abs=0.06)
    ratio = sigmoid.measures["gradient_preactivation"]
    assert found.decades == pytest.approx(log10(ratio[0] / ratio[19]))
    exponent = int(np.floor(found.decades))
    assert str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")) in found.sentence
    assert verdict(relu).kind == "healthy"
    assert verdict(trace(activation="relu", initializer="zeros")).kind == "zero"
    deep = verdict(trace(depth=100, width=16, dtype="float32"))
    assert deep.kind == "zero"
    assert "too small for float32" in deep.sentence
    loud = trace(activation="relu", initializer="normal", scale=1.0, depth=30)
    assert verdict(loud).kind == "exploding"
    edit = (WeightEdit(0, 2, 0, 0, float("nan")),)
    lost = verdict(trace(depth=3, edits=edit))
    assert lost.kind == "broken"
    assert "layer 2" in lost.sentence
    quiet = trace(activation="relu", initializer="normal", scale=0.01)
    assert verdict(quiet).kind == "vanishing"


@pytest.mark.parametrize(
    ("exponent", "said"),
    [(-12, "10⁻¹²"), (-11.3979, "4.0·10⁻¹²"), (-400.2, "6.3·10⁻⁴⁰¹"), (-0.01, None), (-3, "10⁻³")],
)
def test_powers(exponent: float, said: str | None) -> None:
    if said is not None:
        assert scientific_power(exponent) == said


def test_closed_branches_are_no_dead_network() -> None:
    """ReZero begins with δ = 0 in every layer but the first, and learns all the same."""
    found = verdict(trace(depth=6, width=8, residual=1, branch_scale="rezero"))
    assert (found.kind, found.severity) == ("healthy", "good")
    assert "α = 0" in found.sentence
    assert "100 %" in found.sentence


def test_branches_are_closed_behind_which_layers_follow() -> None:
    """The last skip ends before the last layer, which gets a gradient that its inputs pass on."""
    lane = trace(depth=6, width=8, residual=2, branch_scale="rezero")
    gradient = lane.measures["gradient_preactivation"]
    assert [value == 0 for value in gradient] == [False, True, True, True, True, False, False]
    found = verdict(lane)
    assert (found.kind, found.severity) == ("healthy", "good")
    assert "α = 0" in found.sentence
    assert "every layer" not in found.sentence


def test_an_adaptive_optimizer_moves_what_has_vanished() -> None:
    network = NetworkSpec(depth=8, width=16)
    lanes = (Lane("", network), Lane("", network, training=TrainingSpec("adam", 0.003)))
    still, moved = simulate(Experiment(lanes=lanes)).lanes
    assert verdict(still).severity == "bad"
    assert verdict(moved).severity == "warn"
    assert "Adam" in verdict(moved).sentence
    assert moved.measures["update_ratio"][0] > 1e4 * still.measures["update_ratio"][0]


def test_a_rate_of_zero_is_named() -> None:
    lane = Lane("", NetworkSpec(depth=3, width=9, activation="tanh"))
    training = TrainingSpec(schedule="cosine", length=1)
    found = simulate(Experiment(training=training, lanes=(lane,)), 2).lanes[0]
    assert found.learning_rate == 0
    assert "learning rate is 0" in verdict(found).sentence


def test_a_dead_last_layer_is_no_closed_branch() -> None:
    """Its α may have moved long ago; and a network without skips has no branches."""
    fields: dict[str, Any] = {"width": 2, "activation": "relu", "branch_scale": "rezero"}
    dead = tuple(WeightEdit(0, 3, unit, None, -1000.0) for unit in range(2))
    found = verdict(trace("moons", depth=3, residual=1, edits=dead, **fields))
    assert (found.kind, "closed" in found.sentence) == ("zero", False)
    found = verdict(trace("moons", depth=1, bias=-100.0, **fields))
    assert found.kind == "zero"


def test_why_no_layer_moves() -> None:
    still = constructed([1.0, 1.0, 1.0, 1.0, 2.0], ratio=1e-9)
    assert "Every update is less than a millionth of the weights" in verdict(still).sentence
    faint = coasting(constructed([1.0, 1.0, 1.0, 1.0, 2.0], weight=1e-9))
    assert "The gradient is tiny in every hidden layer" in verdict(faint).sentence
    assert "Every hidden layer is frozen" in verdict(replace(still, frozen=(1, 2, 3, 4))).sentence


MARKED = (
    constructed([1.0] * 5, ratio=0.5),  # a large step, with an even gradient
    constructed([0.089, 0.5], ratio=0.5),  # the same with one hidden layer
    constructed([0.089, 0.5], ratio=1e-9),
    constructed([1.0] * 5, ratio=1e-9),
    constructed([1e-9] * 5, ratio=0.5),
    after(constructed([0.0, 0.0, 1.0, 1.0, 1.0]), 1e-5),  # learned, though layers are dead
    after(constructed([1.0] * 5, ratio=0.5), 2.4),
    after(constructed([0.089, 0.5]), 2.4),
    trace("diabetes", depth=1, width=8, activation="relu"),
    trace("moons", depth=1, width=8, activation="relu", initializer="normal"),
)


@pytest.mark.parametrize("lane", MARKED)
def test_a_marked_sentence_gives_the_reason_of_its_mark(lane: LaneTrace) -> None:
    """Where there is room for one sentence only, that is what explains "!" or "✕"."""
    found = verdict(lane)
    findings = (found.arrives, found.step_fits, found.learns)
    causes = [each.lead for each in findings if each.severity == found.severity]
    if found.severity != "good":
        assert found.lead in causes
        assert found.sentence.startswith(found.lead)
        assert not found.lead.endswith(("gradient of 0.089.", "reaches layer 4."))
