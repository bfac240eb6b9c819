"""The handout as a PDF: it is written, and no line is wider than the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from main import main
from tests.teach.conftest import HEAD, STEP
from ui.shell.handout import pdf
from vgsim.teach.prose import paragraphs
from vgsim.teach.sheet import Block, ChartLine

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("compiled")]


def test_the_command_writes_a_pdf(tmp_path: Path, qapp: object) -> None:
    source, out = tmp_path / "a.toml", tmp_path / "a.pdf"
    source.write_text(HEAD + STEP + "formula = 'x^2'\n", "utf-8")
    assert main(["lesson-print", str(source), str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF-")
    assert main(["lesson-print", str(tmp_path / "none.toml"), str(out)]) == 2


def test_long_text_goes_on_to_new_pages(qapp: object) -> None:
    (text,) = paragraphs("Many words, and $\\frac{a}{b}$, again. " * 40)
    blocks = [
        Block("title", text[:1]), Block("heading", text[:1]), *[Block("text", text)] * 12,
        Block("option", text, mark="A"), Block("formula", formula="\\sum_i x_i"),
        Block("formula", formula="\\nonsense"), Block("write", count=40), Block("break"),
        Block("chart", text[:1], lines=(ChartLine("One", (1.0, 0.1)),)), Block("chart", count=4),
    ]  # fmt: skip
    content = pdf(blocks, "A title")
    assert content.count(b"/Type /Page\n") >= 4 or content.count(b"/Type/Page") >= 4
    assert len(pdf([], "Empty")) < len(content)
