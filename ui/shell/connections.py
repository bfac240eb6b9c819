"""Connects the session's signals to the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction

from ui.exchange.preferences import Preferences
from ui.exchange.shown import Shown
from ui.network.scene import NARROW
from ui.session.requests import SessionRequests
from ui.session.session import Session
from ui.shell.documents import Documents
from ui.widgets.elided import in_lines
from ui.widgets.plain import button_text, set_tooltip
from ui.window.announcer import Announcer
from ui.window.mainwindow import MainWindow
from ui.worker.compute_loop import Result
from vgsim.compute.traces.evidence import Break
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import MAX_LANES, Experiment
from vgsim.files.bundled import Scenario
from vgsim.parts.cells import CELLS
from vgsim.words.language import tr


class Connections(QObject):
    """The slots that connect session and window and belong to neither."""

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        requests: SessionRequests,
        documents: Documents,
        scenarios: Sequence[Scenario],
    ) -> None:
        """Connect window and session for as long as the window lives."""
        super().__init__(window)
        self._window, self._session = window, session
        self._requests = requests
        self._documents, self._scenarios = documents, scenarios
        self._broken = ""  # the message that learning stopped at a NaN or infinity
        window.stage.chosen.connect(session.document.set_stage)
        session.document.loaded.connect(self._show_stage)
        window.presentation.theme_chosen.connect(session.set_theme)
        window.presentation.colors_chosen.connect(session.set_colors)
        self._values()
        self._header()
        session.message.connect(window.notice.show_message)
        announcer = Announcer(window)
        session.player.frame_changed.connect(announcer.show_frame)
        window.notice.said.connect(announcer.say)
        session.learner.broke.connect(self._show_break)
        session.learner.ended.connect(self._show_end)
        session.document.history_changed.connect(self._show_history)
        session.learner.rate_changed.connect(self._show_rate)
        session.live_changed.connect(self._show_step)
        session.theme_changed.connect(window.set_theme)
        session.learner.running_changed.connect(self._show_running)
        session.experiment_changed.connect(self._show_kind)
        self._show_kind(session.experiment)
        self._show_history()

    @Slot(object)
    def _show_kind(self, experiment: Experiment) -> None:
        cells = [CELLS[lane.network.cell] for lane in experiment.lanes]
        recurrent = [cell for cell in cells if cell.name != "none"]
        self._window.show_count(len(experiment.lanes))
        self._window.right.show_kind(bool(recurrent), any(cell.gates[1:] for cell in recurrent))

    def _values(self) -> None:
        """Pass every value that panels can show to the hub."""
        session, hub = self._session, self._window.hub
        player, learner, studies = session.player, session.learner, session.studies
        tell = hub.tell
        session.viewer.watch_changed.connect(lambda watch: tell(Shown(watch=watch)))
        session.experiment_changed.connect(lambda asked: tell(Shown(experiment=asked)))
        session.live_changed.connect(lambda trace: tell(Shown(live=trace)))
        session.document.linked_changed.connect(lambda linked: tell(Shown(linked=linked)))
        session.answer.changed.connect(lambda shown: tell(Shown(answered=shown)))
        player.trace_changed.connect(self._show_trace)
        player.frame_changed.connect(hub.tell_frame)
        player.playback_changed.connect(lambda playback: tell(Shown(playback=playback)))
        learner.running_changed.connect(lambda running: tell(Shown(running=running)))
        learner.replaying_changed.connect(lambda replaying: tell(Shown(replaying=replaying)))
        learner.goal_changed.connect(lambda goal: tell(Shown(goal=goal)))
        learner.rate_changed.connect(lambda rate: tell(Shown(rate=rate)))
        studies.diagram_changed.connect(lambda news: tell(Shown(diagram=news)))
        studies.comparison_changed.connect(lambda news: tell(Shown(comparison=news)))
        studies.spread_changed.connect(lambda news: tell(Shown(spread=news)))
        studies.suggestions_changed.connect(lambda news: tell(Shown(suggestions=news)))
        studies.advice_changed.connect(lambda news: tell(Shown(advice=news)))
        self._window.preferred.changed.connect(lambda now: tell(Shown(preferences=now)))
        self._window.preferred.changed.connect(self._follow)
        tell(
            Shown(
                preferences=self._window.preferred.now,
                past=session.past, watch=session.viewer.watch, experiment=session.experiment,
                playback=player.playback, answered=session.answer.shown,
            )
        )  # fmt: skip

    @Slot(object)
    def _follow(self, now: Preferences) -> None:
        """Let the session do what the user prefers."""
        self._session.player.set_stops(now.stops)
        self._session.answer.set_at_once(now.at_once)
        self._session.player.set_still(now.still)

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
        self._session.document.history_changed.connect(self._show_scenario)
        self._show_scenario()

    def _opening(self, index: int) -> Callable[[], None]:
        def triggered() -> None:
            self._open_scenario(index)

        return triggered

    @Slot()
    def _show_stage(self) -> None:
        """Show the panels that an opened scenario asks for, as far as they fit."""
        lanes = self._session.experiment.lanes
        widths = (lane.network.widths or (lane.network.width,) for lane in lanes)
        narrow = any(max(each) <= NARROW for each in widths)  # its units are drawn as circles
        self._window.show_crowded(narrow or len(lanes) > 2)
        wanted = self._session.document.about.stage
        if wanted is not None:
            self._window.stage.show_wanted(wanted)

    @Slot(object)
    def _open_scenario(self, index: int) -> None:
        if self._documents.may_discard():
            scenario = self._scenarios[index]
            self._session.document.load(scenario.experiment, "", scenario.about)
            self._window.rest()
        self._show_scenario()

    def _show_scenario(self) -> None:
        """Show the opened scenario in the header, unless it was replaced by a file of the user."""
        kept = self._session.document.saved
        known = (
            index
            for index, each in enumerate(self._scenarios)
            if each.title == kept.title and each.experiment == kept
        )
        self._window.header.show_scenario(next(known, None), self._session.document.about.text)

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
        done, undone = session.document.history.undo_label, session.document.history.redo_label
        for name, text, possible in (
            ("undo", tr("Undo: {change}", change=done) if done else tr("Undo"), bool(done)),
            ("redo", tr("Redo: {change}", change=undone) if undone else tr("Redo"), bool(undone)),
        ):
            window.actions_by_id[name].setEnabled(possible)
            window.actions_by_id[name].setText(text)
        name, mark = self._documents.name.replace("[*]", "[*][*]"), "[*]"
        window.setWindowTitle(f"{name}{mark} — vgsim")
        window.setWindowModified(session.document.modified)

    @Slot(object, object)
    def _show_break(self, broken: Break, trace: Trace) -> None:
        """Show what became NaN or infinite, where, and two ways to continue."""
        title, known = trace.lanes[broken.lane].title, (broken, trace.experiment)
        where = {"title": title, "step": broken.step, "layer": broken.layer}
        if broken.phase == "forward":
            self._broken = tr("{title}: at update {step} the signal of layer {layer} is no longer "
                              "finite. Learning stopped there.", **where)  # fmt: skip
        else:
            self._broken = tr("{title}: at update {step} the gradient of layer {layer} is no "
                              "longer finite. Learning stopped there.", **where)  # fmt: skip
        self._window.notice.show_message(
            "bad",
            self._broken,
            (
                (tr("Replay ten updates"), lambda: self._requests.replay(*known)),
                (
                    tr("Continue at a tenth of the rate"),
                    lambda: self._requests.go_on_slower(*known),
                ),
            ),
        )

    @Slot(bool)
    def _show_running(self, running: bool) -> None:
        """When learning runs again, hide the message that it stopped."""
        notice = self._window.notice
        if running and notice.accessibleName() == self._broken:
            notice.hide()

    @Slot(object)
    def _show_end(self, result: Result) -> None:
        """Show why learning stopped, and when each network met the goal."""
        goal = self._session.learner.goal
        lanes = zip(result.trace.lanes, result.arrivals, strict=True)
        said = [
            tr("{title}: not yet", title=lane.title)
            if at is None
            else tr("{title}: update {step}", title=lane.title, step=at)
            for lane, at in lanes
        ]
        text = tr("Learning stopped after %n update(s).", "", result.trace.step)
        if goal.measured:
            reached = tr("Goal reached: {networks}.", networks="; ".join(said))
            text = f"{text} {reached}"
        self._window.notice.show_message("note", text)

    @Slot(float)
    def _show_rate(self, rate: float) -> None:
        self._window.status.show_rate(rate)

    @Slot(object)
    def _show_trace(self, trace: Trace) -> None:
        hub = self._window.hub
        if self._session.player.turning:
            hub.pass_on(trace)
        else:
            hub.tell(Shown(trace=trace))

    @Slot(object)
    def _show_step(self, trace: Trace) -> None:
        self._window.status.show_step(trace.step)
