"""The list of lessons: searched, and opened with keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.lessons import LessonContents
from ui.look.stylesheet import stylesheet
from ui.look.theme import THEMES
from vgsim.teach.library import entries
from vgsim.teach.progress import LessonProgress


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1280, 720)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(window: QWidget, qtbot: QtBot, tmp_path: Path) -> LessonContents:
    (tmp_path / "broken.toml").write_text('title = "Half a lesson', "utf-8")
    made = LessonContents(window, entries(tmp_path), LessonProgress(), tmp_path)
    made.show()
    qtbot.waitExposed(made)
    return made


def rows(dialog: LessonContents) -> list[str]:
    items = [dialog.list.topLevelItem(k) for k in range(dialog.list.topLevelItemCount())]
    return [item.text(0) for item in items if item is not None]


def lessons(dialog: LessonContents) -> list[str]:
    return [row.strip() for row in rows(dialog) if row.startswith(" ")]


def current(dialog: LessonContents) -> str:
    item = dialog.list.currentItem()
    return "" if item is None else item.text(0).strip()


def test_typing_finds_lessons_by_titles_and_texts(dialog: LessonContents) -> None:
    every = rows(dialog)
    QTest.keyClicks(dialog.search, "forget LSTM")
    found = lessons(dialog)
    assert 0 < len(found) < 10
    assert "Challenge: make the LSTM forget" in found
    assert current(dialog) == found[0]
    assert dialog.about.text()
    for entry in entries():
        if entry.title not in found:
            assert "lstm" not in entry.words.casefold() or "forget" not in entry.words.casefold()
    QTest.keyClicks(dialog.search, " xyzzy")
    assert rows(dialog) == []
    assert dialog.none.isVisible()
    assert not dialog.open_.isEnabled()
    assert dialog.about.text() == ""
    QTest.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert rows(dialog) == every
    assert dialog.none.isHidden()
    assert dialog.isVisible()
    QTest.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_name_of_a_group_finds_all_of_it(dialog: LessonContents) -> None:
    QTest.keyClicks(dialog.search, "your own")
    assert "broken" in lessons(dialog)  # a file with faults is found by its name
    challenges = {entry.title for entry in entries() if entry.kind == "challenge"}
    dialog.search.clear()
    QTest.keyClicks(dialog.search, "challenge")
    assert challenges <= set(lessons(dialog))


def test_arrows_in_the_field_choose_and_enter_opens(dialog: LessonContents, qtbot: QtBot) -> None:
    assert dialog.focusWidget() is dialog.search
    QTest.keyClicks(dialog.search, "relu")
    found = lessons(dialog)
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    assert current(dialog) == found[1]
    wanted = next(entry.path for entry in entries() if entry.title == found[1])
    with qtbot.waitSignal(dialog.picked) as picked:
        QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert picked.args == [wanted]
    assert not dialog.isVisible()


def test_letters_typed_in_the_list_search_and_escape_empties(dialog: LessonContents) -> None:
    dialog.list.setFocus()
    QTest.keyClicks(dialog.list, "t")
    QTest.keyClicks(dialog.search, "anh")
    assert dialog.search.text() == "tanh"
    assert all("tanh" in e.words.casefold() for e in entries() if e.title in lessons(dialog))
    dialog.clear.setFocus()
    QTest.keyClick(dialog.clear, Qt.Key.Key_Escape)  # wherever the focus is
    assert dialog.search.text() == ""
    assert dialog.isVisible()
    QTest.keyClick(dialog.clear, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.search.hasFocus() or dialog.focusWidget() is dialog.search


@pytest.mark.parametrize("theme", ["dark", "projector"])
def test_the_button_that_empties_the_field_is_inside_it(
    dialog: LessonContents, qtbot: QtBot, theme: str
) -> None:
    dialog.setStyleSheet(stylesheet(THEMES[theme]))
    QTest.keyClicks(dialog.search, "relu")
    button = dialog.search.findChild(QToolButton)
    assert button is not None
    qtbot.waitUntil(lambda: dialog.search.rect().contains(button.geometry()))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert dialog.search.text() == ""
