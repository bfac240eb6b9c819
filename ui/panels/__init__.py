"""The list of all panels. Each is imported when it is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.panels.panel import Panel


def _controls() -> type[Panel]:
    from ui.panels.controls.panel import ControlsPanel

    return ControlsPanel


def _verdicts() -> type[Panel]:
    from ui.panels.verdicts import VerdictsPanel

    return VerdictsPanel


def _coach() -> type[Panel]:
    from ui.panels.coach import CoachPanel

    return CoachPanel


def _network() -> type[Panel]:
    from ui.panels.network.panel import NetworkPanel

    return NetworkPanel


def _transport() -> type[Panel]:
    from ui.panels.transport import TransportPanel

    return TransportPanel


def _history() -> type[Panel]:
    from ui.panels.history.panel import HistoryPanel

    return HistoryPanel


def _activation() -> type[Panel]:
    from ui.panels.activation.panel import ActivationPanel

    return ActivationPanel


def _gradients() -> type[Panel]:
    from ui.panels.gradients.panel import GradientsPanel

    return GradientsPanel


def _cell() -> type[Panel]:
    from ui.panels.cell import CellPanel

    return CellPanel


def _phase() -> type[Panel]:
    from ui.panels.phase.panel import PhasePanel

    return PhasePanel


def _predictions() -> type[Panel]:
    from ui.panels.predictions.panel import PredictionsPanel

    return PredictionsPanel


def _learning() -> type[Panel]:
    from ui.panels.learning.panel import LearningPanel

    return LearningPanel


def _over_time() -> type[Panel]:
    from ui.panels.over_time import OverTimePanel

    return OverTimePanel


def _chain() -> type[Panel]:
    from ui.panels.chain import ChainPanel

    return ChainPanel


def _histograms() -> type[Panel]:
    from ui.panels.histograms.panel import HistogramsPanel

    return HistogramsPanel


def _diagnosis() -> type[Panel]:
    from ui.panels.diagnosis.panel import DiagnosisPanel

    return DiagnosisPanel


def _checks() -> type[Panel]:
    from ui.panels.checks import ChecksPanel

    return ChecksPanel


def _compare() -> type[Panel]:
    from ui.panels.compare.panel import ComparePanel

    return ComparePanel


def _function() -> type[Panel]:
    from ui.panels.function.panel import FunctionPanel

    return FunctionPanel


def _gallery() -> type[Panel]:
    from ui.panels.gallery.panel import GalleryPanel

    return GalleryPanel


def _layers() -> type[Panel]:
    from ui.panels.layers import LayersPanel

    return LayersPanel


def _notes() -> type[Panel]:
    from ui.panels.notes import NotesPanel

    return NotesPanel


def _inspector() -> type[Panel]:
    from ui.panels.inspector.panel import InspectorPanel

    return InspectorPanel


def _lesson() -> type[Panel]:
    from ui.panels.lesson.panel import LessonPanel

    return LessonPanel


@dataclass(frozen=True, slots=True)
class PanelEntry:
    """A panel: its place in the window, and a function that imports its class."""

    place: str
    get: Callable[[], type[Panel]]
    later: tuple[str, str] = ("", "")  # name and title, if it is built after the first picture
    lines: int = 0  # lines of text to reserve until then
    share: float = 0.72  # of the main window's size, of a panel in a window of its own


# in the order in which they are built and appear as tabs
PANELS = (
    PanelEntry("center", _verdicts),
    PanelEntry("center", _coach),
    PanelEntry("center", _network),
    PanelEntry("center", _transport),
    PanelEntry("center", _history),
    PanelEntry("left", _controls),
    PanelEntry("views", _activation, ("activation", tr("Activation"))),
    PanelEntry("right", _gradients, ("gradients", tr("Gradient flow"))),
    PanelEntry("tabs", _learning, ("learning", tr("Learning"))),
    PanelEntry("views", _predictions, ("predictions", tr("Predictions"))),
    PanelEntry("views", _phase, ("phase", tr("Phase diagram"))),
    PanelEntry("views", _histograms, ("histograms", tr("Histograms"))),
    PanelEntry("views", _cell, ("cell", tr("Cell"))),
    PanelEntry("tabs", _chain, ("chain", tr("Chain rule"))),
    PanelEntry("tabs", _diagnosis, ("diagnosis", tr("Diagnosis")), 13),
    PanelEntry("tabs", _inspector, ("inspector", tr("Inspector"))),
    PanelEntry("tabs", _checks, ("trust", tr("Checks"))),
    PanelEntry("tabs", _over_time, ("course", tr("Over time"))),
    PanelEntry("stage", _gallery, ("gallery", tr("Gallery of activations"))),
    PanelEntry("lesson", _lesson, ("lesson", tr("Lesson"))),
    PanelEntry("window", _compare, ("compare", tr("Compare activations"))),
    PanelEntry("window", _function, ("function", tr("Own activation"))),
    PanelEntry("window", _layers, ("layers", tr("Layer table"))),
    PanelEntry("window", _notes, ("notes", tr("Notes")), share=0.45),
)
