"""The verdict on every shipped scenario is the one that its text tells of; no false alarms."""

from __future__ import annotations

import pytest

from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import Watch
from vgsim.files.bundled import Scenario, scenarios
from vgsim.theory.judge import judgement

# title -> the state of the gradient in each network at the start, as the scenario's text has it
KINDS = {
    "Sigmoid against ReLU": "vanishing healthy",
    "Tanh instead of sigmoid": "vanishing healthy",
    "Shallow and deep": "mild vanishing",
    "ReLU is not enough": "healthy vanishing",
    "A deep sigmoid network can work": "vanishing healthy",
    "Exploding": "healthy exploding",
    "Large weights, two results": "exploding mild",
    "Weights that are too small": "vanishing vanishing",
    "Dying ReLU and leaky ReLU": "zero healthy",
    "A slope that is learned": "healthy healthy",
    "ELU and SELU": "healthy healthy",
    "GELU and SiLU": "healthy mild",
    "Where numbers end": "zero vanishing",
    "Nothing breaks the symmetry": "starved healthy",
    "A loss that saturates": "healthy healthy",
    "Batch norm rescues a sigmoid": "vanishing healthy vanishing",
    "Batch norm explodes": "mild exploding",
    "Skips: a second path for the gradient": "vanishing healthy",
    "ReZero: closed branches open": "vanishing healthy",
    "Adam against a vanishing gradient": "vanishing vanishing",
    "Clipping a large gradient": "growing growing",
    "Half precision and loss scaling": "zero vanishing vanishing",
    "Let the data choose the weights": "vanishing healthy",
    "Through time: which cell remembers the first step?": "vanishing healthy",
    "Orthogonal weights keep the gradient": "vanishing healthy",
    "An LSTM is not enough: the forget gate": "vanishing vanishing healthy",
    "The update gate of a GRU": "vanishing mild",
    "The adding problem": "vanishing healthy",
    "Vanish, stay, explode": "vanishing healthy exploding",
    "Digits, pixel by pixel": "vanishing healthy healthy",
    "Truncated backpropagation": "healthy zero",
    "Ten layers: who learns?": "vanishing healthy healthy growing",
    "The default that does not learn": "healthy mild vanishing",
    "A sigmoid between order and chaos": "vanishing mild healthy",
    "Where sigmoid breaks": "healthy mild mild vanishing",
    "Thirty layers: He against Xavier": "healthy vanishing",
    "All weights zero": "zero zero healthy",
    "Clipping prevents an explosion": "healthy healthy",
    "A learning rate that kills ReLUs": "healthy healthy",
    "Dying ReLU: which activations recover?": "zero healthy healthy healthy",
    "ELU recovers": "zero healthy",
    "ELU starts faster": "healthy healthy",
    "Self-normalizing: SELU": "healthy healthy",
    "The plateau of 2010": "mild healthy mild",
    "Skips are not enough": "vanishing healthy",
    "Confident and wrong: which loss recovers?": "single single",
}
# networks whose first step or first loss the text itself calls too large
LARGE = {
    "Normal weights, standard deviation 1",
    "ReLU",
    "As it is",
    "Clipped",
    "Rate 2",
    "ReLU, batch norm",
    "ρ = 1.2, ReLU from the identity",
}
SHIPPED = {each.title: each for each in scenarios()}


def test_every_scenario_is_in_the_table() -> None:
    assert SHIPPED.keys() == KINDS.keys()


@pytest.mark.parametrize("title", KINDS)
def test_a_scenario_shows_what_it_tells(title: str) -> None:
    scenario: Scenario = SHIPPED[title]
    lanes = Trainer(scenario.experiment).trace(Watch(costly=COSTLY)).lanes
    judged = [judgement(lane) for lane in lanes]
    found = [each.verdict for each in judged]
    assert " ".join(each.kind for each in found) == KINDS[title]
    for lane, said, each in zip(lanes, judged, found, strict=True):
        calm = each.kind in ("healthy", "mild", "growing", "single")
        if calm and lane.title not in LARGE:
            assert each.severity != "bad", each.sentence
        states = {layer.state for layer in said.states}
        if "float" not in lane.title:
            assert "underflowed" not in states
        assert ("symmetric" in states) == (lane.title in ("Constant weights", *ZEROS))


ZEROS = ("Tanh, zeros", "ReLU, zeros")
