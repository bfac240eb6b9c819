"""Comparing activations: every cell of the table is the network's own run."""

from __future__ import annotations

from dataclasses import replace
from math import isnan, log10, nan

import pytest

from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import Trainer
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.theory.comparison import Comparison, ComparisonResults, comparable, compare, spread

pytestmark = pytest.mark.usefixtures("compiled")
MADE = Experiment(
    data=DataSpec("moons", 16, 64),
    lanes=(Lane("", NetworkSpec(depth=3, width=6)), Lane("", NetworkSpec(depth=8, width=6))),
)
WANTED = Comparison(MADE, 1, ("sigmoid", "relu"), ("xavier_normal", "he_normal"), (1, 2, 3), 20)


def finished(wanted: Comparison) -> ComparisonResults:
    *_, last = compare(wanted, Kernels())
    assert last.share == 1
    return last


def test_every_row_is_the_networks_own_run() -> None:
    for row in finished(WANTED).candidates:
        assert row.network is not None
        network = replace(MADE.lanes[1].network, activation=row.activation,
                          initializer=row.initializer)  # fmt: skip
        assert row.network == network
        for seed, outcome in zip(WANTED.seeds, row.outcomes, strict=True):
            trainer = Trainer(replace(MADE, seed=seed, lanes=(Lane("", network),)))
            gradient = trainer.trace().lanes[0].followed()
            assert outcome.decades == pytest.approx(log10(gradient[0] / gradient[7]), abs=1e-9)
            trainer.advance(20)
            trace = trainer.trace()
            assert outcome.loss == pytest.approx(trace.lanes[0].loss, rel=1e-6)
            assert outcome.score == trace.curves[0].test_accuracy[-1]


def test_sigmoid_vanishes_and_relu_does_not() -> None:
    rows = {(row.activation, row.initializer): row for row in finished(WANTED).candidates}
    bad, good = rows["sigmoid", "xavier_normal"], rows["relu", "he_normal"]
    assert spread(bad.values("decades"))[0] < -3
    assert spread(good.values("decades"))[0] > -1.5
    assert bad.expected == pytest.approx(spread(bad.values("decades"))[0], abs=1.0)
    assert all(isnan(value) for value in bad.values("dead")) or max(bad.values("dead")) == 0


def test_pictures_grow_row_by_row_and_it_can_be_stopped() -> None:
    pictures = list(compare(WANTED, Kernels()))
    shares = [each.share for each in pictures]
    assert shares == sorted(shares)
    assert len(pictures) == 1 + 4 * 3
    assert {len(row.outcomes) for row in pictures[4].candidates} == {1}  # all rows, one seed
    assert len(list(compare(WANTED, Kernels(), lambda: True))) == 1


def test_what_cannot_be_is_said() -> None:
    wanted = replace(WANTED, initializers=("xavier_normal", "he_uniform"), activations=("tanh",))
    cell = replace(MADE.lanes[1], network=NetworkSpec(cell="vanilla", width=6, activation="tanh"))
    sequences = Experiment(data=DataSpec("latch", 8, length=6), lanes=(MADE.lanes[0], cell))
    sequences = replace(sequences, lanes=(cell, cell))
    assert comparable(sequences, 1)
    found = finished(replace(wanted, experiment=sequences))
    assert all(row.outcomes or row.fault for row in found.candidates)
    gated = replace(cell, network=NetworkSpec(cell="lstm", width=6))
    assert not comparable(replace(sequences, lanes=(gated,)), 0)


def test_spread_passes_over_what_is_not_there() -> None:
    assert spread([3.0, nan, 1.0]) == (2.0, 1.0, 3.0)
    assert all(isnan(value) for value in spread([nan]))
