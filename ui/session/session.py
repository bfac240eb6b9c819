"""The session object, which joins the document, the computation, the viewer and the player."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from ui.session.dispatcher import Dispatcher
from ui.session.document import Document
from ui.session.learner import Learner
from ui.session.mistakes import MISTAKES, sentence
from ui.session.player import Player
from ui.session.results import ResultsGate
from ui.session.studies import Studies
from ui.session.viewer import Viewer
from ui.worker.compute_loop import JobResult, Maker
from ui.worker.job import keeps_networks
from ui.worker.worker import Failure
from vgsim.compute.kernels import Kernels
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.about import About
from vgsim.describe.spec import Experiment
from vgsim.describe.stages import Moment
from vgsim.files.last_run import LastRun
from vgsim.play.past import Past
from vgsim.play.playback import Playback

NO_NOTE = About()


class Session(QObject):
    """Joins the document (request), dispatcher (computation), and player (what is shown)."""

    # Experiment: the new one or, after a refusal, the one still valid
    experiment_changed = Signal(object)
    live_changed = Signal(object)  # Trace: the newest pass while networks learn
    restarted = Signal(int)  # a change made the networks start again, which had this many updates

    def __init__(
        self, experiment: Experiment, trainer: Maker, parent: QObject | None = None,
        kernels: Kernels | None = None,
        keep: Callable[[Any], object] = lambda _: None, about: About = NO_NOTE,
    ) -> None:  # fmt: skip
        """Start with an experiment, which is not computed before `start`.

        Args:
            experiment: the first experiment.
            trainer: makes the trainer; called in another thread.
            parent: the Qt parent.
            kernels: the kernels that studies in the background use.
            keep: saves the run of a trainer to disk; called in another thread.
            about: title and notes of the first experiment.
        """
        super().__init__(parent)
        self.document = Document(experiment, about, self._moment, self)
        self._good = self.document.experiment
        self.dispatcher = Dispatcher(self._good, Watch(), trainer, self, keep)
        self.viewer = Viewer(self.dispatcher, self)
        self.player = Player(self)
        self.results = ResultsGate(self.player, self)
        self.past = Past()
        self._newest: tuple[Trace | None, int] = None, 0  # the newest pass and its job's move
        self.learner = Learner(self.dispatcher, self.document, self.player, self)
        self.studies = Studies(kernels or Kernels(), self)
        self.document.changed.connect(self._changed)
        self.document.kept.connect(self.experiment_changed)
        self.document.loaded.connect(self._loaded)
        self.player.playback_changed.connect(self._pace)
        self.dispatcher.arrived.connect(self._arrived)
        self.dispatcher.failed.connect(self._failed)
        self.studies.failed.connect(self._report_study)

    def start(self) -> None:
        """Start the thread that computes; the first result starts the animation."""
        self.dispatcher.start()

    def close(self) -> bool:
        """Stop the clock and all threads. Returns whether the threads have ended."""
        self.viewer.blockSignals(True)  # panels still emit while they are closed
        self.player.stop()
        self.learner.replayer.stop()
        ended = self.studies.close()
        return self.dispatcher.stop() and ended

    @property
    def experiment(self) -> Experiment:
        """The experiment as it was edited last; its pass may not be there yet."""
        return self.document.experiment

    def continue_run(self, last: LastRun) -> None:
        """Open the saved run of an earlier session at the update where it ended."""
        self.document.load(last.experiment)
        move = self.dispatcher.job.move + 1
        self.dispatcher.ask_to_see(recalled=last, move=move, step=last.step)

    def engine_ready(self) -> None:
        """Recompute everything with the faster kernels that are now ready."""
        self.dispatcher.ask(engine=self.dispatcher.job.engine + 1)

    def _moment(self) -> Moment | None:
        return self.learner.moment()

    @Slot(object)
    def _changed(self, experiment: Experiment) -> None:
        self.learner.replayer.stop()
        moved = self.viewer.stay_within(len(experiment.lanes))
        # a field committed the text typed in it, which changed the experiment again
        if moved and self.experiment is not experiment:
            return
        self.experiment_changed.emit(experiment)
        self.dispatcher.ask_to_see(experiment=experiment, watch=self.viewer.watch)

    @Slot()
    def _loaded(self) -> None:
        """Start another document from the beginning."""
        self.results.begin()
        self.viewer.begin(self.document.about)
        self.learner.rewind()
        self.player.begin()

    @Slot(object, bool)
    def _arrived(self, result: JobResult, at_once: bool) -> None:
        self._good = requested = result.job.experiment
        # The trainer may have been made for an equal experiment with other lane identities.
        trace = replace(result.trace, experiment=requested)
        self._note_restart(trace, result.job.move)
        self.past.add(trace)
        self.player.offer(trace, at_once=at_once, settled=self.dispatcher.settled)
        self.live_changed.emit(trace)
        self.learner.arrived(replace(result, trace=trace))

    def _note_restart(self, trace: Trace, move: int) -> None:
        """Say so if a change, and not the user's wish, led back to an earlier update."""
        (old, last), self._newest = self._newest, (trace, move)
        if old is None or move != last or trace.step >= old.step:
            return
        one, two = old.experiment, trace.experiment
        if one.shares_network_with(two) and not keeps_networks(one, two):
            self.restarted.emit(old.step)

    def back_before_restart(self, step: int) -> None:
        """Undo the change that made the networks start again, and learn up to this update."""
        self.document.undo()
        self.learner.go_to(step)

    @Slot(object)
    def _pace(self, playback: Playback) -> None:
        """While a pass is played, trace the networks that learn less often."""
        if playback.playing != self.dispatcher.job.rarely:
            self.dispatcher.ask(rarely=playback.playing)

    @Slot(object)
    def _failed(self, failure: Failure) -> None:
        """Report a failure.

        After a mistake of the user, show a sentence and revert; raise other errors for the hook.
        """
        self.learner.run(False)
        known, requested = isinstance(failure.error, MISTAKES), self.experiment
        if known and failure.job is not None and failure.job.experiment == requested:
            self.document.back_to(self._good)
        self._report(failure.error, failure.job.experiment if failure.job else requested)

    @Slot(object)
    def _report_study(self, error: Exception) -> None:
        self._report(error, self.experiment)

    def _report(self, error: Exception, requested: Experiment) -> None:
        if not isinstance(error, MISTAKES):
            raise error
        self.document.message.emit("bad", sentence(error, requested))
