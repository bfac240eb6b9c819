"""The compute thread: finish, then the newest; never a flood; faults come back as values."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON
from tests.ui.session.workers import Fake, Make, job
from ui.worker.compute_loop import JobResult
from ui.worker.job import Job, keeps_step
from ui.worker.worker import Failure
from vgsim.compute.traces.evidence import Break
from vgsim.compute.traces.trace import Watch
from vgsim.describe.edit import edit
from vgsim.describe.spec import Experiment


def test_of_many_jobs_the_last_is_always_answered(make: Make, qtbot: QtBot) -> None:
    under_way, all_asked = threading.Event(), threading.Event()

    class Slow(Fake):
        def trace(self, watch: Watch | None = None) -> Any:
            under_way.set()
            assert all_asked.wait(60)
            return super().trace(watch)

    worker, collector = make(lambda experiment, watch, before: Slow(experiment))
    worker.ask(job(1, show=1))
    assert under_way.wait(60)
    for show in range(2, 101):
        worker.ask(job(show, show=show))
    all_asked.set()
    qtbot.waitUntil(
        lambda: bool(collector.outcomes) and collector.outcomes[-1].job.show == 100, timeout=SOON
    )
    answered = [outcome.job.show for outcome in collector.outcomes if outcome.job]
    assert answered in ([1, 100], [100])  # what came in between is passed over
    assert collector.threads == {threading.main_thread().name}


def test_learning_hands_over_at_most_a_trace_a_screen_frame(make: Make, qtbot: QtBot) -> None:
    worker, collector = make(lambda experiment, watch, before: Fake(experiment))
    begun = time.perf_counter()
    worker.ask(job(running=True))
    qtbot.waitUntil(lambda: len(collector.outcomes) > 20, timeout=SOON)
    assert time.perf_counter() - begun > 0.016 * 19
    last = collector.outcomes[-1]
    assert isinstance(last, JobResult)
    assert last.trace[1] > 20
    worker.ask(job(running=False, show=1))
    qtbot.waitUntil(lambda: collector.outcomes[-1].job.show == 1, timeout=SOON)
    count = len(collector.outcomes)
    qtbot.wait(50)
    assert len(collector.outcomes) == count


def test_a_window_that_does_not_collect_is_not_flooded(make: Make, qtbot: QtBot) -> None:
    made: list[Fake] = []

    def trainer(experiment: Experiment, watch: Watch, before: object) -> Fake:
        made.append(Fake(experiment))
        return made[-1]

    worker, _ = make(trainer)
    arrivals: list[int] = []
    worker.arrived.disconnect()
    worker.arrived.connect(lambda: arrivals.append(1), Qt.ConnectionType.DirectConnection)
    worker.ask(job(running=True))
    qtbot.waitUntil(lambda: bool(arrivals))
    seen = made[0].step
    qtbot.waitUntil(lambda: made[0].step > seen + 1000)  # it learns on, over many frames
    assert len(arrivals) == 1


def test_a_fault_is_a_value_and_the_thread_goes_on(make: Make, qtbot: QtBot) -> None:
    def trainer(experiment: Experiment, watch: Watch, before: object) -> Fake:
        if experiment.lanes[0].network.depth == 13:
            raise ZeroDivisionError("on purpose")
        return Fake(experiment)

    worker, collector = make(trainer)
    worker.ask(job(13, running=True))
    qtbot.waitUntil(lambda: len(collector.outcomes) == 1, timeout=SOON)
    assert isinstance(collector.outcomes[0], Failure)
    worker.ask(job(14, show=2))
    qtbot.waitUntil(lambda: isinstance(collector.outcomes[-1], JobResult), timeout=SOON)


def test_a_fault_is_told_though_later_passes_were_ready_before_the_window(make: Make) -> None:
    """The window is busy for so long that the worker answers other jobs meanwhile."""
    begun = threading.Semaphore(0)

    def trainer(experiment: Experiment, watch: Watch, before: object) -> Fake:
        begun.release()
        if experiment.lanes[0].network.depth == 13:
            raise ZeroDivisionError("on purpose")
        return Fake(experiment)

    worker, _ = make(trainer)
    for show, depth in enumerate((13, 14, 15, 13, 16, 17)):
        worker.ask(job(depth, show=show))
        assert begun.acquire(timeout=60)  # so what was asked before has been answered
    outcomes = worker.collect()
    assert [type(each) for each in outcomes] == [Failure, JobResult, Failure, JobResult]
    assert [each.job.show for each in outcomes[:3] if each.job] == [0, 2, 3]


def test_a_step_is_kept_where_what_was_learned_still_holds(make: Make, qtbot: QtBot) -> None:
    made: list[Fake] = []

    def trainer(experiment: Experiment, watch: Watch, before: object) -> Fake:
        made.append(Fake(experiment))
        return made[-1]

    worker, collector = make(trainer)
    start = job(move=1, step=7)

    def steps_after(next_job: Job) -> int:
        before = len(collector.outcomes)
        worker.ask(next_job)
        qtbot.waitUntil(lambda: len(collector.outcomes) > before, timeout=SOON)
        last = collector.outcomes[-1]
        assert isinstance(last, JobResult)
        return int(last.trace[1])

    assert steps_after(start) == 7
    faster = replace(start, experiment=edit(start.experiment, "training.learning_rate", 0.5))
    assert steps_after(faster) == 7
    assert len(made) == 1
    assert made[0].rate == 0.5
    titled = replace(faster, experiment=edit(faster.experiment, "lanes.0.title", "Mine"))
    assert steps_after(titled) == 7
    better = replace(titled, engine=1)
    assert steps_after(better) == 7
    assert len(made) == 3
    wider = replace(better, experiment=edit(better.experiment, "lanes.0.network.width", 8))
    assert steps_after(wider) == 0


def test_titles_and_rates_make_no_other_network() -> None:
    base = Experiment()
    assert keeps_step(base, edit(base, "training.learning_rate", 3.0))
    assert keeps_step(base, edit(base, "lanes.0.title", "Other"))
    assert not keeps_step(base, edit(base, "seed", 8))
    assert not keeps_step(base, edit(base, "data.batch_size", 8))


def test_stopping_while_a_long_pass_is_under_way(make: Make) -> None:
    under_way = threading.Event()

    class Long(Fake):
        def trace(self, watch: Watch | None = None) -> Any:
            under_way.set()
            return super().trace(watch)

    worker, _ = make(lambda experiment, watch, before: Long(experiment, cost=0.3))
    worker.ask(job())
    assert under_way.wait(60)
    assert worker.stop()


def test_that_learning_stopped_is_told_though_a_later_pass_took_its_place() -> None:
    job = Job(Experiment(), Watch())
    stopped = JobResult("first", job, 1.0, Break(0, 7, "forward", 2))  # type: ignore[arg-type]
    later = JobResult("second", job, 0.0)  # type: ignore[arg-type]
    found = later.after(stopped)
    assert (found.trace, found.broken) == ("second", stopped.broken)
    assert later.after(later) is later


def test_what_other_networks_did_is_not_told_of_these() -> None:
    before = Job(Experiment(), Watch())
    stopped = JobResult("first", before, 1.0, Break(1, 7, "forward", 2))  # type: ignore[arg-type]
    other = replace(before, experiment=replace(before.experiment, seed=8))
    later = JobResult("second", other, 0.0)  # type: ignore[arg-type]
    assert later.after(stopped).broken is None
