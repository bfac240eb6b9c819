"""How a person gets at the panels of a window, those too that are not on it from the start."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.panels.controls.panel import ControlsPanel
from ui.panels.panel import Panel
from ui.panels.transport import TransportPanel
from ui.shell.application import Application
from ui.widgets.slider import LabeledSlider

NONE = Qt.MouseButton.NoButton
P = TypeVar("P", bound=Panel)
SOON = 10_000


def brought(app: Application, kind: type[P], qtbot: QtBot) -> P:
    """A panel whose tab has been brought to the front; it is built if it was not yet."""
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


def controls_of(app: Application) -> ControlsPanel:
    return next(panel for panel in app.window.hub.panels if isinstance(panel, ControlsPanel))


def slider_of(app: Application, key: str) -> LabeledSlider:
    row = controls_of(app).network.rows[key]
    assert isinstance(row, LabeledSlider)
    return row


def transport_of(app: Application) -> TransportPanel:
    return next(panel for panel in app.window.hub.panels if isinstance(panel, TransportPanel))


def move_over(widget: QWidget, place: QPoint) -> None:
    """Move the pointer to a place on the widget, which hears of it at once.

    QTest moves the pointer of the whole screen: there is no event where another test has left
    it at this place, or where another window lies in front.
    """
    at, there = QPointF(place), QPointF(widget.mapToGlobal(place))
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, there, NONE, NONE, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)


def show_all_settings(app: Application) -> None:
    """Show all settings in the column of controls."""
    if not app.window.preferred.now.all_settings:
        app.window.actions_by_id["all_settings"].trigger()
