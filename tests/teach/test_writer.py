"""A new lesson from what is shown: it can be read again, and is true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vgsim.describe.spec import Experiment, Lane, NetworkSpec
from vgsim.files.bundled import Scenario, scenarios
from vgsim.teach.check import check
from vgsim.teach.lesson import Show
from vgsim.teach.reader import read_lesson
from vgsim.teach.runs import Runs
from vgsim.teach.writer import first_lesson

SHOW = Show(stage="both", panel="gradients", lane=0, layer=1, controls=("network.activation",))


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda each: each.name)
def test_it_starts_with_the_same_experiment(scenario: Scenario) -> None:
    found = read_lesson(first_lesson(scenario.experiment, SHOW, 40), "new")
    (step,) = found.steps
    assert step.scene.experiment == scenario.experiment
    assert (step.scene.updates, step.scene.playback) == (40, "end")
    assert step.show == SHOW


@pytest.mark.parametrize("title", ["", 'A "quoted" \\ title, $x', "x" * 200, "ü 北"])
def test_any_title(title: str) -> None:
    found = read_lesson(first_lesson(Experiment(title=title), Show()))
    assert found.title == (title or "A new lesson") or found.title.endswith("…")
    assert found.steps[0].show == Show()


@pytest.mark.parametrize(("layer", "written"), [(3, 3), (4, "output"), (5, None), (None, None)])
def test_layers_that_a_network_has(layer: int | None, written: object) -> None:
    small = Experiment(lanes=(Lane("", NetworkSpec(depth=3)), Lane("", NetworkSpec(depth=9))))
    found = read_lesson(first_lesson(small, Show(layer=layer)))
    assert found.steps[0].show.layer == written


def test_its_claim_is_true(runs: Runs) -> None:
    small = Experiment(lanes=(Lane("", NetworkSpec(depth=3, width=8)),))
    text = first_lesson(replace(small, title="Small"), SHOW)
    assert [each.fault for each in check(read_lesson(text), runs)] == [""]
