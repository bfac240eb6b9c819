"""Names a lane by what distinguishes it from the others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from vgsim.describe.field import Field
from vgsim.describe.setting import declared
from vgsim.describe.spec import Experiment, Lane, NetworkSpec
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.cells import CELLS
from vgsim.words.language import tr


def titled(experiment: Experiment, index: int) -> str:
    """The lane's own title, or its activation and everything that differs from other lanes."""
    lane = experiment.lanes[index]
    return lane.title or ", ".join(
        [*_network_texts(experiment.lanes, lane), *_lane_texts(experiment, lane)]
    )


@cache
def _ranked(part: type) -> list[Field]:
    return sorted(declared(part).values(), key=lambda each: each.rank)


def _network_texts(lanes: tuple[Lane, ...], lane: Lane) -> list[str]:
    parts = [_kind(lane.network)]
    for each in _ranked(NetworkSpec):
        own = _network_text(each, lane.network)
        if own and any(_network_text(each, other.network) != own for other in lanes):
            parts.append(own)
    return parts


def _kind(network: NetworkSpec) -> str:
    cell, activation = CELLS[network.cell], ACTIVATIONS[network.activation].label
    if cell.name == "none":
        return activation
    return tr("{activation} RNN", activation=activation) if cell.any_activation else cell.label


def _network_text(setting: Field, network: NetworkSpec) -> str:
    """Text for a network's setting; empty if it has its default or does not apply."""
    if setting.only == "recurrent" and network.cell == "none":
        return ""
    plain = setting.kind != "choice" and getattr(network, setting.name) == setting.default
    return "" if plain and setting.title is None else _text(setting, network)


def _lane_texts(experiment: Experiment, lane: Lane) -> Iterator[str]:
    """Texts for what a lane has of its own besides its network: data, training, seed, stages."""
    data, training = lane.data or experiment.data, lane.training or experiment.training
    yield from _differing(data, experiment.data, data.name == "csv" == experiment.data.name)
    yield from _differing(training, experiment.training)
    if lane.seed not in (None, experiment.seed):
        yield tr("seed {seed}", seed=lane.seed)
    if lane.before:
        yield tr("from update {step}", step=lane.before[-1].until)


def _differing(own: Any, shared: Any, tables: bool = False) -> list[str]:
    """Texts for the settings that differ from the shared ones; those of a table only for tables."""
    texts = [
        _text(each, own)
        for each in _ranked(own.__class__)
        if getattr(own, each.name) != getattr(shared, each.name)
        and (tables or each.only != "table")
    ]
    return [each for each in dict.fromkeys(texts) if each]


def _text(setting: Field, part: Any) -> str:
    """Text for a setting's value: from its `title` function, or the label of a choice."""
    if setting.title is not None:
        return setting.title(part)
    value = getattr(part, setting.name)
    return "" if value is None else str(getattr(setting.entries[value], "label", value))
