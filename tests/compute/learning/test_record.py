"""A run that is put away and taken up again another day goes on as if it had never stopped."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nets import experiment, same_bits

from tests.long import longer
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.record import recall, record
from vgsim.compute.learning.training import Trainer
from vgsim.describe.spec import Experiment
from vgsim.describe.stages import Moment, branch
from vgsim.files.last_run import DAMAGED, delete, load, save

# that a run goes on with NumPy, too, is seen in the first test; more of it is long
WITH_KERNELS = pytest.mark.parametrize("engine", ["numba", *longer(["numpy"])], indirect=True)
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
    save(tmp_path / "run.npz", first)
    found, complaint = load(tmp_path / "run.npz")
    assert found is not None
    assert not complaint
    assert (found.experiment, found.step, found.last_step) == (first.experiment, 150, 150)
    second = Trainer(found.experiment, engine=engine)
    recall(second, found.record)
    same(first, second)
    for trainer in (first, second):
        trainer.advance(40)
    same(first, second)
    for trainer in (first, second):
        trainer.goto(70)  # before anything that was kept: made again
    same(first, second)
    delete(tmp_path / "run.npz")
    assert load(tmp_path / "run.npz") == (None, "")


@WITH_KERNELS
def test_where_it_stood_and_how_far_it_had_come(engine: Engine) -> None:
    first = Trainer(made(), engine=engine)
    first.advance(200)
    first.goto(90)
    second = Trainer(made(), engine=engine)
    recall(second, record(first))
    assert (second.step, second.furthest) == (90, 200)
    same(first, second)
    second.goto(200)
    assert second.trace().curves[0].loss.size == 200


@WITH_KERNELS
def test_a_branch(engine: Engine) -> None:
    first = Trainer(made(), engine=engine)
    first.advance(50)
    moment = Moment(50, tuple(curves.rates for curves in first.curves()))
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


def test_what_is_no_run_is_not_offered_and_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    assert load(path) == (None, "")
    trainer = Trainer(made())
    trainer.advance(3)
    save(path, trainer)
    whole = path.read_bytes()
    for content in (b"", b"PK", whole[: len(whole) // 2], b"x" * 1000):
        path.write_bytes(content)
        assert load(path) == (None, DAMAGED)
        assert path.with_suffix(".bad").read_bytes() == content
        assert load(path) == (None, ""), "it is met once"
    np.savez(path, about=np.array('{"format": "vgsim-run/9"}'))
    assert load(path) == (None, DAMAGED)


def test_every_flipped_bit_is_found_or_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    trainer = Trainer(experiment({"depth": 1, "width": 2}))
    trainer.advance(3)
    save(path, trainer)
    whole = path.read_bytes()
    rng = np.random.default_rng(1)
    ends = [*range(60), *range(len(whole) - 200, len(whole))]  # the zip's own words
    for place in [*ends, *rng.integers(0, len(whole), 200)]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << (int(place) % 8)
        path.write_bytes(damaged)
        found, complaint = load(path)
        assert (found is None) == bool(complaint)
        if found is not None:
            with suppress(ValueError):
                recall(Trainer(found.experiment), found.record)


def test_an_archive_that_unpacks_to_more_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    np.savez_compressed(path, about=np.zeros(2**23 + 1))
    assert path.stat().st_size < 2**20
    assert load(path) == (None, DAMAGED)


@pytest.mark.skipif(os.name != "posix", reason="other access rights")
def test_only_the_user_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "no" / "such"
    path = folder / "run.npz"
    trainer = Trainer(made())
    trainer.advance(3)
    save(path, trainer)
    assert load(path)[0] is not None
    assert path.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777, folder.parent.stat().st_mode & 0o777} == {0o700}
    path.chmod(0o644)  # of an older version
    save(path, trainer)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "damage",
    [
        {"step": np.array(2**40)},
        {"step": np.array("x")},
        {"step": np.zeros((2, 2))},
        {"0/stage": np.array(7)},
        {"0/rates": np.zeros(3)},
        {"0/known": np.array([1, 2])},
        {"0/engine": np.zeros(0)},
        {"0/lost": np.array("x")},
        {"0/course/losses": np.array(1j)},
        {"0/course/losses": np.zeros((9000, 3))},
        {"0/course/newest": np.array(np.inf)},
        {"0/course/evaluations": np.full((1, 4), np.inf)},
    ],
)
def test_a_damaged_record_is_refused(damage: dict[str, Any]) -> None:
    trainer = Trainer(made())
    trainer.advance(5)
    damaged, fresh = record(trainer) | damage, Trainer(made())
    with pytest.raises(ValueError, match=r"[a-z]"):
        recall(fresh, damaged)


def test_weights_of_another_network_are_refused() -> None:
    trainer = Trainer(made())
    trainer.advance(5)
    found = record(trainer)
    with pytest.raises(ValueError, match="another network"):
        recall(Trainer(experiment(NET, {**DEEP, "width": 40})), found)
    with pytest.raises(ValueError, match="damaged"):
        recall(Trainer(experiment(NET, DEEP, DEEP, training={"optimizer": "adam"})), found)
