"""--picture: the real window after one pass, in a file, without a display."""

from __future__ import annotations

import gc
import math
import os
import subprocess
import sys
import weakref
from pathlib import Path
from threading import Event
from typing import Any
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.cli.runs import vgsim
from tests.long import longer
from ui.panels import typeset
from ui.panels.lesson.panel import LessonPanel
from ui.panels.lesson.text import PENDING
from ui.panels.typeset import TypesetFormula
from ui.session import course
from ui.shell import picture
from ui.shell.offscreen import window_off_screen
from vgsim.cli.arguments import window_options
from vgsim.compute.learning.training import Trainer
from vgsim.files.bundled import scenarios
from vgsim.theory.judge import Judge

pytestmark = pytest.mark.usefixtures("compiled", "painters")
ROOT = Path(__file__).resolve().parents[3]
SVG = "{http://www.w3.org/2000/svg}"
SCENARIO = ROOT / "resources" / "scenarios" / "recurrent" / "01_through_time.vgsim"


@pytest.fixture
def given_back(ready: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a window off screen sets for its process is taken back."""
    for name in ("VGSIM_SETTINGS", "QT_QPA_PLATFORM", "QT_LOGGING_RULES", "QT_SCALE_FACTOR",
                 "LC_ALL"):  # fmt: skip
        monkeypatch.setenv(name, os.environ.get(name, ""))


def colors(image: QImage) -> set[int]:
    return {
        image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)
    }


def unlike(first: bytes, second: bytes) -> str:
    """Where two pictures differ; empty if nowhere."""
    one, two = QImage.fromData(first), QImage.fromData(second)
    if one == two:
        return ""
    places = [
        (x, y)
        for x in range(one.width())
        for y in range(one.height())
        if one.pixel(x, y) != two.pixel(x, y)
    ]
    (left, right), (top, bottom) = ((min(each), max(each)) for each in zip(*places, strict=True))
    return f"{len(places)} pixels, from x = {left}, y = {top} to x = {right}, y = {bottom}"


def test_a_png_of_the_default_without_a_display(tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items()
            if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}  # fmt: skip
    one, two = tmp_path / "one.png", tmp_path / "two.PNG"
    done = subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "main.py"), "--picture", str(one)],
        env=kept, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{one}\n", "")
    done = vgsim("--picture", str(two))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{two}\n", "")
    image = QImage(str(one))
    assert (image.width(), image.height(), image.devicePixelRatio()) == (1920, 1080, 1)
    assert len(colors(image)) > 200
    assert unlike(one.read_bytes(), two.read_bytes()) == ""  # nothing in it depends on time


def test_size_theme_and_scenario(tmp_path: Path) -> None:
    path = tmp_path / "dark.png"
    words = "--size", "1000x700", "--theme", "dark", str(SCENARIO)
    done = vgsim("--picture", str(path), *words)
    assert (done.returncode, done.stderr) == (0, "")
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1000, 700)
    assert image.pixelColor(2, 690).lightness() < 60


def test_text_in_an_svg_is_text(tmp_path: Path) -> None:
    path = tmp_path / "window.svg"
    done = vgsim("--picture", str(path), "--stage", "network")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}\n", "")
    root = ElementTree.parse(path).getroot()
    assert root.get("viewBox") == "0 0 1920 1080"
    texts = {(each.text or "").strip() for each in root.iter(f"{SVG}text")}
    assert {"Sigmoid against ReLU", "Learning rate", "Width"} <= texts
    trace = Trainer(scenarios()[0].experiment, judge=Judge()).trace()
    for lane in trace.lanes:  # what the networks and plots are painted with is text, too
        assert any(lane.judged.verdict.sentence in text for text in texts if text)
    assert {
        "2.5·10⁻¹⁴",
        "signal",
        "output",
        "preactivation z",
        "loss of the mini-batch",
        "Backward",
    } <= texts
    assert len(list(root.iter(f"{SVG}path"))) > 100


def test_the_pass_is_finished_and_every_panel_there(given_back: None) -> None:
    options, _ = window_options(["--picture", "x.png", str(SCENARIO)])
    with window_off_screen(options, (1280, 800)) as unseen:
        picture._settle(unseen)
        session, window = unseen.main.session, unseen.main.window
        assert session is not None
        assert session.player.trace is not None
        assert session.player.trace.experiment == session.experiment
        assert session.document.path == str(SCENARIO)
        assert not session.player.playback.playing
        assert session.player.playback.position == session.player.timeline.clipped(math.inf)
        assert window.placeholder.isHidden()
        assert not window.status.kernels.text()
        shown = [panel for panel in window.hub.panels if panel.isVisible()]
        assert {"network", "controls", "verdicts", "gradients", "transport"} <= {
            panel.name for panel in shown
        }


def test_a_lesson_has_its_formulas_and_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "lesson.svg"
    done = vgsim("--picture", str(path), "--lesson", "06_tanh")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}\n", "")
    root = ElementTree.parse(path).getroot()
    texts = [(each.text or "").strip() for each in root.iter(f"{SVG}text")]
    assert PENDING not in texts
    words = " ".join(texts)
    assert "Tanh is a sigmoid in another size" in words
    assert "At z = 1, tanh is 0.76." in words


def test_what_a_lesson_measures_is_waited_for(
    given_back: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, measured = Event(), course.measured

    def slow(*given: Any) -> Any:
        assert free.wait(60)
        return measured(*given)

    options, _ = window_options(["--picture", "x.png"])
    with window_off_screen(options, (1280, 800)) as unseen:
        lessons, session = unseen.main.lessons, unseen.main.session
        assert lessons is not None
        assert session is not None
        monkeypatch.setattr(course, "measured", slow)
        lessons.open_named("06_tanh")
        unseen.wait_until(lambda: session.dispatcher.settled)
        panel = unseen.main.window.findChild(LessonPanel)
        assert panel is not None
        assert [each.text() for each in panel._formulas] == [PENDING, PENDING]
        assert not unseen.settled()
        free.set()
        picture._settle(unseen)
        assert all("tanh" in each.text() for each in panel._formulas)
        assert [each.sign.text() for each in panel.claims.sentences] == ["✓", "✓", "✓"]


def test_a_formula_that_is_being_typeset_is_waited_for(
    given_back: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, svg = Event(), typeset._svg

    def slow(tex: str) -> str:
        assert free.wait(60)
        return svg(tex)

    options, _ = window_options(["--picture", "x.png"])
    with window_off_screen(options, (1280, 800)) as unseen:
        monkeypatch.setattr(typeset, "_svg", slow)
        formula = TypesetFormula("", "z²", "z^{2}")
        formula.show_tex("z³", "z^{3}")  # while the one before is being drawn
        assert not unseen.settled()
        free.set()
        unseen.wait_until(unseen.settled)
        assert formula.source == svg("z^{3}")


def test_a_pass_that_is_computed_again_with_kernels_is_waited_for(given_back: None) -> None:
    options, _ = window_options(["--picture", "x.png"])
    with window_off_screen(options, (1280, 800)) as unseen:
        session = unseen.main.session
        assert session is not None
        before = session.player.newest
        session.engine_ready()
        assert not unseen.settled()
        unseen.wait_until(unseen.settled)
        assert session.player.newest is not before


@pytest.mark.parametrize(
    "words",
    [["a.jpg"], ["a"], ["nowhere/a.png"], ["."], [".png"], ["a.png", "--size", "1x1"],
     ["a.png", "--size", "100000x100000"], ["a.png", "--size", "big"], ["a.png", "--theme", "no"],
     ["a.png", "--seed", "-"], ["a.png", "nothing.vgsim"]],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_drawn_is_one_sentence_before_anything_is_computed(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def drawn(*of: object) -> None:
        raise AssertionError

    monkeypatch.setattr(picture, "window_off_screen", drawn)
    monkeypatch.chdir(tmp_path)
    try:
        code = picture.picture(["--picture", *words])
    except SystemExit as ended:
        code = int(str(ended.code))
    assert code in (1, 2)
    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_an_experiment_that_cannot_be_computed(
    tmp_path: Path, given_back: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its file is right, but the table it names is none: the window finds out when it computes."""
    (tmp_path / "t.csv").write_text("a,b,c\n1,2,3\n4,x,5\n", "utf-8")
    path, target = tmp_path / "s.vgsim", tmp_path / "a.png"
    path.write_text(
        '{"format": "vgsim/1", "data": {"name": "csv", "path": "t.csv"}, "lanes": [{}]}', "utf-8"
    )
    assert picture.picture(["--picture", str(target), str(path)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "line 3" in said.lower()
    assert not target.exists()
    run = vgsim("run", str(path))
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("windows", [1, *longer([2])])
def test_a_window_that_was_closed_leaves_nothing(given_back: None, windows: int) -> None:
    """Otherwise Qt would style its widgets again with those of every later window."""
    options, _ = window_options([])
    before = set(QApplication.allWidgets())
    parts: list[weakref.ref[Any]] = []
    for _ in range(windows):
        with window_off_screen(options, (1280, 800)) as unseen:
            main = unseen.main
            parts += map(weakref.ref, (main, main.window, main.session))
        del unseen, main
        assert set(QApplication.allWidgets()) <= before
    gc.collect()
    assert not any(part() for part in parts)
