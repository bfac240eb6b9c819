"""The help: every page opens, links lead to pages, and the search finds what is on any of them."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from resources import find
from ui.dialogs.help import GLOSSARY, KEYS, PAGES, HelpDialog


@pytest.fixture
def dialog(qtbot: QtBot) -> HelpDialog:
    made = HelpDialog()
    qtbot.addWidget(made)
    return made


def test_every_page_of_the_folder_is_in_the_list(dialog: HelpDialog) -> None:
    assert {path.stem for path in find("help").glob("*.md")} == set(PAGES)
    titles = []
    for row in range(dialog.pages.count()):
        dialog.pages.setCurrentRow(row)
        titles.append(dialog.browser.toPlainText().partition("\n")[0])
        assert titles[-1].startswith(dialog.pages.item(row).text())
    assert len(set(titles)) == len(PAGES) + 2  # the glossary and the keys are made from tables


@pytest.mark.parametrize("page", [*PAGES, GLOSSARY, KEYS])
def test_a_page_is_laid_out_only_as_a_whole(dialog: HelpDialog, page: str) -> None:
    """A change of each of its hundred paragraphs by itself would freeze the window for seconds."""
    dialog.open_page(KEYS if page != KEYS else GLOSSARY)
    changes: list[int] = []
    dialog.browser.document().contentsChanged.connect(lambda: changes.append(1))
    dialog.open_page(page)
    assert 1 <= len(changes) < 10


def test_links_between_pages_open_here(dialog: HelpDialog) -> None:
    links = {
        target for name in PAGES
        for target in re.findall(r"\]\((\w+\.md)\)", find(f"help/{name}.md").read_text("utf-8"))
    }  # fmt: skip
    for link in links:
        dialog.browser.anchorClicked.emit(QUrl(link))
        assert f"{dialog.page}.md" == link
    page = dialog.page
    dialog.browser.anchorClicked.emit(QUrl("https://example.org/model.html"))
    assert dialog.page == page


def test_search_goes_through_all_pages(dialog: HelpDialog, qtbot: QtBot) -> None:
    QTest.keyClicks(dialog.search, "mean-field theory")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.page == "model"
    assert dialog.browser.textCursor().selectedText().lower() == "mean-field theory"
    dialog.search.clear()
    QTest.keyClicks(dialog.search, "The smallest part of a network")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.page == "glossary"
    dialog.search.clear()
    QTest.keyClicks(dialog.search, "Ctrl+Shift+R")  # on the page of keys
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.page == "keys"
    dialog.search.clear()
    QTest.keyClicks(dialog.search, "no such words")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog._found.text() == "Not found"
    assert dialog.page == "keys"
