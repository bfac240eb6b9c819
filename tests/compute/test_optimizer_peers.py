"""Every optimizer beside torch.optim, fed with the same gradients, in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from nets import Late, distance, lane, layers

from vgsim.compute.kernels import Engine
from vgsim.compute.learning.lane import LaneRun
from vgsim.parts.optimizers import OPTIMIZERS

pytestmark = [pytest.mark.peers, pytest.mark.usefixtures("few_answers")]
torch = Late("torch")

RATES = {"sgd": 0.05, "momentum": 0.03, "nesterov": 0.03, "rmsprop": 0.002, "adagrad": 0.01}
MADE: dict[str, Callable[..., Any]] = {
    "sgd": lambda p, **more: torch.optim.SGD(p, **more),
    "momentum": lambda p, **more: torch.optim.SGD(p, momentum=0.9, **more),
    "nesterov": lambda p, **more: torch.optim.SGD(p, momentum=0.9, nesterov=True, **more),
    "rmsprop": lambda p, **more: torch.optim.RMSprop(p, **more),
    "adam": lambda p, **more: torch.optim.Adam(p, **more),
    "adamw": lambda p, **more: torch.optim.AdamW(p, **more),
    "adagrad": lambda p, **more: torch.optim.Adagrad(p, **more),
    "nadam": lambda p, **more: torch.optim.NAdam(p, **more),
}


@pytest.fixture(autouse=True)
def double() -> Iterator[None]:
    """PyTorch keeps the products of NAdam's momentum in its default format."""
    usual = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(usual)


def follow(run: LaneRun, made: Any, kept: list[Any], updates: int) -> None:
    """Several updates of both, the peer's with the gradients of the tape."""
    for _ in range(updates):
        run.advance(1)
        for layer in layers(run.tape):
            gradient = np.array(run.tape.grad_weight(layer))
            kept[layer - 1].grad = torch.tensor(gradient).to(kept[layer - 1].dtype)
        made.step()


def start(
    name: str, dtype: str, decay: float, engine: Engine, **training: Any
) -> tuple[LaneRun, Any, list[Any]]:
    """A network, the peer's optimizer, and its weights."""
    rate, epsilon = RATES.get(name, 0.003), training.get("epsilon")
    fields = {"activation": "tanh", "depth": 3, "width": 9, "dtype": dtype}
    settings = {"optimizer": name, "learning_rate": rate, "weight_decay": decay, **training}
    run = lane(fields, engine, data="digits", batch=16, training=settings)
    kept = [
        torch.tensor(np.array(run.tape.weight(layer)), dtype=getattr(torch, dtype))
        for layer in layers(run.tape)
    ]
    more: dict[str, Any] = {"lr": rate, "weight_decay": decay, "foreach": False}
    if epsilon is not None and OPTIMIZERS[name].adaptive:
        more["eps"] = epsilon
    return run, MADE[name](kept, **more), kept


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize(
    ("decay", "dtype", "near"),
    [
        (0.01, "float64", 1e-12), (0.0, "float32", 3e-6),
        pytest.param(0.0, "float64", 1e-12, marks=pytest.mark.long),
        pytest.param(0.01, "float32", 3e-6, marks=pytest.mark.long),
    ],
)  # fmt: skip
def test_fifty_updates_are_torchs(
    name: str, decay: float, dtype: str, near: float, engine: Engine
) -> None:
    run, made, kept = start(name, dtype, decay, engine)
    follow(run, made, kept, 50)
    for layer in layers(run.tape):
        assert distance(run.tape.weight(layer), kept[layer - 1].numpy()) <= near


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_a_narrow_optimizer_rounds_as_torch_does(name: str, dtype: str, engine: Engine) -> None:
    """Nearly all weights have the same bits; a last bit that differs has no followers."""
    more = {"epsilon": 1e-4} if OPTIMIZERS[name].adaptive else {}
    run, made, kept = start(name, dtype, 0.01, engine, optimizer_dtype="same", **more)
    follow(run, made, kept, 10)
    spacing = 2.0 ** (1 - run.plan.format.digits)
    for layer in layers(run.tape):
        found, expected = np.array(run.tape.weight(layer)), kept[layer - 1].float().numpy()
        assert (found == expected).mean() > 0.8
        assert (np.abs(found - expected) <= 4 * spacing * np.abs(expected).max()).all()


@pytest.mark.parametrize("name", ["adam", "adamw", "nadam", "rmsprop", "adagrad"])
def test_a_small_epsilon_is_nothing_in_half(name: str, engine: Engine) -> None:
    """A weight without a gradient divides 0 by ε; where that is 0, too, nothing is left."""

    def trained(wide: str, epsilon: float) -> LaneRun:
        fields = {"activation": "relu", "initializer": "he_normal", "depth": 3, "width": 16,
                  "dtype": "float16"}  # fmt: skip
        settings = {"optimizer": name, "learning_rate": 0.001, "epsilon": epsilon,
                    "optimizer_dtype": wide}  # fmt: skip
        run = lane(fields, engine, data="digits", batch=32, training=settings)
        run.advance(5)
        return run

    assert np.isnan(trained("same", 1e-8).tape.learned).any()
    assert np.isfinite(trained("wide", 1e-8).tape.learned).all()
    assert np.isfinite(trained("same", 1e-4).tape.learned).all()


def test_adam_in_half_learns_with_a_larger_epsilon(kernels: Engine) -> None:
    fields = {"activation": "relu", "initializer": "he_normal", "depth": 3, "width": 64,
              "dtype": "float16"}  # fmt: skip
    settings = {"optimizer": "adam", "learning_rate": 0.001, "epsilon": 1e-4,
                "optimizer_dtype": "same"}  # fmt: skip
    run = lane(fields, kernels, data="digits", batch=32, training=settings)
    run.advance(300)
    run.evaluate()
    assert run.recorder.accuracy(300) > 0.85  # type: ignore[operator]
