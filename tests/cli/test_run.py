"""Two runs of one scenario without a window, as a script calls them: what they write."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.runs import SCENARIO, arrays, vgsim

pytestmark = pytest.mark.usefixtures("compiled")
ROOT = Path(__file__).resolve().parents[2]


def values(tree: Any) -> Iterator[Any]:
    """All values of a tree that are no dictionaries and lists."""
    if isinstance(tree, dict | list):
        for each in tree.values() if isinstance(tree, dict) else tree:
            yield from values(each)
    else:
        yield tree


def no_constant(word: str) -> None:
    raise AssertionError(f"{word} is not JSON")


@pytest.fixture(scope="module")
def done(compiled: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs of the scenario."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "four.vgsim").write_text(json.dumps(SCENARIO), "utf-8")
    for name in ("first", "second"):
        made = vgsim(
            "run", "four.vgsim", "--steps", "30", "--report", f"{name}.json", "--trace",
            f"{name}.npz", cwd=folder,
        )  # fmt: skip
        assert (made.returncode, made.stderr) == (0, "")
        assert "after 30 updates" in made.stdout
        assert "By unit: loss " in made.stdout
    return folder


def test_two_runs_are_one(done: Path) -> None:
    assert (done / "first.json").read_bytes() == (done / "second.json").read_bytes()
    one, two = arrays(done / "first.npz"), arrays(done / "second.npz")
    assert one.keys() == two.keys()
    assert all(one[name].tobytes() == two[name].tobytes() for name in one)


def test_the_report(done: Path) -> None:
    text = (done / "first.json").read_text("utf-8")
    report = json.loads(text, parse_constant=no_constant)
    assert report["step"] == 30
    assert [each["title"] for each in report["networks"]] == [
        "Shared", "By unit", "Drawn", "Lost",
    ]  # fmt: skip
    for each, depth in zip(report["networks"], (2, 2, 2, 3), strict=True):
        assert [layer["layer"] for layer in each["layers"]] == list(range(1, depth + 2))
        assert {"gradient_preactivation", "saturated", "dead"} <= set(each["layers"][0])
        assert each["verdict"]["sentence"]
        assert len(each["curves"]["loss"]) == len(each["curves"]["step"]) == 30
        assert each["curves"]["evaluated_step"] == [0, 10, 20, 30]
        assert len(each["curves"]["test_accuracy"]) == 4
    lost = report["networks"][3]
    assert lost["first_nonfinite"] is not None
    assert lost["verdict"]["kind"] == "broken"
    assert lost["loss"] in ("NaN", "Infinity")
    assert report["networks"][0]["first_nonfinite"] is None
    sizes = lost["layers"][0]
    assert (sizes["gradient_weight"], sizes["norm_factor"]) == ("NaN", None)
    assert lost["states"][-1]["state"] == "broken"
    assert all("exploding" not in each["also"] for each in lost["states"])
    for each in report["networks"]:
        assert ("decades" in each["expectation"]) != ("silent_because" in each["expectation"])
    for finite in report["networks"][:3]:  # what does not apply is null
        assert not {"NaN", "Infinity", "-Infinity"} & set(values(finite))
        assert finite["layers"][0]["norm_factor"] is None


def test_the_report_repeats_the_experiment(done: Path) -> None:
    """With defaults filled in; it can be run again and gives the same."""
    from vgsim.describe.codec import decode

    report = json.loads((done / "first.json").read_text("utf-8"))
    network = report["experiment"]["lanes"][0]["network"]
    assert (network["output"], network["loss"]) == ("softmax", "cross_entropy")
    assert (network["alpha"], network["bias"], network["dtype"]) == (0.25, 0, "float64")
    assert report["experiment"]["data"]["batch_size"] == 12
    again = decode(json.dumps(report["experiment"]))
    assert again.lanes[2].network.widths == (3, 6)
    assert again.seed == 11


def test_the_trace(done: Path) -> None:
    """Exactly the keys the scenario calls for, each in its shape."""
    found = arrays(done / "first.npz")
    plans = ((5, 5, 2), (5, 5, 1), (3, 6, 2), (4, 4, 4, 2))
    expected: dict[str, tuple[int, ...]] = {}
    for index, widths in enumerate(plans):
        net = f"net{index}"
        expected |= {f"{net}/x": (12, 2), f"{net}/loss": ()}
        expected[f"{net}/y"] = (12, 1) if index == 1 else (12,)
        for layer, (before, n) in enumerate(zip((2, *widths), widths, strict=False), 1):
            here = f"{net}/layer{layer}"
            for grad in ("", "grad_"):
                expected[f"{here}/{grad}weight"] = (n, before)
                expected[f"{here}/{grad}bias"] = (n,)
                expected[f"{here}/{grad}preactivation"] = (12, n)
            expected[f"{here}/activation"] = (12, n)
            if layer < len(widths) and index < 3:
                size = (1,) if index == 0 else (n,)
                expected[f"{here}/alpha"] = size
                if index < 2:
                    expected[f"{here}/grad_alpha"] = size
    assert {name: each.shape for name, each in found.items()} == expected
    assert found["net0/y"].dtype == np.int64
    assert found["net3/layer1/weight"].dtype == np.float32
    np.testing.assert_array_equal(found["net0/x"], found["net1/x"])


def test_the_trace_holds_together(done: Path) -> None:
    """z = W a + b, dW = delta' a, and the loss of the outputs."""
    found = arrays(done / "first.npz")
    for net in ("net0", "net1", "net2"):
        a = found[f"{net}/x"]
        for layer in (1, 2, 3):
            here = f"{net}/layer{layer}"
            z = a @ found[f"{here}/weight"].T + found[f"{here}/bias"]
            np.testing.assert_allclose(z, found[f"{here}/preactivation"], rtol=1e-12, atol=1e-14)
            delta = found[f"{here}/grad_preactivation"]
            expected = delta.T @ a
            np.testing.assert_allclose(
                found[f"{here}/grad_weight"], expected, rtol=1e-10, atol=1e-15
            )
            np.testing.assert_allclose(found[f"{here}/grad_bias"], delta.sum(0), atol=1e-15)
            a = found[f"{here}/activation"]
    y = found["net0/layer3/activation"][np.arange(12), found["net0/y"]]
    assert found["net0/loss"] == pytest.approx(-np.log(y).mean(), rel=1e-12)


def test_no_qt(done: Path) -> None:
    script = (
        "import sys; from main import main;"
        "code = main(['run', sys.argv[1], '--steps', '2']);"
        "found = [m for m in sys.modules if m.partition('.')[0] in"
        " ('PySide6', 'shiboken6', 'pyqtgraph', 'ui')];"
        "print(found); sys.exit(code or bool(found))"
    )
    made = subprocess.run(
        [sys.executable, "-c", script, str(done / "four.vgsim")],
        cwd=ROOT, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--report", "no/where.json"), "no/where.json: there is no such"),
        (("--trace", "."), ".: it is a folder"),
        (("--report", "four.vgsim"), "that is the scenario"),
        (("--report", "x", "--trace", "./x"), "that is the file of --report"),
    ],
)
def test_places_that_cannot_be_written_are_refused_before_anything_is_computed(
    done: Path, words: tuple[str, ...], said: str
) -> None:
    scenario = (done / "four.vgsim").read_bytes()
    made = vgsim("run", "four.vgsim", "--steps", "1000000000", *words, cwd=done)
    assert made.returncode in (1, 2)
    assert said in made.stderr
    assert "Traceback" not in made.stderr
    assert (done / "four.vgsim").read_bytes() == scenario


def test_a_lost_loss_is_written_as_in_the_window(done: Path) -> None:
    made = vgsim("run", "four.vgsim", "--steps", "7", cwd=done)
    assert "Lost: loss NaN, test" in made.stdout or "Lost: loss ∞, test" in made.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there, a folder in use cannot be deleted")
@pytest.mark.parametrize(
    "words", [("--report", "r.json"), ("--report", "/tmp/r.json", "--trace", "t.npz")]
)
def test_a_current_folder_that_is_gone_is_named(done: Path, words: tuple[str, ...]) -> None:
    """It is the folder that is missing, not the scenario or a file."""
    begin = (
        "import os, sys, tempfile; place = tempfile.mkdtemp(); os.chdir(place); os.rmdir(place);"
        "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    )
    made = subprocess.run(
        [sys.executable, "-c", begin, str(ROOT / "main.py"), "run", str(done / "four.vgsim"),
         *words],
        capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert made.returncode == 1
    assert made.stderr.strip() == (
        "The current folder has been deleted: change to another one, or give full paths."
    )
