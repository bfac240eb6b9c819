"""Answers that are a number, or a layer of the picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from ui.look.theme import Theme
from ui.widgets.number import NumberField
from ui.widgets.plain import PlainLabel
from vgsim.words.language import tr


class NumberAnswer(QWidget):
    """A field for a number with its unit."""

    answered = Signal()

    def __init__(self, unit: str, refuse: Callable[[str], object]) -> None:
        super().__init__()
        self._value: float | None = None
        self.field = NumberField()
        self.field.setAccessibleName(tr("Your answer, a number"))
        self.field.setPlaceholderText(tr("a number, such as 0.25 or 1e-6"))
        self.field.committed.connect(self._take)
        self.field.refused.connect(refuse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 1)
        row.addWidget(PlainLabel(unit))

    def show_theme(self, theme: Theme) -> None:
        """The style sheet has all there is to apply."""

    def _take(self, value: float) -> None:
        self._value = float(value)
        self.field.show_value(self._value)
        self.answered.emit()

    def answer(self) -> float | None:
        """The number that was typed; None: nothing."""
        return self._value

    def show_answer(self, answer: object) -> None:
        """Show what was typed before."""
        if isinstance(answer, int | float):
            self._value = float(answer)
            self.field.set_value(self._value)

    def set_open(self, open_: bool) -> None:
        """Allow another number, or no longer."""
        self.field.setEnabled(open_)


class LayerAnswer(QWidget):
    """A layer, clicked in the picture or chosen here."""

    answered = Signal()

    def __init__(self, layers: int, select: Callable[[int], object]) -> None:
        """`select` marks a layer in the picture."""
        super().__init__()
        self.box = QSpinBox()
        self.box.setRange(0, layers)
        self.box.setSpecialValueText(tr("Click a layer in the picture"))
        self.box.setPrefix(tr("Layer "))
        self.box.setAccessibleName(tr("Your answer, a layer"))
        self.box.valueChanged.connect(lambda layer: self._take(layer, select))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box, 1)

    def show_theme(self, theme: Theme) -> None:
        """The style sheet has all there is to apply."""

    def _take(self, layer: int, select: Callable[[int], object]) -> None:
        if layer:
            select(layer)
        self.answered.emit()

    def show_clicked(self, layer: int) -> None:
        """Take over the layer that was clicked in the picture."""
        if self.box.isEnabled() and 0 < layer <= self.box.maximum():
            with QSignalBlocker(self.box):
                self.box.setValue(layer)
            self.answered.emit()

    def answer(self) -> int | None:
        """The layer; None: none was chosen."""
        return self.box.value() or None

    def show_answer(self, answer: object) -> None:
        """Show the layer that was chosen before."""
        if isinstance(answer, int):
            with QSignalBlocker(self.box):
                self.box.setValue(answer)

    def set_open(self, open_: bool) -> None:
        """Allow another layer, or no longer."""
        self.box.setEnabled(open_)
