"""A session whose screen shows a pass, for requests that are made while it is shown."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest

from tests.ui.recorder import requests_of
from ui.session.session import Session
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.theory.judge import Judge

NETWORKS = (
    NetworkSpec(depth=3, width=5, activation="sigmoid"),
    NetworkSpec(depth=4, width=6, activation="tanh"),
    NetworkSpec(depth=2, width=4, activation="relu"),
)
MIDDLE = 1  # the network that is asked about


def made(*networks: NetworkSpec) -> Experiment:
    lanes = tuple(Lane("", network) for network in networks)
    return Experiment(data=DataSpec("moons", batch_size=8, examples=32), lanes=lanes)


@lru_cache
def first_pass(experiment: Experiment) -> Trace:
    return Trainer(experiment, judge=Judge()).trace(Watch(lane=MIDDLE, unit=2))


class Desk:
    """A session whose screen shows the pass of `experiment`; nothing is computed by itself."""

    def __init__(self, experiment: Experiment) -> None:
        self.session = Session(experiment, lambda *_: pytest.fail("nothing is to be computed"))
        self.requests = requests_of(self.session)
        self.said: list[str] = []
        self.session.document.message.connect(lambda _, text: self.said.append(text))
        self.shown = replace(first_pass(experiment), experiment=self.session.experiment)
        self.session.viewer.select(MIDDLE, 1)
        self.session.player.offer(self.shown, at_once=True)
        for study in ("compute_plane", "compare", "spread", "suggest", "advise"):
            setattr(self.session.studies, study, lambda _: None)

    @property
    def lane(self) -> Lane:
        return self.shown.experiment.lanes[MIDDLE]
