"""Which settings of a network differ from the defaults, and what was changed during the work."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from vgsim.compute.traces.trace import Trace
from vgsim.describe.differing import applies
from vgsim.describe.fields import FIELDS
from vgsim.describe.history import History
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.describe.values import Difference, differences
from vgsim.report.page import Change
from vgsim.words.language import tr
from vgsim.words.numbers import grouped, short

_RATE = "training.learning_rate"
Parts = tuple[tuple[str, DataSpec], tuple[str, NetworkSpec], tuple[str, TrainingSpec]]


def differing_settings(experiment: Experiment, lane: int) -> tuple[Difference, ...]:
    """The settings of a network, its data and training that are not the defaults."""
    own = experiment.lanes[lane]
    usual = (("data", DataSpec()), ("network", NetworkSpec()), ("training", TrainingSpec()))
    found = [
        each
        for (group, part), (_, default) in zip(_parts(experiment, own), usual, strict=True)
        for each in differences(group, default, part)
        if applies(FIELDS[each.path], part)
    ]
    network = own.network
    if network.layers:
        numbers = ", ".join(str(each.layer) for each in network.layers[:12])
        found.append(Difference("network.layers", tr("Layers of their own"), tr("none"), numbers))
    seed, default = _seed(experiment, own), FIELDS["seed"].default
    if seed != default:
        found.append(Difference("seed", FIELDS["seed"].label, str(default), str(seed)))
    return tuple(found)


def versions_before(shown: Experiment, history: History) -> tuple[Experiment, ...]:
    """The experiment before each change that can be undone, oldest first, up to the one shown.

    Args:
        shown: the experiment of the pass on the screen, which may be older than the document's.
        history: the document's changes.
    """
    past = [version for version, _ in history.past]
    if shown != history.present and shown in past:
        del past[len(past) - 1 - past[::-1].index(shown) :]
    return tuple(past)


def changes(trace: Trace, lane: int, versions: Sequence[Experiment]) -> tuple[Change, ...]:
    """What was changed, the oldest first: before training, then during training.

    Args:
        trace: the pass that the report shows.
        lane: index of the network.
        versions: the experiment before each change that can be undone, oldest first.
    """
    known = [*versions, trace.experiment]
    place = id(trace.experiment.lanes[lane].identity)
    later = {rate for _, rate in trace.curves[lane].rates[1:]}
    found = [Change(tr("from the start"), each) for each in _from_start(known, place, later)]
    return (*found, *_during(trace, lane))


def _from_start(
    versions: Sequence[Experiment], identity: int, rates: Collection[float]
) -> Iterator[str]:
    """The changes between the versions after which the network started again.

    `rates` are the learning rates that were set during training.
    """
    for old, new in pairwise(versions):
        was, now = _lane(old, identity), _lane(new, identity)
        if now is None:
            continue
        if was is None:
            yield tr("network added")
        elif len(now.before) <= len(was.before):
            texts = [
                _arrow(each.label, each.old, each.new)
                for (group, before), (_, after) in zip(
                    _parts(old, was), _parts(new, now), strict=True
                )
                for each in differences(group, before, after)
                if each.path != _RATE or _parts(new, now)[2][1].learning_rate not in rates
            ]
            if _seed(old, was) != _seed(new, now):
                label = FIELDS["seed"].label
                texts.append(_arrow(label, str(_seed(old, was)), str(_seed(new, now))))
            if was.network.layers != now.network.layers:
                texts.append(tr("settings of single layers"))
            if texts:
                yield "; ".join(texts)


def _during(trace: Trace, lane: int) -> list[Change]:
    """Changes of settings and weights at an update, up to the one that is shown."""
    own, curves = trace.experiment.lanes[lane], trace.curves[lane]
    found: list[tuple[int, str]] = []
    last = (own.network, own.training or trace.experiment.training)
    stages = [(each.network, each.training) for each in own.before] + [last]
    for (old, new), stage in zip(pairwise(stages), own.before, strict=True):
        texts = [
            _arrow(each.label, each.old, each.new)
            for group, one, two in (("network", old[0], new[0]), ("training", old[1], new[1]))
            for each in differences(group, one, two)
        ]
        found.append((stage.until, "; ".join(texts) or tr("settings of single layers")))
    borders = {each.until for each in own.before}
    for (_, was), (step, rate) in pairwise(curves.rates):
        if step not in borders:
            found.append((step, _arrow(FIELDS[_RATE].label, short(was), short(rate))))
    for edit in own.network.edits:
        where = {"layer": edit.layer, "unit": edit.unit + 1, "value": short(edit.value)}
        if edit.input is None:
            text = tr("layer {layer}: bias of unit {unit} set to {value}", **where)
        elif edit.layer == 1:
            text = tr(
                "layer {layer}: weight from input {source} to unit {unit} set to {value}",
                source=edit.input + 1, **where,
            )  # fmt: skip
        else:
            text = tr(
                "layer {layer}: weight from unit {source} to unit {unit} set to {value}",
                source=edit.input + 1, **where,
            )  # fmt: skip
        found.append((edit.step, text))
    kept = sorted(each for each in found if each[0] <= trace.step)
    return [Change(tr("update {step}", step=grouped(step)), text) for step, text in kept]


def _arrow(label: str, old: str, new: str) -> str:
    return tr("{setting}: {old} → {new}", setting=label, old=old, new=new)


def _parts(experiment: Experiment, lane: Lane) -> Parts:
    return (
        ("data", lane.data or experiment.data),
        ("network", lane.network),
        ("training", lane.training or experiment.training),
    )


def _lane(experiment: Experiment, identity: int) -> Lane | None:
    return next((each for each in experiment.lanes if id(each.identity) == identity), None)


def _seed(experiment: Experiment, lane: Lane) -> int:
    return experiment.seed if lane.seed is None else lane.seed
