"""A run that is put away and taken up again another day goes on as if it had never stopped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from nets import experiment, same_bits

from vgsim.cli.last_run import find, forget, keep
from vgsim.compute.kernels import Engine
from vgsim.compute.record import recall, record
from vgsim.compute.training import Trainer
from vgsim.describe.spec import Experiment
from vgsim.describe.stages import Moment, branch

NET = {"activation": "tanh", "depth": 3, "width": 9, "normalization": "batch"}
DEEP = {"activation": "prelu", "depth": 4, "width": 7, "initializer": "he_normal"}


def made() -> Experiment:
    return experiment(NET, DEEP, training={"optimizer": "adam", "learning_rate": 0.01})


def same(one: Trainer, two: Trainer) -> None:
    for first, second in zip(one.trace().curves, two.trace().curves, strict=True):
        for name in ("steps", "loss", "evaluated", "train_accuracy", "test_accuracy"):
            assert getattr(first, name).tobytes() == getattr(second, name).tobytes(), name
        assert first.rates == second.rates
    for here, there in zip(one.lanes, two.lanes, strict=True):
        assert same_bits(here.tape, there.tape)


def test_it_goes_on_bit_for_bit(engine: Engine, tmp_path: Path) -> None:
    first = Trainer(made(), engine=engine)
    first.advance(130)
    first.set_learning_rate(0.003)
    first.advance(20)
    keep(tmp_path / "run.npz", first)
    found = find(tmp_path / "run.npz")
    assert found is not None
    assert (found.experiment, found.step, found.known) == (first.experiment, 150, 150)
    second = Trainer(found.experiment, engine=engine)
    recall(second, found.found)
    same(first, second)
    for trainer in (first, second):
        trainer.advance(40)
    same(first, second)
    for trainer in (first, second):
        trainer.goto(70)  # before anything that was kept: made again
    same(first, second)
    forget(tmp_path / "run.npz")
    assert find(tmp_path / "run.npz") is None


def test_where_it_stood_and_how_far_it_had_come(engine: Engine) -> None:
    first = Trainer(made(), engine=engine)
    first.advance(200)
    first.goto(90)
    second = Trainer(made(), engine=engine)
    recall(second, record(first))
    assert (second.step, second.known) == (90, 200)
    same(first, second)
    second.goto(200)
    assert second.trace().curves[0].loss.size == 200


def test_a_branch(engine: Engine) -> None:
    first = Trainer(made(), engine=engine)
    first.advance(50)
    moment = Moment(50, tuple(curves.rates for curves in first.courses()))
    branched = branch(made(), 0, moment)
    other = replace(branched.lanes[1].network, activation="relu")
    lanes = (branched.lanes[0], replace(branched.lanes[1], network=other), branched.lanes[2])
    branched = replace(branched, lanes=lanes)
    first = Trainer(branched, engine=engine, before=first)
    first.goto(90)
    second = Trainer(branched, engine=engine)
    recall(second, record(first))
    same(first, second)
    for step in (95, 20, 70):
        first.goto(step)
        second.goto(step)
        same(first, second)


def test_what_is_no_run_is_not_offered(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    assert find(path) is None
    trainer = Trainer(made())
    trainer.advance(3)
    keep(path, trainer)
    whole = path.read_bytes()
    for content in (b"", b"PK", whole[: len(whole) // 2], b"x" * 1000):
        path.write_bytes(content)
        assert find(path) is None
    np.savez(path, about=np.array('{"format": "vgsim-run/9"}'))
    assert find(path) is None
    keep(tmp_path / "no" / "such" / "folder" / "run.npz", trainer)
    assert find(tmp_path / "no" / "such" / "folder" / "run.npz") is not None


def test_weights_of_another_network_are_refused() -> None:
    trainer = Trainer(made())
    trainer.advance(5)
    found = record(trainer)
    with pytest.raises(ValueError, match="another network"):
        recall(Trainer(experiment(NET, {**DEEP, "width": 40})), found)
    with pytest.raises(KeyError):
        recall(Trainer(experiment(NET, DEEP, DEEP, training={"optimizer": "adam"})), found)
