"""The plan of a feedforward lane: its specification with data, shapes and all defaults resolved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.describe.spec import Experiment, LayerSpec, NetworkSpec, TrainingSpec
from vgsim.describe.title import titled
from vgsim.parts import examples
from vgsim.parts.activations import ACTIVATIONS, Activation, saturation_threshold, slope
from vgsim.parts.examples import Dataset
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.losses import (
    LOSSES,
    balanced_weights,
    encode_targets,
    example_factors,
    output_units,
    resolve_output,
)
from vgsim.parts.normalizations import NORMALIZATIONS, Normalization
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.parts.output_layer import blind_guess, zero_guess
from vgsim.parts.precision import FORMATS, Format
from vgsim.tables.table import TableError
from vgsim.words.language import tr


@dataclass(frozen=True, slots=True, eq=False)
class LayerPlan:
    """One layer with all defaults resolved.

    The output layer uses only `initializer`, `gain` and `frozen`.
    """

    activation: Activation
    parameters: dict[str, float]
    p: float  # slope parameter of the activation
    threshold: float  # a unit with |f'| below it counts as saturated
    initializer: str
    gain: float
    frozen: bool
    source: int  # layer where the skip into this one starts; 0: none (none starts at the inputs)

    @property
    def slopes(self) -> bool:
        """Whether each unit has its own slope, learned (PReLU) or random (RReLU)."""
        return self.activation.learned or self.activation.random


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One lane, ready to compute. Layers are 1 ... depth + 1; the last is the output layer."""

    title: str
    spec: NetworkSpec  # every field that applies to this network is filled in
    training: TrainingSpec  # every field that applies to this optimizer is filled in
    seed: int
    batch: int
    data: Dataset
    targets: NDArray[np.float64]  # (n, outputs), encoded targets of the training set
    widths: tuple[int, ...]  # (depth + 2,) inputs, hidden layers, outputs
    layers: tuple[LayerPlan, ...]  # layers 1 ... depth + 1; see `layer`
    output: str
    loss: str
    format: Format
    branch_scale: float  # factor on every branch; with ReZero its initial value
    input_power: float  # mean square of the training inputs
    input_mean_power: float  # mean square of the features' means over the examples
    blind_guess: float  # loss of the best constant prediction on the training set
    zero_guess: float  # loss when the output preactivations are 0
    class_weights: NDArray[np.float64] | None  # (classes,); None: all examples weigh the same

    @property
    def depth(self) -> int:
        """Number of hidden layers."""
        return len(self.widths) - 2

    @property
    def dtype(self) -> type[np.float32] | type[np.float64]:
        """The type used for computing; in a narrower format every result is rounded to it."""
        return self.format.carrier

    @property
    def smallest_gradient(self) -> float:
        """Gradients of the mean loss smaller than this are subnormal and lose digits."""
        return float(np.ldexp(self.format.smallest_normal, -self.spec.loss_scale))

    def layer(self, number: int) -> LayerPlan:
        """The plan of layer `number`, 1 ... depth + 1."""
        return self.layers[number - 1]

    @property
    def activation(self) -> Activation:
        """The network's activation; a single layer may override it."""
        return ACTIVATIONS[self.spec.activation]

    @property
    def joins(self) -> tuple[int, ...]:
        """The layers at which a skip connection ends."""
        return tuple(k for k, each in enumerate(self.layers, 1) if each.source)

    @property
    def learned_branches(self) -> bool:
        """Whether the branches' factors α are learned (ReZero)."""
        return self.spec.branch_scale == "rezero" and bool(self.joins)

    @property
    def normalization(self) -> Normalization:
        return NORMALIZATIONS[self.spec.normalization]

    @property
    def normalized(self) -> bool:
        return bool(self.normalization.over)

    @property
    def biases_cancel(self) -> bool:
        """Whether batch norm subtracts each unit's mean, and thus its bias: its gradient is 0."""
        normalization = self.normalization
        return self.before and normalization.in_batches and normalization.centers

    @property
    def before(self) -> bool:
        """Whether the normalization comes before the activation."""
        return self.normalized and self.spec.normalization_place == "before"

    @property
    def after(self) -> bool:
        """Whether the normalization comes after the activation."""
        return self.normalized and self.spec.normalization_place == "after"

    @property
    def post(self) -> bool:
        """Whether skips are added before the activation."""
        return self.spec.residual_place == "post" and bool(self.joins)

    @property
    def epsilon(self) -> float:
        """The ε of the normalization."""
        return self.normalization.epsilon_in(self.dtype)

    def factors(self, targets: NDArray[Any]) -> NDArray[np.float64] | None:
        """Class weights of the examples with these encoded targets; None: all 1."""
        return example_factors(targets, self.class_weights, self.loss)

    @property
    def random(self) -> bool:
        """Whether a hidden layer draws random slopes for every pass (RReLU)."""
        return any(each.activation.random for each in self.layers[:-1])


def plan(experiment: Experiment, lane_index: int) -> Plan:
    """Return the plan of one lane of a valid experiment.

    Raises:
        OSError: the user's table cannot be read.
        TableError: the table does not suit the network.
    """
    lane = experiment.lanes[lane_index]
    given = lane.data or experiment.data
    seed = experiment.seed if lane.seed is None else lane.seed
    data = examples.load(
        given.name, seed=seed, examples=given.examples, noise=given.noise, path=given.path,
        standardize=given.standardize, standardize_target=given.standardize_target,
        label_noise=given.label_noise, choices=given.choices,
    )  # fmt: skip
    network, batch = lane.network, min(given.batch_size, len(data.x_train))
    if NORMALIZATIONS[network.normalization].in_batches and batch < 2:
        raise TableError(
            tr("batch norm compares the examples of a batch, and this batch has only one")
        )
    try:
        output, loss = resolve_output(network.output, network.loss, data.task)
    except ValueError as error:  # only now is it known whether the table holds classes
        raise TableError(str(error)) from error
    filled = filled_network(network, output, loss)
    hidden = network.widths or (network.width,) * network.depth
    outputs = output_units(output, data.task, data.classes)
    widths = (data.x_train.shape[1], *hidden, outputs)
    layers = _layers(filled, widths)
    skips = sum(each.source > 0 for each in layers)
    scale = {"one": 1.0, "rezero": 0.0, "inverse_root": max(skips, 1) ** -0.5}
    targets = encode_targets(data.y_train, output, data.task, data.classes)
    class_weights = None
    if given.class_weights == "balanced":
        if not data.classes:
            raise ValueError(tr("there are no classes to be weighted: the target is a number"))
        class_weights = balanced_weights(data.y_train, data.classes)
    factors = example_factors(targets, class_weights, loss)
    return Plan(
        title=titled(experiment, lane_index),
        spec=filled,
        training=filled_training(lane.training or experiment.training),
        seed=seed,
        batch=batch,
        data=data,
        targets=targets,
        widths=widths,
        layers=layers,
        output=output,
        loss=LOSSES[loss].name,
        format=FORMATS[network.dtype],
        branch_scale=scale[network.branch_scale],
        input_power=_power(data.x_train),
        input_mean_power=_power(_mean(data.x_train)),
        blind_guess=blind_guess(targets, output, loss, factors),
        zero_guess=zero_guess(targets, output, loss, factors),
        class_weights=class_weights,
    )


def _mean(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the means over the examples; infinite if a sum is too large."""
    with np.errstate(all="ignore"):
        return np.asarray(x.mean(axis=0))


def _power(x: NDArray[np.float64]) -> float:
    """Return the mean square."""
    with np.errstate(all="ignore"):
        return float(np.square(x).mean())


def _layers(network: NetworkSpec, widths: tuple[int, ...]) -> tuple[LayerPlan, ...]:
    own = {each.layer: each for each in network.layers}
    top = len(widths) - 1
    return tuple(
        _layer(network, own.get(number), _source(network.residual, number, widths))
        for number in range(1, top + 1)
    )


def _source(every: int, layer: int, widths: tuple[int, ...]) -> int:
    """Return the layer where the skip into `layer` starts, `every` layers before it; 0: none."""
    top = len(widths) - 1
    if not every or layer == top or layer <= every or (layer - 1) % every:
        return 0
    return layer - every


def _layer(network: NetworkSpec, own: LayerSpec | None, source: int) -> LayerPlan:
    name, gain = network.activation, network.gain
    initializer, frozen, alpha = network.initializer, False, network.alpha
    if own is not None:
        if own.activation is not None and own.activation != name:
            name, alpha = own.activation, None
        alpha = alpha if own.alpha is None else own.alpha
        initializer = own.initializer or initializer
        gain = gain if own.gain is None else own.gain
        frozen = own.frozen
    activation = ACTIVATIONS[name]
    parameters = activation.values(alpha, network.lower, network.upper)
    return LayerPlan(
        activation=activation,
        parameters=parameters,
        p=slope(activation, parameters),
        threshold=saturation_threshold(activation, parameters),
        initializer=initializer,
        gain=gain,
        frozen=frozen,
        source=source,
    )


def filled_network(network: NetworkSpec, output: str, loss: str) -> NetworkSpec:
    """Return the specification with every default filled in that applies to this network."""
    initializer = INITIALIZERS[network.initializer]
    parameters = ACTIVATIONS[network.activation].values(network.alpha, network.lower, network.upper)
    bias = 0.0 if network.bias is None and initializer.bias_distribution is None else network.bias
    filled = replace(network, bias=bias, output=output, loss=loss)
    for each in initializer.parameters:
        if getattr(filled, each.name) is None:
            missing: dict[str, Any] = {each.name: each.default}
            filled = replace(filled, **missing)
    return replace(
        filled,
        alpha=parameters.get("alpha"),
        lower=parameters.get("lower"),
        upper=parameters.get("upper"),
    )


def filled_training(training: TrainingSpec) -> TrainingSpec:
    """Return the specification with the optimizer's default parameters filled in."""
    for each in OPTIMIZERS[training.optimizer].parameters:
        if getattr(training, each.name) is None:
            missing: dict[str, Any] = {each.name: each.default}
            training = replace(training, **missing)
    return training
