"""The contents: all lessons and challenges with their minutes, level and progress."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.widgets.plain import PlainLabel, set_tooltip
from ui.widgets.search import SearchField
from vgsim.teach.library import LessonEntry
from vgsim.teach.progress import LessonProgress, Seen
from vgsim.words.language import tr

SHARE = 0.8  # of the window
WIDEST = 64  # heights of a line
LEVELS = {1: "●", 2: "●●", 3: "●●●"}
PLACE = Qt.ItemDataRole.UserRole


class LessonContents(QDialog):
    """Typing searches, arrows move, Enter opens; Esc empties the search, then closes.

    Below the list is a description of the selected lesson.
    """

    picked = Signal(object)  # Path; the dialog has closed
    cleared = Signal()  # the progress is to be forgotten
    wanted = Signal()  # a new lesson from what is shown; the dialog has closed

    def __init__(
        self,
        parent: QWidget,
        entries: Sequence[LessonEntry],
        progress: LessonProgress,
        folder: Path,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Lessons"))
        self._entries, self._progress = tuple(entries), progress
        self.search = SearchField(
            tr("Search in titles and texts"),
            tr("Finds lessons that have all these words; Enter opens the selected one"),
        )
        self.none = PlainLabel(tr("No lesson has all these words."))
        self.none.setProperty("role", "muted")
        self.none.hide()
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Lessons"))
        self.list.setHeaderLabels([tr("Title"), tr("Minutes"), tr("Level"), tr("Progress")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.about = PlainLabel()
        self.about.setWordWrap(True)
        self.about.setMinimumHeight(4 * self.fontMetrics().height())
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        place = PlainLabel(tr("Your own lessons are files in “{folder}”", folder=str(folder)))
        place.setProperty("role", "muted")
        place.setWordWrap(True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_ = QPushButton(tr("Open"))
        self.open_.setProperty("role", "primary")
        self.open_.setDefault(True)
        self.new = QPushButton(tr("New lesson from here"))
        set_tooltip(self.new, tr("Write a lesson file that begins with what is shown now"))
        self.clear = QPushButton(tr("Clear progress"))
        set_tooltip(self.clear, tr("Forget which lessons were seen on this computer"))
        close = QPushButton(tr("Close"))
        layout, row = QVBoxLayout(self), QHBoxLayout()
        for widget in (self.search, self.none, self.list, self.about, place):
            layout.addWidget(widget, 1 if widget is self.list else 0)
        layout.addLayout(row)
        for button in (self.open_, self.new, self.clear):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        line = self.fontMetrics().height()
        size = parent.size() * SHARE
        self.resize(min(size.width(), WIDEST * line), size.height())
        self.search.textChanged.connect(lambda _: self._fill())
        self.search.serve(self, self.list)
        self.list.currentItemChanged.connect(lambda *_: self._show_about())
        self.list.itemActivated.connect(lambda *_: self._open())
        self.open_.clicked.connect(self._open)
        self.new.clicked.connect(self._new)
        self.clear.clicked.connect(self._clear)
        close.clicked.connect(self.reject)
        self._fill()
        self.search.setFocus()

    def _fill(self) -> None:
        """List what is searched for, and select the next lesson to take or the first one found."""
        self.list.clear()
        groups = (
            (tr("Lessons"), [e for e in self._entries if not e.own and e.kind == "lesson"]),
            (tr("Challenges"), [e for e in self._entries if not e.own and e.kind != "lesson"]),
            (tr("Your own lessons"), [e for e in self._entries if e.own]),
        )
        items = []
        for title, entries in groups:
            found = [e for e in entries if self.search.finds(f"{title}\n{e.fault}\n{e.words}")]
            if not found:
                continue
            head = QTreeWidgetItem([title])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            bold = head.font(0)
            bold.setBold(True)
            head.setFont(0, bold)
            self.list.addTopLevelItem(head)
            head.setFirstColumnSpanned(True)
            for entry in found:
                items.append((entry, self._item(entry)))
                self.list.addTopLevelItem(items[-1][1])
        self.none.setVisible(not items)
        searched = bool(self.search.text().strip())
        left = (item for e, item in items if searched or not self._progress.of(e.name).done)
        chosen = next(left, items[0][1] if items else None)
        if chosen is not None:
            self.list.setCurrentItem(chosen)
        self._show_about()

    def _item(self, entry: LessonEntry) -> QTreeWidgetItem:
        seen = self._progress.of(entry.name)
        minutes = str(entry.minutes) if entry.minutes else ""
        state = tr("cannot be opened") if entry.fault else seen_words(seen)
        item = QTreeWidgetItem([f"    {entry.title}", minutes, LEVELS.get(entry.level, ""), state])
        item.setData(0, PLACE, self._entries.index(entry))
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        level = tr("Level {level} of 3", level=entry.level)
        item.setData(2, Qt.ItemDataRole.AccessibleTextRole, level)
        return item

    def _entry(self) -> LessonEntry | None:
        item = self.list.currentItem()
        place = item.data(0, PLACE) if item is not None else None
        return self._entries[place] if place is not None else None

    def _show_about(self) -> None:
        entry = self._entry()
        self.open_.setEnabled(entry is not None)
        set_tooltip(self.open_, tr("Choose a lesson first") if entry is None else "")
        self.about.setText("" if entry is None else entry.fault or entry.about)

    def _open(self) -> None:
        entry = self._entry()
        if entry is not None:
            self.accept()
            self.picked.emit(entry.path)

    def _new(self) -> None:
        self.accept()
        self.wanted.emit()

    def _clear(self) -> None:
        self._progress = LessonProgress()
        self.cleared.emit()
        self._fill()


def seen_words(seen: Seen) -> str:
    """How far a lesson was seen."""
    if seen.done:
        return tr("✓ done")
    return tr("step {step}", step=seen.last + 1) if seen.furthest else ""
