"""What `vgsim run` is given: words, scenarios and tables, read or refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.runs import SCENARIO, arrays, vgsim
from vgsim.compute.kernels import cache

pytestmark = pytest.mark.usefixtures("compiled")
ROOT = Path(__file__).resolve().parents[2]


def test_list_and_version() -> None:
    from vgsim.parts.activations import ACTIVATIONS
    from vgsim.version import VERSION

    assert vgsim("--version").stdout == f"vgsim {VERSION}\n"
    text = vgsim("--list").stdout
    found = json.loads(vgsim("--list", "--json").stdout)
    assert found["activation"] == list(ACTIVATIONS)
    assert set(found) >= {"activation", "initializer", "loss", "output", "data", "optimizer"}
    for names in found.values():
        assert all(f"  {name}\n" in text + "\n" for name in names)


def test_all_faults_at_once(tmp_path: Path) -> None:
    path, report = tmp_path / "bad.vgsim", tmp_path / "report.json"
    network = {"depth": 0, "activation": "sigmod", "colour": 1}
    bad = {"format": "vgsim/1", "seed": "x", "lanes": [{"network": network}]}
    path.write_text(json.dumps(bad), "utf-8")
    made = vgsim("run", str(path), "--report", str(report))
    assert (made.returncode, made.stdout) == (2, "")
    assert "Traceback" not in made.stderr
    for said in ("seed", "lanes[0].network.depth", "sigmoid", "colour", "bad.vgsim"):
        assert said in made.stderr
    assert not report.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("run", "missing.vgsim"),
        ("run", "."),
        ("run", "notes.vgsim"),
        ("run",),
        ("run", "notes.vgsim", "--steps", "-1"),
        ("run", "notes.vgsim", "--steps", "many"),
        ("run", "notes.vgsim", "--what"),
    ],
)
def test_bad_words(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "notes.vgsim").write_text("not JSON", "utf-8")
    made = vgsim(*words, cwd=tmp_path)
    assert (made.returncode, made.stdout) == (2, "")
    assert made.stderr.strip()
    assert "Traceback" not in made.stderr


def test_accuracy_is_that_of_the_last_update(tmp_path: Path) -> None:
    """Of a network that needs no remedy: all are tried for the report."""
    (tmp_path / "one.vgsim").write_text(json.dumps({**SCENARIO, "lanes": SCENARIO["lanes"][:1]}))
    made = vgsim("run", "one.vgsim", "--steps", "7", "--report", "seven.json", cwd=tmp_path)
    network = json.loads((tmp_path / "seven.json").read_text("utf-8"))["networks"][0]
    assert network["curves"]["evaluated_step"][-1] == 7
    accuracy = 100 * network["curves"]["test_accuracy"][-1]
    assert f"test accuracy {accuracy:.1f} %" in made.stdout


def test_a_reader_that_has_read_enough_is_no_fault() -> None:
    shown = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "--list"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert shown.stdout is not None
    shown.stdout.close()
    _, complaint = shown.communicate(timeout=200)
    assert complaint == b""


def test_a_typed_weight_in_every_number_format(tmp_path: Path) -> None:
    formats = ("float64", "float32", "float16", "bfloat16")
    edits = [
        {"step": step, "layer": 1, "unit": 0, "input": source, "value": 1.5}
        for step in (0, 2)
        for source in (0, None)
    ]
    network = {"depth": 3, "width": 4, "edits": edits}
    lanes = [{"title": each, "network": {**network, "dtype": each}} for each in formats]
    raw = {"format": "vgsim/1", "data": {"name": "moons"}, "lanes": lanes}
    (tmp_path / "x.vgsim").write_text(json.dumps(raw))
    made = vgsim("run", "x.vgsim", "--steps", "2", "--trace", "x.npz", cwd=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    found = arrays(tmp_path / "x.npz")
    for lane in range(len(formats)):
        assert found[f"net{lane}/layer1/weight"][0, 0] == 1.5
        assert found[f"net{lane}/layer1/bias"][0] == 1.5


def test_what_a_table_was_understood_to_be_is_printed_first(tmp_path: Path) -> None:
    rows = "".join(f"{k % 7};{k % 5},5;{'yes' if k % 2 else 'no'}\n" for k in range(40))
    (tmp_path / "mine.csv").write_text("a;b;passed\n" + rows)
    data = {"name": "csv", "path": "mine.csv", "leave_out": ["a"]}
    network = {"depth": 2, "width": 3}
    raw = {"format": "vgsim/1", "data": data, "lanes": [{"network": network}] * 2}
    (tmp_path / "x.vgsim").write_text(json.dumps(raw))
    made = vgsim("run", "x.vgsim", cwd=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.splitlines()[:3] == [
        "mine.csv: 40 rows, 1 input; predicts passed (the last column): 2 classes "
        "(no: 20, yes: 20); 8 rows in the test set.",
        "Decimal commas are read as points.",
        "after 0 updates",
    ]
    (tmp_path / "mine.csv").write_text("a;b;passed\n" + rows + "1;x;yes\n")
    made = vgsim("run", "x.vgsim", cwd=tmp_path)
    assert made.returncode == 2
    assert (
        made.stderr == 'mine.csv, line 42, column 2 (b): "x" is not a number; is this a line '
        "of totals?\n"
    )


def test_a_table_elsewhere_is_read_only_if_that_is_allowed(tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (tmp_path / "mine.csv").write_text("".join(f"{k % 7},{k % 2}\n" for k in range(40)))
    raw = {"format": "vgsim/1", "data": {"name": "csv", "path": "../mine.csv"},
           "lanes": [{"network": {"depth": 2, "width": 3}}]}  # fmt: skip
    (folder / "x.vgsim").write_text(json.dumps(raw))
    grid = ("--vary", "lanes.0.network.gain=1:2:2", "--out", "out.csv", "--workers", "1")
    for words in (("run", "x.vgsim"), ("sweep", "x.vgsim", *grid)):
        made = vgsim(*words, cwd=folder)
        assert (made.returncode, made.stdout) == (2, "")
        assert made.stderr == (
            'the file uses the table "../mine.csv" outside its own folder; '
            "add --allow-outside to read it\n"
        )
        made = vgsim(*words, "--allow-outside", cwd=folder)
        assert (made.returncode, made.stderr) == (0, "")


def test_numpy_is_announced_where_numba_is_missing(tmp_path: Path) -> None:
    """And the report names the engine. Kernels that another program has compiled stay."""
    kept = tmp_path / "kernels" / cache.build() / "float64-tanh.kept"
    kept.parent.mkdir(parents=True)
    kept.touch()
    network = {"depth": 2, "width": 4, "activation": "tanh"}
    tree = {"format": "vgsim/1", "data": {"name": "moons"}, "lanes": [{"network": network}]}
    (tmp_path / "one.vgsim").write_text(json.dumps(tree), "utf-8")
    code = (
        "import sys; sys.modules['numba'] = None; "
        "from vgsim.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    made = subprocess.run(
        [sys.executable, "-c", code, "run", str(tmp_path / "one.vgsim"), "--report", "out.json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "VGSIM_CACHE": str(tmp_path / "kernels")},
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert made.returncode == 0
    assert kept.exists()
    assert "Numba is not available; using NumPy" in made.stderr
    report = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert report["networks"][0]["made_with"]["engine"] == "numpy"
