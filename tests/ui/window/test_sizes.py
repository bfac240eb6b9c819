"""Columns, diagrams and stage keep the sizes that the user gave them, in large type others."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Start
from ui.settings import load_settings
from ui.shell.application import Application

SIZE = 1600, 1000
NEAR = 12  # pixels


def drag(splitter: QSplitter, handle: int, by: int, qtbot: QtBot) -> None:
    """Move a divider with the mouse."""
    grip, left = splitter.handle(handle), Qt.MouseButton.LeftButton
    start = grip.rect().center()
    across = splitter.orientation() == Qt.Orientation.Horizontal
    end = start + (QPoint(by, 0) if across else QPoint(0, by))
    QTest.mousePress(grip, left, pos=start)
    QTest.mouseMove(grip, start + (end - start) / 2)
    QTest.mouseMove(grip, end)
    QTest.mouseRelease(grip, left, pos=end)
    QApplication.processEvents()
    qtbot.wait(1)


def near(one: list[int], other: list[int]) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(one, other, strict=True))


def sizes(app: Application) -> list[list[int]]:
    return [each.sizes() for each in (app.window.columns, app.window.right, app.window.stage)]


def test_sizes_are_remembered_for_each_kind_of_type(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    app = start(SIZE, theme="light", stage="both")
    window = app.window
    window.actions_by_id["stage_both"].trigger()
    before = sizes(app)
    drag(window.columns, 2, -120, qtbot)
    drag(window.right, 1, 70, qtbot)
    drag(window.stage, 1, 60, qtbot)
    moved = sizes(app)
    assert not any(map(near, before, moved))
    window.looks.choose("projector")
    window.toggle_details()
    QApplication.processEvents()
    wide = window.columns.sizes()
    drag(window.columns, 2, -100, qtbot)
    large = window.columns.sizes()
    assert not near(wide, large)
    window.looks.choose("light")
    QApplication.processEvents()
    assert all(map(near, sizes(app), moved))
    assert window.close()
    assert load_settings(tmp_path / "settings.json")[0].sizes
    again = start(SIZE, theme="light", stage="both")
    QApplication.processEvents()
    assert all(map(near, sizes(again), moved))
    again.window.looks.choose("projector")
    again.window.toggle_details()
    QApplication.processEvents()
    assert near(again.window.columns.sizes(), large)
