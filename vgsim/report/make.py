"""Makes the report of a pass: the sentences and numbers that the window shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import isfinite

import numpy as np

from vgsim.compute.traces.curves import FloatArray, IntArray
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.describe.about import About
from vgsim.describe.fields import FIELDS
from vgsim.describe.spec import Experiment
from vgsim.describe.values import value_text
from vgsim.files.share import NoCodeError, share_code
from vgsim.report.changes import changes, differing_settings
from vgsim.report.layers import layer_rows
from vgsim.report.page import Answer, Fact, LossCurves, NetworkPage, Points, Report
from vgsim.version import VERSION
from vgsim.words.language import tr
from vgsim.words.lists import listed
from vgsim.words.numbers import grouped, percent, scientific

MOST_POINTS = 300  # of one curve
MOST_SETTINGS = 12
MOST_CHANGES = 8


def report_of(
    trace: Trace, about: About, versions: Sequence[Experiment] | None = None,
    day: date | None = None,
) -> Report:  # fmt: skip
    """The report of a judged pass.

    Args:
        trace: the pass; its update is the one that the report is about.
        about: note and source of the experiment.
        versions: the experiment before each change that can be undone, oldest first; None: they
            are not known.
        day: when the report is made; None: today.
    """
    experiment = trace.experiment
    try:
        code, no_code = share_code(experiment, about), ""
    except NoCodeError as error:
        code, no_code = "", str(error)
    when = (day or date.today()).isoformat()
    return Report(
        title=experiment.title or listed(tuple(lane.title for lane in trace.lanes)),
        made=tr("Made with vgsim {version} on {day}", version=VERSION, day=when),
        comparison=trace.comparison,
        pages=tuple(_page(trace, lane, versions) for lane in range(len(trace.lanes))),
        notes=experiment.notes,
        code=code,
        no_code=no_code,
    )


def _page(trace: Trace, index: int, versions: Sequence[Experiment] | None) -> NetworkPage:
    lane, judged = trace.lanes[index], trace.lanes[index].judged
    verdict = judged.verdict
    differing = differing_settings(trace.experiment, index)
    changed = changes(trace, index, versions or ())
    unchanged = tr("Nothing was changed since the experiment was opened.")
    if versions is None:
        unchanged = tr("The experiment has no record of changes during training.")
    answers = [
        Answer(tr("Does the gradient arrive?"), verdict.arrives.sentence),
        Answer(tr("Is the update size right?"), verdict.step_fits.sentence),
        Answer(tr("Does it learn?"), verdict.learns.sentence),
        Answer(tr("Why?"), judged.cause),
    ]
    return NetworkPage(
        title=lane.title,
        setup=tuple(_setup(trace, index)),
        results=tuple(_results(trace, index)),
        verdict=verdict.sentence,
        severity=verdict.severity,
        answers=tuple(each for each in answers if not _repeats(verdict.sentence, each)),
        curves=_curves(trace, index),
        axis=lane.axis,
        gradient=tuple(map(float, lane.followed())),
        differing=differing[:MOST_SETTINGS],
        more_differing=max(len(differing) - MOST_SETTINGS, 0),
        changes=changed[-MOST_CHANGES:],
        more_changes=max(len(changed) - MOST_CHANGES, 0),
        no_changes=unchanged,
        layers=layer_rows(lane),
    )


def _repeats(verdict: str, answer: Answer) -> bool:
    """Whether an answer is empty, or the verdict says it already."""
    return answer.sentence.rstrip(".") in verdict


def _setup(trace: Trace, index: int) -> Iterator[Fact]:
    """What a reader has to know first, defaults included."""
    own, lane = trace.experiment.lanes[index], trace.lanes[index]
    data, network, training = own.data or trace.experiment.data, lane.network, lane.training
    yield _fact("data.name", data.name)
    if lane.recurrent:
        yield _fact("network.cell", network.cell)
        yield Fact(tr("Steps"), str(lane.depth))
    else:
        yield _fact("network.activation", network.activation)
    yield _fact("network.initializer", network.initializer)
    yield Fact(tr("Units"), _units(lane))
    yield _fact("training.optimizer", training.optimizer)
    yield Fact(FIELDS["training.learning_rate"].label, f"{lane.learning_rate:g}")
    yield Fact(FIELDS["data.batch_size"].label, str(lane.batch))
    seed = trace.experiment.seed if own.seed is None else own.seed
    yield Fact(FIELDS["seed"].label, str(seed))


def _units(lane: LaneTrace) -> str:
    """The widths from inputs to outputs: 64 – 20 × 32 – 10."""
    first, *hidden, last = lane.widths
    if lane.recurrent:
        return f"{first} – {hidden[0]} – {last}"
    if len(set(hidden)) == 1 and len(hidden) > 1:
        return f"{first} – {len(hidden)} × {hidden[0]} – {last}"
    if len(hidden) > 8:
        hidden_text = " – ".join([*map(str, hidden[:4]), "…", *map(str, hidden[-3:])])
    else:
        hidden_text = " – ".join(map(str, hidden))
    return f"{first} – {hidden_text} – {last}"


def _fact(path: str, value: object) -> Fact:
    return Fact(FIELDS[path].label, value_text(FIELDS[path], value))


def _results(trace: Trace, index: int) -> Iterator[Fact]:
    lane, curves = trace.lanes[index], trace.curves[index]
    yield Fact(tr("Update"), grouped(trace.step))
    yield Fact(tr("Loss of the batch"), scientific(lane.loss, 3))
    known = curves.evaluated <= trace.step
    if not known.any():
        return
    last = int(np.flatnonzero(known)[-1])
    train = tr("Training loss") if curves.epoch else tr("Loss on new examples")
    pairs = (train, curves.train_loss), (tr("Test loss"), curves.test_loss)
    for label, values in pairs:
        if values.size > last:
            yield Fact(label, scientific(float(values[last]), 3))
    score = float(curves.test_accuracy[last])
    if lane.classes:
        yield Fact(tr("Test accuracy"), percent(score))
    else:
        yield Fact(tr("Test error"), scientific(score, 3))
    step = int(curves.evaluated[last])
    if step != trace.step:
        yield Fact(tr("Last test at update"), grouped(step))


def _curves(trace: Trace, index: int) -> LossCurves:
    curves = trace.curves[index]
    known, tested = curves.steps <= trace.step, curves.evaluated <= trace.step
    steps, losses = curves.steps[known], curves.loss[known]
    broken = steps[~np.isfinite(losses)]
    evaluated = curves.evaluated[tested]
    return LossCurves(
        _points(steps, losses),
        _points(evaluated, curves.train_loss[: evaluated.size]),
        _points(evaluated, curves.test_loss[: evaluated.size]),
        int(broken[0]) if broken.size else None,
        fresh=not curves.epoch,
    )


def _points(steps: IntArray, values: FloatArray) -> Points:
    """At most `MOST_POINTS` points: of each group of neighbors the smallest and the largest."""
    found = [
        (float(step), float(value))
        for step, value in zip(steps, values, strict=False)
        if isfinite(value)
    ]
    size = -(-2 * len(found) // MOST_POINTS)  # neighbors in a group
    if size < 3:
        return tuple(found)
    groups = [found[start : start + size] for start in range(0, len(found), size)]
    kept = {found[0], found[-1]}
    for group in groups:
        kept |= {min(group, key=lambda each: each[1]), max(group, key=lambda each: each[1])}
    return tuple(sorted(kept))
