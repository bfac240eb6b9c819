"""Rows of a form in which text or a number is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QToolButton, QWidget

from ui.widgets.entry_field import EntryField
from ui.widgets.number import NumberField
from ui.widgets.plain import PlainLabel, set_tooltip
from ui.widgets.row_spec import RowSpec
from vgsim.words.language import tr


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
        """Set the width of the label; the field takes the rest of the row."""
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


class LabeledNumber(QWidget):
    """A label, a field for a whole number, and a button; for numbers that no slider suits."""

    committed = Signal(object)  # int
    refused = Signal(str)
    pressed = Signal()  # the button

    def __init__(self, spec: RowSpec) -> None:
        super().__init__()
        self.label = PlainLabel(spec.label)
        self.field = NumberField(integer=True)
        self.field.setAccessibleName(spec.label)
        self.field.setMinimumWidth(60)
        self.label.setBuddy(self.field)
        for widget in (self.label, self.field):
            set_tooltip(widget, spec.help)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        layout.addWidget(self.field, 1)
        self.buttons: list[QToolButton] = []
        if spec.button is not None:
            text, help_text = spec.button.text, spec.button.help
            self.buttons = [_tool(text, text, help_text, self.pressed.emit)]
            layout.addWidget(self.buttons[0])
        self.field.committed.connect(lambda value: self.committed.emit(int(value)))
        self.field.stepped.connect(lambda steps: self.committed.emit(int(self.value()) + steps))
        self.field.refused.connect(self.refused)

    def value(self) -> float:
        """The number in the field."""
        return self.field.value()

    def set_value(self, value: object) -> None:
        """Show a whole number without emitting `committed`."""
        assert isinstance(value, int)
        self.field.set_value(value)

    def set_columns(self, label: int, field: int) -> None:
        """Set the width of the label; the field takes the rest of the row."""
        del field
        self.label.setFixedWidth(label)
