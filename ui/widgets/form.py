"""A form of settings: one row each, with labels and numbers aligned."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from time import monotonic_ns

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QShowEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ui.look.theme import Theme, font
from ui.widgets.choice import LabeledChoice
from ui.widgets.discard import discard
from ui.widgets.glossary import explain_row
from ui.widgets.plain import set_tooltip
from ui.widgets.row_spec import RowSpec
from ui.widgets.slider import LabeledSlider
from ui.widgets.typed_rows import LabeledNumber, LabeledText


class Form(QWidget):
    """Rows of settings. Emits `changed(key, value, gesture)`; one gesture is one step to undo.

    The rows of a folded section are made when it is first opened.
    """

    changed = Signal(str, object, str)
    refused = Signal(str)
    pressed = Signal(str)  # key of the row whose button was pressed
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
        """Discard what was typed or refused, because the form will show another object."""
        for row in self._rows.values():
            if isinstance(row, LabeledSlider | LabeledNumber | LabeledText) and row.field.unsettled:
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
        if spec.kind == "whole":
            number = LabeledNumber(spec)
            number.committed.connect(say)
            number.refused.connect(self.refused)
            number.pressed.connect(lambda: self.pressed.emit(spec.key))
            return number
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
            elif isinstance(row, LabeledText | LabeledNumber):
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
            if isinstance(row, LabeledSlider | LabeledChoice | LabeledText | LabeledNumber):
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
    elif isinstance(row, LabeledText | LabeledNumber):
        row.set_value(value)
