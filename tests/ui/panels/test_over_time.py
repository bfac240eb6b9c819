"""A measure over time: the recorded passes of the watched layer, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.ui.plotting import RELU, SIGMOID, experiment, point_at, shown
from tests.ui.recorder import Recorder
from ui.curves.heat import heat
from ui.look.theme import LIGHT
from ui.panels.over_time import OverTimePanel
from ui.plots.marks import HeatMap, Line
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.stages import Moment, branch
from vgsim.play.passes import MOST
from vgsim.play.past import Past

SHORT = (replace(SIGMOID, depth=3), replace(RELU, depth=2))


def course(updates: int, watch: Watch = Watch(layer=2)) -> list[Trace]:  # noqa: B008
    trainer = Trainer(experiment(*SHORT), watch)
    traces = [trainer.trace()]
    for _ in range(updates):
        trainer.advance(1)
        traces.append(trainer.trace())
    return traces


def test_every_recorded_pass_is_a_point(qtbot: QtBot) -> None:
    panel, traces = OverTimePanel(Recorder()), course(6)
    shown(qtbot, panel, traces[0])
    past = Past()
    panel.show_past(past)
    for trace in traces:
        past.add(trace)
        panel.show_live(trace)
    for lane in range(2):
        drawn = next(
            m for m in panel.plot.live if isinstance(m, Line) and m.color == LIGHT.lanes[lane]
        )
        assert drawn.x.tolist() == list(range(7))
        expected = [float(t.lanes[lane].measures["gradient_preactivation"][1]) for t in traces]
        np.testing.assert_allclose(drawn.y, np.log10(expected))


@pytest.mark.parametrize("name", ["update_ratio", "cosine", "saturated", "activation_skew"])
def test_another_measure_can_be_chosen(qtbot: QtBot, name: str) -> None:
    panel, traces = OverTimePanel(Recorder()), course(4)
    shown(qtbot, panel, traces[0])
    past = Past()
    panel.show_past(past)
    for trace in traces:
        past.add(trace)
        panel.show_live(trace)
    panel.choice.set_key(name)
    panel.choice.chosen.emit(name)
    lines = [m for m in panel.plot.live if isinstance(m, Line)]
    assert len(lines) == 2
    assert panel.plot.still.y.range.span > 0


def test_a_costly_measure_is_requested(qtbot: QtBot) -> None:
    panel = OverTimePanel(Recorder())
    shown(qtbot, panel, course(1)[0])
    panel.choice.set_key("effective_rank")
    panel.choice.chosen.emit("effective_rank")
    assert panel.requests.asked[-1] == ("set_costly", ("course", frozenset({"effective_rank"})))


def test_going_back_forgets_nothing_and_a_new_path_forgets_the_old_one() -> None:
    past, trainer = Past(), Trainer(experiment(*SHORT))

    def seen() -> list[int]:
        past.add(trainer.trace())
        return past.of(0, "weight_norm", 1).steps.tolist()

    for _ in range(5):
        seen()
        trainer.advance(1)
    assert seen() == [0, 1, 2, 3, 4, 5]
    trainer.goto(2)
    assert seen() == [0, 1, 2, 3, 4, 5]
    trainer.set_learning_rate(0.9)
    assert seen() == [0, 1, 2]
    trainer.advance(2)
    assert seen() == [0, 1, 2, 4]
    traces = course(1)
    other = replace(traces[1].experiment, seed=99)
    past.add(replace(traces[1], experiment=other))
    assert past.of(0, "weight_norm", 1).steps.tolist() == [1]
    assert past.of(1, "weight_norm", 9).steps.size == 0


def test_a_branch_inherits_the_past_of_its_origin() -> None:
    past, trainer = Past(), Trainer(experiment(*SHORT))
    for _ in range(4):
        past.add(trainer.trace())
        trainer.advance(1)
    rates = tuple(curves.rates for curves in trainer.curves())
    other = Trainer(branch(trainer.experiment, 1, Moment(4, rates)), before=trainer)
    other.goto(4)
    past.add(other.trace())
    assert past.of(2, "weight_norm", 1).steps.tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(
        past.of(1, "weight_norm", 1).values, past.of(2, "weight_norm", 1).values
    )


def test_first_and_last_layer_can_be_shown(qtbot: QtBot) -> None:
    panel, traces = OverTimePanel(Recorder()), course(3)
    asked = shown(qtbot, panel, traces[0])
    past = Past()
    panel.show_past(past)
    panel.layers.set_key("ends")
    for trace in traces:
        past.add(trace)
        panel.show_live(trace)
    lines = [m for m in panel.plot.live if isinstance(m, Line)]
    assert [bool(line.dash) for line in lines] == [False, True] * 2
    last = traces[-1].lanes[0].measures["gradient_preactivation"]
    assert (lines[0].y[-1], lines[1].y[-1]) == (np.log10(last[0]), np.log10(last[2]))
    point_at(panel.plot, 1.2, float(lines[0].y[0]), press=True)
    assert asked[-1] == ("go_to", (1, traces[-1].experiment))


def test_the_past_is_bounded() -> None:
    past, trace = Past(), course(0)[0]
    for step in range(3 * MOST):
        past.add(replace(trace, step=step, furthest=step))
    seen = past.of(0, "weight_norm", 1)
    assert seen.steps.size <= MOST
    assert (seen.steps[0], seen.steps[-1]) == (0, 3 * MOST - 1)


@pytest.mark.parametrize(
    ("name", "logarithmic"), [("gradient_preactivation", True), ("saturated", False)]
)
def test_all_layers_are_shown_as_rows_of_colors(qtbot: QtBot, name: str, logarithmic: bool) -> None:
    panel, traces = OverTimePanel(Recorder()), course(6)
    asked = shown(qtbot, panel, traces[0])
    past = Past()
    panel.show_past(past)
    panel.choice.set_key(name)
    panel.layers.set_key("all")
    for trace in traces:
        past.add(trace)
        panel.show_live(trace)
    (field,) = panel.plot.still.marks
    assert isinstance(field, HeatMap)
    lane = traces[0].lanes[0]
    assert field.values.shape == (lane.depth, 7)
    for column, trace in enumerate(traces):
        expected = trace.lanes[0].measures[name][: lane.depth]
        found = 10 ** field.values[:, column] if logarithmic else field.values[:, column]
        np.testing.assert_allclose(found, expected)
    assert panel.bar.isVisible()
    point_at(panel.plot, 3.0, 2.2, press=True)
    assert asked[-1] == ("select", (traces[-1].experiment.lanes[0], 2, None))
    panel.layers.set_key("selected")
    panel.layers.chosen.emit("selected")
    assert not panel.plot.still.marks
    assert not panel.bar.isVisible()


def test_zeros_and_broken_numbers_have_their_own_colors() -> None:
    past, trace = Past(), course(0)[0]
    rows = np.array(trace.lanes[0].measures["gradient_preactivation"])
    rows[0], rows[1] = 0.0, np.nan
    measures = dict(trace.lanes[0].measures) | {"gradient_preactivation": rows}
    lane = replace(trace.lanes[0], measures=measures)
    past.add(replace(trace, lanes=(lane, *trace.lanes[1:])))
    found = heat(past, 0, "gradient_preactivation", lane.depth, LIGHT, shares=False, decades=True)
    assert found is not None
    assert found.zeros
    assert found.lost
    pixels = found.field.colors.pixels(found.field.values)
    assert set(pixels[0]) == {found.field.colors.zero}
    assert set(pixels[1]) == {found.field.colors.broken}
