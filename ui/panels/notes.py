"""The user's own notes about the experiment, in a window of their own."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.panel import Panel
from ui.widgets.notes_field import NotesField
from ui.widgets.plain import PlainLabel
from vgsim.describe.fields import FIELDS
from vgsim.describe.spec import Experiment
from vgsim.words.language import tr
from vgsim.words.numbers import grouped

MOST = int(FIELDS["notes"].high)


class NotesPanel(Panel):
    """What is typed belongs to the experiment: it is saved, and can be undone."""

    name = "notes"
    title = tr("Notes")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._layout = QVBoxLayout(self)
        self.help = PlainLabel(
            tr(
                "What do you expect? What do you see? Why? Your notes are saved with the "
                "experiment and printed in the report (File, Export, Report). A share code does "
                "not contain them."
            )
        )
        self.help.setWordWrap(True)
        self.help.setProperty("role", "muted")
        self.field = NotesField(MOST)
        self.field.setAccessibleName(self.title)
        self.full = PlainLabel(
            tr("Notes have at most {most} characters; the rest is not saved.", most=grouped(MOST))
        )
        self.full.setWordWrap(True)
        self.full.setProperty("role", "bad")
        self.full.hide()
        self._layout.addWidget(self.help)
        self._layout.addWidget(self.field, 1)
        self._layout.addWidget(self.full)
        self.field.textChanged.connect(self._show_full)
        self.field.entered.connect(self._enter)

    def show_theme(self, theme: Theme) -> None:
        self._layout.setSpacing(theme.spacing)

    def show_experiment(self, experiment: Experiment) -> None:
        self.field.show_text(experiment.notes)

    def _show_full(self) -> None:
        self.full.setVisible(self.field.full)

    def _enter(self, text: str) -> None:
        self.requests.document.edit("notes", text, "notes")
