"""All lanes of an experiment, learning side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from vgsim.compute.extract import lane_trace
from vgsim.compute.kernels import Engine, twin
from vgsim.compute.lane import LaneRun
from vgsim.compute.plan import plan
from vgsim.compute.recurrent.extract import recurrent_trace
from vgsim.compute.recurrent.plan import recurrent_plan
from vgsim.compute.recurrent.run import RecurrentRun
from vgsim.compute.trace import Trace, Watch
from vgsim.describe.spec import Experiment


@dataclass(frozen=True, slots=True)
class Break:
    """Where a lane's numbers stopped being finite: in which pass, which way, in which layer."""

    lane: int
    step: int
    phase: str  # "forward" or "backward"
    layer: int


class Trainer:
    """The networks of an experiment at update `step`.

    The pass shown at step s is made with the weights after s updates on batch s; update s + 1
    uses exactly its gradients. Same experiment, same engine: same bits, however the steps are
    cut into calls.
    """

    def __init__(
        self, experiment: Experiment, watch: Watch | None = None, engine: Engine | None = None
    ) -> None:
        self.experiment = experiment
        self._watch = watch or Watch()
        machine = engine or twin()
        count = len(experiment.lanes)
        self._lanes = [_run(experiment, i, machine) for i in range(count)]
        self._fresh = False  # whether the tapes hold the pass of this step, without update

    @property
    def step(self) -> int:
        return self._lanes[0].step

    @property
    def lanes(self) -> list[LaneRun | RecurrentRun]:
        return self._lanes

    def advance(self, updates: int = 1) -> None:
        """So many updates of every lane; lanes share nothing, so each has a thread."""
        self._fresh = False
        if len(self._lanes) == 1 or updates < 2:
            for lane in self._lanes:
                lane.advance(updates)
            return
        with ThreadPoolExecutor(len(self._lanes)) as pool:
            for done in [pool.submit(lane.advance, updates) for lane in self._lanes]:
                done.result()

    @property
    def lost(self) -> int | None:
        """The first update, since the networks were begun or put back, with a loss not finite."""
        return min((lane.lost for lane in self._lanes if lane.lost is not None), default=None)

    def find_break(self) -> Break | None:
        """Go to the pass in which the first number was lost, and say where; None: none was.

        A gradient that overflows spoils the weights, so the loss of the next pass tells first.
        """
        lost = self.lost
        if lost is None:
            return None
        for step in (max(lost - 1, 0), lost):
            self.goto(step)
            for index, lane in enumerate(self.trace().lanes):
                if lane.first_nonfinite is not None:
                    return Break(index, step, *lane.first_nonfinite)
        return None

    def goto(self, step: int) -> None:
        """Be at this step, forwards or backwards."""
        self._fresh = False
        for lane in self._lanes:
            lane.goto(max(step, 0))

    def set_learning_rate(self, learning_rate: float) -> None:
        """Learn at another rate from this step on, and from any step gone back to."""
        training = replace(self.experiment.training, learning_rate=learning_rate)
        self.experiment = replace(self.experiment, training=training)
        self._fresh = False
        for lane, wish in zip(self._lanes, self.experiment.lanes, strict=True):
            if wish.training is None:
                lane.set_learning_rate(learning_rate)

    def rewind(self) -> None:
        """Back to the same initial weights."""
        self.goto(0)

    def trace(self, watch: Watch | None = None) -> Trace:
        """The pass of this step and all that can be shown of it."""
        if not self._fresh:
            for lane in self._lanes:
                lane.pass_over()
            self._fresh = True
        self._watch = watch or self._watch
        if "dead_window" in self._watch.costly:
            for lane in self._lanes:
                lane.find_idle()
        return Trace(
            experiment=self.experiment,
            step=self.step,
            watch=self._watch,
            lanes=tuple(
                lane_trace(lane.tape, lane.labels, self._watch, i)
                if isinstance(lane, LaneRun)
                else recurrent_trace(lane.tape, lane.labels, self._watch, i)
                for i, lane in enumerate(self._lanes)
            ),
            curves=tuple(lane.course.curves() for lane in self._lanes),
        )


def _run(experiment: Experiment, lane: int, engine: Engine) -> LaneRun | RecurrentRun:
    if experiment.lanes[lane].network.cell == "none":
        return LaneRun(plan(experiment, lane), engine)
    return RecurrentRun(recurrent_plan(experiment, lane), engine)


def simulate(
    experiment: Experiment,
    step: int = 0,
    watch: Watch | None = None,
    engine: Engine | None = None,
) -> Trace:
    """The trace of an experiment after so many updates."""
    trainer = Trainer(experiment, watch, engine)
    trainer.advance(step)
    return trainer.trace()
