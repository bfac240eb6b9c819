"""Draws the report as a PDF: one page about each network."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPdfWriter, QPicture

from ui.look.theme import load_fonts
from ui.shell.paper import MILLIMETER, MUTED, POINT, Ink, Paper, PaperColumn, pdf_writer
from vgsim.cli.arguments import command_parser
from vgsim.cli.attempt import attempt
from vgsim.cli.hand_in import check_ending, trained_report
from vgsim.files.atomic import atomic_write
from vgsim.files.places import shown_name
from vgsim.files.qr import qr_squares
from vgsim.report.charts import gradient_chart, loss_chart
from vgsim.report.html import CODE_HELP, heading, more
from vgsim.report.page import Fact, NetworkPage, Report
from vgsim.words.language import tr

MARGIN = 15.0  # millimeters
SCALES = (1.0, 0.94, 0.88, 0.82)  # of the type: the first with which everything is on one page
TITLE, NETWORK, HEAD, VERDICT, BODY, SMALL, CODE = 17.0, 11.5, 10.0, 10.5, 9.0, 8.0, 5.6  # points
LONG_TITLE = 13.0  # points, where the title has more than two lines
GAP = 3.0  # millimeters between two parts
QR = 30.0  # millimeters
LINE = 8.0  # millimeters, height of a line to write on
LEAST_LINES, MOST_LINES = 3, 9
SEVERITIES = {"good": QColor("#15803d"), "warn": QColor("#b45309"), "bad": QColor("#b00020")}


def write_report(words: Sequence[str]) -> int:
    """Run `vgsim report` for a PDF with these arguments; returns the exit code."""
    parsed = command_parser().parse_args(words)

    def write() -> str:
        check_ending(parsed.out, parsed.scenario)
        report = trained_report(parsed.scenario, parsed.steps, allow_outside=parsed.allow_outside)
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = QGuiApplication.instance() or QGuiApplication(["vgsim"])
        load_fonts()
        atomic_write(Path(parsed.out), report_pdf(report))
        del application
        return str(parsed.out)

    return attempt(shown_name(parsed.scenario), write)


def report_pdf(report: Report) -> bytes:
    """The report as the content of a PDF file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = pdf_writer(buffer, report.title, MARGIN)
    width, height = float(writer.width()), float(writer.height())
    painter = QPainter(writer)
    for number, page in enumerate(report.pages, 1):
        if number > 1:
            writer.newPage()
        scale, apart = _fitting(report, page, number, width, height)
        drawn = _ReportPage(Paper(painter, scale), report, page, number, width, height)
        drawn.draw(apart=apart)
        if apart:
            _notes_pages(writer, Paper(painter), report)
    painter.end()
    return bytes(buffer.data().data())


def _fitting(
    report: Report, page: NetworkPage, number: int, width: float, height: float
) -> tuple[float, bool]:
    """The scale of the type, and whether the notes need a page of their own."""
    picture = QPicture()
    painter = QPainter(picture)
    moved = (False, True) if report.notes and number == 1 else (False,)
    try:
        for apart in moved:
            for scale in SCALES:
                tried = _ReportPage(Paper(painter, scale), report, page, number, width, height)
                if tried.draw(apart=apart) <= height:
                    return scale, apart
    finally:
        painter.end()
    return SCALES[-1], moved[-1]


def _notes_pages(writer: QPdfWriter, paper: Paper, report: Report) -> None:
    """The notes on pages of their own; a paragraph that does not fit begins the next page."""
    width, height = float(writer.width()), float(writer.height())
    writer.newPage()
    y = paper.text(0, 0, width, tr("Notes on {title}", title=report.title), Ink(HEAD, bold=True))
    y += GAP * MILLIMETER
    for paragraph in report.notes.split("\n"):
        if y + paper.height_of(width, paragraph, Ink(BODY)) > height:
            writer.newPage()
            y = 0.0
        y += paper.text(0, y, width, paragraph, Ink(BODY))


class _ReportPage:
    """Draws one page from top to bottom."""

    def __init__(
        self, paper: Paper, report: Report, page: NetworkPage, number: int, width: float,
        height: float,
    ) -> None:  # fmt: skip
        self._paper, self._report, self._page, self._number = paper, report, page, number
        self._width, self._height = width, height
        self._y = 0.0

    def draw(self, *, apart: bool) -> float:
        """Draw everything, the notes only if they are not on a page of their own.

        Returns:
            The height that would be needed.
        """
        self._header()
        self._facts(self._page.setup)
        self._facts(self._page.results)
        self._verdict()
        self._charts()
        self._tables()
        below = self._share_height()
        if self._number > 1:
            self._text(tr("Notes and share code are on page 1."), Ink(SMALL, color=MUTED))
        elif apart:
            self._text(tr("Notes are on the next page."), Ink(BODY))
        else:
            self._notes(below)
        needed = self._y + below
        self._y = max(self._y, self._height - below)
        self._share()
        return needed

    def _text(self, text: str, ink: Ink, bold: Sequence[tuple[int, int]] = ()) -> None:
        self._y += self._paper.text(0, self._y, self._width, text, ink, bold)

    def _gap(self) -> None:
        self._y += GAP * MILLIMETER * self._paper.scale

    def _header(self) -> None:
        paper, ink = self._paper, Ink(BODY, color=MUTED)
        name, when = tr("Name"), tr("Date")
        blanks = 52 * MILLIMETER, 20 * MILLIMETER
        words = [paper.width_of(f"{each} ", ink) for each in (name, when)]
        taken = sum(blanks) + sum(words) + 2 * MILLIMETER
        room = self._width - taken - 4 * MILLIMETER
        title_ink = Ink(TITLE, bold=True)
        if paper.width_of(self._report.title, title_ink) > 1.7 * room:
            title_ink = Ink(LONG_TITLE, bold=True)
        used = paper.text(0, 0, room, self._report.title, title_ink)
        base = TITLE * paper.scale * POINT * 1.0
        x = self._width - taken
        for text, word, blank in zip((name, when), words, blanks, strict=True):
            paper.text(x, base - BODY * paper.scale * POINT * 1.05, word + POINT, text, ink)
            paper.rule(x + word, base, blank)
            x += word + blank + 2 * MILLIMETER
        self._y = used
        title = heading(self._report, self._page, self._number)
        self._text(title, Ink(NETWORK, bold=True))

    def _facts(self, facts: Sequence[Fact]) -> None:
        """All on a few lines; a name and its value stay together."""
        text, bold = "", []
        for each in facts:
            label, value = (part.replace(" ", "\xa0") for part in (each.label, each.value))
            text += "    " * bool(text) + f"{label}\xa0"
            bold.append((len(text), len(value)))
            text += value
        self._text(text, Ink(BODY), bold)

    def _verdict(self) -> None:
        paper, left = self._paper, 3 * MILLIMETER
        self._y += GAP * MILLIMETER / 2
        top, width = self._y, self._width - left
        ink = Ink(VERDICT, bold=True)
        self._y += paper.text(left, self._y, width, self._page.verdict, ink)
        pairs = [(each.question, each.sentence) for each in self._page.answers]
        if self._report.comparison:
            pairs.append((tr("Compared:"), self._report.comparison))
        for question, sentence in pairs:
            text = f"{question} {sentence}"
            bold = [(0, len(question))]
            self._y += paper.text(left, self._y, width, text, Ink(BODY), bold)
        color = SEVERITIES[self._page.severity]
        paper.painter.fillRect(QRectF(0, top, MILLIMETER, self._y - top), color)
        self._gap()

    def _charts(self) -> None:
        paper, space = self._paper, 5 * MILLIMETER
        width = (self._width - space) / 2
        used = paper.svg(0, self._y, width, loss_chart(self._page))
        paper.svg(width + space, self._y, width, gradient_chart(self._page))
        self._y += used
        self._gap()

    def _tables(self) -> None:
        space = 6 * MILLIMETER
        left = (self._width - space) * 0.42
        right = self._width - space - left
        used = max(self._settings(left), self._layers(left + space, right))
        self._y += used
        self._gap()

    def _settings(self, width: float) -> float:
        paper, page, y = self._paper, self._page, self._y
        y += paper.text(0, y, width, tr("Settings that are not the default"), Ink(HEAD, bold=True))
        if page.differing:
            columns = [PaperColumn(tr("setting"), words=True), PaperColumn(tr("here"), words=True),
                       PaperColumn(tr("default"), words=True)]  # fmt: skip
            rows = [(each.label, each.new, each.old) for each in page.differing]
            y += paper.table(0, y, width, columns, rows, SMALL)
            if page.more_differing:
                y += paper.text(0, y, width, more(page.more_differing), Ink(SMALL))
        else:
            y += paper.text(0, y, width, tr("All settings have their defaults."), Ink(SMALL))
        y += GAP * MILLIMETER * paper.scale
        y += paper.text(0, y, width, tr("What was changed, and when"), Ink(HEAD, bold=True))
        if page.changes:
            if page.more_changes:
                text = tr("%n earlier change(s), and then:", "", page.more_changes)
                y += paper.text(0, y, width, text, Ink(SMALL))
            columns = [PaperColumn(tr("when"), words=True), PaperColumn(tr("what"), words=True)]
            rows_of = [(each.when, each.what) for each in page.changes]
            y += paper.table(0, y, width, columns, rows_of, SMALL)
        else:
            y += paper.text(0, y, width, page.no_changes, Ink(SMALL))
        return y - self._y

    def _layers(self, x: float, width: float) -> float:
        paper, rows, y = self._paper, self._page.layers, self._y
        y += paper.text(x, y, width, tr("Layers"), Ink(HEAD, bold=True))
        columns = [PaperColumn(each) for each in rows.titles]
        y += paper.table(x, y, width, columns, rows.rows, SMALL, rows.gap)
        return y - self._y

    def _notes(self, below: float) -> None:
        """The notes or, if there are none, lines as far as there is room for them."""
        self._text(tr("Notes"), Ink(HEAD, bold=True))
        if self._report.notes:
            self._text(self._report.notes, Ink(BODY))
        else:
            free = self._height - below - self._y - GAP * MILLIMETER
            room = int(free / (LINE * MILLIMETER))
            for _ in range(min(max(room, LEAST_LINES), MOST_LINES)):
                self._y += LINE * MILLIMETER
                self._paper.rule(0, self._y, self._width)
        self._gap()

    def _share_height(self) -> float:
        made = 1.8 * SMALL * self._paper.scale * POINT
        if self._number > 1:
            return made
        return made + ((QR if self._report.code else 8.0) + 2) * MILLIMETER

    def _share(self) -> None:
        """The share code with its picture, and how the report was made, at the foot of the page."""
        paper, report, y = self._paper, self._report, self._y
        if self._number == 1:
            paper.rule(0, y, self._width)
            y += 1.5 * MILLIMETER
            squares = qr_squares(report.code) if report.code else None
            left = 0.0
            if squares is not None:
                left = (QR + 3) * MILLIMETER
                paper.qr(0, y, QR * MILLIMETER, squares)
            width = self._width - left
            text = CODE_HELP if report.code else report.no_code
            title = tr("Share code")
            words = f"{title}  {text}"
            used = paper.text(left, y, width, words, Ink(SMALL), [(0, len(title))])
            lines = "\n".join(_code_lines(report.code, Paper(paper.painter), width))
            Paper(paper.painter).text(left, y + used, width, lines, Ink(CODE))
        made_at = self._height - 1.3 * SMALL * paper.scale * POINT
        paper.text(0, made_at, self._width, report.made, Ink(SMALL, color=MUTED))


def _code_lines(code: str, paper: Paper, width: float) -> Iterator[str]:
    """Lines of a code, none of which ends in a hyphen, which some readers of PDF leave out."""
    wide = {each: paper.width_of(each, Ink(CODE)) for each in set(code)}
    line, used = "", 0.0
    for each in code:
        if used + 2 * wide[each] > 0.97 * width and not line.endswith("-"):
            yield line
            line, used = "", 0.0
        line += each
        used += wide[each]
    yield line
