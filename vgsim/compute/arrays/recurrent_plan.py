"""What exactly will be computed of a recurrent lane? All its choices made."""

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

EXAMINED = 128  # sequences of an evaluation, and of what a blind guess is measured on


@dataclass(frozen=True, slots=True, eq=False)
class RecurrentPlan:
    """One recurrent lane, ready to compute. Steps are 1 ... `steps`, levels 0 ... `levels` - 1."""

    title: str
    spec: NetworkSpec  # no field is None that has a meaning here
    training: TrainingSpec  # likewise
    seed: int
    batch: int
    data: Sequences
    outputs: int
    cell: Cell
    activation: Activation  # of a vanilla cell; tanh in the others
    parameters: dict[str, float]
    p: float  # slope handed to the activation's rule
    threshold: float  # |f'| below it: saturated
    output: str
    loss: str
    format: Format
    blind_guess: float  # loss of the best answer that is the same for every step that counts
    zero_guess: float  # loss of answers whose preactivation is 0

    @property
    def steps(self) -> int:
        return self.data.steps

    @property
    def levels(self) -> int:
        return self.spec.stack

    @property
    def hidden(self) -> int:
        """Units of a level."""
        return self.spec.width

    @property
    def gates(self) -> int:
        """Column blocks of a level's weights."""
        return len(self.cell.gates)

    @property
    def every(self) -> bool:
        """Whether every step's answer counts, not the last one's alone."""
        return self.spec.loss_at == "every"

    @property
    def dtype(self) -> type[np.float32] | type[np.float64]:
        return self.format.carrier

    @property
    def smallest_gradient(self) -> float:
        """Gradients of the mean loss below it have begun to lose digits."""
        return float(self.format.smallest_normal)

    @property
    def slopes(self) -> bool:
        """Whether every unit has an entry of its own for its slope (learned or drawn)."""
        return self.activation.learned or self.activation.random

    def inputs(self, level: int) -> int:
        """How many numbers a level reads at a step."""
        return self.hidden if level else self.data.features

    def cut(self, step: int) -> bool:
        """Whether the gradient of the steps after this one is kept from it."""
        every = self.spec.truncation
        return every > 0 and 0 <= step < self.steps and (self.steps - step) % every == 0

    def encoded(self, y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Targets (n,) or (n, steps) as the loss takes them: (n, outputs), or (steps n, outputs).

        Rows of all steps: step by step, in each the examples.
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
    """The plan of one recurrent lane of a valid experiment.

    Raises:
        ValueError: output, loss and data do not go together.
    """
    lane = experiment.lanes[lane_index]
    asked = lane.data or experiment.data
    seed = experiment.seed if lane.seed is None else lane.seed
    data = load_sequences(
        asked.name, seed=seed, length=asked.length, noise=asked.noise, standardize=asked.standardize
    )
    network, cell = lane.network, CELLS[lane.network.cell]
    output, loss = resolve_output(network.output, network.loss, data.task)
    filled = filled_network(network, output, loss)
    at = network.loss_at or ("every" if data.source.every_step else "last")
    activation = ACTIVATIONS[network.activation]
    parameters = activation.values(network.alpha, network.lower, network.upper)
    targets = _encoded(data.test(EXAMINED)[1], at == "every", data, output)
    most = data.source.training if data.source.sequence is None else asked.batch_size
    return RecurrentPlan(
        title=titled(experiment, lane_index),
        spec=replace(filled, loss_at=at, forget_bias=open_bias(network)),
        training=filled_training(lane.training or experiment.training),
        seed=seed,
        batch=min(asked.batch_size, most),
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
