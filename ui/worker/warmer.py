"""Prepares kernels in the background: from the cache, or compiled in another process."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Thread

from PySide6.QtCore import QObject, Signal, SignalInstance

from ui.worker.gc_pause import loading
from vgsim.compute.kernels import Engine, Kernels
from vgsim.describe.spec import Experiment


class Warmer(QObject):
    """Prepares the kernels passed to `want`.

    `warmed` is emitted in the thread of this object when they are ready.
    """

    warmed = Signal(str)  # name of the engine; connect to a slot
    busy = Signal()

    def __init__(self, afterwards: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kernels = Kernels()
        self._condition = Condition()
        self._wanted: Experiment | None = None
        self._closed = False
        self._afterwards = afterwards
        self._thread = Thread(target=self._work, name="vgsim kernels", daemon=True)

    def engine(self, experiment: Experiment) -> Engine:
        """The fastest engine that is ready; missing kernels are prepared for later use."""
        if not self.kernels.ready(experiment):
            self.want(experiment)
        return self.kernels.engine(experiment)

    def want(self, experiment: Experiment) -> None:
        """Prepare the kernels of this experiment; replaces a request that has not begun."""
        with self._condition:
            self._wanted = experiment
            self._condition.notify()

    def start(self) -> None:
        """Start the thread that prepares kernels."""
        self._thread.start()

    def stop(self) -> None:
        """Let the thread end after its current step; does not wait for a compiler."""
        with self._condition:
            self._closed = True
            self._condition.notify()

    def _work(self) -> None:
        first, later = True, None
        while True:
            with self._condition:
                while self._wanted is None and later is None and not self._closed:
                    self._condition.wait()
                experiment, self._wanted = self._wanted, None
                if self._closed:
                    return
            if experiment is None:
                assert later is not None
                with loading():
                    self.kernels.prepare_scans(later, separately=True)
                later = None
                continue
            if not self.kernels.ready(experiment):
                self._tell(self.busy)
                with loading():
                    name = self.kernels.prepare(experiment, separately=True)
                self._tell(self.warmed, name)
                later = experiment
            if first:
                first = False
                with loading():
                    self._afterwards()

    def _tell(self, signal: SignalInstance, *words: str) -> None:
        with self._condition:  # `stop` has not returned: this object still exists
            if not self._closed:
                signal.emit(*words)
