"""Networks that learn side by side: each its own pace, one end, and the numbers of a lone one."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from nets import ENDS, experiment, lane, same_bits

from tests.long import longer
from vgsim.compute.kernels import Engine, twin
from vgsim.compute.learning import parallel
from vgsim.compute.learning.training import Trainer
from vgsim.compute.reference.evaluation import predictions
from vgsim.describe.spec import Experiment

SMALL = {"activation": "relu", "depth": 1, "width": 2}
LARGE = {"activation": "sigmoid", "depth": 30, "width": 24}
KINDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "dropout": {"dropout": 0.3},
    "batch norm": {"normalization": "batch"},
    "layer norm": {"normalization": "layer"},
    "skips": {"residual": 1},
    "drawn slopes": {"activation": "rrelu"},
    "learned slopes": {"activation": "prelu"},
    "float16": {"dtype": "float16"},
}
NET = {"activation": "tanh", "depth": 3, "width": 9}


def unequal() -> Experiment:
    return experiment(SMALL, LARGE, LARGE | {"activation": "tanh"})


def test_all_end_at_one_update(kernels: Engine) -> None:
    """However unlike their cost, and wherever learning is called off."""
    trainer = Trainer(unequal(), engine=kernels)
    for seconds in (0.0, 0.05, 0.1):
        end = time.perf_counter() + seconds
        trainer.learn(7, lambda end=end: time.perf_counter() < end)  # type: ignore[misc]
        assert len({each.step for each in trainer.lanes}) == 1
    assert trainer.step > 0
    straight = Trainer(unequal(), engine=kernels)
    straight.advance(trainer.step)
    for one, two in zip(trainer.lanes, straight.lanes, strict=True):
        assert same_bits(one.tape, two.tape)


def stop_after(questions: int) -> Callable[[], bool]:
    """Return a function that is true this many times."""
    left = iter(range(questions))
    return lambda: next(left, None) is not None


@pytest.fixture
def asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether to keep going is asked from the start."""
    monkeypatch.setattr(parallel, "GRACE", 0.0)


@pytest.mark.usefixtures("asked_at_once")
def test_on_the_way_to_an_update_all_stop_at_one(kernels: Engine) -> None:
    """And go on from there as if they had never stopped."""
    trainer = Trainer(unequal(), engine=kernels)
    straight = Trainer(unequal(), engine=kernels)
    for step, least in ((400, 0), (60, 0), (140, 128)):  # new updates; back to 0; to a snapshot
        assert not trainer.goto(step, stop_after(2))
        assert len({each.step for each in trainer.lanes}) == 1
        assert least < trainer.step < step
        assert trainer.goto(step)
        straight.goto(step)
        for one, two in zip(trainer.lanes, straight.lanes, strict=True):
            assert one.step == step
            assert same_bits(one.tape, two.tape)


@pytest.mark.usefixtures("asked_at_once")
def test_repeating_all_updates_with_better_kernels_can_stop(kernels: Engine) -> None:
    before = Trainer(unequal(), engine=twin())
    before.advance(70)
    trainer = Trainer(unequal(), engine=kernels, before=before)
    assert not trainer.goto(70, stop_after(2))
    assert {each.step for each in trainer.lanes} < set(range(1, 70))
    assert trainer.goto(70)
    straight = Trainer(unequal(), engine=kernels)
    straight.advance(70)
    for one, two in zip(trainer.lanes, straight.lanes, strict=True):
        assert same_bits(one.tape, two.tape)


def test_an_update_that_is_near_is_reached_without_a_question(
    kernels: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "GRACE", float("inf"))
    trainer = Trainer(unequal(), engine=kernels)
    assert trainer.goto(100, lambda: False)
    assert trainer.goto(10, lambda: False)
    assert [each.step for each in trainer.lanes] == [10, 10, 10]


def test_none_is_far_ahead(kernels: Engine) -> None:
    trainer, apart = Trainer(unequal(), engine=kernels), []

    def keep_going() -> bool:
        steps = [each.step for each in trainer.lanes]
        apart.append(max(steps) - min(steps))
        return len(apart) < 200

    trainer.learn(5, keep_going)
    assert 0 < max(apart) <= 10


def test_no_further_than_the_last_update(engine: Engine) -> None:
    trainer = Trainer(experiment(NET, SMALL), engine=engine)
    trainer.learn(8, lambda: True, 21)
    assert [each.step for each in trainer.lanes] == [21, 21]
    trainer.learn(8, lambda: True, 21)
    trainer.learn(8, lambda: False)
    assert trainer.step == 21


@pytest.mark.parametrize("broken", [0, 2])
def test_a_fault_in_one_ends_all(kernels: Engine, broken: int, monkeypatch: Any) -> None:
    trainer = Trainer(unequal(), engine=kernels)
    staged = trainer.staged_runs[broken]
    went = staged.advance

    def fail(updates: int) -> None:
        if staged.run.step >= 20:
            raise MemoryError
        went(updates)

    monkeypatch.setattr(staged, "advance", fail)
    with pytest.raises(MemoryError):
        trainer.learn(5, lambda: True)


def with_engines(kinds: tuple[str, ...]) -> list[Any]:
    """All kinds with kernels; with NumPy only these in every run."""
    return [
        *(("numba", kind) for kind in KINDS),
        *(
            pytest.param("numpy", kind, marks=[pytest.mark.long] * (kind not in kinds))
            for kind in KINDS
        ),
    ]


@pytest.mark.parametrize(
    ("engine", "kind"), with_engines(("plain", "dropout", "batch norm")), indirect=["engine"]
)
def test_a_row_of_updates_is_each_of_them(engine: Engine, kind: str) -> None:
    """One call of the engine or many: the same bits, losses too."""
    net = NET | KINDS[kind]
    one, many = (Trainer(experiment(net, data="digits"), engine=engine) for _ in range(2))
    one.advance(75)
    for _ in range(75):
        many.advance(1)
    first, second = one.lanes[0], many.lanes[0]
    assert same_bits(first.tape, second.tape)
    curves = [each.recorder.curves() for each in (first, second)]
    assert curves[0].loss.tobytes() == curves[1].loss.tobytes()
    assert curves[0].test_accuracy.tobytes() == curves[1].test_accuracy.tobytes()


def test_a_schedule_within_a_row(engine: Engine) -> None:
    training = {"schedule": "cosine", "warmup": 10, "length": 60}
    one, many = (
        Trainer(experiment(NET, data="digits", training=training), engine=engine) for _ in range(2)
    )
    one.advance(70)
    for _ in range(70):
        many.advance(1)
    assert same_bits(one.lanes[0].tape, many.lanes[0].tape)
    assert one.lanes[0].tape.learning_rate == many.lanes[0].tape.learning_rate


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", [0, *longer([1, 2])])
def test_what_is_answered(engine: Engine, kind: str, part: int) -> None:
    """The engine's accuracy is that of a plain forward pass; the batch and the update are kept."""
    data, output, loss = (ENDS[0], ENDS[4], ENDS[9])[(part + list(KINDS).index(kind)) % 3]
    net = NET | KINDS[kind] | {"output": output, "loss": loss}
    run = lane(net, engine, data=data)
    run.advance(50)
    run.run_pass()
    tape, weights = run.tape, run.tape.learned.copy()
    batch, gradient = tape.activation(0).copy(), tape.grad_weight(1).copy()
    found = run._scores()
    assert (tape.learned == weights).all()
    assert (tape.activation(0) == batch).all()
    assert (tape.grad_weight(1) == gradient).all()
    known = run.plan.data
    for value, x, y in (
        (found.train, known.x_train[:512], known.y_train[:512]),
        (found.test, known.x_test[:512], known.y_test[:512]),
    ):
        answers = predictions(tape, x)
        if data == "sine":
            expected = np.square(answers[:, 0] - y).mean()
        elif answers.shape[1] > 1:
            expected = (answers.argmax(axis=1) == y).mean()
        else:
            expected = ((answers[:, 0] > 0.5) == y).mean()
        assert value == pytest.approx(expected, rel=1e-3 if kind == "float16" else 1e-9)


@pytest.mark.parametrize("net", [NET, {"cell": "lstm", "width": 5}])
def test_a_look_is_of_the_moment_it_was_asked_for(engine: Engine, net: dict[str, Any]) -> None:
    """Though it is worked out while the networks go on."""
    data = "latch" if "cell" in net else "moons"
    trainer = Trainer(experiment(net, data=data), engine=engine)
    trainer.advance(20)
    expected = trainer.trace().lanes[0]
    look = trainer.trace_later()
    with ThreadPoolExecutor(1) as other:
        seen = other.submit(look)
        trainer.advance(30)
        found = seen.result()
    assert found.step == 20
    assert len(found.curves[0].steps) == 20
    for name, row in expected.measures.items():
        assert found.lanes[0].measures[name].tobytes() == row.tobytes(), name
    assert found.lanes[0].activation.tobytes() == expected.activation.tobytes()
