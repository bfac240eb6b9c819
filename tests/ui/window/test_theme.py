"""A change of theme reaches everything, and each widget only a few times."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QApplication, QDialog, QToolTip
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON
from ui.look.theme import DARK
from ui.shell.application import Application

TIMES = 3  # a widget may be styled: by itself, with its window, and once more


class Watcher(QObject):
    """Counts how often each widget is styled."""

    def __init__(self) -> None:
        super().__init__()
        self.count: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count[event.type().name] += 1
        return False


def test_a_change_of_theme_styles_a_widget_only_a_few_times(app: Application) -> None:
    application, watcher = QApplication.instance(), Watcher()
    assert isinstance(application, QApplication)
    application.installEventFilter(watcher)
    app.window.looks.choose("dark")
    application.removeEventFilter(watcher)
    inside = [app.window, *app.window.findChildren(QObject)]
    widgets = sum(each.isWidgetType() for each in inside)
    assert widgets > 100
    assert watcher.count["StyleChange"] <= TIMES * widgets


def test_dialogs_and_tooltips_have_the_theme_too(app: Application, qtbot: QtBot) -> None:
    app.window.looks.choose("dark")
    app.window.actions_by_id["about"].trigger()
    dialog = next(d for d in app.window.findChildren(QDialog) if d.windowTitle() == "About vgsim")
    assert dialog.grab().toImage().pixelColor(2, 2).name() == DARK.window
    dialog.close()
    QToolTip.showText(app.window.mapToGlobal(QPoint(50, 50)), "A tooltip", app.window)
    qtbot.waitUntil(QToolTip.isVisible, timeout=SOON)
    tip = next(
        each for each in QApplication.topLevelWidgets()
        if each.metaObject().className() == "QTipLabel"
    )  # fmt: skip
    assert tip.grab().toImage().pixelColor(tip.width() // 2, 3).name() == DARK.raised
    QToolTip.hideText()
