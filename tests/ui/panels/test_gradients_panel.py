"""The gradient-flow panel: decades, special values, reading and choosing layers."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.ui.plotting import (
    RELU,
    SIGMOID,
    TWO,
    experiment,
    point_at,
    shown,
    trace_of,
    with_measure,
)
from tests.ui.recorder import Recorder
from ui.curves.measures import DECADES, PLAIN, SHARES, kind_of
from ui.curves.theory import DASH
from ui.look.theme import LIGHT
from ui.panels.gradients.panel import GradientsPanel
from ui.plots.marks import LANE_SHAPES, Band, Line, Shape, Span, Stamps
from vgsim.compute.traces.measures import MEASURES
from vgsim.words.numbers import scientific

GRADIENT = "gradient_preactivation"


def specials(plot: Any) -> list[Stamps]:
    """The marks of values that have no place on the axis."""
    return [m for m in plot.live if isinstance(m, Stamps) and m.shape not in LANE_SHAPES]


def lines_of(panel: GradientsPanel, kind: str, color: str) -> list[Line]:
    lines = [m for m in panel.plots[kind].live if isinstance(m, Line) and m.color == color]
    return [line for line in lines if line.dash != DASH]


def test_lines_are_the_logarithms_of_the_traces_norms(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = GradientsPanel(Recorder()), trace_of()
    shown(qtbot, panel, trace)
    for lane, values in enumerate(trace.lanes):
        solid, dashed = lines_of(panel, DECADES, LIGHT.lanes[lane])
        np.testing.assert_allclose(solid.y, np.log10(values.measures[GRADIENT]))
        np.testing.assert_allclose(dashed.y, np.log10(values.measures["gradient_weight"]))
        assert (solid.dash, bool(dashed.dash)) == ((), True)
        np.testing.assert_array_equal(solid.x, np.arange(1, values.depth + 2))


def test_theory_is_drawn_next_to_measurements(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = GradientsPanel(Recorder()), trace_of()
    shown(qtbot, panel, trace)
    dashed = [m for m in panel.plots[DECADES].live if isinstance(m, Line) and m.dash == DASH]
    assert len(dashed) == len(trace.lanes)
    for line, lane in zip(dashed, trace.lanes, strict=True):
        values = lane.judged.expected.measures[GRADIENT]
        np.testing.assert_allclose(line.y, np.log10(values))
        assert line.y[-1] == pytest.approx(math.log10(lane.measures[GRADIENT][lane.depth - 1]))
    assert panel.expected.text.startswith("Theory. ")
    assert panel.expected.text.count(" … ") == 2
    panel.theory.click()
    assert not any(isinstance(m, Line) and m.dash == DASH for m in panel.plots[DECADES].live)
    assert panel.expected.isHidden()


def test_the_band_is_mean_and_standard_deviation(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = GradientsPanel(Recorder()), trace_of()
    shown(qtbot, panel, trace)
    bands = [m for m in panel.plots[PLAIN].live if isinstance(m, Band)]
    measures = trace.lanes[0].measures
    np.testing.assert_allclose(bands[0].high - bands[0].low, 2 * measures["activation_std"])
    middle = (bands[0].high + bands[0].low) / 2
    np.testing.assert_allclose(middle, measures["activation_mean"], atol=1e-12)


def test_everything_drawn_is_inside_the_axes(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = GradientsPanel(Recorder())
    shown(qtbot, panel, trace_of())
    for plot in panel.plots.values():
        for mark in plot.live:
            if isinstance(mark, Line):
                assert all(plot.still.y.range.contains(y) for y in mark.y)


@pytest.mark.parametrize(
    ("value", "shape", "label"),
    [
        (0.0, Shape.RING, "0"),
        (math.inf, Shape.UP, "∞"),
        (math.nan, Shape.CROSS, "NaN"),
    ],
)
def test_values_without_a_logarithm_have_a_row_and_a_shape(qtbot, value, shape, label) -> None:  # type: ignore[no-untyped-def]
    trace = with_measure(trace_of(), 0, GRADIENT, [value, value, 1e-3, 1e-2, 1e-1, 1.0, 1.0])
    panel = GradientsPanel(Recorder())
    shown(qtbot, panel, trace)
    plot = panel.plots[DECADES]
    (stamps,) = specials(plot)
    assert (stamps.shape, stamps.x.size) == (shape, 2)
    assert label in [tick.text for tick in plot.still.y.extra]
    assert all(plot.still.y.range.contains(y) for y in stamps.y)
    finite = lines_of(panel, DECADES, LIGHT.lanes[0])[0].y
    assert all(abs(stamps.y[0] - y) > 0.3 for y in finite if y == y)
    assert np.isnan(finite[:2]).all()
    plot.grab()


def test_an_infinite_band_is_marked_and_does_not_change_the_axis(qtbot) -> None:  # type: ignore[no-untyped-def]
    wild = [1.0, 1.0, math.inf, math.nan, 1.0, 1.0, 1.0]
    panel = GradientsPanel(Recorder())
    shown(qtbot, panel, with_measure(trace_of(), 0, "activation_std", wild))
    plot = panel.plots[PLAIN]
    stamps = specials(plot)
    assert [(m.shape, list(np.rint(m.x))) for m in stamps] == [(Shape.UP, [3]), (Shape.CROSS, [4])]
    assert plot.still.y.range.span < 10
    plot.grab()


def test_only_special_values_can_be_drawn(qtbot) -> None:  # type: ignore[no-untyped-def]
    trace = trace_of()
    for name in trace.lanes[0].measures:
        for lane, values in enumerate(trace.lanes):
            filling = [0.0, math.inf, math.nan, -math.inf, 1e308, 5e-324, 0.0]
            trace = with_measure(trace, lane, name, filling[: values.depth + 1])
    panel = GradientsPanel(Recorder())
    shown(qtbot, panel, trace)
    for name in MEASURES:
        if not panel.chooser.boxes[name].isChecked():
            panel.chooser.boxes[name].click()
    panel.grab()
    point_at(panel.plots[DECADES], 2.0, panel.plots[DECADES].still.y.range.center)
    cells = {row.cells[0]: row.cells[1] for row in panel.hover.readout.table.rows}
    assert cells[MEASURES[GRADIENT].label] == "∞"


def test_real_overflow_and_underflow_draw_without_a_warning(qtbot) -> None:  # type: ignore[no-untyped-def]
    deep = replace(SIGMOID, depth=90, dtype="float32")
    wild = replace(RELU, depth=20, initializer="normal", scale=1e40)
    panel = GradientsPanel(Recorder())
    shown(qtbot, panel, trace_of(experiment(deep, wild)))
    panel.grab()
    stamps = specials(panel.plots[DECADES])
    assert {m.shape for m in stamps} >= {Shape.RING, Shape.CROSS}


def test_a_click_selects_the_layer_of_the_nearest_lane(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = GradientsPanel(Recorder()), trace_of(lane=0)
    asked = shown(qtbot, panel, trace)
    plot = panel.plots[DECADES]
    for lane, layer in ((0, 1), (1, 2), (1, 3), (0, 6)):
        height = math.log10(trace.lanes[lane].measures[GRADIENT][layer - 1])
        point_at(plot, layer + 0.3, height, press=True)
        assert asked[-1] == ("select", (TWO.lanes[lane], layer, None))


def test_a_click_beyond_a_shallow_lane_stays_in_the_watched_lane(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = GradientsPanel(Recorder()), trace_of(lane=1)
    asked = shown(qtbot, panel, trace)
    low = panel.plots[SHARES].still.y.range
    point_at(panel.plots[SHARES], 7.0, low.center, press=True)
    assert asked == [("select", (TWO.lanes[1], 5, None))]  # its output layer


def test_the_selected_layer_is_marked_in_every_plot(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = GradientsPanel(Recorder())
    shown(qtbot, panel, trace_of(layer=4))
    for plot in panel.plots.values():
        (span,) = (m for m in plot.live if isinstance(m, Span))
        assert (span.low, span.high) == (3.5, 4.5)


def test_the_table_reads_every_measure_of_the_layer(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = GradientsPanel(Recorder()), trace_of()
    shown(qtbot, panel, trace, size=(640, 700))
    point_at(panel.plots[DECADES], 5.2, -2.0)
    table = panel.hover.readout.table
    assert table.head == ("layer 5", "Net 0", "Net 1")
    assert len(table.rows) == len(
        [m for m in MEASURES.values() if m.only in ("all", "layers") and not m.costly]
    )
    expected = [scientific(float(lane.measures[GRADIENT][4]), 3) for lane in trace.lanes]
    assert list(table.rows[0].cells[1:]) == expected
    point_at(panel.plots[DECADES], 7.0, -2.0)
    assert panel.hover.readout.table.head[0] == "output"
    assert panel.hover.readout.table.rows[0].cells[2] == "–"  # the other lane is shallower


def test_a_plot_is_visible_if_one_of_its_measures_is_chosen(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = GradientsPanel(Recorder())
    shown(qtbot, panel, trace_of())
    assert all(not plot.isHidden() for plot in panel.plots.values())
    for name in ("saturated", "dead"):
        panel.chooser.boxes[name].click()
    assert panel.plots[SHARES].isHidden()
    panel.chooser.boxes["zero_share"].click()
    assert not panel.plots[SHARES].isHidden()
    assert {kind_of(name) for name in MEASURES} == set(panel.plots)


def test_a_low_panel_shows_gradients_and_the_number_of_hidden_plots(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = GradientsPanel(Recorder())
    shown(qtbot, panel, trace_of(), size=(380, 170))
    assert [kind for kind, plot in panel.plots.items() if not plot.isHidden()] == [DECADES]
    assert panel.chooser.text().endswith("(+2)")


def test_the_status_shows_how_much_arrives(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = GradientsPanel(Recorder()), trace_of(updates=3)
    shown(qtbot, panel, trace)
    gradient = trace.lanes[0].measures[GRADIENT]
    assert f"Net 0: {scientific(gradient[0] / gradient[5], 2)}" in panel.status.text
    assert "update 3" in panel.status.text


def test_saturation_has_no_value_for_the_output_layer(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = GradientsPanel(Recorder())
    shown(qtbot, panel, trace_of())
    assert all(m.x.size == 6 for m in lines_of(panel, SHARES, LIGHT.lanes[0]))
