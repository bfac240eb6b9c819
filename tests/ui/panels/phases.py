"""A phase diagram whose requests are answered as the window does."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.plotting import trace_of
from tests.ui.recorder import Recorder
from ui.exchange.progress import Progress
from ui.look.theme import LIGHT
from ui.panels.phase.panel import PhasePanel
from vgsim.compute.kernels import Kernels
from vgsim.describe.spec import Experiment
from vgsim.theory.diagram import Diagram, Plane, compute_diagram


class Window:
    """Answers the panel's requests as the window does, in one thread."""

    def __init__(self, qtbot: QtBot, made: Experiment, cells: int = 8) -> None:
        self.panel = PhasePanel(Recorder())
        self.asked = self.panel.requests.asked
        qtbot.addWidget(self.panel)
        self.panel.resize(560, 360)
        self.panel.show_theme(LIGHT)
        self.show(made)
        self.panel.show()
        self.panel.controls.cells.set_key(cells)
        self.panel.controls.changed.emit()

    def show(self, made: Experiment, lane: int = 0) -> None:
        self.panel.show_experiment(made)
        self.panel.show_trace(trace_of(made, lane=lane))

    def answer(self) -> Diagram:
        plane = next(args[0] for name, args in reversed(self.asked) if name == "compute_plane")
        assert isinstance(plane, Plane)
        *_, picture = compute_diagram(plane, Kernels())
        self.panel.show_diagram(Progress(picture, over=True))
        return picture

    def names(self) -> list[str]:
        return [name for name, _ in self.asked if name != "set_costly"]
