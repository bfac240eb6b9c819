"""A small experiment for sessions, and what they show."""

from __future__ import annotations

from ui.session.session import Session
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment, Lane, NetworkSpec


def small() -> Experiment:
    network = NetworkSpec(depth=4, width=6)
    return Experiment(title="Small", lanes=(Lane("One", network), Lane("Two", network)))


def shown(session: Session) -> Trace:
    assert session.player.trace is not None
    return session.player.trace
