"""Networks whose truth is known: whether updates fit, and whether the networks learn."""

from __future__ import annotations

import pytest

from tests.theory.labelled import (
    FALSE_ALARMS,
    ODD,
    RELU,
    SIGMOID,
    TANH,
    Family,
    Fields,
    cases,
    grid,
    misjudged,
)
from vgsim.describe.spec import LayerSpec

FAMILIES = (
    # --- does the step fit?
    Family(
        "inputs as measured, up to 1680: the first update is many times the weights",
        grid(RELU, depth=(1, 2, 3), width=(16, 32)),
        data={"name": "wine", "batch_size": 32, "standardize": False},
        training={"learning_rate": 0.1},
        step=("too_large",), learns=("high_start",), states=("step too large",),
        says=("times", "inputs are too large"), not_says=ODD,
    ),
    Family(
        "a rate of 10 replaces the weights",
        grid(RELU, depth=(2, 4), width=(32, 64)),
        training={"learning_rate": 10.0}, step=("too_large",), not_says=ODD,
    ),
    Family(
        "a rate of 0 moves nothing",
        grid(TANH, depth=(1, 3), width=(16,)),
        training={"learning_rate": 0.0}, step=("too_small",), kind=("starved",),
        says=("learning rate is 0",), not_says=ODD,
    ),
    Family(
        "a rate of 10⁻⁹ moves nothing",
        grid(TANH, depth=(1, 3), width=(16,)),
        training={"learning_rate": 1e-9}, step=("too_small",), kind=("starved",), not_says=ODD,
    ),
    Family(
        "usual rates fit",
        (*grid(TANH, depth=(2, 4), width=(32, 64)), *grid(RELU, depth=(2, 4), width=(64,))),
        training={"learning_rate": 0.01}, step=("fits",), not_states=FALSE_ALARMS,
    ),
    Family(
        "weights that begin at 0 on purpose are no measure of a step",
        grid({**TANH, "depth": 3, "layers": (LayerSpec(3, initializer="zeros"),)}, width=(16, 64)),
        training={"learning_rate": 0.01}, not_step=("too_large",),
    ),
    # --- does it learn?
    Family(
        "small standardized problems are learned by well-kept networks",
        (
            {**RELU, "depth": 2, "width": 32}, {**TANH, "depth": 2, "width": 32},
            {**TANH, "depth": 3, "width": 32}, {**RELU, "depth": 3, "width": 64},
        ),
        data={"name": "iris", "batch_size": 32}, training={"learning_rate": 0.1}, updates=600,
        learns=("learning", "learned"), not_kind=("broken", "zero"),
    ),
    Family(
        "a deep sigmoid network stays at a blind guess",
        grid(SIGMOID, depth=(10, 20), width=(16, 32)),
        training={"learning_rate": 0.1}, updates=100,
        learns=("blind_guess",), kind=("vanishing", "zero"), says=("better than a blind guess",),
        not_says=ODD,
    ),
    Family(
        "dead networks stay at a blind guess",
        grid({**RELU, "bias": -30.0}, depth=(1, 3), width=(16,)),
        updates=200, kind=("zero",), learns=("blind_guess",), not_says=ODD,
    ),
    Family(
        "a softmax with squared error on large weights answers wrongly and surely",
        grid({"activation": "relu", "initializer": "uniform", "scale": 1.0, "output": "softmax",
              "loss": "mse"}, depth=(2, 3), width=(64,)),
        training={"learning_rate": 0.1}, output="saturated", says=("saturated",), not_says=ODD,
    ),
    Family(
        "cross-entropy gets its gradient through saturated outputs",
        grid({"activation": "relu", "initializer": "uniform", "scale": 1.0}, depth=(2, 3),
             width=(64,)),
        output="healthy",
    ),
    Family(
        "a sigmoid output cannot give numbers around 0",
        grid({**TANH, "output": "sigmoid", "loss": "mse"}, depth=(1, 2), width=(16,)),
        data={"name": "diabetes", "batch_size": 32}, output="out of reach",
        learns=("unreachable",), says=("outside the range of sigmoid outputs",),
    ),
    # --- numbers that are lost
    Family(
        "a signal of 10²⁰⁰ a layer overflows in the second",
        grid({"activation": "linear", "initializer": "normal", "scale": 1e200, "width": 4},
             depth=(3, 5)),
        kind=("broken",), says=("overflows in layer 2",), not_says=ODD,
    ),
    Family(
        "a first update of hundreds of times the weights loses the numbers at update 1",
        grid({**RELU, "gain": 2.0, "width": 32, "dtype": "float32"}, depth=(12,)),
        training={"learning_rate": 0.5}, updates=5,
        kind=("broken",), learns=("lost",), says=("At update 1,", "times as large as the weights"),
    ),
    # --- training that moves nothing, or too much
    Family(
        "a cosine schedule that is over moves nothing",
        grid(TANH, depth=(3,), width=(32,)),
        training={"schedule": "cosine", "length": 50}, updates=50,
        kind=("starved",), says=("The learning rate is 0 now",), not_says=ODD,
    ),
    Family(
        "frozen hidden layers leave the output layer",
        grid({**TANH, "layers": tuple(LayerSpec(k, frozen=True) for k in (1, 2, 3))}, depth=(3,)),
        kind=("starved",), says=("Every hidden layer is frozen: only the output layer changes",),
    ),
    Family(
        "a rate of 10 on a gradient that is clipped to 10⁻⁴ is a small step",
        grid(TANH, depth=(3,), width=(32,)),
        training={"learning_rate": 10.0, "clipping": "global_norm", "clip_at": 1e-4},
        step=("fits",), says=("every layer can learn",),
    ),
    Family(
        "Adam's first step is the rate, whatever the gradient: 1 is many times the weights",
        grid(TANH, depth=(3,), width=(32,)),
        training={"optimizer": "adam", "learning_rate": 1.0}, step=("too_large",), not_says=ODD,
    ),
    Family(
        "weights around 0.28 add up: a first loss of thousands of blind guesses",
        grid({"activation": "relu", "initializer": "normal", "scale": 0.05, "offset": 0.28},
             depth=(5,), width=(64,)),
        kind=("exploding",), says=("the initial weights or biases are too large",), not_says=ODD,
    ),
    Family(
        "a loss scale beyond the format: updates are left out",
        grid({**TANH, "dtype": "float16", "loss_scale": 40, "width": 32}, depth=(3,)),
        kind=("broken",), says=("The gradient overflows", "is skipped"),
    ),
    Family(
        "wrong labels are learned by heart",
        grid({**RELU, "width": 64}, depth=(3,)),
        data={"name": "iris", "batch_size": 32, "label_noise": 0.6},
        training={"optimizer": "adam", "learning_rate": 0.005}, updates=300,
        learns=("overfitting",), says=("on the test set it is worse than a blind guess",),
    ),
    # --- what the loss is called, and what else it says
    Family(
        "sequences that are new in every update have no training loss: their test set replaces it",
        ({"cell": "lstm", "width": 16, "activation": "tanh", "forget_bias": 3.0},),
        data={"name": "latch", "batch_size": 16, "length": 10}, updates=200,
        training={"optimizer": "adam", "learning_rate": 0.01}, learns=("learned", "learning"),
        says=("loss on new examples",), not_says=("training loss",),
    ),
    Family(
        "ten thousand weights fit 350 diabetics by heart",
        grid(RELU, depth=(3,), width=(64,)),
        data={"name": "diabetes", "batch_size": 32}, updates=600,
        training={"optimizer": "adam", "learning_rate": 0.003},
        learns=("learned", "learning"), says=("On the test set the loss is ",),
    ),
    Family(
        "a sigmoid reaches no target below 0, though the loss falls",
        grid({**RELU, "output": "sigmoid", "loss": "mse"}, depth=(2,), width=(16,)),
        data={"name": "diabetes", "batch_size": 32}, updates=300, learns=("learning",),
        says=("The network learns", "outside the range of sigmoid outputs"), output="out of reach",
    ),
    Family(
        "with nine of ten outputs dropped, a unit that gives nothing now is not dead",
        grid(RELU, depth=(3,), width=(32,), dropout=(0.9,)),
        data={"name": "digits", "batch_size": 32}, updates=300,
        not_says=("are dead", "can learn"),
    ),
)  # fmt: skip


# of every family one network; the others, which are alike, are long
CASES = [
    pytest.param(*each.values, id=each.id, marks=[pytest.mark.long] * (not each.id.endswith(" 0")))
    for each in cases(FAMILIES)
]


@pytest.mark.parametrize(("family", "fields"), CASES)
def test_a_network_is_judged_as_it_is(family: Family, fields: Fields) -> None:
    assert not misjudged(family, fields), family.reason
