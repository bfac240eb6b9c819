"""The activation panel: the layer's units on the curves, what a pointer reads, sliders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.ui.comparing import asking_panel
from tests.ui.curves.functions import VIEW
from tests.ui.plotting import BATCH, SIGMOID, TWO, experiment, point_at, shown, trace_of
from ui.look.theme import LIGHT
from ui.plots.axis import Range
from ui.plots.marks import Bars, Dots, Line, Shape, Stamps
from vgsim.describe.compare import compare
from vgsim.describe.spec import LayerSpec, NetworkSpec
from vgsim.parts.activations import ACTIVATIONS, evaluate
from vgsim.words.numbers import scientific


def dots_of(plot, color: str) -> Dots:  # type: ignore[no-untyped-def]
    return next(m for m in plot.live if isinstance(m, Dots) and m.color == color)


def test_the_units_of_the_layer_are_dots_on_the_lanes_curves(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = asking_panel()
    trace = trace_of(layer=3)
    shown(qtbot, panel, trace)
    for lane, network in enumerate(n.network for n in TWO.lanes):
        value = dots_of(panel.values, LIGHT.lanes[lane])
        slope = dots_of(panel.slopes, LIGHT.lanes[lane])
        f, derivative = evaluate(ACTIVATIONS[network.activation], np.asarray(value.x))
        np.testing.assert_allclose(value.y, f, rtol=1e-12)
        np.testing.assert_allclose(slope.y, derivative[np.isin(value.x, slope.x)], rtol=1e-12)
        assert value.x.size + _beyond(panel.values, LIGHT.lanes[lane]) == network.width


def _beyond(plot, color: str) -> int:  # type: ignore[no-untyped-def]
    return sum(m.x.size for m in plot.live if isinstance(m, Stamps) and m.color == color)


def test_units_beyond_the_plot_stand_as_arrows_and_none_is_lost(qtbot) -> None:  # type: ignore[no-untyped-def]
    wide = replace(SIGMOID, initializer="normal", scale=30.0)
    panel = asking_panel()
    shown(qtbot, panel, trace_of(experiment(wide), layer=2))
    stamps = [m for m in panel.values.live if isinstance(m, Stamps)]
    assert {m.shape for m in stamps} <= {Shape.LEFT, Shape.RIGHT}
    assert _beyond(panel.values, LIGHT.lanes[0]) > 0
    dots = sum(m.x.size for m in panel.values.live if isinstance(m, Dots))
    assert dots + _beyond(panel.values, LIGHT.lanes[0]) == wide.width
    assert "below −8" in panel.status.text
    assert "saturated" in panel.status.text


def test_the_histogram_is_the_traces(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = asking_panel()
    trace = trace_of(layer=3, lane=0)
    shown(qtbot, panel, trace)
    (bars,) = (m for m in panel.values.live if isinstance(m, Bars))
    shares = trace.lanes[0].detail.histogram
    rise = bars.heights - bars.base
    np.testing.assert_allclose(rise / rise.max(), shares / shares.max())


def test_the_hair_line_reads_what_the_registry_computes(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = asking_panel()
    shown(qtbot, panel, trace_of())
    panel.chooser.boxes["tanh"].click()
    point_at(panel.slopes, 1.0, 0.1)
    table = panel.hover.readout.table
    z = float(table.head[0].removeprefix("z = "))
    assert z == pytest.approx(1.0, abs=0.1)
    assert panel.values.cursor_value == panel.slopes.cursor_value == z
    assert [row.cells[0] for row in table.rows] == ["Sigmoid", "ReLU", "Tanh"]
    for row, name in zip(table.rows, ("sigmoid", "relu", "tanh"), strict=True):
        f, derivative = evaluate(ACTIVATIONS[name], np.array([z]))
        assert row.cells[1:] == (scientific(f[0], 4), scientific(derivative[0], 4))
    panel.values.hovered.emit(None)
    assert panel.hover.readout.isHidden()


def test_functions_come_and_go_and_a_lanes_new_function_is_shown(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = asking_panel()
    shown(qtbot, panel, trace_of())
    names = lambda: [key.name for key in panel.legend.keys if key.shown]  # noqa: E731
    assert names() == ["sigmoid", "relu"]
    panel.chooser.boxes["gelu"].click()
    assert names() == ["sigmoid", "relu", "gelu"]
    panel.legend.toggled.emit("sigmoid", False)
    assert names() == ["relu", "gelu"]
    assert panel.chooser.chosen() == {"relu", "gelu"}
    others = experiment(replace(SIGMOID, activation="elu"), TWO.lanes[1].network)
    panel.show_experiment(compare(others, "gelu", True))
    assert names() == ["elu", "relu", "gelu"]
    panel.show_experiment(compare(TWO, "gelu", True))
    assert names() == ["sigmoid", "relu", "gelu"]


def test_both_plots_are_zoomed_together_and_their_curves_follow(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = asking_panel()
    shown(qtbot, panel, trace_of())
    plots = (panel.values, panel.slopes)
    panel.values.view.zoom(0.5, 0.5, 2.0, 0.5)
    assert [plot.still.x.range for plot in plots] == [Range(-3.0, 5.0)] * 2
    assert {line.x[0] for plot in plots for line in plot.still.marks if isinstance(line, Line)} == {
        -3.0
    }
    panel.slopes.view.pan(0.125, 0.0)
    assert panel.values.still.x.range == Range(-2.0, 6.0)
    panel.values.view_all()
    assert [plot.still.x.range for plot in plots] == [VIEW] * 2


def test_a_slider_asks_for_the_lanes_parameter_and_shows_the_one_given(qtbot) -> None:  # type: ignore[no-untyped-def]
    networks = (SIGMOID, replace(SIGMOID, activation="elu"), replace(SIGMOID, activation="rrelu"))
    panel = asking_panel()
    asked = shown(qtbot, panel, trace_of(experiment(*networks)))
    sliders = panel.parameters.sliders
    paths = ["1.alpha", "2.lower", "2.upper"]
    assert list(sliders) == paths
    assert sliders[paths[0]].value() == 1.0
    slider = sliders[paths[0]].slider
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    qtbot.mouseMove(slider, slider.rect().center() / 2)
    names, arguments = zip(*asked, strict=True)
    assert set(names) == {"edit_lane"}
    assert {(a[0].network, a[1]) for a in arguments} == {(networks[1], "network.alpha")}
    assert len({a[3] for a in arguments}) == 1  # one drag, one key: one step of undo
    panel.show_experiment(experiment(networks[0], replace(networks[1], alpha=0.5), networks[2]))
    assert sliders[paths[0]].value() == 0.5
    panel.show_experiment(TWO)
    assert panel.parameters.isHidden()


def test_a_learned_slope_moves_the_curve_with_the_layer(qtbot) -> None:  # type: ignore[no-untyped-def]
    learned = replace(SIGMOID, activation="prelu", initializer="he_normal")
    panel = asking_panel()
    trace = trace_of(experiment(learned), updates=40, layer=2)
    shown(qtbot, panel, trace)
    slope = float(trace.lanes[0].detail.slopes[0])
    assert slope != 0.25
    line = next(m for m in panel.values.live if isinstance(m, Line))
    assert float(line.y[0] / line.x[0]) == pytest.approx(slope)
    dots = dots_of(panel.values, LIGHT.lanes[0])
    left = dots.x < 0
    np.testing.assert_allclose(dots.y[left], slope * dots.x[left], rtol=1e-12)


def unit_lines_of(marks) -> list[Line]:  # type: ignore[no-untyped-def]
    """The lines of single units: they have gaps."""
    return [m for m in marks if isinstance(m, Line) and np.isnan(m.x).any()]


@pytest.mark.parametrize(
    ("activation", "given", "said"),
    [
        ("prelu", {"per_unit": True}, "α learned by its units"),
        ("rrelu", {}, "α drawn for this pass"),
    ],
)
def test_every_unit_has_the_slope_that_it_learned_or_drew(qtbot, activation, given, said) -> None:  # type: ignore[no-untyped-def]
    network = replace(SIGMOID, activation=activation, initializer="he_normal", **given)
    panel = asking_panel()
    seen = []
    for updates in (10, 40):
        trace = trace_of(experiment(network), updates=updates, layer=2)
        shown(qtbot, panel, trace)
        slopes = np.unique(trace.lanes[0].detail.slopes)
        (values,), (derivatives,) = (
            unit_lines_of(plot.live) for plot in (panel.values, panel.slopes)
        )
        np.testing.assert_allclose(values.y[::3] / values.x[::3], slopes)
        np.testing.assert_array_equal(derivatives.y[::3], slopes)
        assert slopes.size > 1
        assert said in panel.status.text
        seen.append(slopes)
    assert not np.array_equal(*seen)  # they change while the network learns
    shown(qtbot, panel, trace_of(experiment(SIGMOID), layer=2))
    assert not unit_lines_of(panel.values.live)
    assert "α" not in panel.status.text


def test_the_output_layer_has_a_histogram_but_no_units_on_these_curves(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = asking_panel()
    shown(qtbot, panel, trace_of(layer=99))
    assert not [m for m in panel.values.live if isinstance(m, Dots)]
    assert [m for m in panel.values.live if isinstance(m, Bars)]
    assert "output" in panel.status.text


@pytest.mark.parametrize("scale", [1e200, 1e308, 0.0])
def test_overflowing_signals_are_drawn_and_told(qtbot, scale: float) -> None:  # type: ignore[no-untyped-def]
    wild = replace(SIGMOID, activation="relu", initializer="constant", scale=scale)
    panel = asking_panel()
    for layer in (1, 3, 7):
        shown(qtbot, panel, trace_of(experiment(wild), layer=layer))
        panel.values.grab()
        panel.slopes.grab()
    assert scale != 1e308 or "NaN or infinite" in panel.status.text


def test_a_batch_of_one_and_one_unit(qtbot) -> None:  # type: ignore[no-untyped-def]
    tiny = experiment(replace(SIGMOID, depth=1, width=1), data=replace(BATCH, batch_size=1))
    panel = asking_panel()
    shown(qtbot, panel, trace_of(tiny), size=(300, 200))
    assert dots_of(panel.values, LIGHT.lanes[0]).x.size == 1


def test_a_layer_with_an_activation_of_its_own_shows_its_curve(qtbot) -> None:  # type: ignore[no-untyped-def]
    """Only while that layer is looked at."""
    own = replace(TWO.lanes[0].network, layers=(LayerSpec(2, activation="softsign"),))
    lanes = (replace(TWO.lanes[0], network=own), *TWO.lanes[1:])
    made = replace(TWO, lanes=lanes)
    panel = asking_panel()
    shown(qtbot, panel, trace_of(made, layer=1))
    assert "softsign" not in {f.name for f in panel._functions}
    panel.show_trace(trace_of(made, layer=2))
    assert "softsign" in {f.name for f in panel._functions}


def test_every_factor_of_a_chain_is_a_point_on_the_derivative(qtbot) -> None:  # type: ignore[no-untyped-def]
    single = NetworkSpec(depth=5, width=1, activation="sigmoid")
    panel, trace = asking_panel(), trace_of(experiment(single))
    shown(qtbot, panel, trace)
    chain = trace.lanes[0].chain
    assert len(chain) == 4
    lit = [m for m in panel.slopes.live if isinstance(m, Dots) and m.color == LIGHT.accent]
    assert [x for m in lit for x in m.x.tolist()] == [link.preactivation for link in chain]
    assert [y for m in lit for y in m.y.tolist()] == [link.derivative for link in chain]
    s = 1 / (1 + np.exp(-lit[0].x))
    np.testing.assert_allclose(lit[0].y, s * (1 - s))
    named = {note.text for note in panel.slopes._notes}
    assert {"1", "2", "3", "4"} <= named
