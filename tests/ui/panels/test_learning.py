"""The learning panel: loss and results of every lane on all axes, and exact readings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.ui.plotting import RELU, SIGMOID, experiment, picked, point_at, shown, trace_of
from tests.ui.recorder import Recorder
from ui.curves.training_curves import TrainingCurve, thinned, value_rows
from ui.look.theme import LIGHT
from ui.panels.learning.panel import LearningPanel
from ui.plots.marks import Line, Rule, Shape, Stamps
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import DataSpec, TrainingSpec
from vgsim.words.numbers import scientific

SHORT = (replace(SIGMOID, depth=2), replace(RELU, depth=2))


def line(plot, color: str) -> Line:  # type: ignore[no-untyped-def]
    return next(m for m in plot.live if isinstance(m, Line) and m.color == color)


def test_the_curves_are_those_of_the_trace_and_the_current_pass_is_marked(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = LearningPanel(Recorder()), trace_of(experiment(*SHORT), updates=30)
    shown(qtbot, panel, trace)
    for lane, curves in enumerate(trace.curves):
        drawn = line(panel.losses, LIGHT.lanes[lane])
        np.testing.assert_array_equal(drawn.x, [*curves.steps, 30])
        np.testing.assert_array_equal(drawn.y, [*curves.loss, trace.lanes[lane].loss])
        results = line(panel.results, LIGHT.lanes[lane])
        np.testing.assert_array_equal(results.y, curves.train_accuracy)


def test_the_logarithmic_axis_shows_logarithms(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = LearningPanel(Recorder()), trace_of(experiment(*SHORT), updates=20)
    shown(qtbot, panel, trace)
    plain = line(panel.losses, LIGHT.lanes[1]).y
    panel.decades.click()
    np.testing.assert_allclose(line(panel.losses, LIGHT.lanes[1]).y, np.log10(plain))
    assert all(panel.losses.still.y.range.contains(y) for y in np.log10(plain))


def test_the_pointer_reads_the_recorded_numbers(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = LearningPanel(Recorder()), trace_of(experiment(*SHORT), updates=30)
    shown(qtbot, panel, trace)
    point_at(panel.results, 20.2, 0.5)
    table = panel.hover.readout.table
    assert table.head[0] == "update 20"
    assert table.rows[1].cells[:2] == ("Net 1", scientific(trace.curves[1].loss[20], 4))
    assert panel.losses.cursor_value == panel.results.cursor_value == 20.0


def test_the_axis_of_updates_grows_in_steps(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = LearningPanel(Recorder())
    shown(qtbot, panel, trace_of(experiment(*SHORT), updates=3))
    first = panel.losses.still.x.range
    panel.show_live(trace_of(experiment(*SHORT), updates=8))
    assert panel.losses.still.x.range == first
    panel.show_live(trace_of(experiment(*SHORT), updates=40))
    assert panel.losses.still.x.range.high >= 40
    assert max(line(panel.losses, LIGHT.lanes[0]).x) == 40


def test_an_infinite_loss_is_marked_at_its_update(qtbot) -> None:  # type: ignore[no-untyped-def]
    wild = replace(RELU, depth=6, initializer="normal", scale=4.0)
    asked = experiment(
        wild, data=DataSpec(name="sine", batch_size=16), training=TrainingSpec(learning_rate=1e3)
    )
    trace = trace_of(asked, updates=12)
    lost = ~np.isfinite(trace.curves[0].loss)
    assert lost.any()
    panel = LearningPanel(Recorder())
    shown(qtbot, panel, trace)
    for _ in range(2):
        stamps = [m for m in panel.losses.live if isinstance(m, Stamps)]
        assert {m.shape for m in stamps} <= {Shape.CROSS, Shape.UP}
        assert min(m.x[0] for m in stamps) == trace.curves[0].steps[lost][0]
        panel.grab()
        panel.decades.click()


def test_regression_shows_errors_instead_of_accuracies(qtbot) -> None:  # type: ignore[no-untyped-def]
    asked = experiment(*SHORT, data=DataSpec(name="sine", batch_size=16))
    panel, trace = LearningPanel(Recorder()), trace_of(asked, updates=10)
    shown(qtbot, panel, trace)
    assert "mean squared error" in panel.results.still.keys[0].label
    point_at(panel.losses, 0.0, 0.1)
    error = scientific(trace.curves[0].test_accuracy[0], 4)
    assert panel.hover.readout.table.rows[0].cells[3] == error


def test_the_rate_is_shown_only_during_training(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = LearningPanel(Recorder())
    shown(qtbot, panel, trace_of(experiment(*SHORT), updates=1))
    assert "second" not in panel.status.text
    panel.show_rate(1234.4)
    assert "1\u2009234 updates per second" in panel.status.text
    panel.show_rate(0.0)
    assert "second" not in panel.status.text


def test_results_are_painted_only_when_there_are_new_ones(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = LearningPanel(Recorder())
    shown(qtbot, panel, trace_of(experiment(*SHORT), updates=11))
    marks = panel.results.live
    panel.show_live(trace_of(experiment(*SHORT), updates=12))
    assert panel.results.live is marks
    panel.show_live(trace_of(experiment(*SHORT, seed=8), updates=12))
    assert panel.results.live is not marks


def test_both_plots_mark_the_same_pass_wherever_it_is(qtbot) -> None:  # type: ignore[no-untyped-def]
    """As in a replay, where the curves stay and the pass moves along them."""
    panel, trainer = LearningPanel(Recorder()), Trainer(experiment(*SHORT))
    trainer.advance(40)
    shown(qtbot, panel, trainer.trace())
    for step in (12, 31, 4):
        trainer.goto(step)
        panel.show_live(trainer.trace())
        for plot in (panel.losses, panel.results):
            assert [m.value for m in plot.live if isinstance(m, Rule)] == [step]


def test_the_axis_of_losses_shrinks_after_a_peak_has_gone() -> None:
    """Long curves are thinned, which may remove the loss of a single batch."""
    steps = np.arange(5)
    peak, rest = (
        TrainingCurve(steps, np.array([2.0, high, 2.0, 6.2, 0.1]), "") for high in (14.0, 3.0)
    )
    settled, _ = value_rows(None, [peak], False)
    assert settled.high == 15
    assert value_rows(settled, [rest], False)[0].high == 8
    again, _ = value_rows(value_rows(settled, [rest], False)[0], [rest], False)
    assert again.high == 8


def test_a_low_panel_shows_one_plot_and_offers_the_other(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = LearningPanel(Recorder())
    shown(qtbot, panel, trace_of(experiment(*SHORT), updates=11), size=(380, 190))
    assert (panel.losses.isHidden(), panel.results.isHidden()) == (False, True)
    panel.other.click()
    assert (panel.losses.isHidden(), panel.results.isHidden()) == (True, False)
    assert panel.results.still.x.labelled


@pytest.mark.parametrize("count", [1, 7, 500, 2048, 5000])
def test_thinning_keeps_the_extremes_and_the_newest(count: int) -> None:
    x = np.arange(count, dtype=np.float64)
    y = np.random.default_rng(count).normal(size=count)
    few_x, few_y = thinned(x, y, 500.0)
    assert few_x.size == few_y.size <= max(count, 260)
    assert (few_y.min(), few_y.max()) == (y.min(), y.max())
    assert few_x[-1] >= x[-1] - count / 100
    assert (np.diff(few_x) >= 0).all()


def learned() -> Trace:
    """Trained with two rates, with a step back in between."""
    trainer = Trainer(experiment(*SHORT))
    trainer.advance(30)
    trainer.set_learning_rate(0.5)
    trainer.advance(30)
    trainer.goto(10)
    return trainer.trace()


def test_changes_and_the_current_pass_are_marked_and_a_click_goes_to_an_update(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = LearningPanel(Recorder()), learned()
    asked = shown(qtbot, panel, trace)
    rules = [m.value for m in panel.losses.live if isinstance(m, Rule)]
    assert rules == [30.0, 10.0]
    assert max(line(panel.losses, LIGHT.lanes[0]).x) == 59
    point_at(panel.losses, 30.0, 0.5)
    assert "rate 0.5" in panel.hover.readout.table.head[0]
    point_at(panel.losses, 45.0, 0.5, press=True)
    assert "rate" not in panel.hover.readout.table.head[0]
    assert asked[-1] == ("go_to", (45, trace.experiment))


def test_the_axes_of_epochs_and_seconds(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = LearningPanel(Recorder()), learned()
    shown(qtbot, panel, trace)
    curves = trace.curves[1]
    picked(panel.view, "axis", "epochs")
    np.testing.assert_allclose(line(panel.losses, LIGHT.lanes[1]).x, curves.steps / curves.epoch)
    picked(panel.view, "axis", "seconds")
    drawn = line(panel.losses, LIGHT.lanes[1]).x
    np.testing.assert_array_equal(drawn, curves.seconds)
    assert np.all(np.diff(drawn) > 0)
    assert "seconds" in panel.losses.still.x_caption.long


def test_before_the_first_update_there_is_no_ribbon_and_no_key_of_it(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = LearningPanel(Recorder())
    shown(qtbot, panel, Trainer(experiment(*SHORT)).trace())
    assert not any("lowest loss" in key.label for key in panel.losses.still.keys)


def test_the_ribbon_has_the_color_of_the_lowest_loss(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = LearningPanel(Recorder()), learned()
    shown(qtbot, panel, trace)
    top = [m for m in panel.losses.live if isinstance(m, Line) and m.width > LIGHT.line_width * 1.5]
    smooth = [losses.values for losses in trace.smoothed]
    for number, color in enumerate(LIGHT.lanes[:2]):
        led = [x for m in top if m.color == color for x in m.x[::3]]
        expected = np.flatnonzero(np.argmin(smooth, axis=0) == number)
        np.testing.assert_array_equal(led, expected)
    assert "lowest loss" in panel.losses.still.keys[-1].label
    picked(panel.view, "leads", False)
    assert not [m for m in panel.losses.live if isinstance(m, Line) and m.width == top[0].width]
