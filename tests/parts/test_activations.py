"""What must hold for every activation: facts, kinks, extremes, parameters, and PyTorch."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from vgsim.parts import rules
from vgsim.parts.activations import (
    ACTIVATIONS,
    evaluate,
    maximum,
    saturation_threshold,
    slope,
    supremum,
)
from vgsim.parts.elementary import CONSTANTS, NUMPY, bind, constants

inf, nan = math.inf, math.nan
ENTRIES = [pytest.param(entry, id=entry.name) for entry in ACTIVATIONS.values()]

# sup|f'|, a place where it is reached (None: anywhere on a straight piece), f(0), f'(0)
FACTS = {
    "linear": (1, None, 0, 1),
    "sigmoid": (0.25, 0, 0.5, 0.25),
    "tanh": (1, 0, 0, 1),
    "relu": (1, None, 0, 0),
    "leaky_relu": (1, None, 0, 0.01),
    "prelu": (1, None, 0, 0.25),
    "rrelu": (1, None, 0, 11 / 48),
    "elu": (1, None, 0, 1),
    "relu6": (1, None, 0, 0),
    "silu": (1.09983932012887, 2.39935728051547, 0, 0.5),
    "hard_swish": (1.5, 3, 0, 0.5),
    "selu": (1.75809934084738, 0, 0, 1.75809934084738),
    "gelu": (1.12890414518515, 1.4142135623731, 0, 0.5),
    "softplus": (1, inf, 0.693147180559945, 0.5),
    "softsign": (1, 0, 0, 1),
    "mish": (1.08849816125173, 1.49057117948543, 0, 0.6),
    "hard_tanh": (1, None, 0, 1),
    "hard_sigmoid": (1 / 6, None, 0.5, 1 / 6),
    "lecun_tanh": (1.14393333333333, 0, 0, 1.14393333333333),
}
# the least value of f and of f', and where
DIPS = {
    "silu": (-0.278464542761074, -1.27846454276107, -0.0998393201288669, -2.39935728051547),
    "gelu": (-0.169971207479904, -0.751791524693564, -0.128904145185155, -1.4142135623731),
    "mish": (-0.30884341301725, -1.1924312145155, -0.112526122389463, -2.25637639636079),
    "hard_swish": (-0.375, -1.5, -0.5, -3 + 1e-15),
}
# f' at kinks as PyTorch has it
KINKS = {
    "relu": {0: 0},
    "leaky_relu": {0: 0.01},
    "prelu": {0: 0.25},
    "rrelu": {0: 11 / 48},
    "elu": {0: 1},
    "relu6": {0: 0, 6: 0},
    "hard_swish": {-3: 0, 3: 1},
    "selu": {0: 1.7580993408473766},
    "hard_tanh": {-1: 0, 1: 0},
    "hard_sigmoid": {-3: 0, 3: 0},
}
# f and f' at minus and plus infinity
LIMITS = {
    "linear": (-inf, 1, inf, 1),
    "sigmoid": (0, 0, 1, 0),
    "tanh": (-1, 0, 1, 0),
    "relu": (0, 0, inf, 1),
    "leaky_relu": (-inf, 0.01, inf, 1),
    "prelu": (-inf, 0.25, inf, 1),
    "rrelu": (-inf, 11 / 48, inf, 1),
    "elu": (-1, 0, inf, 1),
    "relu6": (0, 0, 6, 0),
    "silu": (0, 0, inf, 1),
    "hard_swish": (0, 0, inf, 1),
    "selu": (-1.7580993408473766, 0, inf, 1.0507009873554805),
    "gelu": (0, 0, inf, 1),
    "softplus": (0, 0, inf, 1),
    "softsign": (-1, 0, 1, 0),
    "mish": (0, 0, inf, 1),
    "hard_tanh": (-1, 0, 1, 0),
    "hard_sigmoid": (0, 0, 1, 0),
    "lecun_tanh": (-1.7159, 0, 1.7159, 0),
}
EXTREMES = np.array([-1e300, -1000, -1e-310, -0.0, 0.0, 5e-324, 1e-310, 1000, 1e300])


@pytest.fixture(autouse=True)
def _loud():
    """Every warning of NumPy would fail the test."""
    with np.errstate(over="warn", invalid="warn", divide="warn"), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_rule_keeps_to_the_scheme(entry):
    """No literal and no unknown name: nothing could turn float32 into float64."""
    code = entry.rule.__code__
    assert code.co_varnames[:3] == ("z", "p", "q")
    assert set(code.co_names) <= {*NUMPY, *CONSTANTS, "HIGHEST"}
    assert set(code.co_consts) <= {None, entry.rule.__doc__}
    assert not entry.rule.__closure__


def test_every_rule_and_constant_is_used():
    used = {entry.rule for entry in ACTIVATIONS.values()}
    written = {each for each in vars(rules).values() if callable(each)}
    assert written == used
    names = {name for rule in used for name in rule.__code__.co_names}
    assert set(CONSTANTS) - {"INVERSE_SQRT_2"} <= names  # that one is for normal_tail


def test_bind_keeps_the_source_and_takes_the_names_given():
    shown = bind(rules.relu, {"select": lambda c, a, b: a if c else b, "ZERO": "zero", "ONE": 1})
    assert shown.__code__ is rules.relu.__code__
    assert shown.__module__ == "vgsim.parts.rules"
    with pytest.raises(TypeError):
        shown(1, 0, 0)  # it compares with the ZERO it was given
    assert constants(np.float32)["HIGHEST"] == np.finfo(np.float32).max
    assert all(type(value) is np.float32 for value in constants(np.float32).values())


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_steepest_place_is_the_known_one(entry):
    height, place, value, derivative = FACTS[entry.name]
    parameters = entry.values()
    found, there = maximum(entry, parameters)
    assert abs(there) == pytest.approx(height, rel=1e-13)
    assert supremum(entry, parameters) == pytest.approx(height, rel=1e-13)
    assert saturation_threshold(entry, parameters) == pytest.approx(0.1 * height, rel=1e-13)
    if place is not None:
        assert found == pytest.approx(place, abs=1e-12)
    assert evaluate(entry, np.array([found]))[1][0] == there
    values, derivatives = evaluate(entry, np.zeros(1))
    assert values[0] == pytest.approx(value, rel=1e-14, abs=0)
    assert derivatives[0] == pytest.approx(derivative, rel=1e-13, abs=0)


@pytest.mark.parametrize("entry", ENTRIES)
def test_no_slope_exceeds_the_supremum(entry):
    for alpha in (None, -0.4, 0.2, 0.9, 1.7):
        parameters = entry.values(alpha)
        derivatives = np.abs(evaluate(entry, np.linspace(-12, 12, 48_001), **parameters)[1])
        bound = supremum(entry, parameters)
        assert derivatives.max() <= bound * (1 + 1e-15)
        assert derivatives.max() >= bound * (1 - 1e-3)


@pytest.mark.parametrize("name", DIPS)
def test_the_dips_are_the_known_ones(name):
    lowest, where, flattest, there = DIPS[name]
    at = np.array([where, there])
    values, derivatives = evaluate(ACTIVATIONS[name], at)
    assert values[0] == pytest.approx(lowest, rel=1e-13)
    assert derivatives[1] == pytest.approx(flattest, rel=1e-13)
    grid = np.linspace(-12, 12, 240_001)
    values, derivatives = evaluate(ACTIVATIONS[name], grid)
    assert lowest <= values.min() + 1e-15 <= lowest + 1e-8
    assert flattest <= derivatives.min() + 1e-15 <= flattest + 1e-4


@pytest.mark.parametrize("entry", ENTRIES)
def test_slopes_at_kinks_are_those_of_pytorch(entry):
    assert tuple(sorted(KINKS.get(entry.name, {}))) == entry.kinks
    for place, expected in KINKS.get(entry.name, {}).items():
        got = evaluate(entry, np.array([float(place)]))[1][0]
        assert got == pytest.approx(expected, rel=1e-14, abs=0)


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_derivative_is_the_slope_of_the_function(entry):
    """Central differences of second order; their error is h^2 f''' / 6 plus rounding."""
    grid = np.linspace(-9, 9, 3_601) + 1e-3 / math.pi
    h = 1e-5
    away = np.ones(len(grid), dtype=bool)
    for kink in entry.kinks:
        away &= np.abs(grid - kink) > 2 * h
    up, down = (evaluate(entry, grid[away] + step)[0] for step in (h, -h))
    assert np.allclose((up - down) / (2 * h), evaluate(entry, grid[away])[1], rtol=0, atol=1e-9)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_function_without_kinks_has_none(entry):
    """Both sides of 0 and of every declared kink: the slope jumps at the kinks and only there."""
    for place in {*entry.kinks, 0.0, 1.0, -1.0, 3.0, -3.0, 6.0}:
        left, right = evaluate(entry, np.array([place - 1e-12, place + 1e-12]))[1]
        if place in entry.kinks and entry.name != "elu":  # with alpha = 1 ELU's slopes meet
            assert abs(left - right) > 0.1
        else:
            assert abs(left - right) < 1e-9


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("entry", ENTRIES)
def test_extremes_give_the_limits_in_silence(entry, dtype):
    low, low_slope, high, high_slope = (dtype(each) for each in LIMITS[entry.name])
    values, derivatives = evaluate(entry, np.array([-inf, inf, nan], dtype))
    assert values.dtype == derivatives.dtype == dtype
    step = np.finfo(dtype).eps
    assert values[:2] == pytest.approx([low, high], rel=float(step))
    assert derivatives[:2] == pytest.approx([low_slope, high_slope], rel=float(step))
    assert np.isnan(values[2])
    assert np.isnan(derivatives[2])
    edge = EXTREMES if dtype is np.float64 else np.clip(EXTREMES, -3e38, 3e38).astype(dtype)
    values, derivatives = evaluate(entry, edge)
    assert not np.isnan(values).any()
    assert np.isfinite(derivatives).all()
    if np.isfinite(high):
        assert values[-2:] == pytest.approx([high, high], rel=2e-3)  # softsign is slow


def test_the_promised_extremes():
    assert evaluate(ACTIVATIONS["sigmoid"], np.array([-1000.0]))[0][0] == 0
    assert evaluate(ACTIVATIONS["softplus"], np.array([1000.0]))[0][0] == 1000
    assert evaluate(ACTIVATIONS["softplus"], np.array([-1000.0]))[0][0] == 0
    assert evaluate(ACTIVATIONS["sigmoid"], np.array([-740.0]))[1][0] > 0


@pytest.mark.parametrize("entry", ENTRIES)
@given(
    z=hnp.arrays(
        np.float64,
        hnp.array_shapes(max_dims=3, max_side=4),
        elements=st.floats(allow_nan=True, allow_infinity=True),
    )
)
def test_any_array_comes_back_in_its_shape(entry, z):
    before = z.copy()
    values, derivatives = evaluate(entry, z)
    assert values.shape == derivatives.shape == z.shape
    assert np.array_equal(np.isnan(values), np.isnan(z))
    assert np.array_equal(np.isnan(derivatives), np.isnan(z))
    values[...] = 7  # they are the caller's own
    assert np.array_equal(z, before, equal_nan=True)
    bound = supremum(entry, entry.values()) * (1 + 1e-12)
    assert np.all(np.abs(derivatives[~np.isnan(z)]) <= bound)


def test_evaluate_takes_numbers_scalars_and_single_slopes():
    values, derivatives = evaluate(ACTIVATIONS["relu"], np.array([-1, 0, 2]))
    assert values.tolist() == [0, 0, 2]
    assert values.dtype == np.float64
    assert derivatives.tolist() == [0, 0, 1]
    assert evaluate(ACTIVATIONS["tanh"], np.float64(0.0))[1] == 1
    slopes = np.array([0.1, 0.2, -0.3])
    z = np.array([[-1.0, -2.0, -3.0], [1.0, 2.0, 3.0]])
    for name in ("prelu", "rrelu", "leaky_relu"):
        values, derivatives = evaluate(ACTIVATIONS[name], z, alpha=slopes)
        assert values == pytest.approx(np.where(z > 0, z, slopes * z))
        assert derivatives == pytest.approx(np.where(z > 0, 1, slopes))
    values, derivatives = evaluate(ACTIVATIONS["prelu"], np.array([-1.0]), alpha=np.ones((4, 1)))
    assert values.shape == derivatives.shape == (4, 1)


def test_parameters_are_taken_or_filled_in():
    elu, rrelu, relu = ACTIVATIONS["elu"], ACTIVATIONS["rrelu"], ACTIVATIONS["relu"]
    z = np.array([-1.0])
    assert evaluate(elu, z, alpha=2.0)[0][0] == pytest.approx(2 * math.expm1(-1))
    assert evaluate(rrelu, z)[0][0] == pytest.approx(-11 / 48)
    assert evaluate(rrelu, z, lower=0.2, upper=0.4)[0][0] == pytest.approx(-0.3)
    assert evaluate(rrelu, z, alpha=0.15)[0][0] == -0.15
    assert rrelu.values(lower=0.0) == {"lower": 0.0, "upper": 1 / 3}
    assert slope(rrelu, {"lower": 0.2, "upper": 0.4}) == pytest.approx(0.3)
    assert elu.values() == {"alpha": 1.0}
    assert relu.values(alpha=3.0) == {}
    assert supremum(elu, {"alpha": 2.0}) == 2
    assert supremum(rrelu, {"lower": 0.1, "upper": 2.0}) == 2
    assert maximum(ACTIVATIONS["prelu"], {"alpha": -3.0}) == (-1.0, -3.0)


def _torch_forms():
    torch = pytest.importorskip("torch")
    nn = torch.nn
    return torch, {
        "linear": nn.Identity(),
        "sigmoid": nn.Sigmoid(),
        "tanh": nn.Tanh(),
        "relu": nn.ReLU(),
        "leaky_relu": nn.LeakyReLU(),
        "prelu": nn.PReLU(dtype=torch.float64),
        "rrelu": nn.RReLU().eval(),
        "elu": nn.ELU(),
        "relu6": nn.ReLU6(),
        "silu": nn.SiLU(),
        "hard_swish": nn.Hardswish(),
        "selu": nn.SELU(),
        "gelu": nn.GELU(),
        "softplus": nn.Softplus(),
        "softsign": nn.Softsign(),
        "mish": nn.Mish(),
        "hard_tanh": nn.Hardtanh(),
        "hard_sigmoid": nn.Hardsigmoid(),
    }


@pytest.mark.peers
@pytest.mark.parametrize("entry", [each for each in ENTRIES if each.id != "lecun_tanh"])
def test_pytorch_agrees(entry):
    """Also at kinks. PyTorch cuts softplus at 20 and holds hard sigmoid's 1/6 in float32."""
    torch, forms = _torch_forms()
    grid = np.concatenate([np.linspace(-12, 12, 4_801), [-6, -3, -1, 0, 1, 3, 6]])
    z = torch.tensor(grid, requires_grad=True)
    y = forms[entry.name](z)
    y.sum().backward()
    values, derivatives = evaluate(entry, grid)
    assert np.abs(values - y.detach().numpy()).max() < 1e-14
    tolerance = 1e-8 if entry.name == "hard_sigmoid" else 1e-14
    assert np.abs(derivatives - z.grad.numpy()).max() < tolerance


@pytest.mark.peers
@pytest.mark.parametrize("entry", [each for each in ENTRIES if each.values[0].parameters])
def test_the_defaults_are_those_of_pytorch(entry):
    _, forms = _torch_forms()
    form = forms[entry.name]
    names = {"leaky_relu": ("negative_slope",), "elu": ("alpha",), "rrelu": ("lower", "upper")}
    theirs = [getattr(form, each) for each in names.get(entry.name, ())] or [form.weight.item()]
    assert list(entry.values().values()) == theirs
