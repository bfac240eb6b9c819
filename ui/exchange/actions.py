"""Everything the window can be told by menu, toolbar or key: one table, read by all three."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from ui.widgets.number import NumberField
from ui.widgets.plain import set_tooltip


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `call` names a receiver and its method: "session.undo"."""

    id: str
    menu: str
    text: str
    keys: tuple[str, ...]
    call: str
    arguments: tuple[Any, ...] = ()
    help: str = ""
    group: int = 0  # a line is drawn in the menu where the group changes
    state: str = ""  # receiver and property that say whether it has a check mark


FILE, EDIT, PLAY, LEARN, VIEW, HELP = "File", "Edit", "Play", "Learn", "View", "Help"
MENUS = (FILE, EDIT, PLAY, LEARN, VIEW, HELP)

ACTIONS = (
    Action("open", FILE, "Open …", ("Ctrl+O",), "documents.open", (), "Open a scenario file"),
    Action("save", FILE, "Save", ("Ctrl+S",), "documents.save", (), "Save the experiment"),
    Action("save_as", FILE, "Save as …", ("Ctrl+Shift+S",), "documents.save_as", (),
           "Save the experiment as another file"),
    Action("reset", FILE, "Reset", ("Alt+R",), "session.reset", (),
           "Back to the experiment as it was opened", 1),
    Action("quit", FILE, "Quit", ("Ctrl+Q",), "window.close", (), "Quit the program", 2),
    Action("undo", EDIT, "Undo", ("Ctrl+Z",), "session.undo", (), "Undo the last change"),
    Action("redo", EDIT, "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "session.redo", (), "Redo the change"),
    Action("add_lane", EDIT, "Add a network", ("Ctrl+N",), "session.add_lane", (),
           "A copy of the last network with the next activation", 1),
    Action("copy_lane", EDIT, "Copy the network", ("Ctrl+D",), "session.copy_selected", (),
           "One more like the selected network", 1),
    Action("remove_lane", EDIT, "Remove the network", ("Ctrl+Shift+D",),
           "session.remove_selected", (), "Take the selected network away", 1),
    Action("play", PLAY, "Play or pause", ("Space",), "session.toggle", (),
           "Play or pause the waves through the networks"),
    Action("next_phase", PLAY, "Next phase", ("Right", "PgDown", "N"), "session.step_phase", (1,),
           "One phase forward: forward, loss, backward, update", 1),
    Action("last_phase", PLAY, "Previous phase", ("Left", "PgUp", "P"), "session.step_phase", (-1,),
           "One phase back", 1),
    Action("next_layer", PLAY, "Next layer", ("Shift+Right",), "session.step_layer", (1,),
           "One layer, or one time step, forward", 1),
    Action("last_layer", PLAY, "Previous layer", ("Shift+Left",), "session.step_layer", (-1,),
           "One layer, or one time step, back", 1),
    Action("start", PLAY, "To the start of the pass", ("Home",), "session.to_start", (),
           "Before the first layer", 2),
    Action("end", PLAY, "To the end of the pass", ("End",), "session.to_end", (),
           "After the last update", 2),
    Action("faster", PLAY, "Faster", ("+", "="), "session.faster", (), "Less time per pass", 3),
    Action("slower", PLAY, "Slower", ("-",), "session.slower", (), "More time per pass", 3),
    Action("run", LEARN, "Run or stop", ("R",), "session.toggle_run", (),
           "Let the networks learn, or stop them"),
    Action("next_update", LEARN, "Next update", ("Ctrl+Right",), "session.step_update", (1,),
           "Learn from one batch", 1),
    Action("last_update", LEARN, "Previous update", ("Ctrl+Left",), "session.step_update", (-1,),
           "Back to the weights before the last update", 1),
    Action("rewind", LEARN, "Rewind", ("Ctrl+R",), "session.rewind", (),
           "Back to the same initial weights", 2),
    Action("new_seed", LEARN, "New seed", ("Ctrl+Shift+R",), "session.new_seed", (),
           "New initial weights, new batches", 2),
    Action("film", LEARN, "Play as a film", ("Shift+Space",), "session.play_past", (),
           "Replay all updates so far, from here or from the start", 2),
    Action("limits", LEARN, "Limits …", ("Ctrl+J",), "window.show_limits", (),
           "When learning stops by itself; memory for rewinding", 3),
    Action("compare", LEARN, "Compare activations …", ("Ctrl+K",), "window.show_apart",
           ("compare",), "The same experiment with many activations and initializers", 3),
    Action("theme", VIEW, "Next theme", ("Ctrl+T",), "stage.next_theme", (),
           "Light, dark, projector"),
    Action("projector", VIEW, "Projector", ("F8",), "stage.toggle_projector", (),
           "White and large, for the last row", state="stage.projecting"),
    Action("present", VIEW, "Present", ("F5",), "stage.present", (),
           "Full screen, without controls; Esc ends it", 1, state="stage.presenting"),
    Action("full_screen", VIEW, "Full screen", ("F11",), "stage.toggle_full_screen", (),
           "Full screen on or off", 1, state="stage.full"),
    Action("blank", VIEW, "Blank the screen", (".", "B"), "stage.toggle_blank", (),
           "All black until the next key", 1),
    Action("leave", VIEW, "End the presentation", ("Esc",), "stage.leave", (),
           "Show the screen again, leave the presentation; never quits", 1),
    Action("controls", VIEW, "Controls", ("F9",), "window.toggle_controls", (),
           "Show or hide the column of controls", 2, state="window.columns.controls"),
    Action("details", VIEW, "Diagrams", ("F10",), "window.toggle_details", (),
           "Show or hide the column of diagrams", 2, state="window.columns.diagrams"),
    Action("layers", VIEW, "Layer table", ("Ctrl+L",), "window.show_apart", ("layers",),
           "All layers of the selected network with all their numbers", 3),
    Action("help", HELP, "Help", ("F1",), "window.show_help", (),
           "First steps, the model, the scenario file, commands, glossary"),
    Action("shortcuts", HELP, "Keys", ("Shift+F1",), "window.show_help", ("keys",), "All keys"),
    Action("about", HELP, "About", (), "window.show_about", (), "Versions and licenses"),
)  # fmt: skip


def make_actions(
    owner: QWidget, call: Callable[[str, tuple[Any, ...]], object]
) -> dict[str, QAction]:
    """A QAction for every entry, active in the owner's whole window."""
    made = {}
    for entry in ACTIONS:
        action = QAction(entry.text, owner)
        action.setObjectName(f"action_{entry.id}")
        action.setShortcuts([QKeySequence(key) for key in entry.keys])
        set_tooltip(action, tooltip(entry))
        action.setStatusTip(entry.help)
        action.setCheckable(bool(entry.state))
        action.triggered.connect(_calling(call, entry))
        owner.addAction(action)
        made[entry.id] = action
    return made


def fill_menus(
    bar: QMenuBar, actions: Mapping[str, QAction], holds: Callable[[str], bool]
) -> QMenu:
    """A menu of every kind of action, with a line where the group changes; that of recent files.

    `holds` tells whether a state of an action holds now.
    """

    def mark(entries: Sequence[Action]) -> None:
        for entry in entries:
            actions[entry.id].setChecked(holds(entry.state))

    for name in MENUS:
        menu, group = bar.addMenu(f"&{name}"), 0
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(partial(mark, [e for e in in_menu(name) if e.state]))
        for entry in in_menu(name):
            if entry.group != group:
                menu.addSeparator()
                group = entry.group
            menu.addAction(actions[entry.id])
    recent = QMenu("Open recent", bar)
    files = actions["save"].associatedObjects()
    next(each for each in files if isinstance(each, QMenu)).insertMenu(actions["save"], recent)
    return recent


def tooltip(entry: Action) -> str:
    """What a button of this action says: help and the first key."""
    return f"{entry.help} ({key_text(entry.keys[0])})" if entry.keys else entry.help


def key_text(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def in_menu(menu: str) -> Iterator[Action]:
    """The entries of a menu, in order."""
    return (entry for entry in ACTIONS if entry.menu == menu)


def _calling(call: Callable[[str, tuple[Any, ...]], object], entry: Action) -> Callable[[], None]:
    def triggered() -> None:
        call(entry.call, entry.arguments)

    return triggered


_ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}
_JUMPS = {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


def keeps_key(widget: QWidget | None, key: int, *, plain: bool) -> bool:
    """Whether the focused widget needs this key itself; `plain`: without Ctrl and Alt.

    A slider keeps its arrows, a button its space, a text field all that can be typed, a number
    what makes a number; everywhere else the window's single keys act.
    """
    if not plain:
        return False
    if isinstance(widget, NumberField) and key < Qt.Key.Key_Escape:
        return widget.needs(key)
    if isinstance(widget, QLineEdit | QPlainTextEdit | QAbstractSpinBox):
        return key < Qt.Key.Key_Escape or key in _ARROWS | _JUMPS
    if isinstance(widget, QComboBox):
        return key < Qt.Key.Key_Escape or key in _JUMPS | {Qt.Key.Key_Up, Qt.Key.Key_Down}
    if isinstance(widget, QAbstractItemView):
        return key < Qt.Key.Key_Escape or key in _ARROWS | _JUMPS
    if isinstance(widget, QAbstractSlider):
        return key in _ARROWS | _JUMPS
    if isinstance(widget, QTabBar):
        return key in _ARROWS
    return isinstance(widget, QAbstractButton) and key == Qt.Key.Key_Space


def guard_keys(event: QEvent) -> bool:
    """Let the focused widget keep its own keys before the window's shortcuts see them.

    Qt asks with a ShortcutOverride, from the focused widget up to its window; to accept it is to
    say that the key is no shortcut.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    plain = not event.modifiers() & control
    if keeps_key(QApplication.focusWidget(), event.key(), plain=plain):
        event.accept()
        return True
    return False
