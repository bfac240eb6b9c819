"""A run in a notebook has the numbers of the program, with and without pandas, and without Qt."""

from __future__ import annotations

import builtins
import doctest
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import vgsim
from vgsim.cli.report import summary
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import GRADES
from vgsim.files.scenario import ScenarioError
from vgsim.files.trace_file import arrays
from vgsim.notebook.result_table import ResultTable
from vgsim.theory.judge import Judge

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.stem for path in (ROOT / "vgsim/notebook").glob("[a-z]*.py"))


@pytest.fixture
def without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if pandas were not installed."""
    usual = builtins.__import__

    def refusing(name: str, *rest: Any, **more: Any) -> Any:
        if name.split(".")[0] == "pandas":
            raise ImportError(name)
        return usual(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refusing)


def experiment(*networks: vgsim.NetworkSpec, **more: Any) -> vgsim.Experiment:
    lanes = tuple(vgsim.Lane(f"net {k}", each) for k, each in enumerate(networks))
    return vgsim.Experiment(lanes=lanes, **more)


SMALL = experiment(
    vgsim.NetworkSpec(depth=3, width=8, activation="tanh", normalization="batch"),
    vgsim.NetworkSpec(depth=2, width=6, activation="relu"),
)
THROUGH_TIME = experiment(
    vgsim.NetworkSpec(cell="lstm", activation="tanh", stack=2, width=5),
    data=vgsim.DataSpec("latch", batch_size=16, length=10),
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_docstrings_are_right(name: str) -> None:
    assert doctest.testmod(import_module(f"vgsim.notebook.{name}")).failed == 0


@pytest.mark.parametrize("of", [SMALL, THROUGH_TIME])
def test_the_numbers_are_those_of_a_report(of: vgsim.Experiment, without_pandas: None) -> None:
    """Bit for bit: tables, curves, verdicts and arrays."""
    trainer = vgsim.Trainer(of, judge=Judge())
    trainer.advance(12)
    trainer.evaluate()
    report = summary(trainer.trace(vgsim.Watch(costly=COSTLY | {GRADES})))
    run = vgsim.simulate(of, steps=12)
    rows, verdicts = run.layers.rows(), run.verdict.rows()
    kept = arrays(trainer)
    for k, told in enumerate(report["networks"]):
        mine = [row for row in rows if row["network"] == told["title"]]
        layers = told["steps" if of is THROUGH_TIME else "layers"]
        assert [row["units"] for row in mine] == [layer["units"] for layer in layers]
        for row, layer in zip(mine, layers, strict=True):
            for name in set(layer) - {"layer", "step", "units"}:  # "Infinity" is a number, too
                expected = np.float64(np.nan if layer[name] is None else layer[name])
                np.testing.assert_equal(row[name], expected)
        assert verdicts[k]["sentence"] == told["verdict"]["sentence"]
        assert verdicts[k]["kind"] == run[k].verdict.kind == told["verdict"]["kind"]
        losses = run.curves["loss"][run.curves["network"] == told["title"]]
        assert losses.tolist() == [*told["curves"]["loss"], told["loss"]]
        for name, array in run[k].arrays.items():
            np.testing.assert_array_equal(array, kept[f"net{k}/{name}"], strict=True)


def test_a_network_is_chosen_by_number_or_title_and_a_layer_by_number() -> None:
    run = vgsim.simulate(SMALL, steps=1)
    assert run["net 1"] is run[1] is run[-1] is [*run][1]
    assert len(run) == 2
    with pytest.raises(KeyError, match="net 0, net 1"):
        run["net 2"]
    with pytest.raises(IndexError, match="there are 2"):
        run[2]
    layer = run[0].layer(2)
    assert layer.weight is layer["weight"]
    assert {"weight", "grad_weight", "gamma"} <= set(dir(layer))
    assert run[0].layer(-1).weight.shape == (10, 8) == run[0].layer(4).weight.shape
    with pytest.raises(AttributeError, match=r"net 0, layer 2 has no wait; it has: weight, bias"):
        _ = layer.wait
    with pytest.raises(IndexError, match="layers 1 to 4"):
        run[0].layer(5)


def test_the_weights_move_against_their_gradient() -> None:
    """As in PyTorch: W after an update is W − rate · grad_weight."""
    before, after = (vgsim.simulate(SMALL, steps=steps)[1].layer(2) for steps in (4, 5))
    rate = SMALL.training.learning_rate
    np.testing.assert_allclose(after.weight, before.weight - rate * before.grad_weight, rtol=1e-12)


def test_a_recurrent_network_has_layers_on_top_of_each_other() -> None:
    network = vgsim.simulate(THROUGH_TIME, steps=2)[0]
    assert network.layer(2).hidden.shape[2] == 5
    assert network.layer(2).recurrent_weight.shape == (4, 5, 5)
    assert network.layer(-1) is not None
    assert {"weight", "bias", "grad_weight", "activation"} <= set(network.layer(-1))


def test_changing_an_array_changes_nothing_else() -> None:
    run = vgsim.simulate(SMALL, steps=1)
    run[0].layer(1).weight[:] = 0
    assert np.abs(vgsim.simulate(SMALL, steps=1)[0].layer(1).weight).sum() > 0
    assert run.layers["weight_norm"][0] > 0


def test_frames_where_pandas_is_installed() -> None:
    pandas = pytest.importorskip("pandas")
    run = vgsim.simulate(SMALL)
    for table in (run.layers, run.curves, run.verdict):
        assert isinstance(table, pandas.DataFrame)
    assert run.layers.groupby("network")["layer"].max().to_dict() == {"net 0": 4, "net 1": 3}


def test_without_pandas_tables_print_themselves(without_pandas: None) -> None:
    run = vgsim.simulate(SMALL)
    assert isinstance(run.layers, ResultTable)
    assert run.layers.shape == (7, len(run.layers.columns))
    printed = repr(run.layers).splitlines()
    assert len(printed) == 1 + 7 + 1
    assert all(len(line) <= 100 for line in printed)
    assert printed[-1] == f"and {len(run.layers) - len(printed[0].split())} more columns"
    long = ResultTable({"x": np.arange(50)})
    assert repr(long).count("\n") == 21
    assert long._repr_html_().count("<tr>") == 1 + 20 + 1


def test_mistakes_are_told_as_in_files() -> None:
    with pytest.raises(vgsim.SpecError, match="did you mean relu"):
        vgsim.simulate(experiment(vgsim.NetworkSpec(activation="relo")))
    with pytest.raises(ValueError, match="0 or more"):
        vgsim.simulate(SMALL, steps=-1)
    with pytest.raises(TypeError, match="a whole number"):
        vgsim.simulate(SMALL, steps=2.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"vgsim\.open"):
        vgsim.simulate("01_sigmoid_against_relu")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="name of a scenario"):
        vgsim.open(1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match='"numpy" or "kernels"'):
        vgsim.simulate(SMALL, engine="torch")  # type: ignore[arg-type]
    with pytest.raises(vgsim.ScenarioError, match="shipped scenario '01_sigmoid_against_relu'"):
        vgsim.open("01_sigmoid_agains_relu")
    with pytest.raises(ValueError, match="did you mean saturated"):
        vgsim.simulate(SMALL).plot("saturatd")
    with pytest.raises(ValueError, match="does not apply"):
        vgsim.simulate(SMALL).plot("forget_product")


def test_a_table_of_another_folder_is_read_when_that_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "data/a.csv").write_text("x,y\n" + "1,a\n2,b\n" * 20, "utf-8")
    file = tmp_path / "mine/a.vgsim"
    data = vgsim.DataSpec("csv", path="../data/a.csv", batch_size=8)
    vgsim.save_scenario(file, experiment(vgsim.NetworkSpec(depth=1, width=4), data=data))
    with pytest.raises(vgsim.SpecError):
        vgsim.open(file)
    assert vgsim.open(file, allow_outside=True).data.batch_size == 8


def test_titles_are_escaped_in_html() -> None:
    lane = vgsim.Lane("<b>&", vgsim.NetworkSpec(depth=2, width=4))
    html = vgsim.simulate(vgsim.Experiment(lanes=(lane,)))._repr_html_()
    assert "&lt;b&gt;&amp;" in html
    assert "<b>" not in html


def test_no_number_needs_qt() -> None:
    code = """
import sys, vgsim
run = vgsim.simulate(vgsim.open("01_sigmoid_against_relu"), steps=2)
print(run, run._repr_html_(), run.layers, run.curves, run.verdict, run[0].layer(1), run.trace.step)
loaded = {name.split(".")[0] for name in sys.modules}
assert not loaded & {"PySide6", "pyqtgraph", "ui", "numba"}, loaded
"""
    environment = {"PYTHONIOENCODING": "utf-8", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_steps_are_given_once_and_names_may_be_begun() -> None:
    with pytest.raises(ValueError, match="give one of them"):
        vgsim.simulate(vgsim.Experiment(), steps=3, step=0)
    with pytest.raises(ScenarioError, match="01_sigmoid_against_relu"):
        vgsim.open("01_sigmoid")
