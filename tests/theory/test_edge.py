"""The edge of chaos where the literature has it."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.own import Definition, own_key
from vgsim.theory.edge import contours
from vgsim.theory.meanfield import deep_limit

# activation, σ_b², σ_w²: Schoenholz et al. 2017 (tanh), and quadrature by other means
CRITICAL = (
    ("tanh", 0.01, 1.424205), ("tanh", 0.05, 1.760955), ("tanh", 0.3, 2.505127),
    ("tanh", 1.0, 3.443211), ("hard_tanh", 0.05, 1.165545), ("softsign", 0.05, 3.141247),
    ("sigmoid", 0.0, 103.007554), ("elu", 0.05, 1.533718), ("elu", 1.0, 1.844102),
    ("selu", 0.01, 0.760233), ("selu", 0.05, 0.901766), ("gelu", 0.3, 1.956159),
    ("relu", 0.0, 2.0), ("relu", 0.7, 2.0),
)  # fmt: skip


def parameters(activation: str) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(ACTIVATIONS[activation].values(None, None, None).items()))


def crossing(activation: str, factor: float, bias_variance: float) -> float:
    """σ_w² where a contour has this σ_b²."""
    found = contours(activation, parameters(activation), (10.0,))
    line = next(each for each in found if each.factor == pytest.approx(factor))
    known = np.isfinite(line.sigma_b)
    order = np.argsort(line.sigma_b[known])
    at = np.interp(bias_variance**0.5, line.sigma_b[known][order], line.sigma_w[known][order])
    return float(at) ** 2


@pytest.mark.parametrize(("activation", "bias_variance", "expected"), CRITICAL)
def test_critical_points(activation: str, bias_variance: float, expected: float) -> None:
    assert crossing(activation, 1.0, bias_variance) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("activation", "factor"),
    [("tanh", exp(-0.1)), ("tanh", exp(0.1)), ("softsign", exp(0.1)), ("elu", exp(-0.1))],
)
def test_a_contour_has_the_factor_it_says(activation: str, factor: float) -> None:
    """By the search for the fixed point, which knows nothing of contours."""
    weight_variance = crossing(activation, factor, 0.09)
    found = deep_limit(activation, parameters(activation), weight_variance, 0.09)
    assert found.factor == pytest.approx(factor, rel=2e-3)


def test_no_edge_where_no_fixed_point_is_stable() -> None:
    """GELU at small biases: χ is 1 only where the variance runs away."""
    edge = contours("gelu", parameters("gelu"), ())[0]
    assert np.nanmin(edge.sigma_b) > 0.2


def test_a_constant_function_has_no_edge() -> None:
    """Its slope is 0, which no weights make up for."""
    for each in contours(own_key(Definition("two", "2")), (), (10.0,)):
        assert np.isnan(each.sigma_w).all()
        assert np.isnan(each.sigma_b).all()
