"""The classic results, from the scenarios that ship: who learns, who does not, and why.

Learned is a loss below 0.1, stuck is one that has not left ln 2 (a coin's). Every row trains
networks of a shipped file, with the file's own seed and, in a long run, others.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import isfinite, log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from resources import find
from tests.long import longer
from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.curves import Curves
from vgsim.compute.traces.trace import FloatArray, Trace, Watch
from vgsim.describe.codec import about_of, decode
from vgsim.describe.spec import Experiment

pytestmark = pytest.mark.usefixtures("compiled")
FEW = (7, 0)  # 7: as shipped; of the networks that take long
SEEDS = (*FEW, 1)
MORE = (*SEEDS, 2, 3)  # where not all seeds end alike
each_seed = pytest.mark.parametrize("seed", [SEEDS[0], *longer(SEEDS[1:])])
few_seeds = pytest.mark.parametrize("seed", [FEW[0], *longer(FEW[1:])])
LN2 = log(2)
KERNELS = Kernels()


def network_of(name: str, title: str, seed: int) -> Experiment:
    """One network of a shipped scenario by itself."""
    (path,) = find("scenarios").rglob(f"{name}.vgsim")
    made = decode(path.read_bytes())
    (lane,) = (each for each in made.lanes if each.title == title)
    return replace(made, title="", seed=seed, lanes=(replace(lane, title=""),))


def after(made: Experiment, updates: int, *costly: str, enough: float = 0.0) -> Trace:
    """The pass after so many updates, or earlier where the loss is enough, or lost."""
    KERNELS.prepare(made)
    trainer = Trainer(made, Watch(costly=frozenset(costly)), KERNELS.engine(made))
    while trainer.step < updates:
        trainer.advance(min(100, updates - trainer.step))
        loss = trainer.curves()[0].loss[-1]
        if loss < enough or not isfinite(loss):
            break
    return trainer.trace()


@cache
def curves_of(made: Experiment, updates: int, enough: float = 0.0) -> Curves:
    """The curves, kept: several scenarios have a network that is the same but for its title."""
    return after(made, updates, enough=enough).curves[0]


def course(name: str, title: str, seed: int, updates: int) -> Curves:
    return curves_of(network_of(name, title, seed), updates)


def learned_at(name: str, title: str, seed: int, updates: int = 600) -> float:
    """The update before which the loss was below 0.1; infinity: none was."""
    curves = curves_of(network_of(name, title, seed), updates, 0.1)
    found = curves.steps[curves.loss < 0.1]
    return float(found[0]) if len(found) else float("inf")


def measured(trace: Trace, name: str) -> FloatArray:
    """Of the hidden layers."""
    return trace.lanes[0].measures[name][:-1]


LEARN: dict[tuple[str, str], tuple[int, tuple[int, ...]]] = {  # most updates, seeds
    ("01_who_learns", "Tanh, Xavier"): (600, SEEDS),
    ("01_who_learns", "ReLU, He"): (600, SEEDS),
    ("01_who_learns", "Sigmoid, batch norm"): (600, SEEDS),
    ("02_default_weights", "Xavier weights"): (600, SEEDS),
    ("03_critical_sigmoid", "Critical weights"): (1200, SEEDS),
    ("04_where_sigmoid_breaks", "2 layers"): (3000, SEEDS),
    ("04_where_sigmoid_breaks", "3 layers"): (3000, SEEDS),
    ("05_thirty_layers", "He weights"): (600, FEW),
    ("06_zero_weights", "Tanh, Xavier"): (600, SEEDS),
    ("07_clipping", "Clipped"): (600, SEEDS),
    ("08_killed_by_its_rate", "Rate 0.1"): (600, SEEDS),
    ("09_who_escapes", "Leaky ReLU, α = 0.1"): (3000, SEEDS),
    ("09_who_escapes", "PReLU, α per unit"): (600, SEEDS),
    ("10_elu_escapes", "ELU"): (600, SEEDS),
    ("15_bad_start", "Cross-entropy"): (1000, SEEDS),
}
STUCK: dict[tuple[str, str], tuple[int, tuple[int, ...]]] = {
    ("01_who_learns", "Sigmoid, Xavier"): (600, SEEDS),
    ("02_default_weights", "PyTorch's default"): (600, SEEDS),
    ("03_critical_sigmoid", "Xavier weights"): (600, SEEDS[:1]),  # as the first one
    ("04_where_sigmoid_breaks", "4 layers"): (3000, FEW),
    ("04_where_sigmoid_breaks", "6 layers"): (1500, FEW),
    ("05_thirty_layers", "Xavier weights"): (600, FEW),
    ("09_who_escapes", "ReLU"): (600, SEEDS),
    ("09_who_escapes", "Leaky ReLU, α = 0.01"): (600, SEEDS),
    ("10_elu_escapes", "ReLU"): (600, SEEDS),
}


def rows(known: dict[tuple[str, str], tuple[int, tuple[int, ...]]]) -> list[Any]:
    """A case for each network and seed; those of other seeds than the shipped one are long."""
    return [
        pytest.param(*network, updates, seed, marks=[pytest.mark.long] * (seed != seeds[0]))
        for network, (updates, seeds) in known.items()
        for seed in seeds
    ]


@pytest.mark.parametrize(("name", "title", "updates", "seed"), rows(LEARN))
def test_learned(name: str, title: str, updates: int, seed: int) -> None:
    assert learned_at(name, title, seed, updates) < updates


@pytest.mark.parametrize(("name", "title", "updates", "seed"), rows(STUCK))
def test_stuck(name: str, title: str, updates: int, seed: int) -> None:
    assert course(name, title, seed, updates).loss[-1] > LN2 - 0.02


def test_every_classic_is_tested_here_and_has_a_source() -> None:
    text = Path(__file__).read_text("utf-8")
    classics = sorted((find("scenarios") / "classics").glob("*.vgsim"))
    assert len(classics) == 15
    for path in classics:
        assert f'"{path.stem}"' in text, path.stem
        assert about_of(path.read_bytes()).source, path.stem


@pytest.mark.parametrize("rate", [1.0, 10.0])
@few_seeds
def test_no_learning_rate_rescues_the_deep_sigmoid(rate: float, seed: int) -> None:
    made = network_of("01_who_learns", "Sigmoid, Xavier", seed)
    made = replace(made, training=replace(made.training, learning_rate=rate))
    assert curves_of(made, 600).loss[-1] > LN2 - 0.02


@each_seed
def test_sixteen_times_the_variance_is_not_yet_critical(seed: int) -> None:
    assert learned_at("03_critical_sigmoid", "Xavier weights, gain 4", seed) == float("inf")


@pytest.mark.parametrize("title", ["Tanh, zeros", "ReLU, zeros"])
@each_seed
def test_zero_weights_receive_no_gradient_and_stay_alike(title: str, seed: int) -> None:
    found = after(network_of("06_zero_weights", title, seed), 100, "alike")
    assert found.curves[0].loss[-1] > LN2 - 0.02
    assert not measured(found, "gradient_weight").any()
    assert (measured(found, "alike") == 1).all()


def test_weights_that_are_all_the_same_stay_so() -> None:
    for title, share in (("Constant weights", 1), ("Xavier weights", 0)):
        found = after(network_of("14_symmetry", title, 7), 100, "alike")
        assert (measured(found, "alike") == share).all()


@each_seed
def test_large_weights_explode_relu_and_not_sigmoid(seed: int) -> None:
    relu = course("07_large_weights_sigmoid", "ReLU", seed, 10)
    assert not np.isfinite(relu.loss).all() or relu.loss.max() > 1e6
    assert course("07_large_weights_sigmoid", "Sigmoid", seed, 10).loss.max() < 10


@pytest.mark.parametrize("seeds", [MORE[:1], *longer([MORE])])
def test_without_clipping_it_explodes_or_dies(seeds: tuple[int, ...]) -> None:
    """As shipped, and mostly elsewhere: an explosion is chaos, which a last digit can turn."""
    ends = [course("07_clipping", "As it is", seed, 600).loss[-1] for seed in seeds]
    lost = [not isfinite(loss) or loss > LN2 - 0.02 for loss in ends]
    assert lost[0]
    assert sum(lost) >= 0.6 * len(seeds)
    assert min(loss for loss in (*ends, LN2) if isfinite(loss)) > 0.1  # and nobody learned


@each_seed
def test_a_large_rate_kills_relus(seed: int) -> None:
    for title, low, high in (("Rate 0.1", 0, 0.1), ("Rate 2", 0.5, 1)):
        found = after(network_of("08_killed_by_its_rate", title, seed), 600)
        assert low <= measured(found, "dead").mean() <= high


@pytest.mark.parametrize("seeds", [MORE[:1], *longer([MORE])])
def test_a_leak_of_a_hundredth_barely_escapes(seeds: tuple[int, ...]) -> None:
    found = [learned_at("09_who_escapes", "Leaky ReLU, α = 0.01", x, 3000) for x in seeds]
    assert sum(map(isfinite, found)) <= 0.4 * len(seeds)
    assert min(found) > 1500


@each_seed
def test_elu_starts_faster_than_relu(seed: int) -> None:
    elu, relu = (learned_at("11_elu_starts_faster", title, seed) for title in ("ELU", "ReLU"))
    assert elu < 0.6 * relu < 600


@few_seeds
def test_thirty_layers_of_selu_learn_before_those_of_relu(seed: int) -> None:
    selu, relu = (learned_at("12_selu", title, seed) for title in ("SELU, LeCun", "ReLU, He"))
    assert selu < relu < 600


@each_seed
def test_the_plateau(seed: int) -> None:
    """The last hidden layer sinks towards 0, those before it stay, and the loss stays."""
    made = network_of("13_plateau", "Sigmoid", seed)
    KERNELS.prepare(made)
    trainer = Trainer(made, engine=KERNELS.engine(made))
    for updates, last in ((0, 0.5), (800, 0.27), (1200, 0.21)):
        trainer.advance(updates - trainer.step)
        means = measured(trainer.trace(), "activation_mean")
        assert means[3] == pytest.approx(last, abs=0.04)
        assert ((means[:3] > 0.45) & (means[:3] < 0.65)).all()
    assert trainer.trace().curves[0].loss[-150:].mean() == pytest.approx(log(10), abs=0.05)


@each_seed
def test_tanh_and_softsign_have_no_plateau(seed: int) -> None:
    assert learned_at("13_plateau", "Tanh", seed, 300) < 300
    assert learned_at("13_plateau", "Softsign", 7, 600) < 600


@each_seed
def test_a_residual_sigmoid_net_does_not_vanish_and_yet_does_not_learn(seed: int) -> None:
    for title, decades in (("Plain", -5), ("Skips", 0)):
        found = after(network_of("14_skips_are_not_enough", title, seed), 0)
        gradient = measured(found, "gradient_preactivation")
        assert np.log10(gradient[0] / gradient[-1]) == pytest.approx(decades, abs=1)
        assert course("14_skips_are_not_enough", title, seed, 600).loss[-1] > 0.4


@each_seed
def test_squared_error_does_not_recover_from_a_bad_start(seed: int) -> None:
    found = course("15_bad_start", "Squared error", seed, 1000)
    assert found.train_accuracy[-1] == pytest.approx(0.5, abs=0.02)
