"""Do suggestions help? Random ill networks, every offer taken on three seeds it was not tried on.

python -m tests.advice.ill_networks --networks 100 --seed 1
python -m tests.advice.ill_networks --seed 1 --only 27 33
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from vgsim.advice.faults import network_faults
from vgsim.advice.suggest import suggestions
from vgsim.advice.suggestion import HelpRequest, Suggestion, Suggestions
from vgsim.advice.trial import TrialResult, evens_gradient, tried
from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import simulate
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import Watch
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.describe.validate import validate
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.tables.table import TableError
from vgsim.theory.judge import Judge

FURTHER = (11, 12, 13)  # added to the seed
FUNCTIONS = ("sigmoid", "tanh", "relu", "gelu", "selu", "elu", "relu6", "hard_tanh", "silu",
             "leaky_relu", "softplus", "hard_sigmoid")  # fmt: skip
WEIGHTS = tuple(name for name in INITIALIZERS if name != "lsuv")
TABLES = ("digits", "wine", "iris", "breast_cancer", "diabetes", "moons", "spirals", "sine")


def _network(rng: Generator) -> tuple[NetworkSpec, DataSpec]:
    if rng.random() < 0.2:
        cell = str(rng.choice(["vanilla", "vanilla", "lstm", "gru"]))
        network = NetworkSpec(
            cell=cell, width=int(rng.integers(4, 33)), activation="tanh",
            recurrence=str(rng.choice(["uniform", "gaussian", "orthogonal"])),
            spectral_radius=float(rng.choice([0.5, 1.0, 1.0, 2.0])),
            forget_bias=float(rng.choice([-3, 0, 1])) if cell != "vanilla" else None,
        )  # fmt: skip
        name = str(rng.choice(["latch", "adding"]))
        return network, DataSpec(name, batch_size=32, length=int(rng.integers(10, 60)))
    data = DataSpec(
        str(rng.choice(TABLES)), batch_size=int(rng.choice([1, 2, 8, 32, 64, 64])),
        standardize=bool(rng.random() < 0.8),
    )  # fmt: skip
    network = NetworkSpec(
        depth=int(rng.choice([1, 2, 3, 5, 8, 12, 20])), width=int(rng.choice([2, 4, 16, 32, 64])),
        activation=str(rng.choice(FUNCTIONS)), initializer=str(rng.choice(WEIGHTS)),
        gain=float(rng.choice([0.1, 0.5, 1, 1, 1, 1, 3, 10])),
        bias=float(rng.choice([-5, 5, 30])) if rng.random() < 0.1 else None,
        normalization=str(rng.choice(["none", "none", "none", "batch", "layer"])),
        residual=int(rng.random() < 0.1), dropout=float(rng.choice([0, 0, 0, 0.5])),
        loss="mse" if rng.random() < 0.2 else None,
        output=None,
        dtype=str(rng.choice(["float64", "float64", "float32", "float16"])),
    )  # fmt: skip
    return network, data


def random_experiment(rng: Generator) -> Experiment:
    """Of one network, ill or not."""
    network, data = _network(rng)
    name = str(rng.choice(["sgd", "sgd", "momentum", "adam", "rmsprop"]))
    rate = OPTIMIZERS[name].rate * float(rng.choice([0.001, 0.1, 1, 1, 1, 10, 100]))
    training = TrainingSpec(optimizer=name, learning_rate=rate)
    return Experiment(
        seed=int(rng.integers(1, 10_000)), data=data, training=training, lanes=(Lane("", network),)
    )


@dataclass(frozen=True)
class Found:
    """An ill network and what was suggested for it."""

    number: int  # among the ill ones of its seed
    experiment: Experiment
    news: Suggestions


def ill_networks(
    rng: Generator, count: int, kernels: Kernels | None, only: Collection[int] = ()
) -> Iterator[Found]:
    """The first ill ones among random networks, at one of the first updates; or some of them."""
    number = 0
    while number < max(only, default=count):
        made = random_experiment(rng)
        step = int(rng.choice([0, 0, 100, 300]))
        try:
            validate(made)
            seen = simulate(made, step, Watch(costly=COSTLY), judge=Judge()).lanes[0]
        except (SpecError, TableError):
            continue
        if not network_faults(seen):
            continue
        number += 1
        if only and number not in only:
            continue
        *_, news = suggestions(HelpRequest(made, 0, seen), kernels)
        yield Found(number, made, news)


def holds(before: TrialResult, after: TrialResult) -> bool:
    """Lower training loss, or a gradient that arrives better."""
    better = before.lost or after.relative < before.relative
    return not after.lost and (better or evens_gradient(before, after))


def check(found: Found, offer: Suggestion, kernels: Kernels | None) -> tuple[int, int]:
    """On how many further seeds an offer helps, and on how many numbers are lost."""
    helped = lost = 0
    for number in FURTHER:
        before = tried(found.experiment, 0, {}, found.news.updates, number, kernels)
        after = tried(found.experiment, 0, offer.changes, found.news.updates, number, kernels)
        assert before is not None
        assert after is not None
        helped += holds(before, after)
        lost += after.lost
    return helped, lost


def main() -> None:
    """Print every network with its offers, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, nargs="*", default=(), help="numbers of networks")
    wanted = parser.parse_args()
    kernels, rng = Kernels(), np.random.default_rng(wanted.seed)
    networks = offers = good = runs = helped = lost = none = paired = 0
    for found in ill_networks(rng, wanted.networks, kernels, wanted.only):
        networks, fine = networks + 1, True
        none += not found.news.offers
        paired += bool(found.news.pairs)
        print(found.number, sorted(found.news.found), found.news.updates, "updates", flush=True)
        if not found.news.offers:
            print("   none of", len(found.news.tried), len(found.news.combined), found.experiment)
        for offer in found.news.offers:
            does, broke = check(found, offer, kernels)
            offers, runs, helped, lost = offers + 1, runs + 3, helped + does, lost + broke
            fine &= does == len(FURTHER) and not broke
            print("  ", "+" if does == 3 and not broke else f"- {does} {broke}", offer.label,
                  f"{offer.before.relative:.3g} -> {offer.tried.relative:.3g}")  # fmt: skip
            if does < 3 or broke:
                print("     ", found.experiment)
        good += fine
    print(
        f"{networks} ill networks, {paired} tried with pairs, {none} without an offer; of "
        f"{networks - none} with one, {good - none} with all offers good on all seeds; {offers} "
        f"offers, {runs} trainings: {helped} helped, {lost} lost numbers"
    )


if __name__ == "__main__":
    main()
