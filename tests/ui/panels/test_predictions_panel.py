"""The predictions panel: decision boundaries, curves, confusions, pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.panels.test_cell_panel import trace_of as recurrent_trace
from tests.ui.plotting import point_at, shown
from tests.ui.recorder import Recorder
from ui.curves.predictions import SHADES, class_ticks, output_field, square
from ui.look.theme import LIGHT, PROJECTOR
from ui.panels.predictions.panel import PredictionsPanel
from ui.plots.marks import Dots, HeatMap, Line
from ui.plots.notes import cell_type
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.predictions import Predictions
from vgsim.compute.traces.trace import PREDICTIONS, Trace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec


def learned(
    data: str, updates: int = 40, unit: int | None = None, path: str | None = None, **fields: object
) -> Trace:
    network = NetworkSpec(**{"depth": 2, "width": 6, "activation": "tanh", **fields})  # type: ignore[arg-type]
    made = Experiment(data=DataSpec(data, 16, 120, path=path), lanes=(Lane("", network),))
    trainer = Trainer(made)
    trainer.advance(updates)
    return trainer.trace(Watch(layer=1, unit=unit, costly=frozenset({PREDICTIONS})))


def known(trace: Trace) -> Predictions:
    found = trace.lanes[0].predictions
    assert found is not None
    return found


def opened(qtbot: QtBot, trace: Trace, view: str) -> PredictionsPanel:
    panel = PredictionsPanel(Recorder())
    asked = shown(qtbot, panel, trace)
    assert ("set_costly", ("predictions", PredictionsPanel.costly)) in asked
    panel.view.set_key(view)
    panel.view.chosen.emit(view)
    return panel


@pytest.mark.parametrize("output", ["softmax", "sigmoid", "tanh"])
def test_the_color_is_that_of_the_predicted_class(qtbot: QtBot, output: str) -> None:
    trace = learned("moons", 200, output=output)
    panel = opened(qtbot, trace, "answers")
    (field,) = panel.plot.still.marks
    assert isinstance(field, HeatMap)
    answers = known(trace).outputs
    if output == "softmax":
        expected = answers.argmax(axis=2)
    else:
        expected = answers[:, :, 0] > (0.0 if output == "tanh" else 0.5)
    assert np.array_equal(field.values // SHADES, expected)
    dots = [mark for mark in panel.plot.live if isinstance(mark, Dots)]
    assert sum(len(each.x) for each in dots) == len(known(trace).points)
    assert {each.color for each in dots} == set(LIGHT.curves[:2])
    assert "correct on the test set" in panel.sentence.text


@pytest.mark.parametrize("view", ["answers", "unit"])
def test_a_circle_is_a_circle(qtbot: QtBot, view: str) -> None:
    panel = opened(qtbot, learned("circles", 5, unit=2), view)
    place = panel.plot.place()
    assert place.x.slope == pytest.approx(-place.y.slope, rel=0.02)


def test_the_axes_of_the_plane_are_named_as_in_the_table(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = (f"{k % 7},{k % 5},{int(k % 7 > k % 5)}" for k in range(60))
    path.write_text("age,height (cm),ill\n" + "\n".join(rows))
    panel = opened(qtbot, learned("csv", path=str(path)), "answers")
    still = panel.plot.still
    assert still.x_caption.long == "age, standardized"
    assert still.caption.long == "height (cm), standardized"
    assert (still.x_caption.short, still.caption.short) == ("age", "height (cm)")


def test_outputs_that_are_nan_have_their_own_color() -> None:
    trace = learned("moons", 5, gain=1e300, activation="relu")
    field = output_field(known(trace), "softmax", LIGHT)
    assert np.isnan(field.values).any()


def test_the_selected_unit_is_shown_over_the_plane(qtbot: QtBot) -> None:
    trace = learned("moons", unit=3)
    panel = opened(qtbot, trace, "unit")
    (field,) = panel.plot.still.marks
    assert isinstance(field, HeatMap)
    assert np.array_equal(field.values, known(trace).unit)
    assert panel.plot.still.colors is not None
    assert panel.plot.still.colors.colors == field.colors
    nothing = opened(qtbot, learned("moons"), "unit")
    assert nothing.view.key() == "answers"  # no unit is selected


def test_a_curve_is_drawn_over_its_examples(qtbot: QtBot) -> None:
    trace = learned("sine")
    panel = opened(qtbot, trace, "answers")
    (line,) = [mark for mark in panel.plot.live if isinstance(mark, Line)]
    assert np.array_equal(line.y, known(trace).outputs[0, :, 0])
    scatter = opened(qtbot, learned("diabetes"), "pairs")
    (dots,) = [mark for mark in scatter.plot.live if isinstance(mark, Dots)]
    assert len(dots.x) > 50


def test_pairs_as_far_apart_as_numbers_get_have_a_range(qtbot: QtBot) -> None:
    far = learned("diabetes", 0)
    pairs = known(far).pairs.copy()
    pairs[:4, 1] = 1.7e308, -1.7e308, np.inf, np.nan
    lane = replace(far.lanes[0], predictions=replace(known(far), pairs=pairs))
    panel = opened(qtbot, replace(far, lanes=(lane,)), "pairs")
    span = panel.plot.still.y.range.span
    assert np.ptp(pairs[4:]) < span < 100 * np.ptp(pairs[4:])


def test_confusions_are_counted_under_the_pointer(qtbot: QtBot) -> None:
    trace = learned("digits", 60)
    panel = opened(qtbot, trace, "confusion")
    (field,) = panel.plot.still.marks
    assert isinstance(field, HeatMap)
    np.testing.assert_allclose(field.values.sum(axis=1), 1)
    point_at(panel.plot, 3.0, 3.0)
    times = known(trace).confusion[3, 3]
    assert panel.sentence.text == f"3 predicted as 3: {times} times"


def test_digits_are_shown_as_pictures(qtbot: QtBot) -> None:
    trace = learned("digits", 60)
    panel = opened(qtbot, trace, "mistakes")
    found = known(trace)
    assert [each.caption.split(",")[0] for each in panel.grid.pictures] == [
        f"{each.truth} → {each.predicted}" for each in found.mistakes
    ]
    assert panel.grid.isVisible()
    assert not panel.plot.isVisible()
    weights = opened(qtbot, trace, "filters")
    assert len(weights.grid.pictures) == 6
    weights.grab()


def test_recurrent_networks_are_not_available(qtbot: QtBot) -> None:
    panel = PredictionsPanel(Recorder())
    shown(qtbot, panel, recurrent_trace("lstm"))
    assert "recurrent" in panel.sentence.text


def test_the_second_of_two_equal_lanes_can_be_watched(qtbot: QtBot) -> None:
    network = NetworkSpec(depth=2, width=6, activation="tanh")
    made = Experiment(data=DataSpec("sine", 16, 120), lanes=(Lane("", network), Lane("", network)))
    trace = Trainer(made).trace(Watch(lane=1, costly=frozenset({PREDICTIONS})))
    panel = opened(qtbot, trace, "answers")
    (line,) = [mark for mark in panel.plot.live if isinstance(mark, Line)]
    assert line.color == LIGHT.lanes[1]


def test_accuracy_in_training_mode_is_shown_where_it_differs(qtbot: QtBot) -> None:
    """Batch norm with running statistics that never change differs in evaluation."""
    data = DataSpec("digits", 50, standardize=False)
    for normalization, momentum in (("batch", 0.0), ("none", 0.1)):
        network = NetworkSpec(
            depth=2, width=12, activation="relu", initializer="he_normal",
            normalization=normalization, norm_momentum=momentum,
        )  # fmt: skip
        trainer = Trainer(Experiment(data=data, lanes=(Lane("", network),)))
        trainer.advance(30)
        trace = trainer.trace(Watch(costly=PredictionsPanel.costly))
        panel, grades = opened(qtbot, trace, "confusion"), trace.lanes[0].grades
        assert grades is not None
        assert grades.trained is not None
        assert f"balanced accuracy {100 * grades.balanced_accuracy:.0f} %" in panel.sentence.text
        words = f"accuracy in training mode {100 * grades.trained[1]:.0f} %"
        assert (words in panel.sentence.text) == (normalization == "batch")


def test_nan_outputs_are_no_class(qtbot: QtBot) -> None:
    network = NetworkSpec(depth=2, width=4, activation="relu", gain=1e300)
    trainer = Trainer(Experiment(lanes=(Lane("", network),)))
    trace = trainer.trace(Watch(costly=PredictionsPanel.costly))
    assert known(trace).confusion.shape == (10, 10)
    assert not known(trace).confusion.any()
    panel = opened(qtbot, trace, "confusion")
    assert "all outputs on the test set are NaN or infinite" in panel.sentence.text


def test_classes_are_shown_by_their_names(qtbot: QtBot) -> None:
    trace = learned("iris")
    lane = trace.lanes[0]
    assert lane.class_of(0) == ("setosa", "versicolor", "virginica")[lane.labels[0]]
    panel = opened(qtbot, trace, "confusion")
    ticks = class_ticks(known(trace).class_names)
    assert [tick.text for tick in ticks(square(3), 3)] == ["setosa", "versicolor", "virginica"]
    assert panel.plot.isVisibleTo(panel)
    many = class_ticks(tuple(f"class {number}" for number in range(100)))
    assert 2 <= len(many(square(100), 8)) <= 12
    assert all(len(tick.text) <= 10 for tick in class_ticks(("x" * 40,) * 2)(square(2), 2))


def test_a_confusion_matrix_counts_in_its_cells(qtbot: QtBot) -> None:
    trace = learned("moons")
    panel = opened(qtbot, trace, "confusion")
    confusion = known(trace).confusion
    wanted = {place: str(int(times)) for place, times in np.ndenumerate(confusion) if times}
    panel.resize(700, 600)
    noted = panel.plot.noted()
    assert {(note.y, note.x): note.text for note, _ in noted} == wanted
    for note, area in noted:
        assert area.contains(panel.plot.place().point(note.x, note.y))
    panel.plot.resize(60, 30)  # in cells that are too small there is nothing
    assert panel.plot.noted() == []
    panel.view.set_key("answers")
    panel.view.chosen.emit("answers")
    assert not panel.plot._notes


def confused(qtbot: QtBot, times: int, size: tuple[int, int]) -> tuple[PredictionsPanel, Trace]:
    """The confusion matrix of ten digits, `times` as many of them, on a projector."""
    trace = learned("digits", 100)
    found = known(trace)
    lane = replace(trace.lanes[0], predictions=replace(found, confusion=times * found.confusion))
    trace = replace(trace, lanes=(lane,))
    panel = opened(qtbot, trace, "confusion")
    panel.show_theme(PROJECTOR.scaled(1080))
    panel.parentWidget().resize(*size)
    panel.resize(*size)
    panel.show_trace(trace)
    QApplication.processEvents()
    return panel, trace


def counts(trace: Trace) -> dict[tuple[int, int], str]:
    return {k: str(int(v)) for k, v in np.ndenumerate(known(trace).confusion) if v}


def test_numbers_of_ten_classes_are_readable_on_a_projector(qtbot: QtBot) -> None:
    panel, trace = confused(qtbot, 1, (740, 920))
    plot, theme = panel.plot, panel.plot.still.theme
    noted = plot.noted()
    assert {(note.y, note.x): note.text for note, _ in noted} == counts(trace)
    size = cell_type(plot.place(), [note for note, _ in noted], theme)
    assert theme.font_size <= size < theme.label_size
    across, up = plot.place().x.slope, -plot.place().y.slope
    assert all(area.width() <= across and area.height() <= up for _, area in noted)
    assert plot.still.colors is not None
    assert "Point at a cell" not in panel.sentence.text


def test_the_color_scale_makes_room_for_large_numbers(qtbot: QtBot) -> None:
    panel, trace = confused(qtbot, 10, (740, 920))
    assert {(note.y, note.x): note.text for note, _ in panel.plot.noted()} == counts(trace)
    assert panel.plot.still.colors is None
    panel.parentWidget().resize(1200, 920)
    panel.resize(1200, 920)
    assert panel.plot.still.colors is not None
    assert len(panel.plot.noted()) == len(counts(trace))
    panel.view.set_key("filters")
    panel.view.chosen.emit("filters")
    assert panel.grid.isVisible()


def test_where_not_every_number_fits_there_is_none_but_a_hint(qtbot: QtBot) -> None:
    """A cell without its number would look like one with nothing in it."""
    panel, trace = confused(qtbot, 1000, (740, 920))
    assert panel.plot.noted() == []
    assert panel.plot.still.colors is not None
    assert panel.sentence.text.endswith("Point at a cell to see its number.")
    point_at(panel.plot, 3.0, 3.0)
    times = int(known(trace).confusion[3, 3])
    assert panel.sentence.text == f"3 predicted as 3: {times} times"
    panel.plot.zoom(0.2, 0.2)  # cells are larger then, and the others have no numbers outside
    assert panel.plot.noted()
    assert all(panel.plot.place().inner.contains(area) for _, area in panel.plot.noted())


@pytest.mark.parametrize(("data", "count"), [("digits", 10), ("moons", 2)])
def test_every_predicted_class_is_named_below_its_column(
    qtbot: QtBot, data: str, count: int
) -> None:
    panel = opened(qtbot, learned(data), "confusion")
    panel.show_theme(PROJECTOR.scaled(1080))
    panel.parentWidget().resize(740, 920)
    panel.resize(740, 920)
    axis = panel.plot.axes[0]
    labels = [text for _, _, text in axis.generateDrawSpecs(QPainter())[2] if text]
    assert labels == [str(number) for number in range(count)]
    assert "prediction" in panel.plot.still.caption.long
    assert panel.plot.still.x.of == "prediction"
