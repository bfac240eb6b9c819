"""Without a display the first pass is shown as text."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import numpy as np
import pytest

from tests.cli.forked import program
from vgsim.cli import arguments
from vgsim.cli.layer_chart import MOST_LINES, layer_chart
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.describe.codec import encode
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.files.bundled import scenarios
from vgsim.theory.verdict import verdict

ROOT = Path(__file__).resolve().parents[2]
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others have a display")


def vgsim(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program where there is no display, or a dead one; it must not import Qt."""
    done = program(words, ROOT, environment, unwanted=("PySide6", "numba"))
    printed, complaints = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    return subprocess.CompletedProcess(done.args, done.returncode, printed, complaints)


@linux
@pytest.mark.parametrize(
    "environment",
    [{}, {"DISPLAY": ":4711"}, {"WAYLAND_DISPLAY": "wayland-4711"}, {"DISPLAY": "nonsense"},
     {"DISPLAY": "", "WAYLAND_DISPLAY": ""}, {"QT_QPA_PLATFORM": "xcb"}],
    ids=str,
)  # fmt: skip
def test_without_a_display_the_default_is_shown(environment: dict[str, str]) -> None:
    done = vgsim("--projector", "--fullscreen", "--theme", "dark", **environment)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "no display" in lines[0]
    trace = Trainer(scenarios()[0].experiment).trace()
    whole = " ".join(done.stdout.split())
    for lane in trace.lanes:
        assert verdict(lane).sentence in whole
    numbered = [line for line in lines if line[:6].strip().isdigit()]
    assert len(numbered) == trace.lanes[0].depth
    assert max(map(len, lines[:-5])) <= 79  # behind them are commands, which are never cut
    first = "resources/scenarios/01_sigmoid_against_relu.vgsim"
    assert f"run {first} --steps 1000" in whole  # can be typed as it is
    assert f"--picture window.png {first}" in whole


@linux
def test_a_named_file_is_shown_or_its_faults_are(tmp_path: Path) -> None:
    network = NetworkSpec(depth=4, width=3, activation="tanh")
    made = Experiment(data=DataSpec("moons", 8, 32), lanes=(Lane("Mine", network),), title="My own")
    good, bad = tmp_path / "my own.vgsim", tmp_path / "bad.vgsim"
    good.write_text(encode(made), "utf-8")
    bad.write_text('{"format": "vgsim/1", "lanes": [{"network": {"depth": 0}}]}', "utf-8")
    for words in ([str(good)], ["--scenario", str(good)]):
        done = vgsim(*words)
        assert done.returncode == 0
        assert "My own" in done.stdout
        assert f"run '{good}'" in done.stdout
    shown, run = vgsim(str(bad)), vgsim("run", str(bad))
    assert (shown.returncode, shown.stderr) == (run.returncode, run.stderr)
    assert shown.returncode == 2
    assert not shown.stdout
    assert "depth" in shown.stderr


@linux
def test_options_that_cannot_be_followed_are_named() -> None:
    done = vgsim("--seed", "minus", "--theme", "pink")
    assert done.returncode == 0
    assert done.stderr.count("\n") == 2
    other = vgsim("--seed", "8", "--lesson", "03_sigmoid")
    assert other.stderr.endswith(" lesson-print 03_sigmoid lesson.html\n")
    assert other.stdout != done.stdout


def trace_of(*networks: NetworkSpec, data: str = "moons") -> Trace:
    lanes = tuple(Lane("", network) for network in networks)
    return Trainer(Experiment(data=DataSpec(data, 8, 32), lanes=lanes)).trace()


def bars(lines: list[str]) -> list[int]:
    return [line.count("█") for line in lines if "█" in line]


def test_a_bar_is_logarithmic() -> None:
    trace = trace_of(NetworkSpec(depth=12, width=8, activation="sigmoid"))
    lengths = bars(layer_chart(trace, 80))
    gradient = np.log10(trace.lanes[0].followed())
    low, high = np.floor(gradient.min()), np.ceil(gradient.max())
    longest = round(lengths[-1] / (gradient[-1] - low) * (high - low))
    expected = np.round((gradient - low) / (high - low) * longest)
    assert np.abs(np.array(lengths) - expected[expected > 0]).max() <= 1


def test_deep_networks_are_thinned_out_and_say_so() -> None:
    for depth in (MOST_LINES, MOST_LINES + 1, 200):
        lines = layer_chart(trace_of(NetworkSpec(depth=depth, width=2, activation="tanh")), 80)
        layers = [int(line[:6]) for line in lines if line[:6].strip().isdigit()]
        assert layers[0] == 1
        assert layers[-1] == depth
        assert len(layers) <= MOST_LINES + 1
        assert any("is shown" in line for line in lines) == (depth > MOST_LINES)


def test_a_recurrent_network_has_a_line_for_each_step() -> None:
    made = replace(NetworkSpec(width=4, depth=1), cell="lstm")
    experiment = Experiment(data=DataSpec("latch", 8, 32, length=9), lanes=(Lane("", made),))
    lines = layer_chart(Trainer(experiment).trace(), 80)
    assert [line[:6].strip() for line in lines[-11:]] == ["step", *map(str, range(1, 10)), "output"]


def test_what_is_no_number_is_a_word() -> None:
    trace = trace_of(NetworkSpec(depth=5, width=4, activation="tanh"))
    lane = trace.lanes[0]
    values = np.array([0.0, np.nan, np.inf, 5e-324, 1.7e308, 1.0])
    broken: LaneTrace = replace(lane, measures={**lane.measures, lane.headline: values})
    lines = layer_chart(replace(trace, lanes=(broken,)), 80)[-6:]
    assert [line.split()[1] for line in lines[:3]] == ["zero", "NaN", "infinity"]
    assert [line.count("█") for line in lines[:4]] == [0, 0, 0, 0]
    assert lines[4].count("█") > 20
    nothing = replace(lane, measures={**lane.measures, lane.headline: np.zeros(6)})
    assert all("zero" in line for line in layer_chart(replace(trace, lanes=(nothing,)), 80)[-6:])


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_columns_are_aligned(count: int, width: int) -> None:
    kinds = [NetworkSpec(depth=3 * k + 2, width=4, activation="sigmoid") for k in range(count)]
    lines = layer_chart(trace_of(*kinds), width)
    assert max(map(len, lines)) <= max(width, 80)
    full = [line for line in lines if line.count("█") and line[:6].strip() == "1"]
    assert len(full) == 1
    title = next(line for line in lines if line.startswith(" layer"))
    assert title.count("Sigmoid") == count


@pytest.mark.parametrize(
    ("system", "started", "shown"),
    [
        ("linux", "/a b/main.py", "python3 '/a b/main.py'"),
        ("win32", "C:\\a b\\main.py", 'python "C:\\a b\\main.py"'),
        ("win32", "C:\\a\\main.py", "python C:\\a\\main.py"),
        ("win32", "C:\\R&D\\main.py", 'python "C:\\R&D\\main.py"'),
    ],
)
def test_commands_are_written_as_the_systems_shell_wants_them(
    monkeypatch: pytest.MonkeyPatch, system: str, started: str, shown: str
) -> None:
    monkeypatch.setattr(arguments.sys, "platform", system)
    monkeypatch.setattr(arguments.sys, "argv", [started])
    if system == "win32":
        monkeypatch.setattr(arguments, "Path", PureWindowsPath)
    assert arguments.program() == shown
    assert arguments.quoted("sine.vgsim") == "sine.vgsim"
