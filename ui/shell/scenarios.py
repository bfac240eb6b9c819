"""Opens scenarios: from the browser, from the menu, or the next and the previous one by a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from ui.network.shapes import NARROW
from ui.session.session import Session
from ui.shell.documents import Documents
from ui.shell.recent import Recent
from ui.widgets.elided import in_lines
from ui.widgets.plain import button_text, set_tooltip
from ui.window.mainwindow import MainWindow
from vgsim.files.bundled import Scenario
from vgsim.files.versions import Version
from vgsim.tables.regular import is_regular
from vgsim.words.language import tr
from vgsim.words.scenarios import PANELS


class Scenarios(QObject):
    """Implements `ui.exchange.requests.ScenarioRequests`; shows the open scenario in the header."""

    def __init__(
        self,
        session: Session,
        documents: Documents,
        window: MainWindow,
        recent: Recent,
        scenarios: Sequence[Scenario],
    ) -> None:
        """Fill the menu and follow the document for as long as the window lives."""
        super().__init__(window)
        self._window, self._session = window, session
        self._documents, self._recent, self._scenarios = documents, recent, scenarios
        self.lesson = ""  # the title of the lesson that is open
        self._fill_menu()
        window.header.scenarios.clicked.connect(self.browse)
        window.header.scenarios.stepped.connect(self.step)
        session.document.loaded.connect(self._show_wanted)
        session.document.history_changed.connect(self._show)
        self._show()

    def show_lesson(self, title: str) -> None:
        """Show the title of a lesson; empty: none is open."""
        if title != self.lesson:
            self.lesson = title
            self._show()

    def _fill_menu(self) -> None:
        """Add a menu for every group, below the actions."""
        menu, groups = self._window.scenario_menu, {}
        menu.addSeparator()
        for index, scenario in enumerate(self._scenarios):
            if scenario.group not in groups:
                groups[scenario.group] = menu.addMenu(button_text(scenario.group))
                groups[scenario.group].setToolTipsVisible(True)
            action = QAction(button_text(scenario.title), self._window)
            set_tooltip(action, in_lines(scenario.about.text))
            action.setStatusTip(scenario.about.text)
            action.triggered.connect(self._opening(index))
            groups[scenario.group].addAction(action)

    def _opening(self, index: int) -> Callable[[], None]:
        def triggered() -> None:
            self.open(index)

        return triggered

    @property
    def current(self) -> int | None:
        """The index of the scenario that is open; None: a file of the user."""
        kept = self._session.document.saved
        known = (
            index
            for index, each in enumerate(self._scenarios)
            if each.title == kept.title and each.experiment == kept
        )
        return next(known, None)

    @Slot()
    def browse(self) -> None:
        """Show all scenarios, and the user's own recent files, as cards."""
        from ui.dialogs.scenario_cards import recent_cards, scenario_cards, version_cards
        from ui.dialogs.scenarios import ScenarioBrowser

        theme = self._window.looks.theme.scaled(self._window.height())
        seconds = self._session.player.playback.seconds_per_pass
        files = [path for path in self._recent.paths if is_regular(path)]
        cards = scenario_cards(self._scenarios, self.current, theme.dark, seconds)
        own = [*version_cards(self._recent.versions()), *recent_cards(files)]
        dialog = ScenarioBrowser(self._window, theme, [*cards, *own])
        dialog.picked.connect(self._pick)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _pick(self, key: object) -> None:
        if isinstance(key, int):
            self.open(key)
        elif isinstance(key, Version):
            self._recent.open_version(key)
        else:
            self._documents.open_path(str(key))

    @Slot(int)
    def step(self, direction: int) -> None:
        """Open the next (1) or the previous (-1) scenario; from a file of the user, the first."""
        here = self.current
        self.open(0 if here is None else (here + direction) % len(self._scenarios))

    def open_first(self) -> None:
        """Open the scenario with which the program starts."""
        self.open(0)

    def open(self, index: int) -> None:
        """Open a scenario, after a question about unsaved changes."""
        if self._documents.may_discard():
            scenario = self._scenarios[index]
            self._session.document.load(scenario.experiment, "", scenario.about)
            self._window.rest()
        self._show()

    @Slot()
    def _show_wanted(self) -> None:
        """Show the stage and panel that an opened scenario asks for, if there is room."""
        lanes, about = self._session.experiment.lanes, self._session.document.about
        widths = (lane.network.widths or (lane.network.width,) for lane in lanes)
        narrow = any(max(each) <= NARROW for each in widths)  # its units are drawn as circles
        self._window.show_crowded(narrow or len(lanes) > 2)
        if about.stage is not None:
            self._window.stage.show_wanted(about.stage)
        if about.panel is not None:
            self._window.right.bring(PANELS[about.panel])

    @Slot()
    def _show(self) -> None:
        """Show title and note of what is open; after a change, the note is that of the start."""
        document, here = self._session.document, self.current
        title, note = self._scenarios[here].title if here is not None else "", document.about.note
        if self.lesson:
            title, note = self.lesson, ""
        if note and document.experiment != document.opened:
            note = tr("As opened: {note}", note=note)
        source = document.about.source
        self._window.header.show_scenario(
            title, note, tr("Source: {source}.", source=source) if source else ""
        )
