"""Networks whose truth is known by construction or from the literature, and how they are judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest

from vgsim.compute.kernels import twin
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import LaneTrace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.theory.judge import judgement

Fields = dict[str, Any]


@dataclass(frozen=True)
class Family:
    """Networks with one truth. States are those of layer 1; "output" is the output layer's."""

    reason: str
    variants: tuple[Fields, ...]
    kind: tuple[str, ...] = ()  # one of these
    not_kind: tuple[str, ...] = ()
    step: tuple[str, ...] = ()
    not_step: tuple[str, ...] = ()
    learns: tuple[str, ...] = ()
    not_learns: tuple[str, ...] = ()
    states: tuple[str, ...] = ()  # all of these are there
    not_states: tuple[str, ...] = ()  # in any hidden layer
    output: str = ""
    says: tuple[str, ...] = ()
    not_says: tuple[str, ...] = ()
    cause: str = ""  # part of the sentences on the cause
    data: Fields = field(default_factory=dict)
    training: Fields = field(default_factory=dict)
    updates: int = 0


def grid(base: Fields, **axes: tuple[Any, ...]) -> tuple[Fields, ...]:
    """The network with every combination of values."""
    return tuple({**base, **dict(zip(axes, each, strict=True))} for each in product(*axes.values()))


XAVIER = {"initializer": "xavier_normal"}
SIGMOID = {"activation": "sigmoid", **XAVIER}
TANH = {"activation": "tanh", **XAVIER}
SELU = {"activation": "selu", "initializer": "lecun_normal"}
RELU = {"activation": "relu", "initializer": "he_normal"}
LINEAR = {"activation": "linear", "initializer": "orthogonal", "width": 64}
FALSE_ALARMS = ("underflowed", "dead", "symmetric", "broken", "exploding", "step too large")
ODD = ("every layer can learn", "The network learns", "has learned")


def cases(families: tuple[Family, ...]) -> list[Any]:
    """Every network of the families as a parameter of a test."""
    return [
        pytest.param(family, fields, id=f"{family.reason[:60]} {number}")
        for family in families
        for number, fields in enumerate(family.variants)
    ]


def trained(family: Family, fields: Fields) -> LaneTrace:
    """The pass to judge, from NumPy: a verdict does not depend on the engine."""
    made = Experiment(
        seed=3,
        data=DataSpec(**{"name": "digits", "batch_size": 64, **family.data}),
        training=TrainingSpec(**family.training),
        lanes=(Lane("", NetworkSpec(**fields)),),
    )
    trainer = Trainer(made, engine=twin())
    trainer.advance(family.updates)
    if family.updates:
        trainer.evaluate()
    return trainer.trace(Watch(costly=COSTLY)).lanes[0]


def misjudged(family: Family, fields: Fields) -> list[str]:
    """What is said wrongly of a network."""
    said = judgement(trained(family, fields))
    found, states = said.verdict, said.states
    first = {states[0].state, *states[0].also}
    hidden = {name for each in states[:-1] for name in (each.state, *each.also)}
    return [
        text
        for text, fault in (
            (f"kind {found.kind}", family.kind and found.kind not in family.kind),
            (f"kind {found.kind}", found.kind in family.not_kind),
            (f"step {found.step_fits}", family.step and found.step_fits.state not in family.step),
            (f"step {found.step_fits}", found.step_fits.state in family.not_step),
            (f"learns {found.learns}", family.learns and found.learns.state not in family.learns),
            (f"learns {found.learns}", found.learns.state in family.not_learns),
            (f"layer 1 is {first}", not set(family.states) <= first),
            (f"layers are {hidden}", bool(hidden & set(family.not_states))),
            (f"output is {states[-1]}", family.output not in ("", states[-1].state)),
            (found.sentence, not all(each in found.sentence for each in family.says)),
            (found.sentence, any(each in found.sentence for each in family.not_says)),
            (said.cause, family.cause not in said.cause),
        )
        if fault
    ]
