"""Networks whose truth is known: whether the gradient arrives. None is judged wrongly."""

from __future__ import annotations

import pytest

from tests.theory.labelled import (
    FALSE_ALARMS,
    LINEAR,
    ODD,
    RELU,
    SELU,
    SIGMOID,
    TANH,
    XAVIER,
    Family,
    Fields,
    cases,
    grid,
    misjudged,
)
from vgsim.describe.spec import LayerSpec

FAMILIES = (
    # --- does the gradient arrive?
    Family(
        "a sigmoid with Xavier weights loses 0.63 decades a layer",
        grid(SIGMOID, depth=(8, 12, 20, 40), width=(16, 32, 64)),
        kind=("vanishing",), states=("vanishing",), not_states=("underflowed", "dead"),
        not_says=ODD,
    ),
    Family(
        "He weights keep the gradient of rectifiers, Xavier that of tanh, LeCun that of SELU",
        (
            *grid(RELU, depth=(2, 5, 12), width=(32, 128)),
            *grid(TANH, depth=(2, 5, 12), width=(32, 128)),
            *grid(SELU, depth=(3, 12), width=(32, 64)),
            *grid({**RELU, "activation": "leaky_relu"}, depth=(3, 12), width=(64,)),
        ),
        training={"learning_rate": 0.01}, kind=("healthy",), step=("fits",),
        not_states=(*FALSE_ALARMS, "vanishing", "not learning"), says=("every layer can learn",),
    ),
    Family(
        "ReLU with PyTorch's weights loses 0.39 decades a layer",
        grid({"activation": "relu", "initializer": "pytorch_default"}, depth=(12, 20),
             width=(32, 64, 128)),
        kind=("vanishing",), not_states=("underflowed",), not_says=ODD,
    ),
    Family(
        "weights of standard deviation 1 multiply the gradient of rectifiers by √(n/2) a layer",
        grid({"activation": "relu", "initializer": "normal"}, depth=(8, 14), width=(32, 64)),
        kind=("exploding",), step=("too_large",), states=("exploding",), not_says=ODD,
    ),
    Family(
        "slower is called slower, not unable: tanh with small weights learns all the same",
        grid({**TANH, "gain": 0.55}, depth=(10, 14), width=(64,)),
        training={"optimizer": "momentum", "learning_rate": 0.1},
        kind=("vanishing", "mild"), says=("times more slowly",), not_says=("cannot",),
    ),
    Family(
        "a residual network's gradient passes along the skips",
        grid({**TANH, "residual": 1, "branch_scale": "inverse_root"}, depth=(10, 20), width=(32,)),
        kind=("healthy", "growing"), not_states=FALSE_ALARMS,
    ),
    Family(
        "ReZero begins closed and learns along the skips",
        grid({**TANH, "residual": 1, "branch_scale": "rezero"}, depth=(6, 12), width=(16,)),
        kind=("healthy",), says=("α = 0",), not_says=("dead",),
    ),
    # --- exactly 0, and why
    Family(
        "a bias of -30 switches every rectifier off",
        grid({**RELU, "bias": -30.0}, depth=(1, 2, 4), width=(8, 16, 32)),
        kind=("zero",), states=("dead",), says=("dead",), not_states=("underflowed",), not_says=ODD,
    ),
    Family(
        "a bias of 30 puts every hard function on its flat piece",
        grid({**XAVIER, "bias": 30.0, "width": 24}, depth=(2, 3),
             activation=("hard_tanh", "hard_sigmoid", "relu6")),
        kind=("zero",), states=("dead",), says=("dead",), not_states=("underflowed",), not_says=ODD,
    ),
    Family(
        "float16 ends after ten sigmoid layers, float32 after seventy",
        (
            *grid({**SIGMOID, "dtype": "float16", "width": 16}, depth=(20, 40)),
            *grid({**SIGMOID, "dtype": "float32", "width": 16}, depth=(90, 110)),
        ),
        kind=("zero",), states=("underflowed",), says=("too small for float",), not_says=("dead",),
    ),
    Family(
        "all weights 0: units are alike, and nothing passes the output weights",
        grid({"initializer": "zeros", "width": 8}, depth=(2, 3),
             activation=("tanh", "sigmoid", "elu")),
        kind=("zero",), states=("symmetric",), not_states=("underflowed",), not_says=ODD,
    ),
    Family(
        "zeros with a rectifier: the slope at 0 is 0",
        grid({"initializer": "zeros", "activation": "relu", "width": 8}, depth=(1, 3)),
        kind=("zero",), states=("symmetric", "dead"), not_states=("underflowed",),
    ),
    # --- what looks ill and is not
    Family(
        "a dropout mask makes zeros, which is no underflow",
        grid({**TANH, "width": 64}, depth=(3, 4), dropout=(0.2, 0.5)),
        kind=("healthy",), not_states=FALSE_ALARMS,
    ),
    Family(
        "flat pieces of hard functions make zeros, which is no underflow",
        grid({**XAVIER, "width": 96}, depth=(3, 6), activation=("hard_tanh",)),
        kind=("healthy",), not_states=FALSE_ALARMS,
    ),
    Family(
        "a constant layer between drawn ones: its units part at the first update",
        grid({**TANH, "width": 24, "layers": (LayerSpec(2, initializer="constant"),)},
             depth=(3, 4)),
        not_states=("symmetric",),
    ),
    Family(
        "dropout and drawn slopes part units that are alike",
        (
            *grid({"initializer": "constant", "activation": "tanh", "width": 16}, depth=(3,),
                  dropout=(0.3, 0.5)),
            *grid({"initializer": "constant", "activation": "rrelu", "width": 16, "bias": -1.0},
                  depth=(2, 3)),
        ),
        not_states=("symmetric",),
    ),
    Family(
        "frozen layers are frozen on purpose",
        grid({**TANH, "width": 32, "layers": (LayerSpec(1, frozen=True),)}, depth=(3, 5)),
        kind=("healthy", "mild", "growing"), states=("frozen",), not_states=FALSE_ALARMS,
    ),
    Family(
        "critical sigmoid weights saturate, and the gradient arrives",
        grid({**SIGMOID, "gain": 10.15, "width": 128}, depth=(6, 12)),
        kind=("healthy", "mild", "growing"), not_states=("vanishing", "dead", "underflowed"),
    ),
    Family(
        "one example decides nothing: neither dead nor learned",
        grid({**RELU, "depth": 1}, width=(4, 8, 16)),
        data={"name": "sine", "batch_size": 1}, training={"learning_rate": 0.02}, updates=30,
        kind=("single",), not_states=("dead",), not_learns=("learned",),
        not_says=("has learned", "exactly 0"),
    ),
    # --- exactly known
    Family(
        "orthogonal weights of a linear network keep every length",
        grid(LINEAR, depth=(30,), gain=(1.0,)),
        training={"learning_rate": 0.01}, kind=("healthy",), says=("100 % of the gradient",),
    ),
    Family(
        "orthogonal weights halved fifteen times leave 2⁻¹⁵ of the gradient",
        grid(LINEAR, depth=(16,), gain=(0.5,)),
        kind=("vanishing",), says=("3.1·10⁻⁵ of the gradient",), not_says=ODD,
    ),
    Family(
        "orthogonal weights doubled fifteen times multiply the gradient by 2¹⁵",
        grid(LINEAR, depth=(16,), gain=(2.0,)),
        kind=("exploding",), says=("3.3·10⁴ times the gradient",), not_says=ODD,
    ),
    # --- flat, but not dead
    Family(
        "the slopes of ELU and sigmoid far left are tiny and not 0",
        (
            {"activation": "elu", "initializer": "he_normal", "width": 16, "depth": 3,
             "bias": -60.0},
            {**SIGMOID, "width": 32, "depth": 4, "bias": -40.0},
        ),
        kind=("vanishing",), not_states=("dead", "underflowed"), not_says=ODD,
    ),
    Family(
        "in float16 such slopes are too small",
        grid({"activation": "elu", "initializer": "he_normal", "width": 16, "bias": -60.0,
              "dtype": "float16"}, depth=(3,)),
        kind=("zero",), states=("underflowed",), says=("too small for float16",),
        not_states=("dead",),
    ),
    Family(
        "a leaky ReLU on the left passes a hundredth a layer",
        grid({"activation": "leaky_relu", "initializer": "he_normal", "width": 32, "bias": -30.0},
             depth=(6,)),
        kind=("vanishing",), not_states=("dead", "underflowed"), not_says=ODD,
    ),
    Family(
        "a leaky ReLU of slope 0 is a ReLU, and hard swish is flat on the left",
        (
            {"activation": "leaky_relu", "alpha": 0.0, "initializer": "he_normal", "width": 32,
             "depth": 3, "bias": -30.0},
            {"activation": "hard_swish", "initializer": "he_normal", "width": 32, "depth": 3,
             "bias": -20.0},
        ),
        kind=("zero",), states=("dead",), says=("are dead",), not_states=("underflowed",),
    ),
    Family(
        "softplus far right is linear",
        grid({"activation": "softplus", "initializer": "orthogonal", "width": 32, "bias": 30.0},
             depth=(3,)),
        training={"learning_rate": 0.001}, kind=("healthy", "mild"),
        not_states=("dead", "saturated"),
    ),
    Family(
        "bfloat16 reaches as far down as float32",
        grid({**SIGMOID, "dtype": "bfloat16", "width": 32}, depth=(20,)),
        kind=("vanishing",), not_states=("underflowed", "dead"), not_says=ODD,
    ),
    # --- batch norm
    Family(
        "batch norm keeps a sigmoid's gradient",
        grid({**SIGMOID, "normalization": "batch"}, depth=(10, 20), width=(32, 64)),
        kind=("healthy", "growing"), not_states=("vanishing", *FALSE_ALARMS),
    ),
    Family(
        "layer norm does not keep a sigmoid's gradient",
        grid({**SIGMOID, "normalization": "layer"}, depth=(12, 20), width=(32, 64)),
        kind=("vanishing",),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("family", "fields"), cases(FAMILIES))
def test_a_network_is_judged_as_it_is(family: Family, fields: Fields) -> None:
    assert not misjudged(family, fields), family.reason
