"""The chain rule panel: a waterfall of bars, and the factors as text."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from tests.ui.panels.test_cell_panel import trace_of as recurrent_trace
from tests.ui.plotting import BATCH, RELU, SIGMOID, experiment, point_at, shown, trace_of
from tests.ui.recorder import Recorder
from ui.curves.waterfall import Waterfall, waterfall, waterfall_marks
from ui.look.theme import LIGHT
from ui.panels.chain import ChainPanel
from ui.plots.marks import Band, Line
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Watch
from vgsim.describe.spec import NetworkSpec

RESIDUAL = NetworkSpec(depth=6, width=8, activation="tanh", residual=1, normalization="layer")


@pytest.mark.parametrize("network", [SIGMOID, RELU, RESIDUAL])
def test_every_bar_begins_where_the_last_one_ended(network: NetworkSpec) -> None:
    lane = trace_of(experiment(network)).lanes[0]
    fall = waterfall(lane)
    total = sum(fall.parts.values())
    assert np.allclose(total, fall.level[:-1] - fall.level[1:], atol=1e-9)
    colors = dict.fromkeys(fall.parts, "#000000")
    marks = waterfall_marks(fall, colors, "#000000", LIGHT)
    bands = [mark for mark in marks if isinstance(mark, Band)]
    assert len(bands) == len(fall.parts)
    assert isinstance(marks[-1], Line)
    ends = {round(float(y), 9) for y in np.concatenate([bands[-1].low, bands[-1].high]) if y == y}
    assert {round(float(y), 9) for y in fall.level[:-1]} <= ends


def test_a_layers_factors_are_written_out(qtbot: QtBot) -> None:
    panel, trace = ChainPanel(Recorder()), trace_of(experiment(SIGMOID, RELU), layer=3)
    asked = shown(qtbot, panel, trace)
    assert ("set_costly", ("chain", ChainPanel.costly)) in asked
    assert panel.product.text.startswith("Layer 4 → 3: weights")
    assert "activation" in panel.product.text
    point_at(panel.plot, 2.1, -1.0)
    table = panel.hover.readout.table
    assert table.head[0] == "layer 3 → 2"
    assert [row.cells[0] for row in table.rows][-2:] == [
        "product = measured",
        "rms of f′ by itself",
    ]
    panel.plot.clicked.emit(QPointF(4.2, 0.0))
    assert asked[-1] == ("select", (trace.experiment.lanes[0], 4, None))


def test_singular_values_are_computed_while_the_panel_is_visible(qtbot: QtBot) -> None:
    trainer = Trainer(experiment(SIGMOID))
    measures = trainer.trace(Watch(costly=ChainPanel.costly)).lanes[0].measures
    weight = trainer.lanes[0].tape.weight(3)
    values = np.linalg.svd(weight, compute_uv=False)
    assert measures["weights_largest"][1] == pytest.approx(values[0])
    assert measures["weights_smallest"][1] == pytest.approx(values[-1])
    assert values[-1] <= measures["factor_weights"][1] <= values[0]


def test_a_chain_of_single_units_is_written_out(qtbot: QtBot) -> None:
    single = NetworkSpec(depth=5, width=1, activation="sigmoid")
    panel, trace = ChainPanel(Recorder()), trace_of(experiment(single, data=BATCH), example=1)
    shown(qtbot, panel, trace)
    assert not panel.chain.isHidden()
    assert panel.chain.text.count("(") == 4
    lane = trace.lanes[0]
    product = float(np.prod([each.weight * each.derivative for each in lane.chain]))
    assert product == pytest.approx(float(lane.gradient[0] / lane.gradient[4]), rel=1e-9)
    shown(qtbot, ChainPanel(Recorder()), trace_of())
    assert not trace_of().lanes[0].chain


def test_recurrent_networks_are_referred_to_the_cell_tab(qtbot: QtBot) -> None:
    panel = ChainPanel(Recorder())
    shown(qtbot, panel, recurrent_trace("lstm"))
    assert "Cell" in panel.product.text


def test_an_infinite_factor_has_no_bar_and_causes_no_warning() -> None:
    up, down = np.full(2, np.inf), np.full(2, -np.inf)
    fall = Waterfall({"weights": up, "slopes": down}, np.array([0.0, np.inf, 0.0]))
    first, second, _ = waterfall_marks(
        fall, {"weights": "#ff0000", "slopes": "#0000ff"}, "#000000", LIGHT
    )
    assert isinstance(first, Band)
    assert isinstance(second, Band)
    assert not np.isfinite(second.high).any()
