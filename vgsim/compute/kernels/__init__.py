"""The one door to the machines that compute a pass."""

from __future__ import annotations

from typing import Protocol

from vgsim.compute.kernels.twin import Twin
from vgsim.compute.tape import Tape
from vgsim.describe.spec import Experiment


class Engine(Protocol):
    """Computes passes over a tape."""

    @property
    def name(self) -> str: ...

    def iterate(self, tape: Tape, learning_rate: float, *, update: bool) -> float:
        """Forward, loss, backward (every gradient kept) and, if asked, one step of SGD."""
        ...


def twin() -> Engine:
    """The NumPy engine: always ready."""
    return Twin()


def best_engine(experiment: Experiment) -> Engine:
    """The fastest engine there is for this experiment, ready to run."""
    return twin()
