"""Writes a network as a script for PyTorch and a file with its arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vgsim.bridge import arrays as plain
from vgsim.bridge import recurrent_arrays as recurrent
from vgsim.bridge.expected import expected_passes, parameters, without_gradient
from vgsim.bridge.moment import NetworkMoment, moments
from vgsim.bridge.refused import NotExported
from vgsim.bridge.safetensors import safetensors
from vgsim.bridge.script import script
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.learning.recurrent_run import RecurrentRun
from vgsim.compute.learning.training import Trainer
from vgsim.version import VERSION
from vgsim.words.language import tr

STEM = "network"  # how the names of the files begin, unless the user chooses another


def torch_files(moment: NetworkMoment, name: str) -> dict[str, bytes]:
    """The two files of a network, by name: a script and its arrays.

    Args:
        moment: the network at the update that is exported.
        name: of both files, without suffix.

    Raises:
        NotExported: PyTorch has no counterpart for a part of it; the message says why.
    """
    script(moment, name)  # refuses before anything is computed
    run = moment.run()
    run.run_pass()
    passes = expected_passes(moment)
    found = _state(run)
    found |= _prefixed("data", _data(run, moment.step, passes.updates + 1))
    found |= {"losses": passes.losses}
    found |= _prefixed("first", passes.first) | _prefixed("last", passes.last)
    about = {"program": f"vgsim {VERSION}", "update": str(moment.step)}
    return {
        f"{name}.py": script(moment, name, passes).encode("utf-8", "replace"),
        f"{name}.safetensors": safetensors(found, about),
    }


@dataclass(frozen=True, slots=True)
class Exported:
    """The files of all networks of an experiment."""

    files: dict[str, bytes]  # by name
    refused: tuple[str, ...]  # a sentence for each network that cannot be exported


def names(stem: str, count: int) -> list[str]:
    """The names of the files of each network, without suffix."""
    return [stem] if count == 1 else [f"{stem}{k}" for k in range(1, count + 1)]


def exported(trainer: Trainer, stem: str = STEM) -> Exported:
    """The files of all networks of a trainer at its present update.

    Args:
        trainer: it stays at this update.
        stem: how the names of the files begin.
    """
    files: dict[str, bytes] = {}
    refused = []
    wanted = names(stem, len(trainer.lanes))
    for moment, name in zip(moments(trainer), wanted, strict=True):
        try:
            files |= torch_files(moment, name)
        except NotExported as error:
            refused.append(tr("{title}: {reason}", title=moment.plan.title, reason=str(error)))
    return Exported(files, tuple(refused))


def _prefixed(word: str, found: Mapping[str, Any]) -> dict[str, Array]:
    return {f"{word}/{name}": np.asarray(array) for name, array in found.items()}


def _state(run: LaneRun | RecurrentRun) -> dict[str, Array]:
    """The parameters, and what the optimizer remembers of those that learn."""
    tape, plan = run.tape, run.plan
    own = parameters(run)
    network = {each.name: np.array(each.values) for each in own}
    if isinstance(tape, Tape):
        network |= {name: np.array(array) for name, array in plain.buffers(tape).items()}
    memories: dict[str, Array] = {}
    if tape.since < run.step:
        for each in own:
            if each.learns and not without_gradient(run, each.name):
                known = zip(plain.memory_names(plan.training), each.memories, strict=False)
                memories |= {f"{each.name}.{name}": np.array(memory) for name, memory in known}
    return _prefixed("network", network) | _prefixed("memory", memories)


def _data(run: LaneRun | RecurrentRun, first: int, updates: int) -> dict[str, Array]:
    if isinstance(run, LaneRun):
        return plain.data(run)
    return recurrent.recurrent_data(run.plan, first, updates)
