"""Small networks of every kind, and what the coach says of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from tests.advice.searches import search
from vgsim.advice.coach.lanes import lane_to_help
from vgsim.advice.coach.rules import hint
from vgsim.advice.coach.situation import Hint, Situation
from vgsim.advice.suggestion import HelpRequest, Suggestions
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.theory.judge import Judge

IRIS, LATCH = DataSpec("iris", 32), DataSpec("latch", 16, length=25)
UPDATES = 60
_POWER = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def network(**given: Any) -> NetworkSpec:
    return NetworkSpec(**{"depth": 8, "width": 8, **given})


SIGMOID = network(activation="sigmoid")
HE = network(activation="relu", initializer="he_normal", width=16)
TANH = network(activation="tanh", initializer="xavier_normal")
EXPLODING = network(activation="relu", initializer="he_normal", gain=4.0)
DEAD = network(activation="relu", bias=-50.0)
SHALLOW = network(depth=1, activation="tanh")
RNN = NetworkSpec(cell="vanilla", width=8, activation="tanh", spectral_radius=0.4)
LSTM = NetworkSpec(cell="lstm", width=8, forget_bias=5.0)
KINDS = {
    "sigmoid": SIGMOID, "he": HE, "tanh": TANH, "exploding": EXPLODING, "dead": DEAD,
    "shallow": SHALLOW,
}  # fmt: skip
THROUGH_TIME = {"rnn": RNN, "lstm": LSTM}


def made(*networks: NetworkSpec, rate: float = 0.05, data: DataSpec = IRIS) -> Experiment:
    lanes = tuple(Lane("", each) for each in networks)
    return Experiment(seed=5, data=data, training=TrainingSpec(learning_rate=rate), lanes=lanes)


def seen(experiment: Experiment, updates: int = 0) -> Trace:
    """The judged pass of these networks after some updates."""
    trainer = Trainer(experiment, judge=Judge())
    trainer.advance(updates)
    trainer.evaluate()
    return replace(trainer.trace(), experiment=experiment)


FOUND: dict[tuple[Experiment, int], Suggestions] = {}  # by experiment and update


def searched(trace: Trace) -> Suggestions:
    """What helps the network that needs it most; each search is made once for all tests."""
    asked = trace.experiment, trace.step
    if asked not in FOUND:
        index = lane_to_help(trace)
        assert index is not None
        question = HelpRequest(trace.experiment, index, trace.lanes[index], UPDATES)
        *_, FOUND[asked] = search(question)
    return FOUND[asked]


def value_in(text: str) -> float:
    """The last number of a text: 1.7·10⁻¹³, 10⁻⁴, 94 %, 3.0."""
    found = re.findall(r"(?:[\d.]+·)?10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|[\d.]*\d(?: %)?", text)[-1]
    if "10" in found and any(sign in found for sign in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"):
        head, power = found.rsplit("10", 1)
        return float(head.rstrip("·") or 1) * 10.0 ** int(power.translate(_POWER))
    return float(found.removesuffix(" %")) / (100 if found.endswith("%") else 1)


def portion_of(lane: LaneTrace) -> float:
    gradient = lane.evidence.gradient
    return float(gradient[0] / gradient[lane.depth - 1])


def start(trace: Trace, **given: Any) -> Hint:
    return hint(Situation(trace, **given))
