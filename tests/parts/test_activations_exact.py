"""Values and derivatives against 40 digits, deep into saturation."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from tests.parts.exact import EXACT, EXPONENT, PARTS
from vgsim.parts.activations import ACTIVATIONS, evaluate
from vgsim.parts.elementary import normal_tail

ULP = 2.0**-52
SMALL = 1e-290  # below it float64 loses digits of its own


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
