"""Computes a network's predictions on its test set and over its input space."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array, FloatArray
from vgsim.compute.reference.evaluation import predictions, signals
from vgsim.compute.traces.predictions import Mistake, Predictions
from vgsim.compute.traces.view import read_only

FINE, LINE = 72, 257  # grid points along each of two inputs, and along a single input
MARGIN = 0.12  # margin around the examples, as a fraction of their range
TESTED, SHOWN = 512, 400  # maximum of test examples evaluated, of training examples shown
MOST_FILTERS, MOST_MISTAKES = 64, 12


def predicted(tape: Tape, layer: int, unit: int | None) -> Predictions:
    """Return the predictions of the weights in the tape, and the output of the watched unit."""
    data, inputs = tape.plan.data, int(tape.widths[0])
    none = np.empty(0)
    x = y = none
    outputs = np.empty((0, 0, 0))
    of_unit = points = np.empty((0, 0))
    if inputs <= 2:
        points = data.x_train[:SHOWN]
        x = _grid_points(data.x_train[:, 0], FINE if inputs == 2 else LINE)
        y = _grid_points(data.x_train[:, 1], FINE) if inputs == 2 else np.zeros(1)
        outputs, of_unit = _everywhere(tape, x, y, layer, unit)
    tested, truth = data.x_test[:TESTED], data.y_test[:TESTED]
    predicted = predictions(tape, tested)
    classes = data.classes
    confusion = np.zeros((classes, classes), np.int64)
    mistakes: tuple[Mistake, ...] = ()
    pairs = np.empty((0, 2))
    if classes:
        finite = np.isfinite(predicted).all(axis=1)  # NaN predicts no class
        tested, truth, predicted = tested[finite], truth[finite], predicted[finite]
        probability, predicted_class = _predicted_classes(predicted, tape.plan.output)
        np.add.at(confusion, (truth.astype(np.int64), predicted_class), 1)
        if data.image_shape is not None:
            mistakes = _mistakes(tested, truth, probability, predicted_class, data.image_shape)
    else:
        pairs = np.stack([truth, predicted[:, 0].astype(np.float64)], axis=1)
    return Predictions(
        x=read_only(x), y=read_only(y), outputs=read_only(outputs), unit=read_only(of_unit),
        points=read_only(points),
        truth=read_only(data.y_train[: len(points)]), confusion=confusion, pairs=read_only(pairs),
        filters=read_only(_filters(tape)), mistakes=mistakes, class_names=data.class_names,
    )  # fmt: skip


def _grid_points(values: FloatArray, count: int) -> FloatArray:
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * max(high - low, 1e-9)
    return np.linspace(low - margin, high + margin, count)


def _everywhere(
    tape: Tape, x: FloatArray, y: FloatArray, layer: int, unit: int | None
) -> tuple[Array, Array]:
    """Return the outputs on a grid, (rows, columns, outputs), and the watched unit's output.

    The latter is (rows, columns), or (0, 0) if no unit is watched.
    """
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)[:, : tape.widths[0]]
    found = signals(tape, grid)
    outputs = found[-1].reshape(len(y), len(x), -1)
    if unit is None or unit >= tape.widths[layer]:
        return outputs, np.empty((0, 0))
    return outputs, found[layer][:, unit].reshape(len(y), len(x))


def _predicted_classes(predicted: Array, output: str) -> tuple[Array, NDArray[np.int64]]:
    """Return the output of the predicted class, 0 ... 1, and that class, for each prediction."""
    if predicted.shape[1] > 1:
        predicted_class = predicted.argmax(axis=1)
        return predicted[np.arange(len(predicted)), predicted_class], predicted_class
    second = (predicted[:, 0] + 1) / 2 if output == "tanh" else predicted[:, 0]
    predicted_class = (second > 0.5).astype(np.int64)
    return np.where(predicted_class, second, 1 - second), predicted_class


def _mistakes(
    tested: FloatArray,
    truth: FloatArray,
    probability: Array,
    predicted_class: Array,
    shape: tuple[int, int],
) -> tuple[Mistake, ...]:
    wrong = np.flatnonzero(predicted_class != truth)
    order = wrong[np.argsort(-probability[wrong], kind="stable")][:MOST_MISTAKES]
    return tuple(
        Mistake(
            read_only(tested[k].reshape(shape)),
            int(truth[k]),
            int(predicted_class[k]),
            float(probability[k]),
        )
        for k in order
    )


def _filters(tape: Tape) -> Array:
    shape = tape.plan.data.image_shape
    if shape is None:
        return np.empty((0, 0, 0))
    return tape.weight(1)[:MOST_FILTERS].reshape(-1, *shape)
