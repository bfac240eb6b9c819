"""An experiment: networks side by side, what they share, and what each has been."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field

from vgsim.describe.setting import setting
from vgsim.describe.spec.data import DataSpec
from vgsim.describe.spec.network import NetworkSpec
from vgsim.describe.spec.training import TrainingSpec

MAX_LANES = 4
MAX_STAGES = 64  # of one lane


# fmt: off
@dataclass(frozen=True, slots=True)
class Stage:
    """What a lane was until the pass of update `until`, from 0 or the stage before it on."""

    until: int = setting(MISSING, "Until", "The update at which the network became another",
        (0, 2**53 - 1))
    network: NetworkSpec = setting(MISSING)
    training: TrainingSpec = setting(MISSING)


@dataclass(frozen=True, slots=True)
class Lane:
    """One network and its title; seed, data and training are the experiment's unless its own.

    A lane with stages before it begins, at the end of the last, with the weights learned there.
    """

    title: str = setting("", "Title", "Name of the network: its one difference", (0, 200),
        always=True)
    network: NetworkSpec = NetworkSpec()
    seed: int | None = setting(None, "Own seed", "Instead of the experiment's seed", (0, 2**53 - 1),
        (0, 9999, 1))
    data: DataSpec | None = None
    training: TrainingSpec | None = None
    before: tuple[Stage, ...] = ()  # in their order
    # Which network this is while the program runs, whatever is changed in it: `replace` keeps it.
    # It is in no file and takes no part in comparisons.
    identity: object = field(default_factory=object, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything needed to reproduce a run bit for bit."""

    title: str = setting("", "Title", "Name of the experiment", (0, 200), always=True)
    seed: int = setting(7, "Seed", "All random numbers follow from it: weights, batches, data",
        (0, 2**53 - 1), (0, 9999, 1), always=True, form="data")
    data: DataSpec = DataSpec()
    training: TrainingSpec = TrainingSpec()
    lanes: tuple[Lane, ...] = setting((Lane(),), always=True)
