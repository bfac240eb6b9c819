"""Networks whose truth is known by construction or from the literature: none is judged wrongly.

Each family has a reason; its variants differ in width, depth, seed, data or format. The expectation
names what must be found and what must not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest

from vgsim.compute.kernels import Engine
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import LaneTrace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, LayerSpec, NetworkSpec, TrainingSpec
from vgsim.theory.judge import judgement

Fields = dict[str, Any]


@dataclass(frozen=True)
class Family:
    """Networks with one truth. States are those of layer 1; "output" is the output layer's."""

    reason: str
    variants: tuple[Fields, ...]
    kind: tuple[str, ...] = ()  # one of these
    not_kind: tuple[str, ...] = ()
    step: tuple[str, ...] = ()
    not_step: tuple[str, ...] = ()
    learns: tuple[str, ...] = ()
    not_learns: tuple[str, ...] = ()
    states: tuple[str, ...] = ()  # all of these are there
    not_states: tuple[str, ...] = ()  # in any hidden layer
    output: str = ""
    says: tuple[str, ...] = ()
    not_says: tuple[str, ...] = ()
    data: Fields = field(default_factory=dict)
    training: Fields = field(default_factory=dict)
    updates: int = 0


def grid(base: Fields, **axes: tuple[Any, ...]) -> tuple[Fields, ...]:
    """The network with every combination of values."""
    return tuple({**base, **dict(zip(axes, each, strict=True))} for each in product(*axes.values()))


XAVIER = {"initializer": "xavier_normal"}
SIGMOID = {"activation": "sigmoid", **XAVIER}
TANH = {"activation": "tanh", **XAVIER}
SELU = {"activation": "selu", "initializer": "lecun_normal"}
RELU = {"activation": "relu", "initializer": "he_normal"}
LINEAR = {"activation": "linear", "initializer": "orthogonal", "width": 64}
LINEAR_CELL = {"cell": "vanilla", "activation": "linear", "recurrence": "orthogonal", "width": 16}
GRU = {"cell": "gru", "activation": "tanh", "width": 16}
FALSE_ALARMS = ("underflowed", "dead", "symmetric", "broken", "exploding", "step too large")
ODD = ("every layer can learn", "It learns", "has learned")

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
        training={"learning_rate": 0.1}, updates=300,
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
    # --- through time
    Family(
        "an LSTM with an open forget gate and no recurrent weights remembers along c",
        grid({"cell": "lstm", "spectral_radius": 0.0, "activation": "tanh"}, width=(16, 32),
             forget_bias=(6.0, 7.0)),
        data={"name": "latch", "batch_size": 32, "length": 60},
        kind=("healthy",), says=("along the cell state c",), not_says=("exactly 0", "too small"),
    ),
    Family(
        "an LSTM with a half-closed forget gate forgets",
        grid({"cell": "lstm", "forget_bias": 0.0, "activation": "tanh"}, width=(16, 32)),
        data={"name": "latch", "batch_size": 32, "length": 80},
        kind=("vanishing",), says=("too small to learn from",),
    ),
    Family(
        "orthogonal recurrent weights keep the gradient of a linear network",
        grid({"cell": "vanilla", "activation": "linear", "recurrence": "orthogonal"},
             width=(8, 16, 32)),
        data={"name": "latch", "batch_size": 32, "length": 60},
        kind=("healthy",), not_states=("underflowed", "dead"),
    ),
    Family(
        "a saturated cell passes nothing, and nothing is too small",
        grid({"cell": "vanilla", "activation": "tanh", "spectral_radius": 1e300}, width=(16,)),
        data={"name": "latch", "batch_size": 32, "length": 50},
        kind=("zero",), says=("f′ = 0",), not_says=("too small for",),
    ),
    Family(
        "a spectral radius of 0.5 underflows in float32",
        grid({"cell": "vanilla", "activation": "linear", "recurrence": "orthogonal",
              "spectral_radius": 0.25, "dtype": "float32"}, width=(16,)),
        data={"name": "latch", "batch_size": 32, "length": 120},
        kind=("zero",), says=("too small for float32",),
    ),
    Family(
        "a linear step multiplies the gradient by the spectral radius: 0.9⁴⁹ is 5.7·10⁻³",
        grid(LINEAR_CELL, spectral_radius=(0.9,)),
        data={"name": "latch", "batch_size": 32, "length": 50},
        kind=("mild",), says=("5.7·10⁻³ of the gradient that reaches step 50",),
    ),
    Family(
        "a spectral radius of 1.2 explodes: 1.2⁵⁹ is 4.7·10⁴",
        grid(LINEAR_CELL, spectral_radius=(1.2,)),
        data={"name": "latch", "batch_size": 32, "length": 60},
        kind=("exploding",), says=("4.7·10⁴ times",), not_says=ODD,
    ),
    Family(
        "a tenth a step is small, but float64 holds it",
        grid(LINEAR_CELL, spectral_radius=(0.15,)),
        data={"name": "latch", "batch_size": 32, "length": 60},
        kind=("vanishing",), not_states=("underflowed",), not_says=("too small for",),
    ),
    Family(
        "no weights from step to step: nothing is too small, there is no way back",
        grid(LINEAR_CELL, spectral_radius=(0.0,)),
        data={"name": "latch", "batch_size": 32, "length": 30},
        kind=("zero",), says=("all weights from one step to the next are 0",),
        not_says=("too small",),
    ),
    Family(
        "a gradient that is truncated is no vanishing one",
        grid(LINEAR_CELL, truncation=(10,)),
        data={"name": "latch", "batch_size": 32, "length": 40},
        kind=("zero",), says=("From step 30 back the gradient is exactly 0: it is truncated",),
    ),
    Family(
        "a signal of 10²⁰ a step overflows at the seventeenth",
        grid(LINEAR_CELL, spectral_radius=(1e20,)),
        data={"name": "latch", "batch_size": 32, "length": 30},
        kind=("broken",), says=("The signal overflows at step 17",), not_says=ODD,
    ),
    Family(
        "a GRU that keeps its state passes the gradient, one that replaces it does not",
        grid(GRU, forget_bias=(7.0,)),
        data={"name": "latch", "batch_size": 32, "length": 50},
        kind=("healthy",),
    ),
    Family(
        "a GRU with a closed update gate and small recurrent weights forgets",
        grid(GRU, forget_bias=(-6.0,), spectral_radius=(0.3,)),
        data={"name": "latch", "batch_size": 32, "length": 50},
        kind=("vanishing",), not_says=ODD,
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
        grid({**RELU, "width": 128}, depth=(3,)),
        data={"name": "iris", "batch_size": 32, "label_noise": 0.6},
        training={"optimizer": "adam", "learning_rate": 0.005}, updates=900,
        learns=("overfitting",), says=("on the test set it is worse than a blind guess",),
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


def cases() -> Iterator[Any]:
    for family in FAMILIES:
        for number, fields in enumerate(family.variants):
            yield pytest.param(family, fields, id=f"{family.reason[:60]} {number}")


CASES = tuple(cases())


def judged(family: Family, fields: Fields, engine: Engine) -> LaneTrace:
    made = Experiment(
        seed=3,
        data=DataSpec(**{"name": "digits", "batch_size": 64, **family.data}),
        training=TrainingSpec(**family.training),
        lanes=(Lane("", NetworkSpec(**fields)),),
    )
    trainer = Trainer(made, engine=engine)
    trainer.advance(family.updates)
    if family.updates:
        trainer.evaluate()
    return trainer.trace(Watch(costly=COSTLY)).lanes[0]


@pytest.mark.parametrize(("family", "fields"), CASES)
def test_a_network_is_judged_as_it_is(family: Family, fields: Fields, judge_engine: Engine) -> None:
    lane = judged(family, fields, judge_engine)
    said = judgement(lane)
    found, states = said.verdict, said.states
    first = {states[0].state, *states[0].also}
    hidden = {name for each in states[:-1] for name in (each.state, *each.also)}
    wrong = [
        text
        for text, fault in (
            (f"kind {found.kind}", family.kind and found.kind not in family.kind),
            (f"kind {found.kind}", found.kind in family.not_kind),
            (f"step {found.step_fits}", family.step and found.step_fits.state not in family.step),
            (f"step {found.step_fits}", found.step_fits.state in family.not_step),
            (f"learns {found.learns}", family.learns and found.learns.state not in family.learns),
            (f"learns {found.learns}", found.learns.state in family.not_learns),
            (f"layer 1 is {first}", not set(family.states) <= first),
            (f"layers are {hidden}", bool(hidden & set(family.not_states))),
            (f"output is {states[-1]}", family.output not in ("", states[-1].state)),
            (found.sentence, not all(each in found.sentence for each in family.says)),
            (found.sentence, any(each in found.sentence for each in family.not_says)),
        )
        if fault
    ]
    assert not wrong, (family.reason, wrong)


def test_the_set_is_large() -> None:
    assert len(CASES) >= 170


@pytest.fixture(scope="module")
def judge_engine() -> Engine:
    """NumPy: a verdict does not depend on the engine, and nothing has to be compiled for it."""
    from vgsim.compute.kernels import twin

    return twin()
