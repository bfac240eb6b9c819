"""The whole window, as it starts, for tests that use it as a person would."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from vgsim.cli.arguments import window_options

if TYPE_CHECKING:  # this file is read on a machine without Qt's libraries, too
    from pytestqt.qtbot import QtBot

    from tests.ui.shared import SharedWindow
    from ui.shell.application import Application

SOON = 20_000  # milliseconds: a first pass on a busy machine
PATIENCE = 90_000  # milliseconds after which an awaited event is not going to happen


@pytest.fixture(scope="session")
def qapp(qapp: Any) -> Any:
    """The application with the program's fonts, before any text is measured: widths are kept."""
    from ui.look.theme import load_fonts
    from ui.worker import priority
    from ui.worker.gc_pause import hold

    load_fonts()
    hold()  # see `pytest_runtest_protocol` in tests/conftest.py
    priority.SWITCH = sys.getswitchinterval()  # no animation has to be smooth; switching costs 10 %
    return qapp


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> QtBot:
    """The `qtbot` of pytest-qt with patience: a limit only ends a test that hangs."""
    from pytestqt.qtbot import QtBot

    class PatientBot(QtBot):
        def waitUntil(self, callback: Callable[[], Any], *, timeout: int = 0) -> None:
            super().waitUntil(callback, timeout=max(timeout, PATIENCE))

        def waitSignal(self, signal: Any, *, timeout: int = 0, **given: Any) -> Any:
            return super().waitSignal(signal, timeout=max(timeout, PATIENCE), **given)

        def waitSignals(self, signals: Any, *, timeout: int = 0, **given: Any) -> Any:
            return super().waitSignals(signals, timeout=max(timeout, PATIENCE), **given)

    return PatientBot(request)


def options(**given: Any) -> Namespace:
    """The command line without arguments, but for those given."""
    made, complaints = window_options([])
    assert not complaints
    return Namespace(**{**vars(made), **given})


Start = Callable[..., "Application"]


@pytest.fixture(scope="module")
def shared(ready: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedWindow]:
    """The window of those tests of a file that bring back what they have changed."""
    from tests.ui.shared import SharedWindow

    window = SharedWindow(tmp_path_factory.mktemp("window"))
    yield window
    window.close()


@pytest.fixture
def start(
    ready: None, qtbot: QtBot, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Start]:
    """Start the application and wait for its first pass; all threads must be gone at the end."""
    from PySide6.QtCore import QCoreApplication, QEvent

    from tests.ui.shared import SharedWindow
    from tests.ui.wrappers import computing, strays
    from ui.shell.application import Application

    SharedWindow.close_all()  # first: that restores the settings of before
    monkeypatch.setenv("VGSIM_SETTINGS", str(tmp_path / "settings.json"))
    running: list[Application] = []

    def begin(size: tuple[int, int] = (1280, 800), **given: Any) -> Application:
        application = Application(options(**given))
        running.append(application)
        with qtbot.waitSignal(application.complete, timeout=SOON):
            application.start()
        application.window.showNormal()
        application.window.resize(*size)
        session = application.session
        assert session is not None
        qtbot.waitUntil(lambda: session.player.trace is not None, timeout=SOON)
        return application

    yield begin
    left = strays()
    for application in running:
        application.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not left, "put a layout into its place before you fill it, and never ask for its items"
    assert not computing()


@pytest.fixture
def app(start: Start) -> Application:
    """The window on the first scenario, at rest."""
    application = start()
    assert application.session is not None
    application.session.player.pause()
    return application


@pytest.fixture(scope="session")
def ready(compiled: None, painters: object, qapp: Any) -> None:
    """The kernels of the first scenario compiled once, not beside every window."""
    from vgsim.compute.kernels import Kernels
    from vgsim.files.bundled import scenarios

    Kernels().prepare(scenarios()[0].experiment)
