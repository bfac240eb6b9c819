"""The numbers of a feedforward network by PyTorch's names: parameters, memories, gradients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vgsim.bridge.torch_table import OPTIMIZERS, TorchPart
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.reference.descent import learned_names
from vgsim.describe.spec import TrainingSpec

_NAMES = {
    "weight": "linear.weight", "bias": "linear.bias", "alpha": "f.weight", "gamma": "norm.weight",
    "beta": "norm.bias", "branch_scale": "scale",
}  # fmt: skip
EXAMPLES = 64  # of a batch, at most, whose activations are compared


@dataclass(frozen=True, slots=True)
class Numbers:
    """One parameter array of a network."""

    name: str  # as in `named_parameters`
    values: Array
    gradient: Array  # of the mean loss
    memories: tuple[Array, Array]  # the optimizer's; without meaning if it has fewer
    learns: bool = True  # whether updates change it


def memory_names(training: TrainingSpec) -> tuple[str, ...]:
    """PyTorch's names for what an optimizer remembers of each number."""
    part = OPTIMIZERS[training.optimizer]
    return part.memories if isinstance(part, TorchPart) else ()


def parameters(tape: Tape) -> Iterator[Numbers]:
    """Yield the parameter arrays, layer by layer."""
    for layer in range(1, tape.layers + 1):
        for name in learned_names(tape, layer):
            shared = name == "alpha" and not tape.plan.spec.per_unit
            part = slice(0, 1) if shared else slice(None)
            first, second = tape.states_of(name, layer)
            yield Numbers(
                torch_name(name, layer, tape.layers), getattr(tape, name)(layer)[part],
                getattr(tape, f"grad_{name}")(layer)[part], (first[part], second[part]),
                not tape.plan.layer(layer).frozen,
            )  # fmt: skip


def torch_name(name: str, layer: int, top: int) -> str:
    """The name of a parameter in the script's network."""
    return f"output.{name}" if layer == top else f"layers.{layer - 1}.{_NAMES[name]}"


def buffers(tape: Tape) -> dict[str, Array]:
    """What else PyTorch keeps in a network: the running statistics of batch norm."""
    if not tape.plan.normalization.in_batches:
        return {}
    found: dict[str, Array] = {}
    for layer in range(1, tape.layers):
        mean, variance = tape.running(layer)
        here = f"layers.{layer - 1}.norm"
        found[f"{here}.running_mean"], found[f"{here}.running_var"] = mean, variance
        found[f"{here}.num_batches_tracked"] = np.array(tape.step)
    return found


def data(run: LaneRun) -> dict[str, Array]:
    """The training examples; all of them, in their order."""
    plan = run.plan
    found: dict[str, Array] = {"x": np.array(plan.format.rounded(plan.data.x_train))}
    if plan.loss == "cross_entropy":
        found["target"] = plan.data.y_train.astype(np.int64)
    else:
        found["target"] = plan.targets.astype(plan.dtype)
    if plan.class_weights is not None:
        found["class_weights"] = plan.class_weights.astype(plan.dtype)
    return found


def activations(tape: Tape) -> dict[str, Array]:
    """What every layer passes on, and z of the output layer, for the first examples.

    Their gradients are under the same names with `.grad`.
    """
    found: dict[str, Array] = {}
    for layer in range(1, tape.layers):
        found[f"layer {layer}"] = tape.activation(layer)[:EXAMPLES]
        found[f"layer {layer}.grad"] = tape.grad_activation(layer)[:EXAMPLES]
    found["output"] = tape.preactivation(tape.layers)[:EXAMPLES]
    found["output.grad"] = tape.grad_preactivation(tape.layers)[:EXAMPLES]
    return found
