"""One window for all tests of a file, for those that bring back what they have changed.

A window takes longer to build and to close than what most tests do in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QDialog

from tests.ui.conftest import options
from tests.ui.wrappers import computing, strays
from ui.session.document_stack import DocumentStack
from ui.session.session import Session
from ui.settings import Settings, settings_path
from ui.shell.application import Application
from vgsim.describe.goal import Goal

SIZE = 1280, 800


def wait_until(condition: Callable[[], bool]) -> None:
    """Process events until a condition holds; the limit of the test ends one that hangs."""
    flags = QEventLoop.ProcessEventsFlag
    while not condition():
        QCoreApplication.processEvents(flags.AllEvents | flags.WaitForMoreEvents)


@contextmanager
def window(folder: Path) -> Iterator[Application]:
    """The window on the first scenario; its settings are in `folder` for as long as it is open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VGSIM_SETTINGS", str(folder / "settings.json"))
        application = Application(options())
        try:
            application.start()
            wait_until(lambda: application.completed)
            application.window.showNormal()
            application.window.resize(*SIZE)
            wait_until(lambda: session_of(application).player.trace is not None)
            yield application
            left = strays()
        finally:
            application.close()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not left, "put a layout into its place before you fill it, and never ask for its items"
    assert not computing()


class SharedWindow:
    """A window that is built when it is first needed, and again when a test left it changed.

    It is closed before a test that starts a window of its own, with its own settings, and built
    again after it: at the end of such a test, no thread of a window may be left.
    """

    _open: ClassVar[list[SharedWindow]] = []

    @classmethod
    def close_all(cls) -> None:
        """Close the one that is open, if there is one."""
        for each in tuple(cls._open):
            each.close()

    def __init__(self, folder: Path) -> None:
        """`folder`: in it, each window that is built has its own one for its settings."""
        self._folder = folder
        self._built = 0
        self._stack = ExitStack()
        self._application: Application | None = None
        self._look: frozenset[object] = frozenset()

    def on_first_scenario(self) -> Application:
        """The window as at its start, at rest."""
        application = self._application
        if application is not None:
            if application.window.isVisible():
                bring_back(application)
                application.window.right.show_arrangement(self._arrangement)
                vars(application.documents).update(self._questions)
                settle()
            if look(application) == self._look:
                return application
            self.close()
        return self._build()

    def _build(self) -> Application:
        self._built += 1
        folder = self._folder / str(self._built)
        folder.mkdir()
        application = self._application = self._stack.enter_context(window(folder))
        self._open.append(self)
        bring_back(application)
        settle()
        self._look, self._arrangement = look(application), application.window.right.arrangement()
        asked = vars(application.documents)  # tests answer in the user's place
        self._questions = {key: asked[key] for key in asked if key.startswith("ask_")}
        return application

    def close(self) -> None:
        """Close the window, if it is open."""
        self._application = None
        if self in self._open:
            self._open.remove(self)
        self._stack.close()


def look(application: Application) -> frozenset[object]:
    """What is visible and how often, the columns, the state of all actions, and the files."""
    shown, status = application.window, application.window.status
    visible = Counter(
        (type(each), each.isEnabled())
        for each in QApplication.allWidgets()
        if each.isVisible() and each is not status and not status.isAncestorOf(each)
    )
    actions = shown.actions_by_id.values()
    files = [path for path in settings_path().parent.rglob("*") if path.is_file()]
    return frozenset(
        (
            *visible.items(),
            *((each.text(), each.isEnabled(), each.isChecked()) for each in actions),
            *((each, each.read_bytes()) for each in files),
            (shown.size().toTuple(), tuple(shown.columns.sizes())),
        )
    )


def settle() -> None:
    """Let all be laid out that has been changed."""
    for _ in range(4):
        QCoreApplication.processEvents()


def session_of(application: Application) -> Session:
    assert application.session is not None
    return application.session


def bring_back(application: Application) -> None:
    """Show the window as it was at its start: the first scenario, at rest, and nothing over it."""
    session, shown = session_of(application), application.window
    for dialog in shown.findChildren(QDialog):
        dialog.close()
    session.learner.run(False)
    session.learner.set_goal(Goal())
    first = application.scenarios[0]
    session.document.load(first.experiment, "", first.about)
    session.document._documents = DocumentStack()  # those that undo would lead back to
    session.document.history_changed.emit()
    session.document.set_linked(False)
    session.player.set_seconds(Settings().seconds_per_pass)
    session.player.pause()
    session.player.to_start()
    session.learner.rewind()
    shown.looks.choose("light")
    shown.stage.kept = ""
    shown.stage.bring_back(("network", False))
    shown.notice.hide()
    shown.resize(*SIZE)
    shown.activateWindow()
    shown.rest()
    wait_until(lambda: session.dispatcher.settled)
    assert application.versions is not None
    application.versions.newest()  # all are written
    for path in settings_path().parent.glob("versions/*.vgsim"):
        path.unlink()
    settings_path().with_name("last_run.npz").unlink(missing_ok=True)
