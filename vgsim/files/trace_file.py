"""Collects all arrays of a forward and backward pass by name, for a trace file."""

from __future__ import annotations

from typing import Any

import numpy as np

from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.learning.recurrent_run import RecurrentRun
from vgsim.compute.learning.training import Trainer


def arrays(trainer: Trainer) -> dict[str, Any]:
    """All arrays of one pass of every network at the trainer's update, by their names in the file.

    Of a feedforward network, with gradients of the mean loss under "grad_" and the name:
        x: (batch, inputs)
        y: (batch,) classes for cross-entropy, else (batch, outputs)
        weight, bias: (fan_out, fan_in), (fan_out,)
        preactivation, activation: (batch, units) z = W x + b, and the input of the next layer
        argument: what f is applied to, if that is not z
        gamma, beta, alpha, branch_scale, mask: where a layer has them; mask is dropout's

    Of a recurrent network, for each layer; the gates are in PyTorch's order:
        x: (batch, steps, inputs)
        hidden, carried: (steps + 1, batch, units) the state, and an LSTM's cell state
        preactivation, gate: (steps, batch, gates, units)
        input_weight, recurrent_weight, bias: (gates, units, inputs or units), (gates, units)
    """
    found: dict[str, Any] = {}
    for index, lane in enumerate(trainer.lanes):
        net = f"net{index}"
        found[f"{net}/loss"] = np.float64(lane.tape.loss)
        found[f"{net}/y"] = _targets(lane)
        of_lane = _layers(lane) if isinstance(lane, LaneRun) else _recurrent_layers(lane)
        found |= {f"{net}/{name}": array for name, array in of_lane.items()}
    return found


def _layers(lane: LaneRun) -> dict[str, Any]:
    """The arrays of a feedforward network."""
    tape = lane.tape
    found: dict[str, Any] = {"x": np.array(tape.activation(0))}
    for layer in range(1, tape.layers + 1):
        here = f"layer{layer}"
        for name in ("weight", "bias", "preactivation", "activation"):
            found[f"{here}/{name}"] = np.ascontiguousarray(getattr(tape, name)(layer))
        for name in ("weight", "bias", "preactivation"):
            gradient = getattr(tape, f"grad_{name}")(layer)
            found[f"{here}/grad_{name}"] = np.ascontiguousarray(gradient)
        if layer < tape.layers:
            found |= _alpha(lane, layer, here)
            for name in _optional_names(lane, layer):
                found[f"{here}/{name}"] = np.array(getattr(tape, name)(layer))
    return found


def _recurrent_layers(lane: RecurrentRun) -> dict[str, Any]:
    """The arrays of a recurrent network; the file calls its layers levels."""
    tape = lane.tape
    found: dict[str, Any] = {"x": np.ascontiguousarray(tape.inputs().transpose(1, 0, 2))}
    signals = ["hidden", "preactivation", "gate", "grad_hidden", "grad_preactivation"]
    if lane.plan.cell.has_cell_state:
        signals += ["cell_state", "grad_cell_state"]
    learned = ["recurrent_weight", "input_weight", "bias"]
    learned += ["slope"] if lane.plan.slopes else []
    for level in range(tape.levels):
        for name in signals:
            key = name.replace("cell_state", "carried")  # its name in the file
            found[f"level{level + 1}/{key}"] = np.array(getattr(tape, name)(level))
        for name in learned:
            found[f"level{level + 1}/{name}"] = np.array(getattr(tape, name)(level))
            found[f"level{level + 1}/grad_{name}"] = np.array(getattr(tape, name)(level, 1))
    for name in ("output_weight", "output_bias"):
        found[name] = np.array(getattr(tape, name)())
        found[f"grad_{name}"] = np.array(getattr(tape, name)(1))
    found["output"] = np.array(tape.output())
    found["grad_output_preactivation"] = np.array(tape.grad_output())
    return found


def _targets(lane: LaneRun | RecurrentRun) -> Any:
    if isinstance(lane, LaneRun) and lane.plan.loss == "cross_entropy":
        return lane.labels.astype(np.int64)
    return np.array(lane.tape.target())


def _optional_names(lane: LaneRun, layer: int) -> list[str]:
    """Names of the arrays a layer has because of normalization, a skip connection or dropout."""
    plan = lane.plan
    names = []
    if plan.before or (plan.layer(layer).source and plan.post):
        names += ["argument", "grad_argument"]
    if plan.normalized:
        names += ["gamma", "grad_gamma"]
        names += ["beta", "grad_beta"] if plan.normalization.shifts else []
    if plan.layer(layer).source:
        names.append("branch_scale")
        names += ["grad_branch_scale"] if plan.learned_branches else []
    return [*names, "mask"] if plan.spec.dropout else names


def _alpha(lane: LaneRun, layer: int, here: str) -> dict[str, Any]:
    """Alpha if the activation has one, shared (1,) or per unit (n,); its gradient if learned."""
    plan, tape = lane.plan, lane.tape
    shared = slice(0, 1) if not plan.spec.per_unit else slice(None)
    own = plan.layer(layer)
    if own.activation.random:
        return {f"{here}/alpha": np.array(tape.alpha(layer))}
    if own.activation.learned:
        return {
            f"{here}/alpha": np.array(tape.alpha(layer)[shared]),
            f"{here}/grad_alpha": np.array(tape.grad_alpha(layer)[shared]),
        }
    if "alpha" in own.parameters:
        return {f"{here}/alpha": np.array([own.p], dtype=plan.dtype)}
    return {}
