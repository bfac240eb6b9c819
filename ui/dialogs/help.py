"""The help window: the pages of `resources/help` and all shortcuts, with a search in all pages."""

from __future__ import annotations

from functools import reduce

from PySide6.QtCore import QSize, QUrl, Slot
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from resources import find
from ui.exchange.actions import EXPORT, MENUS
from ui.exchange.menus import in_menu, key_text, keys_of
from ui.widgets.plain import PlainLabel
from vgsim.words.glossary import entries
from vgsim.words.language import tr

PAGES = ("first_steps", "model", "claims", "format", "lessons", "commands", "notebook", "house")
GLOSSARY, KEYS = "glossary", "keys"  # pages that are made here
_LOOK = """
table { border-collapse: collapse; margin: 8px 0 }
th, td { border: 1px solid palette(mid); padding: 3px 8px; text-align: left }
"""

# keys of the focused diagram, see `ui.plots.keys`: key, action, help
IN_DIAGRAMS = (
    (tr("Left or Right"), tr("Read"), tr("Move the crosshair")),
    (tr("Return"), tr("Click"), tr("Click at the crosshair")),
    (tr("+ or -"), tr("Zoom"), tr("Zoom in or out")),
    (tr("X or Y"), tr("Zoom in on one axis"), tr("With Shift: zoom out")),
    (tr("Shift+Arrow or Alt+Arrow"), tr("Move"), tr("Move the range in this direction")),
    (tr("A or Home or 0"), tr("View all"), tr("Show the whole range again")),
    ("Ctrl+C", tr("Copy picture"), tr("Copy the diagram as a picture")),
    (tr("Menu"), tr("Menu"), tr("Save it as a picture or as numbers, and more")),
)


def keys_page(*, single: bool = True) -> str:
    """Markdown tables of all actions with keys, menu by menu, and of the keys of diagrams.

    Args:
        single: whether letters, digits and signs alone are shortcuts.
    """
    title, diagrams = tr("Keyboard shortcuts"), tr("In a diagram (reach it with Tab)")
    head = [_row((tr("key"), tr("action"), tr("what it does"))), "|---|---|---|"]
    text = tr(
        "Space plays and pauses wherever you are not typing text. Enter presses a focused button "
        "or check box and opens a focused list; Tab goes to the next one. *View*, *Single keys* "
        "switches off the commands by a letter, digit or sign alone."
    )
    lines = [f"# {title}", "", text, ""]
    if not single:
        lines += [tr("**They are switched off now.**"), ""]
    for menu, name in {**MENUS, EXPORT: tr("Export")}.items():
        entries = [entry for entry in in_menu(menu) if keys_of(entry, single=single)]
        if entries:
            lines += [f"## {name.replace('&', '')}", "", *head]
            for entry in entries:
                keys = reduce(_either, map(key_text, keys_of(entry, single=single)))
                lines.append(_row((keys, entry.text, entry.help)))
            lines.append("")
    lines += [f"## {diagrams}", "", *head]
    lines += map(_row, IN_DIAGRAMS)
    return "\n".join([*lines, ""])


def glossary_page() -> str:
    """A Markdown table of all terms, each with its plain sentence."""
    title, head = tr("Glossary"), _row((tr("term"), tr("meaning")))
    text = tr(
        "*Help*, *Glossary* (Ctrl+F1) has the formula and the source of each term. On the screen, "
        "layers, units, inputs, examples and steps count from 1. In files, reports and Python, "
        "units, inputs and examples count from 0."
    )
    rows = (_row((", ".join(each.terms), each.plain)) for each in entries())
    return "\n".join([f"# {title}", "", text, "", head, "|---|---|", *rows, ""])


def _either(keys: str, other: str) -> str:
    return tr("{keys} or {other}", keys=keys, other=other)


def _row(cells: tuple[str, ...]) -> str:
    """A row of a table in Markdown."""
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    """Text of a key or action with Markdown's special characters escaped."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+-.!|<>=" else sign for sign in text)


class HelpDialog(QDialog):
    """A list of pages, the page, and a field that searches in all pages.

    Only the program's own pages are shown, so they may be rich text. Links to other pages open
    here; nothing is ever loaded from a network.
    """

    def __init__(
        self, parent: QWidget | None = None, page: str = PAGES[0], *, single: bool = True
    ) -> None:
        """Open the help at a page; `single` is as in `keys_page`."""
        super().__init__(parent)
        self.setWindowTitle(tr("Help"))
        self._texts = {name: find(f"help/{name}.md").read_text("utf-8") for name in PAGES}
        self._texts |= {GLOSSARY: glossary_page(), KEYS: keys_page(single=single)}
        self.pages = QListWidget()
        self.pages.setAccessibleName(tr("Pages"))
        for text in self._texts.values():
            self.pages.addItem(text.partition("\n")[0].removeprefix("# ").partition(":")[0])
        self.browser = QTextBrowser()
        self.browser.setAccessibleName(tr("Page"))
        self.browser.setOpenLinks(False)
        self.browser.document().setDefaultStyleSheet(_LOOK)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find in all pages"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self._found = PlainLabel()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout, top, middle = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        top.addWidget(self.search, 1)
        top.addWidget(self._found)
        middle.addWidget(self.pages)
        middle.addWidget(self.browser, 1)
        layout.addWidget(buttons)
        self.pages.setSpacing(self.fontMetrics().height() // 5)
        self.pages.setFixedWidth(self.pages.sizeHintForColumn(0) + 2 * self.fontMetrics().height())
        self.pages.currentRowChanged.connect(self._show_row)
        self.browser.anchorClicked.connect(self._follow)
        self.search.returnPressed.connect(self.find_next)
        self.search.textEdited.connect(self._forget)
        self.open_page(page)
        self.pages.setFocus()
        room = parent.size() * 0.85 if parent else QSize(1100, 760)
        self.resize(min(1100, room.width()), min(760, room.height()))

    @property
    def page(self) -> str:
        """The name of the current page."""
        return list(self._texts)[self.pages.currentRow()]

    def open_page(self, name: str) -> None:
        """Show a page from its beginning."""
        self.pages.setCurrentRow(list(self._texts).index(name))

    @Slot()
    def find_next(self) -> None:
        """Select the next match of the search text, on this page or a later one."""
        wanted = self.search.text()
        if not wanted:
            return
        if self.browser.find(wanted):
            return
        names = list(self._texts)
        start = self.pages.currentRow() + 1
        for name in names[start:] + names[:start]:
            if self._holds(name, wanted):
                self.open_page(name)
                self.browser.moveCursor(QTextCursor.MoveOperation.Start)
                self.browser.find(wanted)
                return
        self._found.setText(tr("Not found"))

    def _holds(self, name: str, wanted: str) -> bool:
        """Whether a page, as displayed, contains this text."""
        document = QTextDocument()
        document.setMarkdown(self._texts[name])
        return not document.find(wanted).isNull()

    @Slot(str)
    def _forget(self, _text: str) -> None:
        self._found.clear()

    @Slot(int)
    def _show_row(self, row: int) -> None:
        self.browser.setMarkdown(list(self._texts.values())[row])
        self._space_out()
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)

    def _space_out(self) -> None:
        """Add space around headings and paragraphs, because Qt's Markdown has none."""
        line = self.fontMetrics().height()
        document = self.browser.document()
        document.setDocumentMargin(line)
        block, all_at_once = document.begin(), QTextCursor(document)
        all_at_once.beginEditBlock()  # else the whole page is laid out again after each change
        while block.isValid():
            cursor, shape = QTextCursor(block), block.blockFormat()
            if shape.headingLevel():
                shape.setTopMargin(0 if block == document.begin() else 1.2 * line)
                shape.setBottomMargin(0.5 * line)
            elif cursor.currentTable() is None and not shape.nonBreakableLines():
                shape.setBottomMargin(0.3 * line if block.textList() else 0.6 * line)
            cursor.setBlockFormat(shape)
            block = block.next()
        all_at_once.endEditBlock()

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        """Open another page of the help; other links are not followed."""
        name = link.fileName().removesuffix(".md")
        if name in self._texts:
            self.open_page(name)
