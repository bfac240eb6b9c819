"""What is on the screen explains itself: tooltips, "What is …?" in menus, and F1."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QCursor, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.windows import brought, there
from ui.dialogs.glossary import GlossaryDialog
from ui.dialogs.help import HelpDialog
from ui.network.legend import NetworkLegend
from ui.panels.controls.panel import ControlsPanel
from ui.panels.diagnosis.panel import DiagnosisPanel
from ui.panels.gradients.panel import GradientsPanel
from ui.panels.over_time import OverTimePanel
from ui.plots.caption import caption_parts
from ui.shell.application import Application
from vgsim.words.glossary import entry_of

Open = Callable[[], str]


@pytest.fixture
def glossary(app: Application) -> Open:
    """The headword that the glossary shows; empty while it is closed."""

    def term() -> str:
        dialog = app.window.findChild(GlossaryDialog)
        if dialog is None or not dialog.isVisible() or dialog.entry is None:
            return ""
        dialog.close()
        return dialog.entry.term

    return term


def _press_f1(app: Application, widget: QWidget, qtbot: QtBot) -> None:
    """F1 while a widget has the focus."""
    _no_tip(qtbot)
    app.window.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is widget)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is app.window)
    QTest.keyClick(widget, Qt.Key.Key_F1)


def _no_tip(qtbot: QtBot) -> None:
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def _ask(widget: QWidget, place: QPoint, qtbot: QtBot) -> None:
    """Choose "What is …?" with the right button at a place of a widget."""
    asked: list[str] = []

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(each for each in menu.actions() if each.text().startswith("What is"))
        asked.append(action.text())
        menu.setActiveAction(action)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    QTimer.singleShot(0, choose)
    at = widget.mapToGlobal(place)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, at)
    QCoreApplication.sendEvent(widget, event)
    qtbot.waitUntil(lambda: bool(asked))


def _tip(widget: QWidget, place: QPoint, qtbot: QtBot) -> str:
    """The tooltip at a place of a widget."""
    _no_tip(qtbot)
    event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    QCoreApplication.sendEvent(widget, event)
    return QToolTip.text() if QToolTip.isVisible() else ""


def _plain(name: str) -> str:
    entry = entry_of(name)
    assert entry is not None
    return " ".join(entry.plain.split())


def _holds(tip: str, name: str) -> bool:
    return _plain(name) in " ".join(tip.split())


def test_the_menu_opens_the_glossary_without_blocking_the_window(
    app: Application, glossary: Open
) -> None:
    app.window.actions_by_id["glossary"].trigger()
    assert QApplication.activeModalWidget() is None
    assert glossary() == "activation"
    app.window.show_glossary("chi")
    assert glossary() == "χ₁"
    assert len(app.window.findChildren(GlossaryDialog)) == 1


def test_headers_and_cells_of_a_table(app: Application, glossary: Open, qtbot: QtBot) -> None:
    table = brought(app, DiagnosisPanel, qtbot).table
    titles = [column.title for column in table.table.content.columns]
    header = table.horizontalHeader()
    for title, name in (("∂L/∂z", "gradient"), ("saturated", "saturated"), ("f′", "slope")):
        column = titles.index(title)
        tip = table.table.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        assert _holds(tip, name)
        place = QPoint(header.sectionViewportPosition(column) + 5, header.height() // 2)
        _ask(header.viewport(), place, qtbot)
        entry = entry_of(name)
        assert entry is not None
        assert glossary() == entry.term
    state = titles.index("state")
    table.setCurrentIndex(table.table.index(0, state))
    _press_f1(app, table, qtbot)
    assert glossary() == table.texts()[0][state].removesuffix(" ◂")
    table.setCurrentIndex(table.table.index(0, titles.index("dead")))
    _press_f1(app, table, qtbot)
    assert glossary() == "dead"


def test_captions_and_axes_of_a_plot(app: Application, glossary: Open, qtbot: QtBot) -> None:
    panel = brought(app, GradientsPanel, qtbot)
    plot = panel.plots["decades"]
    inner = plot.place().inner
    parts = caption_parts(plot.still, inner.left(), inner.right())
    weights = next(part for part in parts if part.about == "gradient_weight")
    assert _holds(_tip(plot.viewport(), weights.area.center().toPoint(), qtbot), "gradient_weight")
    below = QPoint(plot.width() // 2, plot.height() - 2)
    shown = next(each for each in reversed(panel.plots.values()) if not each.isHidden())
    assert _holds(_tip(shown.viewport(), QPoint(below.x(), shown.height() - 2), qtbot), "layer")
    inside = inner.center().toPoint()  # it has a reading of its own
    assert _tip(plot.viewport(), inside, qtbot) == ""
    _press_f1(app, plot, qtbot)
    assert glossary() == "gradient"


def test_f1_explains_what_is_pointed_at(app: Application, glossary: Open, qtbot: QtBot) -> None:
    assert app.session is not None
    app.session.player.to_end()  # before that, the plots wait for the first pass
    plot = brought(app, GradientsPanel, qtbot).plots["decades"]
    inner = plot.place().inner
    parts = caption_parts(plot.still, inner.left(), inner.right())
    place = next(p for p in parts if p.about == "gradient_weight").area.center().toPoint()
    app.window.rest()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is app.window)
    QCursor.setPos(plot.mapToGlobal(place))
    assert _holds(_tip(plot.viewport(), place, qtbot), "gradient_weight")
    QTest.keyClick(app.window.center, Qt.Key.Key_F1)
    assert glossary() == "gradient at the weights"


def test_choices_of_a_measure(app: Application, glossary: Open, qtbot: QtBot) -> None:
    choice = brought(app, OverTimePanel, qtbot).choice
    choice.set_key("update_ratio")
    assert _holds(choice.toolTip(), "update_ratio")
    _ask(choice, choice.rect().center(), qtbot)
    assert glossary() == "update size ÷ weight size"
    _press_f1(app, choice, qtbot)
    assert glossary() == "update size ÷ weight size"
    box = brought(app, GradientsPanel, qtbot).chooser.boxes["effective_rank"]
    assert _holds(box.toolTip(), "effective_rank")
    _ask(box, box.rect().center(), qtbot)
    assert glossary() == "effective rank"


def test_settings_and_the_legend(app: Application, glossary: Open, qtbot: QtBot) -> None:
    controls = there(app, ControlsPanel, qtbot)
    labels = [each for each in controls.findChildren(QWidget) if each.property("glossary_term")]
    names = {str(each.property("glossary_term")) for each in labels}
    assert {"network.depth", "network.activation", "network.initializer"} <= names
    depth = next(each for each in labels if each.property("glossary_term") == "network.depth")
    field = depth.field  # type: ignore[attr-defined]
    _press_f1(app, field, qtbot)
    assert glossary() == "depth"
    legend = there(app, GradientsPanel, qtbot).window().findChild(NetworkLegend)
    assert legend is not None
    scale = legend.places(legend.width()).gradient.center().toPoint()
    assert _holds(_tip(legend, scale, qtbot), "gradient")


def test_f1_opens_the_help_where_nothing_has_an_entry(
    app: Application, glossary: Open, qtbot: QtBot
) -> None:
    app.window.rest()
    _press_f1(app, app.window.center, qtbot)
    assert glossary() == ""
    dialogs = app.window.findChildren(HelpDialog)
    assert [each.page for each in dialogs] == ["first_steps"]
    dialogs[0].reject()
