"""The inspector: the arithmetic adds up, stays with its unit, and takes a typed weight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.ui.plotting import SIGMOID, TWO, clicked, experiment, shown, trace_of
from tests.ui.recorder import Recorder
from ui.panels.arithmetic.words import products, written_sum
from ui.panels.inspector.panel import InspectorPanel
from ui.widgets.table import TableCell
from vgsim.compute.traces.trace import UnitDetail
from vgsim.describe.spec import DataSpec, NetworkSpec
from vgsim.words.numbers import scientific


def unit_of(trace) -> UnitDetail:  # type: ignore[no-untyped-def]
    unit = trace.lanes[trace.watch.lane].unit
    assert unit is not None
    return unit


def rows(panel: InspectorPanel) -> dict[str, tuple[str, ...]]:
    view = panel.measures if panel.sheet.isHidden() else panel.sheet
    return {row[0]: row for row in view.texts()}


def test_the_arithmetic_is_that_of_the_trace(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = InspectorPanel(Recorder()), trace_of(lane=0, layer=3, unit=2, example=1)
    shown(qtbot, panel, trace)
    unit, text = unit_of(trace), panel.sentences.text()
    assert f"z = Σ w·a + b = {scientific(unit.preactivation, 3)}" in text
    assert f"= {scientific(unit.activation, 3)}" in text
    assert f"= {scientific(unit.gradient_preactivation, 3)}" in text
    assert unit.preactivation == pytest.approx(float(unit.weights @ unit.inputs) + unit.bias)
    for index in range(unit.weights.size):
        weight, signal = float(unit.weights[index]), float(unit.inputs[index])
        numbers = (signal, weight, weight * signal, float(unit.weight_gradients[index]))
        assert rows(panel)[str(index + 1)][1:] == tuple(scientific(n, 3) for n in numbers)
    assert rows(panel)["bias"][4] == scientific(unit.bias_gradient, 3)
    assert "0.0000" not in text
    assert panel.heading.text.startswith("Net 0, layer 3, unit 3, example 2 (class ")


@pytest.mark.parametrize(("activation", "said"), [("prelu", "learned"), ("rrelu", "drawn")])
def test_a_unit_shows_the_slope_that_it_learned_or_drew(qtbot, activation, said) -> None:  # type: ignore[no-untyped-def]
    per_unit = activation == "prelu"
    network = replace(SIGMOID, activation=activation, per_unit=per_unit, initializer="he_normal")
    panel = InspectorPanel(Recorder())
    for unit in (1, 2):
        trace = trace_of(experiment(network), updates=20, lane=0, layer=2, unit=unit, example=1)
        shown(qtbot, panel, trace)
        alpha = scientific(float(trace.lanes[0].detail.slopes[unit]), 3)
        assert f"α = {alpha} {said} by this unit".replace("drawn by", "drawn for") in (
            panel.sentences.text()
        )


def test_the_inputs_of_the_first_layer_have_their_names(qtbot) -> None:  # type: ignore[no-untyped-def]
    made = experiment(SIGMOID, data=DataSpec("iris", batch_size=16))
    panel = InspectorPanel(Recorder())
    shown(qtbot, panel, trace_of(made, lane=0, layer=1, unit=2, example=1))
    named = {"bias", "1 sepal length (cm)", "2 sepal width (cm)", "3 petal length (cm)",
             "4 petal width (cm)"}  # fmt: skip
    assert rows(panel).keys() == named
    panel.show_trace(trace_of(made, lane=0, layer=2, unit=2, example=1))
    assert "1" in rows(panel)


def _value(text: str) -> float:
    """The value of a written sum."""
    text = re.sub(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"10**{m[1]}", text)
    table = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−×·", "-0123456789-**")
    text = re.sub(r"… \d+ more ", "", text).translate(table)
    return float(eval(text, {"__builtins__": {}}))


@pytest.mark.parametrize("room", [20, 40, 60, 100, 1000])
def test_a_written_sum_has_its_value_in_any_room(room: int) -> None:
    unit = unit_of(trace_of(lane=0, layer=3, unit=2, example=1))
    terms = products(unit.weights, unit.inputs)
    whole = sum(t[0] for t in terms) - 0.25
    sign, _, text = written_sum(terms, -0.25, whole, lambda text: len(text) <= room).partition(" ")
    assert _value(text) == pytest.approx(whole, abs=0.02)
    assert len(text) <= max(room, 40)
    assert sign == ("=" if scientific(_value(text), 3) == scientific(whole, 3) else "≈")


def test_the_rest_of_a_sum_keeps_small_terms_next_to_a_huge_one() -> None:
    terms = [(1e200, 1e200, 1.0), (0.25, 0.5, 0.5), (0.5, 1.0, 0.5), (0.125, 0.25, 0.5)]
    text = written_sum(terms, None, 1e200, lambda text: len(text) < 40)
    assert "more (0.875)" in text


def test_the_largest_come_first_and_rows_keep_their_order_while_numbers_change(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = InspectorPanel(Recorder())
    trace = trace_of(lane=1, layer=2, unit=0, example=0)
    shown(qtbot, panel, trace)
    assert next(iter(rows(panel))) == "bias"
    unit = unit_of(trace)
    sizes = [abs(float(unit.weights[int(k) - 1] * unit.inputs[int(k) - 1]))
             for k in list(rows(panel))[1:]]  # fmt: skip
    assert sizes == sorted(sizes, reverse=True)
    order = list(rows(panel))
    panel.show_trace(trace_of(updates=30, lane=1, layer=2, unit=0, example=0))
    assert list(rows(panel)) == order
    clicked(qtbot, panel.sheet, "input")
    assert list(rows(panel)) == ["bias", *(str(k) for k in range(1, 9))]


def test_the_output_layers_gradient_comes_from_the_loss(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = InspectorPanel(Recorder())
    shown(qtbot, panel, trace_of(lane=0, layer=7, unit=4, example=0))
    text = panel.sentences.text()
    assert "from the loss itself" in text
    assert "softmax of the layer's z" in text
    assert "next layer" not in text


def test_a_typed_weight_is_requested(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = InspectorPanel(Recorder())
    asked = shown(qtbot, panel, trace_of(lane=1, layer=2, unit=5, example=0))
    for weight, text, value in (
        (-1, "0,5", 0.5),
        (-1, "-2.25", -2.25),
        (3, "1e200", 1e200),
        (7, "−1,5e-3", -0.0015),
    ):
        panel.sheet.picked.emit(weight)
        source = None if weight < 0 else weight
        assert asked.pop() == ("select", (TWO.lanes[1], 2, 5, source))
        panel.weight_field.setFocus()
        panel.weight_field.selectAll()
        panel.weight_field.insert(text)  # as if pasted: there is no key event for a minus sign
        qtbot.keyClick(panel.weight_field, Qt.Key.Key_Return)
        assert asked.pop() == ("edit_weight", (TWO.lanes[1], 2, 5, source, value))
        assert panel.fault.isHidden()
    assert asked == []


@pytest.mark.parametrize(
    "text", ["1,234.5", "1 000", "abc", "1e999", "nan", "inf", "", "0x1", "--1"]
)
def test_bad_text_shows_a_message_and_requests_nothing(qtbot, text: str) -> None:  # type: ignore[no-untyped-def]
    panel = InspectorPanel(Recorder())
    asked = shown(qtbot, panel, trace_of(lane=0, layer=2, unit=5, example=0))
    panel.weight_field.setFocus()
    panel.weight_field.selectAll()
    qtbot.keyClick(panel.weight_field, Qt.Key.Key_Delete)
    qtbot.keyClicks(panel.weight_field, text)
    qtbot.keyClick(panel.weight_field, Qt.Key.Key_Return)
    assert asked == []
    assert panel.fault.isVisible()
    assert panel.fault.text()


def test_text_being_typed_survives_new_passes(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = InspectorPanel(Recorder())
    shown(qtbot, panel, trace_of(lane=0, layer=6, unit=5, example=0))
    panel.weight_field.setFocus()
    panel.weight_field.selectAll()
    qtbot.keyClicks(panel.weight_field, "12")
    panel.show_trace(trace_of(updates=20, lane=0, layer=6, unit=5, example=0))
    assert panel.weight_field.text() == "12"


def test_the_field_follows_the_weight_while_the_network_learns(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = InspectorPanel(Recorder())
    shown(qtbot, panel, trace_of(lane=1, layer=4, unit=5, example=0))
    panel.sheet.picked.emit(3)
    later = trace_of(updates=20, lane=1, layer=4, unit=5, example=0)
    panel.show_trace(later)
    assert panel.weight_field.value() == unit_of(later).weights[3]


def test_another_unit_is_requested_and_a_missing_one_is_refused(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = InspectorPanel(Recorder())
    asked = shown(qtbot, panel, trace_of(lane=0, layer=2))
    panel.unit_field.committed.emit(8.0)
    assert asked.pop() == ("select", (TWO.lanes[0], 2, 7))  # the core counts from 0
    panel.unit_field.committed.emit(9.0)
    assert asked == []
    assert panel.fault.text() == "This layer has units 1 to 8."


def test_a_layer_alone_shows_its_measures(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel, trace = InspectorPanel(Recorder()), trace_of(lane=1, layer=6)
    shown(qtbot, panel, trace)
    expected = scientific(float(trace.lanes[0].measures["weight_norm"][5]), 3)
    assert rows(panel)["size of the weights"] == ("size of the weights", expected, "–")
    assert panel.weight_field.isHidden()


def test_nan_is_shown_only_for_numbers_that_were_lost(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = InspectorPanel(Recorder())
    shown(qtbot, panel, trace_of(lane=0, layer=2))  # no skips, no previous gradient
    assert "NaN" not in {cell for row in rows(panel).values() for cell in row}
    assert rows(panel)["gradient along the skip"][1] == "–"
    lost = experiment(NetworkSpec(3, 4, activation="relu", gain=1e300))
    shown(qtbot, panel, trace_of(lost, lane=0, layer=3))
    assert rows(panel)["standard deviation of a"][1] == "NaN"


def test_clicks_and_arrow_keys_pick_weights(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = InspectorPanel(Recorder())
    shown(qtbot, panel, trace_of(lane=0, layer=2, unit=1, example=0))
    assert panel.weight_label.text() == "bias"
    qtbot.keyClick(panel.sheet, Qt.Key.Key_Down)
    _, first, *_ = rows(panel)
    assert panel.weight_label.text() == f"weight from {first}"
    for _ in range(20):
        qtbot.keyClick(panel.sheet, Qt.Key.Key_Down)
    assert panel.weight_label.text() == f"weight from {list(rows(panel))[-1]}"


def test_the_watched_weight_is_the_chosen_row_with_its_arithmetic(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = InspectorPanel(Recorder())
    watch = {"lane": 0, "layer": 1, "unit": 2, "example": 1}
    shown(qtbot, panel, trace_of(**watch, input=40), size=(500, 260))
    bar, sheet = panel.body.verticalScrollBar(), panel.sheet

    def in_view() -> bool:
        area = sheet.visualRect(sheet.currentIndex())
        return sheet.chosen() == 40 and sheet.viewport().visibleRegion().contains(area.center())

    for updates in (0, 5):  # it stays while the network learns
        trace = trace_of(updates=updates, **watch, input=40)
        panel.show_trace(trace)
        unit = unit_of(trace)
        weight, signal = float(unit.weights[40]), float(unit.inputs[40])
        first, second = (line.text for line in panel.arithmetic)
        assert first.startswith(f"w·a = {scientific(weight, 3)} × ")
        product, z = scientific(weight * signal, 3), scientific(unit.preactivation, 3)
        assert first.endswith(f" = {product} of z = {z}")
        gradient = scientific(float(unit.weight_gradients[40]), 3)
        assert second.startswith(f"∂L/∂w = mean of δ·a = {gradient}")
        assert panel.weight_label.text() == "weight from 41"
        assert panel.weight_field.value() == weight
        assert all(line.isVisible() for line in panel.arithmetic)
        qtbot.waitUntil(in_view)
    bar.setValue(0)  # the user scrolls; new numbers do not scroll back
    panel.show_trace(trace_of(updates=9, **watch, input=40))
    assert bar.value() == 0
    panel.resize(500, 200)
    qtbot.waitUntil(in_view)
    panel.show_trace(trace_of(updates=9, **watch))
    assert panel.weight_label.text() == "bias"
    assert not any(line.isVisible() for line in panel.arithmetic)


def test_a_missing_weight_is_not_selected(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = InspectorPanel(Recorder())
    shown(qtbot, panel, trace_of(lane=0, layer=3, unit=2, input=99))
    assert panel.weight_label.text() == "bias"
    panel.show_trace(trace_of(lane=0, layer=3, input=2))
    assert not panel.arithmetic[0].isVisible()


@pytest.mark.parametrize("scale", [1e200, 1e308, 0.0])
def test_overflow_is_shown_as_infinity_or_nan(qtbot, scale: float) -> None:  # type: ignore[no-untyped-def]
    wild = NetworkSpec(depth=4, width=6, activation="relu", initializer="constant", scale=scale)
    panel = InspectorPanel(Recorder())
    for layer in (1, 3, 5):
        shown(qtbot, panel, trace_of(experiment(wild), layer=layer, unit=0, example=0))
        panel.grab()
    text = panel.sentences.text()
    assert scale == 0 or "NaN" in text or "∞" in text


def test_only_visible_rows_are_formatted(qtbot) -> None:  # type: ignore[no-untyped-def]
    wide = experiment(NetworkSpec(depth=2, width=256))
    panel = InspectorPanel(Recorder())
    shown(qtbot, panel, trace_of(wide, layer=2, unit=0, example=0), size=(500, 450))
    view, written = panel.sheet, []
    content = view.table.content

    def write(place: int) -> Sequence[TableCell]:
        written.append(place)
        return content.write(place)

    view.show_content(replace(content, write=write), sort=False)
    panel.grab()
    assert 5 < len(written) < 40


def test_a_watch_beyond_the_last_lane_shows_the_last(qtbot) -> None:  # type: ignore[no-untyped-def]
    """A lane that was removed leaves the watch pointing beyond the last."""
    panel = InspectorPanel(Recorder())
    shown(qtbot, panel, trace_of(experiment(SIGMOID), lane=3, layer=2))
    assert panel.heading.text.startswith("Layer 2")
    assert len(rows(panel)["size of the weights"]) == 1 + len(experiment(SIGMOID).lanes)
    panel.show_trace(trace_of(TWO, lane=1, layer=2, unit=1, example=0))
    assert panel.heading.text.startswith("Net 1")
