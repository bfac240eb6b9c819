"""Values and derivatives against 40 digits, deep into saturation."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from vgsim.parts.activations import ACTIVATIONS, evaluate
from vgsim.parts.elementary import normal_tail

ULP = 2.0**-52
SMALL = 1e-290  # below it float64 loses digits of its own
mp.mp.dps = 40


def _sigmoid(z):
    return 1 / (1 + mp.exp(-z))


def _left(alpha):
    """A rectifier of this slope left of zero."""
    return lambda z: (z, mp.mpf(1)) if z > 0 else (alpha * z, mp.mpf(alpha))


def _clip(z, low, high):
    return min(max(z, mp.mpf(low)), mp.mpf(high))


def _mish(z):
    soft = mp.log1p(mp.exp(z))
    return z * mp.tanh(soft), mp.tanh(soft) + z * _sigmoid(z) * mp.sech(soft) ** 2


def _gelu(z):
    area = mp.erfc(-z / mp.sqrt(2)) / 2
    return z * area, area + z * mp.npdf(z)


def _selu(z):
    scale, alpha = mp.mpf("1.0507009873554805"), mp.mpf("1.6732632423543772")
    if z > 0:
        return scale * z, scale
    return scale * alpha * mp.expm1(z), scale * alpha * mp.exp(z)


def _inside(z, bound, slope):
    return slope if abs(z) < bound else mp.mpf(0)


def _hard_swish(z):
    slope = mp.mpf(0) if z <= -3 else mp.mpf(1) if z >= 3 else z / 3 + mp.mpf(1) / 2
    return z * _clip(z + 3, 0, 6) / 6, slope


ONE, SIXTH, HEIGHT = mp.mpf(1), mp.mpf(1) / 6, mp.mpf("1.7159")
EXACT = {
    "linear": lambda z: (z, ONE),
    "sigmoid": lambda z: (_sigmoid(z), _sigmoid(z) * _sigmoid(-z)),
    "tanh": lambda z: (mp.tanh(z), mp.sech(z) ** 2),
    "relu": _left(0),
    "leaky_relu": _left(mp.mpf(0.01)),
    "prelu": _left(mp.mpf(0.25)),
    "rrelu": _left(mp.mpf((1 / 8 + 1 / 3) / 2)),
    "elu": lambda z: (z, ONE) if z > 0 else (mp.expm1(z), mp.exp(z)),
    "relu6": lambda z: (_clip(z, 0, 6), ONE if 0 < z < 6 else mp.mpf(0)),
    "silu": lambda z: (z * _sigmoid(z), _sigmoid(z) * (1 + z * _sigmoid(-z))),
    "hard_swish": _hard_swish,
    "selu": _selu,
    "gelu": _gelu,
    "softplus": lambda z: (mp.log1p(mp.exp(z)), _sigmoid(z)),
    "softsign": lambda z: (z / (1 + abs(z)), 1 / (1 + abs(z)) ** 2),
    "mish": _mish,
    "hard_tanh": lambda z: (_clip(z, -1, 1), _inside(z, 1, ONE)),
    "hard_sigmoid": lambda z: (_clip(z + 3, 0, 6) / 6, _inside(z, 3, SIXTH)),
    "lecun_tanh": lambda z: (HEIGHT * mp.tanh(2 * z / 3), HEIGHT * 2 / 3 * mp.sech(2 * z / 3) ** 2),
}
# where a derivative is a sum that passes through 0, its parts are the measure of the error
PARTS = {
    "silu": lambda z: _sigmoid(z) + abs(z) * _sigmoid(z) * _sigmoid(-z),
    "mish": lambda z: 2 * mp.tanh(mp.log1p(mp.exp(z))) * (1 + abs(z)),
    "gelu": lambda z: mp.erfc(-z / mp.sqrt(2)) / 2 + abs(z) * mp.npdf(z),
    "hard_swish": lambda z: abs(z) / 3 + mp.mpf(1) / 2,
}
# rounding of an exponent u costs u / 2 units of exp(u)
EXPONENT = {"gelu": lambda z: z * z / 2, "lecun_tanh": lambda z: 4 * abs(z) / 3}


def _points():
    rng = np.random.default_rng(1)
    near = np.concatenate([rng.normal(size=150) * 2, np.linspace(-8, 8, 65)])
    small = np.logspace(-300, 0, 31)
    saturated = np.concatenate([rng.uniform(-40, 40, 60), [-700.0, -350, -40, 40, 350, 700]])
    return np.concatenate([near, small, -small, saturated, [0.0]])


POINTS = _points()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_value_and_derivative_are_exact_to_a_few_units(name):
    values, derivatives = evaluate(ACTIVATIONS[name], POINTS)
    for z, value, derivative in zip(POINTS, values, derivatives, strict=True):
        exact = EXACT[name](mp.mpf(z))
        parts = PARTS.get(name, lambda z: 0)(mp.mpf(z))
        units = 4 + float(EXPONENT.get(name, lambda z: 0)(z))
        for got, true, scale in zip((value, derivative), exact, (0, parts), strict=True):
            size = max(abs(true), scale)
            error = abs(mp.mpf(got) - true)
            assert error <= units * ULP * size + SMALL, (name, z, got, true)


@pytest.mark.parametrize("z", [20.0, 37.0, 40.0, 300.0, 700.0])
@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_a_saturated_slope_keeps_its_digits(name, z):
    """s (1 - s) would be exactly 0 from z = 36.74 on, 1 - tanh^2 from 19.07."""
    scale = 2 if name == "tanh" else 1
    points = np.array([z, -z]) / scale
    slopes = evaluate(ACTIVATIONS[name], points)[1]
    for at, slope in zip(points, slopes, strict=True):
        exact = EXACT[name](mp.mpf(at))[1]
        assert slope > 0
        assert abs(mp.mpf(slope) / exact - 1) < 4 * ULP


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_single_precision_is_exact_to_a_few_units_of_its_own(name):
    points = POINTS[np.abs(POINTS) < 40].astype(np.float32)
    points = points[(points == 0) | (np.abs(points) > 1e-30)]
    values, derivatives = evaluate(ACTIVATIONS[name], points)
    assert values.dtype == derivatives.dtype == np.float32
    exact = evaluate(ACTIVATIONS[name], points.astype(np.float64))
    for got, true in zip((values, derivatives), exact, strict=True):
        scale = np.maximum(np.abs(true), 1e-30)
        if name in PARTS:
            scale = np.maximum(scale, [float(PARTS[name](mp.mpf(float(z)))) for z in points])
        units = 6 + np.array([float(EXPONENT.get(name, lambda z: 0)(float(z))) for z in points])
        assert np.all(np.abs(got - true) <= units * 2.0**-23 * scale), name


def test_the_normal_tail_is_exact_to_a_few_units():
    u = np.concatenate([np.linspace(0, 10, 201), np.linspace(10, 37, 55)])
    for at, got in zip(u, normal_tail(u), strict=True):
        exact = mp.erfc(mp.mpf(at) / mp.sqrt(2)) / 2
        assert abs(mp.mpf(got) / exact - 1) <= (3 + at * at / 2) * ULP, at
    assert np.array_equal(normal_tail(np.array([50.0, 1e200, np.inf])), [0, 0, 0])
    assert np.isnan(normal_tail(np.array([np.nan]))[0])
