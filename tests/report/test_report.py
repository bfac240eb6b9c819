"""The report: right numbers, the window's sentences, and a file that needs nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from main import main
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.about import About
from vgsim.describe.history import History
from vgsim.describe.spec import (
    DataSpec,
    Experiment,
    Lane,
    NetworkSpec,
    Stage,
    TrainingSpec,
    WeightEdit,
)
from vgsim.files.scenario import save_scenario
from vgsim.files.share import share_code
from vgsim.report.axes import update_axis, value_axis
from vgsim.report.changes import versions_before
from vgsim.report.charts import gradient_chart, loss_chart
from vgsim.report.html import html
from vgsim.report.make import report_of
from vgsim.report.page import LossCurves, Report
from vgsim.theory.judge import Judge

SMALL = Experiment(
    data=DataSpec("moons", batch_size=8, examples=32), lanes=(Lane("", NetworkSpec(depth=2)),)
)
TANH = NetworkSpec(depth=5, width=6, activation="tanh")
RELU = replace(TANH, activation="relu", edits=(WeightEdit(7, 2, 3, 1, 0.5),))
EXPERIMENT = Experiment(
    title='<b>"Mine"</b>', notes="first & second\n<script>third</script>",
    data=DataSpec("moons", batch_size=8, examples=32), training=TrainingSpec(learning_rate=0.05),
    lanes=(
        Lane("", RELU, before=(Stage(4, TANH, TrainingSpec(learning_rate=0.2)),)),
        Lane("", NetworkSpec(depth=30, width=4, activation="sigmoid")),
    ),
)  # fmt: skip


def traced(experiment: Experiment, steps: int) -> Trace:
    trainer = Trainer(experiment, judge=Judge())
    trainer.advance(steps)
    trainer.evaluate()
    return trainer.trace(Watch(costly=COSTLY))


@pytest.fixture(scope="module")
def trace() -> Trace:
    return traced(EXPERIMENT, 12)


@pytest.fixture(scope="module")
def report(trace: Trace) -> Report:
    return report_of(trace, About(), day=date(2026, 1, 2))


def test_it_has_the_sentences_and_numbers_of_the_pass(trace: Trace, report: Report) -> None:
    for page, lane, curves in zip(report.pages, trace.lanes, trace.curves, strict=True):
        assert page.verdict == lane.judged.verdict.sentence
        assert page.gradient == tuple(lane.followed())
        assert page.curves.batch[-1][1] == curves.loss[curves.steps <= 12][-1]
        assert dict(page.curves.test)[12.0] == curves.test_loss[-1]
        assert len(page.layers.rows) <= 12
    assert report.comparison == trace.comparison
    assert report.code == share_code(trace.experiment)
    assert report.pages[1].layers.gap == "Layers 7 to 26 are only in the diagram."


def test_settings_that_differ_and_changes_during_training(report: Report) -> None:
    page, other = report.pages
    found = {each.label: (each.new, each.old) for each in page.differing}
    assert found["Activation"] == ("ReLU", "Sigmoid")
    assert found["Depth"] == ("5", "20")
    assert "Title" not in found
    first, second = page.changes
    assert first.when == "update 4"
    assert first.what == "Activation: Tanh → ReLU; Learning rate: 0.2 → 0.05"
    assert second.when == "update 7"
    assert second.what == "layer 2: weight from unit 2 to unit 4 set to 0.5"
    assert not other.changes
    assert "no record" in other.no_changes


def test_changes_that_can_be_undone_are_listed_in_order() -> None:
    first = Experiment(data=EXPERIMENT.data, lanes=(Lane("", TANH),))
    deep = replace(first, lanes=(replace(first.lanes[0], network=replace(TANH, depth=3)),))
    seeded = replace(deep, seed=9)
    noted = replace(seeded, notes="seen")
    history = History(first).push(deep, "Depth").push(seeded, "Seed").push(noted, "Notes")
    versions = [version for version, _ in history.past]
    report = report_of(traced(history.present, 0), About(), versions)
    whats = [each.what for each in report.pages[0].changes]
    assert whats == ["Depth: 5 → 3", "Seed: 7 → 9"]
    assert report.notes == "seen"
    assert versions_before(noted, history) == tuple(versions)
    older = report_of(traced(deep, 0), About(), versions_before(deep, history))  # not yet computed
    assert [each.what for each in older.pages[0].changes] == ["Depth: 5 → 3"]


class Links(HTMLParser):
    """Collects what a browser would load, and checks that elements are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loaded += [f"{tag} {key}" for key, _ in attrs if key in ("src", "href", "srcset")]
        self.loaded += [tag] if tag in ("script", "link", "iframe", "img", "object") else []
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_file_needs_nothing_else_and_takes_no_text_for_markup(report: Report) -> None:
    text = html(report)
    page = Links()
    page.feed(text)
    assert not page.open
    assert not page.loaded
    assert "url(" not in text
    assert "@import" not in text
    assert re.findall("https?://[^\"' ]*", text) == ["http://www.w3.org/2000/svg"] * 5
    assert "&lt;script&gt;third&lt;/script&gt;" in text
    assert text.count("Name <i>") == 2
    for drawn in re.findall("<svg.*?</svg>", text):
        ElementTree.fromstring(drawn)


def test_charts_of_numbers_that_are_hard_to_draw(report: Report) -> None:
    page = report.pages[0]
    nan, inf = float("nan"), float("inf")
    for values in ((0.0,) * 6, (nan,) * 6, (inf, 1.0, 0.0), (5e-324, 1e308), (1.0,)):
        ElementTree.fromstring(gradient_chart(replace(page, gradient=values)))
    lost = LossCurves(((0.0, 1.0), (1.0, 1e300), (2.0, 0.0)), (), (), 3)
    drawn = loss_chart(replace(page, curves=lost))
    assert "NaN or infinite at update 3" in drawn
    flat = LossCurves(((0.0, 0.0), (1.0, 0.0)), (), ())
    ElementTree.fromstring(loss_chart(replace(page, curves=flat)))
    untrained = LossCurves(((0.0, 1.0),), (), ())
    assert "has not been trained" in loss_chart(replace(page, curves=untrained))


def test_axes_have_few_round_ticks() -> None:
    for last in (1, 3, 7, 99, 1000, 12345, 10**9):
        ticks = update_axis(last).ticks
        assert 2 <= len(ticks) <= 12
        assert ticks[0] == (0.0, "0")
    axis = value_axis([1e-12, 3.0])
    assert axis.logarithmic
    assert axis.place(1e-12) == 0.0
    assert 0.9 < axis.place(3.0) < 1.0
    labels = [label for _, label in value_axis([0.5, 2.3]).ticks]
    assert labels == ["0", "0.5", "1", "1.5", "2", "2.5"]


@pytest.mark.usefixtures("compiled")
def test_the_command_writes_a_file_or_says_why_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "s.vgsim", tmp_path / "r.html"
    save_scenario(path, SMALL)
    assert main(["report", str(path), str(out), "--steps", "3"]) == 0
    assert "Update <b>3</b>" in out.read_text("utf-8")
    assert main(["report", share_code(SMALL), str(out)]) == 0
    assert main(["report", str(path), str(tmp_path / "r.docx")]) == 2
    assert "ends in .html or .pdf" in capsys.readouterr().err
    page = tmp_path / "scenario.html"
    save_scenario(page, SMALL)
    before = page.read_bytes()
    assert main(["report", str(page), str(page)]) == 2
    assert page.read_bytes() == before


@pytest.mark.parametrize(("data", "fresh"), [("latch", True), ("digits_rows", False)])
def test_examples_that_are_always_new_are_not_called_training_examples(
    data: str, fresh: bool
) -> None:
    network = NetworkSpec(cell="vanilla", width=3, activation="tanh")
    made = traced(Experiment(data=DataSpec(data, 4), lanes=(Lane("", network),)), 3)
    (page,) = report_of(made, About(), day=date(2026, 1, 2)).pages
    labels = {fact.label for fact in page.results}
    assert ("Loss on new examples" in labels) == fresh == ("Training loss" not in labels)
    assert ("new examples" in loss_chart(page)) == fresh
