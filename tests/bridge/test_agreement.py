"""Exported networks run in PyTorch and compute the same numbers."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from agreement import exported, run
from drawn import drawn

from tests.long import longer
from vgsim.bridge.export import torch_files
from vgsim.bridge.moment import moments, replayed
from vgsim.bridge.refused import NotExported
from vgsim.compute.kernels import twin
from vgsim.compute.learning.training import Trainer
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, Stage, TrainingSpec

pytestmark = pytest.mark.peers
pytest.importorskip("safetensors", reason="safetensors is not installed (pip install '.[peers]')")
# Together: feedforward and recurrent, both precisions, all optimizers, dropout, own formulas,
# truncation, normalizations, skips, clipping, schedules, class weights, edits.
SEEDS = (0, 4, 5, 8, 9, 27, 38, 52, 63, 314, *longer((18, 43, 46)))
SMALL = Experiment(
    data=DataSpec("moons", batch_size=8, examples=40),
    training=TrainingSpec(optimizer="nadam", learning_rate=0.01),
    lanes=(Lane(network=NetworkSpec(depth=2, width=4)),),
)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_experiments(seed: int, tmp_path: Path) -> None:
    experiment, step = drawn(seed)
    largest, names, printed = run(exported(experiment, step, tmp_path))
    assert largest <= names["TOLERANCE"], printed
    assert names["CHECKED"] == 20
    usual = 1e-11 if experiment.lanes[0].network.dtype == "float64" else 1e-5
    assert names["TOLERANCE"] == usual


def test_another_number_is_noticed(tmp_path: Path) -> None:
    """A script whose learning rate was changed says so and fails, as its own process."""
    script = exported(SMALL, 3, tmp_path)
    assert run(script)[0] <= 1e-11
    text = script.read_text("utf-8")
    script.write_text(text.replace("lr=0.01", "lr=0.02"), "utf-8")
    wrong = _started(script, "--updates", "100")
    assert wrong.returncode == 1
    assert "ABOVE" in wrong.stdout
    assert "update 103: loss" in wrong.stdout  # it trains on all the same


def _started(script: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", script, *words],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_file_is_read_by_its_own_library(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    script = exported(SMALL, 0, tmp_path)
    found: dict[str, Any] = load_file(script.with_suffix(".safetensors"))
    tape = Trainer(SMALL).lanes[0].tape
    assert np.array_equal(found["network/output.weight"], tape.weight(3))  # type: ignore[union-attr]
    assert found["data/x"].shape == (40, 2)


def test_a_stage_that_ends_is_compared_until_then() -> None:
    """The learning rate changes at update 5; the settings at update 12."""
    lane = SMALL.lanes[0]
    slower = replace(SMALL.training, learning_rate=0.002)
    before = (Stage(5, lane.network, SMALL.training), Stage(12, lane.network, slower))
    relu = replace(lane, network=replace(lane.network, activation="relu"), before=before)
    trainer = Trainer(replace(SMALL, lanes=(relu,)))
    trainer.advance(3)
    text = torch_files(moments(trainer)[0], "network")["network.py"].decode()
    assert "CHECKED = 8 " in text
    assert "[(3, 0.01), (5, 0.002)]" in text
    assert "again at update 12" in text


def test_a_run_is_repeated_with_the_rates_that_it_had() -> None:
    trainer = Trainer(SMALL)
    trainer.advance(4)
    trainer.set_learning_rate(0.05)
    trainer.advance(4)
    again = replayed(trainer.experiment, 8, [each.rates for each in trainer.curves()], twin())
    assert again is not None
    assert np.array_equal(again.lanes[0].tape.learned, trainer.lanes[0].tape.learned)
    assert replayed(SMALL, 8, [((0, 0.01),)], twin(), lambda: True) is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"dtype": "float16"}, "float32 first"),
        ({"gain": 1e200, "depth": 4, "activation": "relu"}, "infinite"),
        ({"initializer": "constant", "normalization": "layer"}, "roundings"),
    ],
)
def test_what_cannot_be_compared_is_refused(changed: dict[str, Any], why: str) -> None:
    network = replace(SMALL.lanes[0].network, **changed)
    trainer = Trainer(replace(SMALL, lanes=(Lane(network=network),)))
    with pytest.raises(NotExported, match=why):
        torch_files(moments(trainer)[0], "network")
