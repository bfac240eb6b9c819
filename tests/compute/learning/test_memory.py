"""What was let go is let go: nothing keeps large networks, and what is remembered is bounded."""

from __future__ import annotations

import gc
import mmap
import sys
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nets import experiment

from vgsim.compute.arrays.array_cache import ArrayCache
from vgsim.compute.kernels import Engine
from vgsim.compute.learning import heap
from vgsim.compute.learning.snapshots import MOST, PAGED, Snapshot, Snapshots, paged_copy
from vgsim.compute.learning.training import Trainer
from vgsim.compute.weights import initial

SMALL = {"activation": "relu", "depth": 2, "width": 3}


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 60)), max_size=80))
def test_what_is_remembered_is_bounded_and_right(asked: list[tuple[int, int]]) -> None:
    known, most = ArrayCache(1000), 1000
    for key in asked:
        found = known.get(key, lambda key=key: np.full(key[1], float(key[0])))
        assert found.tolist() == [float(key[0])] * key[1]
        assert known.bytes == sum(each.nbytes for each in known._arrays.values()) <= most


def test_the_last_ones_asked_for_are_not_made_again() -> None:
    known, made = ArrayCache(800), []

    def ask(key: int) -> None:
        known.get(key, lambda: (made.append(key), np.zeros(50))[1])

    for key in (1, 2, 1, 3, 1, 2):  # two fit
        ask(key)
    assert made == [1, 2, 3, 2]


def _shot(entries: int = 1) -> Snapshot:
    return Snapshot(np.zeros(entries), np.zeros(0), np.zeros(0))


def test_snapshots_use_the_same_memory_once_they_are_full() -> None:
    """Otherwise memory would rise and fall by half again and again."""
    shots, counts = Snapshots(), []
    for step in range(200_000):
        if shots.due(step):
            shots.keep(step, _shot())
            counts.append(len(shots.kept))
    assert counts == [*range(1, MOST), *[MOST] * (len(counts) - MOST + 1)]
    steps = sorted(shots.kept)
    assert steps[0] == 0
    assert np.diff(steps).max() <= 2 * np.median(np.diff(steps))
    assert steps[-1] > 200_000 - shots.spacing - 1


@given(
    st.lists(st.integers(0, 5000), min_size=1, max_size=60), st.integers(1, 12), st.integers(1, 12)
)
def test_snapshots_keep_to_any_bound(steps: list[int], first: int, then: int) -> None:
    shots = Snapshots(memory=first * 8)
    for step in steps:
        shots.keep(step, _shot())
        assert step in shots.kept
        assert len(shots.kept) <= max(first, 3)
    shots.within(then * 8)
    assert max(steps) in shots.kept
    assert len(shots.kept) <= max(then, 3)


def test_something_too_large_is_made_each_time() -> None:
    known = ArrayCache(100)
    one, two = (known.get("large", lambda: np.zeros(1000)) for _ in range(2))
    assert one is not two
    assert known.bytes == 0


def test_initial_weights_of_large_networks_are_not_all_kept() -> None:
    for seed in range(3):
        Trainer(experiment({"activation": "relu", "depth": 60, "width": 200}, batch=2, seed=seed))
    assert initial._cache.bytes <= 32 * 2**20


def test_a_trainer_that_was_replaced_can_be_collected(engine: Engine) -> None:
    trainer = Trainer(experiment(SMALL), engine=engine)
    trainer.advance(30)
    seen = trainer.trace_later()
    gone = [weakref.ref(trainer), weakref.ref(trainer.lanes[0]), weakref.ref(trainer.lanes[0].tape)]
    other = Trainer(experiment(SMALL | {"depth": 3}), engine=engine, before=trainer)
    assert not gc.isenabled()  # counting references is enough: networks are in no circle
    del trainer
    assert [ref() for ref in gone] == [None] * 3
    trace = seen()
    del seen
    assert trace.step == 30
    assert other.step == 0


def test_a_trace_keeps_no_tape(engine: Engine) -> None:
    trainer = Trainer(experiment(SMALL), engine=engine)
    trainer.advance(5)
    trace, tape = trainer.trace(), weakref.ref(trainer.lanes[0].tape)
    cells = weakref.ref(trainer.lanes[0].tape.cells.base)
    del trainer
    gc.collect()
    assert tape() is None
    assert cells() is None
    assert trace.lanes[0].loss > 0


@pytest.mark.parametrize("size", [0, 5, PAGED // 8, 100_003])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_snapshot_is_a_copy_and_large_ones_leave_no_hole_in_the_heap(
    size: int, dtype: type
) -> None:
    array = np.arange(size, dtype=dtype)
    copied = paged_copy(array)
    assert copied.dtype == array.dtype
    assert copied.tobytes() == array.tobytes()
    array += 1
    assert copied.tobytes() == (array - 1).tobytes()
    base = copied.base
    while isinstance(base, np.ndarray):
        base = base.base
    inside = base.obj if isinstance(base, memoryview) else base
    assert isinstance(inside, mmap.mmap) == (array.nbytes >= PAGED)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems give memory back by themselves")
def test_free_memory_is_given_back_where_there_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    if heap._library() is None:
        pytest.skip("another C library than glibc")
    monkeypatch.setattr(heap, "WORTH", 0)
    assert heap.give_back()
    monkeypatch.setattr(heap, "WORTH", 2**60)
    assert not heap.give_back()


def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heap, "_library", lambda: None)
    assert not heap.give_back()
