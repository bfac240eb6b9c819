"""--self-test: what is right is said to be right, and what is broken is named."""

from __future__ import annotations

import numpy as np
import pytest

from vgsim.cli import selftest
from vgsim.cli.selftest import CheckResult, files, kernels, numbers, report
from vgsim.compute.kernels import Kernels, cache, machines, probe
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec

TANH = frozenset({(np.float64, "tanh")})


def test_every_test_is_made_and_the_failed_ones_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken() -> CheckResult:
        raise OSError("the disk is gone")

    tests = (
        ("one", lambda: CheckResult(True, "fine")),
        ("two", broken),
        ("three", lambda: CheckResult(False, "wrong")),
    )
    assert report(tests) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [
        ["one", "ok"], ["two", "FAILED"], ["three", "FAILED"],
    ]  # fmt: skip
    assert "the disk is gone" in lines[1]
    assert lines[3] == "failed: two, three"
    assert report(tests[:1]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "all is well"


def test_numbers_and_files_are_right_here() -> None:
    assert numbers().good
    assert files().good


@pytest.mark.usefixtures("compiled")
def test_kernels_give_the_known_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "all_needs", lambda: TANH)
    found = kernels()
    assert found.good
    assert found.detail.startswith("1 of 1 give the known answer")


@pytest.mark.usefixtures("compiled")
def test_a_kernel_that_computes_wrongly_is_made_once_more_and_then_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = []
    monkeypatch.setattr(probe, "agrees", lambda *of: tried.append(of) or False)
    monkeypatch.setattr(cache, "clear", lambda: None)  # other tests live on what is kept
    monkeypatch.setattr(machines, "forget", lambda: None)
    monkeypatch.setattr(selftest, "all_needs", lambda: TANH)
    found = kernels()
    assert not found.good
    assert "float64-tanh gave wrong numbers" in found.detail
    assert len(tried) == 2
    door = Kernels()
    network = NetworkSpec(depth=2, width=3, activation="tanh")
    experiment = Experiment(data=DataSpec("moons", 8, 32), lanes=(Lane("", network),))
    assert door.prepare(experiment) == "numpy"
