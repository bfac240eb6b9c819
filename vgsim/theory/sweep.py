"""Sweeps one or more numbers of an experiment and measures the network of each combination."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import isfinite, sqrt

import numpy as np

from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.scan import placed
from vgsim.compute.learning.training import Trainer
from vgsim.describe.edit import edit, replace_network
from vgsim.describe.errors import SpecError
from vgsim.describe.fields import field_of
from vgsim.describe.spec import Experiment
from vgsim.theory.prediction import expected_ratio, inner_layer_distribution
from vgsim.theory.verdict import verdict

MOST_CELLS = 1_000_000
SIGMAS = ("sigma_w", "sigma_b")
STAGES = (8, 4, 2, 1)  # strides: every eighth value first
RESULTS = (  # columns of a cell after its settings
    "decades", "expected_decades", "first_gradient", "last_gradient", "saturated", "inactive_most",
    "loss", "test_score", "verdict", "fault",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SweepAxis:
    """A setting and the values it takes: "lanes.0.network.gain" and 0.5 ... 3."""

    path: str
    values: tuple[float, ...]


def parse_axis(text: str) -> SweepAxis:
    """The axis in a text: PATH=LOW:HIGH:COUNT, PATH=LOW:HIGH:COUNT:log or PATH=A,B,C.

    Raises:
        ValueError: the text has none of these forms, or there is no such setting; the message is
            for the user.
    """
    path, equals, rest = text.partition("=")
    if not equals or not rest:
        raise ValueError(f"{text}: a range is written PATH=LOW:HIGH:COUNT or PATH=A,B,C")
    lane = path.split(".")[1:2] if path.startswith("lanes.") else ["0"]
    try:
        int(*lane)
        field = field_of(path)
    except (KeyError, ValueError):
        raise ValueError(f"{path}: there is no such setting") from None
    if field.kind not in ("integer", "real"):
        raise ValueError(f"{path} is not a number and cannot be varied")
    try:
        values = _values(rest)
    except (ValueError, OverflowError):
        raise ValueError(
            f"{rest}: write numbers as LOW:HIGH:COUNT, or separated by commas"
        ) from None
    if field.kind == "integer":
        values = tuple(dict.fromkeys(float(round(value)) for value in values))
    return SweepAxis(path, values)


def _values(text: str) -> tuple[float, ...]:
    if ":" not in text:
        found = tuple(float(each) for each in text.split(","))
        if not all(map(isfinite, found)):
            raise ValueError(text)
        return found
    low, high, count, *way = text.split(":")
    if not (isfinite(float(low)) and isfinite(float(high))):
        raise ValueError(text)
    if way not in ([], ["log"]) or not 1 <= int(count) <= MOST_CELLS:
        raise ValueError(text)
    if way:
        if not (float(low) > 0 and float(high) > 0):
            raise ValueError(text)
        return tuple(float(each) for each in np.geomspace(float(low), float(high), int(count)))
    return tuple(float(each) for each in np.linspace(float(low), float(high), int(count)))


def cells(axes: Sequence[SweepAxis]) -> Iterator[tuple[float, ...]]:
    """All combinations of values, a coarse grid first: every eighth value, every fourth, ..."""
    for _, places in stages([len(axis.values) for axis in axes]):
        for place in places:
            yield tuple(axis.values[k] for axis, k in zip(axes, place, strict=True))


def stages(shape: Sequence[int]) -> Iterator[tuple[int, list[tuple[int, ...]]]]:
    """For each stage its stride and the grid indices that it adds."""
    seen: set[tuple[int, ...]] = set()
    for stride in STAGES:
        places = product(*(range(0, count, stride) for count in shape))
        added = [place for place in places if place not in seen]
        seen.update(added)
        yield stride, added


def varied(
    experiment: Experiment, axes: Sequence[SweepAxis], values: Sequence[float]
) -> Experiment:
    """The experiment of one cell: each axis set to its value.

    Raises:
        SpecError: a value is not allowed, or does not fit the other settings.
    """
    for axis, value in zip(axes, values, strict=True):
        whole = field_of(axis.path).kind == "integer"
        experiment = edit(experiment, axis.path, round(value) if whole else float(value))
    return experiment


def prepared(experiment: Experiment, axes: Sequence[SweepAxis]) -> Experiment:
    """The experiment prepared so that every axis has an effect.

    If σ_w or σ_b is varied, the lane's initializer becomes "critical", with the current variances.
    """
    for axis in axes:
        lane = int(axis.path.split(".")[1]) if axis.path.startswith("lanes.") else -1
        if lane < 0 or not axis.path.endswith(SIGMAS) or lane >= len(experiment.lanes):
            continue
        network = experiment.lanes[lane].network
        if network.cell != "none" or network.initializer == "critical":
            continue
        inner = inner_layer_distribution(network)
        size = sqrt(inner.weight_variance * inner.fan_in) if inner else 1.0
        offset = sqrt(inner.bias_variance) if inner else 0.0
        experiment = replace_network(experiment, lane, placed(network, size, offset))
    return experiment


def compute_cell(
    experiment: Experiment,
    axes: Sequence[SweepAxis],
    values: Sequence[float],
    lane: int,
    updates: int,
    kernels: Kernels,
) -> dict[str, float | str]:
    """Train and measure the lane of one cell; an invalid cell has a message under "fault".

    Returns:
        A value for each of `RESULTS`; "" if it does not apply.
    """
    found: dict[str, float | str] = dict.fromkeys(RESULTS, "")
    try:
        made = varied(experiment, axes, values)
    except SpecError as error:
        return found | {"fault": " ".join(str(error).split())}
    made = replace(made, lanes=(made.lanes[lane],))  # lanes are independent
    kernels.prepare(made, separately=True)
    trainer = Trainer(made, engine=kernels.engine(made))
    trainer.advance(updates)
    trace = trainer.trace()
    measured = trace.lanes[0]
    expected = expected_ratio(measured)
    if expected is not None:
        found["expected_decades"] = expected
    gradient = measured.followed()
    inactive = measured.measures.get("inactive")
    scores = trace.curves[0].test_accuracy
    return found | {
        "decades": measured.decades,
        "first_gradient": float(gradient[0]),
        "last_gradient": float(gradient[measured.depth - 1]),
        "saturated": float(np.max(measured.measures["saturated"])),
        "inactive_most": "" if inactive is None else float(np.max(inactive)),
        "loss": measured.loss,
        "test_score": float(scores[-1]) if len(scores) else "",
        "verdict": verdict(measured).kind,
    }
