"""The glossary's window as a user reads it: type, choose, follow a link, go back, close."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ui.dialogs.glossary import GlossaryDialog
from vgsim.words.glossary import entries, entry_of


@pytest.fixture
def dialog(qtbot: QtBot) -> GlossaryDialog:
    made = GlossaryDialog()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def _shown(dialog: GlossaryDialog) -> str:
    return dialog.browser.toPlainText()


def _terms(dialog: GlossaryDialog) -> list[str]:
    return [dialog.terms.item(row).text() for row in range(dialog.terms.count())]


def test_every_entry_is_shown_in_full(dialog: GlossaryDialog) -> None:
    assert _terms(dialog) == [entry.term for entry in entries()]
    for entry in entries():
        dialog.show_entry(entry.id)
        others = [other.term for other in map(entry_of, entry.see) if other is not None]
        for text in (*entry.terms, entry.plain, entry.precise, entry.source, *others):
            assert text in _shown(dialog)


def test_typing_filters_and_arrows_choose(dialog: GlossaryDialog) -> None:
    QTest.keyClicks(dialog.search, "gradient")
    assert _terms(dialog)[0] == "gradient"
    assert 3 < dialog.terms.count() < len(entries())
    assert _shown(dialog).startswith("gradient\n")
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.search.text() == "gradient"
    assert _shown(dialog).startswith(_terms(dialog)[1] + "\n")
    QTest.keyClicks(dialog.search, " no such word")
    assert dialog.terms.count() == 0
    assert dialog.none.isVisible()
    assert _shown(dialog) == ""
    QTest.keyClick(dialog.search, Qt.Key.Key_Escape)  # empties the field
    assert dialog.terms.count() == len(entries())
    assert dialog.isVisible()
    QTest.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_letters_typed_in_the_list_search(dialog: GlossaryDialog) -> None:
    dialog.terms.setFocus()
    QTest.keyClick(dialog.terms, "r")
    QTest.keyClicks(dialog.search, "ezero")  # the field has the focus now
    assert dialog.search.text() == "rezero"
    assert dialog.entry is not None
    assert dialog.entry.id == "rezero"
    dialog.terms.setFocus()
    QTest.keyClick(dialog.terms, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.search.selectedText() == "rezero"


def _link(dialog: GlossaryDialog, text: str) -> QPoint:
    """The middle of a link in the entry."""
    cursor = dialog.browser.document().find(text, dialog.browser.document().find("See also"))
    return dialog.browser.cursorRect(cursor).center() - QPoint(4, 0)


def test_a_link_is_followed_and_back_returns(dialog: GlossaryDialog) -> None:
    dialog.show_entry("vanishing")
    QTest.keyClicks(dialog.search, "vanishing")
    QTest.mouseClick(
        dialog.browser.viewport(), Qt.MouseButton.LeftButton, pos=_link(dialog, "exploding")
    )
    assert dialog.entry is not None
    assert dialog.entry.id == "exploding"
    assert dialog.search.text() == ""
    QTest.mouseClick(dialog.back_button, Qt.MouseButton.LeftButton)
    assert _shown(dialog).startswith("vanishing\n")
    dialog.browser.anchorClicked.emit(QUrl("https://example.org/"))
    assert _shown(dialog).startswith("vanishing\n")


def test_names_of_the_program_lead_to_entries(dialog: GlossaryDialog) -> None:
    for name, term in (("not learning", "not learning"), ("network.dropout", "dropout"),
                       ("initializer.lsuv", "LSUV"), ("jacobian_condition", "singular value"),
                       ("schedule.cosine", "learning rate"),
                       ("network.activation", "activation function")):  # fmt: skip
        dialog.show_entry(name)
        assert _shown(dialog).startswith(term + "\n")
    dialog.show_entry("nothing of this name")
    assert _shown(dialog).startswith("activation function\n")


def test_return_does_not_close_it(dialog: GlossaryDialog) -> None:
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert isinstance(dialog, QDialog)
    assert QApplication.activeModalWidget() is None
