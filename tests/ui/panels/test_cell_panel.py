"""The cell panel: strips over time, the gradient's paths, and the window around it."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from tests.ui.plotting import click, double_click, point_at, shown, wheel
from tests.ui.recorder import Recorder
from tests.ui.shared import session_of
from tests.ui.windows import controls_of, show_all_settings, transport_of
from ui.curves.strips import NAMES, blended, thinned
from ui.look.theme import LIGHT, THEMES
from ui.panels.arithmetic.cell import cell_texts
from ui.panels.cell import CellPanel
from ui.plots.frame import label_metrics, y_ticks
from ui.plots.marks import Line
from ui.shell.application import Application
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.theory.judge import Judge
from vgsim.words.numbers import scientific

SOON = 20_000


def trace_of(*cells: str, watch: Watch | None = None, steps: int = 12, stack: int = 1) -> Trace:
    """One lane of eight units for each cell, after two updates."""
    lanes = tuple(
        Lane(cell.upper(), NetworkSpec(cell=cell, activation="tanh", width=8, stack=stack))
        for cell in cells
    )
    made = Experiment(data=DataSpec("latch", 16, length=steps), lanes=lanes)
    trainer = Trainer(made, watch or Watch(example=1, level=0, layer=5), judge=Judge())
    trainer.advance(2)
    return trainer.trace()


@pytest.fixture
def panel(qtbot: QtBot) -> CellPanel:
    made = CellPanel(Recorder())
    shown(qtbot, made, trace_of("lstm"), size=(520, 420))
    return made


def middle_of(panel: CellPanel, symbol: str, step: int, unit: int) -> QPointF:
    """The middle of a cell, in values of the plot of strips."""
    symbols = [strip.symbol for strip in panel.strips.strips]
    units = panel.strips.strips[symbols.index(symbol)].values.shape[1]
    return QPointF(step, len(symbols) - symbols.index(symbol) - (unit + 0.5) / units)


def test_an_lstm_shows_every_gate_state_and_gradient(panel: CellPanel) -> None:
    symbols = [strip.symbol for strip in panel.strips.strips]
    assert symbols == ["x", "i", "f", "g", "o", "c", "h", "∂h", "∂c"]


@pytest.mark.parametrize(
    ("cell", "symbols"), [("vanilla", ["x", "h", "∂h"]), ("gru", ["x", "r", "z", "n", "h", "∂h"])]
)
def test_other_cells_show_their_own_gates_and_states(
    qtbot: QtBot, cell: str, symbols: list[str]
) -> None:
    panel = CellPanel(Recorder())
    shown(qtbot, panel, trace_of(cell))
    assert [strip.symbol for strip in panel.strips.strips] == symbols


def test_the_pointer_reads_exact_values(panel: CellPanel) -> None:
    trace = panel._trace
    assert trace is not None
    cell = trace.lanes[0].cell
    assert cell is not None
    place = middle_of(panel, "f", 7, 3)
    point_at(panel.strips, place.x(), place.y())
    table = panel.hover.readout.table
    assert table.head == ("step 7", "unit 4")
    told = dict(row.cells for row in table.rows)
    assert told["forget gate"] == scientific(float(cell.gates["f"][6, 3]), 4)
    assert told["∂L/∂c"] == scientific(float(cell.grad_cell_state[6, 3]), 4)
    assert "input" not in told  # it has fewer units
    assert panel.plot.cursor_value == panel.strips.cursor_value == 7
    point_at(panel.plot, 4.0, panel.plot.still.y.range.center)
    assert len(panel.hover.readout.table.rows) >= 5
    assert panel.strips.cursor_value == 4


def test_open_gates_are_colored_and_closed_ones_are_not(panel: CellPanel) -> None:
    open_, closed = blended(np.array([1.0, 0.0]), LIGHT.surface, LIGHT.lanes[0])
    assert QColor.fromRgba(int(open_)) == QColor(LIGHT.lanes[0])
    assert QColor.fromRgba(int(closed)) == QColor(LIGHT.surface)
    image = panel.strips.grab().toImage()
    ratio = panel.devicePixelRatioF()
    cell = panel._trace.lanes[0].cell if panel._trace is not None else None
    assert cell is not None
    at = middle_of(panel, "f", 3, 2)
    place = panel.strips.place().point(at.x(), at.y())
    color = image.pixelColor(round(place.x() * ratio), round(place.y() * ratio))
    share = float(cell.gates["f"][2, 2])
    wanted = QColor.fromRgba(int(blended(np.array([share]), LIGHT.surface, LIGHT.lanes[0])[0]))
    assert abs(color.red() - wanted.red()) <= 2
    assert abs(color.blue() - wanted.blue()) <= 2


def test_strips_are_zoomed_panned_and_reset_with_the_plot_below(
    panel: CellPanel, qtbot: QtBot
) -> None:
    home = panel.strips.still.x.range
    assert home == panel.plot.still.x.range
    place = middle_of(panel, "h", 6, 2)
    at = panel.strips.place().point(place.x(), place.y())
    wheel(panel.strips, at, 3)
    assert panel.strips.still.x.range.span < home.span / 1.5
    assert panel.strips.still.y.range.span < len(panel.strips.strips) / 1.5
    assert panel.plot.still.x.range == panel.strips.still.x.range
    assert panel.strips.unit_at(panel.strips.value_at(at)) == (6, 6, 2)
    before = panel.plot.still.x.range
    panel.plot.setFocus()
    qtbot.keyClick(panel.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert panel.plot.still.x.range.low > before.low
    assert panel.strips.still.x.range == panel.plot.still.x.range
    double_click(panel.strips, at)
    assert panel.strips.still.x.range == panel.plot.still.x.range == home


def test_saved_strips_have_every_value_of_every_unit(qtbot: QtBot) -> None:
    panel = CellPanel(Recorder())
    trace = trace_of("lstm")
    shown(qtbot, panel, trace, size=(400, 120))  # too low for a row of pixels for each unit
    cell = trace.lanes[0].cell
    assert cell is not None
    head, *rows = panel.strips.rows()
    assert head == ("quantity", "step", "unit", "value", "about")
    found = {(name, step, unit): value for name, step, unit, value, _ in rows}
    assert len(found) == len(rows)
    for name, values in (("forget gate", cell.gates["f"]), ("∂L/∂c", cell.grad_cell_state)):
        for step, unit in ((1, 1), (12, 8), (5, 3)):
            assert found[name, step, unit] == values[step - 1, unit - 1]


def test_a_row_for_several_units_shows_the_largest() -> None:
    values = np.array([[0.1, -3.0, 0.2, 0.0], [np.nan, 1.0, 0.5, -0.6]])
    found = thinned(values, 2)
    assert found[:, 0].tolist() == [-3.0, 0.2]
    assert np.isnan(found[0, 1])
    assert found[1, 1] == -0.6
    assert np.array_equal(thinned(values, 9), values.T, equal_nan=True)


def test_the_plot_shows_the_gradients_paths(panel: CellPanel) -> None:
    lines = [mark for mark in panel.plot.live if isinstance(mark, Line)]
    assert panel._trace is not None
    measures = panel._trace.lanes[0].measures
    whole, alone, gates, product = lines
    for line, name in (
        (whole, "gradient_carried"), (alone, "gradient_carousel"), (product, "forget_product"),
    ):  # fmt: skip
        np.testing.assert_allclose(line.y, np.log10(measures[name][:12]))
    np.testing.assert_allclose(gates.y, np.log10(measures["gradient_gates"][:11]))
    assert len({line.dash for line in lines}) == 4
    point_at(panel.plot, 4.2, lines[0].y[3])
    table = panel.hover.readout.table
    assert table.head[0] == "step 4"
    assert len(table.rows) >= 5


def test_steps_of_strips_are_aligned_with_those_of_the_plot(panel: CellPanel) -> None:
    shift = panel.plot.x() - panel.strips.x()
    for step in (1, 7.5, 12):
        above, below = (each.place().x.pixel(step) for each in (panel.strips, panel.plot))
        assert above == pytest.approx(below + shift)


@pytest.mark.parametrize("size", [(1000, 900), (520, 420), (380, 260)])
def test_strips_have_their_names(qtbot: QtBot, size: tuple[int, int]) -> None:
    panel = CellPanel(Recorder())
    shown(qtbot, panel, trace_of("lstm"), size=size)
    still, inner = panel.strips.still, panel.strips.place().inner
    text = label_metrics(still.theme).height()
    texts = [tick.text for tick in y_ticks(still.y, text, inner.height())]
    symbols = [strip.symbol for strip in panel.strips.strips]
    wanted = [NAMES[symbol] for symbol in symbols]
    assert texts in (wanted, symbols, wanted[::2], symbols[::2])
    assert texts == wanted or size[1] < 400


def test_a_click_selects_a_step(panel: CellPanel) -> None:
    at = middle_of(panel, "h", 9, 1)
    click(panel.strips, panel.strips.place().point(at.x(), at.y()))
    (name, (_, *place)) = panel.requests.asked[-1]
    assert (name, place) == ("select", [9, None])


def test_a_level_can_be_chosen(qtbot: QtBot) -> None:
    panel = CellPanel(Recorder())
    shown(qtbot, panel, trace_of("lstm", stack=3))
    assert not panel.levels.isHidden()
    assert panel.levels.count() == 3
    panel.levels.setCurrentIndex(2)
    panel.levels.activated.emit(2)
    assert panel.requests.asked[-1] == ("set_level", (2,))


def test_every_theme_and_size_can_be_painted(qtbot: QtBot) -> None:
    panel = CellPanel(Recorder())
    shown(qtbot, panel, trace_of("gru", "lstm", watch=Watch(level=0, lane=1)))
    for theme in THEMES.values():
        panel.show_theme(theme.scaled(1080))
        for size in ((120, 60), (380, 260), (1600, 900)):
            panel.resize(*size)
            assert not panel.grab().isNull()


def test_every_strip_has_a_name() -> None:
    trace = trace_of("lstm", "gru", "vanilla")
    for lane in trace.lanes:
        assert lane.cell is not None
        assert set(lane.cell.gates) <= set(NAMES)


@pytest.mark.parametrize("cell", ["vanilla", "lstm", "gru"])
def test_a_units_arithmetic_is_written_out(cell: str) -> None:
    lane = trace_of(cell, watch=Watch(example=0, layer=4, unit=2)).lanes[0]
    unit = lane.cell_unit
    assert unit is not None
    texts = "\n".join(chain(*cell_texts(unit, cell, "Tanh")))
    for value in (unit.hidden, unit.gradient_hidden, *(g.value for g in unit.gates.values())):
        if cell != "gru" or value not in (unit.gates["s"].value,):
            assert scientific(value, 3).replace("-", "−")[:5] in texts.replace("-", "−")


# --- the window


def load(app: Application, qtbot: QtBot, title: str) -> None:
    experiment = next(x.experiment for x in app.scenarios if x.title.startswith(title))
    session_of(app).document.load(experiment)
    wait_for(app, qtbot, experiment)


def wait_for(app: Application, qtbot: QtBot, experiment: Experiment) -> None:
    session = session_of(app)
    session.player.pause()
    lanes = tuple(lane.network for lane in experiment.lanes)

    def there() -> bool:
        trace = session.player.trace
        return trace is not None and lanes == tuple(lane.network for lane in trace.experiment.lanes)

    qtbot.waitUntil(there, timeout=SOON)


def test_the_cell_tab_is_offered_for_recurrent_networks(app: Application, qtbot: QtBot) -> None:
    window = app.window
    plain = ["Activation", "Predictions", "Phase diagram", "Histograms"]
    assert [window.views.tabText(k) for k in range(window.views.count())] == plain
    load(app, qtbot, "An LSTM is not enough")
    titles = [window.views.tabText(k) for k in range(window.views.count())]
    assert sorted(titles) == sorted([*plain, "Cell"])
    assert window.views.currentWidget().title == "Cell"
    session = session_of(app)
    qtbot.waitUntil(lambda: session.player.trace.lanes[0].cell is not None, timeout=SOON)
    session.player.step_layer(1)
    assert "step" in transport_of(app).words.text()
    session.document.load(app.scenarios[0].experiment)
    qtbot.waitUntil(lambda: window.views.count() == len(plain), timeout=SOON)
    assert session.viewer.watch.level is None


def test_the_user_can_make_a_lane_recurrent(app: Application, qtbot: QtBot) -> None:
    session, controls = session_of(app), controls_of(app)
    show_all_settings(app)
    session.document.edit("lanes.0.network.cell", "lstm", "")
    rows = set(controls.network.rows)
    assert {"network.stack", "network.forget_bias", "network.recurrence"} <= rows
    assert "network.depth" not in rows
    assert controls.remedies_section.isHidden()
    assert controls.layer_section.isHidden()
    qtbot.waitUntil(
        lambda: any(lane.recurrent for lane in session.player.trace.lanes), timeout=SOON
    )
    session.document.edit("lanes.1.network.cell", "vanilla", "")
    assert session.experiment.data.name == "latch"
    assert "data.length" in controls.data.rows
    session.document.undo()
    session.document.undo()
    assert "network.depth" in controls.network.rows
