"""What is reported of networks that do not train: each fault is named. None is judged wrongly."""

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
from tests.theory.test_labelled import FAMILIES as ARRIVING
from tests.theory.test_labelled_faults import FAMILIES as FAULTS
from tests.theory.test_labelled_time import FAMILIES as OVER_TIME
from tests.theory.test_labelled_training import FAMILIES as TRAINED

FAMILIES = (
    # --- the scale of data
    Family(
        "targets of 25 to 346 are large: the output would have to grow first",
        grid(RELU, depth=(1, 2), width=(16, 32)),
        data={"name": "diabetes", "batch_size": 32, "standardize_target": False},
        training={"learning_rate": 1e-4},
        learns=("far_targets",), says=("The targets are large (rms 1", "standardize them"),
        not_says=ODD,
    ),
    Family(
        "a sigmoid gives at most 1, and no target is below 25",
        grid({**SIGMOID, "output": "sigmoid", "loss": "mse"}, depth=(1, 2), width=(8,)),
        data={"name": "diabetes", "batch_size": 32, "standardize_target": False},
        learns=("unreachable",), output="out of reach",
        says=("100 % of the targets are outside the range of sigmoid outputs.",), not_says=ODD,
    ),
    Family(
        "after 200 updates it is still the targets",
        grid({**SIGMOID, "output": "sigmoid", "loss": "mse"}, depth=(1,), width=(8,)),
        data={"name": "diabetes", "batch_size": 32, "standardize_target": False}, updates=200,
        learns=("blind_guess",), says=("outside the range of sigmoid outputs",), not_says=ODD,
    ),
    # --- updates that are too small, and why
    Family(
        "clipping to a norm of 10⁻⁸ leaves nothing of the gradient",
        grid(RELU, depth=(1, 3), width=(32,)),
        training={"clipping": "global_norm", "clip_at": 1e-8},
        step=("too_small",), kind=("starved",), says=("Clipping shortens the gradient to",),
        not_says=ODD,
    ),
    Family(
        "ten updates of a warm-up of a million give a hundred-thousandth of the rate",
        grid(RELU, depth=(2,), width=(32,)),
        training={"schedule": "warmup", "warmup": 1_000_000}, updates=10,
        step=("too_small",), says=("By its schedule the learning rate is only 1.1·10⁻⁶ now",),
        not_says=ODD,
    ),
    Family(
        "bfloat16 has 8 binary digits: changes of a hundred-thousandth are rounded away",
        grid({**RELU, "dtype": "bfloat16"}, depth=(2,), width=(32,)),
        training={"learning_rate": 1e-6},
        step=("too_small",), says=("Rounding to bfloat16 leaves hardly any update",),
        not_says=ODD,
    ),
    Family(
        "with a rate of 10⁻⁵ nothing is learned in 300 updates, which are too small",
        grid(RELU, depth=(3,), width=(32,)),
        training={"learning_rate": 1e-5}, updates=300,
        learns=("blind_guess", "worse"), says=("The updates are small",), not_says=ODD,
    ),
    # --- it does not learn, and why
    Family(
        "a weight decay of 1 at a rate of 0.1 leaves e⁻²⁰ of the weights after 200 updates",
        grid(RELU, depth=(2, 3), width=(32,)),
        training={"weight_decay": 1.0}, updates=200,
        learns=("blind_guess",), says=("Weight decay has shrunk the weights to almost 0.",),
        not_says=(*ODD, "more slowly"),
    ),
    Family(
        "linear layers cannot solve XOR",
        grid({"activation": "linear", "initializer": "xavier_normal"}, depth=(1, 3), width=(16,)),
        data={"name": "xor", "batch_size": 32}, updates=300,
        learns=("blind_guess",), says=("is a linear function of its inputs.",), not_says=ODD,
    ),
    Family(
        "units that begin alike stay alike: a sigmoid network of zeros",
        grid({"activation": "sigmoid", "initializer": "zeros"}, depth=(2,), width=(8,)),
        data={"name": "iris", "batch_size": 16}, training={"learning_rate": 0.5}, updates=150,
        states=("symmetric",), says=("are alike, so they learn the same.",), not_says=ODD,
    ),
    Family(
        "a rate of 100 makes the loss grow at once",
        grid(RELU, depth=(3,), width=(64,)),
        training={"learning_rate": 100.0}, updates=3,
        learns=("worse", "lost"), not_says=(*ODD, "Too early"),
    ),
    Family(
        "in float16 the ε of Adam is 0: it divides by 0",
        grid({**TANH, "dtype": "float16"}, depth=(2,), width=(32,)),
        training={"optimizer": "adam", "learning_rate": 0.001, "optimizer_dtype": "same"},
        updates=2, kind=("broken",),
        says=("the signal becomes NaN or infinite in layer 1", "ε of 10⁻⁸ is 0 in float16"),
        not_says=("overflows", "∞"),
    ),
    Family(
        "running statistics that never follow spoil the evaluation only",
        grid({**RELU, "normalization": "batch", "norm_momentum": 0.0}, depth=(2,), width=(32,)),
        data={"name": "wine", "batch_size": 32, "standardize": False},
        training={"learning_rate": 0.05}, updates=150,
        learns=("worse",), says=("In training mode the loss is", "running statistics"),
        not_says=("The inputs are large",),
    ),
    Family(
        "labels of which nine in ten are wrong teach nothing about the test set",
        grid(RELU, depth=(2,), width=(64,)),
        data={"label_noise": 0.9}, updates=400,
        learns=("overfitting",), says=("worse than a blind guess",), not_says=ODD,
    ),
    Family(
        "two or three examples are too few for batch norm",
        grid({**RELU, "normalization": "batch"}, depth=(4,), width=(32,)),
        data={"batch_size": 3}, cause="from only 3 examples",
    ),
    # --- too large on purpose
    Family(
        "He weights are twice too large for SELU",
        grid({**RELU, "activation": "selu"}, depth=(20, 30), width=(64,)),
        training={"learning_rate": 0.01}, kind=("growing", "exploding"), not_says=ODD,
    ),
    Family(
        "forty skips of ReLU with He double the signal's power each",
        grid({**RELU, "residual": 1}, depth=(40,), width=(32,)),
        training={"learning_rate": 0.01}, kind=("exploding",), not_says=ODD,
    ),
    Family(
        "tanh with Xavier weights still learns after 60 layers",
        grid(TANH, depth=(60,), width=(64,)),
        training={"learning_rate": 0.01}, kind=("healthy", "mild"), step=("fits",),
        not_states=FALSE_ALARMS,
    ),
)  # fmt: skip


@pytest.mark.parametrize(("family", "fields"), cases(FAMILIES))
def test_a_network_is_judged_as_it_is(family: Family, fields: Fields) -> None:
    assert not misjudged(family, fields), family.reason


def test_the_set_is_large() -> None:
    every = (*FAMILIES, *ARRIVING, *FAULTS, *OVER_TIME, *TRAINED)
    assert sum(len(each.variants) for each in every) >= 200
