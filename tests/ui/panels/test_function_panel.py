"""The window for own formulas as people use it: type, see, use in a network, change, undo."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.recorder import Recorder
from ui.curves.functions import Function
from ui.curves.words import peaks
from ui.look.theme import LIGHT
from ui.panels.activation.panel import ActivationPanel
from ui.panels.activation.sheet import slope_words
from ui.panels.controls.panel import ControlsPanel
from ui.panels.function.examples import EXAMPLES
from ui.panels.function.panel import FunctionPanel
from ui.panels.gallery.words import sentences
from ui.plots.marks import Dots, Line, Rule, Shape, Span, Stamps
from ui.widgets.choice import ChoiceBox
from ui.widgets.possible import is_possible
from vgsim.describe.edit_own import with_function
from vgsim.describe.spec import Experiment, OwnActivation
from vgsim.parts.own import Definition, own_activation, own_key
from vgsim.theory.profile import profile


@pytest.fixture
def panel(qtbot: QtBot) -> FunctionPanel:
    made = FunctionPanel(Recorder())
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show_theme(LIGHT)
    made.show_experiment(Experiment())
    made.show()
    return made


def write(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def drawn(panel: FunctionPanel) -> tuple[Line, Line]:
    plots = panel.curves.values, panel.curves.slopes
    first, second = (
        next(each for each in plot.still.marks if isinstance(each, Line)) for plot in plots
    )
    return first, second


def test_curve_and_derivative_appear_as_one_types(qtbot: QtBot, panel: FunctionPanel) -> None:
    write(qtbot, panel.formula_field, "x^3/10")
    value, slope = drawn(panel)
    np.testing.assert_allclose(value.y, value.x**3 / 10, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(slope.y, 0.3 * slope.x**2, rtol=1e-12, atol=1e-12)
    assert panel.message.isHidden()
    assert panel.curves.slope.accessibleName() == "f′(x) = 3 · x² / 10"
    qtbot.waitUntil(lambda: panel.curves.slope.source.startswith("<svg"))


def test_a_fault_is_named_and_the_last_good_curve_stays(qtbot: QtBot, panel: FunctionPanel) -> None:
    write(qtbot, panel.formula_field, "sin(x)")
    before = drawn(panel)[0]
    write(qtbot, panel.formula_field, "sin(x")
    assert panel.message.text() == (
        "Character 6: The formula ends too early: a comma or a closing parenthesis ) is missing."
    )
    kept = drawn(panel)[0]
    np.testing.assert_array_equal(kept.y, before.y)
    assert kept.opacity < before.opacity
    assert not is_possible(panel.use)
    assert panel.formula_field.fault == 5
    write(qtbot, panel.formula_field, "   x + @")
    assert panel.formula_field.fault == 7
    write(qtbot, panel.formula_field, "2 * sinn(x)")
    assert panel.formula_field.fault == 4
    qtbot.keyClick(panel.formula_field, Qt.Key.Key_Return)
    assert panel.formula_field.selectedText() == "sinn"  # what has to be typed again
    write(qtbot, panel.formula_field, "sin(x)")
    assert panel.formula_field.fault is None
    assert is_possible(panel.use)


def test_undefined_and_infinite_places_are_marked(qtbot: QtBot, panel: FunctionPanel) -> None:
    write(qtbot, panel.formula_field, "log(x) + 1/(x-2) + abs(x-3)")
    marks = panel.curves.values.still.marks
    hatched = next(each for each in marks if isinstance(each, Span) and each.hatched)
    assert (hatched.low, hatched.high) == (-6.0, 0.0)
    dashed = [each for each in marks if isinstance(each, Rule) and each.dash]
    assert [each.value for each in dashed] == pytest.approx([2.0])
    shapes = {each.shape for each in marks if isinstance(each, Stamps)}
    assert shapes == {Shape.CROSS, Shape.UP}
    corner = next(each for each in marks if isinstance(each, Dots))
    assert corner.x == pytest.approx([3.0])
    slope = drawn(panel)[1]
    assert np.isnan(slope.y[slope.x < 0]).all()  # no slope where there is no value
    assert "The slope has no bound." in panel.curves.facts.text()


def test_it_is_used_in_the_selected_network(qtbot: QtBot, panel: FunctionPanel) -> None:
    write(qtbot, panel.name_field, "bump")
    write(qtbot, panel.formula_field, "exp(-x^2)")
    qtbot.keyClick(panel.formula_field, Qt.Key.Key_Return)
    name, (function, lane) = panel.requests.asked[-1]
    assert (name, function.name, function.formula, lane) == (
        "add_function", "bump", "exp(-x^2)", 0,
    )  # fmt: skip


def test_sliders_of_a_function_in_the_experiment_change_it(
    qtbot: QtBot, panel: FunctionPanel
) -> None:
    mine = OwnActivation("mine", "tanh(a*x)")
    panel.show_experiment(with_function(Experiment(), mine, 0))
    panel.functions.box.chosen.emit("mine")
    assert panel.formula_field.text() == "tanh(a*x)"
    assert list(panel.sliders.rows) == ["a"]
    panel.sliders.changed.emit("a", 0.5, "drag")
    name, (called, changed, merge_key) = panel.requests.asked[-1]
    assert (name, called, changed.parameters.a, merge_key) == (
        "change_function", "mine", 0.5, "drag",
    )  # fmt: skip


def test_a_name_that_is_taken_is_refused(qtbot: QtBot, panel: FunctionPanel) -> None:
    panel.show_experiment(with_function(Experiment(), OwnActivation("mine", "x"), None))
    write(qtbot, panel.name_field, "mine")
    assert panel.message.text() == "There are two functions with the name mine."
    write(qtbot, panel.name_field, "relu")
    assert panel.message.text() == "The name relu belongs to a built-in function."
    write(qtbot, panel.name_field, "mine 2")
    assert panel.message.isHidden()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_every_example_can_be_used(example) -> None:
    function = OwnActivation(example.name, example.formula)
    assert own_activation(with_function(Experiment(), function, 0).lanes[0].network.activation)


def test_own_functions_are_in_every_list_of_activations(qtbot: QtBot) -> None:
    mine = OwnActivation("mine", "atan(x)")
    experiment = with_function(Experiment(), mine, None)
    curves, controls = ActivationPanel(Recorder()), ControlsPanel(Recorder())
    for each in (curves, controls):
        qtbot.addWidget(each)
        each.show_theme(LIGHT)
        each.show_experiment(experiment)
    curves.chooser.boxes[mine.key].click()
    assert curves.requests.asked[-1] == ("compare_activation", (mine.key, True))
    box = controls.network.rows["network.activation"].findChild(ChoiceBox)
    assert box is not None
    box.set_key(mine.key)
    assert box.currentText() == "mine"
    curves.show_experiment(Experiment())
    assert mine.key not in curves.chooser.boxes


def test_a_slope_without_bound_has_no_largest_value(qtbot: QtBot, panel: FunctionPanel) -> None:
    write(qtbot, panel.formula_field, "x*sin(x)")
    assert panel.curves.facts.text().startswith("The slope has no bound.")
    assert not any(isinstance(each, Span) for each in panel.curves.slopes.still.marks)  # saturated
    entry = own_activation(own_key(Definition("f", "x * sin(x)")))
    function = Function(entry, tuple(entry.values().items()), "f", LIGHT.text, ())
    assert slope_words(function) == "f′ has no bound."
    assert peaks([function], LIGHT, 8.0) == ([], [])
    assert "The slope has no bound." in sentences(profile(function.name))
    write(qtbot, panel.formula_field, "5000000*sin(x)")
    assert "The slope is 5e+06 at its steepest, at x = 0." in panel.curves.facts.text()
