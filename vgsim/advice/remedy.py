"""A remedy: what it changes, which ills it is meant for, and whether a network can take it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vgsim.advice.changes import Changes, known, parts_of, real
from vgsim.advice.ills import Ill
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.spec import DataSpec, Experiment, LayerSpec, NetworkSpec, TrainingSpec


@dataclass(frozen=True, slots=True)
class Case:
    """The network that is to be helped."""

    network: NetworkSpec  # as asked for
    data: DataSpec
    training: TrainingSpec
    filled: NetworkSpec  # with output and loss
    batch: int
    classes: int  # 0 for regression

    @property
    def recurrent(self) -> bool:
        return self.network.cell != "none"


def _always(case: Case) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Remedy:
    """`changes` may depend on the network; of one `family` at most one remedy is offered."""

    label: str
    against: frozenset[Ill]
    changes: Changes | Callable[[Case], Changes]
    fits: Callable[[Case], bool] = _always
    family: str = ""
    brief: str = ""  # of a long label, where there is little room

    @property
    def kind(self) -> str:
        """Its family; of remedies without one, the label."""
        return self.family or self.label

    def on(self, case: Case) -> Changes:
        """The settings that the remedy changes; none where it does not apply.

        What single layers have by themselves gives way to what the whole network gets.
        """
        wanted = self.changes if not callable(self.changes) else None
        if (wanted is not None and not known(wanted)) or not self.fits(case):
            return {}
        if wanted is None:
            assert callable(self.changes)
            wanted = self.changes(case)
        wanted = dict(wanted)
        if not {"network.activation", "network.initializer"}.isdisjoint(wanted):
            wanted["network.layers"] = _plain_layers(case.network)
        parts = {"network": case.network, "data": case.data, "training": case.training}
        return real(wanted, parts)


def _plain_layers(network: NetworkSpec) -> tuple[LayerSpec, ...]:
    """Without activations and weights of their own; frozen layers stay frozen."""
    return tuple(LayerSpec(each.layer, frozen=True) for each in network.layers if each.frozen)


def case_of(experiment: Experiment, lane: int, seen: LaneTrace) -> Case:
    """The case of a lane, with the trace of any of its passes."""
    parts: dict[str, Any] = parts_of(experiment, lane)
    return Case(**parts, filled=seen.network, batch=seen.batch, classes=seen.classes)
