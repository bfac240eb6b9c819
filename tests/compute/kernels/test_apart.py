"""What the window computes in the background does not compile in the window's process.

There the compiler would take a hundred megabytes that are never given back, and make it stutter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from vgsim.compute import kernels as door
from vgsim.compute.kernels import Kernels, Need
from vgsim.compute.learning.seeds import Seeds, spread
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.teach.lesson import Reading
from vgsim.teach.runs import Runs
from vgsim.theory.comparison import Comparison, compare
from vgsim.theory.diagram import Plane, compute_diagram
from vgsim.theory.sweep import SweepAxis

SMALL = Experiment(
    data=DataSpec("moons", 8, 32),
    lanes=(Lane("a", NetworkSpec(depth=2, width=4, activation="tanh")),),
)
DEPTH = SweepAxis("lanes.0.network.depth", (2.0,))
WIDTH = SweepAxis("lanes.0.network.width", (4.0,))
STUDIES: dict[str, Callable[[Kernels], object]] = {
    "seeds": lambda kernels: list(spread(Seeds(SMALL, 1, 2), kernels)),
    "plane": lambda kernels: list(compute_diagram(Plane(SMALL, 0, DEPTH, WIDTH), kernels)),
    "comparison": lambda kernels: list(
        compare(Comparison(SMALL, 0, ("tanh",), ("xavier_normal",), (1,), 2), kernels)
    ),
    "lesson": lambda kernels: Runs(kernels).value(Reading("gradient", SMALL)),
}


class Unloaded(Kernels):
    """Every kernel fails its test, so that NumPy computes and nothing is loaded."""

    def _works(self, need: Need) -> bool:
        return False


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_compiles_in_another_process(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: set[Need] = set()

    def note(needs: Iterable[Need]) -> None:
        compiled.update(needs)

    monkeypatch.setattr(door, "compile_apart", note)
    kernels = Unloaded()
    STUDIES[name](kernels)
    assert compiled >= kernels.needs(SMALL)
