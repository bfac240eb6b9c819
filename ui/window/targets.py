"""Where in the window a lesson's rings belong."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from vgsim.words.language import tr
from vgsim.words.scenarios import PANELS

if TYPE_CHECKING:
    from ui.panels.network.panel import NetworkPanel
    from ui.panels.panel import Panel
    from ui.window.mainwindow import MainWindow
    from vgsim.teach.lesson import Look

P = TypeVar("P", bound="Panel")


class Target(NamedTuple):
    """A part of a widget, what it is called, and the widget that takes the keyboard."""

    widget: QWidget
    area: QRect
    words: str
    focus: QWidget


def target_of(window: MainWindow, look: Look) -> Target | None:
    """What a ring marks; None: it is not visible."""
    if look.kind in ("lane", "layer") or look.name == "verdict":
        return _in_picture(window, look)
    if look.kind == "control":
        return _control(window, look.name)
    if look.kind == "panel":
        return _panel(window, PANELS[look.name])
    return _part(window, look.name)


def _whole(widget: QWidget | None, words: str, focus: QWidget | None = None) -> Target | None:
    if widget is None or not widget.isVisible():
        return None
    return Target(widget, widget.rect(), words, focus or first_focus(widget))


def first_focus(widget: QWidget) -> QWidget:
    """The first widget in this one that takes the keyboard."""
    from PySide6.QtCore import Qt

    within = [widget, *widget.findChildren(QWidget)]
    tab = Qt.FocusPolicy.TabFocus
    fitting = (each for each in within if each.isVisible() and each.focusPolicy() & tab)
    return next(fitting, widget)


def _panel(window: MainWindow, title: str) -> Target | None:
    named = (each for each in window.hub.panels if each.title == title and each.isVisible())
    return _whole(next(named, None), tr("the panel {title}", title=title))


def _part(window: MainWindow, name: str) -> Target | None:
    if name == "stage":
        return _whole(window.stage, tr("the middle of the window"))
    if name == "add":
        from ui.panels.controls.panel import ControlsPanel

        controls = _found(window, ControlsPanel)
        return _whole(controls.tabs if controls else None, tr("the buttons of the networks"))
    title = {
        "headline": tr("Verdicts"), "transport": tr("Transport"), "curves": tr("Activation"),
    }.get(name, "")  # fmt: skip
    keys = {"headline": "verdicts", "transport": "transport", "curves": "activation"}
    visible = (each for each in window.hub.panels if each.isVisible())
    return _whole(next((each for each in visible if each.name == keys.get(name)), None), title)


def _found(window: MainWindow, kind: type[P]) -> P | None:
    return next((each for each in window.hub.panels if isinstance(each, kind)), None)


def _in_picture(window: MainWindow, look: Look) -> Target | None:
    from ui.panels.network.panel import NetworkPanel

    panel: NetworkPanel | None = _found(window, NetworkPanel)
    if panel is None or not panel.canvas.isVisible():
        return None
    number = look.lane if look.lane is not None else 0
    lane, name = panel.place_of(number), tr("network {number}", number=number + 1)
    if lane is None:  # only its tab is shown
        return _whole(panel.choice.tab(number), name)
    if look.name == "verdict":
        area, words = panel.canvas.header_area(lane), tr("the sentence about the network")
    elif look.layer is None:
        area, words = panel.canvas.lane_area(lane), name
    else:
        area, words = panel.canvas.layer_area(lane, look.layer), _layer_words(look)
    return None if area.isEmpty() else Target(panel.canvas, area, words, panel.canvas)


def _layer_words(look: Look) -> str:
    if look.layer == "output":
        return tr("the output layer")
    if look.layer == "last":
        return tr("the last hidden layer")
    return tr("layer {layer}", layer=look.layer)


def _control(window: MainWindow, path: str) -> Target | None:
    from ui.panels.controls.panel import ControlsPanel

    controls = _found(window, ControlsPanel)
    row = controls.row_of(path) if controls is not None else None
    return _whole(row, tr("this setting"))
