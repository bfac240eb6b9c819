"""The start card with three ways to begin; it does not block the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QVBoxLayout

from ui.exchange.requests import Requests
from ui.widgets.plain import PlainLabel
from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow

WIDTH = 22  # of the text next to the buttons, in text heights


class StartCard(QDialog):
    """A button for each way to begin, with a text that says what it does."""

    def __init__(self, window: MainWindow, requests: Requests, show: Callable[[], object]) -> None:
        """Make the card; `show` opens the first scenario and plays its pass."""
        super().__init__(window)
        self.setWindowTitle(tr("Start"))
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        title = PlainLabel(tr("Why do deep networks stop learning?"))
        title.setProperty("role", "title")
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        gap = self.fontMetrics().height()
        self._grid.setHorizontalSpacing(gap)
        self._grid.setVerticalSpacing(gap // 2)
        self.show_me = self._add_way(
            tr("Show me"),
            tr("A signal runs through two deep networks. Watch how much gradient comes back to "
               "layer 1."),
            show,
        )  # fmt: skip
        self.teach = self._add_way(
            tr("Teach"),
            tr("Lessons: predict, run, understand. F8 is large type for a class."),
            requests.lessons.browse,
        )
        self.open_file = self._add_way(
            tr("Diagnose a file …"),
            tr("Open your own network. The diagnosis says which layer is worst and what helps."),
            lambda: self._diagnose(requests.files.open),
        )
        self.new_network = self._add_way(
            tr("Diagnose a new network"),
            tr("Build a network with the controls on the left, next to its diagnosis."),
            lambda: self._diagnose(requests.files.new),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(gap, gap, gap, gap)
        layout.setSpacing(gap)
        layout.addWidget(title)
        layout.addLayout(self._grid)
        later = PlainLabel(tr("Esc closes this card. Help → Start … opens it again."))
        layout.addWidget(later)
        self.show_me.setDefault(True)
        self.show_me.setFocus()

    def _add_way(self, name: str, text: str, enter: Callable[[], object]) -> QPushButton:
        button, words = QPushButton(name), PlainLabel(text)
        button.setAccessibleDescription(text)
        words.setWordWrap(True)
        words.setMinimumWidth(WIDTH * self.fontMetrics().height())
        row = self._grid.rowCount()
        self._grid.addWidget(button, row, 0)
        self._grid.addWidget(words, row, 1)

        def entered() -> None:
            self.close()
            enter()

        button.clicked.connect(entered)
        return button

    def _diagnose(self, begin: Callable[[], object]) -> None:
        """Begin with the user's own network; show gradients at once, and the diagnosis in front."""
        begin()
        self._window.preferred.show_results_at_once()
        self._window.show_diagnosis()


def start_card(window: MainWindow, requests: Requests, show: Callable[[], object]) -> StartCard:
    """The card, at the lower edge of the stage, so that the first pass is visible above it.

    It is not shown yet.
    """
    card, stage = StartCard(window, requests, show), window.stage
    card.adjustSize()
    gap = card.fontMetrics().height()
    place = QPoint((stage.width() - card.width()) // 2, stage.height() - card.height() - gap)
    card.move(stage.mapToGlobal(place))
    return card
