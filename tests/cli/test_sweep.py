"""A grid of networks: every cell once, restartable, the same on one core and on two."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from math import log10
from pathlib import Path

import pytest

from vgsim.cli.main import main
from vgsim.cli.sweep import sweep
from vgsim.compute.learning.scan import placed
from vgsim.compute.learning.training import simulate
from vgsim.describe.codec import encode
from vgsim.describe.edit import edit
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.theory.sweep import SweepAxis, cells, parse_axis

pytestmark = pytest.mark.usefixtures("compiled")

SIGMOID = NetworkSpec(depth=6, width=8, activation="sigmoid")
MADE = Experiment(data=DataSpec("moons", 16, 64), lanes=(Lane("", SIGMOID),))
GAIN, DEPTH = "lanes.0.network.gain=0.5:8:5", "lanes.0.network.depth=3:9:4"


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "net.vgsim"
    path.write_text(encode(MADE), "utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith("# vgsim sweep ")
    return list(csv.DictReader(lines[1:]))


def swept(scenario: Path, out: Path, *varied: str, workers: int = 1, updates: int = 0) -> str:
    return sweep(scenario, varied, out, lane=0, updates=updates, workers=workers)


def test_a_cell_is_what_the_network_alone_would_be(scenario: Path, tmp_path: Path) -> None:
    out = tmp_path / "grid.csv"
    assert swept(scenario, out, GAIN, DEPTH).startswith("20 cells computed")
    rows = rows_of(out)
    assert len(rows) == 20
    for row in rows[:4]:
        made = edit(MADE, "lanes.0.network.gain", float(row["lanes.0.network.gain"]))
        made = edit(made, "lanes.0.network.depth", int(float(row["lanes.0.network.depth"])))
        lane = simulate(made).lanes[0]
        gradient = lane.measures["gradient_preactivation"]
        decades = log10(gradient[0] / gradient[lane.depth - 1])
        assert float(row["decades"]) == pytest.approx(decades, rel=1e-6)
        assert abs(float(row["expected_decades"]) - decades) < 1.5
        assert row["verdict"]


def test_started_again_only_what_is_missing_is_computed(scenario: Path, tmp_path: Path) -> None:
    out, whole = tmp_path / "grid.csv", tmp_path / "whole.csv"
    swept(scenario, whole, GAIN, DEPTH)
    swept(scenario, out, GAIN, DEPTH)
    lines = out.read_text("utf-8").splitlines(keepends=True)
    out.write_text("".join(lines[:9]) + lines[9][:11], "utf-8")  # torn in the middle of a line
    assert swept(scenario, out, GAIN, DEPTH).startswith("13 cells computed; 7 were already there")
    assert sorted(map(str, rows_of(out))) == sorted(map(str, rows_of(whole)))
    assert swept(scenario, out, GAIN, DEPTH).startswith("0 cells computed")


def test_two_processes_compute_the_same(scenario: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    swept(scenario, one, GAIN, DEPTH, updates=2)
    swept(scenario, two, GAIN, DEPTH, updates=2, workers=2)
    assert sorted(map(str, rows_of(one))) == sorted(map(str, rows_of(two)))


def test_a_table_of_another_sweep_is_left_alone(scenario: Path, tmp_path: Path) -> None:
    out = tmp_path / "grid.csv"
    swept(scenario, out, DEPTH)
    before = out.read_bytes()
    with pytest.raises(ValueError, match="another sweep"):
        swept(scenario, out, GAIN)
    assert out.read_bytes() == before


def test_what_cannot_be_is_a_fault_of_its_cell(scenario: Path, tmp_path: Path) -> None:
    out = tmp_path / "grid.csv"
    swept(scenario, out, "lanes.0.network.depth=0,3")
    faults = {row["lanes.0.network.depth"]: row["fault"] for row in rows_of(out)}
    assert "depth" in faults["0.0"]
    assert faults["3.0"] == ""


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("lanes.0.network.gain", "PATH=LOW:HIGH:COUNT"),
        ("lanes.0.network.gian=1:2:3", "no such setting"),
        ("lanes.x.network.gain=1:2:3", "no such setting"),
        ("lanes.0.network.gain=nan:2:3", "LOW:HIGH:COUNT"),
        ("lanes.0.network.gain=1,inf", "commas"),
        ("lanes.0.network.activation=1:2:3", "not a number"),
        ("lanes.0.network.gain=1:2", "LOW:HIGH:COUNT"),
        ("lanes.0.network.gain=a,b", "commas"),
        ("lanes.0.network.gain=0:2:3:log", "LOW:HIGH:COUNT"),
        ("lanes.0.network.gain=1:2:0", "LOW:HIGH:COUNT"),
    ],
)
def test_a_range_that_cannot_be_read_is_said(
    scenario: Path, tmp_path: Path, text: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "grid.csv"
    assert main(["sweep", str(scenario), "--vary", text, "--out", str(out)]) == 2
    assert word in capsys.readouterr().err
    assert not out.exists()


def test_ranges() -> None:
    assert parse_axis("lanes.0.network.gain=1:100:3:log").values == pytest.approx((1, 10, 100))
    assert parse_axis("lanes.0.network.depth=1:3:9").values == (1, 2, 3)
    assert parse_axis("training.learning_rate=0.1,0.5").values == (0.1, 0.5)


def test_coarse_cells_come_first_and_every_cell_once() -> None:
    axes = [
        SweepAxis("a", tuple(map(float, range(17)))),
        SweepAxis("b", tuple(map(float, range(9)))),
    ]
    found = list(cells(axes))
    assert len(found) == len(set(found)) == 17 * 9
    assert set(found[:6]) == {(x, y) for x in (0.0, 8.0, 16.0) for y in (0.0, 8.0)}


def test_sigma_of_any_network_can_be_varied(scenario: Path, tmp_path: Path) -> None:
    """The weights become Gaussian ones of that size, whatever the scheme of the file is."""
    out = tmp_path / "grid.csv"
    swept(scenario, out, "lanes.0.network.sigma_w=1:10:4", "lanes.0.network.sigma_b=0:1:2")
    rows = rows_of(out)
    assert len(rows) == 8
    for row in rows:
        assert row["fault"] == ""
        network = placed(SIGMOID, float(row["lanes.0.network.sigma_w"]),
                         float(row["lanes.0.network.sigma_b"]))  # fmt: skip
        lane = simulate(replace(MADE, lanes=(Lane("", network),))).lanes[0]
        gradient = lane.followed()
        assert float(row["decades"]) == pytest.approx(
            log10(gradient[0] / gradient[lane.depth - 1]), rel=1e-6
        )


def ended(*of: object) -> None:
    """What a process does that runs out of memory."""
    os._exit(9)


def test_a_process_that_is_killed_is_one_sentence(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vgsim.cli.sweep.compute_chunk", ended)
    out = tmp_path / "grid.csv"
    with pytest.raises(ValueError, match="start the sweep again to continue"):
        swept(scenario, out, GAIN, DEPTH, workers=2)
    monkeypatch.undo()
    assert swept(scenario, out, GAIN, DEPTH).startswith("20 cells computed")


def test_a_table_that_is_no_table_is_left_alone(scenario: Path, tmp_path: Path) -> None:
    binary, folder = tmp_path / "a.bin", tmp_path / "folder"
    binary.write_bytes(b"\xff\xfe\x00")
    folder.mkdir()
    for out in (binary, folder):
        with pytest.raises(ValueError, match="choose another"):
            swept(scenario, out, DEPTH)
    assert binary.read_bytes() == b"\xff\xfe\x00"


@pytest.mark.skipif(os.name != "posix", reason="pipes with names are POSIX's")
def test_a_pipe_is_no_table(scenario: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="choose another"):
        swept(scenario, tmp_path / "pipe", DEPTH)
