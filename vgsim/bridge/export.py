"""Writes a network as a script for PyTorch and a file with its arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from vgsim.bridge import arrays as plain
from vgsim.bridge import recurrent_arrays as recurrent
from vgsim.bridge.compared import compared, parameters, without_gradient
from vgsim.bridge.moment import Moment
from vgsim.bridge.safetensors import safetensors
from vgsim.bridge.script import script
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.learning.recurrent_run import RecurrentRun
from vgsim.version import VERSION


def torch_files(moment: Moment, name: str) -> dict[str, bytes]:
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
    passes = compared(moment)
    found = _state(run)
    found |= _prefixed("data", _data(run, moment.step, passes.updates + 1))
    found |= {"losses": passes.losses}
    found |= _prefixed("first", passes.first) | _prefixed("last", passes.last)
    about = {"program": f"vgsim {VERSION}", "update": str(moment.step)}
    return {
        f"{name}.py": script(moment, name, passes).encode("utf-8", "replace"),
        f"{name}.safetensors": safetensors(found, about),
    }


def names(count: int) -> list[str]:
    """The names of the files of all networks of an experiment, without suffix."""
    return ["network"] if count == 1 else [f"network{k}" for k in range(1, count + 1)]


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
