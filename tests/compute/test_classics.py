"""The classic results of training, reproduced: who learns two spirals, and who does not.

Ten hidden layers of 32 (where nothing else is said), 256 points in one batch, plain gradient
descent at rate 0.1, 600 updates; learned is a loss below 0.1, stuck is a loss of ln 2 or more.
"""

from __future__ import annotations

from math import isnan, log
from typing import Any

import numpy as np
import pytest

from vgsim.compute.kernels import Kernels
from vgsim.compute.trace import Curves
from vgsim.compute.training import Trainer
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec

pytestmark = pytest.mark.usefixtures("compiled")
SEEDS = (0, 1, 2)
LN2 = log(2)
KERNELS = Kernels()
XAVIER, HE = {"initializer": "xavier_normal"}, {"initializer": "he_normal"}
CLIPPED = {"clipping": "global_norm", "clip_at": 0.5}


def course(
    seed: int, *, updates: int = 600, rate: float = 0.1, data: str = "spirals",
    training: dict[str, Any] | None = None, **network: Any,
) -> Curves:  # fmt: skip
    made = Experiment(
        seed=seed, data=DataSpec(data, 256, 256),
        training=TrainingSpec(**{"learning_rate": rate, **(training or {})}),
        lanes=(Lane("", NetworkSpec(**{"depth": 10, "width": 32, **network})),),
    )  # fmt: skip
    KERNELS.prepare(made)
    trainer = Trainer(made, engine=KERNELS.engine(made))
    trainer.advance(updates)
    return trainer.trace().curves[0]


LEARN: dict[str, dict[str, Any]] = {
    "ReLU + He (He et al. 2015)": {"activation": "relu", **HE},
    "tanh + Xavier (Glorot and Bengio 2010)": {"activation": "tanh", **XAVIER},
    "sigmoid + Xavier + batch norm (Ioffe and Szegedy 2015)": {
        "activation": "sigmoid", **XAVIER, "normalization": "batch"},
    "sigmoid at its critical initialization (Schoenholz et al. 2017)": {
        "activation": "sigmoid", "initializer": "critical", "sigma_w": 103.007554**0.5,
        "updates": 1200},
    "ReLU + Xavier, ten layers": {"activation": "relu", **XAVIER},
    "ELU + He (Clevert et al. 2015)": {"activation": "elu", **HE},
    "SELU + LeCun (Klambauer et al. 2017)": {"activation": "selu", "initializer": "lecun_normal"},
    "clipping saves what explodes (Pascanu et al. 2013)": {
        "activation": "relu", **HE, "rate": 0.5, "training": CLIPPED},
    "ReLU + He, thirty layers (He et al. 2015)": {
        "activation": "relu", **HE, "depth": 30, "rate": 0.02},
    "ELU with a bias of -3": {
        "activation": "elu", **HE, "depth": 2, "bias": -3.0, "data": "circles"},
    "leaky ReLU of 0.1 with a bias of -3, and patience": {
        "activation": "leaky_relu", "alpha": 0.1, **HE, "depth": 2, "bias": -3.0,
        "data": "circles", "updates": 3000},
}  # fmt: skip
STUCK: dict[str, dict[str, Any]] = {
    "sigmoid + Xavier (Glorot and Bengio 2010)": {"activation": "sigmoid", **XAVIER},
    "sigmoid at a hundred times the rate": {"activation": "sigmoid", **XAVIER, "rate": 10.0},
    "ReLU + PyTorch's default": {"activation": "relu", "initializer": "pytorch_default"},
    "all weights zero": {"activation": "tanh", "initializer": "zeros"},
    "ReLU + N(0, 0.01²)": {"activation": "relu", "initializer": "normal", "scale": 0.01},
    "ReLU + Xavier, thirty layers (He et al. 2015)": {
        "activation": "relu", **XAVIER, "depth": 30, "rate": 0.02},
    "ReLU with a bias of -3": {
        "activation": "relu", **HE, "depth": 2, "bias": -3.0, "data": "circles"},
    "leaky ReLU of 0.01 with a bias of -3": {
        "activation": "leaky_relu", "alpha": 0.01, **HE, "depth": 2, "bias": -3.0,
        "data": "circles"},
}  # fmt: skip


@pytest.mark.parametrize("name", LEARN)
def test_learned(name: str) -> None:
    for seed in SEEDS:
        assert course(seed, **LEARN[name]).loss[-1] < 0.1, seed


@pytest.mark.parametrize("name", STUCK)
def test_stuck(name: str) -> None:
    for seed in SEEDS:
        assert course(seed, **STUCK[name]).loss[-1] > LN2 - 0.02, seed


def test_a_residual_sigmoid_net_does_not_vanish_and_yet_does_not_learn() -> None:
    for seed in SEEDS:
        found = course(seed, activation="sigmoid", **XAVIER, residual=1)
        assert found.loss[-1] > 0.4


def test_without_clipping_it_explodes() -> None:
    for seed in SEEDS:
        found = course(seed, activation="relu", **HE, rate=0.5)
        assert isnan(found.loss[-1]) or found.loss[-1] > 0.5


def test_elu_starts_faster_than_relu() -> None:
    """Clevert et al. 2015: the first update at which the loss is below 0.1."""
    for seed in SEEDS:
        first = {
            name: int(np.flatnonzero(course(seed, activation=name, **HE).loss < 0.1)[0])
            for name in ("elu", "relu")
        }
        assert first["elu"] < 0.6 * first["relu"]


def test_large_weights_explode_relu_and_not_sigmoid() -> None:
    for seed in SEEDS:
        loud = {"initializer": "normal", "scale": 1.0, "updates": 20}
        relu = course(seed, activation="relu", **loud)
        sigmoid = course(seed, activation="sigmoid", **loud)
        assert not np.isfinite(relu.loss).all() or relu.loss.max() > 100
        assert sigmoid.loss.max() < 10
