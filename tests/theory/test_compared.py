"""The headline compares what a scenario names: a value for every network that has it."""

from __future__ import annotations

import pytest

from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.files.bundled import scenarios
from vgsim.theory.judge import judged

SHIPPED = {each.title: each for each in scenarios()}
SAID = {
    "A slope that is learned": "Learned slope α at layer 1: 0.25 in PReLU.",
    "Nothing breaks the symmetry": (
        "Units identical to another one at layer 1: "
        "100\u2009% in Constant weights; 0\u2009% in Xavier weights."
    ),
    "Where numbers end": "Gradient at layer 1: exactly 0 in float32; 5.7·10⁻⁶⁵ in float64.",
    "ReZero: closed branches open": (
        "Factor of the branch at layer 2: 1.0 in Plain; exactly 0 in ReZero."
    ),
}


def traced(title: str, steps: int = 0, layer: int | None = None) -> Trace:
    about = SHIPPED[title].about
    measure = about.measure or ""
    watch = Watch(layer=layer or about.layer, measure=measure, costly=frozenset({measure}) & COSTLY)
    trainer = Trainer(SHIPPED[title].experiment)
    trainer.advance(steps)
    return judged(trainer.trace(watch))


@pytest.mark.parametrize("title", SAID)
def test_the_headline_is_about_what_the_scenario_shows(title: str) -> None:
    assert traced(title).comparison == SAID[title]


def test_the_loss_is_compared_once_there_was_an_update() -> None:
    title = "ELU recovers"
    assert "gradient" in traced(title).comparison.casefold()
    after = traced(title, 20)
    said = after.comparison
    assert said.startswith("Loss at update 20: ")
    assert said.count("; ") == len(after.lanes) - 1


def test_values_follow_the_layer_that_is_selected() -> None:
    trace = traced("GELU and SiLU", layer=3)
    assert "at layer 3:" in trace.comparison
    output = traced("GELU and SiLU", layer=500)
    assert "at the output:" in output.comparison


@pytest.mark.parametrize("title", [t for t, s in SHIPPED.items() if s.about.measure])
def test_every_named_measure_has_a_value(title: str) -> None:
    assert traced(title).comparison
