"""Published and independently computed numbers of norms, skips, dropout and number formats."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vgsim.compute.arrays.plan import plan
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine
from vgsim.compute.weights.initial import set_initial
from vgsim.describe.spec import DataSpec, Experiment, Lane, LayerSpec, NetworkSpec
from vgsim.parts.precision import FORMATS


def gradients(
    engine: Engine, batch: int, seed: int, equal: bool = False, **fields: Any
) -> tuple[np.ndarray[Any, Any], Tape]:
    """log10 rms of dL/dz by layer, with inputs and output gradients that are plain noise.

    Inputs ~ N(0, 1), a regression target far away: the gradient enters as noise, too.
    """
    spec = NetworkSpec(**{"output": "softmax", "loss": "cross_entropy"} | fields)
    experiment = Experiment(seed=seed, data=DataSpec("digits", batch), lanes=(Lane("", spec),))
    tape = Tape(plan(experiment, 0))
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((batch, 64))
    tape.activation(0)[...] = tape.plan.format.rounded(x)
    tape.target()[...] = np.eye(10)[rng.integers(0, 10, batch)]
    set_initial(tape)
    engine.iterate(tape, update=False)
    rows = [tape.grad_preactivation(k).astype(float) for k in range(1, tape.layers)]
    with np.errstate(divide="ignore"):
        return np.log10([np.sqrt(np.mean(row * row)) for row in rows]), tape


def per_layer(engine: Engine, batch: int = 256, depth: int = 24, **fields: Any) -> float:
    """Decades by which the gradient grows in a layer on its way back, middle of the network."""
    wide = {"width": 256, "depth": depth, "initializer": "lecun_normal", **fields}
    found = []
    for seed in (1, 2, 3):
        sizes, _ = gradients(engine, batch, seed, **wide)
        found.append((sizes[3] - sizes[-4]) / (len(sizes) - 7))
    return float(np.median(found))


@pytest.mark.parametrize(
    ("activation", "batch", "expected", "within"),
    [  # theory for many examples 0.0832, 0.0355, 0.0601, 0.0165, 0; batches of 16 stand above it
        pytest.param("relu", 256, 0.081, 0.006, marks=pytest.mark.long),
        ("relu", 16, 0.101, 0.012),
        pytest.param("tanh", 256, 0.038, 0.005, marks=pytest.mark.long),
        pytest.param("gelu", 256, 0.0635, 0.008, marks=pytest.mark.long),
        ("elu", 256, 0.019, 0.005),
        ("linear", 16, 0.0154, 0.004),
    ],
)
def test_batch_norm_lets_gradients_explode(
    kernels: Engine, activation: str, batch: int, expected: float, within: float
) -> None:
    """Yang et al. 2019: in squares E f'^2 / Var f a layer, for ReLU pi / (pi - 1)."""
    found = per_layer(kernels, batch, activation=activation, normalization="batch")
    assert found == pytest.approx(expected, abs=within)


LAYERS = {"sigmoid": -0.4079, "relu": 0.0, "tanh": 0.0355, "gelu": 0.0149}


@pytest.mark.parametrize(
    ("kind", "activation", "expected"),
    [
        *(("layer", *each) for each in LAYERS.items()),
        *(("rms", name, LAYERS[name]) for name in ("sigmoid", "tanh")),
        *(
            pytest.param("rms", name, LAYERS[name], marks=pytest.mark.long)
            for name in ("relu", "gelu")
        ),
    ],
)
def test_layer_norm_rescues_no_sigmoid(
    kernels: Engine, kind: str, activation: str, expected: float
) -> None:
    """In squares E f'^2 / E f^2 a layer: layer norm leaves each unit's mean where it is."""
    found = per_layer(kernels, 16, activation=activation, normalization=kind)
    assert found == pytest.approx(expected, abs=0.012)


@pytest.mark.parametrize(
    ("activation", "scale", "sigma_w", "expected", "within"),
    [
        ("tanh", "inverse_root", 1.0, 0.0938, 0.03),
        ("tanh", "one", 1.0, 1.129, 0.15),
        ("sigmoid", "one", 1.0, 0.095, 0.04),
        ("relu", "inverse_root", 2**0.5, 0.223, 0.05),
    ],
)
def test_thirty_skips(
    kernels: Engine, activation: str, scale: str, sigma_w: float, expected: float, within: float
) -> None:
    """x + α f(W x) from inputs of size 1: gradients cannot vanish (Yang and Schoenholz 2017)."""
    fields = {
        "activation": activation, "initializer": "critical", "sigma_w": sigma_w, "residual": 1,
        "branch_scale": scale, "depth": 31, "width": 256,
        "layers": (LayerSpec(1, activation="linear", initializer="lecun_normal"),),
    }  # fmt: skip
    found = []
    for seed in (1, 2):
        _, tape = gradients(kernels, 8, seed, **fields)
        first, last = (np.sqrt(np.mean(np.square(tape.grad_activation(k)))) for k in (1, 31))
        found.append(np.log10(first / last))
    assert np.mean(found) == pytest.approx(expected, abs=within)


@pytest.mark.parametrize(("variance", "expected"), [(2.0, 1.405), (1.6, 0.0)])
def test_dropout_asks_for_smaller_weights(
    kernels: Engine, variance: float, expected: float
) -> None:
    """Thirty ReLU layers that keep 80 %: critical is 2 p, not 2 (Pretorius et al. 2018)."""
    fields = {
        "activation": "relu", "initializer": "critical", "sigma_w": variance**0.5, "dropout": 0.2,
        "depth": 31, "width": 256,
    }  # fmt: skip
    found = []
    for seed in range(6):
        sizes, _ = gradients(kernels, 8, seed, **fields)
        found.append(sizes[0] - sizes[-1])
    assert np.mean(found) == pytest.approx(expected, abs=0.25)


def living(engine: Engine, dtype: str, width: int, depth: int, **more: Any) -> int:
    """Layers, from the last hidden one down, in which any entry of the gradient is not 0."""
    fields = {"width": width, "depth": depth, "dtype": dtype, "initializer": "xavier_normal"}
    _, tape = gradients(engine, 1, 3, activation="sigmoid", **fields, **more)
    return sum(bool(tape.grad_preactivation(k).any()) for k in range(1, depth + 1))


@pytest.mark.parametrize(
    ("dtype", "width", "lasts"),
    [
        ("float16", 64, (9, 10)),
        ("float16", 256, (8, 9)),
        ("bfloat16", 64, (60, 63)),
        pytest.param(
            "bfloat16", 256, (60, 62), marks=pytest.mark.long
        ),  # 57 where a library flushes subnormal numbers to 0
        ("float32", 64, (69, 71)),
        pytest.param("float32", 256, (67, 69), marks=pytest.mark.long),
    ],
)
def test_depth_at_which_a_format_loses_the_gradient(
    engine: Engine, dtype: str, width: int, lasts: tuple[int, int]
) -> None:
    """Every entry is exactly 0 behind so many sigmoid layers."""
    found = living(engine, dtype, width, 24 if dtype == "float16" else 90)
    assert lasts[0] - 1 <= found <= lasts[1] + 1


def test_loss_scaling_brings_it_back(engine: Engine) -> None:
    """2^12 are 3.6 decades, at 0.627 a layer nearly six layers more."""
    plain, distance = (living(engine, "float16", 64, 24, loss_scale=k) for k in (0, 12))
    assert 5 <= distance - plain <= 7


@pytest.mark.parametrize(("dtype", "layers"), [("float16", (6, 7)), ("bfloat16", (50, 53))])
def test_depth_at_which_a_format_overflows(
    engine: Engine, dtype: str, layers: tuple[int, int]
) -> None:
    """ReLU with weights ~ N(0, 1): 0.75 decades a layer at width 64."""
    fields = {"activation": "relu", "initializer": "normal", "scale": 1.0, "width": 64}
    _, tape = gradients(engine, 1, 3, dtype=dtype, depth=60, **fields)
    lost = [k for k in range(1, 61) if not np.isfinite(tape.preactivation(k)).all()]
    assert layers[0] <= min(lost) <= layers[1]


NARROW = {"activation": "gelu", "initializer": "he_normal", "depth": 4, "width": 12}
PARTS = [
    {},
    {"normalization": "batch", "residual": 1},
    {"normalization": "layer", "normalization_place": "after", "dropout": 0.2},
    {"residual": 2, "residual_place": "post", "activation": "prelu"},
]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("parts", PARTS)
def test_every_number_is_one_of_the_format(
    engine: Engine, dtype: str, parts: dict[str, Any]
) -> None:
    """Signals, gradients, and weights after an update; float32 holds what lies between."""
    _, tape = gradients(engine, 16, 5, dtype=dtype, **NARROW | parts)
    tape.learning_rate = 0.37
    engine.iterate(tape, update=True)
    kept = FORMATS[dtype].rounded
    hidden = range(1, tape.layers)
    for layer in range(1, tape.layers + 1):
        names = ["preactivation", "activation", "weight", "bias", "grad_weight", "grad_bias"]
        names += ["grad_preactivation"]
        names += ["argument", "value", "grad_activation", "grad_argument"] * (layer in hidden)
        for name in names:
            found = getattr(tape, name)(layer)
            assert np.array_equal(kept(found), found), (name, layer)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_rounding_is_that_of_pytorch(dtype: str) -> None:
    """Any bit pattern of 32 bits: ties, subnormal numbers, overflow."""
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    bits = rng.integers(0, 2**32, 200_000, dtype=np.uint32)
    near = np.array([65504, 65519.99, 65520, 2.0**-25, 2.0**-24 * 1.5, 3.39e38, 0.0], np.float32)
    values = np.concatenate([bits.view(np.float32), near, -near, np.float32([1 + 2**-9])])
    with np.errstate(invalid="ignore"):
        expected = torch.tensor(values).to(getattr(torch, dtype)).to(torch.float32).numpy()
        found = FORMATS[dtype].rounded(values)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "softsign", "mish"])
def test_lsuv_brings_every_layer_to_deviation_one(engine: Engine, activation: str) -> None:
    """Mishkin and Matas 2015, on the batch it saw."""
    fields = {"initializer": "lsuv", "activation": activation, "depth": 12, "width": 32}
    _, tape = gradients(engine, 64, 5, **fields)
    deviations = [float(tape.preactivation(k).std()) for k in range(1, tape.layers + 1)]
    assert deviations == pytest.approx([1.0] * 13, abs=0.02)
