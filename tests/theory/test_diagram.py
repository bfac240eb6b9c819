"""Planes of networks: coarse first, complete in the end, and true in every cell."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import Trainer
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.theory.diagram import Diagram, Plane, compute_diagram, moved, position
from vgsim.theory.sweep import SweepAxis
from vgsim.theory.verdict import verdict

SMALL = Experiment(
    data=DataSpec("moons", 8, 64),
    lanes=(
        Lane("", NetworkSpec(depth=3, width=4)),
        Lane("", NetworkSpec(depth=4, width=5, activation="tanh", initializer="he_normal")),
    ),
)


def axis(path: str, *values: float) -> SweepAxis:
    return SweepAxis(path, values)


def plane(experiment: Experiment = SMALL, count: int = 11, updates: int = 0) -> Plane:
    """Of σ_w and σ_b of the second lane."""
    weights = np.linspace(0.5, 3, count).tolist()
    biases = np.linspace(0, 1, count - 2).tolist()
    prefix = "lanes.1.network.sigma_"
    return Plane(experiment, 1, axis(prefix + "w", *weights), axis(prefix + "b", *biases), updates)


def measured(experiment: Experiment, lane: int, updates: int = 0) -> float:
    trainer = Trainer(experiment)
    trainer.advance(updates)
    return verdict(trainer.trace().lanes[lane]).decades


def complete(wanted: Plane) -> Diagram:
    *_, last = compute_diagram(wanted, Kernels())
    assert last.known.all()
    return last


@pytest.mark.usefixtures("compiled")
def test_pictures_grow_finer_and_end_complete() -> None:
    wanted = plane()
    pictures = list(compute_diagram(wanted, Kernels()))
    shares = [each.share for each in pictures]
    assert shares == sorted(shares)
    assert shares[0] < 0.1
    assert shares[-1] == 1
    for each in pictures:  # no holes: what is not known yet shows a neighbor
        assert np.isfinite(each.fields["decades"]).all()
        sizes = np.abs(each.fields["decades"])
        assert (sizes <= each.reach["decades"]).mean() == pytest.approx(0.95, abs=0.06)
        assert each.reach["decades"] <= sizes.max()
    fine, coarse = pictures[-1].fields["decades"], pictures[0].fields["decades"]
    assert (coarse[:8, :8] == fine[0, 0]).all()


@pytest.mark.parametrize("updates", [0, 3])
@pytest.mark.usefixtures("compiled")
def test_a_cell_is_what_the_lane_measures_there(updates: int) -> None:
    wanted = plane(count=4, updates=updates)
    assert wanted.scanned == (updates == 0)
    found = complete(wanted).fields["decades"]
    for row, column in ((0, 0), (1, 3), (0, 2)):
        there = moved(SMALL, wanted, wanted.x.values[column], wanted.y.values[row])
        assert there.lanes[0] == SMALL.lanes[0]
        assert found[row, column] == pytest.approx(measured(there, 1, updates), abs=1e-6)


@pytest.mark.usefixtures("compiled")
def test_normalized_networks_are_computed_one_by_one() -> None:
    normalized = replace(SMALL.lanes[1].network, normalization="layer")
    experiment = replace(SMALL, lanes=(SMALL.lanes[0], Lane("", normalized)))
    wanted = plane(experiment, count=3)
    assert not wanted.scanned
    found = complete(wanted)
    there = moved(experiment, wanted, wanted.x.values[1], wanted.y.values[0])
    assert found.fields["decades"][0, 1] == pytest.approx(measured(there, 1), abs=1e-9)


@pytest.mark.usefixtures("compiled")
def test_any_two_numbers_and_cells_that_cannot_be() -> None:
    path = "lanes.0.network."
    wanted = Plane(SMALL, 0, axis(path + "depth", 2, 4, 900), axis(path + "gain", 1.0, 4.0))
    found = complete(wanted)
    assert found.fields["decades"][1, 1] == pytest.approx(
        measured(moved(SMALL, wanted, 4, 4.0), 0), abs=1e-9
    )
    assert set(found.faults) == {(0, 2), (1, 2)}
    assert "depth" in found.faults[0, 2]
    assert np.isnan(found.fields["decades"][:, 2]).all()
    with pytest.raises(SpecError, match="depth"):
        moved(SMALL, wanted, 900, 1.0)


def test_stopped_between_two_cells() -> None:
    path = "lanes.0.network."
    wanted = Plane(SMALL, 0, axis(path + "depth", 2, 3), axis(path + "gain", 1.0, 2.0))
    assert list(compute_diagram(wanted, Kernels(), lambda: True)) == []


def test_where_a_lane_stands() -> None:
    path = "lanes.1.network."
    assert position(SMALL, 1, path + "sigma_w") == pytest.approx(sqrt(2))  # He
    assert position(SMALL, 1, path + "sigma_b") == 0
    assert position(SMALL, 1, path + "depth") == 4
    assert position(SMALL, 1, "lanes.1.training.learning_rate") == SMALL.training.learning_rate
    constant = replace(SMALL.lanes[1].network, initializer="constant")
    assert position(replace(SMALL, lanes=(Lane("", constant),)), 0, "sigma_w") is None
