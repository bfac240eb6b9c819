"""The glossary's window: a search field, all terms, and the chosen entry with its links."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt, QUrl, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ui.widgets.plain import PlainLabel
from ui.widgets.possible import allow
from ui.widgets.search import SearchField
from vgsim.words.glossary import GlossaryEntry, entries, entry_of, looked_up
from vgsim.words.language import tr

_ID = Qt.ItemDataRole.UserRole


class GlossaryDialog(QDialog):
    """Typing filters the terms, arrows choose one, Esc empties the field and then closes.

    It does not block the window: the user reads an entry and looks at the picture.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Glossary"))
        self._visited: list[str] = []  # ids, the newest last
        self.search = SearchField(
            tr("Find a word or a symbol"),
            tr("Searches terms, symbols and explanations (Ctrl+F)"),
        )
        self.terms = QListWidget()
        self.terms.setAccessibleName(tr("Terms"))
        self.browser = QTextBrowser()
        self.browser.setAccessibleName(tr("Entry"))
        self.browser.setOpenLinks(False)
        self.none = PlainLabel(tr("No entry has all these words."))
        self.none.setProperty("role", "muted")
        self.none.hide()
        self.back_button = QPushButton(tr("Back"))
        self.back_button.clicked.connect(self.back)
        self._fill(list(entries()))
        self._lay_out()
        self.search.textChanged.connect(self._filter)
        self.terms.currentItemChanged.connect(self._choose)
        self.browser.anchorClicked.connect(self._follow)
        self.search.serve(self, self.terms)
        QShortcut(QKeySequence.StandardKey.Back, self, self.back)
        self.terms.setCurrentRow(0)
        self.search.setFocus()

    def _lay_out(self) -> None:
        line, layout = self.fontMetrics().height(), QVBoxLayout(self)
        middle, left = QHBoxLayout(), QVBoxLayout()
        layout.addLayout(middle, 1)
        middle.addLayout(left)
        left.addWidget(self.search)
        left.addWidget(self.terms, 1)
        left.addWidget(self.none)
        middle.addWidget(self.browser, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.back_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        for button in buttons.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        layout.addWidget(buttons)
        self.terms.setSpacing(line // 8)
        self.browser.document().setDocumentMargin(line)
        wanted, parent = QSize(46 * line, 28 * line), self.parentWidget()
        self.resize(wanted.boundedTo(parent.size() * 0.85) if parent else wanted)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the list the width of its longest term in the current type."""
        longest = max(self.fontMetrics().horizontalAdvance(each.term) for each in entries())
        for widget in (self.terms, self.search):
            widget.setFixedWidth(longest + 3 * self.fontMetrics().height())
        super().showEvent(event)

    @property
    def entry(self) -> GlossaryEntry | None:
        """The entry that is shown; None if no term matches the search."""
        item = self.terms.currentItem()
        return entry_of(item.data(_ID)) if item is not None else None

    def show_entry(self, name: str) -> None:
        """Show the entry with this id, or the one for this name, among all terms."""
        entry = entry_of(name)
        if entry is None:
            return
        self.search.clear()
        for row in range(self.terms.count()):
            if self.terms.item(row).data(_ID) == entry.id:
                self.terms.setCurrentRow(row)

    @Slot()
    def back(self) -> None:
        """Show the entry that was shown before this one."""
        if len(self._visited) > 1:
            self._visited.pop()
            self.show_entry(self._visited.pop())

    # --- the list

    def _fill(self, found: list[GlossaryEntry]) -> None:
        blocked = self.terms.blockSignals(True)
        self.terms.clear()
        for entry in found:
            item = QListWidgetItem(entry.term, self.terms)
            item.setData(_ID, entry.id)
        self.terms.blockSignals(blocked)

    @Slot(str)
    def _filter(self, text: str) -> None:
        before = self.entry
        found = looked_up(text) if text.strip() else list(entries())
        self._fill(found)
        self.none.setVisible(not found)
        ids = [entry.id for entry in found]
        kept = not text.strip() and before is not None
        self.terms.setCurrentRow(ids.index(before.id) if kept and before else 0)
        if not found:
            self.browser.clear()

    @Slot()
    def _choose(self) -> None:
        entry = self.entry
        if entry is None:
            return
        if self._visited[-1:] != [entry.id]:
            self._visited.append(entry.id)
        first = len(self._visited) < 2
        help_text = tr("The entry before this one (Alt+Left)")
        why_not = tr("this is the first entry you opened") if first else ""
        allow(self.back_button, help_text, why_not)
        self.terms.scrollToItem(self.terms.currentItem())
        self.browser.setHtml(page(entry))

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        """Open a linked entry; other links are not followed."""
        self.show_entry(link.toString().removeprefix("#"))

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return keeps the window open."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


def open_glossary(window: QWidget, name: str = "") -> None:
    """Open the window's glossary or bring it to the front, at the entry for a name if given."""
    dialog = window.findChild(GlossaryDialog) or GlossaryDialog(window)
    dialog.show_entry(name)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def page(entry: GlossaryEntry) -> str:
    """An entry as rich text, with links to related entries."""
    parts = [f"<h2>{escape(entry.term)}</h2>"]
    others = ", ".join(map(escape, entry.terms[1:]))
    if others:
        also = tr("also: {terms}", terms=others)
        parts.append(f"<p><i>{also}</i></p>")
    parts.append(f"<p style='font-size: large'>{escape(entry.plain)}</p>")
    parts.append(f"<p>{escape(entry.precise)}</p>")
    if entry.source:
        source = tr("Source: {source}", source=escape(entry.source))
        parts.append(f"<p><i>{source}</i></p>")
    links = ", ".join(
        f"<a href='#{each.id}'>{escape(each.term)}</a>"
        for each in map(entry_of, entry.see)
        if each is not None
    )
    if links:
        related = tr("See also: {links}", links=links)
        parts.append(f"<p>{related}</p>")
    return "".join(parts)
