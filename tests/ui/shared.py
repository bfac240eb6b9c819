"""One window for all tests of a file, for those that bring back what they have changed.

A window takes longer to build and to close than what most tests do in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QDialog

from tests.ui.conftest import options
from tests.ui.wrappers import computing, strays
from ui.session.session import Session
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
    """A window that is built when it is first needed.

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
        """`folder`: where its settings are kept."""
        self._folder = folder
        self._stack = ExitStack()
        self._application: Application | None = None

    def on_first_scenario(self) -> Application:
        """The window as at its start, at rest."""
        if self._application is None:
            self._application = self._stack.enter_context(window(self._folder))
            self._open.append(self)
        bring_back(self._application)
        return self._application

    def close(self) -> None:
        """Close the window, if it is open."""
        self._application = None
        if self in self._open:
            self._open.remove(self)
        self._stack.close()


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
    shown.stage.kept = ""
    shown.stage.bring_back(("network", True))  # loading would change it, and back
    first = application.scenarios[0]
    session.document.load(first.experiment, "", first.about)
    session.document.set_linked(False)
    session.player.pause()
    session.player.to_start()
    session.learner.rewind()
    shown.looks.choose("light")
    shown.stage.bring_back(("network", False))
    shown.notice.hide()
    shown.resize(*SIZE)
    shown.activateWindow()
    shown.rest()
    wait_until(lambda: session.dispatcher.settled)
