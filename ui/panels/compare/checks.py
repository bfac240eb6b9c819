"""Lists with check boxes: which activations and initializers are compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ui.widgets.plain import set_tooltip
from vgsim.parts.activations import Activation, is_own
from vgsim.parts.initializers import Initializer

KEY = Qt.ItemDataRole.UserRole  # data role of a list entry's name
ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


def checks(
    name: str, entries: Iterable[Activation | Initializer], checked: Iterable[str]
) -> QListWidget:
    """A list with check boxes."""
    boxes, ticked = QListWidget(), set(checked)
    boxes.setAccessibleName(name)
    for entry in entries:
        boxes.addItem(_item(entry, entry.name in ticked))
    return boxes


def checked(boxes: QListWidget) -> tuple[str, ...]:
    """The names of the entries that are checked."""
    items = (boxes.item(row) for row in range(boxes.count()))
    return tuple(str(each.data(KEY)) for each in items if each.checkState() == ON)


def show_own(boxes: QListWidget, own: Sequence[Activation]) -> None:
    """Show the experiment's own activations behind the built-in ones.

    A new one is checked; one whose formula has changed stays as it is.
    """
    rows = [row for row in range(boxes.count()) if is_own(boxes.item(row).data(KEY))]
    if [boxes.item(row).data(KEY) for row in rows] == [each.name for each in own]:
        return
    unchecked = {boxes.item(row).text() for row in rows if boxes.item(row).checkState() == OFF}
    for row in reversed(rows):
        boxes.takeItem(row)
    for each in own:
        boxes.addItem(_item(each, each.label not in unchecked))


def _item(entry: Activation | Initializer, ticked: bool) -> QListWidgetItem:
    item = QListWidgetItem(entry.label)
    item.setData(KEY, entry.name)
    set_tooltip(item, entry.help)
    item.setCheckState(ON if ticked else OFF)
    return item
