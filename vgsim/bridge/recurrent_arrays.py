"""The numbers of a recurrent network by PyTorch's names, in PyTorch's order of the gates."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from vgsim.bridge.arrays import EXAMPLES, Numbers
from vgsim.compute.arrays.recurrent_plan import RecurrentPlan
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.types import Array

Read = Callable[[int], Array]  # 0: the values, 1: their gradients, 2 and 3: the memories


def written_out(plan: RecurrentPlan) -> bool:
    """Whether the script writes the cell out, because nn.RNN does not have its activation."""
    return plan.cell.any_activation and plan.activation.name not in ("tanh", "relu")


def recurrent_parameters(tape: RecurrentTape) -> Iterator[Numbers]:
    """Yield the parameter arrays, level by level."""
    name_all = _written_names if written_out(tape.plan) else _library_names
    for level in range(tape.levels):
        for name, read in name_all(tape, level):
            yield _numbers(name, read)
    yield _numbers("output.weight", tape.output_weight)
    yield _numbers("output.bias", tape.output_bias)


def _numbers(name: str, read: Read) -> Numbers:
    return Numbers(name, read(0), read(1), (read(2), read(3)))


def _written_names(tape: RecurrentTape, level: int) -> Iterator[tuple[str, Read]]:
    """Names in the script's own cell; it has one gate."""
    here = f"cells.{level}"
    yield f"{here}.input.weight", lambda k: tape.input_weight(level, k)[0]
    yield f"{here}.input.bias", lambda k: tape.bias(level, k)[0]
    yield f"{here}.state.weight", lambda k: tape.recurrent_weight(level, k)[0]
    if tape.plan.activation.learned:
        yield f"{here}.f.weight", lambda k: tape.slope(level, k)[:1]


def _library_names(tape: RecurrentTape, level: int) -> Iterator[tuple[str, Read]]:
    """Names in nn.RNN, nn.LSTM and nn.GRU: gates one below the other.

    In a GRU the candidate's gate n reads the inputs, s the state.
    """
    gates = list(range(tape.plan.gates))
    reading_state, reading_input = gates, gates
    if tape.plan.cell.name == "gru":
        reading_input, reading_state = [0, 1, 2], [0, 1, 3]

    def second_bias(k: int) -> Array:
        found = np.zeros_like(tape.bias(level, k)[reading_state])
        if tape.plan.cell.name == "gru":
            found[2] = tape.bias(level, k)[3]
        return found.ravel()

    def stacked(array: Array) -> Array:
        return array.reshape(-1, array.shape[2])

    yield f"cell.weight_ih_l{level}", lambda k: stacked(tape.input_weight(level, k)[reading_input])
    yield (
        f"cell.weight_hh_l{level}",
        lambda k: stacked(tape.recurrent_weight(level, k)[reading_state]),
    )
    yield f"cell.bias_ih_l{level}", lambda k: tape.bias(level, k)[reading_input].ravel()
    yield f"cell.bias_hh_l{level}", second_bias


def recurrent_data(plan: RecurrentPlan, first: int, updates: int) -> dict[str, Array]:
    """The training sequences: of digits all, of a generated task those of the next updates.

    x is (n, steps, features), or (updates, batch, steps, features). Targets are classes for
    cross-entropy, else encoded numbers, for each sequence or for each of its steps.
    """
    if not plan.data.drawn:
        x, y = plan.data.batch(0, plan.data.source.training)
        return {"x": x.astype(plan.dtype), "target": _targets(plan, y)}
    drawn = [plan.data.batch(first + k, plan.batch) for k in range(updates)]
    return {
        "x": np.stack([x for x, _ in drawn]).astype(plan.dtype),
        "target": np.stack([_targets(plan, y) for _, y in drawn]),
    }


def _targets(plan: RecurrentPlan, y: Array) -> Array:
    encoded = plan.encoded(y)
    if plan.every:  # from the order (steps, batch) to (batch, steps)
        encoded = encoded.reshape(plan.steps, len(y), -1).transpose(1, 0, 2)
    if plan.loss == "cross_entropy":
        return np.asarray(encoded.argmax(axis=-1))
    return encoded.astype(plan.dtype)


def recurrent_activations(tape: RecurrentTape) -> dict[str, Array]:
    """The states of the highest level at all steps, and z of the output layer; see `activations`.

    Gradients of states are left out: PyTorch's cells do not keep those that go back in time.
    """
    plan = tape.plan
    found = {"state": tape.hidden(tape.levels - 1)[1:].transpose(1, 0, 2)[:EXAMPLES]}
    for name, array in (
        ("output", tape.output_preactivation()), ("output.grad", tape.grad_output()),
    ):  # fmt: skip
        if plan.every:
            array = array.reshape(plan.steps, tape.batch, -1).transpose(1, 0, 2)
        found[name] = array[:EXAMPLES]
    return found
