"""Widgets of the controls: numbers, sliders, choices, the form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.recorder import Recorder
from ui.exchange.preferences import Preferences
from ui.look.theme import THEMES
from ui.panels.controls.panel import ControlsPanel
from ui.panels.controls.rows import data_rows, more_network_rows, rows_of
from ui.widgets.choice import ChoiceBox, Option
from ui.widgets.number import NumberField, parse_number
from ui.widgets.row_spec import RowSpec
from ui.widgets.slider import LabeledSlider, SliderScale
from ui.widgets.typed_rows import LabeledText
from vgsim.compute.traces.trace import Watch
from vgsim.describe.edit import edit
from vgsim.describe.edit_lane import copy_lane
from vgsim.describe.fields import FIELDS
from vgsim.describe.setting import parameters
from vgsim.describe.spec import Experiment, NetworkSpec
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.datasets import DATASETS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.words.numbers import typed


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.5", 0.5), ("0,5", 0.5), (" 1e-3 ", 1e-3), ("-2", -2), ("\N{MINUS SIGN}2,5", -2.5),
     (".5", 0.5), ("1.", 1.0), ("+3", 3), ("1,234", 1.234)],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, value: float) -> None:
    assert parse_number(text, integer=False) == value


@pytest.mark.parametrize(
    "text",
    ["", "1,234.5", "1.234,5", "1 000", "1_000", "1'000", "nan", "inf", "1e999", "0x10", "٣", "--1",
     "1e", "e5", "1.2.3"],
)  # fmt: skip
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_number(text, integer=False)


@pytest.mark.parametrize("text", ["1.0", "1,000", "1.234", "2,5", "1e-3"])
def test_whole_numbers_take_no_decimal_sign(text: str) -> None:
    with pytest.raises(ValueError, match="whole"):
        parse_number(text, integer=True)


def test_a_whole_number_may_have_an_exponent() -> None:
    assert parse_number("1e3", integer=True) == 1000


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_shown_can_be_typed(value: float) -> None:
    assert parse_number(typed(value), integer=False) == value


@given(st.integers(0, 400), st.booleans())
def test_slider_positions_and_values_agree(position: int, logarithmic: bool) -> None:
    scale = SliderScale(1e-4, 10.0, logarithmic=logarithmic)
    value = scale.value(position)
    assert scale.low <= value <= scale.high
    assert abs(scale.position(value) - position) <= 2


@pytest.mark.parametrize("path", [p for p, f in FIELDS.items() if f.kind == "integer" and f.step])
def test_every_whole_number_has_its_place_or_its_field(path: str) -> None:
    field = FIELDS[path]
    scale = SliderScale(field.slider_low, field.slider_high, field.step, True, field.logarithmic)
    values = {scale.value(position) for position in range(scale.positions + 1)}
    assert {int(field.slider_low), int(field.slider_high)} <= values
    assert all(isinstance(value, int) for value in values)


def test_arrow_keys_in_the_field_take_steps(qtbot: QtBot) -> None:
    slider = LabeledSlider("Depth", SliderScale(1, 100, 1, True))
    qtbot.addWidget(slider)
    changes: list[float] = []
    slider.changed.connect(lambda value, _: changes.append(value))
    slider.set_value(20)
    assert not changes
    qtbot.keyClick(slider.field, Qt.Key.Key_Up)
    qtbot.keyClick(slider.field, Qt.Key.Key_PageDown)
    assert changes == [21, 10]


def test_one_drag_has_one_gesture_and_the_next_another(qtbot: QtBot) -> None:
    slider = LabeledSlider("Gain", SliderScale(0.1, 20.0, logarithmic=True))
    qtbot.addWidget(slider)
    slider.resize(400, 30)
    slider.show()
    gestures: list[str] = []
    slider.changed.connect(lambda _, gesture: gestures.append(gesture))
    groove = slider.slider
    for shares in ((0.1, 0.2, 0.3), (0.5, 0.6)):
        points = [QPoint(round(groove.width() * share), 10) for share in shares]
        qtbot.mousePress(groove, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            qtbot.mouseMove(groove, point)
        qtbot.mouseRelease(groove, Qt.MouseButton.LeftButton, pos=points[-1])
    assert len(gestures) == 5
    assert len(set(gestures[:3])) == 1
    assert len(set(gestures)) == 2


def test_escape_takes_back_what_is_being_typed(qtbot: QtBot) -> None:
    field = NumberField()
    qtbot.addWidget(field)
    field.set_value(0.25)
    qtbot.keyClicks(field, "99")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.25"


def test_a_refused_text_stays_marked_until_it_is_corrected(qtbot: QtBot) -> None:
    row = LabeledSlider("Bias σ", SliderScale(0, 10))
    qtbot.addWidget(row)
    taken = iter((False, True))  # the first value is out of range, the second is taken
    row.changed.connect(lambda value, _: row.set_value(value) if next(taken) else None)
    for typed_text, refused in (("12", True), ("4", False), ("x", True)):
        row.field.selectAll()
        qtbot.keyClicks(row.field, typed_text)
        assert not row.field.property("invalid")
        qtbot.keyClick(row.field, Qt.Key.Key_Return)
        assert bool(row.field.property("invalid")) == refused
        assert row.field.text() == typed_text
    row.set_value(4)  # the value that is in use is shown again: nothing was corrected
    assert row.field.text() == "x"
    assert row.field.property("invalid")
    row.set_value(5)
    assert row.field.text() == "5"
    assert not row.field.property("invalid")


def test_refused_widths_stay_marked_until_they_are_corrected(qtbot: QtBot) -> None:
    row = LabeledText(RowSpec("widths", "Widths", "integers"))
    qtbot.addWidget(row)
    row.committed.connect(lambda value: row.set_value(value) if max(value) < 100 else None)
    for typed_text, refused in (("8,x", True), ("8,999", True), ("8,16", False)):
        row.field.selectAll()
        qtbot.keyClicks(row.field, typed_text)
        assert not row.field.property("invalid")
        qtbot.keyClick(row.field, Qt.Key.Key_Return)
        assert bool(row.field.property("invalid")) == refused
    assert row.field.text() == "8, 16"


def test_the_wheel_scrolls_the_column_unless_a_control_has_the_focus(qtbot: QtBot) -> None:
    box = ChoiceBox([Option("a", "A"), Option("b", "B")], "Letters")
    slider = LabeledSlider("Depth", SliderScale(1, 100, 1, True))
    for widget in (box, slider):
        qtbot.addWidget(widget)
        widget.show()
    box.set_key("a")
    slider.set_value(20)
    for widget in (box, slider.slider):
        widget.clearFocus()
        wheel = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, wheel)
    assert box.key() == "a"
    assert slider.value() == 20


def all_rows(experiment: Experiment) -> dict[str, object]:
    rows = [*rows_of(experiment.lanes[0].network, "network"), *more_network_rows(experiment, 0)]
    return {spec.key: value for spec, value in [*rows, *data_rows(experiment)]}


def test_every_part_brings_its_own_parameters() -> None:
    for name, activation in ACTIVATIONS.items():
        rows = all_rows(edit(Experiment(), "lanes.0.network.activation", name))
        for parameter in activation.parameters:
            assert rows[f"network.{parameter.name}"] == parameter.default
        known = {f"network.{each}" for each in parameters(NetworkSpec, "activation")}
        assert known & {*rows} == {f"network.{each.name}" for each in activation.parameters}
    for name, initializer in INITIALIZERS.items():
        rows = all_rows(edit(Experiment(), "lanes.0.network.initializer", name))
        known = {f"network.{each}" for each in parameters(NetworkSpec, "initializer")}
        assert known & {*rows} == {f"network.{each.name}" for each in initializer.parameters}
    for name, source in DATASETS.items():
        if name != "csv":
            rows = all_rows(edit(Experiment(), "data.name", name))
            assert ("data.noise" in rows) == bool(source.parameters)
            assert ("data.examples" in rows) == (source.points is not None)


def test_every_choice_is_explained_in_plain_words() -> None:
    for spec, _ in rows_of(NetworkSpec(), "network"):
        for option in spec.options:
            assert option.label
            assert all(len(line) <= 120 for line in option.help.split("\n"))
        assert len(spec.help) <= 120


def test_the_panel_asks_for_what_is_typed(qtbot: QtBot) -> None:
    panel = ControlsPanel(Recorder())
    qtbot.addWidget(panel)
    panel.show_theme(THEMES["light"])
    experiment = Experiment()
    panel.show_experiment(experiment)
    asked = panel.requests.asked
    panel.show_experiment(edit(experiment, "lanes.0.network.depth", 9))
    assert not asked  # showing is not asking
    widths = panel.more.rows["network.widths"]
    field = widths.field  # type: ignore[attr-defined]
    qtbot.keyClicks(field, "8, 16, 32")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    name, (_, *arguments) = asked[-1]
    assert (name, arguments[:2]) == ("edit_lane", ["network.widths", (8, 16, 32)])
    qtbot.keyClicks(field, " x")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked[-1][0] == "refuse"


def test_tab_goes_down_the_column_through_what_is_unfolded(qtbot: QtBot) -> None:
    panel = ControlsPanel(Recorder())
    qtbot.addWidget(panel)
    panel.show_theme(THEMES["light"])
    panel.show_preferences(Preferences(all_settings=True))
    panel.show_experiment(edit(Experiment(), "data.name", "moons"))
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()

    def after(start: QWidget, count: int) -> list[str]:
        start.setFocus()
        names = []
        for _ in range(count):
            qtbot.keyClick(QApplication.focusWidget() or panel, Qt.Key.Key_Tab)
            focused = QApplication.focusWidget()
            assert focused is not None
            names.append(focused.accessibleName())
        return names

    remedies, layer = panel.remedies_section.button, panel.layer_section.button
    assert after(remedies, 1) == [layer.accessibleName()]
    assert not panel.remedies.findChildren(ChoiceBox)  # made when first looked at
    remedies.click()
    qtbot.waitUntil(lambda: all(row.isVisible() for row in panel.remedies.rows.values()))
    names = after(remedies, 6)
    assert names[0] == "Normalize"
    assert names[-1] == layer.accessibleName()
    assert after(panel.buttons.run, 1) == ["Rewind"]


def test_a_hidden_column_hears_of_a_network_before_it_hears_of_the_experiment(
    qtbot: QtBot,
) -> None:
    """A panel that appears is told what is watched first."""
    one = Experiment()
    two = copy_lane(one, 0)
    panel = ControlsPanel(Recorder())
    qtbot.addWidget(panel)
    panel.show_theme(THEMES["light"])
    for experiment, lane in ((one, 0), (two, 1), (one, 0), (two, 1)):
        panel.show_watch(Watch(lane=lane))
        panel.show_experiment(experiment)
        panel.tabs.copy.emit()
        assert panel.requests.asked.pop() == ("copy_lane", (experiment.lanes[lane],))
        assert not panel.requests.asked
