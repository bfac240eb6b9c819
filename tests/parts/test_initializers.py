"""Weights follow their law: variance, bounds, orthogonality; the same bits from the same seed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.random import PCG64, Generator, SeedSequence

from vgsim.parts.initializers import INITIALIZERS

ENTRIES = [pytest.param(entry, id=entry.name) for entry in INITIALIZERS.values()]
SHAPES = [(1, 1), (1, 7), (7, 1), (32, 64), (64, 32), (40, 40)]
# fan_out, fan_in -> variance of a weight at gain 1
VARIANCE = {
    "normal": lambda n_out, n_in: 1.0,
    "uniform": lambda n_out, n_in: 1 / 3,
    "lecun_normal": lambda n_out, n_in: 1 / n_in,
    "lecun_uniform": lambda n_out, n_in: 1 / n_in,
    "xavier_normal": lambda n_out, n_in: 2 / (n_in + n_out),
    "xavier_uniform": lambda n_out, n_in: 2 / (n_in + n_out),
    "he_normal": lambda n_out, n_in: 2 / n_in,
    "he_uniform": lambda n_out, n_in: 2 / n_in,
    "orthogonal": lambda n_out, n_in: 1 / max(n_in, n_out),
    "lsuv": lambda n_out, n_in: 1 / max(n_in, n_out),  # before it sees data
    "sparse": lambda n_out, n_in: min(15, n_in) / n_in,
    "critical": lambda n_out, n_in: 1 / n_in,
    "pytorch_default": lambda n_out, n_in: 1 / (3 * n_in),
}
UNIFORM = [name for name in INITIALIZERS if name.endswith("uniform")] + ["pytorch_default"]


def _rng(seed=5, *key):
    return Generator(PCG64(SeedSequence(seed, spawn_key=key)))


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize(("fan_out", "fan_in"), SHAPES)
def test_shape_type_and_bits(entry, fan_out, fan_in):
    first, again, other = (entry.draw(_rng(seed), fan_out, fan_in, gain=1.0) for seed in (5, 5, 6))
    assert first.shape == (fan_out, fan_in)
    assert first.dtype == np.float64
    assert first.flags.c_contiguous
    assert first.tobytes() == again.tobytes()
    if entry.name in VARIANCE and first.size > 1:
        assert not np.array_equal(first, other)
    bias = entry.bias(_rng(), fan_out, fan_in, gain=1.0)
    assert bias.shape == (fan_out,)
    assert bias.tobytes() == entry.bias(_rng(), fan_out, fan_in, gain=1.0).tobytes()
    assert (entry.name == "pytorch_default") == bool(bias.any())


@pytest.mark.parametrize("name", VARIANCE)
@pytest.mark.parametrize(("fan_out", "fan_in"), [(200, 300), (300, 200), (256, 256)])
def test_mean_and_variance_are_those_of_the_law(name, fan_out, fan_in):
    """Six standard errors; the fourth moment of a normal law bounds that of all of them."""
    gain = 1.7
    weights = INITIALIZERS[name].draw(_rng(11), fan_out, fan_in, gain)
    variance = gain**2 * VARIANCE[name](fan_out, fan_in)
    n = weights.size
    spread = 3 * n / np.count_nonzero(weights)  # of the squares, for a normal law thinned out
    assert abs(weights.mean()) < 6 * math.sqrt(variance / n)
    assert np.mean(weights**2) == pytest.approx(variance, rel=6 * math.sqrt(spread / n))


def test_every_law_is_tested():
    assert {*VARIANCE, "zeros", "constant", "scaled_identity"} == set(INITIALIZERS)


@pytest.mark.parametrize("name", UNIFORM)
def test_uniform_laws_fill_their_bounds(name):
    fan_out, fan_in = 128, 96
    bound = math.sqrt(3 * VARIANCE[name](fan_out, fan_in))
    weights = INITIALIZERS[name].draw(_rng(2), fan_out, fan_in, 1.0)
    assert np.abs(weights).max() <= bound
    assert np.abs(weights).max() > 0.999 * bound
    counts, _ = np.histogram(weights, bins=8, range=(-bound, bound))
    assert np.all(np.abs(counts / weights.size - 1 / 8) < 6 * math.sqrt(1 / 8 / weights.size))


@pytest.mark.parametrize("name", [each for each in VARIANCE if each.endswith("normal")])
def test_normal_laws_have_normal_tails(name):
    fan_out, fan_in = 256, 200
    weights = INITIALIZERS[name].draw(_rng(3), fan_out, fan_in, 1.0)
    scaled = np.abs(weights) / math.sqrt(VARIANCE[name](fan_out, fan_in))
    for level in (1, 2, 3):
        fraction = math.erfc(level / math.sqrt(2))
        error = 6 * math.sqrt(fraction / weights.size)
        assert np.mean(scaled > level) == pytest.approx(fraction, abs=error)


@pytest.mark.parametrize(("fan_out", "fan_in"), [*SHAPES, (256, 256), (3, 200)])
def test_orthogonal_weights_are_orthogonal(fan_out, fan_in):
    weights = INITIALIZERS["orthogonal"].draw(_rng(), fan_out, fan_in, gain=2.0) / 2.0
    product = weights @ weights.T if fan_out <= fan_in else weights.T @ weights
    assert np.abs(product - np.eye(len(product))).max() < 1e-12


def test_orthogonal_weights_favor_no_direction():
    """With the signs of R's diagonal left alone, the first entry would always be negative."""
    drawn = [INITIALIZERS["orthogonal"].draw(_rng(1, k), 3, 3, 1.0) for k in range(400)]
    assert abs(np.mean(drawn, axis=0)).max() < 6 * math.sqrt(1 / 3 / 400)
    turns = np.sign([np.linalg.det(each) for each in drawn])
    assert abs(turns.mean()) < 6 / math.sqrt(400)


def test_pytorch_default_draws_biases_by_the_inputs():
    biases = INITIALIZERS["pytorch_default"].bias(_rng(9), 20_000, 25, gain=3.0)
    assert np.abs(biases).max() <= 3 / 5
    assert np.abs(biases).max() > 0.999 * 3 / 5
    assert abs(biases.mean()) < 6 * math.sqrt(0.12 / 20_000)


def test_plain_laws_take_their_scale():
    for name in ("normal", "uniform"):
        entry = INITIALIZERS[name]
        one, half = (entry.draw(_rng(), 9, 4, 1.0, scale) for scale in (1.0, 0.5))
        assert np.array_equal(half, one / 2)
        assert np.array_equal(one, entry.draw(_rng(), 9, 4, 1.0))
    constant = INITIALIZERS["constant"]
    assert np.all(constant.draw(_rng(), 2, 3, 2.0, -0.75) == -1.5)
    assert np.all(constant.draw(_rng(), 2, 3, 1.0) == constant.parameters[0].default)
    assert not INITIALIZERS["zeros"].draw(_rng(), 2, 3, 5.0).any()


def test_schemes_share_their_random_numbers():
    """Networks that differ only in the scheme have the same weights, scaled."""
    normals = [INITIALIZERS[f"{name}_normal"].draw(_rng(), 8, 8, 1.0) for name in ("xavier", "he")]
    assert normals[1] == pytest.approx(math.sqrt(2) * normals[0], rel=1e-14)
    uniforms = [INITIALIZERS[f"{name}_uniform"].draw(_rng(), 8, 8, 1.0) for name in ("lecun", "he")]
    assert uniforms[1] == pytest.approx(math.sqrt(2) * uniforms[0], rel=1e-14)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_huge_gain_overflows_in_silence(entry):
    weights = entry.draw(_rng(), 4, 4, 1e300, 1e300)
    assert not np.isnan(weights).any()
    assert np.isfinite(entry.draw(_rng(), 4, 4, 0.0)).all()


@pytest.mark.peers
def test_pytorch_draws_with_the_same_variance():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    init, weight = torch.nn.init, torch.empty(300, 200, dtype=torch.float64)
    theirs = {
        "xavier_normal": init.xavier_normal_,
        "xavier_uniform": init.xavier_uniform_,
        "he_normal": lambda w: init.kaiming_normal_(w, nonlinearity="relu"),
        "he_uniform": lambda w: init.kaiming_uniform_(w, nonlinearity="relu"),
        "orthogonal": init.orthogonal_,
    }
    for name, fill in theirs.items():
        ours = INITIALIZERS[name].draw(_rng(), 300, 200, 1.0)
        assert np.std(ours) == pytest.approx(fill(weight).std().item(), rel=0.03), name
    linear = torch.nn.Linear(200, 300)
    entry = INITIALIZERS["pytorch_default"]
    for ours, parameter in (
        (entry.draw(_rng(), 300, 200, 1.0), linear.weight),
        (entry.bias(_rng(), 300, 200, 1.0), linear.bias),
    ):
        assert np.abs(ours).max() == pytest.approx(parameter.abs().max().item(), rel=0.03)
