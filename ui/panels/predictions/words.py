"""Sentences of the predictions panel."""

from __future__ import annotations

from vgsim.compute.traces.predictions import Predictions
from vgsim.compute.traces.trace import LaneTrace
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.words.language import tr
from vgsim.words.numbers import rounded_percent


def correct_words(lane: LaneTrace, predictions: Predictions) -> str:
    """Correct predictions, balanced accuracy, and accuracy in training mode if it can differ."""
    right, count, grades = (
        int(predictions.confusion.trace()),
        int(predictions.confusion.sum()),
        lane.grades,
    )
    if not count:
        return tr("{network}: all outputs on the test set are NaN or infinite", network=lane.title)
    if grades is None:
        return tr(
            "{network}: {right} of {count} correct on the test set",
            network=lane.title, right=right, count=count,
        )  # fmt: skip
    balanced = rounded_percent(grades.balanced_accuracy)
    changed = NORMALIZATIONS[lane.network.normalization].in_batches or lane.network.dropout
    if not changed or grades.trained is None:
        return tr(
            "{network}: {right} of {count} correct on the test set, balanced accuracy {balanced}",
            network=lane.title, right=right, count=count, balanced=balanced,
        )  # fmt: skip
    return tr(
        "{network}: {right} of {count} correct on the test set, balanced accuracy {balanced}, "
        "accuracy in training mode {trained}",
        network=lane.title, right=right, count=count, balanced=balanced,
        trained=rounded_percent(grades.trained[1]),
    )  # fmt: skip


def confused_words(predictions: Predictions, x: float, y: float) -> str:
    """How often the class at y was predicted as that at x; both are limited to the classes."""
    names, count = predictions.class_names, len(predictions.confusion)
    row, column = (min(max(round(value), 0), count - 1) for value in (y, x))
    return tr(
        "{true} predicted as {predicted}: %n time(s)", "", int(predictions.confusion[row, column]),
        true=names[row], predicted=names[column],
    )  # fmt: skip


def without_counts(words: str) -> str:
    """The sentence, and how to see the numbers for which the cells have no room."""
    return tr("{sentence}. Point at a cell to see its number.", sentence=words)
