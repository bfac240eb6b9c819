"""Starts the program: shows the window first, then builds everything that takes time."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from ui.look.looks import Looks
from ui.look.stylesheet import apply
from ui.panels import PANELS
from ui.settings import load_settings, save_settings, settings_path, versions_path
from ui.shell.features import read_no_sources
from ui.shell.last_run import offer_last_run
from ui.shell.lessons_ahead import prepare_lessons
from ui.shell.remembering import look_of, recall, remembered
from ui.shell.trainer import make_trainer
from ui.widgets.plain import set_tooltip
from ui.window.mainwindow import MainWindow
from ui.worker.gc_pause import WindowCollector
from vgsim.files.places import full_path
from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.session.requests import SessionRequests
    from ui.session.session import Session
    from ui.shell.documents import Documents
    from ui.shell.lessons import Lessons
    from ui.shell.recent import Recent
    from ui.shell.versions import Versions
    from ui.worker.warmer import Warmer
    from vgsim.compute.learning.training import Trainer
    from vgsim.compute.traces.trace import Watch
    from vgsim.describe.spec import Experiment
    from vgsim.files.bundled import Scenario


class Application(QObject):
    """Builds the parts of the window one by one, and closes them in reverse order."""

    _next = Signal()  # builds one part per turn of the event loop: the window stays responsive
    ready = Signal()  # the window can be used
    moving = Signal()  # the first picture is on the screen
    complete = Signal()  # everything is built, diagrams included

    def __init__(
        self, options: Namespace, complaints: Sequence[str] = (), *, compiling: bool = True,
        greeting: bool = False,
    ) -> None:  # fmt: skip
        """Create the window.

        Args:
            options: the command line.
            complaints: sentences about it, to be shown.
            compiling: whether kernels are compiled; NumPy is faster for a single pass.
            greeting: whether the very first start shows the start card.
        """
        super().__init__()
        read_no_sources()
        self._compiling, self._greeting = compiling, greeting
        self._options = options
        self._path = settings_path()
        self._last_run = self._path.with_name("last_run.npz")
        self.settings, complaint = load_settings(self._path)
        self._complaints = [*complaints, *([complaint] if complaint else [])]
        looks = Looks(look_of(options, self.settings))
        apply(cast(QApplication, QApplication.instance()), looks.theme)  # before any widget
        self.window = MainWindow(looks, self._may_close)
        self.session: Session | None = None
        self.requests: SessionRequests | None = None
        self.warmer: Warmer | None = None
        self.documents: Documents | None = None
        self.recent: Recent | None = None
        self.versions: Versions | None = None
        self.lessons: Lessons | None = None
        self.scenarios: tuple[Scenario, ...] = ()
        self.completed = self._closed = False
        self._steps: list[Callable[[], None]] = []
        self._next.connect(self._take_step, Qt.ConnectionType.QueuedConnection)
        self._collector = WindowCollector(self)
        self._collector.begin()

    def start(self) -> None:
        """Show the window; everything else is built after its first paint."""
        self.window.place(self.settings)
        self.window.painted.connect(self._start_building, Qt.ConnectionType.QueuedConnection)
        if self._options.fullscreen:
            self.window.showFullScreen()
        else:
            self.window.show()
        self.window.rest()

    @Slot()
    def _start_building(self) -> None:
        self.window.columns.setUpdatesEnabled(False)  # one repaint instead of one per panel
        at_once = (entry for entry in PANELS if not entry.later[0])
        panels = (partial(self.window.add_panel, entry) for entry in at_once)
        self._steps = [self._begin, *panels, self._finish]
        self._next.emit()

    @Slot()
    def _take_step(self) -> None:
        if self._steps:
            self._steps.pop(0)()
            self._next.emit()

    def _begin(self) -> None:
        """Create the session, which begins to compute the first pass in its own thread."""
        from ui.raster.warmup import warm_painters
        from ui.session.requests import SessionRequests
        from ui.session.session import Session
        from ui.shell.connections import Connections
        from ui.shell.documents import Documents
        from ui.shell.exports import Exports
        from ui.shell.lessons import Lessons
        from ui.shell.recent import Recent
        from ui.shell.scenarios import Scenarios
        from ui.shell.sharing import Sharing
        from ui.shell.versions import Versions
        from ui.worker.warmer import Warmer
        from vgsim.files.bundled import scenarios

        self.scenarios = scenarios()
        self.warmer = Warmer(warm_painters)  # the kernels of the networks come first
        self.warmer.busy.connect(self._kernels_wanted, Qt.ConnectionType.QueuedConnection)
        self.warmer.warmed.connect(self._kernels_ready, Qt.ConnectionType.QueuedConnection)
        self.session = Session(
            self._experiment(), self._trainer, self, self.warmer.kernels, self._keep,
            self.scenarios[0].about,
        )  # fmt: skip
        document, settings = self.session.document, self.settings
        folder = settings.folder or str(Path.home())
        self.documents = Documents(document, self.window, folder, self.session.studies.tables)
        self.versions = Versions(document, versions_path(), self.documents.may_discard)
        self.recent = Recent(
            self.window.recent_menu, settings.recent, self.documents.open_path,
            self.versions.newest, self.versions.open,
        )  # fmt: skip
        document.history_changed.connect(self._note_path)
        parts = self.session, self.documents, self.window
        exports = Exports(*parts)
        self.ready.connect(exports.join_panels)
        choice = Scenarios(*parts, self.recent, self.scenarios)
        self.lessons = Lessons(*parts, choice.show_lesson)
        self.requests = SessionRequests(*parts, exports, Sharing(*parts), choice, self.lessons)
        self.window.serve(self.requests)
        Connections(self.window, self.session, self.requests, self.documents)
        recall(settings, self.window, self.session)
        self.window.stage.restore(settings.stage, self._options.stage or "")
        self.session.start()

    def _trainer(self, experiment: Experiment, watch: Watch, before: Trainer | None) -> Trainer:
        """Make a trainer; called in the thread that computes."""
        assert self.warmer is not None
        return make_trainer(experiment, watch, self.warmer.engine(experiment), before)

    def _keep(self, trainer: Trainer) -> None:
        """Save a run for the next start; called in the thread that computes."""
        from vgsim.files.last_run import save

        if trainer.furthest:
            save(self._last_run, trainer)

    @Slot()
    def _note_path(self) -> None:
        if self.session is not None and self.recent is not None:
            self.recent.note(self.session.document.path)

    def _offer_last_run(self) -> None:
        if self.session is not None and self.documents is not None and self.versions is not None:
            offer_last_run(
                self._last_run, self.versions, self.session, self.documents, self.window.notice
            )

    def _experiment(self) -> Experiment:
        """The experiment of the first scenario, with the seed from the command line."""
        first, seed = self.scenarios[0].experiment, self._options.seed
        return first if seed is None else replace(first, seed=seed)

    def _finish(self) -> None:
        from ui.shell.wanted import wants_more

        assert self.session is not None
        for entry in PANELS:
            if entry.later[0]:
                self.window.add_panel(entry)
        self.window.columns.setUpdatesEnabled(True)
        if self._options.scenario:
            if self._options.allow_outside:
                from vgsim.files.scenario import tables_outside

                given = full_path(self._options.scenario)
                self.session.document.agree(*tables_outside(given))
            self.open(self._options.scenario)
        elif not wants_more(self._options):
            QTimer.singleShot(0, self._offer_last_run)  # the start does not wait for the disk
        if self._complaints:
            self.session.document.message.emit("warn", " ".join(self._complaints))
        self.session.player.frame_changed.connect(self._picture_comes)
        self.ready.emit()

    @Slot(object)
    def _picture_comes(self, frame: object) -> None:
        """After the first picture, build the diagrams and prepare the kernels."""
        assert self.session is not None
        self.session.player.frame_changed.disconnect(self._picture_comes)
        self.window.show_networks()
        diagrams = (later.allow for later in self.window.waiting)
        self._steps = [self.moving.emit, *diagrams, self._complete]
        QTimer.singleShot(0, self._next.emit)

    def _complete(self) -> None:
        from ui.shell.wanted import show_wanted, wants_more

        assert self.warmer is not None
        self.window.show_all()
        self.completed = True
        self.complete.emit()
        if self._greeting and not (self.settings.started or wants_more(self._options)):
            self.window.show_start()
        if self.lessons is not None:
            show_wanted(self._options, self.window, self.lessons)
            if self._compiling:
                prepare_lessons(self.lessons, self.window)
        if self._compiling:
            self.warmer.start()

    def open(self, path: str) -> None:
        """Open the scenario in this file, or remember it until the window is built."""
        if self.documents is None or self.warmer is None:
            self._options.scenario = path
        else:
            self.documents.open_path(str(full_path(path)))

    @Slot()
    def _kernels_wanted(self) -> None:
        warmer, session = self.warmer, self.session
        wanted = warmer and session and warmer.kernels.unkept(session.experiment)
        if wanted and not self._closed:
            self.window.status.show_warming()

    @Slot(str)
    def _kernels_ready(self, name: str) -> None:
        if self.session is not None and self.warmer is not None and not self._closed:
            failed, status = name == "numpy", self.window.status
            failure = tr("Kernels: self-test failed, using NumPy")
            status.engine = failure if failed else tr("Kernels: {name}", name=name)
            status.show_warmed(failure if failed else "")  # only faults are shown
            set_tooltip(status.kernels, self.warmer.kernels.failure if failed else "")
            self.session.engine_ready()

    def _may_close(self) -> bool:
        if self._closed or self._steps or self.documents is None:
            return True  # it is already closing, or nothing can be lost yet
        if not self.documents.may_discard():
            return False
        self._remember()
        return True

    def _remember(self) -> None:
        assert self.session is not None
        assert self.documents is not None
        recent = self.recent.paths if self.recent else ()
        settings = remembered(
            self.settings, self.window, self.session, self.documents.folder, recent
        )
        save_settings(self._path, settings)

    def experiment_text(self) -> str:
        """The experiment as it would be written to a file, for an error report."""
        if self.session is None:
            return ""
        from vgsim.describe.codec import encode

        return encode(self.session.experiment)

    def close(self) -> None:
        """Stop the clock and the threads, then close the window, without any question."""
        if self._closed:
            return
        self._closed = True
        self._steps = []  # a window that is closed early gets no more panels
        if self.warmer is not None:
            self.warmer.stop()
        if self.versions is not None:
            self.versions.close()
        if self.session is not None:
            self.session.close()
        self.window.close()
        self._collector.end()
        for part in (self.window, self):  # what is connected would keep each other alive
            part.deleteLater()
