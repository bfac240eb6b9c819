"""What exactly will be computed? A lane's wishes with everything left open filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vgsim.describe.spec import Experiment, NetworkSpec
from vgsim.describe.title import titled
from vgsim.parts import datasets
from vgsim.parts.activations import ACTIVATIONS, Activation, saturation_threshold, slope
from vgsim.parts.datasets import Dataset
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.losses import LOSSES, encode_targets, output_units, resolve_output


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One lane, ready to compute. Layers are 1 ... depth + 1, the output layer last."""

    title: str
    spec: NetworkSpec  # no field is None that has a meaning here
    seed: int
    batch: int
    data: Dataset
    targets: NDArray[np.float64]  # (n, outputs) encoded, of the training part
    widths: tuple[int, ...]  # (depth + 2,) inputs, hidden layers, outputs
    activation: Activation
    parameters: dict[str, float]
    p: float  # slope handed to the activation's rule
    threshold: float  # |f'| below it: saturated
    output: str
    loss: str
    dtype: type[np.float32] | type[np.float64]

    @property
    def depth(self) -> int:
        return len(self.widths) - 2

    @property
    def per_unit_slopes(self) -> bool:
        """Whether every unit has a slope of its own array entry (learned or drawn)."""
        return self.activation.learned or self.activation.random


def plan(experiment: Experiment, lane_index: int) -> Plan:
    """The plan of one lane of a valid experiment.

    Raises:
        OSError, TableError: the user's table cannot be read.
        ValueError: output, loss and data do not go together.
    """
    lane = experiment.lanes[lane_index]
    wish = lane.data or experiment.data
    seed = experiment.seed if lane.seed is None else lane.seed
    data = datasets.load(
        wish.name, seed=seed, examples=wish.examples, noise=wish.noise, path=wish.path
    )
    network = lane.network
    output, loss = resolve_output(network.output, network.loss, data.task)
    activation = ACTIVATIONS[network.activation]
    parameters = activation.values(network.alpha, network.lower, network.upper)
    hidden = network.widths or (network.width,) * network.depth
    outputs = output_units(output, data.task, data.classes)
    return Plan(
        title=titled(experiment, lane_index),
        spec=_filled(network, parameters, output, loss),
        seed=seed,
        batch=min(wish.batch_size, len(data.x_train)),
        data=data,
        targets=encode_targets(data.y_train, output, data.task, data.classes),
        widths=(data.x_train.shape[1], *hidden, outputs),
        activation=activation,
        parameters=parameters,
        p=slope(activation, parameters),
        threshold=saturation_threshold(activation, parameters),
        output=output,
        loss=LOSSES[loss].name,
        dtype=np.float32 if network.dtype == "float32" else np.float64,
    )


def _filled(
    network: NetworkSpec, parameters: dict[str, float], output: str, loss: str
) -> NetworkSpec:
    """The specification as run: every default that has a meaning here written out."""
    initializer = INITIALIZERS[network.initializer]
    scale = network.scale
    if scale is None and initializer.parameters:
        scale = initializer.parameters[0].default
    bias = 0.0 if network.bias is None and initializer.bias_law is None else network.bias
    filled = replace(network, scale=scale, bias=bias, output=output, loss=loss)
    return replace(
        filled,
        alpha=parameters.get("alpha"),
        lower=parameters.get("lower"),
        upper=parameters.get("upper"),
    )
