"""A combo box whose entries have tooltips and can be found by typing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPaintEvent,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from ui.widgets.elided import fitting_font
from ui.widgets.glossary import explain, explained
from ui.widgets.plain import PlainLabel, set_tooltip, show_tooltip


@dataclass(frozen=True, slots=True)
class Option:
    """One entry: the stored key, the label and the tooltip."""

    key: object
    label: str
    help: str = ""
    heading: bool = False  # a heading for the entries below it, which cannot be chosen
    about: str = ""  # name of its entry in the glossary


class ChoiceBox(QComboBox):
    """A combo box that leaves the mouse wheel to the page unless it has the focus."""

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
        """Replace the entries; has no effect if they are the same."""
        if tuple(options) == self._options:
            return
        self._options = tuple(options)
        blocked = self.blockSignals(True)
        self.clear()
        for index, option in enumerate(self._options):
            self.addItem(option.label)
            tip = explained(option.help, option.about)
            self.setItemData(index, tip, Qt.ItemDataRole.ToolTipRole)
            if option.heading:
                model = self.model()
                assert isinstance(model, QStandardItemModel)
                model.item(index).setEnabled(False)
        self.blockSignals(blocked)

    def key(self) -> object:
        """Key of the entry that is shown; None if there are no entries."""
        return self._options[self.currentIndex()].key if self.currentIndex() >= 0 else None

    def set_key(self, key: object) -> None:
        """Show an entry without emitting `chosen`."""
        index = next((i for i, option in enumerate(self._options) if option.key == key), -1)
        self.setCurrentIndex(index)
        self._explain(index)

    def _explain(self, index: int) -> None:
        """Show the help of an entry as the tooltip of the box, unless it has none."""
        option = self._options[index] if index >= 0 else Option(None, "")
        explain(self, option.about, option.help, tip=bool(option.help))

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText, family = self._fitted()
        painter.setFont(family)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _room(self) -> int:
        """The width for the text, in pixels."""
        option, field = QStyleOptionComboBox(), QStyle.SubControl.SC_ComboBoxEditField
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_ComboBox
        return self.style().subControlRect(control, option, field, self).width() - 2

    def _fitted(self) -> tuple[str, QFont]:
        """The text and its type: slightly smaller if the text fits only so, or else elided."""
        text, room = self.currentText() or self.placeholderText(), self._room()
        family = fitting_font(self.font(), (text,), room)[1]
        if QFontMetrics(family).horizontalAdvance(text) <= room:
            return text, family
        elide = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(text, elide, room), self.font()

    def event(self, event: QEvent) -> bool:
        """The tooltip has the text, too, where it does not fit."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.currentText()
            if self._fitted()[0] != text:
                lines = [each for each in (text, self.toolTip()) if each]
                show_tooltip(event.globalPos(), "\n".join(lines), self)
                return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _choose(self, index: int) -> None:
        self._explain(index)
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
        del field  # the box takes the remaining width
        self.label.setFixedWidth(label)
