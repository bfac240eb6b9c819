"""Connects the session's signals to the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from ui.exchange.preferences import Preferences
from ui.exchange.shown import Shown
from ui.session.requests import SessionRequests
from ui.session.session import Session
from ui.shell.documents import Documents
from ui.widgets.plain import set_tooltip
from ui.window.announcer import Announcer
from ui.window.mainwindow import MainWindow
from ui.window.wide_stage import WideStage
from ui.worker.compute_loop import JobResult
from vgsim.compute.traces.evidence import Break
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import MAX_LANES, Experiment
from vgsim.parts.cells import CELLS
from vgsim.words.language import tr
from vgsim.words.numbers import grouped


class Connections(QObject):
    """The slots that connect session and window and belong to neither."""

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        requests: SessionRequests,
        documents: Documents,
    ) -> None:
        """Connect window and session for as long as the window lives."""
        super().__init__(window)
        self._window, self._session = window, session
        self._requests = requests
        self._documents = documents
        self._broken = ""  # the message that learning stopped at a NaN or infinity
        window.stage.chosen.connect(session.document.set_stage)
        WideStage(window)
        window.looks.still_changed.connect(session.player.set_still)
        session.player.set_still(window.looks.still)
        self._values()
        session.document.message.connect(window.notice.show_message)
        announcer = Announcer(window)
        session.player.frame_changed.connect(announcer.show_frame)
        window.notice.text_shown.connect(announcer.say)
        session.learner.broke.connect(self._show_break)
        session.learner.ended.connect(self._show_end)
        session.restarted.connect(self._show_restart)
        session.document.history_changed.connect(self._show_history)
        session.learner.rate_changed.connect(self._show_rate)
        session.live_changed.connect(self._show_step)
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
        send = hub.show_news
        session.viewer.watch_changed.connect(lambda watch: send(Shown(watch=watch)))
        session.experiment_changed.connect(lambda experiment: send(Shown(experiment=experiment)))
        session.live_changed.connect(lambda trace: send(Shown(live=trace)))
        session.document.linked_changed.connect(lambda linked: send(Shown(linked=linked)))
        session.results.changed.connect(lambda shown: send(Shown(results_shown=shown)))
        player.trace_changed.connect(self._show_trace)
        player.frame_changed.connect(hub.show_frame)
        player.playback_changed.connect(lambda playback: send(Shown(playback=playback)))
        learner.running_changed.connect(lambda running: send(Shown(running=running)))
        learner.replaying_changed.connect(lambda replaying: send(Shown(replaying=replaying)))
        learner.goal_changed.connect(lambda goal: send(Shown(goal=goal)))
        learner.rate_changed.connect(lambda rate: send(Shown(rate=rate)))
        studies.diagram_changed.connect(lambda news: send(Shown(diagram=news)))
        studies.comparison_changed.connect(lambda news: send(Shown(comparison=news)))
        studies.spread_changed.connect(lambda news: send(Shown(spread=news)))
        studies.suggestions_changed.connect(lambda news: send(Shown(suggestions=news)))
        studies.advice_changed.connect(lambda news: send(Shown(advice=news)))
        self._window.preferred.changed.connect(lambda now: send(Shown(preferences=now)))
        self._window.preferred.changed.connect(self._follow)
        send(
            Shown(
                preferences=self._window.preferred.now,
                past=session.past, watch=session.viewer.watch, experiment=session.experiment,
                playback=player.playback, results_shown=session.results.shown,
            )
        )  # fmt: skip

    @Slot(object)
    def _follow(self, now: Preferences) -> None:
        """Let the session do what the user prefers."""
        self._session.player.set_stops(now.stops)
        self._session.results.set_at_once(now.at_once)

    @Slot()
    def _show_history(self) -> None:
        session, window = self._session, self._window
        count = len(session.experiment.lanes)
        full = tr("At most {most} networks are possible: remove one first", most=MAX_LANES)
        room = "" if count < MAX_LANES else full
        single = "" if count > 1 else tr("There is only one network")
        for name, why_not in (("add_lane", room), ("copy_lane", room), ("remove_lane", single)):
            self._allow(name, why_not)
        done, undone = session.document.undo_label, session.document.redo_label
        self._allow("undo", "" if done else tr("Nothing was changed"))
        self._allow("redo", "" if undone else tr("Nothing was undone"))
        for name, text in (
            ("undo", tr("Undo: {change}", change=done) if done else tr("Undo")),
            ("redo", tr("Redo: {change}", change=undone) if undone else tr("Redo")),
        ):
            window.actions_by_id[name].setText(text)
        name, mark = self._documents.name.replace("[*]", "[*][*]"), "[*]"
        window.setWindowTitle(f"{name}{mark} — vgsim")
        window.setWindowModified(session.document.modified)

    def _allow(self, name: str, why_not: str) -> None:
        """Let an action be chosen or, with a reason as its tooltip in the menu, not."""
        action = self._window.actions_by_id[name]
        action.setEnabled(not why_not)
        set_tooltip(action, why_not or action.statusTip())

    @Slot(object, object)
    def _show_break(self, broken: Break, trace: Trace) -> None:
        """Show what became NaN or infinite, where, and two ways to continue."""
        title, known = trace.lanes[broken.lane].title, (broken, trace.experiment)
        where = {"title": title, "step": broken.step, "layer": broken.layer}
        if broken.phase == "forward":
            self._broken = tr("{title}: at update {step} the signal of layer {layer} became "
                              "NaN or infinite. Training stopped there.", **where)  # fmt: skip
        else:
            self._broken = tr("{title}: at update {step} the gradient of layer {layer} became "
                              "NaN or infinite. Training stopped there.", **where)  # fmt: skip
        self._window.notice.show_message(
            "bad",
            self._broken,
            (
                (tr("Replay ten updates"), lambda: self._requests.replay(*known)),
                (
                    tr("Continue at a tenth of the rate"),
                    lambda: self._requests.continue_slower(*known),
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
    def _show_end(self, result: JobResult) -> None:
        """Show why learning stopped, and when each network met the goal."""
        if self._requests.lessons.open:
            return  # the lesson says what came of it
        goal = self._session.learner.goal
        lanes = zip(result.trace.lanes, result.arrivals, strict=True)
        reached_by = [
            tr("{title}: not yet", title=lane.title)
            if at is None
            else tr("{title}: update {step}", title=lane.title, step=at)
            for lane, at in lanes
        ]
        text = tr("Training stopped after %n update(s).", "", result.trace.step)
        if goal.measured:
            reached = tr("Goal reached: {networks}.", networks="; ".join(reached_by))
            text = f"{text} {reached}"
        self._window.notice.show_message("note", text)

    @Slot(int)
    def _show_restart(self, step: int) -> None:
        """Say that a change made the networks start again, and offer to take it back."""
        if self._requests.lessons.open:
            return  # each step of a lesson has its own experiment
        text = tr("Learning starts again, because this change holds from the start.")
        undo = tr("Undo, back to update {step}", step=grouped(step))
        back = self._session.back_before_restart
        self._window.notice.show_message("note", text, ((undo, lambda: back(step)),))

    @Slot(float)
    def _show_rate(self, rate: float) -> None:
        self._window.status.show_rate(rate)

    @Slot(object)
    def _show_trace(self, trace: Trace) -> None:
        hub = self._window.hub
        if self._session.player.turning:
            hub.pass_on(trace)
        else:
            hub.show_news(Shown(trace=trace))

    @Slot(object)
    def _show_step(self, trace: Trace) -> None:
        self._window.status.show_step(trace.step)
