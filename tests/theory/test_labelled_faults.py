"""Faults of training that look alike from outside: each sentence names the one that is there."""

from __future__ import annotations

import pytest

from tests.theory.labelled import ODD, RELU, TANH, Family, Fields, cases, grid, misjudged

FAMILIES = (
    Family(
        "AdamW takes 30 % of the weights at each update: what was learned is lost again",
        grid(RELU, depth=(2,), width=(32,)),
        training={"optimizer": "adamw", "learning_rate": 0.01, "weight_decay": 30.0}, updates=300,
        learns=("blind_guess",), not_says=ODD,
        says=("was better than a blind guess", "is no longer", "Weight decay has shrunk"),
    ),
    Family(
        "Adam adds a decay of 10 to the gradient and follows it to 0",
        grid(RELU, depth=(2,), width=(16, 32)),
        training={"optimizer": "adam", "learning_rate": 0.01, "weight_decay": 10.0}, updates=200,
        learns=("blind_guess",), says=("Weight decay has shrunk the weights",), not_says=ODD,
    ),
    Family(
        "Adam's usual decay does not shrink weights that begin small",
        grid({**TANH, "initializer": "normal", "scale": 1e-3}, depth=(3,), width=(16,)),
        training={"optimizer": "adam", "learning_rate": 1e-6, "weight_decay": 1e-4}, updates=100,
        learns=("blind_guess",), not_says=("Weight decay", *ODD),
    ),
    Family(
        "of eight units, dropout leaves fewer than one",
        grid({**RELU, "dropout": 0.95}, depth=(1, 2), width=(8,)), updates=200,
        learns=("blind_guess",), says=("dropout sets 95 % of all outputs of units to 0",),
        not_says=ODD,
    ),
    Family(
        "a bias of -30 switches every ReLU off, with dropout, too",
        grid({**RELU, "bias": -30.0, "dropout": 0.5, "width": 8}, depth=(4, 12)),
        kind=("zero",), says=("f′ = 0 in all units of layers 1 to",), not_says=("are dead", *ODD),
    ),
    Family(
        "weights of 0 keep the gradient away; dropout has nothing to do with it",
        ({**TANH, "gain": 0.0, "dropout": 0.5, "depth": 3, "width": 8},), updates=3,
        kind=("zero",), says=("only the output layer's biases can learn",),
        not_says=("dropout", "learns from this update", *ODD),
    ),
    Family(
        "the cosine has ended at a rate of 0: what was learned stays, but nothing is learned now",
        grid(RELU, depth=(2,), width=(32,)),
        training={"schedule": "cosine", "length": 20}, updates=120,
        step=("too_small",), says=("rate is 0 now", "So far the loss has fallen to"),
        not_says=ODD,
    ),
    Family(
        "a rate of 3 with Adam kills every unit; small updates are not the reason",
        grid(RELU, depth=(1,), width=(32,)),
        training={"optimizer": "adam", "learning_rate": 3.0}, updates=100,
        kind=("zero",), states=("dead",), not_says=("The updates are small", *ODD),
    ),
    Family(
        "a rate of 3 with Adam more than doubles the loss of a GRU",
        ({"cell": "gru", "activation": "tanh", "width": 16},),
        data={"name": "digits_rows", "batch_size": 32},
        training={"optimizer": "adam", "learning_rate": 3.0}, updates=60,
        learns=("worse",), says=("The loss has grown from",), not_says=ODD,
    ),
    Family(
        "numbers are lost because the inputs are as measured",
        grid({**RELU, "activation": "leaky_relu"}, depth=(3,), width=(32,)),
        data={"name": "wine", "batch_size": 32, "standardize": False},
        training={"learning_rate": 1.0}, updates=10,
        kind=("broken",), says=("The inputs are large (rms",),
    ),
    Family(
        "inputs as measured kill ReLU units",
        ({**RELU, "depth": 3, "width": 32},),
        data={"name": "wine", "batch_size": 32, "standardize": False},
        training={"learning_rate": 1.0}, updates=10,
        kind=("zero",), cause="The inputs are large (rms",
    ),
    Family(
        "inputs as measured saturate layer 1, whose slopes then shrink the gradient",
        ({**TANH, "depth": 3, "width": 32},),
        data={"name": "wine", "batch_size": 32, "standardize": False},
        states=("saturated",), cause="The inputs are large (rms 229). Slopes f′",
    ),
    Family(
        "numbers are lost because the targets are as measured",
        grid(TANH, depth=(2,), width=(32,)),
        data={"name": "diabetes", "batch_size": 32, "standardize_target": False},
        training={"learning_rate": 1.0}, updates=600,
        kind=("broken",), says=("The targets are large (rms",),
    ),
    Family(
        "a loss scale of 2²⁴ is beyond float16: every update is skipped, but the loss is finite",
        grid({**RELU, "dtype": "float16", "loss_scale": 24}, depth=(2,), width=(32,)), updates=5,
        kind=("broken",), learns=("lost",), says=("this update is skipped",),
    ),
    Family(
        "targets of noise: what is learned of them is of no use in the test",
        grid(RELU, depth=(2,), width=(64,)),
        data={"name": "moons", "batch_size": 32, "examples": 64, "label_noise": 1.0},
        training={"learning_rate": 0.3}, updates=250,
        learns=("overfitting",), says=("on the test set it is",), not_says=ODD,
    ),
)  # fmt: skip


@pytest.mark.parametrize(("family", "fields"), cases(FAMILIES))
def test_a_fault_is_named(family: Family, fields: Fields) -> None:
    assert not misjudged(family, fields), family.reason
