"""The handout: questions first, answers on a page of their own, as HTML and as PDF."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.teach.conftest import HEAD, STEP
from tests.teach.test_check import CLAIM, OPTIONS
from vgsim.cli.main import main
from vgsim.teach.chart import chart
from vgsim.teach.html import html
from vgsim.teach.lesson import Lesson
from vgsim.teach.reader import read_lesson
from vgsim.teach.runs import Runs
from vgsim.teach.sheet import Block, ChartLine, sheet

Made = Callable[..., Lesson]


class Words(HTMLParser):
    """The words of a page, and its tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words, self.open = "", []  # type: tuple[str, list[str]]  # fmt: skip
        self.feed(text)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words += data


def pages(lesson: Lesson, runs: Runs) -> tuple[str, str]:
    """The words of the questions, and of the answers."""
    text = Words(html(sheet(lesson, runs), lesson.title)).words
    questions, _, answers = text.partition("Answers: ")
    assert answers
    return questions, answers


def test_answers_are_apart(lesson: Made, runs: Runs) -> None:
    questions, answers = pages(lesson(OPTIONS), runs)
    assert "Which verdict?" in questions
    assert "It vanishes." in questions
    assert "Yes." not in questions
    assert "Deep networks explode." not in questions
    assert "Right: A" in answers
    assert "Deep networks explode." in answers


def test_claims_have_their_numbers(lesson: Made, runs: Runs) -> None:
    questions, _ = pages(lesson(CLAIM + "under = 0.1"), runs)
    assert "Layer 1 gets 0.0" in questions or "·10" in questions
    assert "{value}" not in questions


def test_no_chart_gives_an_answer_away(runs: Runs) -> None:
    asked = (
        '[step.question]\nkind = "layer"\nask = "Where?"\nquantity = "gradient"\n'
        'which = "smallest"\n'
    )
    for lines, shown in (("", 1), (asked, 0)):
        blocks = sheet(read_lesson(HEAD + STEP + STEP + lines), runs)
        place = next(k for k, block in enumerate(blocks) if block.kind == "break")
        assert sum(block.kind == "chart" for block in blocks[:place]) == shown


def test_text_of_a_lesson_is_no_markup(runs: Runs) -> None:
    text = HEAD.replace("A title", "<b>&amp;") + STEP.replace("A sentence.", "<script>1</script>")
    written = html(sheet(read_lesson(text), runs), "<b>")
    assert "<script" not in written
    assert "<b>&" not in written
    assert "<script>1</script>" in Words(written).words


@pytest.mark.parametrize(
    "block",
    [
        Block("chart", count=5), Block("chart", lines=(ChartLine("<&>", (1e-300, 0.0, 1.0)),)),
        Block("chart", lines=(ChartLine("a", (float("nan"), float("inf"))), ChartLine("b", ()))),
        Block("chart", lines=tuple(ChartLine("x" * 99, (1e9,) * 200) for _ in range(4))),
    ],
)  # fmt: skip
def test_any_chart_is_a_drawing(block: Block) -> None:
    root = ElementTree.fromstring(chart(block))
    assert root.tag.endswith("svg")
    assert "nan" not in chart(block)


@pytest.mark.usefixtures("compiled")
def test_the_command_writes_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "a.toml", tmp_path / "a.html"
    source.write_text(HEAD + STEP, "utf-8")
    assert main(["lesson-print", str(source), str(out)]) == 0
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert main(["lesson-print", str(source), str(tmp_path / "a.txt")]) == 2
    assert main(["lesson-print", str(tmp_path / "none.toml"), str(out)]) == 2
    said = capsys.readouterr().err
    assert ".html or .pdf" in said
    assert "no such file" in said
