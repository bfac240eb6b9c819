"""How a person gets at a panel that is not on the screen from the start."""

from __future__ import annotations

from typing import TypeVar

from pytestqt.qtbot import QtBot

from ui.panels.panel import Panel
from ui.shell.application import Application

P = TypeVar("P", bound=Panel)
SOON = 10_000


def brought(app: Application, kind: type[P], qtbot: QtBot) -> P:
    """A panel whose tab has been brought to the front; it is built if nobody had asked for it."""
    app.window.right.bring(kind.title)
    return there(app, kind, qtbot)


def there(app: Application, kind: type[P], qtbot: QtBot) -> P:
    """A panel once it is on the screen."""
    found: list[P] = []

    def visible() -> bool:
        found[:] = [each for each in app.window.findChildren(kind) if each.isVisible()]
        return bool(found)

    qtbot.waitUntil(visible, timeout=SOON)
    return found[0]


def show_all_settings(app: Application) -> None:
    """Show all settings in the column of controls."""
    if not app.window.preferred.now.all_settings:
        app.window.actions_by_id["all_settings"].trigger()
