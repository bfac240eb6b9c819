"""The shipped scenarios are complete: group, picture of the present file, numbers that agree."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest

from resources import find
from ui.panels import PANELS as BUILT
from vgsim.compute.traces.measures import MEASURES
from vgsim.describe.about import About
from vgsim.describe.codec import about_of, encode
from vgsim.files.bundled import PICTURES, Scenario, drawn, picture_of, scenarios
from vgsim.words.scenarios import COMPARED, GROUPS, LOSS, PANELS

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10,
    "twenty": 20, "thirty": 30, "fifty": 50, "hundred": 100,
}  # fmt: skip
# sentences about other networks than those of the scenario, or about a part of them
OTHERS = {
    "Thirty layers: He against Xavier": {"ten"},
    "Half precision and loss scaling": {"eight", "0"},
}
MOST = 2**20  # bytes of all pictures
_LAYERS = re.compile(r"\b(\w+)((?: \w+){0,2}) layers\b", re.IGNORECASE)
_WIDTHS = re.compile(r"\blayers of (\d+)\b")
_STEPS = re.compile(r"\b(?:(\d+|hundred) (?:time )?steps\b|after step (\d+)|of (fifty)\b)")
ALL = pytest.mark.parametrize("scenario", scenarios(), ids=lambda each: each.name)


def test_every_group_is_used_in_order() -> None:
    groups = [each.about.group for each in scenarios()]
    assert list(dict.fromkeys(groups)) == list(GROUPS)
    assert groups == sorted(groups, key=list(GROUPS).index)
    assert scenarios()[0].name == "01_sigmoid_against_relu"


@ALL
def test_a_picture_was_drawn_from_the_present_file(scenario: Scenario) -> None:
    noted = drawn()[scenario.name]
    text = f"{scenario.name} has changed: run python3 .ci/pictures.py"
    assert noted.content == sha256(scenario.content).hexdigest(), text
    assert (noted.seconds > 0) == (scenario.about.updates > 0)
    for dark in (False, True):
        content = picture_of(scenario, dark).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) > 500


def test_pictures_are_small_and_none_is_left_over() -> None:
    files = list(find(PICTURES).rglob("*.png"))
    assert len(files) == 2 * len(scenarios())
    assert set(drawn()) == {each.name for each in scenarios()}
    assert sum(path.stat().st_size for path in files) < MOST


def _stated(scenario: Scenario, text: str) -> set[int]:
    """The depths that a note states."""
    left_out = OTHERS.get(scenario.title, set())
    found = set()
    for word, between in _LAYERS.findall(text):
        words = [word.casefold(), *between.casefold().split()]
        named = [each for each in words if each in NUMBERS or each.isdigit()]
        for each in named:
            if each not in left_out:
                found.add(NUMBERS.get(each) or int(each))
    return found


@ALL
def test_numbers_in_a_note_are_those_of_the_experiment(scenario: Scenario) -> None:
    networks = [lane.network for lane in scenario.experiment.lanes]
    note = scenario.about.note
    if all(network.cell == "none" for network in networks):
        assert _stated(scenario, note) <= {network.depth for network in networks}
        assert {int(each) for each in _WIDTHS.findall(note)} <= {n.width for n in networks}
    else:
        length = scenario.experiment.data.length or 64
        stated = {next(filter(None, each)) for each in _STEPS.findall(note)}
        limits = {network.truncation for network in networks}
        numbers = {NUMBERS.get(each) or int(each) for each in stated}
        assert numbers <= {length, *limits}


def test_the_test_of_numbers_finds_a_wrong_one() -> None:
    first = scenarios()[0]
    assert _stated(first, first.about.note) == {20}
    assert _stated(first, "In thirty ReLU layers, or 3 layers") == {30, 3}


@pytest.mark.window
def test_a_note_names_panels_and_measures_that_exist() -> None:
    titles = {entry.later[1] or entry.get().title for entry in BUILT}
    assert set(PANELS.values()) <= titles
    assert set(COMPARED) - {LOSS} <= set(MEASURES)


def test_what_a_scenario_says_about_itself_survives_a_file() -> None:
    about = About("Two sentences.", "A paper", "time", 300, "both", "learning", "loss", 4)
    experiment = scenarios()[0].experiment
    assert about_of(encode(experiment, about=about)) == about
    assert about_of(encode(experiment)) == About()
    for name in ('"panel": "curtain"', '"measure": 3', '"layer": 0', '"updates": true'):
        text = encode(experiment).replace('"seed"', f'{name}, "seed"', 1)
        assert about_of(text) == About()
