"""Causes of a gradient's size: the factors that are named give what arrives."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.theory.test_diagnosis import RELU, SIGMOID, TANH, lane_of
from vgsim.compute.learning.training import simulate
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.theory.cause import PARTS, cause
from vgsim.theory.judge import judgement
from vgsim.theory.verdict import verdict


@pytest.mark.parametrize(
    ("fields", "first", "sign"),
    [
        ({**SIGMOID, "depth": 20, "width": 64}, "factor_activation", -1),
        ({"activation": "linear", "initializer": "pytorch_default", "depth": 12, "width": 64},
         "factor_weights", -1),
        ({"activation": "relu", "initializer": "normal", "depth": 8, "width": 64},
         "factor_weights", 1),
        ({**SIGMOID, "normalization": "batch", "depth": 20, "width": 64}, "norm_factor", 1),
    ],
)  # fmt: skip
def test_the_cause_is_the_part_that_takes_most(
    fields: dict[str, Any], first: str, sign: int
) -> None:
    found = cause(lane_of(**fields))
    assert found.decades[0][0] == first
    assert found.decades[0][1] * sign > 0
    begin = PARTS[first][0 if sign < 0 else 1].split("{times}")[0]
    assert found.sentence.startswith(begin)


@pytest.mark.parametrize("fields", [SIGMOID, {**RELU, "gain": 0.5}, {**RELU, "gain": 3.0}])
def test_causes_add_up_to_the_decades(fields: dict[str, Any]) -> None:
    lane = lane_of(**fields, depth=15, width=32, residual=1, branch_scale="inverse_root")
    total = sum(each for _, each in cause(lane).decades)
    assert total == pytest.approx(verdict(lane).decades, abs=1e-9)


def test_a_gradient_that_becomes_0_has_the_causes_down_to_its_last_layer() -> None:
    """A factor of 0 does not hide the part that made the gradient 0."""
    lane = lane_of(**SIGMOID, depth=15, width=8, dtype="float16")
    gradient = lane.measures["gradient_preactivation"]
    last = int(np.flatnonzero(gradient == 0)[-1]) + 2  # counted from 1
    found = cause(lane)
    assert found.decades[0][0] == "factor_activation"
    assert found.decades[0][1] < -1
    assert f"down to layer {last}:" in found.sentence


def test_numbers_beyond_reach_do_not_break_it() -> None:
    for scale in (0.0, 1e-200, 1e200):
        fields = {"activation": "tanh", "initializer": "normal", "scale": scale, "depth": 6}
        lane = lane_of(**fields, width=8)
        assert len(judgement(lane).states) == 7
        assert isinstance(cause(lane).sentence, str)


def test_gates_that_are_all_lost_say_nothing() -> None:
    data = DataSpec("latch", batch_size=4, length=6)
    network = NetworkSpec(cell="lstm", width=3)
    lane = simulate(Experiment(data=data, lanes=(Lane("", network),))).lanes[0]
    assert "forget gate keeps" in cause(lane).sentence
    lost = dict(lane.measures) | {"forget_gate": np.full_like(lane.measures["forget_gate"], np.nan)}
    assert "forget gate keeps" not in cause(replace(lane, measures=lost)).sentence


SHOWN = re.compile(r"(shrinks?|enlarges?) the gradient about (\S+)-fold|gradient \(× ([\d.]+)\)")


def read(text: str) -> float:
    """A number with a power of ten, as it is read from the screen."""
    mantissa, _, exponent = text.partition("10")
    if not exponent or "." in exponent or exponent.isascii():
        return float(text)
    raised = exponent.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(mantissa.strip("·") or 1) * 10.0 ** int(raised)


@pytest.mark.parametrize(
    "fields",
    [
        {**SIGMOID, "depth": 4, "width": 32},
        {**RELU, "depth": 6, "width": 32},
        {**RELU, "depth": 8, "width": 32, "gain": 1.6, "normalization": "batch"},
        {**RELU, "depth": 8, "width": 32, "residual": 1, "gain": 1.4},
        {"activation": "relu", "initializer": "normal", "depth": 10, "width": 32},
    ],
)
def test_the_product_of_all_parts_is_what_the_first_layer_receives(fields: dict[str, Any]) -> None:
    lane, product = lane_of(**fields), 1.0
    found = SHOWN.findall(cause(lane).sentence)
    assert found
    for verb, times, factor in found:
        product *= float(factor) if factor else read(times) ** (-1 if "shrink" in verb else 1)
    assert product == pytest.approx(10.0 ** verdict(lane).decades, rel=0.25)


@pytest.mark.parametrize("kept", [0.5, 0.731, 0.9914, 0.99914, 0.999914])
@pytest.mark.parametrize("steps", [1, 24, 199])
def test_the_fraction_over_all_steps_is_the_power_of_that_of_one_step(
    kept: float, steps: int
) -> None:
    lane = lane_of("latch", cell="lstm", width=8)
    gates = np.full(steps + 2, kept)
    text = cause(
        replace(
            lane, widths=(1, *(8,) * (steps + 1), 1),
            measures={**lane.measures, "forget_gate": gates},
            evidence=replace(
                lane.evidence, gradient=np.full(steps + 2, 1.0), arriving=np.full(steps + 2, 1.0)
            ),
        )
    ).sentence  # fmt: skip
    found = re.search(r"keeps ([\d.]+) % .* that is (\S+?)( %)?[.;](?: |$)", text)
    assert found is not None
    left = read(found[2]) / (100 if found[3] else 1)
    assert (float(found[1]) / 100) ** steps == pytest.approx(left, rel=0.06)


def test_closed_branches_are_not_called_a_cause() -> None:
    """Their slopes shrink nothing: along the skips the whole gradient arrives."""
    fields = {**TANH, "residual": 1, "branch_scale": "rezero", "depth": 10, "width": 32}
    found = judgement(lane_of(**fields))
    assert "along the skips layer 1 receives 100 %" in found.verdict.sentence
    assert found.cause == ""


def test_a_part_that_halves_the_gradient_does_change_it() -> None:
    lane = lane_of(**TANH, depth=2, width=32)
    for factor, text in (
        (0.53, "Weights shrink the gradient about 1.9-fold."),
        (1.6, "Weights enlarge the gradient about 1.6-fold."),
        (1.2, "Weights hardly change the gradient (× 1.2)."),
    ):
        measures = {**lane.measures, "factor_weights": np.array([factor, np.nan])}
        assert text in cause(replace(lane, measures=measures)).sentence


def test_skips_that_carry_the_gradient_past_branches_are_not_called_a_cause_of_growth() -> None:
    """A skip adds 1: that a branch shrinks the gradient does not make the skip enlarge it."""
    fields = {**TANH, "depth": 20, "width": 32, "residual": 1, "branch_scale": "inverse_root"}
    lane = lane_of(**fields)
    text = cause(lane).sentence
    found = re.fullmatch(
        r"Along the branches alone the gradient would shrink about (\S+)-fold; the skips carry it "
        r"past them\.", text,
    )  # fmt: skip
    assert found is not None
    parts = dict(cause(lane).decades)
    branches = sum(decades for name, decades in parts.items() if name != "factor_skip")
    assert read(found[1]) == pytest.approx(10.0**-branches, rel=0.06)
    plain = cause(lane_of(**{**fields, "residual": 0})).sentence
    assert "skips" not in plain


def test_factors_of_a_batch_that_is_not_typical_are_called_so() -> None:
    """With two examples batch norm hardly passes a gradient; the verdict is on more examples."""
    fields = {**RELU, "depth": 3, "width": 16, "normalization": "batch"}
    made = Experiment(data=DataSpec("iris", 2), lanes=(Lane("", NetworkSpec(**fields)),))
    lane = simulate(made, watch=Watch(costly=COSTLY)).lanes[0]
    text = "These factors are those of this batch of 2 examples"
    product = sum(decades for _, decades in cause(lane).decades)
    assert abs(product - verdict(lane).decades) > 0.1
    assert text in cause(lane).sentence
    assert "These factors" not in cause(lane_of(**fields)).sentence


@pytest.mark.parametrize("decades", [-40.16, -6.5, -0.2, 0.303, 2.77])
@pytest.mark.parametrize("steps", [2, 19, 150])
def test_the_factor_of_a_step_to_the_power_of_the_steps_is_what_arrives(
    decades: float, steps: int
) -> None:
    lane = lane_of("latch", cell="vanilla", width=8)
    gradient = np.full(steps + 2, 1.0)
    gradient[0] = 10.0**decades
    arriving = replace(lane.evidence, gradient=gradient, arriving=gradient)
    widths = (1, *(8,) * (steps + 1), 1)
    text = cause(replace(lane, widths=widths, evidence=arriving)).sentence
    found = re.search(r"by (\S+) on average", text)
    assert found is not None
    assert float(found[1]) ** steps == pytest.approx(10.0**decades, rel=0.06)
