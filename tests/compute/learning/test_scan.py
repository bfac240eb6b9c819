"""A scan says exactly what each of its networks would measure by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vgsim.compute.kernels import Engine, Kernels, twin
from vgsim.compute.learning.scan import Scan, placed, scannable
from vgsim.compute.learning.training import Trainer
from vgsim.describe.spec import DataSpec, Experiment, Lane, LayerSpec, NetworkSpec
from vgsim.parts.activations import ACTIVATIONS

DATA = DataSpec("moons", 8, 64)


def scanner(experiment: Experiment) -> Engine:
    kernels = Kernels()
    assert kernels.scanning(experiment).name == "numpy"  # nothing is compiled unasked
    kernels.prepare_scans(experiment)
    return kernels.scanning(experiment)


def measured(experiment: Experiment, sigma_w: float, sigma_b: float) -> float:
    """Decades between the last hidden layer and the first, by the lane's own pass."""
    network = placed(experiment.lanes[0].network, sigma_w, sigma_b)
    lane = Trainer(replace(experiment, lanes=(Lane("", network),))).trace().lanes[0]
    gradient = lane.followed()
    with np.errstate(all="ignore"):
        return float(np.log10(gradient[0]) - np.log10(gradient[lane.depth - 1]))


def scanned(experiment: Experiment, weights: list[float], biases: list[float]) -> np.ndarray:
    scan = Scan(experiment, 0, twin(), len(weights))
    first, last, *_ = scan.run(np.array(weights), np.array(biases))
    with np.errstate(all="ignore"):
        return np.asarray(first - last)


@settings(max_examples=25, deadline=None)
@given(
    activation=st.sampled_from(tuple(ACTIVATIONS)),
    widths=st.lists(st.integers(1, 9), min_size=2, max_size=5),
    sizes=st.tuples(st.floats(0.3, 3), st.floats(0, 2)),
    seed=st.integers(0, 999),
)
def test_a_scan_agrees_with_a_lane_of_its_own(
    activation: str, widths: list[int], sizes: tuple[float, float], seed: int
) -> None:
    network = NetworkSpec(depth=len(widths), widths=tuple(widths), activation=activation)
    experiment = Experiment(data=DATA, seed=seed, lanes=(Lane("", network),))
    expected = measured(experiment, *sizes)
    found = scanned(experiment, [sizes[0], 1.0], [sizes[1], 0.5])[0]
    if np.isfinite(expected):
        assert found == pytest.approx(expected, abs=1e-9)
    else:
        assert not np.isfinite(found)


@pytest.mark.parametrize("activation", ["tanh", "rrelu", "relu"])
@pytest.mark.usefixtures("compiled")
def test_kernel_and_twin_agree(activation: str) -> None:
    layers = (LayerSpec(2, activation="sigmoid"),)
    network = NetworkSpec(depth=4, widths=(5, 17, 3, 9), activation=activation,
                          layers=layers)  # fmt: skip
    experiment = Experiment(data=DATA, lanes=(Lane("", network),))
    weights, biases = np.linspace(0.2, 3, 700), np.tile(np.linspace(0, 1, 7), 100)
    slow = Scan(experiment, 0, twin(), 700).run(weights, biases)
    engine = scanner(experiment)
    assert engine.name == "numba"
    fast = Scan(experiment, 0, engine, 700).run(weights, biases)
    np.testing.assert_allclose(fast, slow, atol=1e-9)


@pytest.mark.parametrize("engine", ["twin", "kernels"])
@pytest.mark.usefixtures("compiled")
def test_gradients_below_the_smallest_number_are_still_measured(engine: str) -> None:
    network = NetworkSpec(depth=200, width=4, activation="sigmoid")
    experiment = Experiment(data=DATA, lanes=(Lane("", network),))
    machine = twin() if engine == "twin" else scanner(experiment)
    first, last, *_ = Scan(experiment, 0, machine, 2).run(np.array([0.05, 1.0]), np.zeros(2))
    assert -420 < first[0] - last[0] < -330  # 199 times about 0.05/4 and less


def test_few_examples_where_all_would_cost_too_much() -> None:
    network = NetworkSpec(depth=50, width=100, activation="tanh")
    experiment = Experiment(data=DataSpec("digits", 64), lanes=(Lane("", network),))
    assert Scan(experiment, 0, twin(), 4096).examples == 1
    assert Scan(experiment, 0, twin(), 16).examples == 64


@pytest.mark.parametrize(
    "network",
    [
        NetworkSpec(normalization="batch"), NetworkSpec(residual=1), NetworkSpec(dropout=0.1),
        NetworkSpec(dtype="float16"), NetworkSpec(layers=(LayerSpec(2, gain=2.0),)),
        NetworkSpec(cell="lstm", width=4),
    ],
)  # fmt: skip
def test_what_cannot_be_scanned(network: NetworkSpec) -> None:
    assert not scannable(network)
    assert scannable(NetworkSpec())
