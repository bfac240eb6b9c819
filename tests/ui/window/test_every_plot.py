"""Every plot of the window, tried with pointer and keys in the place where a person meets it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON, Start
from tests.ui.plotting import double_click, drag, send, wheel
from ui.curves.plane import PlanePlot
from ui.panels.activation.panel import ActivationPanel
from ui.panels.cell import CellPanel
from ui.panels.chain import ChainPanel
from ui.panels.gradients.panel import GradientsPanel
from ui.panels.learning.panel import LearningPanel
from ui.panels.over_time import OverTimePanel
from ui.panels.panel import Panel
from ui.panels.phase.panel import PhasePanel
from ui.panels.predictions.panel import PredictionsPanel
from ui.plots.axis import Range
from ui.plots.plot import Plot
from ui.shell.application import Application
from ui.widgets.formats import plain_csv

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
PANELS: tuple[type[Panel], ...] = (
    GradientsPanel, LearningPanel, OverTimePanel, ChainPanel, ActivationPanel, PredictionsPanel,
    PhasePanel,
)  # fmt: skip
RECURRENT = "resources/scenarios/recurrent/03_forget_bias.vgsim"
ROUNDING = 1e-6


@dataclass
class Hands:
    """What a person does to one plot; each method leaves it as it was."""

    plot: Plot
    qtbot: QtBot

    def __post_init__(self) -> None:
        self.name = self.plot.accessibleName()
        self.home = self.ranges()

    @property
    def middle(self) -> QPointF:
        return self.plot.place().inner.center()

    @property
    def beside(self) -> QPointF:
        """On the y axis."""
        inner = self.plot.place().inner
        return QPointF(inner.left() / 2, inner.center().y())

    @property
    def below(self) -> QPointF:
        """On the x axis."""
        inner = self.plot.place().inner
        return QPointF(inner.center().x(), inner.bottom() + 5)

    def ranges(self) -> tuple[Range, Range]:
        return self.plot.still.x.range, self.plot.still.y.range

    def moved(self) -> tuple[bool, bool]:
        now = self.ranges()
        x, y = (
            max(abs(a.low - b.low), abs(a.high - b.high)) > ROUNDING * b.span
            for a, b in zip(now, self.home, strict=True)
        )
        return x, y

    def chosen(self) -> tuple[bool, bool]:
        """The axes that were moved by hand; the panel may propose another range for the other."""
        own = self.plot._ranges
        return own.own_x is not None, own.own_y is not None

    def back_by(self, way: str) -> None:
        assert self.plot.back.isVisible(), self.name
        if way == "double click":
            double_click(self.plot, self.middle)
        else:
            self.press(Qt.Key.Key_A)
        assert self.moved() == (False, False), (self.name, way, self.ranges(), self.home)
        assert not self.plot.back.isVisible()

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.plot.setFocus()
        self.qtbot.keyClick(self.plot, key, held)

    def use_the_pointer(self) -> None:
        one_axis = not self.plot.is_equal
        wheel(self.plot, self.middle, 2)
        assert self.moved() == (True, True), self.name
        self.back_by("keys")
        wheel(self.plot, self.beside, 2)
        assert self.chosen() == (not one_axis, True), self.name
        self.back_by("keys")
        if self.plot.still.x.labelled:
            wheel(self.plot, self.below, 2)
            assert self.chosen() == (True, not one_axis), self.name
            self.back_by("double click")
        size = self.plot.place().inner.size()
        start = self.middle - QPointF(size.width() / 4, size.height() / 4)
        drag(self.plot, start, self.middle, keys=SHIFT)
        assert self.moved() == (True, True), self.name
        self.back_by("double click")
        if not isinstance(self.plot, PlanePlot):  # there, a drag moves the dot
            drag(self.plot, self.middle, self.middle + QPointF(30, 8))
            assert self.moved() == (True, True), self.name
            self.back_by("double click")

    def use_keys(self) -> None:
        for key, held in (
            (Qt.Key.Key_Plus, Qt.KeyboardModifier.NoModifier),
            (Qt.Key.Key_Minus, Qt.KeyboardModifier.NoModifier),
            (Qt.Key.Key_Right, ALT), (Qt.Key.Key_Up, ALT),
        ):  # fmt: skip
            self.press(key, held)
            assert True in self.moved(), (self.name, key)
            self.back_by("keys")
        one_axis = not self.plot.is_equal
        for key, moved in (
            (Qt.Key.Key_X, (True, not one_axis)),
            (Qt.Key.Key_Y, (not one_axis, True)),
        ):
            for held in (Qt.KeyboardModifier.NoModifier, SHIFT):
                self.press(key, held)
                assert self.chosen() == moved, (self.name, key, held)
                self.back_by("keys")
        assert "from" in self.plot.accessibleDescription(), self.name

    def read(self) -> None:
        told: list[QPointF | None] = []
        self.plot.hovered.connect(told.append)
        send(self.plot, QEvent.Type.MouseMove, self.middle)
        QApplication.sendEvent(self.plot, QEvent(QEvent.Type.Leave))
        assert told[0] is not None
        assert told[-1] is None

    def save(self) -> None:
        content = plain_csv(self.plot.rows()).decode()
        rows = list(csv.reader(io.StringIO(content, newline="")))
        assert len(rows) > 1, self.name
        for read, given in zip(rows[1:], list(self.plot.rows())[1:], strict=True):
            for text, value in zip(read, given, strict=True):
                if isinstance(value, float):
                    assert float(text) == value or value != value, self.name


def plots_of(app: Application, kind: type[Panel], qtbot: QtBot) -> Iterator[Plot]:
    """The plots of a panel that has been brought to the front, in all its views."""
    app.window.right.bring(kind.title)

    def there() -> bool:
        return any(each.isVisible() for each in app.window.findChildren(kind))

    qtbot.waitUntil(there, timeout=SOON)
    (panel,) = app.window.findChildren(kind)
    if isinstance(panel, PredictionsPanel):
        qtbot.waitUntil(lambda: panel.view.count() > 1, timeout=SOON)
        yield from _views(panel.view, panel.plot)
        return
    qtbot.waitUntil(lambda: any(each.live for each in panel.findChildren(Plot)), timeout=SOON)
    yield from [each for each in panel.findChildren(Plot) if each.isVisible()]


def _views(choice: QComboBox, plot: Plot) -> Iterator[Plot]:
    for index in range(choice.count()):
        choice.setCurrentIndex(index)
        choice.activated.emit(index)
        if plot.isVisible():
            yield plot


@pytest.mark.parametrize(
    ("scenario", "panels"),
    [(None, PANELS), (RECURRENT, (CellPanel,)),
     pytest.param(RECURRENT, (GradientsPanel, LearningPanel), marks=pytest.mark.long)],
)  # fmt: skip
def test_each_is_zoomed_panned_read_reset_and_saved(
    start: Start, qtbot: QtBot, scenario: str | None, panels: tuple[type[Panel], ...]
) -> None:
    app = start((1920, 1080), scenario=scenario)
    session = app.session
    assert session is not None
    session.learner.step_update(1)
    qtbot.waitUntil(lambda: session.player.trace.furthest > 0, timeout=SOON)
    session.player.to_end()
    session.player.pause()
    for kind in panels:
        tried = 0
        for plot in plots_of(app, kind, qtbot):
            hands = Hands(plot, qtbot)
            assert hands.name, kind
            assert plot.focusPolicy() & Qt.FocusPolicy.TabFocus
            hands.use_the_pointer()
            hands.use_keys()
            hands.read()
            hands.save()
            tried += 1
        assert tried, kind
