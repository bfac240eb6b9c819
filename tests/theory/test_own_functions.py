"""A typed function works like a built-in one: theory, planes, tables, lessons, sweeps."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from tests.teach.conftest import HEAD, STEP
from vgsim.cli.sweep import sweep
from vgsim.compute.kernels import Kernels, twin
from vgsim.compute.learning.scan import Scan
from vgsim.compute.learning.training import Trainer
from vgsim.describe.codec import encode
from vgsim.describe.edit import edit
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, OwnActivation
from vgsim.teach.measure import of_function
from vgsim.teach.reader import read_lesson
from vgsim.theory.comparison import Comparison, compare, table
from vgsim.theory.gauss import moments
from vgsim.theory.prediction import expected_ratio
from vgsim.theory.profile import profile

MINE = OwnActivation("mine, too", "1 / (1 + exp(-x))")
NETWORK = NetworkSpec(depth=6, width=8, activation=MINE.key)
OWN = Experiment(data=DataSpec("moons", 16, 64), lanes=(Lane("", NETWORK),), activations=(MINE,))
BUILT_IN = edit(OWN, "lanes.0.network.activation", "sigmoid")


def test_theory_by_quadrature() -> None:
    for variance in (0.1, 1.0, 9.0):
        typed, known = (moments(name, (), variance) for name in (MINE.key, "sigmoid"))
        assert typed.slope_square == pytest.approx(known.slope_square, rel=1e-9)
    typed, known = (
        expected_ratio(Trainer(each).trace().lanes[0]) for each in (OWN, BUILT_IN)
    )  # fmt: skip
    assert typed == pytest.approx(known, rel=1e-9)
    assert profile(MINE.key).critical == pytest.approx(profile("sigmoid").critical)


def test_the_phase_diagram() -> None:
    weights, biases = np.array([0.5, 4.0, 8.0]), np.array([0.0, 0.5, 1.0])
    typed, known = (Scan(each, 0, twin(), 3).run(weights, biases) for each in (OWN, BUILT_IN))
    np.testing.assert_allclose(typed[0], known[0], rtol=1e-9)


@pytest.mark.usefixtures("compiled")
def test_the_comparison() -> None:
    wanted = Comparison(OWN, 0, (MINE.key, "sigmoid"), ("xavier_normal",), (1, 2), 10)
    *_, last = compare(wanted, Kernels())
    typed, known = last.candidates
    assert typed.outcomes == known.outcomes
    rows = list(csv.DictReader(StringIO(table(last))))
    assert [each["activation"] for each in rows] == ["mine, too"] * 2 + ["sigmoid"] * 2


@pytest.mark.usefixtures("compiled")
def test_a_sweep_of_the_command_line(tmp_path: Path) -> None:
    found = []
    for name, made in (("own", OWN), ("known", BUILT_IN)):
        path, out = tmp_path / f"{name}.vgsim", tmp_path / f"{name}.csv"
        path.write_text(encode(made), "utf-8")
        sweep(path, ["lanes.0.network.gain=1:4:2"], out, lane=0, updates=3, workers=1)
        found.append(out.read_text("utf-8").splitlines()[1:])
    assert found[0] == found[1]


def test_a_lesson() -> None:
    """Named as in a scenario: in its start, in edits, and where a curve is read."""
    own = '[[start.activations]]\nname = "mine"\nformula = "tanh(a*x)"\nparameters = { a = 2.0 }\n'
    step = STEP + 'edits = { "lanes.0.network.activation" = "mine" }\n[[step.claim]]\n'
    claim = 'say = "{value}"\nquantity = "function_slope"\nfunction = "mine"\nat = 0\nover = 1\n'
    found = read_lesson(HEAD + own + step + claim).steps[0]
    network = found.scene.experiment.lanes[0].network
    assert network.activation == found.scene.experiment.activations[0].key
    (condition,) = found.claims[0].conditions
    assert of_function(condition.reading) == pytest.approx(2.0)
    other = replace(condition.reading, function="")  # the network's own
    assert of_function(other) == pytest.approx(2.0)
