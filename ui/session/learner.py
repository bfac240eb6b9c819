"""Controls training for the user: run, stop, and go to any earlier or later update."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.session.dispatcher import Dispatcher
from ui.session.document import Document
from ui.session.player import Player
from ui.session.replay import Replay
from ui.worker.compute_loop import JobResult
from ui.worker.job import keeps_step
from vgsim.compute.traces.evidence import Break
from vgsim.describe.goal import Goal
from vgsim.describe.spec import Experiment, Rates
from vgsim.describe.stages import Moment, with_rates


class Learner(QObject):
    """Turns requests about training into jobs for the worker."""

    running_changed = Signal(bool)
    rate_changed = Signal(float)  # updates per second
    replaying_changed = Signal(bool)
    goal_changed = Signal(object)  # Goal
    broke = Signal(object, object)  # Break, Trace: learning stopped by itself
    refused = Signal()  # learning is locked until a prediction is made
    ended = Signal(object)  # Result: learning stopped because the goal was met

    def __init__(
        self, dispatcher: Dispatcher, document: Document, player: Player, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._dispatcher, self._document, self._player = dispatcher, document, player
        self._newest: JobResult | None = None
        self.rate = 0.0
        self.locked = False  # a lesson waits for a prediction
        self.replayer = Replay(dispatcher.go, self)
        self.replayer.running_changed.connect(self.replaying_changed)

    @property
    def running(self) -> bool:
        """Whether training is requested to run."""
        return self._dispatcher.job.running

    @property
    def step(self) -> int:
        """The update of the newest pass."""
        return self._newest.trace.step if self._newest else 0

    @property
    def furthest(self) -> int:
        """The latest update that all networks have reached."""
        return self._newest.trace.furthest if self._newest else 0

    def run(self, running: bool) -> None:
        """Start training, or stop it and show the update at which it stopped."""
        if running and self._refuses():
            self.running_changed.emit(False)  # a button may show it as running
            return
        self.replayer.stop()
        if running != self.running:
            ask = self._dispatcher.ask if running else self._dispatcher.ask_to_see
            ask(running=running)
            self.running_changed.emit(running)
            if not running:
                self._set_rate(0.0)

    def toggle_run(self) -> None:
        self.run(not self.running)

    def step_update(self, direction: int) -> None:
        """Go one update forward or back from the pass on the screen."""
        step = self._dispatcher.step_after(self._player.step) + direction
        if step >= 0 and not (direction > 0 and self._refuses()):
            self.go_to(step)

    def go_to(self, step: int) -> None:
        """Stop training and go to this update, forward or back."""
        self.run(False)
        self._dispatcher.go(step)

    def _refuses(self) -> bool:
        """Whether learning is locked; if so, emits `refused`."""
        if self.locked:
            self.refused.emit()
        return self.locked

    def rewind(self) -> None:
        """Return to the initial weights."""
        self.go_to(0)

    def toggle_replay(self) -> None:
        """Replay training from the current update or from the start, or end the replay."""
        if self.replayer.running:
            self.replayer.stop()
            return
        self.run(False)
        here = self._dispatcher.step_after(self._player.step)
        self.replayer.show_steps(here if here < self.furthest else 0, self.furthest)

    def set_goal(self, goal: Goal) -> None:
        """Set the condition at which training stops by itself."""
        if goal != self._dispatcher.job.goal:
            self._dispatcher.ask(goal=goal)
            self.goal_changed.emit(goal)

    @property
    def goal(self) -> Goal:
        return self._dispatcher.job.goal

    @property
    def memory(self) -> int:
        """Maximum memory, in bytes, for the snapshots that lead back to earlier updates."""
        return self._dispatcher.job.memory

    def set_memory(self, memory: int) -> None:
        if memory != self.memory:
            self._dispatcher.ask(memory=memory)

    def branch(self, lane: int) -> None:
        """Add a copy of this network as it was in the pass on the screen."""
        self.run(False)
        self._document.branch(lane, Moment(self._player.step, self._rates()))

    def continue_slower(self, broken: Break) -> None:
        """Go back to where learning had not gone wrong, and continue with a tenth of the rate."""
        experiment = self._document.experiment
        own = experiment.lanes[broken.lane].training
        path = f"lanes.{broken.lane}.training" if own else "training"
        rate = (own or experiment.training).learning_rate / 10
        step = self._stable_step_before(broken)
        self._document.edit(f"{path}.learning_rate", rate)
        self._dispatcher.go(step)
        self.run(True)

    def _stable_step_before(self, broken: Break) -> int:
        """The last update before a break at which the loss of its network was still stable."""
        trace = self._newest.trace if self._newest else None
        identity = self._document.experiment.lanes[broken.lane].identity
        if trace is not None:
            for lane, curves in zip(trace.experiment.lanes, trace.curves, strict=True):
                if lane.identity is identity:
                    return curves.last_stable(broken.step)
        return max(broken.step - 1, 0)

    def replay(self, broken: Break) -> None:
        """Replay the last updates before the break, up to it."""
        self.run(False)
        self.replayer.lead_up_to(broken.step)

    def arrived(self, result: JobResult) -> None:
        """Take over a new result, and emit what it says about training."""
        self._newest = result
        if result.broken is not None or result.ended:
            self.running_changed.emit(False)
        if result.broken is not None:
            self.broke.emit(result.broken, result.trace)
        elif result.ended:
            self.ended.emit(result)
        self._set_rate(result.rate if self.running else 0.0)

    def repeatable(self) -> Experiment:
        """The experiment, with the learning rates so far as stages: trained again, it is the same.

        Raises:
            SpecError: the rate was changed more often than an experiment can say.
        """
        return with_rates(self._document.experiment, Moment(self.furthest, self._rates()))

    def moment(self) -> Moment | None:
        """The current update while training runs, otherwise None."""
        if not self.running or self._newest is None:
            return None
        return Moment(self._newest.trace.step, self._rates())

    def _rates(self) -> tuple[Rates, ...]:
        """The learning rates of every lane so far; empty until its networks are computed."""
        trace = self._newest.trace if self._newest else None
        if trace is None or not keeps_step(trace.experiment, self._document.experiment):
            return ((),) * len(self._document.experiment.lanes)
        return tuple(curves.rates for curves in trace.curves)

    def _set_rate(self, rate: float) -> None:
        if rate != self.rate:
            self.rate = rate
            self.rate_changed.emit(rate)
