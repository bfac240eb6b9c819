"""Opens the dialog about films, and makes the film that is wanted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Slot

from ui.dialogs.film import FilmDialog
from ui.film.formats import format_of, formats
from ui.shell.film_maker import FilmMaker
from ui.widgets.formats import file_name
from ui.window.mainwindow import MainWindow
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import MAX_STAGES, Experiment
from vgsim.files.scenario import ScenarioError, save_scenario
from vgsim.play.film import LEARNING, LESSON, PASS, FilmOrder
from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.session.session import Session
    from ui.shell.documents import Documents

USUAL = 100  # updates of a run before anything was learned


def open_film_dialog(session: Session, documents: Documents, window: MainWindow) -> None:
    """Open the dialog; it stays open, next to the window, while a film is made."""
    FilmRoom(session, documents, window).dialog.show()


class FilmRoom(QObject):
    """Belongs to one dialog: asks for a file, writes the experiment down, starts the process."""

    def __init__(self, session: Session, documents: Documents, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._documents, self._window = session, documents, window
        self._maker: FilmMaker | None = None
        theme = window.looks.theme.name
        step, player = window.lesson.step, session.player
        self._step = step  # the one that the dialog shows, even if the lesson goes on or is left
        last = session.learner.furthest or session.document.about.updates or USUAL
        order = FilmOrder(PASS if step is None else LESSON, player.step, last, theme=theme)
        self.dialog = FilmDialog(order, formats(), step, window)
        self.dialog.wanted.connect(self._make)
        self.dialog.canceled.connect(self._cancel)
        self.dialog.finished.connect(self._close)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.finished.connect(self.deleteLater)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._close)

    @Slot(object)
    def _make(self, order: FilmOrder) -> None:
        """Ask for a file, then start."""
        kind = format_of(order.suffix)
        name = file_name(self._documents.name.removesuffix(".vgsim")) or "vgsim"
        path = self._documents.ask_place(
            f"{name}_film", f"{kind.name} (*{kind.suffix})", kind.suffix
        )
        if not path:
            return
        maker = FilmMaker(self.dialog)
        try:
            words = [*self._subject(order, maker.notes), str(path)]
        except ScenarioError as error:
            maker.close()
            self.dialog.show_end(False, str(error))
            return
        width, height = order.size
        words += ["--what", order.what, "--size", f"{width}x{height}", "--theme", order.theme]
        words += ["--seconds", str(order.pace.seconds), "--rate", str(order.pace.rate)]
        words += [] if order.what == LESSON else ["--from", str(order.first)]
        words += ["--to", str(order.last)] if order.what == LEARNING else []
        words += [] if order.diagrams else ["--no-diagrams"]
        maker.progressed.connect(self.dialog.show_progress)
        maker.ended.connect(self._end)
        self._maker = maker
        self.dialog.show_start()
        maker.start(words)

    def _subject(self, order: FilmOrder, folder: Path) -> list[str]:
        """The arguments that name what is shown; an experiment is written down as it is now.

        Raises:
            ScenarioError: it could not be written, or not be repeated.
        """
        if order.what == LESSON and self._step is not None:
            name, index = self._step
            return ["--step", str(index + 1), name]
        watch, about = self._session.viewer.watch, self._session.document.about
        shown = replace(
            about, layer=watch.layer, measure=watch.measure or None, stage=self._window.stage.shown
        )
        path = folder / "film.vgsim"
        save_scenario(path, self._experiment(), shown)
        places = watch.lane, watch.layer, watch.unit, watch.example
        numbers = [str(-1 if each is None else each) for each in places]
        return ["--watch", *numbers, "--allow-outside", str(path)]

    def _experiment(self) -> Experiment:
        """What is trained, so that the film has the numbers of the screen.

        Raises:
            ScenarioError: the learning rate was changed too often.
        """
        try:
            return self._session.learner.repeatable()
        except SpecError as error:
            raise ScenarioError(
                tr(
                    "The learning rate was changed too often while the networks learned. A film "
                    "can repeat %n change(s). Rewind and train again, then make the film.",
                    "",
                    MAX_STAGES,
                )
            ) from error

    @Slot()
    def _cancel(self) -> None:
        if self._maker is not None:
            self._maker.cancel()

    @Slot(bool, str)
    def _end(self, written: bool, text: str) -> None:
        self._maker = None
        self.dialog.show_end(written, text)

    @Slot()
    def _close(self) -> None:
        if self._maker is not None:
            self._maker.close()
            self._maker = None
