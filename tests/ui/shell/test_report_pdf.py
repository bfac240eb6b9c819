"""The report as a PDF and from the menu: a page a network, and nothing left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from windows import there

from ui.panels.notes import NotesPanel
from ui.shell.application import Application
from ui.shell.report_pdf import report_pdf
from ui.shell.trainer import make_trainer
from vgsim.compute.kernels import twin
from vgsim.compute.learning.training import simulate
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.about import About
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.report.make import report_of
from vgsim.theory.judge import Judge


def traced(lanes: int, notes: str) -> Trace:
    networks = tuple(Lane(f"network {k}", NetworkSpec(depth=40)) for k in range(lanes))
    data = DataSpec("moons", batch_size=8, examples=32)
    return simulate(Experiment(notes=notes, data=data, lanes=networks), judge=Judge())


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", content))


def test_networks_keep_what_they_learned_when_notes_change() -> None:
    noted = Experiment(
        notes="one", data=DataSpec("moons", batch_size=8, examples=32),
        lanes=(Lane("", NetworkSpec(depth=2, width=4)),),
    )  # fmt: skip
    first = make_trainer(noted, Watch(), twin())
    first.advance(5)
    second = make_trainer(replace(noted, notes="two"), Watch(), twin(), first)
    assert second.shared >= 5
    assert second.experiment.notes == "two"


def test_a_page_about_each_network_and_one_more_only_for_long_notes(qapp: object) -> None:
    for lanes, notes, count in ((1, "", 1), (3, "short", 3), (2, "long line\n" * 150, 5)):
        content = report_pdf(report_of(traced(lanes, notes), About()))
        assert content.startswith(b"%PDF-")
        assert pages(content) == count


def test_everything_at_once_is_on_one_page(qapp: object) -> None:
    trace = traced(1, "One line.")
    report = report_of(trace, About())
    page = report.pages[0]
    many = replace(
        page, verdict="A long sentence about the gradient. " * 6, title="A long title " * 9,
        differing=page.differing[:1] * 12, more_differing=9,
    )  # fmt: skip
    assert pages(report_pdf(replace(report, title="Long " * 30, pages=(many,)))) <= 2


def test_notes_are_typed_undone_and_handed_in(
    app: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    session, documents, window = app.session, app.documents, app.window
    assert session is not None
    assert documents is not None
    window.actions_by_id["notes"].trigger()
    panel = there(app, NotesPanel, qtbot)
    panel.field.setFocus()
    qtbot.keyClicks(panel.field, "I expect:")
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.field, "<nothing>")
    panel.field.finish()
    assert session.experiment.notes == "I expect:\n<nothing>"
    session.learner.go_to(3)
    qtbot.waitUntil(lambda: session.learner.step == 3)
    session.document.edit("notes", "I expect:\n<nothing>.", "notes")
    qtbot.waitUntil(lambda: session.player.trace.experiment.notes.endswith("."))
    assert session.learner.step == 3  # what was learned stays
    session.document.edit("seed", 12)
    qtbot.waitUntil(lambda: session.player.trace.experiment.seed == 12)
    out = tmp_path / "r.html"

    def answer(suggestion: str, filters: Sequence[str], parent: QWidget) -> tuple[str, str]:
        assert suggestion.endswith("_report.pdf")
        return str(out), filters[1]

    documents.ask_export = answer
    window.actions_by_id["save_report"].trigger()
    text = out.read_text("utf-8")
    assert "I expect:\n&lt;nothing&gt;." in text
    assert "Seed: 7 → 12" in text
    assert session.player.trace.lanes[0].judged.verdict.sentence in text
    session.document.undo()
    session.document.undo()
    assert session.experiment.notes == ""
    assert panel.field.toPlainText() == ""
    panel.field.insertPlainText("x" * 4100)
    assert panel.full.isVisibleTo(panel)
    panel.field.finish()
    assert len(session.experiment.notes) == 4000
