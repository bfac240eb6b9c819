"""States of layers: right where the truth is known by construction."""

from __future__ import annotations

from typing import Any

import pytest

from vgsim.compute.learning.training import simulate
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import LaneTrace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, LayerSpec, NetworkSpec, TrainingSpec
from vgsim.theory.judge import judgement


def lane_of(
    data: str = "digits", seed: int = 1, training: dict[str, Any] | None = None, **fields: Any
) -> LaneTrace:
    made = Experiment(
        seed=seed,
        data=DataSpec(data, 64),
        training=TrainingSpec(**(training or {})),
        lanes=(Lane("", NetworkSpec(**fields)),),
    )
    return simulate(made, watch=Watch(costly=COSTLY)).lanes[0]


SIGMOID = {"activation": "sigmoid", "initializer": "xavier_normal"}
RELU = {"activation": "relu", "initializer": "he_normal"}
TANH = {"activation": "tanh", "initializer": "xavier_normal"}
# what a layer must be, and why; "all": every hidden layer, else the numbers of some
LABELLED: tuple[tuple[dict[str, Any], str, str | tuple[int, ...]], ...] = (
    # sigmoid with Xavier loses 0.63 decades a layer (Schoenholz et al. 2017, computed)
    *(
        ({**SIGMOID, "depth": depth, "width": 64}, "vanishing", tuple(range(1, depth - 6)))
        for depth in (10, 20, 30, 50)
    ),
    *(({**SIGMOID, "depth": d, "width": w}, "healthy", (d,)) for d in (5, 20) for w in (16, 64)),
    # twice the depth scale of hard sigmoid and softplus
    ({**SIGMOID, "activation": "hard_sigmoid", "depth": 20, "width": 64}, "vanishing", (1, 2, 5)),
    ({**SIGMOID, "activation": "softplus", "depth": 30, "width": 64}, "vanishing", (1, 2)),
    # GELU and SiLU lose 0.3 decades a layer at variance 1 / n
    *(
        ({**TANH, "activation": name, "depth": 30, "width": 64}, "vanishing", (1, 2, 3))
        for name in ("gelu", "silu", "hard_swish")
    ),
    # right pairs of activation and weights keep the gradient (Glorot 2010; He 2015; Klambauer 2017)
    *(({**RELU, "depth": depth, "width": 128}, "healthy", "all") for depth in (3, 10, 20)),
    *(({**TANH, "depth": depth, "width": 128}, "healthy", "all") for depth in (3, 10, 20)),
    *(
        (
            {"activation": "selu", "initializer": "lecun_normal", "depth": depth, "width": 128},
            "healthy", "all",
        )
        for depth in (5, 20)
    ),
    ({"activation": "linear", "initializer": "orthogonal", "depth": 30, "width": 64},
     "healthy", "all"),
    ({**TANH, "activation": "elu", "depth": 15, "width": 128}, "healthy", "all"),
    ({**RELU, "activation": "leaky_relu", "depth": 15, "width": 128}, "healthy", "all"),
    # weights of deviation 1: √(n / 2) a layer for ReLU
    *(
        (
            {"activation": "relu", "initializer": "normal", "depth": depth, "width": 64},
            "exploding", tuple(range(1, depth - 5)),
        )
        for depth in (10, 20)
    ),
    ({"activation": "linear", "initializer": "normal", "depth": 12, "width": 64},
     "exploding", (1, 2, 3)),
    ({**RELU, "gain": 3.0, "depth": 20, "width": 64}, "exploding", (1, 2)),
    ({"activation": "relu", "normalization": "batch", "initializer": "he_normal", "depth": 60,
      "width": 64}, "exploding", (1, 2)),  # Yang et al. 2019
    # weights too small
    *(
        (
            {"activation": name, "initializer": "normal", "scale": 0.01, "depth": 10, "width": 32},
            "vanishing", (1, 2, 3),
        )
        for name in ("linear", "tanh", "elu")
    ),
    # batch norm rescues sigmoid, layer norm does not
    ({**SIGMOID, "normalization": "batch", "depth": 20, "width": 64}, "healthy", "all"),
    ({**SIGMOID, "normalization": "layer", "depth": 20, "width": 64}, "vanishing", (1, 2, 3)),
    # a residual sigmoid network does not vanish
    ({**SIGMOID, "residual": 1, "branch_scale": "inverse_root", "depth": 20, "width": 64},
     "healthy", tuple(range(2, 21))),
    # closed branches hear nothing before α has moved (Bachlechner et al. 2020)
    ({**TANH, "residual": 1, "branch_scale": "rezero", "depth": 10, "width": 32}, "not learning",
     tuple(range(2, 11))),
    # all units alike
    *(
        ({"activation": name, "initializer": scheme, "depth": 3, "width": 8}, "symmetric", "all")
        for name in ("sigmoid", "tanh")
        for scheme in ("zeros", "constant")
    ),
    # biases that switch every ReLU off
    ({**RELU, "bias": -30.0, "depth": 3, "width": 32}, "dead", "all"),
    ({**RELU, "activation": "relu6", "bias": -30.0, "depth": 2, "width": 32}, "dead", "all"),
    # saturated, and yet nothing vanishes: critical weights for sigmoid
    ({**SIGMOID, "gain": 10.15, "depth": 12, "width": 128}, "saturated", (6, 8, 10)),
    # underflow: beyond what the format can hold
    ({**SIGMOID, "depth": 30, "width": 16, "dtype": "float16"}, "underflowed", (1, 2, 3)),
    ({**SIGMOID, "depth": 90, "width": 16, "dtype": "float32"}, "underflowed", (1, 2, 3)),
    # overflow
    ({"activation": "linear", "initializer": "normal", "scale": 1e200, "depth": 4, "width": 4},
     "broken", "all"),
    ({"activation": "relu", "initializer": "normal", "scale": 1e5, "depth": 10, "width": 8,
      "dtype": "float32"}, "broken", (9, 10)),
    # frozen layers keep what they have
    ({**TANH, "depth": 4, "width": 32, "layers": (LayerSpec(2, frozen=True),)}, "frozen", (2,)),
)  # fmt: skip


@pytest.mark.parametrize(("fields", "state", "where"), LABELLED)
def test_a_layer_is_what_it_is_known_to_be(
    fields: dict[str, Any], state: str, where: str | tuple[int, ...]
) -> None:
    states = judgement(lane_of(**fields)).states
    wanted = range(1, len(states)) if where == "all" else where
    assert {layer: states[layer - 1].state for layer in wanted} == dict.fromkeys(wanted, state)


def test_a_rate_of_zero_teaches_nothing() -> None:
    states = judgement(lane_of(**TANH, depth=3, width=16, training={"learning_rate": 0.0})).states
    assert {each.state for each in states} == {"not learning"}  # the output layer, too


def test_saturation_says_nothing_of_vanishing() -> None:
    """Critical sigmoid weights saturate and keep the gradient; small ones do neither."""
    kept = judgement(lane_of(**SIGMOID, gain=10.15, depth=12, width=128)).states
    assert all("vanishing" not in (each.state, *each.also) for each in kept)
    lost = judgement(lane_of(**SIGMOID, depth=20, width=64)).states
    assert all("saturated" not in (each.state, *each.also) for each in lost)
    assert lost[0].state == "vanishing"
