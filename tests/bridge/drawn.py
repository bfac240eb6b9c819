"""Random experiments of all parts, for the comparison with PyTorch."""

from __future__ import annotations

import random
from typing import Any

from vgsim.describe.errors import SpecError
from vgsim.describe.spec import (
    DataSpec,
    Experiment,
    Lane,
    LayerSpec,
    NetworkSpec,
    OwnActivation,
    OwnParameters,
    Stage,
    TrainingSpec,
    WeightEdit,
)
from vgsim.describe.spec.own import own_of
from vgsim.describe.validate import validate
from vgsim.parts.activations import ACTIVATIONS, is_own
from vgsim.parts.datasets import DATASETS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.losses import LOSSES
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.parts.optimizers import CLIPPINGS, OPTIMIZERS, SCHEDULES

FORMULAS = (
    "x / (1 + exp(-a*x))", "x * sigmoid(b*x)", "tanh(x) + 0.1*sin(a*x)", "log(1 + exp(x))",
    "max(x, a*x)", "min(max(-1, x), 1) * b", "where(x > 0, x, a*(exp(x) - 1))",
    "abs(x) / (1 + x^2)", "x * Phi(x)", "erf(x)", "atan(x)", "where(x > 0, sqrt(x + 1) - 1, x / 2)",
    "sign(x)*log(1+abs(x))",
    "x * tanh(log(1 + exp(x)))", "sinh(x) / cosh(x)", "cos(x) - 1 + x", "0.5 * x + 0 * b",
)  # fmt: skip
GENERATED = [name for name, each in DATASETS.items() if not each.steps and name != "csv"]
SEQUENCES = [name for name, each in DATASETS.items() if each.steps]


def drawn(seed: int) -> tuple[Experiment, int]:
    """A random valid experiment of one network, and the update at which it is exported."""
    draw = random.Random(seed)
    while True:
        made = _recurrent(draw) if draw.random() < 0.3 else _feedforward(draw)
        try:
            return validate(made), draw.choice([0, 0, 1, 3, 7, 15])
        except SpecError:
            continue


def _maybe(draw: random.Random, chance: float, value: Any, other: Any) -> Any:
    return value if draw.random() < chance else other


def _activation(draw: random.Random) -> str:
    if draw.random() < 0.2:
        given = OwnParameters(a=draw.uniform(0.3, 1.5), b=draw.uniform(0.3, 1.5))
        k = draw.randrange(len(FORMULAS))
        return OwnActivation(f"mine {k}", FORMULAS[k], given).key
    return draw.choice(list(ACTIVATIONS))


def _training(draw: random.Random) -> TrainingSpec:
    optimizer = OPTIMIZERS[draw.choice(list(OPTIMIZERS))]
    given = {}
    for each in optimizer.parameters:
        if draw.random() < 0.3:
            given[each.name] = draw.uniform(0.5 * each.default, each.default)
    return TrainingSpec(
        optimizer=optimizer.name,
        learning_rate=optimizer.rate * draw.choice([0.03, 0.1, 0.3, 1.0]),
        weight_decay=_maybe(draw, 0.3, draw.uniform(0, 0.05), 0.0),
        schedule=draw.choice(list(SCHEDULES)), warmup=draw.choice([0, 5, 30]),
        length=draw.choice([4, 25, 100]), decay=draw.uniform(0.1, 0.9),
        clipping=draw.choice(list(CLIPPINGS)), clip_at=draw.choice([0.01, 0.3, 3.0]), **given,
    )  # fmt: skip


def _experiment(draw: random.Random, data: DataSpec, network: NetworkSpec) -> Experiment:
    training = _training(draw)
    before: tuple[Stage, ...] = ()
    if draw.random() < 0.15:
        before = (Stage(draw.choice([2, 5, 25]), network, _training(draw)),)
    seed = draw.randrange(10_000)
    lane = Lane(title='"a" \\ b"""', network=network, before=before)
    names = [network.activation, *(each.activation for each in network.layers)]
    own = tuple(dict.fromkeys(own_of(each) for each in names if is_own(each)))
    return Experiment(seed=seed, data=data, training=training, lanes=(lane,), activations=own)


def _feedforward(draw: random.Random) -> Experiment:
    data = DataSpec(
        name=draw.choice(GENERATED),
        batch_size=draw.choice([4, 16, 33, 64, 2000]),
        examples=100,
        label_noise=_maybe(draw, 0.1, 0.2, 0.0),
        standardize=draw.random() < 0.9,
        class_weights=_maybe(draw, 0.2, "balanced", "none"),
    )
    depth, width = draw.randint(1, 8), draw.randint(2, 24)
    activation = _activation(draw)
    loss = draw.choice([None, *LOSSES])
    layers = []
    if draw.random() < 0.25:
        layers.append(LayerSpec(
            draw.randint(1, depth), activation=_activation(draw), frozen=draw.random() < 0.5,
            initializer="he_normal", gain=1.1,
        ))  # fmt: skip
    residual = _maybe(draw, 0.3, draw.randint(1, 3), 0)
    widths = tuple(draw.randint(2, 20) for _ in range(depth))
    edits = (WeightEdit(draw.randint(0, 25), draw.randint(1, depth + 1), 0, draw.choice([None, 0]),
                        0.3),)  # fmt: skip
    network = NetworkSpec(
        depth=depth, width=width, widths=_maybe(draw, 0.2, widths, ()) if not residual else (),
        activation=activation, per_unit=draw.random() < 0.5,
        initializer=draw.choice(list(INITIALIZERS)), gain=draw.choice([1.0, 1.0, 0.7, 1.3]),
        bias=_maybe(draw, 0.3, 0.05, None), normalization=draw.choice(["none", *NORMALIZATIONS]),
        normalization_place=draw.choice(["before", "after"]), residual=residual,
        residual_place=draw.choice(["pre", "post"]),
        branch_scale=draw.choice(["one", "inverse_root", "rezero"]),
        dropout=_maybe(draw, 0.25, draw.choice([0.1, 0.5]), 0.0), loss=loss,
        output=draw.choice([None, *LOSSES[loss].outputs]) if loss else None,
        dtype=_maybe(draw, 0.3, "float32", "float64"), loss_scale=_maybe(draw, 0.1, 6, 0),
        layers=tuple(layers), edits=_maybe(draw, 0.2, edits, ()),
    )  # fmt: skip
    return _experiment(draw, data, network)


def _recurrent(draw: random.Random) -> Experiment:
    name = draw.choice(SEQUENCES)
    length = None if DATASETS[name].sequence is None else draw.randint(4, 30)
    data = DataSpec(name=name, batch_size=draw.choice([4, 16, 33]), length=length)
    cell = draw.choice(["vanilla", "vanilla", "lstm", "gru"])
    activation = draw.choice(["tanh", "relu", _activation(draw)]) if cell == "vanilla" else "tanh"
    network = NetworkSpec(
        cell=cell, width=draw.randint(2, 16), stack=draw.choice([1, 1, 2, 3]),
        activation=activation,
        initializer=draw.choice(list(INITIALIZERS)),
        recurrence=draw.choice(["uniform", "gaussian", "orthogonal", "identity"]),
        spectral_radius=draw.choice([0.7, 1.0]), loss_at=draw.choice([None, "last", "every"]),
        truncation=draw.choice([0, 0, 2, 3, 5]), loss=draw.choice([None, *LOSSES]),
        dtype=_maybe(draw, 0.3, "float32", "float64"),
    )  # fmt: skip
    return _experiment(draw, data, network)
