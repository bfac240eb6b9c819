"""How a person saves what is on the screen: menus, and the dialog for the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from ui.shell.application import Application


class Saving:
    """Stands for the dialog: the file a person names, and the type that is chosen."""

    def __init__(self, app: Application, folder: Path) -> None:
        assert app.documents is not None
        app.documents.ask_export = self._answer
        self.folder, self.name, self.kind = folder, "", ""
        self.suggested, self.filters = "", [""]

    def _answer(self, suggestion: str, filters: Sequence[str], window: QWidget) -> tuple[str, str]:
        self.suggested, self.filters = Path(suggestion).name, list(filters)
        chosen = next((each for each in filters if self.kind in each), filters[0])
        return str(self.path), chosen

    @property
    def path(self) -> Path:
        return self.folder / (self.name or self.suggested)


def menu_of(widget: QWidget) -> QMenu:
    """The menu that the menu key opens; a person closes it again."""
    center = widget.rect().center()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(widget, QContextMenuEvent(reason, center, widget.mapToGlobal(center)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def entry(menu: QMenu, *way: str) -> Any:
    """An entry by the beginning of its text, the way there through menus in menus."""
    for text in way:
        found = next(each for each in menu.actions() if each.text().startswith(text))
        menu = found.menu() or menu  # type: ignore[assignment]
    return found


def seen(app: Application, kind: type[QWidget]) -> QWidget:
    found = app.window.findChild(kind)
    assert found is not None
    return found
