"""A form of settings: one row each, with labels and numbers aligned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from time import monotonic_ns
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.look.theme import Theme, font
from ui.widgets.choice import LabeledChoice, Option
from ui.widgets.discard import discard
from ui.widgets.entry_field import EntryField
from ui.widgets.glossary import explain_row
from ui.widgets.plain import PlainLabel, set_tooltip
from ui.widgets.slider import LabeledSlider, Scale
from vgsim.words.language import tr

RowKind = Literal["slider", "choice", "flag", "text", "integer", "integers", "file"]


@dataclass(frozen=True, slots=True)
class RowSpec:
    """The description of one row; `key` is the dotted path of its setting."""

    key: str
    label: str
    kind: RowKind
    help: str = ""
    scale: Scale | None = None
    options: tuple[Option, ...] = ()
    placeholder: str = ""


def ask_table(parent: QWidget, start: str = "") -> str:
    """Ask for a table to use as data; empty if the user cancels."""
    kinds = tr("Tables (*.csv *.tsv *.txt);;All files (*)")
    return QFileDialog.getOpenFileName(parent, tr("Choose a table"), start, kinds)[0]


def _tool(text: str, name: str, help_text: str, act: Callable[[], None]) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(name)
    set_tooltip(button, help_text)
    button.clicked.connect(act)
    return button


class LabeledText(QWidget):
    """A label and a text field: for a title, a list of widths, or a file."""

    committed = Signal(object)
    refused = Signal(str)

    def __init__(self, spec: RowSpec) -> None:
        super().__init__()
        self._spec = spec
        self.label = PlainLabel(spec.label)
        self.field = EntryField()
        self.field.setMaxLength(4096)
        self.field.setPlaceholderText(spec.placeholder)
        self.field.setMinimumWidth(60)
        self.label.setBuddy(self.field)
        for widget in (self.label, self.field):
            set_tooltip(widget, spec.help)
        self.field.setAccessibleName(spec.label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        layout.addWidget(self.field, 1)
        self.buttons: list[QToolButton] = []
        if spec.kind == "file":
            self.buttons = [
                _tool("…", tr("Choose a file"), tr("Choose a table (CSV)"), self._browse),
                _tool(tr("Columns"), tr("Columns of the table"),
                      tr("Target, columns, missing values"), self._again),
            ]  # fmt: skip
        for button in self.buttons:
            layout.addWidget(button)
        self.field.entered.connect(self._take)

    def set_value(self, value: object) -> None:
        """Show a value; a typed or refused text is replaced only if the value has changed."""
        text = ", ".join(str(each) for each in value) if isinstance(value, tuple) else value
        shown = "" if text is None else str(text)
        if shown != self.field.shown or not self.field.unsettled:
            self.field.show_text(shown)

    def set_columns(self, label: int, field: int) -> None:
        del field
        self.label.setFixedWidth(label)

    def _browse(self) -> None:
        path = ask_table(self, self.field.text())
        if path:
            self.committed.emit(path)

    def _again(self) -> None:
        """Commit the same file again, to open its preview."""
        if self.field.text().strip():
            self.committed.emit(self.field.text().strip())

    def _take(self, typed: str) -> None:
        """Emit `committed` with the value of the text, or `refused` with the reason."""
        text = typed.strip()
        if text == self.field.shown:
            self.field.settle()
            return
        if self._spec.kind == "integers":
            parts = text.replace(";", ",").replace(",", " ").split()
            if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
                self.refused.emit(tr("Enter whole numbers separated by commas: 8, 16, 32."))
                return
            self.committed.emit(tuple(int(part) for part in parts))
        elif self._spec.kind == "integer" and text:
            if not (text.isascii() and text.isdigit() and len(text) < 17):
                self.refused.emit(
                    tr("Enter a whole number, or leave it empty to use the same as all networks.")
                )
                return
            self.committed.emit(int(text))
        else:
            self.committed.emit(text if text or self._spec.kind == "text" else None)


class Form(QWidget):
    """Rows of settings. Emits `changed(key, value, gesture)`; one gesture is one step to undo.

    The rows of a folded section are made when it is first opened.
    """

    changed = Signal(str, object, str)
    refused = Signal(str)
    arranged = Signal()  # the rows have changed

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self._specs: tuple[RowSpec, ...] = ()
        self._wanted: tuple[tuple[RowSpec, object], ...] | None = None  # not shown yet
        self._least = 0
        self._rows: dict[str, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_rows(self, rows: Sequence[tuple[RowSpec, object]]) -> None:
        """Show these settings with these values; rows that did not change keep their widgets."""
        self._wanted = tuple(rows)
        if not self.isHidden():
            self._show_wanted()

    @property
    def rows(self) -> dict[str, QWidget]:
        """Key -> row."""
        self._show_wanted()
        return self._rows

    def settle(self) -> None:
        """Drop what was typed or refused: the form is about something else from now on."""
        for row in self._rows.values():
            if isinstance(row, LabeledSlider | LabeledText) and row.field.unsettled:
                row.field.settle()

    def showEvent(self, event: QShowEvent) -> None:
        self._show_wanted()
        super().showEvent(event)

    def _show_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return
        specs = tuple(spec for spec, _ in wanted)
        if specs != self._specs:
            self._arrange(specs)
        for spec, value in wanted:
            _set_value(self._rows[spec.key], value)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._layout.setSpacing(theme.spacing // 4)
        self._align()

    def _arrange(self, specs: tuple[RowSpec, ...]) -> None:
        old = {spec.key: spec for spec in self._specs}
        kept = {spec.key for spec in specs if old.get(spec.key) == spec}
        discard(self._layout, [self._rows.pop(key) for key in set(self._rows) - kept])
        for index, spec in enumerate(specs):
            if spec.key not in self._rows:
                self._rows[spec.key] = self._make(spec)
                explain_row(self._rows[spec.key], spec.key, spec.help)
            self._layout.removeWidget(self._rows[spec.key])
            self._layout.insertWidget(index, self._rows[spec.key])
        self._specs = specs
        chain_tabs(self.chain())
        self._align()
        self.arranged.emit()

    def _make(self, spec: RowSpec) -> QWidget:
        def say(value: object, gesture: str = "") -> None:
            self.changed.emit(spec.key, value, gesture or str(monotonic_ns()))

        if spec.kind == "slider":
            assert spec.scale is not None
            slider = LabeledSlider(spec.label, spec.scale, spec.help)
            whole = spec.scale.integer
            slider.changed.connect(lambda value, key: say(int(value) if whole else value, key))
            slider.refused.connect(self.refused)
            return slider
        if spec.kind == "choice":
            choice = LabeledChoice(spec.label, spec.options, spec.help)
            choice.chosen.connect(say)
            return choice
        if spec.kind == "flag":
            flag = QCheckBox(spec.label)
            set_tooltip(flag, spec.help)
            flag.clicked.connect(say)
            return flag
        text = LabeledText(spec)
        text.committed.connect(say)
        text.refused.connect(self.refused)
        return text

    def chain(self) -> list[QWidget]:
        """The focusable widgets in order of rows; only those that exist already."""
        chain: list[QWidget] = []
        for row in (self._rows[spec.key] for spec in self._specs):
            if isinstance(row, LabeledSlider):
                chain += [row.slider, row.field]
            elif isinstance(row, LabeledChoice):
                chain.append(row.box)
            elif isinstance(row, LabeledText):
                chain += [row.field, *row.buttons]
            else:
                chain.append(row)
        return chain

    def label_width(self) -> int:
        """Width of the widest label in pixels."""
        if self._theme is None:
            return 0
        metrics = QFontMetrics(font(self._theme))
        wanted = self._wanted
        specs = self._specs if wanted is None else tuple(spec for spec, _ in wanted)
        labels = [spec.label for spec in specs if spec.kind != "flag"]
        return max((metrics.horizontalAdvance(text) for text in labels), default=0) + 2

    def set_least_label(self, width: int) -> None:
        """Set the minimum width of labels, so that several forms align."""
        if width != self._least:
            self._least = width
            self._align()

    def _align(self) -> None:
        if self._theme is None:
            return
        metrics = QFontMetrics(font(self._theme))
        label = max(self.label_width(), self._least)
        field = metrics.horizontalAdvance("0.0001") + 3 * self._theme.spacing
        for row in self._rows.values():
            if isinstance(row, LabeledSlider | LabeledChoice | LabeledText):
                row.set_columns(label, field)


def chain_tabs(widgets: Sequence[QWidget]) -> None:
    """Set the tab order, independent of the order in which the widgets were made."""
    for first, second in pairwise(widgets):
        QWidget.setTabOrder(first, second)


def _set_value(row: QWidget, value: object) -> None:
    if isinstance(row, LabeledSlider):
        assert isinstance(value, int | float)
        row.set_value(value)
    elif isinstance(row, LabeledChoice):
        row.box.set_key(value)
    elif isinstance(row, QCheckBox):
        row.setChecked(bool(value))
    elif isinstance(row, LabeledText):
        row.set_value(value)
