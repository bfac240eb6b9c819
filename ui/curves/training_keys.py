"""What the axes and the strokes of the training curves mean, in words."""

from __future__ import annotations

from ui.curves.training_curves import EPOCHS, SECONDS, UPDATES
from ui.plots.frame import StrokeKey, Words
from ui.plots.marks import DASHES, SOLID
from vgsim.words.language import tr

TEST = DASHES[1]
CAPTIONS = {  # of the horizontal axes
    UPDATES: Words(tr("updates"), tr("updates"), "update"),
    EPOCHS: Words(tr("epochs"), tr("epochs"), "epoch"),
    SECONDS: Words(tr("seconds"), tr("seconds")),
}
VALUES = {"loss": tr("loss"), "error": tr("error")}  # quantity -> name of the vertical axis


def loss_keys(smooth: bool, seeds: int | None, leads: bool) -> list[StrokeKey]:
    """The strokes of the upper plot.

    Args:
        smooth: whether the losses are smoothed.
        seeds: finished runs with other seeds, if they are shown.
        leads: whether a strip at the top shows the network with the lowest loss.
    """
    keys = [StrokeKey(tr("loss of the mini-batch"), tr("loss"), SOLID, "loss")]
    if smooth:
        keys = [
            StrokeKey(tr("loss of the mini-batch, smoothed"), tr("smoothed loss"), SOLID, "loss")
        ]
    if seeds is not None:
        label = tr("median, middle half of %n seed(s)", "", seeds)
        keys.append(StrokeKey(label, tr("%n seed(s)", "", seeds), SOLID))
    if leads:
        keys.append(StrokeKey(tr("at the top: the lowest loss"), tr("top: lowest"), SOLID))
    return keys


def result_keys(regression: bool) -> tuple[StrokeKey, StrokeKey]:
    """The strokes of the lower plot: training set and test set."""
    label = tr("accuracy, training set")
    if regression:
        label = tr("mean squared error, training set")
    return (
        StrokeKey(label, tr("training"), SOLID, "test_score"),
        StrokeKey(tr("test set"), tr("test"), TEST, "test_score"),
    )
