"""Typing an activation of one's own: curve, exact derivative and its maximum appear at once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.curves.functions import Function
from ui.exchange.requests import Requests
from ui.look.theme import THEMES, Theme
from ui.panels.function.curves import FunctionCurves
from ui.panels.function.examples import EXAMPLES, Example
from ui.panels.function.field import FormulaField
from ui.panels.panel import Panel
from ui.widgets.choice import LabeledChoice, Option
from ui.widgets.form import Form
from ui.widgets.plain import PlainLabel, set_tooltip
from ui.widgets.possible import allow, is_possible
from ui.widgets.push_button import push_button
from ui.widgets.row_spec import RowSpec
from ui.widgets.slider import SliderScale
from vgsim.compute.traces.trace import Trace
from vgsim.describe.edit_own import fault_place, faults_of, own_named, unused_name
from vgsim.describe.spec import Experiment, OwnActivation, OwnParameters
from vgsim.describe.title import titled
from vgsim.parts.activations import ACTIVATIONS
from vgsim.words.language import tr

NEW = ""  # key of the choice for a new function
USE = tr("Use it in the selected network")
COMPARE = tr("Draw it next to the networks' functions")
SAVE = tr("Change it in all networks that use it")
REMOVE = tr("Remove it from the experiment")
FORM_WIDTH = 26.0  # of the left side, in text heights


class FunctionPanel(Panel):
    """Buttons change the experiment; so do the sliders of a function that it already has."""

    name = "function"
    title = tr("Own activation")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._theme: Theme = THEMES["light"]
        self._experiment: Experiment | None = None
        self._lane = 0
        self._edited = NEW  # the name of the experiment's function that is edited
        self._parameters = OwnParameters()
        self.functions = LabeledChoice(tr("Function"), (), tr("A new one, or one of yours"))
        self.examples = LabeledChoice(
            tr("Start from"), [Option(each, each.name, each.source) for each in EXAMPLES],
            tr("A formula to start from, with who described it"),
        )  # fmt: skip
        self.name_field = QLineEdit()
        _name(self.name_field, tr("Name"), tr("What the function is called"))
        self.formula_field = FormulaField()
        _name(
            self.formula_field, tr("f(x) ="),
            tr("With numbers, x, the parameters a and b, + − * / ^ and functions: exp, ln, sqrt, "
               "abs, sin, cos, tan, atan, sinh, cosh, tanh, sigmoid, softplus, erf, Phi, relu, "
               "max, min, clip(x, low, high), sign, where(x > 0, x, 0)"),
        )  # fmt: skip
        self.message = PlainLabel()
        self.message.setWordWrap(True)
        self.message.setProperty("role", "danger")
        self.sliders = Form()
        self.curves = FunctionCurves()
        self.use = push_button("", USE, "primary")
        self.compare = push_button(tr("Compare"), COMPARE)
        self.save = push_button(tr("Save changes"), SAVE)
        self.remove = push_button(tr("Remove"), REMOVE)
        self._build()
        self._show_functions()
        self._start_from(EXAMPLES[0])

    def _build(self) -> None:
        self._side = QWidget()
        left = QVBoxLayout(self._side)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.functions)
        left.addWidget(self.examples)
        for field in (self.name_field, self.formula_field):
            label = PlainLabel(field.accessibleName())
            label.setBuddy(field)
            left.addWidget(label)
            left.addWidget(field)
            field.textChanged.connect(self._show_typed)
            field.returnPressed.connect(self._enter)
        left.addWidget(self.message)
        left.addWidget(self.sliders)
        left.addStretch(1)
        for button in (self.use, self.compare, self.save, self.remove):
            left.addWidget(button)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._side)
        self._layout.addWidget(self.curves, 1)
        self.functions.chosen.connect(self._choose)
        self.examples.chosen.connect(self._start_from)
        self.sliders.changed.connect(self._slide)
        self.use.clicked.connect(self._use)
        self.compare.clicked.connect(self._compare)
        self.save.clicked.connect(self._save)
        self.remove.clicked.connect(self._remove)

    # --- values

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._layout.setSpacing(2 * theme.spacing)
        self._side.setFixedWidth(round(FORM_WIDTH * theme.font_size))
        self.sliders.set_theme(theme)
        self.curves.show_theme(theme)
        self.formula_field.show_theme(theme)
        self._show_typed()

    def show_experiment(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._lane = min(self._lane, len(experiment.lanes) - 1)
        if self._edited and own_named(experiment, self._edited) is None:
            self._edited = NEW  # it was removed, or its addition was undone
        self._show_functions()
        kept = own_named(experiment, self._edited)
        if kept is not None and kept != self.typed and not self.formula_field.hasFocus():
            self._show(kept)
        self._show_typed()

    def show_trace(self, trace: Trace) -> None:
        if self._experiment is not None and trace.watch.lane != self._lane:
            self._lane = min(trace.watch.lane, len(self._experiment.lanes) - 1)
            self._show_typed()

    @property
    def typed(self) -> OwnActivation:
        """The function as it stands in the fields."""
        return OwnActivation(
            self.name_field.text().strip(), self.formula_field.text().strip(), self._parameters
        )

    def _show(self, function: OwnActivation) -> None:
        self._parameters = function.parameters
        for field, text in (
            (self.name_field, function.name), (self.formula_field, function.formula)
        ):  # fmt: skip
            if field.text() != text:
                field.setText(text)

    def _show_functions(self) -> None:
        mine = self._experiment.activations if self._experiment is not None else ()
        new = Option(NEW, tr("New function"), tr("Nothing changes until you use it"))
        self.functions.box.set_options((new, *(Option(each.name, each.name) for each in mine)))
        self.functions.box.set_key(self._edited)

    @Slot()
    def _show_typed(self) -> None:
        """Check what is typed; draw it if it can be computed."""
        function, experiment = self.typed, self._experiment or Experiment()
        faults = faults_of(experiment, function, self._edited)
        formula = next((each for each in faults if each.path == "formula"), None)
        self.message.setText("\n".join(_capital(each.message) for each in faults))
        self.message.setVisible(bool(faults))
        if formula is None:
            entry = ACTIVATIONS[function.key]
            color = self._theme.lanes[self._lane]
            values = tuple(entry.values().items())
            self.curves.show_function(Function(entry, values, function.name, color, ()))
        self.curves.show_fault(formula is not None)
        typed = self.formula_field.text()
        before = len(typed) - len(typed.lstrip())  # spaces, which are not part of the formula
        place = None if formula is None else fault_place(function)
        self.formula_field.show_fault(None if place is None else before + place)
        self._show_sliders(function)
        self._show_state(bool(faults))

    def _show_sliders(self, function: OwnActivation) -> None:
        rows = []
        given = function.parameters
        for name, value, low, high in (
            ("a", given.a, given.a_low, given.a_high), ("b", given.b, given.b_low, given.b_high),
        ):  # fmt: skip
            if self.curves.uses(name) and low < high:
                scale = SliderScale(low, high, 0.0, False, False)
                spec = RowSpec(name, name, "slider", tr("Parameter of the formula"), scale)
                rows.append((spec, value))
        self.sliders.show_rows(rows)

    def _show_state(self, faulty: bool) -> None:
        kept = own_named(self._experiment, self._edited) if self._experiment is not None else None
        title = titled(self._experiment, self._lane) if self._experiment is not None else ""
        self.use.setText(tr("Use in {network}", network=title))
        wrong = tr("The formula or its name is not right yet") if faulty else ""
        wait = "" if self._experiment is not None else tr("The program is still starting")
        allow(self.use, USE, wait or wrong)
        allow(self.compare, COMPARE, wait or wrong)
        same = tr("Nothing was changed") if kept == self.typed else ""
        none = tr("The experiment does not have this function yet") if kept is None else ""
        allow(self.save, SAVE, wait or none or wrong or same)
        allow(self.remove, REMOVE, wait or none)

    # --- requests

    def _choose(self, key: object) -> None:
        kept = own_named(self._experiment, str(key)) if self._experiment is not None else None
        self._edited = kept.name if kept is not None else NEW
        if kept is not None:
            self._show(kept)
        else:
            self._start_from(EXAMPLES[0])
        self._show_typed()

    @Slot(object)
    def _start_from(self, example: object) -> None:
        assert isinstance(example, Example)
        experiment = self._experiment or Experiment()
        name = self._edited or unused_name(experiment, example.name)
        parameters = replace(OwnParameters(), a=example.a, b=example.b)
        self._show(OwnActivation(name, example.formula, parameters))
        self._show_typed()

    def _slide(self, name: str, value: object, merge_key: str) -> None:
        assert isinstance(value, float)
        before = self.typed
        change = {"a": value} if name == "a" else {"b": value}
        self._parameters = replace(self._parameters, **change)
        self._show_typed()
        kept = own_named(self._experiment, self._edited) if self._experiment is not None else None
        if kept is not None and kept == before:
            self.requests.document.change_function(kept.name, self.typed, merge_key)

    @Slot()
    def _enter(self) -> None:
        button = self.save if self._edited else self.use
        if is_possible(button):
            button.click()
        else:
            self.formula_field.select_fault()

    @Slot()
    def _use(self) -> None:
        self._put(self._lane)

    @Slot()
    def _compare(self) -> None:
        function = self.typed
        self._put(None)
        self.requests.document.compare_activation(function.key, True)

    def _put(self, lane: int | None) -> None:
        """Add the function, or its changes; use it in a network if one is given."""
        assert self._experiment is not None
        function, edited = self.typed, self._edited
        self._edited = function.name
        document = self.requests.document
        if not edited:
            document.add_function(function, lane)
            return
        if own_named(self._experiment, edited) != function:
            document.change_function(edited, function)
        if lane is not None and self._experiment is not None:
            shown = self._experiment.lanes[lane]
            self.requests.edit_lane(shown, "network.activation", function.key)

    @Slot()
    def _save(self) -> None:
        self._put(None)

    @Slot()
    def _remove(self) -> None:
        self.requests.document.remove_function(self._edited)


def _capital(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}{'' if sentence[-1:] in '.?' else '.'}"


def _name(field: QLineEdit, name: str, help_text: str) -> None:
    field.setAccessibleName(name)
    set_tooltip(field, help_text)
