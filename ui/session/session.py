"""The one object that changes: jobs come in as methods, values go out as signals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from ui.look.theme import THEMES
from ui.session.dispatcher import Dispatcher
from ui.session.document import Document
from ui.session.learner import Learner
from ui.session.mistakes import MISTAKES, sentence
from ui.session.player import Player
from ui.session.studies import Studies
from ui.worker.compute_loop import Maker, Result
from ui.worker.worker import Failure
from vgsim.compute.kernels import Kernels
from vgsim.compute.traces.trace import Watch
from vgsim.describe.history import History
from vgsim.describe.spec import Experiment, WeightEdit
from vgsim.files.last_run import LastRun
from vgsim.play.past import Past
from vgsim.play.playback import Playback


def _of(part: str, name: str) -> Callable[..., Any]:
    """A job of the session that one of its parts fulfills."""

    def job(session: Session, *arguments: Any) -> Any:
        return getattr(getattr(session, part), name)(*arguments)

    job.__name__ = name
    return job


class Session(QObject):
    """What is asked for (document), what is computed (dispatcher), what of it is shown (player)."""

    experiment_changed = Signal(object)  # Experiment
    trace_changed = Signal(object)  # Trace: the pass on the screen
    live_changed = Signal(object)  # Trace: the newest pass of networks that learn
    frame_changed = Signal(object)  # Frame
    watch_changed = Signal(object)  # Watch
    playback_changed = Signal(object)  # Playback; not for a mere new position
    running_changed = Signal(bool)
    filming_changed = Signal(bool)
    goal_changed = Signal(object)  # Goal
    rate_changed = Signal(float)  # updates a second
    message = Signal(str, str)  # severity ("bad", "note", "" to clear), one sentence
    theme_changed = Signal(object)  # Theme
    history_changed = Signal()
    linked_changed = Signal(bool)
    broke = Signal(object, object)  # Break, Trace: learning stopped by itself
    ended = Signal(object)  # Result: likewise, because the goal was met
    diagram_changed = Signal(object)  # Progress of a Diagram
    comparison_changed = Signal(object)  # Progress of Standings
    spread_changed = Signal(object)  # Progress of a Spread
    suggestions_changed = Signal(object)  # Progress of Suggestions

    # the experiment and its file
    edit = _of("document", "edit")
    edit_layer = _of("document", "edit_layer")
    take_remedy = _of("document", "take_remedy")
    add_remedy = _of("document", "add_remedy")
    move = _of("document", "move")
    offer_table = _of("document", "offer_table")
    use_table = _of("document", "use_table")
    refuse = _of("document", "refuse")
    add_lane = _of("document", "add_lane")
    copy_lane = _of("document", "copy_lane")
    add_network = _of("document", "add_network")
    remove_lane = _of("document", "remove_lane")
    new_seed = _of("document", "new_seed")
    set_linked = _of("document", "set_linked")
    undo = _of("document", "undo")
    redo = _of("document", "redo")
    load = _of("document", "load")
    open = _of("document", "open")
    save = _of("document", "save")

    # learning
    run = _of("learner", "run")
    toggle_run = _of("learner", "toggle_run")
    step_update = _of("learner", "step_update")
    go_to = _of("learner", "go_to")
    rewind = _of("learner", "rewind")
    play_past = _of("learner", "play_past")
    set_goal = _of("learner", "set_goal")
    go_on_slower = _of("learner", "go_on_slower")
    replay = _of("learner", "replay")

    survey = _of("studies", "survey")
    compare = _of("studies", "compare")
    spread = _of("studies", "spread")
    suggest = _of("studies", "suggest")

    # the animation
    toggle = _of("player", "toggle")
    play = _of("player", "play")
    pause = _of("player", "pause")
    step_phase = _of("player", "step_phase")
    step_layer = _of("player", "step_layer")
    to_start = _of("player", "to_start")
    to_end = _of("player", "to_end")
    seek = _of("player", "seek")
    set_seconds = _of("player", "set_seconds")
    faster = _of("player", "faster")
    slower = _of("player", "slower")

    def __init__(
        self, experiment: Experiment, trainer: Maker, theme: str = "light",
        parent: QObject | None = None, kernels: Kernels | None = None,
        keep: Callable[[Any], object] = lambda _: None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.theme = THEMES[theme]
        self.watch = Watch()
        self._costly: dict[str, frozenset[str]] = {}  # panel -> what it looks at
        self.document = Document(experiment, self)
        self._good = self.document.experiment
        self.dispatcher = Dispatcher(self._good, self.watch, trainer, self, keep)
        self.player = Player(self)
        self.past = Past()
        self.learner = Learner(self.dispatcher, self.document, self._step_shown, self)
        self.studies = Studies(kernels or Kernels(), self)
        self._connect()

    def _connect(self) -> None:
        document, player, learner = self.document, self.player, self.learner
        document.changed.connect(self._changed)
        document.kept.connect(self.experiment_changed)
        document.loaded.connect(self._loaded)
        document.history_changed.connect(self.history_changed)
        document.linked_changed.connect(self.linked_changed)
        document.message.connect(self.message)
        player.trace_changed.connect(self.trace_changed)
        player.frame_changed.connect(self.frame_changed)
        player.playback_changed.connect(self.playback_changed)
        player.playback_changed.connect(self._pace)
        learner.running_changed.connect(self.running_changed)
        learner.filming_changed.connect(self.filming_changed)
        learner.rate_changed.connect(self.rate_changed)
        learner.goal_changed.connect(self.goal_changed)
        learner.broke.connect(self.broke)
        learner.ended.connect(self.ended)
        self.dispatcher.arrived.connect(self._arrived)
        self.dispatcher.failed.connect(self._failed)
        self.studies.diagram_changed.connect(self.diagram_changed)
        self.studies.comparison_changed.connect(self.comparison_changed)
        self.studies.spread_changed.connect(self.spread_changed)
        self.studies.suggestions_changed.connect(self.suggestions_changed)
        self.studies.failed.connect(self._report_study)

    def start(self) -> None:
        """Begin to compute and to play."""
        self.dispatcher.start()

    def close(self) -> bool:
        """Stop the clock and the thread; whether the thread is gone."""
        self.player.stop()
        self.learner.film.stop()
        gone = self.studies.close()
        return self.dispatcher.stop() and gone

    @property
    def experiment(self) -> Experiment:
        return self.document.experiment

    @property
    def history(self) -> History:
        return self.document.history

    @property
    def modified(self) -> bool:
        return self.document.modified

    @property
    def playback(self) -> Playback:
        return self.player.playback

    @property
    def running(self) -> bool:
        return self.learner.running

    # what is looked at

    def select(
        self, lane: int, layer: int, unit: int | None = None, source: int | None = None
    ) -> None:
        """Look at a layer, at a unit of it, at the unit's weight from one of the layer before."""
        self._look(replace(self.watch, lane=lane, layer=layer, unit=unit, input=source))

    def copy_selected(self) -> None:
        self.document.copy_lane(self.watch.lane)

    def remove_selected(self) -> None:
        self.remove_lane(self.watch.lane)

    def set_sample(self, sample: int | None) -> None:
        self._look(replace(self.watch, sample=sample))

    def set_costly(self, viewer: str, names: frozenset[str]) -> None:
        """Which measures a panel looks at that are not computed unasked."""
        self._costly[viewer] = names
        self._look(replace(self.watch, costly=frozenset().union(*self._costly.values())))

    def set_level(self, level: int | None) -> None:
        """Which level of a recurrent network is shown over time; None: nobody looks."""
        self._look(replace(self.watch, level=level))

    def set_theme(self, name: str) -> None:
        self.theme = THEMES[name]
        self.theme_changed.emit(self.theme)

    def reset(self) -> None:
        """Back to what was opened, and to its first pass."""
        self.document.reset()
        self.rewind()
        self.player.restart()

    def edit_weight(
        self, lane: int, layer: int, unit: int, source: int | None, value: float
    ) -> None:
        """Set a weight, or with source None a bias, as of the pass on the screen."""
        self.document.edit_weight(lane, WeightEdit(self._step_shown(), layer, unit, source, value))

    def branch(self, lane: int) -> None:
        """One more network, that is this one up to the pass on the screen; it is selected."""
        count = len(self.experiment.lanes)
        self.learner.branch(lane)
        if len(self.experiment.lanes) > count:
            self.select(lane + 1, self.watch.layer)

    def go_on_with(self, last: LastRun) -> None:
        """Open the run that was left another day, where it was left."""
        self.load(last.experiment)
        move = self.dispatcher.job.move + 1
        self.dispatcher.ask_to_see(recalled=last, move=move, step=last.step)

    def engine_ready(self) -> None:
        """Compute everything again, faster, with the kernels that are ready now."""
        self.dispatcher.ask(engine=self.dispatcher.job.engine + 1)

    @Slot(object)
    def _changed(self, experiment: Experiment) -> None:
        self.learner.film.stop()
        lanes = len(experiment.lanes)
        if self.watch.lane >= lanes:
            self._watch(replace(self.watch, lane=lanes - 1, unit=None, input=None))
            if self.experiment is not experiment:  # a field took over what was typed in it
                return
        self.experiment_changed.emit(experiment)
        self.dispatcher.ask_to_see(experiment=experiment, watch=self.watch)

    @Slot()
    def _loaded(self) -> None:
        """Another document begins at its beginning."""
        watch = self.watch
        self._look(Watch(sample=watch.sample, costly=watch.costly, level=watch.level))
        self.rewind()
        self.player.restart()

    def _look(self, watch: Watch) -> None:
        if watch != self.watch:
            self._watch(watch)
            self.dispatcher.ask_to_see(watch=watch)

    def _watch(self, watch: Watch) -> None:
        self.watch = watch
        self.watch_changed.emit(watch)

    @Slot(object, bool)
    def _arrived(self, result: Result, at_once: bool) -> None:
        self._good = asked = result.job.experiment
        # The trainer may serve an equal experiment of other networks.
        trace = replace(result.trace, experiment=asked)
        self.past.add(trace)
        self.player.offer(trace, at_once=at_once)
        self.live_changed.emit(trace)
        self.learner.arrived(replace(result, trace=trace))

    @Slot(object)
    def _pace(self, playback: Playback) -> None:
        """While one pass is played, those of networks that learn are looked at less often."""
        if playback.playing != self.dispatcher.job.rarely:
            self.dispatcher.ask(rarely=playback.playing)

    @Slot(object)
    def _failed(self, failure: Failure) -> None:
        """The user's mistake: say it and go back to what worked. Ours: let the hooks report it."""
        self.run(False)
        known, asked = isinstance(failure.error, MISTAKES), self.experiment
        if known and failure.job is not None and failure.job.experiment == asked:
            self.document.back_to(self._good)
        self._report(failure.error, failure.job.experiment if failure.job else asked)

    @Slot(object)
    def _report_study(self, error: Exception) -> None:
        self._report(error, self.experiment)

    def _report(self, error: Exception, asked: Experiment) -> None:
        if not isinstance(error, MISTAKES):
            raise error
        self.message.emit("bad", sentence(error, asked))

    def _step_shown(self) -> int:
        return self.player.trace.step if self.player.trace else 0
