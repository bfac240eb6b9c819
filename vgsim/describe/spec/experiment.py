"""Declares an experiment: its networks, what they share, and their earlier stages."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field

from vgsim.describe.setting import setting
from vgsim.describe.spec.compared import Compared
from vgsim.describe.spec.data import DataSpec
from vgsim.describe.spec.network import NetworkSpec
from vgsim.describe.spec.own import OwnActivation
from vgsim.describe.spec.training import TrainingSpec
from vgsim.words.language import tr

MAX_LANES = 4
MAX_STAGES = 64  # earlier stages of one lane


# fmt: off
@dataclass(frozen=True, slots=True)
class Stage:
    """What a lane was before update `until`, starting at update 0 or where the last stage ended."""

    until: int = setting(MISSING, tr("Until"),
        tr("The update at which the next network takes over"), (0, 2**53 - 1))
    network: NetworkSpec = setting(MISSING)
    training: TrainingSpec = setting(MISSING)


@dataclass(frozen=True, slots=True)
class Lane:
    """One network and its title; None for seed, data or training means the experiment's.

    A lane with earlier stages starts where the last one ends, with the weights learned by then.
    """

    title: str = setting("", tr("Title"), tr("Name (default: what distinguishes the network)"),
        (0, 200), always=True)
    network: NetworkSpec = NetworkSpec()
    seed: int | None = setting(None, tr("Own seed"),
        tr("This network's own seed, instead of the experiment's"),
        (0, 2**53 - 1), (0, 9999, 1))
    data: DataSpec | None = None
    training: TrainingSpec | None = None
    before: tuple[Stage, ...] = ()  # earlier stages, oldest first
    # Identifies the network while the program runs, also when its settings change (`replace`
    # keeps it). It is not saved and not compared.
    identity: object = field(default_factory=object, compare=False, repr=False)
    # Its color, marker and line style, by number, while the program runs; like the identity, it
    # stays with the network when others come and go. None: that of its place.
    mark: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything needed to reproduce a run bit for bit."""

    title: str = setting("", tr("Title"), tr("Name of the experiment"), (0, 200), always=True)
    notes: str = setting("", tr("Notes"),
        tr("The user's own notes: what was expected, what was seen"), (0, 4000), lines=True)
    seed: int = setting(7, tr("Seed"), tr("Determines all random numbers: weights, batches, data"),
        (0, 2**53 - 1), (0, 9999, 1), always=True, form="data")
    data: DataSpec = DataSpec()
    training: TrainingSpec = TrainingSpec()
    lanes: tuple[Lane, ...] = setting((Lane(),), always=True)
    compared: tuple[Compared, ...] = ()  # additional activation functions in the plot
    activations: tuple[OwnActivation, ...] = ()  # functions from typed formulas

    @property
    def marks(self) -> tuple[int, ...]:
        """The mark of every lane: its own or, if it has none, the first that is free."""
        taken = {lane.mark for lane in self.lanes}
        free = iter([mark for mark in range(2 * len(self.lanes)) if mark not in taken])
        return tuple(next(free) if lane.mark is None else lane.mark for lane in self.lanes)

    def shares_network_with(self, other: Experiment) -> bool:
        """Whether a network belongs to both, perhaps with other settings."""
        own = {id(lane.identity) for lane in self.lanes}
        return any(id(lane.identity) in own for lane in other.lanes)
