"""What a network knows, against a forward pass of each kind by other means."""

from __future__ import annotations

import numpy as np
import pytest
from nets import experiment

from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.predictions import Predictions
from vgsim.compute.traces.trace import PREDICTIONS, Watch

LOOK = frozenset({PREDICTIONS})


def known(
    data: str, updates: int = 30, layer: int = 2, unit: int | None = 1, **fields: object
) -> tuple[Predictions, Trainer]:
    network = {"depth": 3, "width": 8, "activation": "tanh", **fields}
    trainer = Trainer(experiment(network, data=data, examples=200))
    trainer.advance(updates)
    found = trainer.trace(Watch(layer=layer, unit=unit, costly=LOOK)).lanes[0].predictions
    assert found is not None
    return found, trainer


def forward(trainer: Trainer, x: np.ndarray) -> list[np.ndarray]:
    """A plain forward pass of a plain tanh network."""
    run = trainer.lanes[0]
    assert isinstance(run, LaneRun)
    tape, signals = run.tape, [x]
    for layer in range(1, tape.layers):
        signals.append(np.tanh(signals[-1] @ tape.weight(layer).T + tape.bias(layer)))
    return [*signals, signals[-1] @ tape.weight(tape.layers).T + tape.bias(tape.layers)]


def test_answers_and_a_unit_all_over_the_plane() -> None:
    found, trainer = known("moons")
    for row, column in ((0, 0), (10, 60), (71, 71)):
        place = np.array([[found.x[column], found.y[row]]])
        signals = forward(trainer, place)
        e = np.exp(signals[-1] - signals[-1].max())
        np.testing.assert_allclose(found.outputs[row, column], (e / e.sum())[0], atol=1e-12)
        assert found.unit[row, column] == pytest.approx(signals[2][0, 1], abs=1e-12)
    data = trainer.lanes[0].plan.data
    assert found.x[0] < data.x_train[:, 0].min()
    assert found.y[-1] > data.x_train[:, 1].max()
    assert np.array_equal(found.points, data.x_train[: len(found.points)])
    assert found.confusion.sum() == len(data.x_test)


def test_a_curve_of_one_input() -> None:
    found, trainer = known("sine", updates=200)
    expected = forward(trainer, found.x[:, None])[-1]
    np.testing.assert_allclose(found.outputs[0], expected, atol=1e-12)
    assert found.points.shape[1] == 1
    assert found.confusion.size == 0
    truth, said = found.pairs.T
    scores = trainer.trace().curves[0].test_accuracy
    assert np.square(truth - said).mean() == pytest.approx(scores[-1])


def test_digits_confused_and_the_surest_mistakes() -> None:
    found, trainer = known("digits", updates=60, unit=None)
    scores = trainer.trace().curves[0].test_accuracy
    assert np.trace(found.confusion) / found.confusion.sum() == pytest.approx(scores[-1])
    assert found.unit.size == 0
    assert found.x.size == 0
    assert found.filters.shape == (8, 8, 8)
    run = trainer.lanes[0]
    assert isinstance(run, LaneRun)
    np.testing.assert_array_equal(found.filters[3].ravel(), run.tape.weight(1)[3])
    assert found.mistakes
    sure = [each.probability for each in found.mistakes]
    assert sure == sorted(sure, reverse=True)
    for each in found.mistakes:
        assert each.truth != each.predicted
        signals = forward(trainer, each.picture.reshape(1, -1))
        assert signals[-1].argmax() == each.predicted


@pytest.mark.parametrize("output", ["sigmoid", "tanh"])
def test_one_output_for_two_classes(output: str) -> None:
    found, trainer = known("moons", updates=200, output=output)
    scores = trainer.trace().curves[0].test_accuracy
    assert np.trace(found.confusion) / found.confusion.sum() == pytest.approx(scores[-1])


def test_nothing_is_computed_unasked() -> None:
    network = {"depth": 2, "width": 4, "activation": "tanh"}
    assert Trainer(experiment(network)).trace().lanes[0].predictions is None
