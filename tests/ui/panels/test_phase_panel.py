"""The phase diagram as the user works with it: point, drag, compute, save."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from windows import brought

from tests.ui.conftest import SOON
from tests.ui.panels.phases import Window
from tests.ui.plotting import RELU, SIGMOID, drag, experiment, point_at
from ui.curves.plane import colors_for
from ui.look.theme import DARK, LIGHT
from ui.panels.panel import Panel
from ui.panels.phase.panel import PhasePanel
from ui.panels.phase.words import theory_texts
from ui.plots.marks import Dots, HeatMap, Line
from ui.plots.plot import Provenance
from ui.shell.application import Application
from ui.widgets.formats import FileFormat
from vgsim.describe.spec import NetworkSpec
from vgsim.theory.diagram import Plane, reach_of
from vgsim.theory.sweep import SweepAxis
from vgsim.words.numbers import ratio

NORMALIZED = NetworkSpec(depth=3, width=4, normalization="layer")


def marks(panel: PhasePanel, kind: type) -> list:
    return [mark for mark in (*panel.plot.still.marks, *panel.plot.live) if isinstance(mark, kind)]


def test_a_plain_network_is_computed_at_once(qtbot: QtBot) -> None:
    window = Window(qtbot, experiment(SIGMOID, RELU))
    panel = window.panel
    assert set(window.names()) == {"compute_plane"}
    assert panel.controls.compute.isHidden()
    picture = window.answer()
    (field,) = marks(panel, HeatMap)
    assert np.array_equal(field.values, picture.fields["decades"])
    (dot,) = marks(panel, Dots)
    assert (dot.x[0], dot.y[0]) == pytest.approx((1.0, 0.0), abs=0.2)  # Xavier
    assert any(len(line.x) > 2 for line in marks(panel, Line))
    assert panel.sentence.text.startswith("Now: Weight σ = 1.0")
    assert panel.theory.text == (
        "Theory: each layer multiplies the squared gradient by χ₁ = 0.0557 (order). The variance "
        "of z approaches q* = 0.265 within ξ_q = 0.33 layers, and the correlation of two inputs "
        "approaches c* = 1.0 within ξ_c = 0.35 layers."
    )


def test_where_there_is_little_room_the_theory_is_written_in_symbols(qtbot: QtBot) -> None:
    window = Window(qtbot, experiment(SIGMOID, RELU))
    plane = window.panel.controls.plane()
    assert plane is not None
    sentence, symbols = theory_texts(plane, 1.0, 0.0)
    assert symbols == "Theory: χ₁ = 0.0557 (order), q* = 0.265, ξ_q = 0.33, c* = 1.0, ξ_c = 0.35"
    assert len(symbols) < len(sentence) / 2


def test_dragging_the_dot_moves_the_lane_in_one_step(qtbot: QtBot) -> None:
    window = Window(qtbot, experiment(SIGMOID, RELU))
    window.answer()
    panel, plot = window.panel, window.panel.plot
    first = plot.place().point(2.0, 0.5)
    drag(plot, first, first + QPointF(20, -10))
    moves = [arguments for name, arguments in window.asked if name == "move"]
    assert len(moves) >= 2
    assert {key for *_, key in moves} == {"plane 0"}  # one gesture, one step of undo
    plane, x, y, _ = moves[0]
    assert plane.sizes
    assert (x, y) == pytest.approx((2.0, 0.5), abs=0.1)
    asked = window.names().count("compute_plane")
    panel.show_experiment(experiment(SIGMOID.__class__(**_placed(SIGMOID, x, y)), RELU))
    assert window.names().count("compute_plane") == asked  # the same cells, another dot
    (dot,) = marks(panel, Dots)
    assert (dot.x[0], dot.y[0]) == pytest.approx((x, y))


def _placed(network: NetworkSpec, x: float, y: float) -> dict:
    names = network.__dataclass_fields__
    return {name: getattr(network, name) for name in names} | {
        "initializer": "critical", "sigma_w": x, "sigma_b": y,
    }  # fmt: skip


def test_arrow_keys_move_it_cell_by_cell(qtbot: QtBot) -> None:
    window = Window(qtbot, experiment(SIGMOID, RELU))
    values = window.answer().plane.x.values
    window.panel.plot.setFocus()
    qtbot.keyClick(window.panel.plot, Qt.Key.Key_Right)
    qtbot.keyClick(window.panel.plot, Qt.Key.Key_Up)
    (_, x, _, first), (*_, second) = [a for name, a in window.asked if name == "move"]
    assert x == pytest.approx(values[1], abs=0.1)
    assert first != second


@pytest.mark.usefixtures("compiled")
def test_others_are_computed_when_the_user_presses_compute(qtbot: QtBot) -> None:
    window = Window(qtbot, experiment(NORMALIZED))
    panel = window.panel
    assert window.names() == []
    assert "press Compute" in panel.sentence.text
    qtbot.mouseClick(panel.controls.compute, Qt.MouseButton.LeftButton)
    assert window.names() == ["compute_plane"]
    assert panel.controls.compute.text() == "Stop"
    qtbot.mouseClick(panel.controls.compute, Qt.MouseButton.LeftButton)
    assert window.asked[-1] == ("compute_plane", (None,))
    window.asked.pop()
    window.answer()
    assert panel.controls.compute.text() == "Compute"
    assert marks(panel, HeatMap)
    assert panel.theory.isHidden()
    assert not marks(panel, Line)  # theory has no lines for this one


def test_the_pointer_reads_a_cell(qtbot: QtBot) -> None:
    window = Window(qtbot, experiment(SIGMOID, RELU))
    picture = window.answer()
    plot = window.panel.plot
    x, y = picture.plane.x.values[3], picture.plane.y.values[4]
    point_at(plot, x, y)
    gradient = ratio(picture.fields["decades"][4, 3])
    assert f"gradient {gradient}" in window.panel.sentence.text
    plot.hovered.emit(None)
    assert window.panel.sentence.text.startswith("Now: ")


def test_table_and_picture_can_be_saved(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(qtbot, experiment(SIGMOID, RELU))
    picture = window.answer()
    window.panel.plot.provenance = lambda: Provenance("Seed 7")
    window.panel.save_table()
    name, (file, formats) = window.asked[-1]
    assert (name, file) == ("export", "phase_diagram")
    lines = formats[0].write().decode().splitlines()
    assert len(lines) == 1 + picture.known.size
    assert lines[0].endswith(",about")
    assert lines[1].endswith(",Seed 7")
    first = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    assert float(first["decades"]) == picture.fields["decades"][0, 0]
    left: list[tuple[str, list[FileFormat]]] = []
    window.panel.plot.export_requested.connect(lambda name, formats: left.append((name, formats)))
    window.panel.save_picture()
    ((_, (png,)),) = left
    assert QImage.fromData(png.write()).width() > 100


def test_another_lane_brings_its_own_plane(qtbot: QtBot) -> None:
    window = Window(qtbot, experiment(SIGMOID, RELU))
    window.show(experiment(SIGMOID, RELU), lane=1)
    assert window.answer().plane.lane == 1
    (dot,) = marks(window.panel, Dots)
    assert dot.x[0] == pytest.approx(2**0.5)  # He
    assert dot.color == LIGHT.lanes[1]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_colors_show_signs_and_broken_numbers(theme) -> None:
    values = np.array([[-5.0, 0.0], [5.0, -np.inf], [np.nan, 300.0], *[[-5.0, 5.0]] * 20])
    colors, ticks = colors_for("signed", reach_of("decades", values), theme)
    pixels = colors.pixels(values)
    assert pixels[1, 1] == colors.zero
    assert pixels[2, 0] == colors.broken
    assert pixels[2, 1] == theme.forward_map[-1]
    assert pixels[0, 1] in theme.forward_map[127:129]
    assert [tick.text for tick in ticks][len(ticks) // 2] == "1"


def test_it_is_a_panel() -> None:
    assert issubclass(PhasePanel, Panel)


def test_in_the_window_the_dot_changes_the_lane(
    app: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    session, documents = app.session, app.documents
    assert session is not None
    assert documents is not None
    panel = brought(app, PhasePanel, qtbot)
    before = session.experiment
    qtbot.waitUntil(lambda: bool(marks(panel, HeatMap)), timeout=SOON)
    place = panel.plot.place()
    drag(panel.plot, place.point(8, 0.4), place.point(10, 0.5))
    network = session.experiment.lanes[0].network
    assert network.initializer == "critical"
    assert (network.sigma_w, network.sigma_b) == pytest.approx((10, 0.5), abs=0.3)
    assert session.experiment.lanes[1] == before.lanes[1]
    session.document.undo()
    assert session.experiment == before
    target = tmp_path / "map.csv"
    documents.ask_export = lambda name, filters, window: (str(target), filters[0])
    panel.save_table()
    assert target.read_text("utf-8").startswith("lanes.0.network.sigma_w,")
    documents.ask_export = lambda name, filters, window: ("", "")
    panel.save_table()  # the user cancels


def test_linked_lanes_change_together(app: Application, qtbot: QtBot) -> None:
    session = app.session
    assert session is not None
    session.document.set_linked(True)
    axes = (SweepAxis(f"lanes.0.network.sigma_{name}", (0.0, 1.0, 2.0)) for name in "wb")
    session.document.move(Plane(session.experiment, 0, *axes), 1.5, 0.25)
    sizes = {(each.network.sigma_w, each.network.sigma_b) for each in session.experiment.lanes}
    assert sizes == {(1.5, 0.25)}


def test_a_low_panel_keeps_room_for_the_plot(qtbot: QtBot) -> None:
    window = Window(qtbot, experiment(SIGMOID, RELU))
    panel = window.panel
    for height, law, foot in ((500, True, True), (250, False, True), (150, False, False)):
        panel.resize(560, height)
        assert panel.theory.isVisible() == law
        assert panel.sentence.isVisible() == foot
        assert panel.controls.save.isVisible() == foot
    assert panel.plot.place().inner.height() > 30
