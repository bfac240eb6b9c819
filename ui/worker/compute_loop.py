"""Trains the networks of the newest job, in time slices, and takes a trace of them now and then."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ui.worker.job import Job, keeps_networks, keeps_step, only_rate, other_networks
from ui.worker.training import Aside, Training
from vgsim.compute.learning.heap import give_back
from vgsim.compute.learning.parallel import pool
from vgsim.compute.learning.run import ENDLESS
from vgsim.compute.traces.trace import Watch
from vgsim.describe.errors import Fault, SpecError
from vgsim.describe.spec import Experiment
from vgsim.words.language import tr

if TYPE_CHECKING:
    from vgsim.compute.traces.evidence import Break
    from vgsim.compute.traces.trace import Trace
    from vgsim.files.last_run import LastRun

SLICE = 0.020  # seconds of learning between two checks of the mailbox
SPAN = 0.5  # seconds after which, at the latest, all networks are brought to the same update
SCREEN = 0.016  # minimum time in seconds between two traces
PAUSE, LONG_PAUSE = 4, 19  # between two traces, as a multiple of the duration of the last one
RATE_SPAN = 0.5  # seconds over which updates are counted
SAVE_EVERY = 2.0  # seconds of learning between two saves of the run to disk, at least
SAVE_PAUSE = 20  # the pause between two saves, as a multiple of the duration of the last one
# the last argument: the previous trainer, or None
Maker = Callable[[Experiment, Watch, Any], "Training"]


@dataclass(frozen=True, slots=True)
class JobResult:
    """A pass, the job it belongs to, and the speed of learning."""

    trace: Trace
    job: Job
    rate: float  # updates per second; 0 while nothing learns
    broken: Break | None = None  # why learning stopped by itself
    ended: bool = False  # learning stopped because the goal was met
    arrivals: tuple[int | None, ...] = ()  # the update at which each network met it

    def after(self, missed: JobResult) -> JobResult:
        """This result replaces a missed one; the news that learning stopped is kept."""
        stopped = missed.broken is not None or missed.ended
        if not stopped or missed.job.experiment != self.job.experiment:
            return self  # the other result is about networks that are no longer shown
        return replace(self, broken=missed.broken, ended=missed.ended, arrivals=missed.arrivals)


class ComputeLoop:
    """Owns the trainer of the newest job and decides when it learns and when it is traced."""

    def __init__(self, make_trainer: Maker, keep: Callable[[Any], object]) -> None:
        self._make_trainer, self._keep = make_trainer, keep
        self._kept, self._keep_after = perf_counter(), SAVE_EVERY
        self._trainer: Training | None = None
        self.job: Job | None = None
        self._aside: Aside | None = None  # the user's networks while a lesson is open
        self._move = 0
        self._target: int | None = None  # the update to go to first of all; None: it was reached
        self._watched = False  # whether the trainer watches for the job's goal
        self._updates = 1  # in the next slice
        self._next_trace = 0.0
        self._pending: tuple[float, Future[Trace]] | None = None  # start time and pending trace
        self._counted_from = (0.0, 0)  # time, step
        self._rate = 0.0
        self._broken: Break | None = None
        self._break_ignored = False  # the user has seen the break and continues
        self._ended = False
        self._goal = 0  # the update that networks, one of which is new, are to reach together

    @property
    def learning(self) -> bool:
        """Whether there is a trainer and the job requests that it learns, or a network is new."""
        there = self._trainer is not None and self.job is not None and self.job.running
        return there or self.catching_up

    @property
    def catching_up(self) -> bool:
        """Whether a new network learns until it has made as many updates as the others."""
        return self._trainer is not None and self._trainer.step < self._goal

    def fulfill(self, job: Job, interrupted: Callable[[], bool]) -> bool:
        """Make or adjust the trainer so that it does what the job requests.

        Returns:
            Whether it is at the update that the job requests. If not, a newer job arrived on the
            way there. That one requests the same update or another one.
        """
        before = old = self.job
        self.job, self._pending = job, None
        if old is not None and old.lesson != job.lesson:
            old = self._change_lesson(old, job)
        renewed = self._trainer is None or old is None or other_networks(old, job)
        if renewed:
            self._renew(old, job)
            give_back()  # the previous trainer may have used much memory
        assert self._trainer is not None
        if renewed or old is None or old.memory != job.memory:
            self._trainer.keep_within(job.memory)
        begins = job.running and not (old and old.running)
        if begins:
            self._rate, self._counted_from = 0.0, (perf_counter(), self._trainer.step)
        if renewed or begins or old is None or old.goal != job.goal:
            self._watched = False
        if job.move != self._move:
            self._move, self._target = job.move, job.step
            self._break_ignored, self._goal = False, 0
        if job.recalled is not None and (before is None or before.recalled is not job.recalled):
            self._recall(job.recalled)
        if not self._reach_target(lambda: not interrupted()):
            return False
        if not self._watched:
            self._trainer.set_goal(job.goal)
            self._watched = True
        return True

    def _reach_target(self, keep_going: Callable[[], bool] = lambda: True) -> bool:
        """Go to the update to go to first of all; if it is not reached, the next job goes on."""
        assert self._trainer is not None
        if self._target is None:
            return True
        if not self._trainer.goto(self._target, keep_going):
            return False
        self._target, self._counted_from = None, (perf_counter(), self._trainer.step)
        return True

    def _change_lesson(self, old: Job, job: Job) -> Job | None:
        """Lay the user's networks aside because a lesson begins, or take them back.

        Returns:
            The job that the present trainer belongs to; None: there is no trainer.
        """
        if job.lesson:
            self.keep()
            self._aside = Aside(old, self._trainer, self._target, self._break_ignored)
            self._trainer = self._target = None
            return None
        aside, self._aside = self._aside, None
        if aside is None or aside.trainer is None:
            self._trainer = self._target = None
            return None
        self._trainer, self._target = aside.trainer, aside.target
        self._break_ignored, self._watched = aside.break_ignored, aside.target is None
        return aside.job

    def _renew(self, old: Job | None, job: Job) -> None:
        """Make a new trainer, or keep the old one if only the learning rate differs."""
        if self._trainer and old and only_rate(old, job):
            self._reach_target()  # the new rate applies from that update on
            self._trainer.set_learning_rate(job.experiment.training.learning_rate)
            return
        trainer, self._trainer = self._trainer, None  # after a failure there is no trainer
        same = old is not None and keeps_step(old.experiment, job.experiment)
        if not same:
            self._break_ignored = False
        step = max(trainer.step, self._goal, self._target or 0) if trainer else 0
        self._trainer = self._make_trainer(job.experiment, job.watch, trainer)
        self._target = step if same else min(step, self._trainer.shared)
        keeps = old is not None and keeps_networks(old.experiment, job.experiment)
        self._goal = step if keeps and self._target < step else 0
        self._updates = 1

    def _recall(self, last: LastRun) -> None:
        """Restore the saved run of an earlier session.

        Raises:
            SpecError: the saved run is damaged or of another version; its file is set aside.
        """
        from vgsim.compute.learning.record import recall
        from vgsim.files.places import set_aside

        try:
            recall(self._trainer, last.record)  # type: ignore[arg-type]
        except ValueError as error:
            set_aside(last.path)  # otherwise it would be offered at every start
            text = tr(
                "The last run cannot be continued: its file is damaged, or another "
                "version of the program wrote it."
            )
            raise SpecError((Fault("", "", "", message=text),)) from error

    def keeping_due(self) -> bool:
        """Whether the run was last saved to disk long enough ago to save it again."""
        return self._aside is None and perf_counter() - self._kept >= self._keep_after

    def keep(self) -> None:
        """Save the user's run to disk, so that it can be continued in a later session."""
        begun = perf_counter()
        own = self._trainer if self._aside is None else self._aside.trainer
        if own is not None:
            self._keep(own)
        self._kept = perf_counter()
        self._keep_after = max(SAVE_EVERY, SAVE_PAUSE * (self._kept - begun))

    def learn(self, interrupted: Callable[[], bool]) -> None:
        """Train until a trace is ready or due, learning has to stop, or a newer job arrives."""
        assert self._trainer is not None
        assert self.job is not None
        trainer, goal, updates = self._trainer, self.job.goal, self._updates
        begun, first = perf_counter(), trainer.step
        end = min(begun + SPAN, max(self._next_trace, begun + SLICE))

        def keep_going() -> bool:
            ready = self._pending is not None and self._pending[1].done()
            if ready or interrupted() or perf_counter() >= end:
                return False
            lost = trainer.nonfinite_at is not None and not self._break_ignored
            met = goal.measured and None not in trainer.arrivals and not self.catching_up
            return not lost and not met

        last = ENDLESS if goal.updates is None else goal.updates
        trainer.learn(updates, keep_going, self._goal if self.catching_up else last)
        now, made = perf_counter(), max(trainer.step - first, 1)
        per_update = max((now - begun) / made, 1e-6)
        self._updates = max(1, min(int(SLICE / per_update), 2 * updates))
        since, step = self._counted_from
        if now - since >= RATE_SPAN:
            self._rate = (trainer.step - step) / (now - since)
            self._counted_from = (now, trainer.step)

    def broke(self) -> bool:
        """Whether learning stopped because a number became NaN or infinite.

        This stops learning only once: if the user continues, the break is ignored.
        """
        assert self._trainer is not None
        assert self.job is not None
        if self._trainer.nonfinite_at is None or self._break_ignored:
            return False
        self._break_ignored, self._goal = True, 0
        self._broken = self._trainer.find_break()
        if self._broken is None:
            return False
        self.job = replace(self.job, running=False)
        return True

    def arrived(self) -> bool:
        """Whether learning stopped at its goal, at the update where the last network met it."""
        assert self._trainer is not None
        assert self.job is not None
        if self.catching_up or not self.job.running:
            return False
        goal, found = self.job.goal, [each for each in self._trainer.arrivals if each is not None]
        if goal.measured and len(found) == len(self._trainer.arrivals):
            self._trainer.goto(max(found))
        elif goal.updates is None or self._trainer.step < goal.updates:
            return False
        self.job, self._ended = replace(self.job, running=False), True
        return True

    def arrives_now(self) -> bool:
        """Whether a new network has just caught up with the others; nothing else has to be done."""
        goal, self._goal = self._goal, self._goal if self.catching_up else 0
        return goal > 0 and self._goal == 0

    def begin_trace(self) -> None:
        """Begin a trace in another thread if one is due; learning continues meanwhile."""
        if self._pending is None and perf_counter() >= self._next_trace:
            assert self._trainer is not None
            assert self.job is not None
            begun = perf_counter()
            self._pending = begun, pool().submit(self._trainer.trace_later(self.job.watch))

    def finished_trace(self) -> JobResult | None:
        """The result of the trace begun by `begin_trace`, or None until it is finished."""
        if self._pending is None or not self._pending[1].done():
            return None
        (begun, found), self._pending = self._pending, None
        return self._result(found.result(), begun)

    def result(self) -> JobResult:
        """Trace the networks now and return the result."""
        assert self._trainer is not None
        assert self.job is not None
        begun, self._pending = perf_counter(), None
        return self._result(self._trainer.trace(self.job.watch), begun)

    def _result(self, trace: Trace, begun: float) -> JobResult:
        assert self._trainer is not None
        assert self.job is not None
        now = perf_counter()
        pause = LONG_PAUSE if self.job.rarely else PAUSE
        self._next_trace = now + max(SCREEN, pause * (now - begun))
        broken, self._broken = self._broken, None
        ended, self._ended = self._ended, False
        rate = self._rate if self.job.running else 0.0
        return JobResult(trace, self.job, rate, broken, ended, self._trainer.arrivals)

    def halt(self) -> None:
        """Drop a trainer that failed; the next job makes a new one, at its first update."""
        self._trainer = self._pending = self._target = None
