"""Runs the experiments of lessons and reads their quantities; each network is trained once.

A value depends on nothing but its reading and the seed: what else is read of the same run, and in
which order, makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from vgsim.compute.kernels import Kernels, twin
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.spec import Experiment, Lane
from vgsim.teach.lesson import Reading
from vgsim.teach.measure import Value, of_function, of_run
from vgsim.teach.quantities import QUANTITIES
from vgsim.theory.judge import judged

SEEDS = (0, 1, 2)  # what is added to the experiment's own seed
SLICE = 50  # updates between two checks whether to stop
Wanted = dict[int, list[tuple[int, Reading]]]  # updates -> seeds and readings


class Runs:
    """Values of readings, kept for as long as this object lives. Not for several threads."""

    def __init__(self, kernels: Kernels | None = None, *, patient: bool = True) -> None:
        """Start with no values.

        Args:
            kernels: those that may be prepared here; None: NumPy computes.
            patient: wait until missing kernels are compiled; otherwise NumPy computes meanwhile.
        """
        self._kernels, self._patient = kernels, patient
        self._values: dict[tuple[Reading, int], Value] = {}

    def value(self, reading: Reading, seed: int = 0) -> Value:
        """The value of a reading; runs its network if that has not been done.

        Args:
            reading: what is read.
            seed: is added to the experiment's own seed.

        Returns:
            A number, a word or a truth value; for the layer "all" a tuple with one for each hidden
            layer. A number is NaN where the quantity does not apply.
        """
        if (reading, seed) not in self._values:
            self.compute([reading], [seed])
        return self._values[reading, seed]

    def compute(
        self,
        readings: Iterable[Reading],
        seeds: Iterable[int] = SEEDS,
        workers: int = 1,
        stopped: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Compute many values at once, so that each network is trained only once.

        Args:
            readings: what is read.
            seeds: are added to the seeds of the experiments.
            workers: threads.
            stopped: is called now and then; True stops. What is known by then is kept.

        Returns:
            Whether all of them are known.
        """
        wanted: dict[Experiment, Wanted] = {}
        for reading in dict.fromkeys(readings):
            for seed in seeds:
                if (reading, seed) in self._values:
                    continue
                if QUANTITIES[reading.quantity].where == "function":
                    self._values[reading, seed] = of_function(reading)
                    continue
                at = wanted.setdefault(alone(reading, seed), {})
                at.setdefault(reading.updates, []).append((seed, reading))
        for one in wanted:
            kernels = self._kernels
            if kernels is not None and not stopped() and (self._patient or not kernels.unkept(one)):
                kernels.prepare(one, separately=True)
        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(lambda one: self._run(one, wanted[one], stopped), wanted))
        return all(found)

    def _run(self, one: Experiment, wanted: Wanted, stopped: Callable[[], bool]) -> bool:
        """Train one network and read all that is wanted of it; whether it was not stopped."""
        engine = self._kernels.engine(one) if self._kernels is not None else twin()
        trainer = Trainer(one, engine=engine)
        for updates in sorted(wanted):
            trainer.learn(SLICE, lambda: not stopped(), updates)
            if trainer.step < updates or stopped():
                return False
            names = {reading.quantity for _, reading in wanted[updates]}
            seen = _seen(trainer, frozenset(names & COSTLY))
            for seed, reading in wanted[updates]:
                self._values[reading, seed] = of_run(reading, seen, trainer)
        return True


def alone(reading: Reading, seed: int) -> Experiment:
    """The experiment with the network of a reading only, without titles, and with another seed."""
    whole = reading.experiment
    lane = whole.lanes[reading.lane]
    return Experiment(
        seed=(whole.seed if lane.seed is None else lane.seed) + seed,
        data=lane.data or whole.data, training=lane.training or whole.training,
        lanes=(Lane("", lane.network, before=lane.before),),
    )  # fmt: skip


def _seen(trainer: Trainer, costly: frozenset[str]) -> Trace:
    """The judged trace of this update, evaluated here.

    The evaluation is not kept: it would be one more point of the curves, on which verdicts rest.
    """
    lane = trainer.lanes[0]
    kept = lane.recorder
    lane.recorder = kept.copy()
    try:
        trainer.evaluate()
        return judged(trainer.trace(Watch(costly=costly)))
    finally:
        lane.recorder = kept
