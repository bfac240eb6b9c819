"""A labeled slider with a number field: dragging, arrow keys and typing are equivalent."""

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
class SliderScale:
    """Maps slider positions to values; typed values may be outside its range."""

    low: float
    high: float
    step: float = 0.0  # 0: as fine as the slider; for integers: 1
    integer: bool = False
    logarithmic: bool = False

    @property
    def positions(self) -> int:
        """The highest position; the lowest is 0. A whole number has one position per value."""
        if self.integer and not self.logarithmic and self.high - self.low <= POSITIONS:
            return int(self.high - self.low)
        return POSITIONS

    def value(self, position: int) -> float:
        """The value at a position, rounded to a short decimal number."""
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
        """The position nearest to a value; values outside the range are clipped."""
        clipped = min(max(value, self.low), self.high)
        if self.logarithmic:
            share = math.log(clipped / self.low) / math.log(self.high / self.low)
        else:
            share = (clipped - self.low) / (self.high - self.low)
        return round(share * self.positions)

    def stepped(self, value: float, steps: int) -> float:
        """The value this many steps further."""
        if self.integer:
            return int(value) + steps
        if not self.logarithmic and self.step:
            return float(f"{value + steps * self.step:.10g}")
        unit = max(1, self.positions // 100) * steps
        return self.value(min(max(self.position(value) + unit, 0), self.positions))


LEAST = 48  # pixels of a slider in a row


class GrooveSlider(QSlider):
    """A slider that jumps to the click and ignores the wheel unless it has the focus."""

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
    """Label, slider and number field of one setting.

    `changed(value, gesture)` is emitted while the slider moves. All changes of one drag have the
    same gesture, so that they can be undone together.
    """

    changed = Signal(float, str)
    refused = Signal(str)

    def __init__(self, label: str, scale: SliderScale, help_text: str = "") -> None:
        super().__init__()
        self._scale = scale
        self._gesture = ""
        self.label = PlainLabel(label)
        self.slider = GrooveSlider(Qt.Orientation.Horizontal)
        self.slider.setMinimumWidth(LEAST)
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
        """The value in the number field, with all its digits."""
        return self.field.value()

    def set_value(self, value: float) -> None:
        """Show a value without emitting `changed`."""
        self.field.set_value(value)
        blocked = self.slider.blockSignals(True)
        if self._scale.value(self.slider.value()) != value:
            self.slider.setValue(self._scale.position(value))
        self.slider.blockSignals(blocked)

    def set_columns(self, label: int, field: int) -> None:
        """Set the widths of label and field that align this row with its neighbors."""
        self.label.setFixedWidth(label)
        self.field.setFixedWidth(field)

    def _begin(self) -> None:
        self._gesture = str(monotonic_ns())  # one per drag, key press or typed number

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
