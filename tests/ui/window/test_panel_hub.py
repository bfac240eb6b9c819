"""Panels hear what is new while they can be seen, and everything when they appear."""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from windows import brought

from tests.ui.conftest import Start
from tests.ui.recorder import Recorder
from ui.exchange.shown import Shown
from ui.look.theme import THEMES, Theme
from ui.panels import PANELS
from ui.panels.diagnosis.panel import DiagnosisPanel
from ui.panels.learning.panel import LearningPanel
from ui.panels.panel import Panel
from ui.shell.application import Application
from ui.window.panel_hub import PanelHub


class Listener(Panel):
    name = "listener"
    title = "Listener"

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Recorder(), parent)
        self.heard: list[tuple[str, object]] = []

    def show_theme(self, theme: Theme) -> None:
        self.heard.append(("theme", theme.name))

    def show_rate(self, rate: float) -> None:
        self.heard.append(("rate", rate))

    def show_running(self, running: bool) -> None:
        self.heard.append(("running", running))


def test_a_hidden_panel_does_no_work_and_appears_up_to_date(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    hub, panel = PanelHub(window), Listener(window)
    hub.show_theme(THEMES["dark"])
    hub.add(panel)
    window.show()
    panel.heard.clear()
    hub.show_news(Shown(rate=1.0))
    assert panel.heard == [("rate", 1.0)]
    panel.hide()
    panel.heard.clear()
    for rate in (2.0, 3.0, 4.0):
        hub.show_news(Shown(rate=rate))
    hub.show_news(Shown(running=True))
    assert not panel.heard
    panel.show()
    assert panel.heard == [("theme", "dark"), ("running", True), ("rate", 4.0)]


class Follower(Listener):
    """Shows passes, but not their instants."""

    def show_trace(self, trace: Any) -> None:
        self.heard.append(("trace", trace))


class Leader(Follower):
    """Shows a pass instant by instant."""

    def show_frame(self, frame: Any) -> None:
        self.heard.append(("frame", frame))


def test_a_pass_is_passed_on_in_turn(qtbot: QtBot) -> None:
    """At once to those that show its instants, to one more with every frame, in order always."""
    window = QWidget()
    qtbot.addWidget(window)
    hub = PanelHub(window)
    first, second, leader = Follower(window), Follower(window), Leader(window)
    for panel in (first, second, leader):
        hub.add(panel)
    window.show()
    made = SimpleNamespace(marks=(0, 1))
    one, two, three = (
        cast(Any, SimpleNamespace(name=name, experiment=made)) for name in ("one", "two", "three")
    )
    frame = cast(Any, "frame")
    hub.pass_on(one)
    hub.show_frame(frame)
    assert leader.heard == [("trace", one), ("frame", frame)]
    assert first.heard == second.heard == []
    hub.show_frame(frame)
    assert first.heard == [("trace", one)]
    assert second.heard == []
    hub.show_news(Shown(rate=1.0))
    assert second.heard == [("trace", one), ("rate", 1.0)]
    hub.pass_on(two)
    hub.pass_on(three)
    assert first.heard[-1] == second.heard[-1] == ("trace", two)
    second.hide()
    hub.show_news(Shown(running=True))
    assert first.heard[-2:] == [("trace", three), ("running", True)]
    assert second.heard[-1] == ("trace", two)
    second.show()
    assert ("trace", three) in second.heard


def test_a_value_told_again_is_shown_again(qtbot: QtBot) -> None:
    """A field that was refused has to show what still holds."""
    window = QWidget()
    qtbot.addWidget(window)
    hub, panel = PanelHub(window), Listener(window)
    hub.add(panel)
    window.show()
    panel.heard.clear()
    for _ in range(2):
        hub.show_news(Shown(rate=0.0, running=False))
    assert panel.heard == [("running", False), ("rate", 0.0)] * 2


def test_everything_that_can_be_shown_has_a_method_and_keeps_its_order(qtbot: QtBot) -> None:
    heard: list[tuple[str, object]] = []
    names = [each.name for each in fields(Shown)]
    hear = {
        f"show_{name.removesuffix('_shown')}": lambda self, value, name=name: heard.append(
            (name, value)
        )
        for name in names
    }
    panel = type("Everything", (Panel,), hear)(Recorder())
    qtbot.addWidget(panel)
    panel.show_news(Shown(*names))
    assert heard == [(name, name) for name in names]
    heard.clear()
    panel.show_news(Shown())
    assert not heard


def test_what_is_built_later_is_named_as_its_panel() -> None:
    waiting = [entry for entry in PANELS if entry.later[0]]
    assert waiting
    assert [(entry.get().name, entry.get().title) for entry in waiting] == [
        entry.later for entry in waiting
    ]


def test_a_panel_is_built_when_it_is_first_looked_at(app: Application, qtbot: QtBot) -> None:
    window = app.window
    count = len(window.hub.panels)
    assert window.findChild(DiagnosisPanel) is None
    panel = brought(app, DiagnosisPanel, qtbot)
    assert panel.table.texts()  # it has heard of the pass on the screen
    assert len(window.hub.panels) == count + 1
    brought(app, LearningPanel, qtbot)
    assert not panel.isVisible()
    assert brought(app, DiagnosisPanel, qtbot) is panel
    assert len(window.hub.panels) == count + 1


def test_the_window_hardly_moves_when_a_panel_is_built(start: Start, qtbot: QtBot) -> None:
    """Not even in a low window, where every column has the least height it can have."""
    app = start(size=(1280, 720))
    heights = app.window.right.sizes()
    brought(app, DiagnosisPanel, qtbot)
    qtbot.wait(100)
    line = app.window.fontMetrics().height()
    for before, now in zip(heights, app.window.right.sizes(), strict=True):
        assert abs(before - now) < line
