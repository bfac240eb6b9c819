"""Theory against published and independently computed numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vgsim.parts.activations import ACTIVATIONS, evaluate
from vgsim.theory.gauss import moments
from vgsim.theory.meanfield import BlockStructure, LayerDistribution, deep_limit, propagate

# activation, sigma_w^2, sigma_b^2, log10 of the gradient's ratio layer 1 / 30 from inputs of mean
# square 1, chi at the fixed point where there is one (computed independently of this project)
GOLDEN = (
    ('linear', 1.0, 0.0, 0.0, 1.0), ('linear', 2.0, 0.0, 4.364935, None),
    ('linear', 1 / 3, 1 / 1536, -6.918258, 0.333333),
    ('linear', 16.0, 0.0, 17.45974, None), ('sigmoid', 1.0, 0.0, -18.232414, 0.0557207),
    ('sigmoid', 2.0, 0.0, -14.51182, 0.100977),
    ('sigmoid', 1 / 3, 1 / 1536, -24.656563, 0.0200018),
    ('sigmoid', 16.0, 0.0, -5.895571, 0.398879), ('tanh', 1.0, 0.0, -0.802831, None),
    ('tanh', 2.0, 0.0, 0.448606, 1.10553),
    ('tanh', 1 / 3, 1 / 1536, -7.056994, 0.332685),
    ('tanh', 16.0, 0.0, 5.421993, 2.3768), ('lecun_tanh', 1.0, 0.0, -0.056409, 1.01925),
    ('lecun_tanh', 2.0, 0.0, 1.115174, 1.1886),
    ('lecun_tanh', 1 / 3, 1 / 1536, -5.313963, 0.435748),
    ('lecun_tanh', 16.0, 0.0, 6.309337, 2.67777), ('relu', 1.0, 0.0, -4.364935, None),
    ('relu', 2.0, 0.0, 0.0, 1.0),
    ('relu', 1 / 3, 1 / 1536, -11.283193, 0.166667),
    ('relu', 16.0, 0.0, 13.094805, None), ('leaky_relu', 1.0, 0.0, -4.364305, None),
    ('leaky_relu', 2.0, 0.0, 0.00063, None),
    ('leaky_relu', 1 / 3, 1 / 1536, -11.282563, 0.166683),
    ('leaky_relu', 16.0, 0.0, 13.095435, None), ('prelu', 1.0, 0.0, -3.983165, None),
    ('prelu', 2.0, 0.0, 0.38177, None),
    ('prelu', 1 / 3, 1 / 1536, -10.901424, 0.177083),
    ('prelu', 16.0, 0.0, 13.476574, None), ('elu', 1.0, 0.0, -1.001572, None),
    ('elu', 2.0, 0.0, 0.821666, None),
    ('elu', 1 / 3, 1 / 1536, -7.196984, 0.325383),
    ('elu', 16.0, 0.0, 13.126568, None), ('selu', 1.0, 0.0, 0.435327, 1.07157),
    ('selu', 2.0, 0.0, 1.71367, None),
    ('selu', 1 / 3, 1 / 1536, -2.884773, 0.664839),
    ('selu', 16.0, 0.0, 13.798427, None), ('softplus', 1.0, 0.0, -7.816618, 0.288722),
    ('softplus', 2.0, 0.0, -1.679401, None),
    ('softplus', 1 / 3, 1 / 1536, -15.37602, 0.0869157),
    ('softplus', 16.0, 0.0, 13.027284, None), ('softsign', 1.0, 0.0, -1.568673, None),
    ('softsign', 2.0, 0.0, -0.32464, 1.04235),
    ('softsign', 1 / 3, 1 / 1536, -7.85302, 0.30365),
    ('softsign', 16.0, 0.0, 3.121277, 1.67953), ('hard_tanh', 1.0, 0.0, -0.252428, None),
    ('hard_tanh', 2.0, 0.0, 1.766758, 1.34074),
    ('hard_tanh', 1 / 3, 1 / 1536, -6.937481, 0.333333),
    ('hard_tanh', 16.0, 0.0, 7.698467, 3.40527),
    ('hard_sigmoid', 1.0, 0.0, -22.566973, 0.0277778),
    ('hard_sigmoid', 2.0, 0.0, -18.209184, 0.0555535),
    ('hard_sigmoid', 1 / 3, 1 / 1536, -29.484644, 0.00925926),
    ('hard_sigmoid', 16.0, 0.0, -6.667712, 0.351878), ('relu6', 1.0, 0.0, -4.364935, None),
    ('relu6', 2.0, 0.0, -0.000138, None),
    ('relu6', 1 / 3, 1 / 1536, -11.283193, 0.166667),
    ('relu6', 16.0, 0.0, 6.018876, 2.47076), ('silu', 1.0, 0.0, -8.559921, None),
    ('silu', 2.0, 0.0, -3.723061, None),
    ('silu', 1 / 3, 1 / 1536, -15.587344, 0.0833925),
    ('silu', 16.0, 0.0, 13.101333, None), ('hard_swish', 1.0, 0.0, -8.609973, None),
    ('hard_swish', 2.0, 0.0, -3.888794, None),
    ('hard_swish', 1 / 3, 1 / 1536, -15.612924, 0.0833596),
    ('hard_swish', 16.0, 0.0, 13.119812, None), ('gelu', 1.0, 0.0, -8.410133, None),
    ('gelu', 2.0, 0.0, -2.55842, None),
    ('gelu', 1 / 3, 1 / 1536, -15.526967, 0.0834839),
    ('gelu', 16.0, 0.0, 13.10268, None), ('mish', 1.0, 0.0, -6.275375, None),
    ('mish', 2.0, 0.0, -0.749652, None),
    ('mish', 1 / 3, 1 / 1536, -13.298265, 0.120087),
    ('mish', 16.0, 0.0, 13.105316, None),
)  # fmt: skip


def parameters(name: str) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(ACTIVATIONS[name].values().items()))


@pytest.mark.parametrize(("name", "sigma_w2", "sigma_b2", "ratio", "chi"), GOLDEN)
def test_the_golden_table(
    name: str, sigma_w2: float, sigma_b2: float, ratio: float, chi: float | None
) -> None:
    layer = LayerDistribution(name, parameters(name), sigma_w2 / 512, sigma_b2, 0.0, 512, 512)
    assert propagate([layer] * 30, 1.0).log_gradient[0] == pytest.approx(ratio, abs=2e-6)
    if chi is not None:
        found = deep_limit(name, parameters(name), sigma_w2, sigma_b2)
        assert found.status == "found"
        assert found.factor == pytest.approx(chi, rel=1e-5)


@pytest.mark.parametrize(
    ("name", "square", "slope"),
    [
        ("sigmoid", 0.293379035858093, 0.04483624135019437),
        ("tanh", 0.3942944903978412, 0.4644029024482682),
        ("gelu", 0.4252214825702987, 0.4558508656492871),
        ("silu", 0.3557755198173522, 0.3794823516328293),
        ("relu", 0.5, 0.5),
    ],
)
def test_averages_to_fifteen_digits(name: str, square: float, slope: float) -> None:
    found = moments(name, parameters(name), 1.0)
    assert found.square == pytest.approx(square, rel=1e-14)
    assert found.slope_square == pytest.approx(slope, rel=1e-14)


@given(st.floats(1e-6, 1e5))
def test_closed_forms_hold_at_every_variance(q: float) -> None:
    relu = moments("relu", (), q)
    assert relu.square == pytest.approx(q / 2, rel=1e-13)
    assert relu.slope_square == pytest.approx(0.5, rel=1e-13)
    flat = moments("hard_tanh", (), q).slope_square
    assert flat == pytest.approx(math.erf(1 / math.sqrt(2 * q)), rel=1e-12)
    leaky = moments("leaky_relu", (("alpha", 0.3),), q)
    assert leaky.square == pytest.approx(q * (1 + 0.09) / 2, rel=1e-13)


@pytest.mark.parametrize(
    ("name", "sigma_w2", "sigma_b2", "q", "chi", "variance_scale", "correlation_scale"),
    [
        ("tanh", 0.9, 0.05, 0.16328, 0.70635, 1.65, 2.88),
        ("tanh", 1.5, 0.05, 0.41804, 0.93864, 1.68, 15.79),
        ("sigmoid", 1.0, 0.0, 0.2646868751818925, 0.05572070676970179, 0.333, 0.346),
    ],
)
def test_depth_scales(
    name: str, sigma_w2: float, sigma_b2: float, q: float, chi: float, variance_scale: float,
    correlation_scale: float,
) -> None:  # fmt: skip
    found = deep_limit(name, (), sigma_w2, sigma_b2)
    assert found.variance == pytest.approx(q, rel=1e-4)
    assert found.factor == pytest.approx(chi, rel=1e-4)
    assert found.variance_scale == pytest.approx(variance_scale, rel=0.01)
    assert found.correlation_scale == pytest.approx(correlation_scale, rel=0.01)


@pytest.mark.parametrize(
    ("name", "sigma_w2", "sigma_b2", "alike", "scale"),
    [
        ("tanh", 2.0, 0.0, 0.0, 21.723666161557283), ("tanh", 4.0, 0.05, 0.16506, 6.98),
        ("selu", 1.0, 0.0, 0.0, -1 / math.log(0.97070)),  # (E f')² in closed form
        ("sigmoid", 400.0, 0.0, None, None), ("hard_tanh", 1.5, 0.05, None, None),
        ("softsign", 9.0, 0.04, None, None),
    ],
)  # fmt: skip
def test_chaos_keeps_two_inputs_apart(
    name: str, sigma_w2: float, sigma_b2: float, alike: float | None, scale: float | None
) -> None:
    """c* and ξ_c beside the map of correlations by a fine grid over both Gaussians."""
    found = deep_limit(name, parameters(name), sigma_w2, sigma_b2)
    c, q = found.correlation, found.variance
    assert found.factor > 1
    if alike is not None and scale is not None:
        assert c == pytest.approx(alike, abs=1e-4)
        assert found.correlation_scale == pytest.approx(scale, rel=1e-3)
    z = np.linspace(-8, 8, 1000)  # not on the kinks
    mass = np.exp(-z * z / 2) / math.sqrt(2 * math.pi) * (z[1] - z[0])
    first = math.sqrt(q) * z
    second = math.sqrt(q) * (c * z[:, None] + math.sqrt(1 - c * c) * z)
    entry = ACTIVATIONS[name]
    alpha = dict(parameters(name)).get("alpha")
    given = None if alpha is None else np.array(alpha)
    f, slope = evaluate(entry, first, alpha=given)
    g, other = evaluate(entry, second, alpha=given)
    mapped = (sigma_w2 * float(mass @ (f * (g @ mass))) + sigma_b2) / q
    assert mapped == pytest.approx(c, abs=1e-4)
    steep = sigma_w2 * float(mass @ (slope * (other @ mass)))
    assert math.exp(-1 / found.correlation_scale) == pytest.approx(steep, rel=3e-3)  # kinks


@pytest.mark.parametrize(
    ("name", "sigma_w2", "sigma_b2"),
    [
        ("tanh", 1.424205, 0.01), ("tanh", 1.760955, 0.05), ("tanh", 3.443211, 1.0),
        ("hard_tanh", 1.165545, 0.05), ("softsign", 3.141247, 0.05), ("relu", 2.0, 0.0),
        ("sigmoid", 103.007554, 0.0), ("elu", 1.533718, 0.05), ("selu", 0.901766, 0.05),
    ],
)  # fmt: skip
def test_at_the_critical_point_the_gradient_keeps_its_size(
    name: str, sigma_w2: float, sigma_b2: float
) -> None:
    assert deep_limit(name, parameters(name), sigma_w2, sigma_b2).factor == pytest.approx(
        1, abs=1e-5
    )


@pytest.mark.parametrize(
    ("name", "batch", "layer"),
    [
        ("relu", 1.466942, 1.0), ("sigmoid", 1.033592, 0.152827), ("tanh", 1.177807, 1.177807),
        ("gelu", 1.318845, 1.072032), ("softplus", 1.080528, 0.318459),
    ],
)  # fmt: skip
def test_normalization_has_its_own_factor(name: str, batch: float, layer: float) -> None:
    each = LayerDistribution(name, parameters(name), 2 / 64, 0.0, 0.0, 64, 64)
    for kind, factor in (("batch", batch), ("layer", layer), ("rms", layer)):
        found = propagate([each] * 6, 1.0, BlockStructure(kind))
        assert found.factor[2] == pytest.approx(factor, rel=1e-5)


def test_the_band_of_a_finite_width() -> None:
    for name, width, sd, shift in (("relu", 16, 0.65, -0.98), ("relu", 256, 0.16, -0.06),
                                   ("sigmoid", 64, 0.21, -0.10)):  # fmt: skip
        sigma = 2.0 if name == "relu" else 1.0
        layer = LayerDistribution(name, (), sigma / width, 0.0, 0.0, width, width)
        found = propagate([layer] * 30, 1.0)
        assert found.spread[0] == pytest.approx(sd, abs=0.02)
        assert found.shift[0] == pytest.approx(shift, abs=0.02)
        assert found.spread[-1] == 0
