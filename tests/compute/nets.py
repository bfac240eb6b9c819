"""Networks for the tests, and how far apart two results are."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from vgsim.compute.arrays.plan import plan
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine, twin
from vgsim.compute.learning.lane import LaneRun
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.parts.losses import LOSSES


class Late:
    """A module that is imported when it is first used, in the one worker that needs it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, word: str) -> Any:
        if word.startswith("_"):  # pytest asks every name of a file for these
            raise AttributeError(word)
        return getattr(import_module(self._name), word)


# data, output, loss: all that goes together (moons: one output unit, digits: ten)
_KNOWN = (
    ("digits", "softmax", "cross_entropy"),
    ("moons", "softmax", "cross_entropy"),
    ("digits", "softmax", "mse"),
    ("digits", "sigmoid", "bce"),
    ("moons", "sigmoid", "bce"),
    ("moons", "sigmoid", "mse"),
    ("digits", "tanh", "mse"),
    ("moons", "tanh", "mse"),
    ("moons", "linear", "mse"),
    ("sine", "linear", "mse"),
    ("sine", "tanh", "mse"),
    ("sine", "sigmoid", "mse"),
)
TORCH = {loss for _, _, loss in _KNOWN}  # the losses that tests compare with PyTorch's
ENDS = _KNOWN + tuple(
    ("moons" if "classification" in entry.tasks else "sine", output, name)
    for name, entry in LOSSES.items() if name not in TORCH
    for output in entry.outputs
)  # fmt: skip


def experiment(
    *lanes: dict[str, Any],
    data: str = "moons",
    batch: int = 16,
    examples: int = 96,
    rate: float = 0.1,
    seed: int = 7,
    training: dict[str, Any] | None = None,
) -> Experiment:
    """One lane for each set of network fields."""
    return Experiment(
        seed=seed,
        data=DataSpec(data, batch, examples),
        training=TrainingSpec(**{"learning_rate": rate, **(training or {})}),
        lanes=tuple(Lane("", NetworkSpec(**fields)) for fields in lanes),
    )


def lane(fields: dict[str, Any], engine: Engine | None = None, **rest: Any) -> LaneRun:
    """A network before its first pass."""
    made = experiment(fields, **rest)
    return LaneRun(plan(made, 0), engine or twin())


def passed(fields: dict[str, Any], engine: Engine | None = None, **rest: Any) -> Tape:
    """The tape of a network after one pass, without an update."""
    run = lane(fields, engine, **rest)
    run.run_pass()
    return run.tape


def layers(tape: Tape) -> range:
    return range(1, tape.layers + 1)


def distance(found: Any, expected: Any) -> float:
    """The largest difference, by the largest number of what was expected."""
    found, expected = np.asarray(found, np.float64), np.asarray(expected, np.float64)
    assert found.shape == expected.shape
    if found.size == 0 or np.array_equal(found, expected):
        return 0.0
    return float(np.abs(found - expected).max() / max(float(np.abs(expected).max()), 1e-300))


def numbers(tape: Tape) -> dict[str, Any]:
    """Copies of all that a pass leaves, by name and layer."""
    found: dict[str, Any] = {"loss": np.float64(tape.loss)}
    for layer in layers(tape):
        names = ["weight", "bias", "preactivation", "activation", "grad_weight", "grad_bias"]
        names.append("grad_preactivation")
        if layer < tape.layers:
            own = tape.plan.layer(layer)
            names += ["derivative", "grad_activation", "argument", "grad_argument", "value"]
            names += ["alpha"] if own.slopes else []
            names += ["grad_alpha"] if own.activation.learned else []
            names += ["gamma", "beta", "grad_gamma", "grad_beta"] if tape.plan.normalized else []
            if own.source:
                names += ["branch_scale"]
                names += ["grad_branch_scale"] if tape.plan.learned_branches else []
        for name in names:
            found[f"{name} {layer}"] = np.array(getattr(tape, name)(layer))
    return found


def same_bits(first: Tape, second: Tape) -> bool:
    one, two = numbers(first), numbers(second)
    assert one.keys() == two.keys()
    return all(one[name].tobytes() == two[name].tobytes() for name in one)
