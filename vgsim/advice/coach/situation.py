"""The state that the coach reads, and the hint that it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vgsim.advice.changes import Changes
from vgsim.advice.suggestion import Suggestions
from vgsim.compute.traces.evidence import Break
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment, Lane

AskKind = Literal["play", "run", "stop", "new seed", "diagnosis", "replay"]
PATIENCE = 60.0  # seconds without a request after which the coach suggests something


@dataclass(frozen=True, slots=True)
class Situation:
    """The part of the window's state that the coach uses."""

    trace: Trace | None = None  # the pass on the screen, judged
    # the last pass before the newest change of the experiment; None: nothing was changed, or the
    # networks have been trained since
    before: Trace | None = None
    results_shown: bool = True  # whether results of the first pass may be shown
    phase: str = "forward"  # of the pass on the screen: a value of `vgsim.play.frame.Phase`
    playing: bool = True
    running: bool = False  # whether the networks learn
    idle: float = 0.0  # seconds since the last request
    first_start: bool = False
    advice: Suggestions | None = None  # the newest search for remedies, for any network


@dataclass(frozen=True, slots=True)
class Take:
    """Apply a remedy that has been tried on this network."""

    lane: Lane
    shown: Experiment
    changes: Changes
    remedy: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Any other request; `lane` for "diagnosis", `broken` for "replay"."""

    kind: AskKind
    shown: Experiment | None = None
    lane: Lane | None = None
    broken: Break | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """A finding, a question or suggestion, and the request that the button sends.

    Without a label there is no button.
    """

    rule: str
    finding: str
    question: str = ""
    label: str = ""
    request: Take | Ask | None = None
    help: str = ""  # what the button does, and the measured result of a remedy

    @property
    def sentence(self) -> str:
        """The finding and the question."""
        return f"{self.finding} {self.question}".strip()
