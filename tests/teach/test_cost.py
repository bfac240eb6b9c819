"""The claims of the whole course can be checked in two minutes: an estimate from sizes alone."""

from __future__ import annotations

from collections import defaultdict

from vgsim.advice.trial import weights_of
from vgsim.describe.recurrent_faults import steps_of
from vgsim.describe.spec import Experiment
from vgsim.parts.datasets import DATASETS
from vgsim.teach.check import readings_of_lesson
from vgsim.teach.library import bundled, open_lesson
from vgsim.teach.runs import SEEDS, alone

# multiplications and additions; about 3·10¹⁰ in a second on two cores, with short vectors
MOST, MOST_OF_ONE = 3e12, 6e11
LOOK = 100  # updates that the reading of a pass is worth


def cost(experiment: Experiment, updates: int) -> float:
    network, data = experiment.lanes[0].network, experiment.data
    weights = weights_of(network, DATASETS[data.name].features)
    one = 6.0 * max(weights, 1) * data.batch_size
    return one * (updates + LOOK) * (steps_of(data) if network.cell != "none" else 1)


def test_the_course_is_checked_in_two_minutes() -> None:
    seen: dict[Experiment, int] = defaultdict(int)
    by_lesson: dict[str, float] = defaultdict(float)
    for path in bundled():
        own: dict[Experiment, int] = defaultdict(int)
        for reading in readings_of_lesson(open_lesson(path)):
            key = alone(reading, 0)
            own[key] = max(own[key], reading.updates)
        by_lesson[path.stem] = len(SEEDS) * sum(cost(*each) for each in own.items())
        for key, updates in own.items():
            seen[key] = max(seen[key], updates)
    whole = len(SEEDS) * sum(cost(*each) for each in seen.items())
    dearest = sorted(by_lesson.items(), key=lambda each: -each[1])
    assert whole < MOST, dearest[:5]
    assert dearest[0][1] < MOST_OF_ONE, dearest[0]
