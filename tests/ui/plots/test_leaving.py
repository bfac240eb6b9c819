"""What leaves a plot: pictures that other programs open, numbers that are exactly those plotted."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot
from windows import brought

from tests.ui.plots.hands import entry
from tests.ui.plots.hands import shown as put
from ui.look.theme import LIGHT, font, load_fonts
from ui.panels.gradients.panel import GradientsPanel
from ui.plots.axis import Range, decade_ticks
from ui.plots.clip import strokes_within
from ui.plots.frame import Scale, StrokeKey, Words
from ui.plots.marks import Band, Bars, Colors, Dots, HeatMap, Line, Rule, Shape, Span, Stamps
from ui.plots.plot import Plot, Provenance
from ui.shell.application import Application
from ui.widgets.formats import FileFormat

X = np.linspace(-1.0, 3.0, 40)
SVG = "{http://www.w3.org/2000/svg}"
ORANGE, BLUE = LIGHT.lanes[:2]
ABOUT = "Sigmoid against ReLU. Depth 20, @home. Seed 7, update 300"


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    made = Plot(Words("A curve", "curve"), Words("layer", "layer"))
    put(qtbot, made)
    made.show_keys([StrokeKey("∂L/∂z", "∂L/∂z", ()), StrokeKey("theory", "theory", (4.0, 2.5))])
    made.show_scales(Scale(Range(0, 2), of="layer"), Scale(Range(0, 1), of="share"))
    wild = 1e5 * np.sin(9 * X)
    made.show_still([Span(0.5, 1.5, BLUE, 0.2), Rule(0.5, "#333333", 1.0, vertical=False)])
    made.show_live([
        Band(X, wild - 1, wild + 1, ORANGE, 0.3), Bars(X, np.abs(wild[1:]), 0.0, BLUE, 0.4),
        Line(X, wild, ORANGE, 2.0), Line(X, X / 3, BLUE, 2.0, (4.0, 2.5)),
        Dots(X, X / 3, BLUE, 3.0), Stamps(X[:2], X[:2], Shape.CROSS, ORANGE, 8.0),
    ])  # fmt: skip
    made.provenance = lambda: Provenance(ABOUT, {ORANGE: "=Sigmoid", BLUE: "ReLU, He"})
    return made


def leaving(plot: Plot, kind: str) -> tuple[str, bytes]:
    found: list[tuple[str, bytes]] = []

    def leave(name: str, formats: Sequence[FileFormat]) -> None:
        found.append((name + formats[0].suffix, formats[0].write()))

    plot.export_requested.connect(leave)
    plot.save_data() if kind == "csv" else plot.save(kind)
    return found[-1]


def test_an_svg_holds_strokes_and_text_and_no_picture(plot: Plot) -> None:
    name, content = leaving(plot, "svg")
    assert name == "a_curve.svg"
    root = ElementTree.fromstring(content)
    assert not list(root.iter(f"{SVG}image"))
    texts = "".join(each.text or "" for each in root.iter(f"{SVG}text"))
    for word in ("∂L/∂z", "theory", "layer", "0.5", "Seed 7"):
        assert word in texts
    assert list(root.iter(f"{SVG}polyline")) or list(root.iter(f"{SVG}path"))


def test_nothing_in_an_svg_reaches_beyond_the_axes(plot: Plot) -> None:
    """Curves a hundred thousand times as high as the plot: SVG files of Qt know no clipping."""
    root = ElementTree.fromstring(leaving(plot, "svg")[1])
    inner = plot.place().inner.adjusted(-9, -9, 9, 9)
    colored = [g for g in root.iter(f"{SVG}g") if g.get("stroke") in (ORANGE, BLUE)]
    assert colored
    for group in colored:
        assert group.get("transform", "").replace(" ", "").startswith("matrix(1,0,0,1,")
        for line in group.iter(f"{SVG}polyline"):
            points = [tuple(map(float, p.split(","))) for p in (line.get("points") or "").split()]
            for x, y in points:
                assert inner.left() <= x <= inner.right()
                assert inner.top() <= y <= inner.bottom()


def test_cells_are_sharp_in_viewers_that_blur_enlarged_pictures(plot: Plot) -> None:
    values = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
    black, white = 0xFF000000, 0xFFFFFFFF
    colors = Colors((black, white), 0.0, 1.0, black, black)
    plot.show_still([HeatMap(values, 0.0, 2.0, 0.0, 1.0, colors)])
    (image,) = ElementTree.fromstring(leaving(plot, "svg")[1]).iter(f"{SVG}image")
    link = image.get("{http://www.w3.org/1999/xlink}href", "").partition("base64,")[2]
    cells = QImage.fromData(base64.b64decode(link)).convertToFormat(QImage.Format.Format_RGB32)
    assert cells.width() > plot.width()
    for row, up in enumerate((0.75, 0.25)):  # the first row of values is the lowest
        for column, across in enumerate((1 / 6, 3 / 6, 5 / 6)):
            pixel = cells.pixel(int(across * cells.width()), int(up * cells.height()))
            assert pixel == (black, white)[int(values[row, column])]


@pytest.mark.parametrize(("kind", "scale"), [("png", 1), ("png 2", 2), ("png 4", 4)])
def test_a_png_is_as_fine_as_asked_for(plot: Plot, kind: str, scale: int) -> None:
    image = QImage.fromData(leaving(plot, kind)[1])
    assert image.width() == scale * plot.width()
    assert image.height() > scale * plot.height()  # the caption below
    inner = plot.place().inner
    left, right = (round(scale * x) for x in (inner.left() + 2, inner.right() - 2))
    rows = [image.pixelColor(x, scale * 60).name() for x in range(left, right)]
    assert len(set(rows)) > 3
    if scale == 4:  # not a coarse picture made larger: neighbors differ
        blocks = [rows[k : k + 4] for k in range(0, len(rows) - 4, 4)]
        assert any(len(set(block)) > 2 for block in blocks)


def test_a_pdf_is_one_page_of_strokes(plot: Plot) -> None:
    name, content = leaving(plot, "pdf")
    assert name.endswith(".pdf")
    assert content.startswith(b"%PDF")
    assert b"/Subtype /Image" not in content
    assert content.count(b"/Type /Page\n") == 1


def test_text_of_a_pdf_can_be_searched_and_copied(plot: Plot) -> None:
    """Each glyph has the character it stands for: digits, and spaces between words."""
    load_fonts()
    plot.setFont(font(LIGHT))
    content = leaving(plot, "pdf")[1].decode("latin-1")
    lists = re.findall(r"<0001> <[0-9A-F]{4}> \[(.*?)\]", content)  # of the glyphs of a font
    told = {int(code, 16) for each in lists for code in re.findall("<(.*?)>", each)}
    assert {ord(each) for each in "0157 .∂"} <= told
    assert not any(code < 32 or 0xE000 <= code < 0xF900 for code in told)


def test_a_picture_is_copied_without_what_only_helps(plot: Plot, qtbot: QtBot) -> None:
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    plain = QGuiApplication.clipboard().image()
    assert plain.width() == 2 * plot.width()
    plot.clearFocus()
    plot.copy_picture()
    assert QGuiApplication.clipboard().image() == plain  # no ring around it
    plot.zoom(0.5, 0.5)
    plot.copy_picture()
    assert plot.back.isVisible()


def test_numbers_are_those_plotted_bit_for_bit(plot: Plot) -> None:
    name, content = leaving(plot, "csv")
    assert name == "a_curve.csv"
    assert b"\r\n" in content
    head, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    assert head == ["curve", "part", "layer", "share", "about"]
    assert {len(row) for row in rows} == {5}
    assert rows[0][4] == ABOUT
    for mark, name in ((2, "'=Sigmoid, ∂L/∂z"), (3, "ReLU, He, theory")):
        line: Any = plot.live[mark]
        told = [row for row in rows if row[0] == name and row[1] == "line"]
        assert [float(row[2]) for row in told] == line.x.tolist()
        assert [float(row[3]) for row in told] == line.y.tolist()
    assert {"cross", "lower end", "upper end", "point", "left edge, height"} < {r[1] for r in rows}


def test_a_text_is_never_a_formula_and_an_axis_of_decades_says_so(plot: Plot) -> None:
    plot.provenance = lambda: Provenance("@import", {ORANGE: "-1+1", BLUE: "+x"})
    plot.show_keys(())
    plot.show_scales(Scale(Range(0, 2)), Scale(Range(-9, 1), decade_ticks, of="loss"))
    rows = list(csv.reader(io.StringIO(leaving(plot, "csv")[1].decode(), newline="")))
    assert rows[0][3] == "log10 of loss"
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert {row[0] for row in rows[1:]} == {"'-1+1", "'+x"}


def test_cells_of_a_plane_are_told_with_their_values(plot: Plot) -> None:
    from ui.plots.marks import Colors

    values = np.array([[0.1, 0.2, np.inf], [-np.inf, np.nan, 1 / 3]])
    plot.show_live(())
    colors = Colors((0xFF000000, 0xFFFFFFFF), 0.0, 1.0, 0xFF00FF00, 0xFFFF0000)
    plot.show_still([HeatMap(values, 0.0, 3.0, 0.0, 2.0, colors)])
    _, *rows = csv.reader(io.StringIO(leaving(plot, "csv")[1].decode(), newline=""))
    assert [float(row[1]) for row in rows] == pytest.approx(values.ravel().tolist(), nan_ok=True)
    assert [(float(row[2]), float(row[3])) for row in rows[:2]] == [(0.5, 0.5), (1.5, 0.5)]


def test_a_stroke_is_cut_at_the_border_and_nowhere_else() -> None:
    from PySide6.QtCore import QRectF

    area = QRectF(0, 0, 10, 10)
    x = np.array([-5.0, 5.0, 5.0, np.nan, 2.0, 3.0, 30.0, 40.0])
    y = np.array([5.0, 5.0, 25.0, 1.0, 2.0, 3.0, 3.0, 9.0])
    found = [[(p.x(), p.y()) for p in run] for run in strokes_within(x, y, area)]
    assert found == [
        [(0.0, 5.0), (5.0, 5.0), (5.0, 10.0)],
        [(2.0, 2.0), (3.0, 3.0), (10.0, 3.0)],
    ]


def test_in_the_window_a_plot_is_saved_with_its_origin(
    app: Application, qtbot: QtBot, tmp_path: Any
) -> None:
    assert app.documents is not None
    assert app.session is not None
    panel = brought(app, GradientsPanel, qtbot)
    plot = next(iter(panel.plots.values()))
    app.session.player.to_end()
    qtbot.waitUntil(lambda: app.session.results.shown)
    target = tmp_path / "flow.csv"
    app.documents.ask_export = lambda name, filters, window: (str(target), filters[0])
    entry(plot, "Save data").trigger()
    _, first, *_ = csv.reader(io.StringIO(target.read_text("utf-8"), newline=""))
    assert first[4].startswith("Sigmoid against ReLU")
    assert f"Seed {app.session.experiment.seed}, update" in first[4]
    assert "vgsim" in first[4]
    assert "private" not in first[4]
    titles = {lane.title for lane in app.session.player.trace.lanes}  # type: ignore[union-attr]
    text = target.read_text("utf-8")
    assert all(title in text for title in titles)
