"""Drawings of a run, off screen, by the painters of the window."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import vgsim

pytestmark = pytest.mark.window
ROOT = Path(__file__).resolve().parents[2]
LANES = tuple(
    vgsim.Lane(name, vgsim.NetworkSpec(depth=4, width=8, activation=name))
    for name in ("sigmoid", "relu")
)


@pytest.fixture(scope="module")
def run() -> vgsim.Simulation:
    return vgsim.simulate(vgsim.Experiment(lanes=LANES), steps=30)


def words(svg: str) -> set[str]:
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return {(each.text or "").strip() for each in texts}


@pytest.mark.usefixtures("qapp")
def test_a_drawing_names_networks_measures_and_axes(run: vgsim.Simulation) -> None:
    found = words(run.plot()._repr_svg_())
    assert {"sigmoid", "relu", "gradient at the preactivations", "loss of the mini-batch"} <= found
    assert {"layer", "updates", "theory, initial weights"} <= found
    assert "theory, initial weights" not in words(run.plot(theory=False).svg)


@pytest.mark.usefixtures("qapp")
def test_the_page_of_the_help_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "resources/help/notebook.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for snippet in page.split("```python\n")[1:]:
        exec(re.sub(r"steps=\d+", "steps=2", snippet.split("```")[0]), names)
    assert vgsim.open(tmp_path / "skips.vgsim").lanes[1].title == "skips"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_all_kinds_of_diagrams_are_drawn(run: vgsim.Simulation, theme: str) -> None:
    from PySide6.QtGui import QImage

    kinds = ("gradient_weight", "activation_mean", "saturated", "accuracy")
    drawn = run.plot(*kinds, theme=theme, width=600, height=800)
    assert len(drawn.svg) > 10_000
    picture = QImage.fromData(drawn._paint("png 2"))
    assert picture.width() == 1200
    assert picture.height() >= 1600


@pytest.mark.usefixtures("qapp")
def test_a_drawing_is_saved_by_the_ending_of_its_name(
    run: vgsim.Simulation, tmp_path: Path
) -> None:
    drawn = run.plot("loss")
    for name, start in (("a.svg", b"<?xml"), ("a.png", b"\x89PNG"), ("a.pdf", b"%PDF")):
        drawn.save(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
    with pytest.raises(ValueError, match=r"\.svg, \.png, \.pdf"):
        drawn.save(tmp_path / "a.gif")
    with pytest.raises(ValueError, match="light, dark, projector"):
        run.plot(theme="blue")
    with pytest.raises(ValueError, match="no size"):
        run.plot(width=0)


def test_no_display_and_no_application_are_needed() -> None:
    """The process keeps its environment, so that what it starts later can have windows."""
    code = """
import os, vgsim
before = dict(os.environ)
run = vgsim.simulate(vgsim.open("01_sigmoid_against_relu"))
assert "<svg" in run.plot().svg and "<svg" in run.plot("saturated").svg
assert dict(os.environ) == before
"""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr


def test_an_application_without_widgets_is_told() -> None:
    code = """
import vgsim
from PySide6.QtCore import QCoreApplication
running = QCoreApplication([])
try:
    vgsim.simulate(vgsim.open("01_sigmoid_against_relu")).plot()
except RuntimeError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert "without widgets" in done.stdout
