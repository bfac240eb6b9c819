"""Without a window, too, a network with two faults is offered two changes at once."""

from __future__ import annotations

import json

import pytest

from tests.advice.test_pairs import TWO_FAULTS, UPDATES
from tests.advice.test_suggest import asked, found
from vgsim.cli.diagnose import diagnosis
from vgsim.cli.report import summary
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import Watch
from vgsim.theory.judge import Judge

EXPERIMENT = TWO_FAULTS["inputs as measured, and a rate far too high"][0]
BOTH = "Standardize the inputs + Learning rate "


@pytest.mark.usefixtures("compiled")
def test_diagnosis_and_report_hold_a_pair() -> None:
    news = found(asked(EXPERIMENT, updates=UPDATES))
    trainer = Trainer(EXPERIMENT, judge=Judge())
    trainer.evaluate()
    trace = trainer.trace(Watch(costly=COSTLY))
    said = [line for line in diagnosis(trace, [news]) if "what helps?" in line]
    assert [line.split("?")[1].strip().startswith(BOTH) for line in said] == [True]
    (network,) = json.loads(json.dumps(summary(trace, [news])))["networks"]
    offer = network["suggestions"][0]
    assert offer["label"].startswith(BOTH)
    assert set(offer["edits"]) == {"data.standardize", "training.learning_rate"}
    assert {offer["label"], "Standardize the inputs"} <= set(network["remedies_tried"])
