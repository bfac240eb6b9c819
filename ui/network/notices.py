"""What a lane says of things that are not shown: a result that waits, a change that comes later."""

from __future__ import annotations

from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.spec import Lane
from vgsim.words.language import tr


def waiting_words(lane: LaneTrace, *, predicting: bool = False) -> str:
    """The text shown instead of the verdict until the first pass, or a prediction, is there."""
    if predicting:
        return tr("The verdict appears after the prediction.")
    if lane.recurrent:
        return tr("The backward pass will show how much gradient reaches step 1.")
    return tr("The backward pass will show how much gradient reaches layer 1.")


def next_change(lane: Lane, step: int) -> int | None:
    """The first update after this one from which a change of the network or a weight holds."""
    changes = [stage.until for stage in lane.before] + [each.step for each in lane.network.edits]
    return min((each for each in changes if each > step), default=None)
