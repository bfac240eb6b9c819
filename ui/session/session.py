"""The one object that changes, by its parts: what is asked for, computed, looked at and played."""

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
from ui.session.viewer import Viewer
from ui.worker.compute_loop import Maker, Result
from ui.worker.worker import Failure
from vgsim.compute.kernels import Kernels
from vgsim.compute.traces.trace import Watch
from vgsim.describe.about import About
from vgsim.describe.spec import Experiment
from vgsim.describe.stages import Moment
from vgsim.files.last_run import LastRun
from vgsim.play.past import Past
from vgsim.play.playback import Playback

NOTHING_SAID = About()


class Session(QObject):
    """What is asked for (document), what is computed (dispatcher), what of it is shown (player)."""

    experiment_changed = Signal(object)  # Experiment: asked for, or still the one that holds
    live_changed = Signal(object)  # Trace: the newest pass of networks that learn
    theme_changed = Signal(object)  # Theme
    message = Signal(str, str)  # severity ("bad", "note", "" to clear), one sentence

    def __init__(
        self, experiment: Experiment, trainer: Maker, theme: str = "light",
        parent: QObject | None = None, kernels: Kernels | None = None,
        keep: Callable[[Any], object] = lambda _: None, about: About = NOTHING_SAID,
    ) -> None:  # fmt: skip
        """Begin with an experiment, which is not computed before `start`.

        Args:
            experiment: what is asked for at first.
            trainer: makes what computes; called in another thread.
            theme: the name of the window's theme.
            parent: the Qt object this one lives with.
            kernels: with which studies beside the window compute.
            keep: puts the run of a trainer on the disk; called in another thread.
            about: what the first experiment says of itself.
        """
        super().__init__(parent)
        self.theme = THEMES[theme]
        self.document = Document(experiment, about, self._moment, self)
        self._good = self.document.experiment
        self.dispatcher = Dispatcher(self._good, Watch(), trainer, self, keep)
        self.viewer = Viewer(self.dispatcher, self)
        self.player = Player(self)
        self.past = Past()
        self.learner = Learner(self.dispatcher, self.document, self.player, self)
        self.studies = Studies(kernels or Kernels(), self)
        self.document.changed.connect(self._changed)
        self.document.kept.connect(self.experiment_changed)
        self.document.loaded.connect(self._loaded)
        self.document.message.connect(self.message)
        self.player.playback_changed.connect(self._pace)
        self.dispatcher.arrived.connect(self._arrived)
        self.dispatcher.failed.connect(self._failed)
        self.studies.failed.connect(self._report_study)

    def start(self) -> None:
        """Begin to compute and to play."""
        self.dispatcher.start()

    def close(self) -> bool:
        """Stop the clock and the thread; whether the thread is gone."""
        self.viewer.blockSignals(True)  # panels that are taken down still say what they look at
        self.player.stop()
        self.learner.film.stop()
        gone = self.studies.close()
        return self.dispatcher.stop() and gone

    @property
    def experiment(self) -> Experiment:
        return self.document.experiment

    def set_theme(self, name: str) -> None:
        self.theme = replace(THEMES[name], colors=self.theme.colors)
        self.theme_changed.emit(self.theme)

    def set_colors(self, colors: str) -> None:
        """Whose color maps are used: "own" or "cet"."""
        if colors != self.theme.colors:
            self.theme = replace(self.theme, colors=colors)
            self.theme_changed.emit(self.theme)

    def go_on_with(self, last: LastRun) -> None:
        """Open the run that was left another day, where it was left."""
        self.document.load(last.experiment)
        move = self.dispatcher.job.move + 1
        self.dispatcher.ask_to_see(recalled=last, move=move, step=last.step)

    def engine_ready(self) -> None:
        """Compute everything again, faster, with the kernels that are ready now."""
        self.dispatcher.ask(engine=self.dispatcher.job.engine + 1)

    def _moment(self) -> Moment | None:
        return self.learner.moment()

    @Slot(object)
    def _changed(self, experiment: Experiment) -> None:
        self.learner.film.stop()
        moved = self.viewer.stay_within(len(experiment.lanes))
        if moved and self.experiment is not experiment:  # a field took over what was typed in it
            return
        self.experiment_changed.emit(experiment)
        self.dispatcher.ask_to_see(experiment=experiment, watch=self.viewer.watch)

    @Slot()
    def _loaded(self) -> None:
        """Another document begins at its beginning."""
        self.viewer.begin()
        self.learner.rewind()
        self.player.restart()

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
        self.learner.run(False)
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
