"""Makes menus and keyboard shortcuts from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from ui.exchange.actions import ACTIONS, EXPORT, MENUS, Action
from ui.exchange.window import WindowRequests
from ui.widgets.plain import set_tooltip
from vgsim.words.language import tr


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
    """Add all menus, with a separator where the group changes; returns the menu of recent files."""

    def mark(entries: Sequence[Action]) -> None:
        for entry in entries:
            if entry.state is not None:
                actions[entry.id].setChecked(entry.state(window))

    for name, title in MENUS.items():
        menu, group = bar.addMenu(title), 0
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(partial(mark, tuple(in_menu(name))))
        for entry in in_menu(name):
            if entry.group != group:
                menu.addSeparator()
                group = entry.group
            menu.addAction(actions[entry.id])
    export = QMenu(tr("Export"), bar)
    export.setToolTipsVisible(True)
    for entry in in_menu(EXPORT):
        export.addAction(actions[entry.id])
    menu_with(actions["save_window"]).insertMenu(actions["save_window"], export)
    recent = QMenu(tr("Open recent"), bar)
    menu_with(actions["save"]).insertMenu(actions["save"], recent)
    return recent


def menu_with(action: QAction) -> QMenu:
    """The menu that has this action."""
    return next(each for each in action.associatedObjects() if isinstance(each, QMenu))


def tooltip(entry: Action, *, single: bool = True) -> str:
    """Tooltip of a button for this action: help text and first key.

    Args:
        entry: the action.
        single: whether letters, digits and signs alone are shortcuts.
    """
    keys = keys_of(entry, single=single)
    if not keys:
        return entry.help
    return tr("{action} ({key})", action=entry.help, key=key_text(keys[0]))


def keys_of(entry: Action, *, single: bool) -> tuple[str, ...]:
    """The keys of an action, with or without those that are a single letter, digit or sign."""
    return entry.keys if single else tuple(key for key in entry.keys if len(key) > 1)


def key_text(key: str) -> str:
    """The name of a key as usual on this system."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def in_menu(menu: str) -> Iterator[Action]:
    """The entries of a menu, in order."""
    return (entry for entry in ACTIONS if entry.menu == menu)


def _doing(do: Callable[[Action], object], entry: Action) -> Callable[[], None]:
    def triggered() -> None:
        do(entry)

    return triggered
