"""A few kills and every fault of the disk; the many are `python3 -m tests.stress --only kills`."""

from __future__ import annotations

from tests.stress import disk, kill_saves, kill_sweeps
from tests.stress.case import described


def test_faults_of_the_disk() -> None:
    tally = disk.run()
    assert not described(tally)
    assert tally.cases > 50


def test_saving_is_killed() -> None:
    tally = kill_saves.run(seed=2, kills=4)
    assert not described(tally)
    assert tally.cases == 4


def test_a_sweep_is_killed_and_goes_on(compiled: None) -> None:
    tally = kill_sweeps.run(seed=2, sweeps=1, kills=2, points=8)
    assert not described(tally)
    assert tally.outcomes["the same table"] == 1
