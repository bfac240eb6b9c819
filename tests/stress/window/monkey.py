"""Random events on the real window, and at checkpoints: undo, redo, screen equals document.

Events follow each other in a chain of single shots, so that they go on inside menus and dialogs
that wait. All random choices follow from the seed; when the compute thread answers does not, so a
replay is alike but not the same.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from random import Random

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.stress.window import checks
from tests.stress.window.acts import Hand
from tests.stress.window.freezes import LIMIT, Freezes
from tests.stress.window.host import Host, handles, memory, stacks
from tests.stress.window.requests import ACTS, prepare, session_of
from ui.widgets.entry_field import finish_typing

CHECK = 500  # events between two checkpoints
POLL = 30  # milliseconds between two looks whether the window is at rest
PATIENCE = 60.0  # seconds of this process's CPU time until it has to be
HANGING = 900.0  # seconds after which it is not a busy machine any more
MOST_HANDLES = 100  # open files
_FUNCTIONS, _WEIGHTS = zip(*ACTS, strict=True)


class Monkey:
    """The chain of events of one seed."""

    def __init__(self, host: Host, seed: int, events: int, seconds: float) -> None:
        self._host, self._left = host, events
        self._until = time.monotonic() + seconds
        self._hand = Hand(host.main, Random(seed), host.folder, host.acts)
        self._check_next = False
        self._freezes = Freezes(self._took)

    def begin(self) -> None:
        prepare(self._hand)
        self._host.main.window.resize(1280, 800)
        QTimer.singleShot(0, self._step)

    def _step(self) -> None:
        if self._left <= 0 or time.monotonic() > self._until:
            self._checkpoint(lambda: self._checkpoint(self._finish, fresh=True))
            return
        if self._check_next:
            self._check_next = False
            self._checkpoint(lambda: QTimer.singleShot(0, self._step))
            return
        QTimer.singleShot(0, self._step)  # first: the act may wait in a loop of its own
        self._left -= 1
        self._check_next = self._left % CHECK == 0
        self._act()

    def _act(self) -> None:
        act = self._hand.random.choices(_FUNCTIONS, _WEIGHTS)[0]
        self._freezes.begin(f"act {self._host.tally.cases}")
        tally = self._host.tally
        tally.cases += 1
        self._host.beats += 1
        try:
            act(self._hand)
        except RuntimeError as error:
            if "already deleted" not in str(error):  # the widget that was to be used has gone
                self._host.caught(type(error), error, error.__traceback__)
        except Exception as error:
            self._host.caught(type(error), error, error.__traceback__)

    def _took(self, act: str, seconds: float) -> None:
        last = self._hand.acts[-1] if self._hand.acts else ""  # of an act: it has noted itself
        self._host.tally.measure("slowest act", seconds, last[:60], "s CPU")
        if seconds > LIMIT:
            self._host.fail("the window does not answer for seconds", f"{act}: {seconds:.1f} s")

    # checkpoints

    def _checkpoint(self, then: Callable[[], object], *, fresh: bool = False) -> None:
        """Undo to the start and redo, then look at the screen once the window is at rest.

        `fresh`: the first scenario is opened before.
        """
        self._freezes.begin()
        for widget in QApplication.topLevelWidgets():
            if widget is not self._host.main.window:
                widget.close()
        self._host.main.window.resize(1280, 800)
        finish_typing()  # where the stage cannot take the keyboard, a field may still have it
        self._host.main.window.rest()
        session = session_of(self._hand)
        session.learner.run(False)
        if fresh:
            session.document.load(self._host.main.scenarios[0].experiment)
        self._report(checks.undone_and_redone(session))
        session.learner.rewind()
        session.player.pause()
        self._wait(time.process_time() + PATIENCE, time.monotonic() + HANGING, then)

    def _wait(self, computed: float, ended: float, then: Callable[[], object]) -> None:
        """Look now and then, until the window has had time enough to compute."""
        self._host.beats += 1
        session = session_of(self._hand)
        if checks.at_rest(session):
            self._report(checks.screen(self._host.main))
            self._report(checks.numbers(session))
            self._host.tally.outcomes["checkpoints"] += 1
            self._measure()
            then()
        elif time.process_time() > computed or time.monotonic() > ended:
            detail = f"{checks.state(session)}\n{stacks()}"
            self._host.fail("the screen does not show the document", detail)
            then()
        else:
            QTimer.singleShot(POLL, lambda: self._wait(computed, ended, then))

    def _finish(self) -> None:
        """What is left of everything that was opened, once the first scenario is back."""
        gc.collect()
        self._host.tally.measure("memory at the end", memory() / 2**20, self._host.case, "MiB")
        self._host.end()

    def _report(self, faults: list[tuple[str, str]]) -> None:
        for what, detail in faults:
            self._host.fail(what, detail)

    def _measure(self) -> None:
        tally, number = self._host.tally, str(self._host.tally.cases)
        tally.measure("memory", memory() / 2**20, number, "MiB")
        tally.measure("handles", handles(), number, "")
        if handles() > MOST_HANDLES:
            self._host.fail("too many open files", os.fspath("/proc/self/fd"))
