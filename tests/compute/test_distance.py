"""How far a layer has come since learning began."""

from __future__ import annotations

import numpy as np
from nets import experiment

from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Watch

LOOK = Watch(costly=frozenset({"distance"}))
DEEP = {"activation": "sigmoid", "depth": 8, "width": 10}


def test_the_first_layers_of_a_deep_sigmoid_net_do_not_move() -> None:
    trainer = Trainer(experiment(DEEP))
    tape = trainer.lanes[0].tape
    begun = [np.array(tape.weight(k)) for k in range(1, tape.layers + 1)]
    assert (trainer.trace(LOOK).lanes[0].measures["distance"] == 0).all()
    trainer.advance(40)
    found = trainer.trace(LOOK).lanes[0].measures["distance"]
    for k, start in enumerate(begun, 1):
        expected = np.linalg.norm(tape.weight(k) - start) / np.linalg.norm(start)
        np.testing.assert_allclose(found[k - 1], expected, rtol=1e-12)
    assert found[0] < 1e-3 * found[-1]
    trainer.goto(0)
    assert (trainer.trace(LOOK).lanes[0].measures["distance"] == 0).all()


def test_weights_that_began_as_zeros() -> None:
    trainer = Trainer(experiment({**DEEP, "initializer": "zeros"}))
    trainer.advance(3)
    found = trainer.trace(LOOK).lanes[0].measures["distance"]
    assert np.isnan(found[0])  # it has not moved at all
    assert not np.isfinite(found).any()
