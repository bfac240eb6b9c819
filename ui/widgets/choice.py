"""A choice of one entry from a list, with a tooltip an entry and search by typing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from ui.widgets.plain import PlainLabel, set_tooltip


@dataclass(frozen=True, slots=True)
class Option:
    """One entry: what is stored, what is read, what is explained."""

    key: object
    label: str
    help: str = ""
    heading: bool = False  # names those below it and cannot be chosen


class ChoiceBox(QComboBox):
    """A combo box that leaves the wheel to the page around it."""

    chosen = Signal(object)  # Option.key

    def __init__(self, options: Sequence[Option] = (), name: str = "") -> None:
        super().__init__()
        self._options: tuple[Option, ...] = ()
        self.setAccessibleName(name)
        self.setMaxVisibleItems(24)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.set_options(options)
        self.activated.connect(self._choose)

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer other entries; nothing happens if they are the ones on offer."""
        if tuple(options) == self._options:
            return
        self._options = tuple(options)
        blocked = self.blockSignals(True)
        self.clear()
        for index, option in enumerate(self._options):
            self.addItem(option.label)
            self.setItemData(index, option.help, Qt.ItemDataRole.ToolTipRole)
            if option.heading:
                model = self.model()
                assert isinstance(model, QStandardItemModel)
                model.item(index).setEnabled(False)
        self.blockSignals(blocked)

    def key(self) -> object:
        return self._options[self.currentIndex()].key if self.currentIndex() >= 0 else None

    def set_key(self, key: object) -> None:
        """Show an entry without saying that it was chosen."""
        index = next((i for i, option in enumerate(self._options) if option.key == key), -1)
        self.setCurrentIndex(index)
        if index >= 0 and self._options[index].help:
            set_tooltip(self, self._options[index].help)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A text that has no room ends in …, so that nobody takes a part for the whole."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter, control = QStylePainter(self), QStyle.ComplexControl.CC_ComboBox
        painter.drawComplexControl(control, option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        width = self.style().subControlRect(control, option, field, self).width() - 2
        elide = Qt.TextElideMode.ElideRight
        text = self.currentText() or self.placeholderText()
        option.currentText = self.fontMetrics().elidedText(text, elide, width)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _choose(self, index: int) -> None:
        self.chosen.emit(self._options[index].key)


class LabeledChoice(QWidget):
    """A label and a choice in one row."""

    chosen = Signal(object)

    def __init__(self, label: str, options: Sequence[Option] = (), help_text: str = "") -> None:
        super().__init__()
        self.label = PlainLabel(label)
        set_tooltip(self.label, help_text)
        self.box = ChoiceBox(options, label)
        set_tooltip(self.box, help_text)
        self.label.setBuddy(self.box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        layout.addWidget(self.box, 1)
        self.box.chosen.connect(self.chosen)

    def set_columns(self, label: int, field: int) -> None:
        """Give the label the width that aligns this row with its neighbors."""
        del field  # the box takes all the rest
        self.label.setFixedWidth(label)
