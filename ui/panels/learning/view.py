"""View options of the training curves: horizontal axis, number of seeds, leading lane."""

from __future__ import annotations

from ui.curves.courses import EPOCHS, SECONDS, UPDATES
from ui.widgets.menu import MenuButton
from vgsim.compute.learning.seeds import Seeds
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment

AGAINST = (
    (UPDATES, "Updates", "One for each mini-batch"),
    (EPOCHS, "Epochs", "Passes through the training set"),
    (SECONDS, "Seconds", "Time this computer spent on the updates of each network"),
)
ABOUT = {UPDATES: "update", EPOCHS: "epoch"}  # axis -> name of its entry in the glossary
RUNS = ((1, "One run", "The chosen seed"), *(
    (n, f"{n} seeds", "Median and middle half of this many runs, computed in the background")
    for n in (5, 10, 20)
))  # fmt: skip
LEADS = (
    (True, "Leader at the top", "Top color: the network with the lowest smoothed loss"),
    (False, "Without a leader", "Curves only"),
)  # fmt: skip
LEAST_RUN = 200  # updates of runs with other seeds, if there has been no training yet


class LearningView(MenuButton):
    """A menu with three groups of choices."""

    def __init__(self) -> None:
        super().__init__("View", "Horizontal axis, other seeds, leader")
        self.add_group("axis", "Horizontal axis", AGAINST)
        self.add_group("runs", "Seeds", RUNS)
        self.add_group("leads", "Leader", LEADS)

    @property
    def axis(self) -> str:
        return str(self.key("axis"))

    @property
    def runs(self) -> int:
        return int(str(self.key("runs")))

    @property
    def leads(self) -> bool:
        return bool(self.key("leads"))

    def seeds(self, experiment: Experiment | None, trace: Trace | None) -> Seeds | None:
        """The runs with other seeds that are requested, or None."""
        if self.runs == 1 or experiment is None or trace is None:
            return None
        return Seeds(experiment, self.runs, trace.known or LEAST_RUN)
