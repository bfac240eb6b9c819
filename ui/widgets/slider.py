"""A labeled slider with its number: dragging, arrow keys and typing say the same thing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from time import monotonic_ns

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QStyle, QStyleOptionSlider, QWidget

from ui.widgets.number import NumberField
from ui.widgets.plain import PlainLabel, set_tooltip

POSITIONS = 400  # of a slider for real numbers


@dataclass(frozen=True, slots=True)
class Scale:
    """How slider positions stand for values; a typed value may lie outside."""

    low: float
    high: float
    step: float = 0.0  # 0: as fine as the slider; whole numbers: 1
    integer: bool = False
    logarithmic: bool = False

    @property
    def positions(self) -> int:
        if self.integer and not self.logarithmic and self.high - self.low <= POSITIONS:
            return int(self.high - self.low)
        return POSITIONS

    def value(self, position: int) -> float:
        """The value at a position, rounded to what one would write by hand."""
        share = position / self.positions
        if self.logarithmic:
            value = self.low * (self.high / self.low) ** share
            digits = 2 - math.floor(math.log10(abs(value))) - 1
            rounded = round(value, digits)
        else:
            value = self.low + share * (self.high - self.low)
            step = self.step or (self.high - self.low) / POSITIONS
            rounded = float(f"{round(value / step) * step:.10g}")
        if self.integer:
            return int(min(max(round(rounded), self.low), self.high))
        return float(min(max(rounded, self.low), self.high))

    def position(self, value: float) -> int:
        """The position nearest to a value; values outside stand at the ends."""
        clipped = min(max(value, self.low), self.high)
        if self.logarithmic:
            share = math.log(clipped / self.low) / math.log(self.high / self.low)
        else:
            share = (clipped - self.low) / (self.high - self.low)
        return round(share * self.positions)

    def stepped(self, value: float, steps: int) -> float:
        """The value some steps on: at least one unit, and always another value."""
        if self.integer:
            return int(value) + steps
        if not self.logarithmic and self.step:
            return float(f"{value + steps * self.step:.10g}")
        unit = max(1, self.positions // 100) * steps
        return self.value(min(max(self.position(value) + unit, 0), self.positions))


class GrooveSlider(QSlider):
    """A slider that jumps to where it is pressed and leaves the wheel to the page around it."""

    gesture_started = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gesture_started.emit()
        if event.button() == Qt.MouseButton.LeftButton and not self._on_handle(event):
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            handle = self.style().subControlRect(
                QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
            )
            span = self.width() - handle.width()
            x = round(event.position().x()) - handle.width() // 2
            self.setValue(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), x, max(span, 1))
            )
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self.gesture_started.emit()
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _on_handle(self, event: QMouseEvent) -> bool:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control = self.style().hitTestComplexControl(
            QStyle.ComplexControl.CC_Slider, option, event.position().toPoint(), self
        )
        return control == QStyle.SubControl.SC_SliderHandle


class LabeledSlider(QWidget):
    """Label, slider and number of one setting.

    `changed(value, gesture)` comes while the slider moves; all changes of one drag carry the same
    gesture, so that they can be undone as one.
    """

    changed = Signal(float, str)
    refused = Signal(str)

    def __init__(self, label: str, scale: Scale, help_text: str = "") -> None:
        super().__init__()
        self._scale = scale
        self._gesture = ""
        self.label = PlainLabel(label)
        self.slider = GrooveSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, scale.positions)
        self.slider.setPageStep(max(1, scale.positions // 10))
        self.field = NumberField(integer=scale.integer)
        self.label.setBuddy(self.field)
        for widget in (self.slider, self.field):
            widget.setAccessibleName(label)
            set_tooltip(widget, help_text)
        set_tooltip(self.label, help_text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.field)
        self._begin()
        self.slider.gesture_started.connect(self._begin)
        self.slider.valueChanged.connect(self._slid)
        self.field.committed.connect(self._typed)
        self.field.stepped.connect(self._stepped)
        self.field.refused.connect(self.refused)

    def value(self) -> float:
        return self.field.value()

    def set_value(self, value: float) -> None:
        """Show a value without saying that it changed."""
        self.field.set_value(value)
        blocked = self.slider.blockSignals(True)
        if self._scale.value(self.slider.value()) != value:
            self.slider.setValue(self._scale.position(value))
        self.slider.blockSignals(blocked)

    def set_columns(self, label: int, field: int) -> None:
        """Give label and number the widths that align this row with its neighbors."""
        self.label.setFixedWidth(label)
        self.field.setFixedWidth(field)

    def _begin(self) -> None:
        self._gesture = str(monotonic_ns())  # a drag, a key press, a typed number: one each

    def _slid(self, position: int) -> None:
        value = self._scale.value(position)
        if value != self.field.value():
            self.field.set_value(value)
            self.changed.emit(value, self._gesture)

    def _typed(self, value: float) -> None:
        self._begin()
        self.changed.emit(value, self._gesture)

    def _stepped(self, steps: int) -> None:
        self._begin()
        self.changed.emit(self._scale.stepped(self.field.value(), steps), self._gesture)
