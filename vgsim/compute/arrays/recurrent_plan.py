"""The plan of a recurrent lane: its specification with data, shapes and all defaults resolved."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.plan import filled_network, filled_training
from vgsim.describe.recurrent_faults import open_bias
from vgsim.describe.spec import Experiment, NetworkSpec, TrainingSpec
from vgsim.describe.title import titled
from vgsim.parts.activations import ACTIVATIONS, Activation, saturation_threshold, slope
from vgsim.parts.cells import CELLS, Cell
from vgsim.parts.losses import LOSSES, encode_targets, output_units, resolve_output
from vgsim.parts.output_layer import blind_guess, zero_guess
from vgsim.parts.precision import FORMATS, Format
from vgsim.parts.sequence_data import Sequences, load_sequences

EXAMINED = 128  # test sequences for an evaluation, and for the loss of the blind guess


@dataclass(frozen=True, slots=True, eq=False)
class RecurrentPlan:
    """One recurrent lane, ready to compute. Steps are 1 ... `steps`, levels 0 ... `levels` - 1."""

    title: str
    spec: NetworkSpec  # every field that applies to this network is filled in
    training: TrainingSpec  # every field that applies to this optimizer is filled in
    seed: int
    batch: int
    data: Sequences
    outputs: int
    cell: Cell
    activation: Activation  # of a vanilla cell; the other cells use tanh
    parameters: dict[str, float]
    p: float  # slope parameter of the activation
    threshold: float  # a unit with |f'| below it counts as saturated
    output: str
    loss: str
    format: Format
    blind_guess: float  # loss of the best constant prediction
    zero_guess: float  # loss when the output preactivations are 0

    @property
    def steps(self) -> int:
        """Number of time steps of a sequence."""
        return self.data.steps

    @property
    def levels(self) -> int:
        """Number of stacked recurrent layers."""
        return self.spec.stack

    @property
    def hidden(self) -> int:
        """Number of hidden units of a level."""
        return self.spec.width

    @property
    def gates(self) -> int:
        """Number of column blocks, one per gate, in a level's weights."""
        return len(self.cell.gates)

    @property
    def every(self) -> bool:
        """Whether the outputs of all steps contribute to the loss, not only the last one."""
        return self.spec.loss_at == "every"

    @property
    def dtype(self) -> type[np.float32] | type[np.float64]:
        """The type in which numbers of this precision are stored."""
        return self.format.carrier

    @property
    def smallest_gradient(self) -> float:
        """Gradients of the mean loss smaller than this are subnormal and lose digits."""
        return float(self.format.smallest_normal)

    @property
    def slopes(self) -> bool:
        """Whether each unit has its own slope, learned (PReLU) or random (RReLU)."""
        return self.activation.learned or self.activation.random

    def inputs(self, level: int) -> int:
        """Number of inputs of a level at one step."""
        return self.hidden if level else self.data.features

    def cut(self, step: int) -> bool:
        """Whether truncation stops the gradient of later steps before it reaches h_step."""
        every = self.spec.truncation
        return every > 0 and 0 <= step < self.steps and (self.steps - step) % every == 0

    def encoded(self, y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Encode targets (n,) or (n, steps) for the loss: (n, outputs), or (steps n, outputs).

        In the second case the rows are ordered by step, then by example.
        """
        return _encoded(y, self.every, self.data, self.output)


def _encoded(
    y: NDArray[np.float64], every: bool, data: Sequences, output: str
) -> NDArray[np.float64]:
    if every:
        columns = y if y.ndim == 2 else np.repeat(y[:, None], data.steps, axis=1)
        y = columns.T.ravel()
    elif y.ndim == 2:
        y = y[:, -1]
    return encode_targets(y, output, data.task, data.classes)


def recurrent_plan(experiment: Experiment, lane_index: int) -> RecurrentPlan:
    """Return the plan of one recurrent lane of a valid experiment.

    Raises:
        ValueError: output, loss and data do not fit together.
    """
    lane = experiment.lanes[lane_index]
    given = lane.data or experiment.data
    seed = experiment.seed if lane.seed is None else lane.seed
    data = load_sequences(
        given.name, seed=seed, length=given.length, noise=given.noise, standardize=given.standardize
    )
    network, cell = lane.network, CELLS[lane.network.cell]
    output, loss = resolve_output(network.output, network.loss, data.task)
    filled = filled_network(network, output, loss)
    at = network.loss_at or ("every" if data.source.every_step else "last")
    activation = ACTIVATIONS[network.activation]
    parameters = activation.values(network.alpha, network.lower, network.upper)
    targets = _encoded(data.test(EXAMINED)[1], at == "every", data, output)
    most = data.source.training if data.source.sequence is None else given.batch_size
    return RecurrentPlan(
        title=titled(experiment, lane_index),
        spec=replace(filled, loss_at=at, forget_bias=open_bias(network)),
        training=filled_training(lane.training or experiment.training),
        seed=seed,
        batch=min(given.batch_size, most),
        data=data,
        outputs=output_units(output, data.task, data.classes),
        cell=cell,
        activation=activation,
        parameters=parameters,
        p=slope(activation, parameters),
        threshold=saturation_threshold(activation, parameters),
        output=output,
        loss=LOSSES[loss].name,
        format=FORMATS[network.dtype],
        blind_guess=blind_guess(targets, output, loss),
        zero_guess=zero_guess(targets, output, loss),
    )
