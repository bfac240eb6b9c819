"""Who hears whom: the session's values to the window, the window's wishes to the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction

from ui.session.requests import Requests
from ui.session.session import Session
from ui.shell.documents import Documents
from ui.widgets.elided import in_lines
from ui.widgets.plain import button_text, set_tooltip
from ui.window.announcer import Announcer
from ui.window.mainwindow import MainWindow
from ui.worker.compute_loop import Result
from vgsim.compute.traces.evidence import Break
from vgsim.compute.traces.trace import Trace
from vgsim.describe.goal import Goal
from vgsim.describe.spec import MAX_LANES, Experiment
from vgsim.files.bundled import Scenario
from vgsim.parts.cells import CELLS

if TYPE_CHECKING:
    from ui.dialogs.limits import LimitsDialog


def connect(
    window: MainWindow, session: Session, documents: Documents, scenarios: Sequence[Scenario]
) -> Connections:
    """Join the three for as long as the window lives."""
    return Connections(window, session, documents, scenarios)


class Connections(QObject):
    """The slots between session and window that belong to neither."""

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        documents: Documents,
        scenarios: Sequence[Scenario],
    ) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._requests = Requests(session)
        self._documents, self._scenarios = documents, scenarios
        self._broken = ""  # how it was said that learning broke off
        window.targets |= {"session": session, "documents": documents}
        window.board.wish.connect(self._wish)
        window.stage.set_theme = session.set_theme
        self._values()
        self._header()
        session.message.connect(window.notice.show_message)
        announcer = Announcer(window)
        session.frame_changed.connect(announcer.show_frame)
        window.notice.said.connect(announcer.say)
        session.broke.connect(self._show_break)
        session.ended.connect(self._show_end)
        window.limits = self._limits
        session.history_changed.connect(self._show_history)
        session.rate_changed.connect(self._show_rate)
        session.live_changed.connect(self._show_step)
        session.theme_changed.connect(window.set_theme)
        session.running_changed.connect(self._show_running)
        session.experiment_changed.connect(self._show_kind)
        self._show_kind(session.experiment)
        self._show_history()

    @Slot(object)
    def _show_kind(self, experiment: Experiment) -> None:
        cells = [CELLS[lane.network.cell] for lane in experiment.lanes]
        recurrent = [cell for cell in cells if cell.name != "none"]
        self._window.show_count(len(experiment.lanes))
        self._window.show_kind(bool(recurrent), any(cell.gates[1:] for cell in recurrent))

    def _values(self) -> None:
        """Every value a panel can show: each goes to the panels that can be seen."""
        session, window = self._session, self._window
        for signal, method in (
            (session.watch_changed, "show_watch"),
            (session.experiment_changed, "show_experiment"),
            (session.live_changed, "show_live"),
            (session.frame_changed, "show_frame"),
            (session.playback_changed, "show_playback"),
            (session.running_changed, "show_running"),
            (session.filming_changed, "show_filming"),
            (session.goal_changed, "show_goal"),
            (session.linked_changed, "show_linked"),
            (session.rate_changed, "show_rate"),
            (session.diagram_changed, "show_diagram"),
            (session.comparison_changed, "show_comparison"),
            (session.spread_changed, "show_spread"),
            (session.suggestions_changed, "show_suggestions"),
        ):
            signal.connect(_telling(window, method))
        session.trace_changed.connect(self._show_trace)
        window.board.tell("show_past", session.past)
        window.board.tell("show_watch", session.watch)
        window.board.tell("show_experiment", session.experiment)
        window.board.tell("show_playback", session.playback)

    def _header(self) -> None:
        header, window = self._window.header, self._window
        header.show_scenarios(
            [(each.title, each.about.text, each.group) for each in self._scenarios]
        )
        queued = Qt.ConnectionType.QueuedConnection  # after the list has closed
        header.scenario_chosen.connect(self._open_scenario, queued)
        header.theme_chosen.connect(self._session.set_theme)
        menus = {"": window.scenario_menu}
        for index, scenario in enumerate(self._scenarios):
            if scenario.group not in menus:
                window.scenario_menu.addSeparator()
                menus[scenario.group] = window.scenario_menu.addMenu(button_text(scenario.group))
            action = QAction(button_text(scenario.title), window)
            set_tooltip(action, in_lines(scenario.about.text))
            action.setStatusTip(scenario.about.text)
            action.triggered.connect(self._opening(index))
            menus[scenario.group].addAction(action)
        for menu in menus.values():
            menu.setToolTipsVisible(True)
        self._session.history_changed.connect(self._show_scenario)
        self._show_scenario()

    def _opening(self, index: int) -> Callable[[], None]:
        def triggered() -> None:
            self._open_scenario(index)

        return triggered

    @Slot(str, tuple)
    def _wish(self, name: str, arguments: tuple[Any, ...]) -> None:
        receivers = {"export": self._documents, "show_limits": self._window}
        if name in receivers:
            getattr(receivers[name], name)(*arguments)
        else:
            self._requests.fulfill(name, arguments)

    @Slot(object)
    def _open_scenario(self, index: int) -> None:
        if self._documents.may_discard():
            scenario = self._scenarios[index]
            self._session.load(scenario.experiment, "", scenario.about)
            self._window.rest()
        self._show_scenario()

    def _show_scenario(self) -> None:
        """The scenario that was opened, as long as no file of the user's took its place."""
        kept = self._session.draft.saved
        known = (
            index
            for index, each in enumerate(self._scenarios)
            if each.title == kept.title and each.experiment == kept
        )
        self._window.header.show_scenario(next(known, None), self._session.draft.about.text)

    @Slot()
    def _show_history(self) -> None:
        session, window = self._session, self._window
        count = len(session.experiment.lanes)
        for name, possible in (
            ("add_lane", count < MAX_LANES),
            ("copy_lane", count < MAX_LANES),
            ("remove_lane", count > 1),
        ):
            window.actions_by_id[name].setEnabled(possible)
        for name, label in (
            ("undo", session.history.undo_label),
            ("redo", session.history.redo_label),
        ):
            action = window.actions_by_id[name]
            action.setEnabled(bool(label))
            action.setText(f"{name.capitalize()}: {label}" if label else name.capitalize())
        name, mark = self._documents.name.replace("[*]", "[*][*]"), "[*]"
        window.setWindowTitle(f"{name}{mark} — vgsim")
        window.setWindowModified(session.modified)

    @Slot(object, object)
    def _show_break(self, broken: Break, trace: Trace) -> None:
        """What was lost, where, and two ways on."""
        title, known = trace.lanes[broken.lane].title, (broken, trace.experiment)
        way = "signal" if broken.phase == "forward" else "gradient"
        self._broken = (
            f"{title}: at update {broken.step} the {way} of layer {broken.layer} is no longer "
            "finite. Learning stopped there."
        )
        self._window.notice.show_message(
            "bad",
            self._broken,
            (
                ("Replay ten updates", lambda: self._requests.fulfill("replay", known)),
                (
                    "Continue at a tenth of the rate",
                    lambda: self._requests.fulfill("go_on_slower", known),
                ),
            ),
        )

    @Slot(bool)
    def _show_running(self, running: bool) -> None:
        """Networks that learn again are no longer said to have stopped."""
        notice = self._window.notice
        if running and notice.accessibleName() == self._broken:
            notice.hide()

    @Slot(object)
    def _show_end(self, result: Result) -> None:
        """Why learning stopped, and who was there when."""
        goal = self._session.learner.goal
        lanes = zip(result.trace.lanes, result.arrivals, strict=True)
        said = [
            f"{lane.title}: update {at}" if at is not None else f"{lane.title}: not yet"
            for lane, at in lanes
        ]
        text = f"Learning stopped after {result.trace.step} updates."
        if goal.measured:
            text += f" Goal reached: {'; '.join(said)}."
        self._window.notice.show_message("note", text)

    def _limits(self) -> LimitsDialog:
        learner = self._session.learner

        def take(goal: Goal, memory: int) -> None:
            learner.set_goal(goal)
            learner.set_memory(memory)

        from ui.dialogs.limits import LimitsDialog

        return LimitsDialog(learner.goal, learner.memory, take, self._window)

    @Slot(float)
    def _show_rate(self, rate: float) -> None:
        self._window.status.show_rate(rate)

    @Slot(object)
    def _show_trace(self, trace: Trace) -> None:
        board = self._window.board
        if self._session.player.turning:
            board.pass_on(trace)
        else:
            board.tell("show_trace", trace)

    @Slot(object)
    def _show_step(self, trace: Trace) -> None:
        self._window.status.show_step(trace.step)


def _telling(window: MainWindow, method: str) -> Callable[[object], None]:
    def tell(value: object) -> None:
        window.board.tell(method, value)

    return tell
