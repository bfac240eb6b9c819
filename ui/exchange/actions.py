"""Everything the window can be told by menu, toolbar or key: one table, read by all three."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

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

from ui.exchange.requests import Requests
from ui.exchange.window import PresentationRequests, WindowRequests
from ui.widgets.number import NumberField
from ui.widgets.plain import set_tooltip


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do, and who does it: exactly one of `ask`, `show`, `present`."""

    id: str
    menu: str
    text: str
    keys: tuple[str, ...]
    help: str
    group: int = 0  # a line is drawn in the menu where the group changes
    ask: Callable[[Requests], object] | None = None  # there is nobody to ask while it starts
    show: Callable[[WindowRequests], object] | None = None
    present: Callable[[PresentationRequests], object] | None = None  # a black screen stays black
    state: Callable[[WindowRequests], bool] | None = None  # whether it has a check mark


FILE, EDIT, PLAY, LEARN, VIEW, HELP = "File", "Edit", "Play", "Learn", "View", "Help"
MENUS = (FILE, EDIT, PLAY, LEARN, VIEW, HELP)

ACTIONS = (
    Action("open", FILE, "Open …", ("Ctrl+O",), "Open a scenario file",
           ask=lambda to: to.files.open()),
    Action("save", FILE, "Save", ("Ctrl+S",), "Save the experiment",
           ask=lambda to: to.files.save()),
    Action("save_as", FILE, "Save as …", ("Ctrl+Shift+S",), "Save the experiment as another file",
           ask=lambda to: to.files.save_as()),
    Action("save_window", FILE, "Save picture of the window …", ("Ctrl+Shift+P",),
           "The whole window as PNG, SVG or PDF, with a line that says what it shows", 1,
           ask=lambda to: to.pictures.save_window()),
    Action("copy_window", FILE, "Copy picture of the window", ("Ctrl+Shift+C",),
           "The whole window to the clipboard", 1, ask=lambda to: to.pictures.copy_window()),
    Action("reset", FILE, "Reset", ("Alt+R",), "Back to the experiment as it was opened", 2,
           ask=lambda to: to.reset()),
    Action("quit", FILE, "Quit", ("Ctrl+Q",), "Quit the program", 3,
           show=lambda window: window.close()),
    Action("undo", EDIT, "Undo", ("Ctrl+Z",), "Undo the last change",
           ask=lambda to: to.document.undo()),
    Action("redo", EDIT, "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Redo the change",
           ask=lambda to: to.document.redo()),
    Action("add_lane", EDIT, "Add a network", ("Ctrl+N",),
           "A copy of the last network with the next activation", 1,
           ask=lambda to: to.document.add_lane()),
    Action("copy_lane", EDIT, "Copy the network", ("Ctrl+D",),
           "One more like the selected network", 1, ask=lambda to: to.copy_selected()),
    Action("remove_lane", EDIT, "Remove the network", ("Ctrl+Shift+D",),
           "Take the selected network away", 1, ask=lambda to: to.remove_selected()),
    Action("play", PLAY, "Play or pause", ("Space",),
           "Play or pause the waves through the networks", ask=lambda to: to.player.toggle()),
    Action("next_phase", PLAY, "Next phase", ("Right", "PgDown", "N"),
           "One phase forward: forward, loss, backward, update", 1,
           ask=lambda to: to.player.step_phase(1)),
    Action("last_phase", PLAY, "Previous phase", ("Left", "PgUp", "P"), "One phase back", 1,
           ask=lambda to: to.player.step_phase(-1)),
    Action("next_layer", PLAY, "Next layer", ("Shift+Right",),
           "One layer, or one time step, forward", 1, ask=lambda to: to.player.step_layer(1)),
    Action("last_layer", PLAY, "Previous layer", ("Shift+Left",),
           "One layer, or one time step, back", 1, ask=lambda to: to.player.step_layer(-1)),
    Action("start", PLAY, "To the start of the pass", ("Home",), "Before the first layer", 2,
           ask=lambda to: to.player.to_start()),
    Action("end", PLAY, "To the end of the pass", ("End",), "After the last update", 2,
           ask=lambda to: to.player.to_end()),
    Action("faster", PLAY, "Faster", ("+", "="), "Less time per pass", 3,
           ask=lambda to: to.player.faster()),
    Action("slower", PLAY, "Slower", ("-",), "More time per pass", 3,
           ask=lambda to: to.player.slower()),
    Action("run", LEARN, "Run or stop", ("R",), "Let the networks learn, or stop them",
           ask=lambda to: to.learner.toggle_run()),
    Action("next_update", LEARN, "Next update", ("Ctrl+Right",), "Learn from one batch", 1,
           ask=lambda to: to.learner.step_update(1)),
    Action("last_update", LEARN, "Previous update", ("Ctrl+Left",),
           "Back to the weights before the last update", 1,
           ask=lambda to: to.learner.step_update(-1)),
    Action("rewind", LEARN, "Rewind", ("Ctrl+R",), "Back to the same initial weights", 2,
           ask=lambda to: to.learner.rewind()),
    Action("new_seed", LEARN, "New seed", ("Ctrl+Shift+R",), "New initial weights, new batches", 2,
           ask=lambda to: to.document.new_seed()),
    Action("film", LEARN, "Play as a film", ("Shift+Space",),
           "Replay all updates so far, from here or from the start", 2,
           ask=lambda to: to.learner.play_past()),
    Action("limits", LEARN, "Limits …", ("Ctrl+J",),
           "When learning stops by itself; memory for rewinding", 3,
           show=lambda window: window.show_limits()),
    Action("compare", LEARN, "Compare activations …", ("Ctrl+K",),
           "The same experiment with many activations and initializers", 3,
           show=lambda window: window.show_apart("compare")),
    Action("theme", VIEW, "Next theme", ("Ctrl+T",), "Light, dark, projector",
           present=lambda it: it.next_theme()),
    Action("projector", VIEW, "Projector", ("F8",), "White and large, for the last row",
           present=lambda it: it.toggle_projector(),
           state=lambda window: window.presentation.projecting),
    Action("colors", VIEW, "Published color maps (CET)", (),
           "Values in colors by P. Kovesi (CC-BY) instead of our own",
           present=lambda it: it.toggle_colors(),
           state=lambda window: window.presentation.published),
    Action("present", VIEW, "Present", ("F5",), "Full screen, without controls; Esc ends it", 1,
           present=lambda it: it.present(),
           state=lambda window: window.presentation.presenting),
    Action("full_screen", VIEW, "Full screen", ("F11",), "Full screen on or off", 1,
           present=lambda it: it.toggle_full_screen(),
           state=lambda window: window.presentation.full),
    Action("blank", VIEW, "Blank the screen", (".", "B"), "All black until the next key", 1,
           present=lambda it: it.toggle_blank()),
    Action("leave", VIEW, "End the presentation", ("Esc",),
           "Show the screen again, leave the presentation; never quits", 1,
           present=lambda it: it.leave()),
    Action("controls", VIEW, "Controls", ("F9",), "Show or hide the column of controls", 2,
           show=lambda window: window.toggle_controls(),
           state=lambda window: window.columns.controls),
    Action("details", VIEW, "Diagrams", ("F10",), "Show or hide the column of diagrams", 2,
           show=lambda window: window.toggle_details(),
           state=lambda window: window.columns.diagrams),
    Action("layers", VIEW, "Layer table", ("Ctrl+L",),
           "All layers of the selected network with all their numbers", 3,
           show=lambda window: window.show_apart("layers")),
    Action("help", HELP, "Help", ("F1",),
           "First steps, the model, the scenario file, commands, glossary",
           show=lambda window: window.show_help("first_steps")),
    Action("shortcuts", HELP, "Keys", ("Shift+F1",), "All keys",
           show=lambda window: window.show_help("keys")),
    Action("about", HELP, "About", (), "Versions and licenses",
           show=lambda window: window.show_about()),
)  # fmt: skip


def make_actions(owner: QWidget, do: Callable[[Action], object]) -> dict[str, QAction]:
    """A QAction for every entry, active in the owner's whole window."""
    made = {}
    for entry in ACTIONS:
        action = QAction(entry.text, owner)
        action.setObjectName(f"action_{entry.id}")
        action.setShortcuts([QKeySequence(key) for key in entry.keys])
        set_tooltip(action, tooltip(entry))
        action.setStatusTip(entry.help)
        action.setCheckable(entry.state is not None)
        action.triggered.connect(_doing(do, entry))
        owner.addAction(action)
        made[entry.id] = action
    return made


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction], window: WindowRequests) -> QMenu:
    """A menu of every kind of action, with a line where the group changes; that of recent files."""

    def mark(entries: Sequence[Action]) -> None:
        for entry in entries:
            if entry.state is not None:
                actions[entry.id].setChecked(entry.state(window))

    for name in MENUS:
        menu, group = bar.addMenu(f"&{name}"), 0
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(partial(mark, tuple(in_menu(name))))
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


def _doing(do: Callable[[Action], object], entry: Action) -> Callable[[], None]:
    def triggered() -> None:
        do(entry)

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
