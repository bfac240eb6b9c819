"""See why deep networks stop learning: the public API of the simulator.

In a notebook, `simulate` returns a `Simulation` with tables, arrays and pictures::

    import vgsim

    run = vgsim.simulate(vgsim.open("01_sigmoid_against_relu"), steps=200)
    run.plot()

Below it are the values that the program itself uses: an `Experiment` describes what to simulate, a
`Trace` holds what happened in one pass, a `Verdict` judges it, and a `Frame` is an instant of the
pass to show. Each is computed from the one before.

Each public name is imported on first use: importing vgsim itself loads nothing else and does not
change the process.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vgsim.version import VERSION as __version__

if TYPE_CHECKING:
    from vgsim.compute.kernels import Kernels as Kernels
    from vgsim.compute.learning.training import Trainer as Trainer
    from vgsim.compute.traces.judgement import Verdict as Verdict
    from vgsim.compute.traces.measures import MEASURES as MEASURES
    from vgsim.compute.traces.trace import LaneTrace as LaneTrace
    from vgsim.compute.traces.trace import Trace as Trace
    from vgsim.compute.traces.trace import Watch as Watch
    from vgsim.describe.edit import edit as edit
    from vgsim.describe.errors import SpecError as SpecError
    from vgsim.describe.spec import DataSpec as DataSpec
    from vgsim.describe.spec import Experiment as Experiment
    from vgsim.describe.spec import Lane as Lane
    from vgsim.describe.spec import LayerSpec as LayerSpec
    from vgsim.describe.spec import NetworkSpec as NetworkSpec
    from vgsim.describe.spec import TrainingSpec as TrainingSpec
    from vgsim.files.bundled import scenarios as scenarios
    from vgsim.files.scenario import ScenarioError as ScenarioError
    from vgsim.files.scenario import open_scenario as open_scenario
    from vgsim.files.scenario import save_scenario as save_scenario
    from vgsim.notebook.drawing import Figure as Figure
    from vgsim.notebook.layer_arrays import LayerArrays as LayerArrays
    from vgsim.notebook.network_run import NetworkRun as NetworkRun
    from vgsim.notebook.result_table import ResultTable as ResultTable
    from vgsim.notebook.simulation import Simulation as Simulation
    from vgsim.notebook.simulation import open as open
    from vgsim.notebook.simulation import simulate as simulate
    from vgsim.play.frame import Frame as Frame
    from vgsim.play.playback import Playback as Playback
    from vgsim.play.timeline import Timeline as Timeline
    from vgsim.play.timeline import frame_at as frame_at
    from vgsim.theory.judge import comparison as comparison
    from vgsim.theory.judge import judged as judged
    from vgsim.theory.verdict import verdict as verdict

_WORDS = {  # module -> its public names; the imports above are the same for type checkers
    "vgsim.compute.kernels": ("Kernels",),
    "vgsim.compute.learning.training": ("Trainer",),
    "vgsim.compute.traces.judgement": ("Verdict",),
    "vgsim.compute.traces.measures": ("MEASURES",),
    "vgsim.compute.traces.trace": ("LaneTrace", "Trace", "Watch"),
    "vgsim.describe.edit": ("edit",),
    "vgsim.describe.errors": ("SpecError",),
    "vgsim.describe.spec": (
        "DataSpec", "Experiment", "Lane", "LayerSpec", "NetworkSpec", "TrainingSpec",
    ),
    "vgsim.files.scenario": ("ScenarioError", "open_scenario", "save_scenario"),
    "vgsim.files.bundled": ("scenarios",),
    "vgsim.notebook.drawing": ("Figure",),
    "vgsim.notebook.layer_arrays": ("LayerArrays",),
    "vgsim.notebook.network_run": ("NetworkRun",),
    "vgsim.notebook.result_table": ("ResultTable",),
    "vgsim.notebook.simulation": ("Simulation", "open", "simulate"),
    "vgsim.play.frame": ("Frame",),
    "vgsim.play.playback": ("Playback",),
    "vgsim.play.timeline": ("Timeline", "frame_at"),
    "vgsim.theory.judge": ("comparison", "judged"),
    "vgsim.theory.verdict": ("verdict",),
}  # fmt: skip
_HOME = {word: module for module, words in _WORDS.items() for word in words}
# `from vgsim import *` leaves Python's `open` as it is
__all__ = ["__version__", *(word for word in _HOME if word != "open")]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted([*__all__, "open"])
