"""What must hold for every activation: facts, kinks, extremes, parameters, and PyTorch."""

from __future__ import annotations

import math
import warnings

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.benchmarks.layer_peers import TORCH
from tests.parts.exact import EXACT
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

# the least value of f and of f', and where
DIPS = {
    "silu": (-0.278464542761074, -1.27846454276107, -0.0998393201288669, -2.39935728051547),
    "gelu": (-0.169971207479904, -0.751791524693564, -0.128904145185155, -1.4142135623731),
    "mish": (-0.30884341301725, -1.1924312145155, -0.112526122389463, -2.25637639636079),
    "hard_swish": (-0.375, -1.5, -0.5, -3 + 1e-15),
}
FAR = mp.mpf(10) ** 20  # nearly infinite
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


def test_the_exact_table_has_every_activation():
    assert set(EXACT) == set(ACTIVATIONS)


def _slope(entry, z):
    """The exact |f'| at z."""
    return abs(EXACT[entry.name](z)[1])


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_steepest_place_is_a_maximum(entry):
    """Exact slopes on both sides are no larger; none is on the whole grid of the next test."""
    parameters = entry.values()
    found, there = maximum(entry, parameters)
    place = mp.mpf(found) if math.isfinite(found) else mp.sign(found) * FAR
    height = float(_slope(entry, place))
    assert abs(there) == pytest.approx(height, rel=1e-13)
    assert supremum(entry, parameters) == pytest.approx(height, rel=1e-13)
    assert saturation_threshold(entry, parameters) == pytest.approx(0.1 * height, rel=1e-13)
    assert evaluate(entry, np.array([found]))[1][0] == there
    for distance in (1e-6, 1e-3):  # by 1e-12 of the height a smooth maximum is lower there
        for side in (place - distance, place + distance):
            assert _slope(entry, side) <= height * (1 + 1e-15)


@pytest.mark.parametrize("entry", ENTRIES)
def test_no_slope_exceeds_the_supremum(entry):
    grid = np.concatenate([[-1e6], np.linspace(-12, 12, 48_001), [1e6]])
    for alpha in (None, -0.4, 0.2, 0.9, 1.7):
        parameters = entry.values(alpha)
        derivatives = np.abs(evaluate(entry, grid, **parameters)[1])
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


@pytest.mark.parametrize("entry", [each for each in ENTRIES if each.values[0].kinks])
def test_slopes_at_kinks_are_the_exact_ones(entry):
    for place in entry.kinks:
        got = evaluate(entry, np.array([place]))[1][0]
        assert got == pytest.approx(float(EXACT[entry.name](mp.mpf(place))[1]), rel=1e-14, abs=0)


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


def _limits(entry, far, dtype):
    """f and f' at an infinite z: what is as large as a z so far out is infinite."""
    value, slope = (float(each) for each in EXACT[entry.name](far))
    return dtype(value if abs(value) < 1e9 else math.copysign(inf, value)), dtype(slope)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("entry", ENTRIES)
def test_extremes_give_the_limits_in_silence(entry, dtype):
    (low, low_slope), (high, high_slope) = (_limits(entry, z, dtype) for z in (-FAR, FAR))
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


ARRAYS = hnp.arrays(
    np.float64,
    hnp.array_shapes(max_dims=3, max_side=4),
    elements=st.floats(allow_nan=True, allow_infinity=True),
)


@pytest.mark.parametrize("entry", ENTRIES)
@given(z=ARRAYS)
@settings(max_examples=25)
def test_any_array_comes_back_in_its_shape(entry, z):
    _comes_back(entry, z)


@pytest.mark.long
@pytest.mark.parametrize("entry", ENTRIES)
@given(z=ARRAYS)
def test_further_arrays_come_back_in_their_shapes(entry, z):
    _comes_back(entry, z)


def _comes_back(entry, z):
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


def _torch_form(name):
    return getattr(pytest.importorskip("torch").nn, TORCH[name])().double().eval()


@pytest.mark.peers
@pytest.mark.parametrize("name", TORCH)
def test_pytorch_agrees(name):
    """Also at kinks. PyTorch cuts softplus at 20 and holds hard sigmoid's 1/6 in float32."""
    torch = pytest.importorskip("torch")
    grid = np.concatenate([np.linspace(-12, 12, 4_801), [-6, -3, -1, 0, 1, 3, 6]])
    z = torch.tensor(grid, requires_grad=True)
    y = _torch_form(name)(z)
    y.sum().backward()
    values, derivatives = evaluate(ACTIVATIONS[name], grid)
    assert np.abs(values - y.detach().numpy()).max() < 1e-14
    tolerance = 1e-8 if name == "hard_sigmoid" else 1e-14
    assert np.abs(derivatives - z.grad.numpy()).max() < tolerance


@pytest.mark.peers
@pytest.mark.parametrize(
    ("name", "theirs"),
    [("leaky_relu", ["negative_slope"]), ("elu", ["alpha"]), ("rrelu", ["lower", "upper"]),
     ("prelu", ["weight"])],
)  # fmt: skip
def test_the_defaults_are_those_of_pytorch(name, theirs):
    torch, form = pytest.importorskip("torch"), _torch_form(name)
    wide = torch.float64
    values = [torch.as_tensor(getattr(form, each), dtype=wide).item() for each in theirs]
    assert list(ACTIVATIONS[name].values().values()) == values
