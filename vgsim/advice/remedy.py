"""Defines a remedy: what it changes, what it is meant for, and which networks it fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vgsim.advice.changes import Changes, all_exist, effective, parts_of
from vgsim.advice.faults import NetworkFault
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.spec import DataSpec, Experiment, LayerSpec, NetworkSpec, TrainingSpec


@dataclass(frozen=True, slots=True)
class Case:
    """A network that needs help, with its data and training."""

    network: NetworkSpec  # as specified
    data: DataSpec
    training: TrainingSpec
    filled: NetworkSpec  # with defaults for output and loss filled in
    batch: int
    classes: int  # 0 for regression

    @property
    def recurrent(self) -> bool:
        return self.network.cell != "none"


def _always(case: Case) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Remedy:
    """A remedy. `changes` may depend on the case; only one of a `family` is offered."""

    label: str
    against: frozenset[NetworkFault]
    changes: Changes | Callable[[Case], Changes]
    fits: Callable[[Case], bool] = _always
    family: str = ""
    brief: str = ""  # a shorter label for small spaces

    @property
    def kind(self) -> str:
        """Its family, or its label if it has none."""
        return self.family or self.label

    def on(self, case: Case) -> Changes:
        """The settings that the remedy changes; empty if it does not apply.

        A new activation or initializer also replaces those of single layers.
        """
        wanted = self.changes if not callable(self.changes) else None
        if (wanted is not None and not all_exist(wanted)) or not self.fits(case):
            return {}
        if wanted is None:
            assert callable(self.changes)
            wanted = self.changes(case)
        wanted = dict(wanted)
        if not {"network.activation", "network.initializer"}.isdisjoint(wanted):
            wanted["network.layers"] = _plain_layers(case.network)
        parts = {"network": case.network, "data": case.data, "training": case.training}
        return effective(wanted, parts)


def _plain_layers(network: NetworkSpec) -> tuple[LayerSpec, ...]:
    """Settings of single layers, keeping only which layers are frozen."""
    return tuple(LayerSpec(each.layer, frozen=True) for each in network.layers if each.frozen)


def case_of(experiment: Experiment, lane: int, seen: LaneTrace) -> Case:
    """The case of a lane; `seen` is the trace of any of its passes."""
    parts: dict[str, Any] = parts_of(experiment, lane)
    return Case(**parts, filled=seen.network, batch=seen.batch, classes=seen.classes)
