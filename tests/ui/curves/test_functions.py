"""Curves of functions are exact, and so are the marks on them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.ui.curves.functions import VIEW, function
from tests.ui.plotting import SIGMOID
from ui.curves.functions import functions_of, sampled, saturated_spans, threshold
from ui.curves.words import peaks
from ui.look.theme import LIGHT
from ui.plots.marks import Dots
from vgsim.describe.spec import Compared, Lane
from vgsim.parts.activations import ACTIVATIONS, evaluate, maximum


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_curve_is_what_the_registry_computes(name: str) -> None:
    x, f, derivative = sampled(function(name), VIEW, 200)
    expected = evaluate(ACTIVATIONS[name], x)
    np.testing.assert_array_equal(f, expected[0])
    known = np.isfinite(derivative)
    np.testing.assert_array_equal(derivative[known], expected[1][known])
    assert (~known).sum() <= len(ACTIVATIONS[name].kinks)


def test_a_jump_of_the_derivative_is_a_gap_and_a_corner_without_jump_is_none() -> None:
    assert np.isnan(sampled(function("relu"), VIEW, 100)[2]).sum() == 1
    assert np.isnan(sampled(function("hard_tanh"), VIEW, 100)[2]).sum() == 2
    assert not np.isnan(sampled(function("elu"), VIEW, 100)[2]).any()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_mark_on_the_maximum_stands_on_the_derivative(name: str) -> None:
    chosen = function(name)
    marks, notes = peaks([chosen], LIGHT, 8.0)
    place, height = maximum(ACTIVATIONS[name], chosen.values())
    if np.isfinite(place):
        (mark,) = marks
        assert isinstance(mark, Dots)
        assert (mark.x[0], mark.y[0]) == (place, height)
        assert chosen.at_point(place)[1] == pytest.approx(height)
    assert notes[0].y == height


def test_sigmoid_is_marked_at_a_quarter() -> None:
    (mark,), (note,) = peaks([function("sigmoid")], LIGHT, 8.0)
    assert isinstance(mark, Dots)
    assert (mark.x[0], mark.y[0]) == (0.0, 0.25)
    assert note.text == "max 0.25"


def test_a_slope_that_is_never_reached_is_told_at_the_border() -> None:
    marks, (note,) = peaks([function("softplus")], LIGHT, 8.0)
    assert marks == []
    assert (note.x, note.text) == (8.0, "approaches 1")


def test_saturated_stretches_end_where_the_slope_is_a_tenth_of_the_greatest() -> None:
    left, right = saturated_spans(function("sigmoid"), VIEW)
    assert left == (-8.0, pytest.approx(-3.636893, abs=1e-5))
    assert right == (pytest.approx(3.636893, abs=1e-5), 8.0)
    assert saturated_spans(function("tanh"), VIEW)[0][1] == pytest.approx(-1.818446, abs=1e-5)


def test_a_rectifier_is_inactive_where_its_slope_is_zero_and_a_line_nowhere() -> None:
    ((low, high),) = saturated_spans(function("relu"), VIEW)
    assert (low, high) == (-8.0, pytest.approx(0.0, abs=1e-5))
    assert saturated_spans(function("leaky_relu"), VIEW) == ()
    assert saturated_spans(function("linear"), VIEW) == ()


def test_the_threshold_is_that_of_the_measures() -> None:
    for name, entry in ACTIVATIONS.items():
        if entry.kind != "rectifier":
            chosen = function(name)
            assert threshold(chosen) == pytest.approx(0.1 * abs(chosen.maximum()[1]))


def test_lanes_have_their_own_colors_and_equal_functions_are_drawn_once() -> None:
    lanes = [Lane("a", SIGMOID), Lane("b", SIGMOID), Lane("c", replace(SIGMOID, activation="elu"))]
    drawn = functions_of(lanes, (Compared("sigmoid"), Compared("tanh")), LIGHT)
    assert [(f.name, f.lanes, f.color) for f in drawn[:2]] == [
        ("sigmoid", (0, 1), LIGHT.lanes[0]),
        ("elu", (2,), LIGHT.lanes[2]),
    ]
    assert (drawn[2].name, drawn[2].lanes) == ("tanh", ())
    assert drawn[2].color not in {drawn[0].color, drawn[1].color}


def test_all_functions_together_are_told_apart_by_color_and_stroke() -> None:
    drawn = functions_of((Lane("", SIGMOID),), tuple(map(Compared, ACTIVATIONS)), LIGHT)
    assert len(drawn) == len(ACTIVATIONS)
    assert len({(f.color, f.dash) for f in drawn}) == len(drawn)


def test_a_maximum_of_several_functions_is_told_once() -> None:
    marks, notes = peaks([function(name) for name in ("sigmoid", "tanh", "elu")], LIGHT, 8.0)
    assert len(marks) == 3
    assert [note.text for note in notes] == ["max 0.25", "max 1"]
    assert notes[1].color == LIGHT.text
