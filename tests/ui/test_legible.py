"""At every size and in every theme all text can be read, and what is clicked is large enough.

Kept cheap: a window is opened once for a theme and a number of networks, and only resized.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.long import longer
from tests.ui.conftest import Start
from tests.ui.legible import faults
from ui.look.theme import LIGHT, font
from ui.shell.application import Application
from ui.widgets.plain import PlainLabel, show_tooltip
from ui.widgets.section import Section
from ui.window.side_panels import _pages

SMALL, LOW, USUAL = (1024, 768), (1280, 720), (1920, 1080)
SIZES = SMALL, LOW, USUAL
STAGES = "network", "curves", "both", "gallery"
LEAST = {"light": 24, "dark": 24, "projector": 44}  # pixels of a target
RECURRENT = "resources/scenarios/recurrent/03_forget_bias.vgsim"


def settle(qtbot: QtBot, app: Application) -> None:
    for _ in range(3):
        QApplication.processEvents()
    session = app.session
    assert session is not None
    qtbot.waitUntil(lambda: session.dispatcher.settled)
    for _ in range(3):
        QApplication.processEvents()


def begin(start: Start, qtbot: QtBot, theme: str, lanes: int, scenario: str | None) -> Application:
    app = start(LOW, theme=theme, scenario=scenario)
    session = app.session
    assert session is not None
    session.player.pause()
    while len(session.experiment.lanes) < lanes:
        session.document.add_lane()
    while len(session.experiment.lanes) > lanes:
        session.document.remove_lane(len(session.experiment.lanes) - 1)
    settle(qtbot, app)
    session.player.to_end()
    app.window.notice.hide()
    return app


def seen(
    qtbot: QtBot, app: Application, sizes: Iterable[tuple[int, int]], panels: int
) -> dict[str, str]:
    """The faults on every stage and of this many diagrams, with where they were seen first."""
    window, found = app.window, dict[str, str]()
    least = LEAST[window.looks.theme.name]
    for size in sizes:
        window.resize(*size)
        settle(qtbot, app)
        for stage in STAGES:
            window.stage.show_part(stage)
            settle(qtbot, app)
            for fault in faults(window, least):
                found.setdefault(fault, f"{size}, {stage}")
        window.stage.show_part("network")
        if not window.right.isVisible():
            window.toggle_details()
        every = [x for slot in window.right.slots for part in slot.parts for x in _pages(part)]
        for title in every[:panels]:
            window.right.bring(title)
            settle(qtbot, app)
            for fault in faults(window, least):
                found.setdefault(fault, f"{size}, {title}")
        if window.large:
            window.toggle_details()
    return found


@pytest.mark.parametrize(
    ("theme", "sizes", "panels"),
    [("light", (SMALL,), 20), ("projector", (LOW,), 20), ("dark", (USUAL,), 4),
     pytest.param("light", (LOW,), 20, marks=pytest.mark.long),
     pytest.param("projector", (SMALL,), 20, marks=pytest.mark.long),
     pytest.param("projector", (USUAL,), 4, marks=pytest.mark.long)],
    ids=lambda each: str(each).replace(" ", ""),
)  # fmt: skip
def test_two_networks(
    start: Start, qtbot: QtBot, theme: str, sizes: tuple[tuple[int, int], ...], panels: int
) -> None:
    app = begin(start, qtbot, theme, 2, None)
    assert seen(qtbot, app, sizes, panels) == {}


@pytest.mark.parametrize(
    ("theme", "lanes", "sizes"),
    [("light", 1, (LOW,)), ("projector", 4, (SMALL,)),
     pytest.param("projector", 4, (USUAL,), marks=pytest.mark.long),
     pytest.param("light", 1, (SMALL, USUAL), marks=pytest.mark.long),
     pytest.param("projector", 4, (LOW,), marks=pytest.mark.long),
     pytest.param("light", 4, SIZES, marks=pytest.mark.long),
     pytest.param("projector", 1, SIZES, marks=pytest.mark.long)],
    ids=lambda each: str(each).replace(" ", ""),
)  # fmt: skip
def test_one_and_four_networks(
    start: Start, qtbot: QtBot, theme: str, lanes: int, sizes: tuple[tuple[int, int], ...]
) -> None:
    app = begin(start, qtbot, theme, lanes, None)
    assert seen(qtbot, app, sizes, 2) == {}


@pytest.mark.parametrize("theme", ["projector", *longer(["light"])])
def test_a_recurrent_network_and_all_settings(start: Start, qtbot: QtBot, theme: str) -> None:
    app = begin(start, qtbot, theme, 2, RECURRENT)
    app.window.actions_by_id["all_settings"].trigger()
    for section in app.window.findChildren(Section):
        if section.content.isHidden():
            section.button.click()
    if theme == "projector":
        app.window.toggle_controls()
        settle(qtbot, app)
        assert faults(app.window, LEAST[theme]) == set()
    assert seen(qtbot, app, (SMALL,), 4) == {}


@pytest.mark.parametrize(("theme", "size"), [("light", LOW), ("projector", SMALL)])
def test_a_lesson_and_the_dialogs(
    start: Start, qtbot: QtBot, theme: str, size: tuple[int, int]
) -> None:
    app = begin(start, qtbot, theme, 2, None)
    window, least, found = app.window, LEAST[theme], dict[str, str]()
    window.resize(*size)
    for name in ("start_card", "browse", "lessons", "glossary", "about", "limits", "shortcuts"):
        window.actions_by_id[name].trigger()
        settle(qtbot, app)
        for dialog in window.findChildren(QDialog):
            if dialog.isVisible():
                found |= dict.fromkeys(faults(dialog, least), name)
                dialog.close()
    assert app.lessons is not None
    app.lessons.open_named("01_forward_and_backward")
    settle(qtbot, app)
    found |= dict.fromkeys(faults(window, least), "lesson")
    assert found == {}


# --- the search itself finds what it should


class Painted(QWidget):
    """Paints a text; `tip` is its tooltip."""

    def __init__(self, text: str, x: int, tip: str = "") -> None:
        super().__init__()
        self.text, self.x_of_text, self.tip = text, x, tip

    def paintEvent(self, event: object) -> None:
        with QPainter(self) as painter:
            painter.drawText(self.x_of_text, 20, self.text)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tooltip(event.globalPos(), self.tip, self)
            return True
        return super().event(event)


LONG = "a sentence that is longer than the little room there is for it"


def _label(text: str, tip: str = "", *, wraps: bool = False) -> QWidget:
    label = PlainLabel(text)
    label.setToolTip(tip)
    label.setWordWrap(wraps)
    return label


def _button(text: str) -> QWidget:
    button = QPushButton(text)
    button.setMinimumWidth(1)
    return button


def _choice(text: str) -> QWidget:
    box = QComboBox()
    box.addItem(text)
    return box


def _column() -> QWidget:
    area, content = QScrollArea(), QWidget()
    area.setWidget(content)
    content.resize(60, 600)
    for k in range(20):
        row = PlainLabel(f"row {k}", content)
        row.setGeometry(0, 30 * k, 60, 30)
    return area


@pytest.mark.parametrize(
    ("widget", "size", "fault"),
    [
        (lambda: _label(LONG), (100, 40), "no room"),
        (lambda: _label(LONG, LONG), (100, 40), ""),
        (lambda: _label(LONG, wraps=True), (100, 40), "no room"),
        (lambda: _label(LONG, wraps=True), (300, 80), ""),
        (lambda: _button(LONG), (100, 40), "no room"),
        (lambda: _button("OK"), (100, 40), ""),
        (lambda: _button("OK"), (100, 20), "a target"),
        (lambda: _choice(LONG), (100, 40), "no room"),
        (lambda: Painted("whole", 10), (100, 40), ""),
        (lambda: Painted("beyond", 80), (100, 40), "beyond the edge"),
        (lambda: Painted("a sent…", 10, LONG), (100, 40), ""),
        (lambda: Painted("a sent…", 10, "no help"), (100, 40), "is cut"),
        (_column, (100, 110), "cut through"),
        (_column, (100, 122), ""),
    ],
)  # fmt: skip
def test_the_search(qtbot: QtBot, widget: object, size: tuple[int, int], fault: str) -> None:
    QApplication.setFont(font(LIGHT))  # a window that another test has shown leaves its own
    top = QWidget()
    qtbot.addWidget(top)
    assert callable(widget)
    made = widget()
    layout = QVBoxLayout(top)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(made)
    made.setFixedSize(*size)
    top.show()
    QApplication.processEvents()
    found = faults(top, 24)
    if fault:
        assert any(fault in each for each in found), found
    else:
        assert found == set()
