"""Preview of a table before it is used: shows how its columns are read, with choices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.table_columns import ColumnsView
from ui.dialogs.text import plain_label
from ui.exchange.progress import Progress
from ui.widgets.choice import ChoiceBox, Option
from ui.widgets.plain import set_tooltip
from ui.worker.study import Study
from vgsim.files.places import shown_name
from vgsim.tables.choice import Choices, ColumnPlace, column_at, place_of
from vgsim.tables.preview import Preview, preview, roles, titled
from vgsim.tables.summary import summary
from vgsim.tables.table import Table
from vgsim.tables.text import TableError
from vgsim.words.language import tr

MISSING = (
    Option("refuse", tr("Refuse the table")),
    Option("drop", tr("Leave these rows out")),
    Option("mean", tr("Fill with the mean of the column")),
)
WIDE, HIGH = 36, 26  # in lines of text
MOST = 0.95  # of the window
MOST_LINES = 5  # of notes that are visible at once


class TableDialog(QDialog):
    """Shows how a table will be used, and lets the user change it.

    The table is read in the thread of the study; only the newest choices are evaluated.
    """

    def __init__(
        self,
        path: str,
        choices: Choices,
        study: Study,
        take: Callable[[str, Choices], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Use a table"))
        self._path, self._choices, self._study, self._take = path, choices, study, take
        self._table: Table | None = None
        self.seen: Preview | None = None  # the result for the current choices; None: not ready
        self._wanted = False  # use the table as soon as it is ready
        self.target = ChoiceBox((Option(None, tr("Automatic")),), tr("Target"))
        self.task = ChoiceBox((), tr("Predict"))
        self.missing = ChoiceBox(MISSING, tr("Missing values"))
        self.view = ColumnsView()
        self.columns = self.view.columns
        self.summary, self.fault = plain_label(""), plain_label("", "danger")
        self.notes = QPlainTextEdit()
        self.notes.setReadOnly(True)
        self.notes.setTabChangesFocus(True)
        self.notes.setAccessibleName(tr("Notes on the table"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.use = self.buttons.addButton(tr("Use"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.use.setProperty("role", "primary")
        self._lay_out(shown_name(Path(path)), parent.window().size())
        self.use.setDefault(True)  # it has to be in the dialog first
        self._say_task(tr("Automatic"))
        self.missing.set_key(choices.missing)
        self.task.set_key(choices.task)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for box in (self.target, self.task, self.missing):
            box.chosen.connect(self._choose)
        self.columns.checked.connect(self._choose)
        study.progressed.connect(self._show)
        self._ask()

    def _lay_out(self, name: str, window: QSize) -> None:
        layout, form = QVBoxLayout(self), QFormLayout()
        layout.addWidget(plain_label(name, "title"))
        for part in (self.summary, self.fault, self.notes):
            layout.addWidget(part)
        layout.addLayout(form)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("&Target"), self.target)
        form.addRow(tr("&Predict"), self.task)
        form.addRow(tr("&Missing values"), self.missing)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.buttons)
        self.fault.hide()
        self.notes.hide()
        line = self.fontMetrics().height()
        width = min(max(window.width() // 2, WIDE * line), int(MOST * window.width()))
        height = min(max(window.height() * 2 // 3, HIGH * line), int(MOST * window.height()))
        self.resize(width, height)

    @property
    def choices(self) -> Choices:
        """The current choices."""
        if self._table is None:
            return self._choices
        target, task = self.target.key(), self.task.key()
        assert target is None or isinstance(target, str | int)
        return Choices(target, self._left_out(self._table, target),
                       None if task is None else str(task), str(self.missing.key()))  # fmt: skip

    def _left_out(self, table: Table, target: ColumnPlace | None) -> tuple[ColumnPlace, ...]:
        """The columns that are not checked; the chosen target is never left out."""
        places = (place_of(table, column) for column in self.columns.left_out)
        return tuple(place for place in places if place != target)

    @Slot()
    def _choose(self) -> None:
        self._ask()

    def _ask(self) -> None:
        """Evaluate the table with the current choices."""
        self.seen = None
        if self._table is None:
            self.summary.setText(tr("Reading the table …"))
            self.use.setEnabled(False)
            set_tooltip(self.use, tr("The table is being read"))
        path, table, choices = Path(self._path), self._table, self.choices

        def work(stopped: Callable[[], bool]) -> Iterator[Preview]:
            yield preview(path, choices, table)

        self._study.begin(work)

    @Slot(object)
    def _show(self, progress: Progress) -> None:
        if progress.error is not None:
            raise progress.error
        if not isinstance(progress.picture, Preview):
            return
        self.seen = seen = progress.picture
        if self._table is None and seen.table is not None:
            self._show_table(seen.table)
        found = seen.found
        if found is None:
            self.summary.setText("")
        else:
            lines = "\n".join(f"{line[0].upper()}{line[1:]}." for line in summary(found))
            self.summary.setText(lines)
            if found.classes:
                self._say_task(tr("Automatic: classes"))
            else:
                self._say_task(tr("Automatic: numbers"))
        self._say_target(seen)
        self._say_uses(seen)
        self.summary.setVisible(found is not None)
        self.fault.setText(f"{seen.fault[:1].upper()}{seen.fault[1:]}.")
        self.fault.setVisible(found is None)
        notes = "\n".join(found.notes) if found is not None else ""
        self.notes.setPlainText(notes)
        self.notes.setVisible(bool(notes))
        self._fit_notes(len(found.notes) if found is not None else 0)
        self.use.setEnabled(found is not None)
        set_tooltip(self.use, "" if found is not None else tr("The text above says what is wrong"))
        if self._wanted and found is not None:
            self.accept()
        self._wanted = False

    def _fit_notes(self, lines: int) -> None:
        metrics = self.notes.fontMetrics()
        self.notes.setFixedHeight(metrics.lineSpacing() * min(lines, MOST_LINES) + metrics.height())

    def _show_table(self, table: Table) -> None:
        """List all columns; those left out are not checked."""
        self._table = table
        out = set()
        for place in self._choices.leave_out:
            try:
                out.add(column_at(table, place).number)
            except TableError:  # the choices were made for another version of the table
                continue
        self.columns.show_columns(table.columns, out)
        self.view.fit(self.width())

    def _say_uses(self, seen: Preview) -> None:
        """Show how every column is used."""
        if seen.table is not None:
            self.columns.show_uses(roles(seen))

    def _say_target(self, seen: Preview) -> None:
        """Show the guessed target, and all columns that can be chosen instead."""
        if seen.table is None:
            return
        chosen = self.target.key() if self.target.count() > 1 else self._choices.target
        guess = tr("Automatic")
        if chosen is None and seen.found is not None:
            guess = tr("Automatic: {column}", column=titled(seen.found.target))
        each = tuple(
            Option(place_of(seen.table, column), titled(column)) for column in seen.table.columns
        )
        self.target.set_options((Option(None, guess), *each))
        if isinstance(chosen, str | int):
            try:
                chosen = place_of(seen.table, column_at(seen.table, chosen))
            except TableError:
                chosen = None
        self.target.set_key(chosen)

    def _say_task(self, guess: str) -> None:
        chosen = self.task.key()
        self.task.set_options((
            Option(None, guess if chosen is None else tr("Automatic")),
            Option("classes", tr("Classes")), Option("numbers", tr("Numbers")),
        ))  # fmt: skip
        self.task.set_key(chosen)

    def accept(self) -> None:
        """Use the table as soon as the newest choices have been evaluated."""
        if self.seen is None:
            self._wanted = True
        elif self.use.isEnabled() and self.isVisible():
            self._take(self._path, self.choices)
            super().accept()

    def done(self, result: int) -> None:
        if self.isVisible():  # else it is over: a key can still reach a dialog that was closed
            self._study.progressed.disconnect(self._show)
            self._study.stop()
            super().done(result)
