"""Which settings of an experiment differ from their defaults."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from vgsim.describe.fields import GROUPS, Field, fields_of
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.words.language import tr

TEXTS = ("title", "notes")  # they change no number


def applies(field: Field, part: Any) -> bool:
    """Whether a setting has a meaning for a part, such as a network, as it is now."""
    kind = ""
    if isinstance(part, NetworkSpec):
        kind = "feedforward" if part.cell == "none" else "recurrent"
    if isinstance(part, DataSpec) and part.name == "csv":
        kind = "table"
    return field.only in ("", kind) and (field.visible is None or field.visible(part))


def differing(experiment: Experiment, besides: Collection[str] = ()) -> tuple[str, ...]:
    """Labels of the settings that differ from their defaults, each once, in the table's order.

    A setting that a network does not share with the others counts where it differs from theirs.
    Titles and notes do not count.

    Args:
        experiment: the experiment.
        besides: paths of settings that do not count, such as "network.depth".
    """
    found = [*_changed(experiment.data), *_changed(experiment.training), *_changed(experiment)]
    for lane in experiment.lanes:
        found += [*_changed(lane.network), *_own(lane, experiment)]
    kept = {path: label for path, label in found if path not in besides}
    return tuple(dict.fromkeys(kept.values()))


def _changed(part: Any, other: Any = None) -> Iterator[tuple[str, str]]:
    """Path and label of each setting of a part that is not the other's, or not the default."""
    for field in fields_of(GROUPS[type(part)]).values():
        usual = field.default if other is None else getattr(other, field.name)
        value = getattr(part, field.name, usual)  # a note belongs to the file, not to the part
        if field.name not in TEXTS and applies(field, part) and value != usual:
            yield field.path, field.label
    if isinstance(part, NetworkSpec):
        if part.layers:
            yield "network.layers", tr("Single layers")
        if part.edits:
            yield "network.edits", tr("Single weights")


def _own(lane: Lane, experiment: Experiment) -> Iterator[tuple[str, str]]:
    """What this network does not share with the others."""
    yield from _changed(lane)
    if lane.data is not None:
        yield from _changed(lane.data, experiment.data)
    if lane.training is not None:
        yield from _changed(lane.training, experiment.training)
