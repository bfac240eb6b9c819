"""View options of the training curves: horizontal axis, number of seeds, leading lane."""

from __future__ import annotations

from ui.curves.training_curves import EPOCHS, SECONDS, UPDATES
from ui.widgets.menu import MenuButton
from vgsim.compute.learning.seeds import Seeds
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment
from vgsim.words.language import tr

AGAINST = (
    (UPDATES, tr("Updates"), tr("One for each mini-batch")),
    (EPOCHS, tr("Epochs"), tr("Passes through the training set")),
    (SECONDS, tr("Seconds"), tr("Time this computer spent on the updates of each network")),
)
_MANY = tr("Median and middle half of this many runs, computed in the background")
RUNS = (
    (1, tr("One run"), tr("The chosen seed")),
    *((n, tr("%n seed(s)", "", n), _MANY) for n in (5, 10, 20)),
)
LEADS = (
    (True, tr("Leader at the top"),
     tr("The color at the top shows which network has the lowest smoothed loss")),
    (False, tr("Without a leader"), tr("Curves only")),
)  # fmt: skip
LEAST_RUN = 200  # updates of runs with other seeds, if there has been no training yet


class LearningView(MenuButton):
    """A menu with three groups of choices."""

    def __init__(self) -> None:
        super().__init__(tr("View"), tr("Horizontal axis, other seeds, leader"))
        self.add_group("axis", tr("Horizontal axis"), AGAINST)
        self.add_group("runs", tr("Seeds"), RUNS)
        self.add_group("leads", tr("Leader"), LEADS)

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
        return Seeds(experiment, self.runs, trace.furthest or LEAST_RUN)
