"""Writes out every setting of an experiment, defaults included, for a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from vgsim.describe.reader import FORMAT
from vgsim.describe.spec import Experiment, NetworkSpec, Stage


def resolved(experiment: Experiment, networks: Mapping[int, NetworkSpec]) -> dict[str, Any]:
    """Every setting as it was run; `networks` has the resolved network of each lane, by index."""
    lanes = []
    for index, lane in enumerate(experiment.lanes):
        network = networks.get(index, lane.network)
        written = _network(network)
        data = _settings(lane.data or experiment.data)
        seed = experiment.seed if lane.seed is None else lane.seed
        training = _settings(lane.training or experiment.training)
        lanes.append(
            {"title": lane.title, "seed": seed, "data": data, "training": training,
             "network": written, "before": [_stage(stage) for stage in lane.before]}
        )  # fmt: skip
    return {
        "format": FORMAT,
        "title": experiment.title,
        "seed": experiment.seed,
        "data": _settings(experiment.data),
        "training": _settings(experiment.training),
        "lanes": lanes,
    }


def _settings(part: Any) -> dict[str, Any]:
    return {each.name: getattr(part, each.name) for each in fields(part)
            if each.name not in ("edits", "layers", "network", "data")}  # fmt: skip


def _network(network: NetworkSpec) -> dict[str, Any]:
    written = _settings(network)
    written["widths"] = list(network.widths or (network.width,) * network.depth)
    written["edits"] = [_settings(each) for each in network.edits]
    written["layers"] = [_settings(each) for each in network.layers]
    return written


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "until": stage.until,
        "network": _network(stage.network),
        "training": _settings(stage.training),
    }
